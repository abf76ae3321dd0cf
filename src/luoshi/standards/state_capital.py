"""State capital of enterprises: preservation (国有资本保值增值率), leverage, layout, performance score (功效系数法).

The preservation rate follows the rules on confirming its results (企业国有资本保值增值结果确认暂行办法, in force 2004-08-30); the
score is that of the comprehensive performance evaluation of central enterprises (中央企业综合绩效评价). Money in one unit.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, ClassArray, FloatArray, floats, ratio

PRESERVATION: Final = Citation(
    "企业国有资本保值增值结果确认暂行办法", in_force_from=date(2004, 8, 30), verified="unverified"
)
PERFORMANCE: Final = Citation("中央企业综合绩效评价实施细则", verified="unverified")

OBJECTIVE_INCREASES: Final = (
    "国家、国有单位直接或追加投资", "无偿划入", "资产评估增值", "清产核资增值", "产权界定增值", "住房周转金转入",
    "接受捐赠", "债权转股权", "其他经确认的客观增加因素",
)  # fmt: skip
OBJECTIVE_DECREASES: Final = (
    "专项批准核销", "无偿划出或分立", "资产评估减值", "清产核资减值", "不可抗力损失", "其他经确认的客观减少因素",
)  # fmt: skip

SHRUNK: Final = 3
KEPT: Final = 2
GREW: Final = 1
OUTCOME_LABELS: Final = {GREW: "增值", KEPT: "保值", SHRUNK: "减值", UNDETERMINED: "不可计算"}

BAND_COEFFICIENTS: Final = (1.0, 0.8, 0.6, 0.4, 0.2)
BAND_LABELS: Final = ("优秀", "良好", "平均", "较低", "较差")


def preservation_rate(
    opening: ArrayLike, closing: ArrayLike, *, increases: ArrayLike = 0.0, decreases: ArrayLike = 0.0
) -> FloatArray:
    """(closing - objective increases + objective decreases) / opening equity of the state, 1 is kept.

    NaN where the opening equity is not positive or anything is missing.
    """
    return ratio(floats(closing) - floats(increases) + floats(decreases), opening)


def outcome(rate: ArrayLike) -> ClassArray:
    """GREW, KEPT or SHRUNK; UNDETERMINED where there is no rate. Rates are compared to the tenth of a thousandth."""
    rates = np.round(floats(rate), 6)
    found = np.where(rates > 1, GREW, np.where(rates == 1, KEPT, SHRUNK))
    return np.where(np.isnan(rates), UNDETERMINED, found).astype(np.int8)


def tenure_rate(rates: ArrayLike) -> FloatArray:
    """Rate of a whole tenure from yearly rates (along the last axis): their product, never their mean."""
    return np.asarray(np.prod(floats(rates), axis=-1))


def debt_ratio(assets: ArrayLike, liabilities: ArrayLike, *, within_group: ArrayLike = 0.0) -> FloatArray:
    """Liabilities / assets of a group (members along the last axis), after what its members owe each other is taken out."""
    owed = floats(within_group)
    return ratio(floats(liabilities).sum(axis=-1) - owed, floats(assets).sum(axis=-1) - owed)


def interest_cover(profit: ArrayLike, interest: ArrayLike) -> FloatArray:
    """(profit + interest) / interest; NaN where there is none."""
    return ratio(floats(profit) + floats(interest), interest)


def concentration(shares: ArrayLike) -> FloatArray:
    """Herfindahl index: the sum of squared shares (along the last axis), 0 to 1."""
    return np.asarray((floats(shares) ** 2).sum(axis=-1))


def overlap(first: ArrayLike, second: ArrayLike) -> FloatArray:
    """How far two groups do the same: the sum over industries of the lesser revenue share, 0 to 1."""
    return np.asarray(np.minimum(floats(first), floats(second)).sum(axis=-1))


def performance_score(values: ArrayLike, standards: ArrayLike, weight: ArrayLike) -> FloatArray:
    """Points of an indicator, 0 to its weight, from the five standard values 优秀 to 较差 (along the last axis).

    Between two standards the points rise evenly; below 较差 there are none. Standards that rise from 优秀 to 较差 mean
    that lower is better. NaN where anything is missing.
    """
    lines, numbers = floats(standards), floats(values)
    direction = np.where(lines[..., 0] >= lines[..., -1], 1.0, -1.0)
    amount, rungs = numbers * direction, lines * direction[..., None]
    share = np.where(amount >= rungs[..., 0], BAND_COEFFICIENTS[0], 0.0)
    for band in range(len(BAND_COEFFICIENTS) - 1):
        upper, lower = rungs[..., band], rungs[..., band + 1]
        step = BAND_COEFFICIENTS[band] - BAND_COEFFICIENTS[band + 1]
        rise = np.nan_to_num(ratio(amount - lower, upper - lower)) * step
        inside = (amount < upper) & (amount >= lower)
        share = np.where(inside, BAND_COEFFICIENTS[band + 1] + rise, share)
    missing = np.isnan(numbers) | np.isnan(lines).any(axis=-1)
    return np.where(missing, np.nan, share * floats(weight))
