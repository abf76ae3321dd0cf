"""Is a new figure far off the path of its own past? Then it is an anomaly to be explained, not an error to be refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .periods import Frequency

Floats = NDArray[np.float64]
LEAST_ERRORS = 6
LEAST_SHARE = 0.05
"""A deviation below this share of what was expected is no anomaly, however even the past was."""


@dataclass(frozen=True)
class Anomaly:
    """``times``: how many usual errors the value lies from what its past foretells."""

    expected: float
    usual_error: float
    times: float


def anomaly(past: Floats, value: float, frequency: Frequency, *, limit: float) -> Anomaly | None:
    """``past`` is oldest first with NaN for gaps; None where the value is within ``limit`` usual errors, or the past is too
    short to say.

    Foretold is the same period last year times the median growth over the year of the last periods; the usual error is the
    median absolute error of the same rule on the past, brought to the scale of a standard deviation.
    """
    lag = int(frequency)
    errors = []
    for at in range(2 * lag, len(past)):
        told = _foretold(past[:at], lag)
        if told is not None and not np.isnan(past[at]):
            errors.append(abs(past[at] - told))
    expected = _foretold(past, lag)
    if expected is None or len(errors) < LEAST_ERRORS:
        return None
    usual = max(1.4826 * float(np.median(errors)), 1e-12)
    away = abs(value - expected)
    if away <= limit * usual or away <= LEAST_SHARE * abs(expected):
        return None
    return Anomaly(expected, usual, away / usual)


def _foretold(past: Floats, lag: int) -> float | None:
    if len(past) < lag + 1 or np.isnan(past[-lag]):
        return None
    window = past[-3 * lag :]
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = window[lag:] / window[:-lag]
    growth = growth[np.isfinite(growth)]
    return float(past[-lag] * np.median(growth)) if len(growth) else None
