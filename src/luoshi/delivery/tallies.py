"""Keeping the tallies: counted anew from the tasks under a heading, never added to, so that they cannot drift.

Acts call this after they have published. Those who count take turns, so that each sees what those before it have done.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q, Sum

from .models import Commitment, CommitmentTally, Task, TaskTally
from .turns import take_turns

_FIELDS = {"clause": "clause", "measure": "measure", "unit": "lead__code"}
COUNTED = {
    "tasks": Count("pk"),
    "percent_sum": Sum("percent"),
    "percent_squares": Sum(F("percent") * F("percent")),
    "with_evidence": Count("pk", filter=Q(has_evidence=True)),
}
"""What is counted of the tasks of one light."""


def count_tasks(
    document: str, kind: str, codes: Iterable[str] | None = None, measures: Iterable[str] | None = None
) -> None:
    """Count the tasks under these headings of a kind, or under all of them. ``measures`` are those that the headings stand
    in, where they are known: by them clauses are found."""
    take_turns("tallies")
    field = _FIELDS[kind]
    rows, old = (
        Task.objects.filter(document=document).order_by(),
        TaskTally.objects.filter(document=document, kind=kind),
    )
    if codes is not None:
        wanted = list(codes)
        rows, old = rows.filter(**{f"{field}__in": wanted}), old.filter(code__in=wanted)
    if measures is not None:
        rows = rows.filter(measure__in=measures)
    fresh = [
        TaskTally(document=document, kind=kind, code=row.pop(field), **row)
        for row in rows.values(field, "light").annotate(**COUNTED)
    ]
    old.delete()
    TaskTally.objects.bulk_create(fresh, batch_size=1000)


def count_commitments(document: str, measures: Iterable[str] | None = None) -> None:
    """Count the commitments of these measures, or of all."""
    take_turns("tallies")
    rows = Commitment.objects.filter(document=document).exclude(state=Commitment.State.DROPPED).order_by()
    old = CommitmentTally.objects.filter(document=document)
    if measures is not None:
        wanted = list(measures)
        rows, old = rows.filter(measure__in=wanted), old.filter(measure__in=wanted)
    counted = rows.values("document", "measure").annotate(
        commitments=Count("pk"),
        with_owner=Count("lead"),
        with_task=Count("pk", filter=Q(state=Commitment.State.ISSUED)),
        with_measure=Count("pk", filter=~Q(outcome_metric="")),
    )
    fresh = [CommitmentTally(**row) for row in counted]
    old.delete()
    CommitmentTally.objects.bulk_create(fresh)


def count_around(tasks: Iterable[Task], *, also_units: Iterable[str] = ()) -> None:
    """Count everything these tasks stand under; ``also_units`` are leads they have just left."""
    by_document: dict[str, list[Task]] = {}
    for task in tasks:
        by_document.setdefault(task.document, []).append(task)
    for document, changed in by_document.items():
        measures = {task.measure for task in changed}
        count_tasks(document, "clause", {task.clause for task in changed}, measures)
        count_tasks(document, "measure", measures)
        count_tasks(document, "unit", {task.lead.code for task in changed} | set(also_units))


def count_all(document: str) -> None:
    for kind in _FIELDS:
        count_tasks(document, kind)
    count_commitments(document)


def documents() -> list[str]:
    """The documents that have commitments or tasks."""
    found = Commitment.objects.order_by().values_list("document", flat=True).distinct()
    return list(found.union(Task.objects.order_by().values_list("document", flat=True).distinct()))
