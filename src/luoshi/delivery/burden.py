"""What reporting costs the units: fields typed, figures asked for twice, minutes a month, measured and expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from .domain.cycle import A_YEAR, Cycle
from .domain.drafting import asked_twice, minutes_a_month
from .domain.lifecycle import OPEN_STATES
from .models import Report, ReportCall, Task

MINUTES_UNKNOWN = 6.0
"""Taken for a report's minutes where a unit has not sent enough of them to know."""
LEAST_KNOWN = 5
BACK_DAYS = 92
EVERY_REPORT = 4
"""Fields of every report: progress in words and in percent, difficulties, next steps. A figure is one more."""


@dataclass(frozen=True)
class Asked:
    """What a unit is asked to report on a document: the cycle of each task, and how many reports are called for besides in a
    month. ``figures``: figures asked for with the reports of a year."""

    cycles: tuple[Cycle, ...] = ()
    calls: int = 0
    figures: int = 0
    minutes_each: float | None = None
    """None where too few reports are known to say; a figure more then counts as one more field of a report."""

    @property
    def minutes(self) -> float:
        """Minutes a month."""
        each = self.minutes_each or MINUTES_UNKNOWN
        more = 0.0 if self.minutes_each else self.figures / 12 * each / EVERY_REPORT
        return minutes_a_month([A_YEAR[cycle] for cycle in self.cycles], each) + self.calls * each + more

    def and_also(self, cycle: Cycle, *, figure: bool) -> Asked:
        """With one task more."""
        return replace(self, cycles=(*self.cycles, cycle), figures=self.figures + (A_YEAR[cycle] if figure else 0))


def asked_of(document: str, unit: str, day: date, *, without: int = 0) -> Asked:
    """What is asked of a unit, with the calls that fall due in the month of the day; ``without`` leaves out the task of that key."""
    rows = Report.objects.filter(task__document=document, task__lead__code=unit)
    seconds = rows.filter(submitted_at__date__gte=day - timedelta(days=BACK_DAYS)).values_list("seconds", flat=True)
    tasks = Task.objects.filter(document=document, lead__code=unit, state__in=OPEN_STATES).exclude(pk=without)
    known = [(Cycle(cycle), bool(metric)) for cycle, metric in tasks.values_list("cycle", "outcome_metric")]
    return Asked(
        cycles=tuple(cycle for cycle, _figure in known),
        calls=sum(_calls(document, day, unit).values()),
        figures=sum(A_YEAR[cycle] for cycle, figure in known if figure),
        minutes_each=minutes_each(list(seconds)),
    )


def _calls(document: str, day: date, unit: str | None = None) -> Counter[str]:
    """Unit -> reports called for by a day of the month."""
    rows = ReportCall.objects.filter(task__document=document, due__year=day.year, due__month=day.month)
    if unit is not None:
        rows = rows.filter(task__lead__code=unit)
    return Counter(rows.order_by().values_list("task__lead__code", flat=True))


def costs(document: str, day: date) -> list[dict[str, Any]]:
    """A row a unit: what its reports of the last three months cost, and what its reporting is expected to cost a month."""
    since = day - timedelta(days=BACK_DAYS)
    rows = Report.objects.filter(task__document=document, submitted_at__date__gte=since, submitted_at__date__lte=day)
    told: dict[str, list[tuple[Any, ...]]] = {}
    figures: dict[str, list[tuple[str, str]]] = {}
    for unit, code, *counts, named in rows.values_list(
        "task__lead__code", "task__code", "fields", "offered", "typed", "from_running", "seconds", "figures"
    ):
        told.setdefault(unit, []).append(tuple(counts))
        figures.setdefault(unit, []).extend((code, name) for name, _value in named)
    asked: dict[str, Asked] = {}
    tasks = Task.objects.filter(document=document, state__in=OPEN_STATES).order_by()
    for unit, cycle, metric in tasks.values_list("lead__code", "cycle", "outcome_metric"):
        asked[unit] = asked.get(unit, Asked()).and_also(Cycle(cycle), figure=bool(metric))
    calls = _calls(document, day)
    found = []
    for unit, load in sorted(asked.items()):
        counted = [row for row in told.get(unit, []) if row[0]]
        each = minutes_each([row[4] for row in told.get(unit, [])])
        fields, offered, typed, running = (sum(row[n] or 0 for row in counted) for n in range(4))
        found.append(
            {
                "unit": unit,
                "tasks": len(load.cycles),
                "reports": len(told.get(unit, [])),
                "fields": fields,
                "offered": offered / fields if fields else None,
                "typed": typed / fields if fields else None,
                "running": running / fields if fields else None,
                "minutes_each": each,
                "known": each is not None,
                "calls": calls[unit],
                "minutes": replace(load, calls=calls[unit], minutes_each=each).minutes,
                "twice": asked_twice(figures.get(unit, [])),
            }
        )
    return found


def minutes_each(seconds: Sequence[int | None]) -> float | None:
    """The middle of the minutes a unit's reports took; None where too few are known."""
    known = [value for value in seconds if value]
    return median(known) / 60 if len(known) >= LEAST_KNOWN else None
