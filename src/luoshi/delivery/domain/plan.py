"""The planned curve of a task: how many percent should be done by the end of each quarter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from luoshi.kernel.progress import Curve

PlanPoint = tuple[date, float]


def quarter_ends(start: date, due: date) -> list[date]:
    """Last days of the quarters that end on or after ``start`` and before ``due``."""
    ends: list[date] = []
    year, quarter = start.year, (start.month - 1) // 3 + 1
    while True:
        next_month = date(year + (quarter == 4), quarter * 3 % 12 + 1, 1)
        end = next_month - timedelta(days=1)
        if end >= due:
            return ends
        if end >= start:
            ends.append(end)
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)


def quarter_before(day: date) -> tuple[date, date]:
    """The last whole quarter."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    end = date.fromordinal(first.toordinal() - 1)
    return date(end.year, (end.month - 1) // 3 * 3 + 1, 1), end


@lru_cache(maxsize=50_000)
def curve_of(plan: str) -> Curve:
    """A stored plan, JSON of [day, percent], as a curve. Many tasks share one, and each is parsed once."""
    return tuple((date.fromisoformat(day), float(percent)) for day, percent in json.loads(plan))


def even_plan(start: date, due: date) -> list[PlanPoint]:
    """Progress in proportion to time (序时进度), set down at quarter ends and at the due day."""
    whole = max((due - start).days, 1)
    return [(day, round(100 * (day - start).days / whole)) for day in quarter_ends(start, due)] + [(due, 100.0)]


def problems(plan: Sequence[PlanPoint], *, start: date, due: date) -> list[str]:
    """What is wrong with a plan, as codes: empty, outside, falling, unfinished."""
    if not plan:
        return ["empty"]
    found = []
    days, percents = [day for day, _ in plan], [percent for _, percent in plan]
    if any(not start <= day <= due for day in days):
        found.append("outside")
    if days != sorted(set(days)) or percents != sorted(percents) or not all(0 <= p <= 100 for p in percents):
        found.append("falling")
    if percents[-1] != 100:
        found.append("unfinished")
    return found
