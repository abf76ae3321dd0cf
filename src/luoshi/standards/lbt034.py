"""LB/T 034-2014 Largest carrying capacity of tourist spots (景区最大承载量核定导则), with the indices of GB/T 50298-2018.

In force 2015-04-01. Visitors at once C1 = Σ area / area a person; a day C2 = C1 Z, Z = open hours / hours of a visit. m2, hours.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, ratio, readings

EDITION: Final = Citation(
    "景区最大承载量核定导则", "LB/T 034-2014", in_force_from=date(2015, 4, 1), verified="second_hand"
)
AREA_PER_PERSON: Final = {
    "path": ("游步道", 5.0, 10.0),
    "main_scene": ("主要景点", 50.0, 100.0),
    "ordinary": ("一般景点", 100.0, 400.0),
    "beach": ("浴场海滨", 5.0, 10.0),
}
"""m2 a person, least and most, by kind of place (GB/T 50298-2018)."""


def at_once(areas_m2: ArrayLike, area_per_person_m2: ArrayLike) -> FloatArray:
    """Whole visitors the places of a spot (along the last axis) hold at once; NaN where one is missing."""
    each = ratio(readings(areas_m2), readings(area_per_person_m2))
    return np.asarray(np.floor(np.round(each.sum(axis=-1), 6)))


def a_day(visitors_at_once: ArrayLike, open_hours: ArrayLike, visit_hours: ArrayLike) -> FloatArray:
    """Whole visitors of a day."""
    turns = ratio(readings(open_hours), readings(visit_hours))
    return np.floor(np.round(readings(visitors_at_once) * turns, 6))


def of_gates(capacities: ArrayLike) -> FloatArray:
    """Capacity of places in a row (along the last axis): that of the narrowest; NaN where one is missing."""
    return np.asarray(readings(capacities).min(axis=-1))


def occupancy(present: ArrayLike, visitors_at_once: ArrayLike) -> FloatArray:
    """Share of the capacity in use."""
    return ratio(readings(present), readings(visitors_at_once))
