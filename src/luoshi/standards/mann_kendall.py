"""Mann-Kendall test of a trend and Sen's slope, with ties; and whether a yearly series has peaked.

Series along the last axis, equally spaced, no gaps: a series with a missing value has no result. Two-sided p of the normal
approximation with the continuity correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .arrays import FloatArray, floats

PEAKED, PLATEAU, RISING, UNCERTAIN, UNDETERMINED = "peaked", "plateau", "rising", "uncertain", "undetermined"
PEAK_LABELS: Final = {
    PEAKED: "已达峰", PLATEAU: "平台期", RISING: "仍在上升", UNCERTAIN: "尚不能判断", UNDETERMINED: "数据缺失，无法判断",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trend:
    """``s`` the score, ``variance`` its variance, ``z`` and ``p`` of the test, ``slope`` Sen's, in units a step."""

    s: FloatArray
    variance: FloatArray
    z: FloatArray
    p: FloatArray
    slope: FloatArray


@dataclass(frozen=True, slots=True)
class PeakRule:
    """When a series is said to have peaked. No standard sets it; these are the usual figures, for the user to settle."""

    years_since: int = 5
    p_below: float = 0.05
    plateau_range: float = 0.05
    """Highest less lowest, as a share of the mean."""


def trend(series: ArrayLike) -> Trend:
    """The test of each series (..., n); NaN where one has a missing value or fewer than two."""
    values = floats(series)
    count = values.shape[-1]
    first, second = np.triu_indices(count, k=1)
    differences = values[..., second] - values[..., first]
    missing = np.isnan(values).any(axis=-1) | (count < 2)
    s = np.where(missing, np.nan, np.sign(differences).sum(axis=-1))
    # A value tied with t - 1 others counts (t - 1)(2t + 5) t times over, which is the sum over groups.
    ties = (values[..., :, None] == values[..., None, :]).sum(axis=-1)
    correction = ((ties - 1) * (2 * ties + 5)).sum(axis=-1)
    variance = np.where(missing, np.nan, (count * (count - 1) * (2 * count + 5) - correction) / 18)
    spread = np.sqrt(np.where(variance > 0, variance, np.nan))
    z = np.where(variance == 0, 0.0, (s - np.sign(s)) / spread)
    p = np.vectorize(lambda score: erfc(abs(score) / sqrt(2)), otypes=[np.float64])(z)
    slope = np.full(missing.shape, np.nan)
    if count >= 2:
        slope = np.where(missing, np.nan, np.median(differences / (second - first), axis=-1))
    return Trend(s, variance, z, p, slope)


def peak_status(series: ArrayLike, *, rule: PeakRule | None = None) -> str:
    """Whether one yearly series has peaked, stands on a plateau, still rises, or none can be said (PEAK_LABELS).

    Peaked: the (last) highest value is old enough, and from it on the trend falls significantly. A year out of the common
    run (as in an epidemic) is better judged with and without it.
    """
    values, line = floats(series), rule or PeakRule()
    if values.size < 3 or np.isnan(values).any():
        return UNDETERMINED
    top = values.size - 1 - int(np.argmax(values[::-1]))
    since = trend(values[top:])
    if values.size - 1 - top >= line.years_since and float(since.s) < 0 and float(since.p) < line.p_below:
        return PEAKED
    whole = trend(values)
    if float(whole.p) >= line.p_below:
        return PLATEAU if np.ptp(values) <= line.plateau_range * values.mean() else UNCERTAIN
    return RISING if float(whole.s) > 0 else UNCERTAIN
