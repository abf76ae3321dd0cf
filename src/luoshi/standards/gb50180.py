"""GB 50180-2018 Residential planning and design (城市居住区规划设计标准): circles of life by walking distance.

In force 2018-12-01. Metres along ways people walk, not straight lines: a river makes the difference. To be verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, ClassArray, FloatArray, ratio, readings
from .editions import known_item

EDITION: Final = Citation(
    "城市居住区规划设计标准", "GB 50180-2018", in_force_from=date(2018, 12, 1), verified="unverified"
)


@dataclass(frozen=True, slots=True)
class Circle:
    """``radius_m``: the farthest walk (where the standard gives a range, its end); residents, least and most."""

    label: str
    radius_m: float
    residents: tuple[int, int]


CIRCLES: Final = {
    "15_minutes": Circle("十五分钟生活圈居住区", 1000.0, (50_000, 100_000)),
    "10_minutes": Circle("十分钟生活圈居住区", 500.0, (15_000, 25_000)),
    "5_minutes": Circle("五分钟生活圈居住区", 300.0, (5_000, 12_000)),
}
DAY_CARE_RADIUS_M: Final = 300.0
"""Of a day-care centre for the elderly (老年人日间照料中心)."""
COVERED: Final = 1
NOT_COVERED: Final = 2


def within(distance_m: ArrayLike, circle: str) -> ClassArray:
    """COVERED, NOT_COVERED or UNDETERMINED (distance not known) for each home. Raises NotInStandard."""
    metres = readings(distance_m)
    radius = CIRCLES[known_item(circle, CIRCLES, EDITION)].radius_m
    found = np.where(metres <= radius, COVERED, NOT_COVERED)
    return np.where(np.isnan(metres), UNDETERMINED, found).astype(np.int8)


def coverage(distance_m: ArrayLike, residents: ArrayLike, circle: str) -> FloatArray:
    """Share of residents (homes along the last axis) inside a circle; those whose distance is not known are not."""
    people = readings(residents)
    inside = within(distance_m, circle) == COVERED
    return ratio(np.where(inside, people, 0.0 * people).sum(axis=-1), people.sum(axis=-1))
