"""The chance that a task misses its day, from how it and others like it have moved so far.

What others did from a report to the next (points a day, oldest habits included: standing still, going back) is drawn again
and again for the days that are left; the task's own pace counts for more the more reports it has. The share of draws that
do not arrive is the chance; it is brought to what such chances turned out to be on finished tasks (``Calibration``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS = 400
OWN = 3.0
"""So many steps of the crowd weigh as much as the task's own."""
FINISHED = 100.0


@dataclass(frozen=True)
class Step:
    """From one accepted report to the next: days and points gained."""

    days: int
    points: float


def steps_of(reports: Sequence[tuple[int, float]], *, start: int) -> list[Step]:
    """(day, percent) of accepted reports, oldest first, to the steps between them, the first from nothing on ``start``."""
    found, day, percent = [], start, 0.0
    for at, now in reports:
        if at > day:
            found.append(Step(at - day, now - percent))
        day, percent = max(day, at), now
    return found


def chance_to_miss(
    percent: float, days_left: int, *, own: Sequence[Step], crowd: Sequence[Step], silent_days: int, seed: int = 1
) -> float | None:
    """The share of draws in which ``percent`` does not reach 100 in ``days_left`` days; None without any step to draw from.

    ``silent_days`` have passed since the last report: what was gained in them is not known yet and is drawn too.
    """
    if percent >= FINISHED:
        return 0.0
    if days_left <= 0:
        return 1.0
    pool = [*own, *crowd]
    if not pool:
        return None
    rng = np.random.default_rng(seed)
    weights = np.array([1.0] * len(own) + [OWN / len(crowd)] * len(crowd)) if crowd else np.ones(len(own))
    rates = np.array([step.points / step.days for step in pool])
    lengths = np.array([float(step.days) for step in pool])
    days = days_left + silent_days
    often = max(2, int(np.ceil(days / max(float(np.average(lengths, weights=weights)), 1.0))) + 2)
    picked = rng.choice(len(pool), size=(DRAWS, often), p=weights / weights.sum())
    lasts = lengths[picked]
    ends = np.minimum(np.cumsum(lasts, axis=1), days)
    spent = np.diff(np.concatenate([np.zeros((DRAWS, 1)), ends], axis=1), axis=1)
    gained = (spent * rates[picked]).sum(axis=1)
    # Steps drawn may not fill the days: the last goes on.
    gained += (days - ends[:, -1]) * rates[picked][:, -1]
    return float((percent + gained < FINISHED).mean())


@dataclass(frozen=True)
class Calibration:
    """``edges`` and what tasks with a chance in each bin turned out to do; few in a bin stay near the chance itself."""

    edges: tuple[float, ...]
    observed: tuple[float, ...]

    def corrected(self, chance: float) -> float:
        middles = [(a + b) / 2 for a, b in pairwise(self.edges)]
        return float(np.interp(chance, [0.0, *middles, 1.0], [self.observed[0], *self.observed, self.observed[-1]]))


def calibrate(chances: Sequence[float], missed: Sequence[bool], *, bins: int = 5, prior: float = 4.0) -> Calibration:
    """From finished tasks: what was foretold, and whether they missed. Never falling: a higher chance never says less."""
    told, was = np.asarray(chances, np.float64), np.asarray(missed, np.float64)
    edges = np.linspace(0, 1, bins + 1)
    observed = []
    for low, high in pairwise(edges):
        inside = (told >= low) & ((told < high) | (high == 1))
        middle = (low + high) / 2
        observed.append(float((was[inside].sum() + prior * middle) / (inside.sum() + prior)))
    return Calibration(tuple(map(float, edges)), tuple(float(x) for x in np.maximum.accumulate(observed)))


def brier(chances: Sequence[float], missed: Sequence[bool]) -> float:
    """Mean squared distance between what was foretold and what happened: 0 is perfect, 0.25 is a coin."""
    told, was = np.asarray(chances, np.float64), np.asarray(missed, np.float64)
    return float(((told - was) ** 2).mean())
