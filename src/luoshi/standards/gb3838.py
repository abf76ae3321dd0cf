"""GB 3838-2002 Environmental quality standards for surface water (地表水环境质量标准): the class of each item.

In force 2002-06-01. mg/L; faecal coliforms per L; water temperature in ℃. Classes 1 to 5 are Ⅰ to Ⅴ, 6 is worse than Ⅴ
(劣Ⅴ), UNDETERMINED where the value is missing. Lakes and reservoirs have limits of their own for total phosphorus.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, floats, readings, verdict
from .editions import known_item, number, table

EDITION: Final = Citation("地表水环境质量标准", "GB 3838-2002", in_force_from=date(2002, 6, 1), verified="second_hand")

WORSE_THAN_V: Final = 6
CLASS_LABELS: Final = {
    1: "Ⅰ类", 2: "Ⅱ类", 3: "Ⅲ类", 4: "Ⅳ类", 5: "Ⅴ类", 6: "劣Ⅴ类", UNDETERMINED: UNDETERMINED_LABEL,
}  # fmt: skip
DRINKING_SOURCE: Final = {"SO4": 250.0, "Cl": 250.0, "NO3N": 10.0, "Fe": 0.3, "Mn": 0.1}
"""Table 2: further limits for sources of drinking water, mg/L."""
PH_RANGE: Final = (6.0, 9.0)
SATURATION_OF_CLASS_I: Final = 90.0
"""Per cent of saturation that stands for 7.5 mg/L of dissolved oxygen."""
WARMING: Final = 1.0
COOLING: Final = 2.0
"""Highest man-made change of the weekly mean water temperature, ℃."""


@cache
def _table() -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in table("gb3838")}


def items() -> dict[str, str]:
    """Items and their labels."""
    return {item: row["label"] for item, row in _table().items() if item != "TP_lake"}


def limits(item: str, *, lake: bool = False) -> FloatArray:
    """The five limits of an item, class Ⅰ first; NaN for pH, which has a range. Raises NotInStandard."""
    known_item(item, items(), EDITION)
    row = _table()["TP_lake" if lake and item == "TP" else item]
    return np.array([number(row[name]) for name in ("I", "II", "III", "IV", "V")])


def classify(
    item: str,
    values: ArrayLike,
    *,
    lake: bool = False,
    below_detection: ArrayLike = False,
    saturation: ArrayLike = np.nan,
) -> ClassArray:
    """The class of each value of an item: the best one whose limit it keeps.

    ``below_detection``: where true, the item was not found and counts as class Ⅰ. ``saturation``: per cent, for dissolved
    oxygen, where 90 makes class Ⅰ. pH inside 6 to 9 is class Ⅰ, outside worse than Ⅴ. Raises NotInStandard.
    """
    steps = limits(item, lake=lake)
    amounts = readings(values)
    if item == "pH":
        low, high = PH_RANGE
        classes = np.where((amounts >= low) & (amounts <= high), 1, WORSE_THAN_V)
    elif item == "DO":
        classes = 1 + np.searchsorted(-steps, -amounts, side="left")
        classes = np.where(readings(saturation) >= SATURATION_OF_CLASS_I, 1, classes)
    else:
        classes = 1 + np.searchsorted(steps, amounts, side="left")
        classes = np.where(np.asarray(below_detection, dtype=np.bool_), 1, classes)
        amounts = np.where(np.asarray(below_detection, dtype=np.bool_), 0.0, amounts)
    return np.where(np.isnan(amounts), UNDETERMINED, classes).astype(np.int8)


def for_means(values: ArrayLike, detection_limit: ArrayLike, below_detection: ArrayLike) -> FloatArray:
    """Values as they enter a mean: half the detection limit where the item was not found."""
    not_found = np.asarray(below_detection, dtype=np.bool_)
    return np.where(not_found, floats(detection_limit) / 2, readings(values))


def drinking_source(values: Mapping[str, ArrayLike]) -> dict[str, ClassArray]:
    """Verdict of each further item of a drinking source. Raises NotInStandard."""
    return {
        item: verdict(column, DRINKING_SOURCE[known_item(item, DRINKING_SOURCE, EDITION)])
        for item, column in values.items()
    }


def temperature_change(change: ArrayLike) -> ClassArray:
    """Verdict of a man-made change of the weekly mean temperature, ℃: a rise of 1, a fall of 2 at most."""
    degrees = np.round(floats(change), 10)
    return verdict(np.abs(degrees), np.where(degrees >= 0, WARMING, COOLING))
