"""Counting tasks for pages that show many: one query over one index gives clauses, measures and units alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from luoshi.registry.api import UnitFacts, all_units

from .models import Commitment, LightChange, LightTally, Task

LIGHTS = ("red", "yellow", "green", "blue", "grey")
# Which light stands for many: the worst that anybody has to do something about.
_WORST = ("red", "yellow", "green", "grey", "blue")


@dataclass
class Status:
    """Tasks under one heading (a clause, a measure, a unit, a document)."""

    lights: Counter[str] = field(default_factory=Counter)
    percent_sum: float = 0.0
    with_evidence: int = 0
    leads: Counter[str] = field(default_factory=Counter)

    @property
    def tasks(self) -> int:
        return self.lights.total()

    @property
    def percent(self) -> float | None:
        """Mean progress of the tasks, None where there is none."""
        return self.percent_sum / self.tasks if self.tasks else None

    @property
    def light(self) -> str:
        """The worst light; blue only when all are done; empty where there is no task."""
        return next((light for light in _WORST if self.lights[light]), "")

    def add(self, light: str, tasks: int, percent_sum: float, with_evidence: int, lead: str) -> None:
        self.lights[light] += tasks
        self.percent_sum += percent_sum
        self.with_evidence += with_evidence
        self.leads[lead] += tasks


@dataclass
class Standings:
    """``clauses``, ``measures`` and ``units`` map codes to Status; ``whole`` is the document's."""

    clauses: dict[str, Status]
    measures: dict[str, Status]
    units: dict[str, Status]
    whole: Status


def standings(document: str, *, unit: str | None = None) -> Standings:
    """Where everything stands, of all tasks or those one unit leads. One query over tasks."""
    units = {facts.id: facts.code for facts in all_units().values()}
    rows = Task.objects.filter(document=document).order_by()
    if unit is not None:
        rows = rows.filter(lead__code=unit)
    found = Standings({}, {}, {}, Status())
    for measure, clause, lead, light, tasks, percent_sum, evidence in rows.values_list(
        "measure", "clause", "lead", "light"
    ).annotate(tasks=Count("pk"), percent_sum=Sum("percent"), evidence=Count("pk", filter=Q(has_evidence=True))):
        code = units[lead]
        for status in (
            found.clauses.setdefault(clause, Status()),
            found.measures.setdefault(measure, Status()),
            found.units.setdefault(code, Status()),
            found.whole,
        ):
            status.add(light, tasks, percent_sum or 0.0, evidence, code)
    return found


@dataclass(frozen=True)
class Shares:
    """Of the document's commitments (those not dropped): how many have an owner, a task, evidence, a measure."""

    commitments: int
    with_owner: int
    with_task: int
    with_evidence: int
    with_measure: int


def commitment_counts(document: str) -> dict[str, Shares]:
    """Measure -> how its commitments (those not dropped) stand; evidence is counted on tasks, see ``shares``."""
    rows = Commitment.objects.filter(document=document).exclude(state=Commitment.State.DROPPED).order_by()
    return {
        measure: Shares(commitments, owner, task, 0, outcome)
        for measure, commitments, owner, task, outcome in rows.values_list("measure").annotate(
            Count("pk"),
            Count("lead"),
            Count("pk", filter=Q(state=Commitment.State.ISSUED)),
            Count("pk", filter=~Q(outcome_metric="")),
        )
    }


def shares(counts: dict[str, Shares], with_evidence: int) -> Shares:
    """The whole document's shares, from those of its measures."""
    rows = counts.values()
    return Shares(
        sum(row.commitments for row in rows),
        sum(row.with_owner for row in rows),
        sum(row.with_task for row in rows),
        with_evidence,
        sum(row.with_measure for row in rows),
    )


def proposed_by_measure(document: str) -> dict[str, int]:
    """Measure -> commitments still to be reviewed."""
    rows = Commitment.objects.filter(document=document, state=Commitment.State.PROPOSED).order_by()
    return dict(rows.values_list("measure").annotate(Count("pk")))


def trend(document: str, *, until: date, days: int = 182) -> list[tuple[date, dict[str, int]]]:
    """Day -> tasks by light, over the days that were counted, oldest first."""
    found: dict[date, dict[str, int]] = {}
    rows = LightTally.objects.filter(document=document, on__gt=until - timedelta(days=days), on__lte=until)
    for on, light, tasks in rows.order_by("on").values_list("on", "light", "tasks"):
        found.setdefault(on, {})[light] = tasks
    return list(found.items())


def turned(document: str, light: str, *, since: date, limit: int = 20) -> Iterable[LightChange]:
    """Tasks whose light became this since the day and still is, latest first."""
    return (
        LightChange.objects.filter(document=document, after=light, on__gt=since, task__light=light)
        .select_related("task__lead")
        .order_by("-on", "-pk")[:limit]
    )


def turned_count(document: str, light: str, *, since: date) -> int:
    rows = LightChange.objects.filter(document=document, after=light, on__gt=since, task__light=light)
    return rows.values("task").distinct().count()


def ranking(by_unit: dict[str, Status], *, least: int = 3) -> list[tuple[UnitFacts, Status, bool]]:
    """Units by mean progress, then fewer reds. The flag says that a unit has too few tasks to be ranked fairly;

    such units come last, unranked.
    """
    units = all_units()
    rows = [(units[code], status, status.tasks < least) for code, status in by_unit.items() if code in units]

    def key(row: tuple[UnitFacts, Status, bool]) -> tuple[Any, ...]:
        facts, status, few = row
        return (few, -(status.percent or 0.0), status.lights["red"] / status.tasks, facts.code)

    return sorted(rows, key=key)


def lead_tasks(unit: str) -> QuerySet[Task]:
    """The tasks a unit leads, those to be done first on top."""
    return Task.objects.filter(lead__code=unit).select_related("lead").order_by("finished_on", "due_date", "pk")


def subjects(document: str, measure: str) -> list[str]:
    """What the record calls the commitments and tasks of a measure."""
    codes = Commitment.objects.filter(document=document, measure=measure).values_list("code", flat=True)
    return [f"{document}/{code}" for code in codes]
