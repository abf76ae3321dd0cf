"""GB 15618-2018 Soil of agricultural land (土壤环境质量 农用地土壤污染风险管控标准（试行）): protection, safe use, control.

In force 2018-08-01. mg/kg of dry soil. Below the screening value the land is protected first (优先保护), between it and the
control value used safely (安全利用), above the control value strictly controlled (严格管控; 土壤污染防治法 第四十九条).
Copper, nickel and zinc have no control value. All values are to be verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, IntArray, readings, side_by_side, worst
from .editions import known_item, number, table

Land = Literal["paddy", "orchard", "other"]

EDITION: Final = Citation(
    "土壤环境质量 农用地土壤污染风险管控标准（试行）",
    "GB 15618-2018",
    in_force_from=date(2018, 8, 1),
    verified="unverified",
)
LAND_LABELS: Final = {"paddy": "水田", "orchard": "果园", "other": "其他"}
PROTECT: Final = 1
USE_SAFELY: Final = 2
CONTROL: Final = 3
RISK_LABELS: Final = {
    PROTECT: "优先保护类", USE_SAFELY: "安全利用类", CONTROL: "严格管控类", UNDETERMINED: UNDETERMINED_LABEL,
}  # fmt: skip
PH_STEPS: Final = (5.5, 6.5, 7.5)


@cache
def _values() -> dict[tuple[str, str, str], FloatArray]:
    return {
        (row["kind"], row["item"], row["land"]): np.array([number(row[f"ph_{band}"]) for band in (1, 2, 3, 4)])
        for row in table("gb15618")
    }


def items() -> dict[str, str]:
    """The eight metals and their labels."""
    return {row["item"]: row["label"] for row in table("gb15618")}


def screening_value(item: str, ph: ArrayLike, *, land: Land) -> FloatArray:
    """By pH and use of the land; NaN where the pH is missing. Raises NotInStandard."""
    return _at("screening", item, ph, land)


def control_value(item: str, ph: ArrayLike) -> FloatArray:
    """By pH; NaN where the pH is missing, and infinite where the standard sets none. Raises NotInStandard."""
    if ("control", known_item(item, items(), EDITION), "all") not in _values():
        return np.where(np.isnan(readings(ph)), np.nan, np.inf)
    return _at("control", item, ph, "other")


def _at(kind: str, item: str, ph: ArrayLike, land: Land) -> FloatArray:
    known_item(item, items(), EDITION)
    known_item(land, LAND_LABELS, EDITION)
    for use in (land, "other", "all"):
        if (kind, item, use) in _values():
            return _in_band(_values()[kind, item, use], ph)
    raise AssertionError((kind, item))


def _in_band(values: FloatArray, ph: ArrayLike) -> FloatArray:
    acidity = readings(ph)
    band: IntArray = np.searchsorted(np.array(PH_STEPS), acidity, side="left")
    return np.where(np.isnan(acidity), np.nan, values[band])


def risk(item: str, values: ArrayLike, ph: ArrayLike, *, land: Land) -> ClassArray:
    """The class of the land by one metal. Raises NotInStandard."""
    amounts = readings(values)
    screening, control = screening_value(item, ph, land=land), control_value(item, ph)
    classes = np.where(amounts <= screening, PROTECT, np.where(amounts <= control, USE_SAFELY, CONTROL))
    return np.where(np.isnan(amounts) | np.isnan(screening), UNDETERMINED, classes).astype(np.int8)


def risk_of_land(values: Mapping[str, ArrayLike], ph: ArrayLike, *, land: Land) -> ClassArray:
    """The worst of several metals; undetermined where one is missing, unless another is already over its control value."""
    columns = [risk(item, column, ph, land=land) for item, column in values.items()]
    return worst(side_by_side(columns), last=CONTROL)
