"""GB/T 43697-2024 Data classification and grading (数据分类分级规则): core, important or general data.

In force 2024-10-01. By what would be harmed and how badly; the highest over everything harmed counts (就高从严). The cells of
the matrix are to be verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, floats, side_by_side, worst
from .editions import known_item

EDITION: Final = Citation("数据分类分级规则", "GB/T 43697-2024", in_force_from=date(2024, 10, 1), verified="unverified")
GENERAL: Final = 1
IMPORTANT: Final = 2
CORE: Final = 3
LEVEL_LABELS: Final = {GENERAL: "一般数据", IMPORTANT: "重要数据", CORE: "核心数据", UNDETERMINED: UNDETERMINED_LABEL}
HARM_LABELS: Final = {0: "无危害", 1: "一般危害", 2: "严重危害", 3: "特别严重危害"}
_MATRIX: Final = {
    "national_security": ("国家安全", (GENERAL, IMPORTANT, CORE, CORE)),
    "economy": ("经济运行", (GENERAL, GENERAL, IMPORTANT, CORE)),
    "social_order": ("社会秩序", (GENERAL, GENERAL, IMPORTANT, CORE)),
    "public_interest": ("公共利益", (GENERAL, GENERAL, IMPORTANT, CORE)),
    "organisations": ("组织权益", (GENERAL, GENERAL, GENERAL, GENERAL)),
    "persons": ("个人权益", (GENERAL, GENERAL, GENERAL, GENERAL)),
}
OBJECT_LABELS: Final = {name: label for name, (label, _) in _MATRIX.items()}


def level(harms: Mapping[str, ArrayLike]) -> ClassArray:
    """Level of data sets from the degree of harm (0 none to 3 especially serious) to each object.

    Every object's harm must have been weighed: one missing or out of 0 to 3 leaves the level undetermined, unless another
    already makes it core. Raises NotInStandard.
    """
    columns = []
    for name, degrees in harms.items():
        _, levels = _MATRIX[known_item(name, _MATRIX, EDITION)]
        degree = floats(degrees)
        usable = np.isin(degree, (0, 1, 2, 3))
        found = np.array(levels)[np.where(usable, degree, 0).astype(np.int64)]
        columns.append(np.where(usable, found, UNDETERMINED))
    return worst(side_by_side(columns), last=CORE)
