"""Lighting tasks: by the day, by what was reported, by rule; and keeping every turn with its reason."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from luoshi.kernel.events import publish
from luoshi.kernel.lights import REASONS, Light, LightRules, Reason, Standing, light_of
from luoshi.kernel.today import now, today
from luoshi.registry.api import insert_rows, set_rows

from .domain.lifecycle import ENDED_STATES, TaskState
from .domain.plan import curve_of
from .events import LightsTurned, Turns
from .models import LightChange, LightTally, Task, TaskTally
from .parameters import rules_of
from .tallies import count_all, documents

BATCH = 20_000
OWN_REASONS = {
    "not_accepted": Reason("等待责任单位签收", "Waiting to be accepted by the unit"),
    "sign_overdue": Reason("应于 {due} 前签收，尚未签收", "Was to be signed for by {due}"),
    "withdrawn": Reason(
        "原文已修改或废止，任务于 {since} 撤销", "The words were changed or repealed; withdrawn on {since}"
    ),
    "suspended": Reason("经批准自 {since} 起中止", "Suspended with approval since {since}"),
}
"""Reasons that only a task's own life has."""


class Facts(NamedTuple):
    """What a task's light is judged by, and the light it has. Read past the model layer, where there are many."""

    pk: int
    document: str
    code: str
    state: str
    issued_on: date
    due_date: date
    sign_by: date | None
    suspended_on: date | None
    percent: float
    percent_on: date | None
    last_report_on: date | None
    next_report_due: date | None
    finished_on: date | None
    found_false_on: date | None
    withdrawn_on: date | None
    light: str
    light_reason: str
    lit_on: date | None
    lead: str
    plan: str
    """As JSON, like ``light_params``: many tasks share one, and each is parsed once."""
    light_params: str


_OTHERWISE = {
    "lead": F("lead__code"),
    "plan": Cast("plan", TextField()),
    "light_params": Cast("light_params", TextField()),
}
_COLUMNS: list[Any] = [_OTHERWISE.get(name, name) for name in Facts._fields]


def _facts(task: Task) -> Facts:
    values: dict[str, Any] = {name: getattr(task, name) for name in Facts._fields if name not in _OTHERWISE}
    return Facts(lead=task.lead.code, plan=json.dumps(task.plan), light_params=json.dumps(task.light_params), **values)


def _read(rows: QuerySet[Any]) -> list[Facts]:
    """The rows as they come from the store: what the model layer does for each value would cost more than all else."""
    with connection.cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        return [Facts._make(row) for row in cursor.fetchall()]


_parsed = lru_cache(maxsize=50_000)(json.loads)


def _standing(task: Facts, day: date) -> Standing:
    """The plan, the last figure accepted, and the state of the report due."""
    if task.state == TaskState.RETURNED:
        report = "returned"
    elif task.next_report_due and task.next_report_due < day:
        report = "missing"
    elif task.last_report_on:
        report = "received"
    else:
        report = "none_due"
    return Standing(
        start=task.issued_on,
        due=task.due_date,
        points=task.percent if task.percent_on else None,
        as_of=task.percent_on,
        report=report,  # type: ignore[arg-type]
        done_date=task.finished_on,
        found_false=task.found_false_on is not None,
        curve=curve_of(task.plan),
    )


def _light(task: Facts, day: date, rules: LightRules) -> Light:
    if task.state == TaskState.WITHDRAWN:
        return Light("grey", "withdrawn", {"since": task.withdrawn_on})
    if task.state == TaskState.SUSPENDED:
        return Light("grey", "suspended", {"since": task.suspended_on})
    if task.state == TaskState.ISSUED and task.sign_by and task.sign_by < day <= task.due_date:
        return Light("yellow", "sign_overdue", {"due": task.sign_by})
    if task.state in _WAITING and day <= task.due_date:
        return Light("grey", "not_accepted", {})
    return light_of(_standing(task, day), day, rules)


_WAITING = frozenset({TaskState.ISSUED, TaskState.OBJECTED})


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in params.items()}


def _kept(light: Light) -> tuple[dict[str, Any], str]:
    """What is kept of the reason with the task, also as JSON."""
    return _kept_of(light.reason, tuple(light.params.items()))


@lru_cache(maxsize=50_000)
def _kept_of(reason: str, params: tuple[tuple[str, Any], ...]) -> tuple[dict[str, Any], str]:
    """Not the days that pass by themselves, or every late task would be written anew each day; they are counted when the
    reason is told. Many tasks share one."""
    plain = _plain(dict(params))
    kept = {key: value for key, value in plain.items() if key != "days"} if reason in _COUNTED else plain
    return kept, json.dumps(kept)


_COUNTED = frozenset({"overdue", "near_due"})


class Turn(NamedTuple):
    """A row of ``LightChange``; ``params`` as JSON."""

    task: int
    document: str
    before: str
    after: str
    reason: str
    params: str
    on: date


