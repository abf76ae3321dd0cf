"""移动百分位数法: early warning of infectious disease from weekly counts, as the national warning system compares them.

The count of a week is held against the counts of the same week and of the ``around`` weeks before and after it in each of
the last ``years`` years: above their ``percentile`` it is a signal that somebody must look into. The method and its three
years with two weeks on either side are those of 国家传染病自动预警系统 (2008); from memory, and so unverified.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from luoshi.kernel.citation import Citation

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EDITION = Citation(title="国家传染病自动预警系统（移动百分位数法）")
WEEKS = 52
YEARS = 3
AROUND = 2


def thresholds(counts: ArrayLike, *, percentile: float = 80, years: int = YEARS, around: int = AROUND) -> Floats:
    """By week, the percentile of its ``years`` times (2 ``around`` + 1) weeks of the past; NaN where they are not all known.

    counts: weekly, oldest first, NaN where a week is missing.
    """
    values = np.asarray(counts, np.float64)
    found = np.full(len(values), np.nan)
    offsets = np.array([-WEEKS * back + near for back in range(1, years + 1) for near in range(-around, around + 1)])
    for week in range(WEEKS * years + around, len(values)):
        past = values[week + offsets]
        if not np.isnan(past).any():
            found[week] = np.percentile(past, percentile)
    return found


def signals(counts: ArrayLike, *, percentile: float = 80, least: float = 1) -> Flags:
    """Weeks whose count is above its threshold and at least ``least``; a week without a threshold gives no signal."""
    values = np.asarray(counts, np.float64)
    limit = thresholds(values, percentile=percentile)
    with np.errstate(invalid="ignore"):
        return np.asarray((values > limit) & (values >= least), np.bool_)


@dataclass(frozen=True)
class Trial:
    """``found``: the share of planted outbreaks with a signal while they last; ``delay``: mean weeks from their start to
    the first signal; ``false_alarms``: signals a hundred weeks in which nothing was planted."""

    percentile: float
    found: float
    delay: float
    false_alarms: float


def trial(
    counts: ArrayLike, *, percentile: float, size: float, weeks: int = 4, draws: int = 200, seed: int = 1
) -> Trial:
    """Outbreaks of ``size`` times the usual weekly count, spread over ``weeks``, are planted at random into the weeks that
    have a threshold, one at a time; how many are found, how soon, and how often there is a signal without any."""
    values = np.asarray(counts, np.float64)
    usable = np.flatnonzero(~np.isnan(thresholds(values, percentile=percentile)))
    usable = usable[usable + weeks <= len(values)]
    if not len(usable):
        return Trial(percentile, float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(seed)
    usual = max(float(np.nanmedian(values)), 1.0)
    quiet = signals(values, percentile=percentile)[usable[0] :]
    found, delays = 0, []
    for start in rng.choice(usable, draws):
        planted = values.copy()
        planted[start : start + weeks] += rng.multinomial(round(size * usual * weeks), np.full(weeks, 1 / weeks))
        hit = np.flatnonzero(signals(planted, percentile=percentile)[start : start + weeks])
        if len(hit):
            found += 1
            delays.append(int(hit[0]))
    delay = float(np.mean(delays)) if delays else float("nan")
    return Trial(percentile, found / draws, delay, 100 * float(quiet.mean()))
