"""GB/T 18972-2017 Classification, survey and evaluation of tourism resources (旅游资源分类、调查与评价): scores and grades.

In force 2018-07-01, replacing the edition of 2003. Eight factors; means of several judges may be decimals. Grades 5 to 1,
0 for no grade (未获等级), UNDETERMINED where a score is missing or beyond its factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, BoolArray, ClassArray, FloatArray, floats
from .editions import known_item

EDITION: Final = Citation(
    "旅游资源分类、调查与评价", "GB/T 18972-2017", in_force_from=date(2018, 7, 1), verified="second_hand"
)


@dataclass(frozen=True, slots=True)
class Factor:
    """``band_from``: the lowest scores of the first three bands; the fourth goes down to ``lowest``."""

    label: str
    lowest: float
    highest: float
    band_from: tuple[float, float, float]


FACTORS: Final = {
    "use": Factor("观赏游憩使用价值", 1, 30, (22, 13, 6)),
    "culture": Factor("历史文化科学艺术价值", 1, 25, (20, 13, 6)),
    "rarity": Factor("珍稀奇特程度", 1, 15, (13, 9, 4)),
    "size": Factor("规模、丰度与几率", 1, 10, (8, 5, 3)),
    "integrity": Factor("完整性", 1, 5, (4, 3, 2)),
    "fame": Factor("知名度和影响力", 1, 10, (8, 5, 3)),
    "season": Factor("适游期或使用范围", 1, 5, (4, 3, 2)),
    "environment": Factor("环境保护与环境安全", -5, 3, (3, -3, -4)),
}
"""In the order of the sheet; the last is an addition: -5 heavy, -4 medium, -3 light pollution or hazard, 3 protected."""
GRADE_LABELS: Final = {
    5: "五级（特品级）", 4: "四级（优良级）", 3: "三级（优良级）", 2: "二级（普通级）", 1: "一级（普通级）",
    0: "未获等级", UNDETERMINED: UNDETERMINED_LABEL,
}  # fmt: skip
_GRADE_FROM: Final = (30.0, 45.0, 60.0, 75.0, 90.0)
THIRD_OPINION: Final = 15.0
"""Spread of two judges' totals above which a third is asked. Customary, not in the standard."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``is_wrong``: (n, 8), a score beyond its factor's range, in the order of FACTORS."""

    total: FloatArray
    grade: ClassArray
    is_wrong: BoolArray


def evaluate(scores: ArrayLike) -> Evaluation:
    """Totals and grades of resources from their scores (..., 8), in the order of FACTORS."""
    given = floats(scores)
    low = np.array([factor.lowest for factor in FACTORS.values()])
    high = np.array([factor.highest for factor in FACTORS.values()])
    is_wrong: BoolArray = (given < low) | (given > high)
    total = np.where(is_wrong, np.nan, given).sum(axis=-1)
    return Evaluation(total, grade_of(total), is_wrong)


def grade_of(total: ArrayLike) -> ClassArray:
    """From 90 five, 75 four, 60 three, 45 two, 30 one, below none."""
    numbers = np.round(floats(total), 6)
    grades = np.searchsorted(np.array(_GRADE_FROM), numbers, side="right")
    return np.where(np.isnan(numbers), UNDETERMINED, grades).astype(np.int8)


def band_of(factor: str, scores: ArrayLike) -> ClassArray:
    """Band 1 (best) to 4 of a factor's score; UNDETERMINED where it is missing or out of range. Raises NotInStandard."""
    held = FACTORS[known_item(factor, FACTORS, EDITION)]
    numbers = floats(scores)
    bands = 1 + sum((numbers < lowest).astype(np.int8) for lowest in held.band_from)
    usable = (numbers >= held.lowest) & (numbers <= held.highest)
    return np.where(usable, bands, UNDETERMINED).astype(np.int8)


def of_judges(totals: ArrayLike, *, third_opinion: float = THIRD_OPINION) -> tuple[FloatArray, BoolArray]:
    """Mean of several judges' totals (..., judges) and where they lie too far apart; NaN where one is missing."""
    numbers = floats(totals)
    spread = numbers.max(axis=-1) - numbers.min(axis=-1)
    return np.asarray(numbers.mean(axis=-1)), np.asarray(spread > third_opinion)
