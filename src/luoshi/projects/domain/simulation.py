"""Made-up histories of projects, from a seed: for the demonstration and for measuring how often a band holds."""

from __future__ import annotations

import numpy as np

from .earned import s_curve
from .forecast import History


def histories(*, seed: int, count: int) -> list[History]:
    """Projects that were done at a pace of their own (some slow, some halted for a while), at a price of their own.

    Each has a lasting pace and price (lognormal) and months that differ from it; one in six stands still for some months.
    """
    rng = np.random.default_rng(seed)
    return [_history(rng) for _ in range(count)]


def _history(rng: np.random.Generator) -> History:
    planned = int(rng.integers(10, 37))
    budget = float(np.round(np.exp(rng.normal(9.2, 0.8)), 2))
    pace, price = float(np.exp(rng.normal(-0.12, 0.2))), float(np.exp(rng.normal(0.03, 0.09)))
    halt = range(0)
    if rng.random() < 1 / 6:
        first = int(rng.integers(2, planned))
        halt = range(first, first + int(rng.integers(2, 7)))
    done: list[float] = []
    spent: list[float] = []
    at, paid, month = 0.0, 0.0, 0
    while not done or done[-1] < 1:
        step = 0.05 if month in halt else pace * float(np.exp(rng.normal(0, 0.25)))
        at = min(at + max(step, 0.02) / planned, 1.0)
        share = s_curve(at)
        earned = (share - (done[-1] if done else 0.0)) * budget
        paid += earned * price * float(np.exp(rng.normal(0, 0.12)))
        done.append(round(share, 6))
        spent.append(round(paid, 2))
        month += 1
    return History(planned, budget, tuple(done), tuple(spent))
