"""GB 36600-2018 Soil of building land (土壤环境质量 建设用地土壤污染风险管控标准（试行）): screening and control values.

In force 2018-08-01. mg/kg of dry soil. Land of class 1 is homes, schools, hospitals, parks for children; class 2 the rest of
the built-up land; where the use is not clear, class 1 counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, floats, readings, side_by_side, worst
from .editions import known_item, number, table

EDITION: Final = Citation(
    "土壤环境质量 建设用地土壤污染风险管控标准（试行）",
    "GB 36600-2018",
    in_force_from=date(2018, 8, 1),
    verified="second_hand",
)
IGNORABLE: Final = 1
NATURAL: Final = 2
SURVEY: Final = 3
CONTROL: Final = 4
RISK_LABELS: Final = {
    IGNORABLE: "风险可以忽略",
    NATURAL: "不高于环境背景值，不纳入污染地块管理",
    SURVEY: "开展详细调查",
    CONTROL: "采取风险管控或修复措施",
    UNDETERMINED: UNDETERMINED_LABEL,
}


@cache
def _table() -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in table("gb36600")}


def items(*, basic_only: bool = False) -> dict[str, str]:
    """Items and their labels; ``basic_only``: the 45 that every first survey must test."""
    return {item: row["label"] for item, row in _table().items() if row["basic"] == "1" or not basic_only}


def limits(item: str, land_class: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Screening and control value for land of class 1 or 2; any other class, or none, counts as 1. Raises NotInStandard."""
    row = _table()[known_item(item, items(), EDITION)]
    second = floats(land_class) == 2
    return (
        np.where(second, number(row["screening_2"]), number(row["screening_1"])),
        np.where(second, number(row["control_2"]), number(row["control_1"])),
    )


def risk(item: str, values: ArrayLike, land_class: ArrayLike = np.nan, *, background: ArrayLike = np.nan) -> ClassArray:
    """What a value calls for. ``background``: the natural level, which counts for arsenic, cobalt and vanadium only."""
    amounts = readings(values)
    screening, control = limits(item, land_class)
    classes = np.where(amounts <= screening, IGNORABLE, np.where(amounts <= control, SURVEY, CONTROL))
    if _table()[item]["background"] == "1":
        natural = (classes > IGNORABLE) & (amounts <= readings(background))
        classes = np.where(natural, NATURAL, classes)
    return np.where(np.isnan(amounts), UNDETERMINED, classes).astype(np.int8)


def risk_of_land(
    values: Mapping[str, ArrayLike],
    land_class: ArrayLike = np.nan,
    *,
    background: Mapping[str, ArrayLike] | None = None,
) -> ClassArray:
    """The worst of several items; undetermined where one is missing, unless another is already over its control value."""
    levels = background or {}
    columns = [risk(item, column, land_class, background=levels.get(item, np.nan)) for item, column in values.items()]
    return worst(side_by_side(columns), last=CONTROL)
