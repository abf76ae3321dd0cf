"""Trophic level index of lakes and reservoirs (综合营养状态指数, 环办〔2011〕22号).

Chlorophyll a in mg/m3, transparency in m, the others in mg/L. The weights are worked out from the correlations with
chlorophyll, not copied: printed tables round them differently. The coefficients are to be verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, readings
from .editions import known_item
from .surface_water import EDITION

_COEFFICIENTS: Final = {
    "Chl": (2.5, 1.086, 1.0),
    "TP": (9.436, 1.624, 0.84),
    "TN": (5.453, 1.694, 0.82),
    "SD": (5.118, -1.94, -0.83),
    "CODMn": (0.109, 2.661, 0.83),
}
"""TLI = 10 (a + b ln x), and r, the correlation with chlorophyll."""
LABELS: Final = {"Chl": "叶绿素a", "TP": "总磷", "TN": "总氮", "SD": "透明度", "CODMn": "高锰酸盐指数"}
WEIGHTS: Final = {
    item: r * r / sum(other * other for _, _, other in _COEFFICIENTS.values())
    for item, (_, _, r) in _COEFFICIENTS.items()
}
STATE_LABELS: Final = {
    1: "贫营养", 2: "中营养", 3: "轻度富营养", 4: "中度富营养", 5: "重度富营养", UNDETERMINED: UNDETERMINED_LABEL,
}  # fmt: skip


def item_index(item: str, values: ArrayLike) -> FloatArray:
    """TLI of one item; NaN where the value is zero or missing. Raises NotInStandard."""
    known_item(item, _COEFFICIENTS, EDITION)
    constant, slope, _ = _COEFFICIENTS[item]
    amounts = readings(values)
    positive = np.where(amounts > 0, amounts, np.nan)
    return 10 * (constant + slope * np.log(positive))


def index(values: Mapping[str, ArrayLike]) -> FloatArray:
    """Weighted sum over the five items; NaN where any is missing: the weights are those of all five."""
    total: FloatArray = np.zeros(1)
    for item, weight in WEIGHTS.items():
        total = total + weight * item_index(item, values.get(item, np.nan))
    return total


def state(tli: ArrayLike) -> ClassArray:
    """Below 30 贫, to 50 中, to 60 轻度富, to 70 中度富, above 重度富."""
    numbers = np.asarray(tli, dtype=np.float64)
    classes = np.where(numbers < 30, 1, 2 + np.searchsorted(np.array([50.0, 60.0, 70.0]), numbers, side="left"))
    return np.where(np.isnan(numbers), UNDETERMINED, classes).astype(np.int8)
