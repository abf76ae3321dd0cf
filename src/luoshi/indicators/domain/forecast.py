"""Where a series is going: a forecast with its interval, tried on the past, and the chance to meet a target.

Models are the field's own (statsforecast: exponential smoothing, theta, drift, the same season last year). The one that
erred least on the series' own past is used, and its error there is shown beside the forecast. Intervals are corrected by
the errors of that trial (conformal), so that what is called 80 % held about 80 % on the past.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.errors import N_, ExpectedError

from .periods import Frequency

LEAST = 8
"""Fewer observations than this are no past to try a model on."""
LEVELS = (50, 80, 95)
TRIALS = 8
"""So many origins in the past are tried at least; of monthly series a whole year's."""
MODELS: dict[str, str] = {
    "ets": N_("指数平滑"),
    "theta": N_("Theta 法"),
    "drift": N_("平均增减"),
    "seasonal": N_("上年同期"),
}

Floats = NDArray[np.float64]


class TooShort(ExpectedError):
    code = "indicators.too_short"
    message = N_("只有 {count} 期数据，不足以预测（至少 {least} 期且最近连续）。请补录后再看。")


@dataclass(frozen=True)
class Forecast:
    """``mean`` and, by level in percent, ``low`` and ``high`` of the next periods. ``error`` is the mean absolute error
    of one step on the past in the series' unit, ``error_share`` the same as a share of the mean level; ``held`` is the
    share of the trial's values that lay within the 80 % interval made without them."""

    model: str
    mean: Floats
    low: dict[int, Floats]
    high: dict[int, Floats]
    error: float
    error_share: float | None
    held: float
    trials: int


def last_stretch(values: Floats) -> Floats:
    """The newest values without a gap: a hole in the past ends what can be learnt from."""
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return values[:0]
    end = int(known[-1]) + 1
    gaps = np.flatnonzero(np.isnan(values[:end]))
    return values[int(gaps[-1]) + 1 if len(gaps) else 0 : end]


def forecast(values: Floats, frequency: Frequency, horizon: int) -> Forecast:
    """Forecast the next periods after the last known value. Raises TooShort."""
    past = last_stretch(values)
    if len(past) < LEAST:
        raise TooShort(count=len(past), least=LEAST)
    trials = _trials(past, frequency, horizon)
    best = min(trials, key=lambda name: float(np.nanmean(np.abs(trials[name][:, 0]))))
    errors = trials[best]
    mean = _point(best, past, frequency, horizon)
    spread = _spread(errors, horizon)
    level = float(np.mean(np.abs(past)))
    one_step = float(np.nanmean(np.abs(errors[:, 0])))
    return Forecast(
        model=best,
        mean=mean,
        low={p: mean - spread[p] for p in LEVELS},
        high={p: mean + spread[p] for p in LEVELS},
        error=one_step,
        error_share=one_step / level if level else None,
        held=_held(errors),
        trials=len(errors),
    )


def _trials(past: Floats, frequency: Frequency, horizon: int) -> dict[str, Floats]:
    """Model -> errors (origin, step): from each of the later points of the past, what would have been forecast."""
    origins = range(max(LEAST // 2, len(past) - max(TRIALS, int(frequency))), len(past))
    names = ["drift", "ets", "theta"] + (["seasonal"] if frequency > 1 and len(past) > frequency else [])
    found: dict[str, Floats] = {}
    for name in names:
        rows = []
        for origin in origins:
            steps = min(horizon, len(past) - origin)
            guess = _point(name, past[:origin], frequency, steps)
            rows.append(np.concatenate([past[origin : origin + steps] - guess, np.full(horizon - steps, np.nan)]))
        found[name] = np.array(rows)
    return found


def _point(name: str, past: Floats, frequency: Frequency, horizon: int) -> Floats:
    from statsforecast import models  # heavy: loaded by the first forecast, not by every command

    season = int(frequency) if len(past) >= 2 * frequency else 1
    made: dict[str, Any] = {
        # Additive error, trend and season: trying every form on each trial costs seconds and gains little.
        "ets": lambda: models.AutoETS(season_length=season, model="AAA" if season > 1 else "AAN"),
        "theta": lambda: models.Theta(season_length=season),
        "drift": models.RandomWalkWithDrift,
        "seasonal": lambda: models.SeasonalNaive(season_length=max(season, 1)),
    }
    if len(past) < 3 or (name == "ets" and len(past) < max(LEAST, 2 * season)):
        name = "drift"
    try:
        return np.asarray(made[name]().forecast(y=np.ascontiguousarray(past), h=horizon)["mean"], np.float64)
    except (ValueError, ZeroDivisionError, NotImplementedError, np.linalg.LinAlgError):
        # Too few or too even values for this model: the last value is its forecast, and its trials will show it.
        return np.full(horizon, float(past[-1]))


def _spread(errors: Floats, horizon: int) -> dict[int, Floats]:
    """Half width by level and step: the quantile of the trial's errors (with the correction for few of them), never
    narrower for a later step than for an earlier one."""
    found = {}
    for level in LEVELS:
        widths = []
        for step in range(horizon):
            known = np.abs(errors[:, step])[~np.isnan(errors[:, step])]
            if len(known) < 4:  # too few: a later step is taken as the first grown with the root of time
                known = np.abs(errors[:, 0]) * math.sqrt(step + 1)
            rank = min(1.0, math.ceil((len(known) + 1) * level / 100) / len(known))
            widths.append(float(np.quantile(known, rank, method="higher")))
        found[level] = np.maximum.accumulate(np.array(widths))
    return found


def _held(errors: Floats, level: int = 80) -> float:
    """The share of one-step errors within the interval made from all the others."""
    first = np.abs(errors[:, 0])
    inside = 0
    for n in range(len(first)):
        others = np.delete(first, n)
        rank = min(1.0, math.ceil((len(others) + 1) * level / 100) / len(others))
        inside += first[n] <= np.quantile(others, rank, method="higher")
    return inside / len(first)


def chance_to_reach(made: Forecast, step: int, target: float, *, at_least: bool) -> float:
    """The chance (0 to 1) that the value ``step`` periods on (0 is the next) is at least, or at most, the target.

    Read from the forecast's intervals as of a normal distribution whose 80 % interval is the forecast's.
    """
    half = float(made.high[80][step] - made.mean[step])
    if half <= 0:
        reached = made.mean[step] >= target if at_least else made.mean[step] <= target
        return 1.0 if reached else 0.0
    z = (target - float(made.mean[step])) / (half / 1.2815515655446004)
    above = 0.5 * math.erfc(z / math.sqrt(2))
    return above if at_least else 1 - above


def needed_growth(now: float, target: float, years: float) -> float | None:
    """Yearly growth in percent that leads from now to the target; None where no growth can.

    Doubling in ten years needs 7.177 % (the livelihood sheet's R18-1).
    """
    if now <= 0 or target <= 0 or years <= 0:
        return None
    return float(100 * ((target / now) ** (1 / years) - 1))
