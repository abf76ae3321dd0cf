"""Audit of natural resources on leaving office (领导干部自然资源资产离任审计评价): points of sections, total, grade.

100 points. A section never goes above its cap nor below nothing. The caps and points are those of the table in use, and are
given: a province's, or the county's own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, ClassArray, FloatArray, floats, ratio

SOURCE: Final = Citation("领导干部自然资源资产离任审计评价指标体系", verified="second_hand")
GRADE_LABELS: Final = {1: "好", 2: "较好", 3: "一般", 4: "较差", 5: "差", UNDETERMINED: "指标数据不足，暂不评级"}
_GRADE_FROM: Final = (60.0, 70.0, 80.0, 90.0)
LEAST_COVERAGE: Final = 0.8
"""Share of the weight that must be known before a grade is given. Customary, to be settled by the auditor."""


def section_points(points: ArrayLike, cap: ArrayLike) -> FloatArray:
    """A section's points within its cap; NaN where it has no data."""
    return np.clip(floats(points), 0.0, floats(cap))


def coverage(points: ArrayLike, caps: ArrayLike) -> FloatArray:
    """Share of the weight for which there is data, sections along the last axis."""
    given, weights = np.broadcast_arrays(floats(points), floats(caps))
    return ratio(np.where(np.isnan(given), 0.0, weights).sum(axis=-1), weights.sum(axis=-1))


def total(points: ArrayLike, caps: ArrayLike) -> FloatArray:
    """Points of 100 from sections along the last axis. Without data a section is neither zero nor full: the sections
    known are scaled to the whole."""
    within = section_points(points, caps)
    known = np.where(np.isnan(within), 0.0, floats(caps)).sum(axis=-1)
    return 100 * ratio(np.where(np.isnan(within), 0.0, within).sum(axis=-1), known)


def grade(points: ArrayLike, *, coverage: ArrayLike = 1.0, least_coverage: float = LEAST_COVERAGE) -> ClassArray:
    """From 90 好, 80 较好, 70 一般, 60 较差, below 差; withheld where too little is known."""
    numbers, known = np.round(floats(points), 6), floats(coverage)
    grades = 5 - np.searchsorted(np.array(_GRADE_FROM), numbers, side="right")
    return np.where(np.isnan(numbers) | ~(known >= least_coverage), UNDETERMINED, grades).astype(np.int8)
