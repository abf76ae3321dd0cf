"""When a project will be done and what it will cost, as a band that holds as often as it says.

The point forecast is the trade's (earned schedule; BAC / CPI). Its band is what such forecasts erred by, at a like share of
the work, in projects already finished: split conformal prediction (Vovk, Gammerman & Shafer 2005, ch. 4), which keeps its
promise for whatever shape the errors have, as long as the next project is like the ones before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .earned import s_curve_inverse

LEAST_CASES = 20
"""Finished projects without which no band is given: 80 % of a handful is no measurement."""
PARTS = (0.1, 1 / 3, 2 / 3, 0.9)
"""Early, middle and late work err differently; so do the first and the last tenth."""


@dataclass(frozen=True)
class History:
    """Of a finished project, month by month: cumulative share done and money spent. ``planned_months`` as first planned."""

    planned_months: int
    budget: float
    done: tuple[float, ...]
    spent: tuple[float, ...]


@dataclass(frozen=True)
class Band:
    """``point`` is the forecast; the truth lies between ``low`` and ``high`` in 80 of 100 cases like this. ``cases``: how many
    finished projects the band rests on; None for low and high where they are too few."""

    point: float
    low: float | None
    high: float | None
    cases: int


def months_forecast(done: float, elapsed: float) -> float | None:
    """Months from start to finish: what was earned of the planned time tells the pace. None before anything is done."""
    if done <= 0 or elapsed <= 0:
        return None
    return elapsed / s_curve_inverse(done)


def cost_forecast(done: float, spent: float, budget: float) -> float | None:
    """BAC / CPI. None before anything is done or spent."""
    return spent / done if done > 0 and spent > 0 and budget > 0 else None


Sample = tuple[tuple[float, float], ...]
"""(truth over forecast, weight), sorted; a project's weights in a part add up to 1, so long projects weigh no more."""


@dataclass(frozen=True)
class Errors:
    """Truth over forecast in finished projects, by part of the work at which the forecast was made."""

    months: tuple[Sample, ...]
    cost: tuple[Sample, ...]


def part_of(done: float) -> int:
    return sum(done > edge for edge in PARTS)


def errors(histories: Iterable[History]) -> Errors:
    """What the forecasts of every month of finished projects would have erred by."""
    months: list[list[tuple[float, float]]] = [[] for _ in range(len(PARTS) + 1)]
    cost: list[list[tuple[float, float]]] = [[] for _ in range(len(PARTS) + 1)]
    for history in histories:
        total = len(history.done)
        for part in range(len(PARTS) + 1):
            inside = [n for n, share in enumerate(history.done) if 0 < share < 1 and part_of(share) == part]
            for at in inside:
                if left := _left(history.done[at], at + 1):
                    months[part].append(((total - at - 1) / left, 1 / len(inside)))
                if rest := _rest(history.done[at], history.spent[at], history.budget):
                    cost[part].append(((history.spent[-1] - history.spent[at]) / rest, 1 / len(inside)))
    return Errors(tuple(tuple(sorted(m)) for m in months), tuple(tuple(sorted(c)) for c in cost))


def _left(done: float, elapsed: float) -> float | None:
    whole = months_forecast(done, elapsed)
    return max(whole - elapsed, 0.25) if whole is not None else None


def _rest(done: float, spent: float, budget: float) -> float | None:
    whole = cost_forecast(done, spent, budget)
    return max(whole - spent, budget * 0.001) if whole is not None else None


def _bounds(sample: Sample, share: float) -> tuple[tuple[float, float] | None, int]:
    """The bounds of the next one, leaving (1 - share) / 2 of n + 1 on either side; and n, the number of projects."""
    count = round(sum(weight for _value, weight in sample))
    tail = math.floor((count + 1) * (1 - share) / 2)
    if count < LEAST_CASES or tail < 1:
        return None, count
    return (_after(sample, tail), _after(sample[::-1], tail)), count


def _after(sample: Sample, weight: float) -> float:
    """The first value by which so much weight has been passed."""
    passed = 0.0
    for value, own in sample:
        passed += own
        if passed >= weight - 1e-9:
            return value
    return sample[-1][0]


def finish_band(known: Errors, *, done: float, elapsed: float, share: float = 0.8) -> Band | None:
    """Months from start to finish. None before anything is done."""
    left = _left(done, elapsed)
    if left is None:
        return None
    bounds, count = _bounds(known.months[part_of(done)], share)
    low, high = (elapsed + left * b for b in bounds) if bounds else (None, None)
    return Band(elapsed + left, low, high, count)


def cost_band(known: Errors, *, done: float, spent: float, budget: float, share: float = 0.8) -> Band | None:
    """The whole investment in the unit of ``budget``. None before anything is done or spent."""
    rest = _rest(done, spent, budget)
    if rest is None:
        return None
    bounds, count = _bounds(known.cost[part_of(done)], share)
    low, high = (spent + rest * b for b in bounds) if bounds else (None, None)
    return Band(spent + rest, low, high, count)
