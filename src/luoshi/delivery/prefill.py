"""Reports drafted from what runs, for one task or a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, Sum
from django.utils.timezone import localtime

from luoshi.kernel.manifest import Figure, figures_of

from .domain.drafting import Draft, Goal, Last, Offer, draft
from .domain.lifecycle import OPEN_STATES
from .models import Report, Task

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


@dataclass(frozen=True)
class Said:
    """A figure reported elsewhere."""

    task: str
    value: str
    on: date


def said_elsewhere(task: Task) -> list[Said]:
    """What its unit last reported of the same outcome measure for others of its open tasks, latest first. Shown, not filled in:
    a measure of one name need not be one figure."""
    if not task.outcome_metric:
        return []
    alike = Q(task__outcome_metric=task.outcome_metric, task__state__in=OPEN_STATES)
    rows = Report.objects.filter(alike, task__document=task.document, task__lead=task.lead_id).exclude(task=task)
    found: dict[str, Said] = {}
    for code, figures, at in rows.order_by("-submitted_at").values_list("task__code", "figures", "submitted_at")[:50]:
        if value := dict(figures).get(task.outcome_metric):
            found.setdefault(code, Said(code, value, localtime(at).date()))
    return list(found.values())[:3]


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
