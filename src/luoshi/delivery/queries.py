"""Reading how many tasks stand how, for pages that show many of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from luoshi.kernel.today import today
from luoshi.registry.api import UnitFacts, all_units, unit_facts

from .domain.comparing import compare
from .domain.together import TogetherRules, light_together
from .escalating import words_of_cause
from .models import UNSURE, Commitment, CommitmentTally, LightChange, LightTally, Talk, Task, TaskTally
from .panels import task_url, words_of
from .parameters import rules_of
from .tallies import COUNTED

LIGHTS = ("red", "yellow", "green", "blue", "grey")
RED_OFF = 100
"""Points of progress that a red task counts for less where units are compared."""


_ADDED = ("light", "tasks", "percent_sum", "with_evidence", "percent_squares")


@dataclass
class Counts:
    """How many tasks have which light, and how far they are."""

    lights: Counter[str] = field(default_factory=Counter)
    percent_sum: float = 0.0
    with_evidence: int = 0
    merits: float = 0.0
    merit_squares: float = 0.0

    @property
    def tasks(self) -> int:
        return self.lights.total()

    @property
    def percent(self) -> float | None:
        """Mean progress of the tasks, None where there is none."""
        return self.percent_sum / self.tasks if self.tasks else None

    @property
    def merit(self) -> float:
        """Mean over the tasks of their progress, a red one's less 100."""
        return self.merits / self.tasks

    @property
    def merit_error(self) -> float:
        """Its standard error: how far it may be off by what single tasks happen to be like."""
        if self.tasks < 2:
            return 0.0
        spread = max(self.merit_squares / self.tasks - self.merit**2, 0.0)
        return sqrt(spread / (self.tasks - 1))

    def merge(self, other: Counts) -> None:
        self.lights += other.lights
        self.percent_sum += other.percent_sum
        self.with_evidence += other.with_evidence
        self.merits += other.merits
        self.merit_squares += other.merit_squares

    def add(
        self, light: str, tasks: int, percent_sum: float, with_evidence: int, percent_squares: float | None = None
    ) -> None:
        """``percent_squares`` where there are several tasks."""
        self.lights[light] += tasks
        self.percent_sum += percent_sum
        self.with_evidence += with_evidence
        off = RED_OFF if light == "red" else 0
        self.merits += percent_sum - off * tasks
        squares = percent_sum**2 if percent_squares is None else percent_squares
        self.merit_squares += squares - 2 * off * percent_sum + off**2 * tasks


@dataclass
class Status(Counts):
    """Tasks under one heading of a document (a clause, a measure, a unit); ``rules`` say when lights become one."""

    rules: TogetherRules = field(kw_only=True)

    @property
    def light(self) -> str:
        """The light of all of them together; empty where there is no task."""
        return light_together(self.lights, self.rules)


@dataclass
class Standings:
    """``clauses``, ``measures`` and ``units`` map codes to Status; ``whole`` is the document's."""

    clauses: dict[str, Status]
    measures: dict[str, Status]
    units: dict[str, Status]
    whole: Status


def standings(document: str) -> Standings:
    """Where everything stands, from the tallies. Three queries."""
    rules = rules_of(document, today()).together
    found = Standings({}, {}, {}, Status(rules=rules))
    kinds = {"clause": found.clauses, "measure": found.measures, "unit": found.units}
    rows = TaskTally.objects.filter(document=document)
    for kind, code, *row in rows.values_list("kind", "code", *_ADDED):
        kinds[kind].setdefault(code, Status(rules=rules)).add(*row)
        if kind == "clause":
            found.whole.add(*row)
    return found


