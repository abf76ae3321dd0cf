"""Reports drafted from what runs, for one task or a page of them; and what reporting costs the units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import F, Sum

from luoshi.kernel.manifest import Figure, figures_of

from .domain.cycle import A_YEAR, Cycle
from .domain.drafting import Draft, Goal, Last, Offer, asked_twice, draft, minutes_a_month
from .domain.lifecycle import OPEN_STATES
from .models import Report, Task

MINUTES_UNKNOWN = 6.0
"""Taken for a report's minutes where a unit has not sent enough of them to know."""
LEAST_KNOWN = 5
BACK_DAYS = 92
MOST_SECONDS = 4 * 3600
"""A form open longer than this was left lying, not worked on."""
_SAMPLE = "（含样例数据）"


def goal_of(task: Task) -> Goal:
    return Goal(task.outcome_metric, task.outcome_op, task.outcome_value, task.outcome_unit)


def offers_of(figures: Sequence[Figure]) -> list[Offer]:
    """Each figure once by its name."""
    once = {f.name: Offer(f.name, f.value, f.unit, f.source, f.url, f.percent, f.problem) for f in figures}
    return list(once.values())


def drafts_of(tasks: Sequence[Task], day: date) -> dict[int, Draft]:
    """Task -> its report as far as it can be drafted on the day. A few queries, however many tasks there are."""
    figures: dict[tuple[str, str], list[Figure]] = {}
    for document in {task.document for task in tasks}:
        clauses = {task.clause for task in tasks if task.document == document}
        for clause, found in figures_of(document, clauses, day).items():
            figures[document, clause] = found
    last = _last(tasks)
    parts = _parts(tasks)
    return {
        task.pk: draft(
            offers=offers_of(figures[task.document, task.clause]),
            last=last.get(task.pk, Last(percent=task.percent)),
            goal=goal_of(task),
            plan=[(date.fromisoformat(on), float(percent)) for on, percent in task.plan],
            parts_percent=parts.get(task.pk),
            day=day,
            sample=_SAMPLE if any(f.synthetic for f in figures[task.document, task.clause]) else "",
        )
        for task in tasks
    }


def _last(tasks: Sequence[Task]) -> dict[int, Last]:
    rows = Report.objects.filter(task__in=[task.pk for task in tasks]).order_by("number")
    return {
        row.task_id: Last(row.text, row.percent, row.problems, [(n, v) for n, v in row.figures])
        for row in rows.only("task_id", "text", "percent", "problems", "figures")
    }


def _parts(tasks: Sequence[Task]) -> dict[int, float]:
    """Task -> the weighted progress of the parts it was handed down in; absent where there are none."""
    rows = Task.objects.filter(parent__in=[task.pk for task in tasks]).order_by().values_list("parent")
    summed = rows.annotate(done=Sum(F("percent") * F("weight")), whole=Sum("weight"))
    return {parent: done / whole for parent, done, whole in summed}


def parts_percent(task: Task) -> float | None:
    return _parts([task]).get(task.pk)


def running_of(made: Draft, figures: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Those of a report's figures that say what runs said."""
    by_name = {offer.name: offer for offer in made.offers}
    return [
        {"name": name, "value": by_name[name].value, "unit": by_name[name].unit} | _where(by_name[name])
        for name, value in figures
        if name in by_name and "".join(made.values.get(f"figure:{name}", "").split()) == "".join(value.split())
    ]


def _where(offer: Offer) -> dict[str, str]:
    return {"source": offer.source, "url": offer.url}


def costs(document: str, day: date) -> list[dict[str, Any]]:
    """A row a unit: what its reports of the last three months cost, and what its reporting is expected to cost a month."""
    since = day - timedelta(days=BACK_DAYS)
    rows = Report.objects.filter(task__document=document, submitted_at__date__gte=since, submitted_at__date__lte=day)
    told: dict[str, list[tuple[Any, ...]]] = {}
    figures: dict[str, list[tuple[str, str]]] = {}
    for unit, code, *counts, named in rows.values_list(
        "task__lead__code", "task__code", "fields", "offered", "typed", "seconds", "figures"
    ):
        told.setdefault(unit, []).append(tuple(counts))
        figures.setdefault(unit, []).extend((code, name) for name, _value in named)
    yearly: dict[str, list[int]] = {}
    tasks = Task.objects.filter(document=document, state__in=OPEN_STATES).order_by()
    names = dict(tasks.values_list("lead__code", "lead__name"))
    for unit, cycle in tasks.values_list("lead__code", "cycle"):
        yearly.setdefault(unit, []).append(A_YEAR[Cycle(cycle)])
    found = []
    for unit, per_year in sorted(yearly.items()):
        counted = [row for row in told.get(unit, []) if row[0]]
        each = minutes_each([row[3] for row in told.get(unit, [])])
        fields, offered, typed = (sum(row[n] for row in counted) for n in range(3))
        found.append(
            {
                "unit": unit,
                "name": names[unit],
                "tasks": len(per_year),
                "reports": len(told.get(unit, [])),
                "fields": fields,
                "offered": offered / fields if fields else None,
                "typed": typed / fields if fields else None,
                "minutes_each": each,
                "known": each is not None,
                "minutes": minutes_a_month(per_year, each or MINUTES_UNKNOWN),
                "twice": asked_twice(figures.get(unit, [])),
            }
        )
    return found


def minutes_each(seconds: Sequence[int | None]) -> float | None:
    """The middle of the minutes a unit's reports took; None where too few are known."""
    known = [value for value in seconds if value]
    return median(known) / 60 if len(known) >= LEAST_KNOWN else None


def expected_minutes(document: str, unit: str, day: date, *, instead: tuple[int, Cycle] | None = None) -> float:
    """Minutes a month a unit is expected to report on a document; ``instead``: were that task (its key) on that cycle."""
    since = day - timedelta(days=BACK_DAYS)
    rows = Report.objects.filter(task__document=document, task__lead__code=unit, submitted_at__date__gte=since)
    each = minutes_each(list(rows.values_list("seconds", flat=True)))
    tasks = Task.objects.filter(document=document, lead__code=unit, state__in=OPEN_STATES).values_list("pk", "cycle")
    cycles = {key: Cycle(cycle) for key, cycle in tasks} | (dict([instead]) if instead else {})
    return minutes_a_month([A_YEAR[cycle] for cycle in cycles.values()], each or MINUTES_UNKNOWN)
