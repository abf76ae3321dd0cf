"""JGJ 450-2018 Design of care facilities for the elderly (老年人照料设施建筑设计标准): the measures a survey can check.

In force 2018-10-01. m, m2, hours. The figures are to be verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, BoolArray, ClassArray, readings
from .editions import known_item

EDITION: Final = Citation(
    "老年人照料设施建筑设计标准", "JGJ 450-2018", in_force_from=date(2018, 10, 1), verified="unverified"
)
MEETS: Final = 1
FAILS: Final = 2
LIFT_FROM: Final = 2
"""Storeys."""


@dataclass(frozen=True, slots=True)
class Measure:
    label: str
    unit: str
    direction: Literal["at_least", "at_most"]
    limit: float


MEASURES: Final = {
    "care_unit_beds": Measure("照料单元床位数", "床", "at_most", 60),
    "area_per_bed": Measure("多人间居室每床净使用面积", "平方米", "at_least", 6.0),
    "door_width": Measure("居室门净宽", "米", "at_least", 0.80),
    "bed_door_width": Measure("护理型床位居室门净宽", "米", "at_least", 1.10),
    "corridor_width": Measure("走廊净宽", "米", "at_least", 1.80),
    "narrow_corridor_width": Measure("局部困难处走廊净宽", "米", "at_least", 1.40),
    "ramp_slope": Measure("坡道坡度", "高/长", "at_most", 1 / 12),
    "winter_sun": Measure("居室冬至日日照", "小时", "at_least", 2.0),
}


def check(values: Mapping[str, ArrayLike]) -> dict[str, ClassArray]:
    """Verdict of each measure given, for n facilities; UNDETERMINED where it is missing. Raises NotInStandard."""
    return {name: _verdict(known_item(name, MEASURES, EDITION), column) for name, column in values.items()}


def needs_lift(storeys: ArrayLike) -> BoolArray:
    """Whether a lift is needed: from two storeys, and where their number is not known."""
    floors = readings(storeys)
    return np.asarray(np.isnan(floors) | (floors >= LIFT_FROM))


def _verdict(name: str, values: ArrayLike) -> ClassArray:
    measure, numbers = MEASURES[name], readings(values)
    limit = round(measure.limit, 10)
    kept = numbers >= limit if measure.direction == "at_least" else numbers <= limit
    return np.where(np.isnan(numbers), UNDETERMINED, np.where(kept, MEETS, FAILS)).astype(np.int8)