def unit_standings(document: str, unit: str) -> Standings:
    """Where the tasks stand that one unit leads, counted from them."""
    rules = rules_of(document, today()).together
    found = Standings({}, {}, {}, Status(rules=rules))
    rows = Task.objects.filter(document=document, lead__code=unit).order_by()
    counted = rows.values("measure", "clause", "light").annotate(**COUNTED)
    for measure, clause, *row in counted.values_list("measure", "clause", *_ADDED):
        for status in (
            found.clauses.setdefault(clause, Status(rules=rules)),
            found.measures.setdefault(measure, Status(rules=rules)),
            found.whole,
        ):
            status.add(*row)
    return found


def unit_measures(unit: str) -> dict[tuple[str, str], Status]:
    """(Document, measure) -> where the tasks stand that the unit leads, over all documents."""
    rows = Task.objects.filter(lead__code=unit).order_by().values("document", "measure", "light")
    counted = rows.annotate(**COUNTED).values_list("document", "measure", *_ADDED)
    found: dict[tuple[str, str], Status] = {}
    by_document: dict[str, TogetherRules] = {}
    for document, measure, *row in counted:
        rules = by_document.get(document) or by_document.setdefault(document, rules_of(document, today()).together)
        found.setdefault((document, measure), Status(rules=rules)).add(*row)
    return found