def _turn(task: Facts, light: Light, day: date, kept: str) -> Turn | None:
    """What to keep where the light's colour turned; ``kept`` is what is kept of its reason with the task."""
    before = task.light if task.lit_on else ""
    if before == light.colour:
        return None
    params = json.dumps(_plain(light.params)) if light.reason in _COUNTED else kept
    return Turn(task.pk, task.document, before, light.colour, light.reason, params, day)


def _told(turns: list[tuple[Facts, Turn]], actor: str) -> list[LightsTurned]:
    """One event a document and unit: a night in which all tasks turn would be spent on writing the record of each."""
    units: dict[tuple[str, str], dict[tuple[str, str, str], list[str]]] = {}
    for task, turn in turns:
        alike = units.setdefault((task.document, task.lead), {})
        alike.setdefault((turn.before, turn.after, turn.reason), []).append(task.code)
    at = now()
    return [
        LightsTurned(
            actor=actor,
            at=at,
            subject=document,
            unit=unit,
            turns=tuple(Turns(*way, tasks=tuple(codes)) for way, codes in alike.items()),
        )
        for (document, unit), alike in units.items()
    ]


def relight(task: Task, day: date, actor: str, rules: LightRules) -> list[LightsTurned]:
    """Set the light of one (stored) task without saving it; returns what to publish when it turned."""
    facts = _facts(task)
    light = _light(facts, day, rules)
    params, kept = _kept(light)
    task.light, task.light_reason, task.light_params = light.colour, light.reason, dict(params)
    turn = _turn(facts, light, day, kept)
    if turn is None:
        return []
    task.lit_on = day
    insert_rows(LightChange, Turn._fields, [turn])
    return _told([(facts, turn)], actor)


@contextmanager
def _no_cycles_looked_for() -> Iterator[None]:
    """Rows by the ten thousand hold no cycles: to look for some among them, again and again, is a tenth of the work."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_cycles_looked_for()
def relight_all(day: date) -> int:
    """Every open task's light as of ``day``, in batches that each keep their record; returns how many turned.

    Where no light and no reason is other than before, nothing is written but the day's count of lights.
    """
    turned = 0
    last: int | None = 0
    rules = {document: rules_of(document, day).lights for document in documents()}
    while last is not None:
        last, more = _relight_batch(last, day, rules)
        turned += more
    with transaction.atomic():
        if turned:
            for document in rules:
                count_all(document)
        tally(day)
    return turned


@transaction.atomic
def _relight_batch(after: int, day: date, rules: dict[str, LightRules]) -> tuple[int | None, int]:
    """Light the next tasks, locked, so that nobody's act meanwhile is lit by what was before it.

    Returns the last of them (None when no task is left) and how many turned.
    """
    # Left out by what they are not: asked for by what they are, SQLite would walk the index of states and sort them all each time.
    rows = Task.objects.select_for_update(of=("self",)).filter(pk__gt=after).exclude(state__in=ENDED_STATES)
    found = _read(rows.order_by("pk").values_list(*_COLUMNS)[:BATCH])
    if not found:
        return None, 0
    written: list[tuple[Any, ...]] = []
    turns: list[tuple[Facts, Turn]] = []
    for task in found:
        light = _light(task, day, rules[task.document])
        params, kept = _kept(light)
        if (task.light, task.light_reason) == light[:2] and task.lit_on and _parsed(task.light_params) == params:
            continue
        turn = _turn(task, light, day, kept)
        if turn:
            turns.append((task, turn))
        written.append((light.colour, light.reason, kept, day if turn else task.lit_on, task.pk))
    set_rows(Task, ("light", "light_reason", "light_params", "lit_on"), written)
    insert_rows(LightChange, Turn._fields, [turn for _task, turn in turns])
    publish(_told(turns, "system"))
    return found[-1].pk, len(turns)


def tally(day: date) -> None:
    """Keep how many tasks have each light today."""
    counted = (
        TaskTally.objects.filter(kind="clause").order_by().values_list("document", "light").annotate(n=Sum("tasks"))
    )
    kept = LightTally.objects.filter(on=day)
    if set(counted) == set(kept.values_list("document", "light", "tasks")):
        return
    kept.delete()
    LightTally.objects.bulk_create(
        LightTally(document=document, on=day, light=light, tasks=tasks) for document, light, tasks in counted
    )


def reason_text(reason: str, params: dict[str, Any], english: bool = False) -> str:
    """The reason in a sentence."""
    known = {**REASONS, **OWN_REASONS}
    if reason not in known:
        return ""
    template: str = known[reason].en if english else known[reason].zh
    plain = {key: f"{value:g}" if isinstance(value, float) else value for key, value in params.items()}
    if reason in _COUNTED and "days" not in plain:
        plain["days"] = abs((today() - date.fromisoformat(params["due"])).days)
    return template.format(**plain)
