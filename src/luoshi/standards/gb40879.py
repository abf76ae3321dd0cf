"""GB 40879-2021 Energy efficiency of data centres (数据中心能效限定值及能效等级): power usage effectiveness and its grade.

In force 2022-11-01. Energy of a whole year in any one unit; the ratio of all of it to that of the computing equipment. Not for
edge sites of up to 100 standard racks (2.5 kW). Grade 3 is the limit; grades 1 and 3 are to be verified.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, ClassArray, FloatArray, readings

EDITION: Final = Citation(
    "数据中心能效限定值及能效等级", "GB 40879-2021", in_force_from=date(2022, 11, 1), verified="unverified"
)
GRADE_TOPS: Final = (1.20, 1.30, 1.50)
OVER_THE_LIMIT: Final = 4
OUT_OF_SCOPE: Final = 0
EDGE_RACKS: Final = 100
GRADE_LABELS: Final = {
    1: "1级", 2: "2级", 3: "3级", OVER_THE_LIMIT: "超过限定值", OUT_OF_SCOPE: "不适用", UNDETERMINED: "无法评价",
}  # fmt: skip


def power_ratio(total_energy: ArrayLike, equipment_energy: ArrayLike) -> FloatArray:
    """Total energy by that of the equipment; NaN where the equipment used none or more than all: a meter is wrong."""
    total, equipment = np.broadcast_arrays(readings(total_energy), readings(equipment_energy))
    sound = (equipment > 0) & (equipment <= total)
    return np.where(sound, total / np.where(sound, equipment, 1.0), np.nan)


def of_sites(total_energy: ArrayLike, equipment_energy: ArrayLike) -> FloatArray:
    """Ratio of several sites (along the last axis): sum by sum, never the mean of ratios."""
    sound = ~np.isnan(power_ratio(total_energy, equipment_energy)).any(axis=-1)
    both = power_ratio(readings(total_energy).sum(axis=-1), readings(equipment_energy).sum(axis=-1))
    return np.where(sound, both, np.nan)


def grade(ratio: ArrayLike, racks: ArrayLike) -> ClassArray:
    """Grade of a yearly ratio at a site of so many standard racks."""
    values, size = readings(ratio), readings(racks)
    grades = 1 + np.searchsorted(np.array(GRADE_TOPS), values, side="left")
    grades = np.where(size <= EDGE_RACKS, OUT_OF_SCOPE, grades)
    return np.where(np.isnan(values) | np.isnan(size), UNDETERMINED, grades).astype(np.int8)