def leads_of(document: str, measure: str) -> set[str]:
    """Codes of the units that lead a task of the measure."""
    rows = Task.objects.filter(document=document, measure=measure).order_by()
    return set(rows.values_list("lead__code", flat=True).distinct())


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
    return {
        row.measure: Shares(row.commitments, row.with_owner, row.with_task, 0, row.with_measure)
        for row in CommitmentTally.objects.filter(document=document)
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


def proposed_by_measure(document: str) -> dict[str, tuple[int, int]]:
    """Measure -> commitments still to be reviewed, and how many of them the reader is unsure of."""
    rows = Commitment.objects.filter(document=document, state=Commitment.State.PROPOSED).order_by()
    counted = rows.values_list("measure").annotate(all=Count("pk"), low=Count("pk", filter=Q(confidence__lt=UNSURE)))
    return {measure: (all_, unsure) for measure, all_, unsure in counted}


def trend(document: str, *, until: date, days: int = 182) -> list[tuple[date, dict[str, int]]]:
    """Day -> tasks by light, over the days that were counted, oldest first."""
    found: dict[date, dict[str, int]] = {}
    rows = LightTally.objects.filter(document=document, on__gt=until - timedelta(days=days), on__lte=until)
    for on, light, tasks in rows.order_by("on").values_list("on", "light", "tasks"):
        found.setdefault(on, {})[light] = tasks
    return list(found.items())


@dataclass(frozen=True)
class Turned:
    title: str
    url: str
    unit: UnitFacts
    reason: str
    since: date


def turned(document: str, light: str, *, since: date, limit: int = 12) -> list[Turned]:
    """Tasks whose light became this since the day and still is, latest first, each once."""
    changes = (
        LightChange.objects.filter(document=document, after=light, on__gt=since, task__light=light)
        .select_related("task")
        .order_by("-on", "-pk")[: limit * 2]
    )
    units = {facts.id: facts for facts in all_units().values()}
    latest = {change.task_id: change for change in reversed(list(changes))}
    found = sorted(latest.values(), key=lambda change: (change.on, change.pk), reverse=True)[:limit]
    return [
        Turned(
            c.task.title,
            task_url(c.task),
            units[c.task.lead_id],
            words_of(c.task.light_reason, c.task.light_params),
            c.on,
        )
        for c in found
    ]


def turned_count(document: str, light: str, *, since: date) -> int:
    rows = LightChange.objects.filter(document=document, after=light, on__gt=since, task__light=light)
    return rows.values("task").distinct().count()


@dataclass(frozen=True)
class Ranked:
    """``rank`` is None for a unit with too few tasks to be compared fairly; units that differ by no more than noise share one."""

    rank: int | None
    unit: UnitFacts
    status: Status


def ranking(by_unit: dict[str, Status], *, least: int = 3) -> list[Ranked]:
    """Units by mean progress less their share of red tasks; those with fewer than ``least`` tasks last, unranked."""
    units = all_units()
    rows = {code: status for code, status in sorted(by_unit.items()) if code in units and status.tasks}
    compared = compare([(code, row.merit, row.merit_error, row.tasks >= least) for code, row in rows.items()])
    return [Ranked(one.rank, units[one.unit], rows[one.unit]) for one in compared]


@dataclass(frozen=True)
class TaskLine:
    """A task as other rooms show it in a list. ``unit`` is the lead's code."""

    document: str
    measure: str
    code: str
    title: str
    url: str
    unit: str
    due_date: date
    percent: float
    light: str
    reason: str
    finished: bool
    last_report_on: date | None


class _Lines:
    """Tasks that become lines only when a page of them is taken."""

    def __init__(self, rows: QuerySet[Task]) -> None:
        self.rows = rows

    def count(self) -> int:
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[TaskLine]:
        return [_line(task) for task in self.rows[wanted]]


def _line(task: Task) -> TaskLine:
    return TaskLine(
        document=task.document,
        measure=task.measure,
        code=task.code,
        title=task.title,
        url=task_url(task),
        unit=task.lead.code,
        due_date=task.due_date,
        percent=task.percent,
        light=task.light,
        reason=words_of(task.light_reason, task.light_params),
        finished=task.finished_on is not None,
        last_report_on=task.last_report_on,
    )


def unit_tasks(unit: str, *, light: str = "", role: str = "", sort: str = "") -> _Lines:
    """The tasks a unit leads or supports, those to be done first on top; to be sliced by a page."""
    # By the unit's key and not through a join: only so can a database use both indexes of the alternative.
    key = unit_facts(unit).id
    mine, helping = Q(lead_id=key), Q(pk__in=Task.supports.through.objects.filter(unit_id=key).values("task"))
    rows = Task.objects.filter(mine if role == "lead" else helping if role == "support" else mine | helping)
    if light:
        rows = rows.filter(light=light)
    order = {"percent": ("percent",), "-percent": ("-percent",)}.get(sort, ("due_date",))
    return _Lines(rows.select_related("lead").order_by(*order, "pk"))


@dataclass(frozen=True)
class TalkLine:
    """A talk with a unit's head: called for on ``on``, held on ``held_on`` (None: not yet), from which ``tasks`` tasks came."""

    title: str
    url: str
    on: date
    cause: str
    held_on: date | None
    tasks: int


def unit_talks(unit: str, limit: int = 20) -> list[TalkLine]:
    """The talks with a unit's head, the latest first. One query."""
    key = unit_facts(unit).id
    rows = Talk.objects.filter(Q(unit_id=key) | Q(unit=None, task__lead_id=key)).select_related("task", "paper")
    return [
        TalkLine(
            title=talk.task.title,
            url=reverse("delivery:talk", args=[talk.task.document, talk.pk]),
            on=talk.on,
            cause=words_of_cause(talk.cause),
            held_on=talk.paper.on if talk.paper else None,
            tasks=talk.made,
        )
        for talk in rows.annotate(made=Count("paper__tasks"))[:limit]
    ]


def subjects(document: str, measure: str) -> list[str]:
    """What the record calls the commitments and tasks of a measure."""
    codes = Commitment.objects.filter(document=document, measure=measure).values_list("code", flat=True)
    return [f"{document}/{code}" for code in codes]


@dataclass(frozen=True)
class Finished:
    """So many tasks of a measure were done on a day."""

    on: date
    measure: str
    tasks: int


def finished_by_day(document: str, limit: int) -> list[Finished]:
    """What was done, by day and measure, newest first: numbers only, for anyone to read. One query."""
    rows = Task.objects.filter(document=document, finished_on__isnull=False).order_by()
    counted = rows.values_list("finished_on", "measure").annotate(tasks=Count("pk"))
    return [
        Finished(on, measure, tasks)
        for on, measure, tasks in counted.order_by("-finished_on", "measure")[:limit]
        if on is not None
    ]
