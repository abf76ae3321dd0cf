"""Balanced compulsory education (县域义务教育优质均衡发展督导评估办法, 教督〔2017〕6号): seven resources, their floors and spread.

In force 2017-04-19. Resources a pupil as the rule names them; weights are pupils. The figures are to be verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_

from .arrays import UNDETERMINED, BoolArray, ClassArray, FloatArray, floats, ratio, readings

Stage = Literal["primary", "junior"]

EDITION: Final = Citation(
    "县域义务教育优质均衡发展督导评估办法", "教督〔2017〕6号", in_force_from=date(2017, 4, 19), verified="unverified"
)


@dataclass(frozen=True, slots=True)
class Resource:
    label: str
    unit: str
    primary: float
    junior: float


RESOURCES: Final = {
    "teachers": Resource(N_("每百名学生拥有高于规定学历教师数"), "人", 4.2, 5.3),
    "backbone": Resource(N_("每百名学生拥有县级以上骨干教师数"), "人", 1.0, 1.0),
    "arts_and_sport": Resource(N_("每百名学生拥有体育、艺术专任教师数"), "人", 0.9, 0.9),
    "teaching_area": Resource(N_("生均教学及辅助用房面积"), "平方米", 4.5, 5.8),
    "sport_area": Resource(N_("生均体育运动场馆面积"), "平方米", 7.5, 10.2),
    "equipment": Resource(N_("生均教学仪器设备值"), "元", 2000.0, 2500.0),
    "networked_rooms": Resource(N_("每百名学生拥有网络多媒体教室数"), "间", 2.3, 2.4),
}
"""Floors of a school, in the order of the rule."""
HIGHEST_SPREAD: Final = {"primary": 0.50, "junior": 0.45}
FLOORS_TO_MEET: Final = 6
LEAST_SHARE: Final = 0.85
"""Of the floor, which the remaining resources must reach."""
MEETS: Final = 1
FAILS: Final = 2


def weighted_mean(values: ArrayLike, pupils: ArrayLike) -> FloatArray:
    """Mean a pupil over schools (along the last axis); NaN where one is missing."""
    numbers, size = readings(values), readings(pupils)
    return ratio((numbers * size).sum(axis=-1), size.sum(axis=-1))


def spread(values: ArrayLike, pupils: ArrayLike) -> FloatArray:
    """差异系数: standard deviation over schools, weighted by pupils, by the mean; NaN where one is missing."""
    numbers, size = readings(values), readings(pupils)
    mean = weighted_mean(numbers, size)
    variance = ratio((size * (numbers - mean[..., None]) ** 2).sum(axis=-1), size.sum(axis=-1))
    return ratio(np.sqrt(variance), mean)


def is_even(spreads: ArrayLike, *, stage: Stage) -> ClassArray:
    """MEETS where a spread is at most the stage's, FAILS above, UNDETERMINED where missing."""
    numbers = np.round(floats(spreads), 10)
    found = np.where(numbers <= HIGHEST_SPREAD[stage], MEETS, FAILS)
    return np.where(np.isnan(numbers), UNDETERMINED, found).astype(np.int8)


def schools(values: ArrayLike, *, stage: Stage) -> ClassArray:
    """Whether schools (n, 7; order of RESOURCES) meet at least six floors and fall below 85 % of none."""
    numbers = readings(values)
    floors = np.array([getattr(resource, stage) for resource in RESOURCES.values()])
    missing: BoolArray = np.isnan(numbers)
    met = (numbers >= floors).sum(axis=-1)
    too_low = (numbers < np.round(LEAST_SHARE * floors, 10)).any(axis=-1)
    unknown = missing.sum(axis=-1)
    fails = too_low | (met + unknown < FLOORS_TO_MEET)
    found = np.where(fails, FAILS, np.where(unknown > 0, UNDETERMINED, MEETS))
    return found.astype(np.int8)
