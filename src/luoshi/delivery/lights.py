"""Lighting tasks: by the day, by what was reported, by rule; and keeping every turn with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum

from luoshi.kernel.events import publish
from luoshi.kernel.lights import REASONS, Light, LightRules, Reason, Standing, light_of
from luoshi.kernel.today import now

from .domain.lifecycle import OPEN_STATES, TaskState
from .events import LightTurned
from .models import LightChange, LightTally, Task, TaskTally
from .parameters import rules_of
from .tallies import count_all, documents

BATCH = 5000
OWN_REASONS = {
    "not_accepted": Reason("等待责任单位签收", "Waiting to be accepted by the unit"),
    "sign_overdue": Reason("应于 {due} 前签收，尚未签收", "Was to be signed for by {due}"),
    "suspended": Reason("经批准自 {since} 起中止", "Suspended with approval since {since}"),
}
"""Reasons that only a task's own life has."""


def standing_of(task: Task, day: date) -> Standing:
    """What the light is judged by: the plan, the last figure accepted, and the state of the report due."""
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
        curve=tuple((date.fromisoformat(d), float(p)) for d, p in task.plan),
    )


def _light(task: Task, day: date, rules: LightRules) -> Light:
    if task.state == TaskState.SUSPENDED:
        return Light("grey", "suspended", {"since": task.suspended_on}, rules.code)
    if task.state == TaskState.ISSUED and task.sign_by and task.sign_by < day <= task.due_date:
        return Light("yellow", "sign_overdue", {"due": task.sign_by}, rules.code)
    if task.state in {TaskState.ISSUED, TaskState.OBJECTED} and day <= task.due_date:
        return Light("grey", "not_accepted", {}, rules.code)
    return light_of(standing_of(task, day), day, rules)


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in params.items()}


def _turn(task: Task, day: date, rules: LightRules) -> LightChange | None:
    """Set the task's light for the day; the change to keep where its colour turned."""
    light = _light(task, day, rules)
    before = task.light if task.lit_on else ""
    task.light, task.light_reason, task.light_params = light.colour, light.reason, _plain(light.params)
    if before == light.colour:
        return None
    task.lit_on = day
    return LightChange(
        task_id=task.pk,
        document=task.document,
        before=before,
        after=light.colour,
        reason=light.reason,
        params=task.light_params,
        on=day,
    )


def _told(task: Task, change: LightChange, actor: str, unit: str) -> LightTurned:
    return LightTurned(
        actor=actor,
        at=now(),
        subject=f"{task.document}/{task.code}",
        unit=unit,
        before=change.before,
        after=change.after,
        reason=change.reason,
    )


def relight(task: Task, day: date, actor: str, rules: LightRules) -> list[LightTurned]:
    """Set the light of one (stored) task without saving it; returns what to publish when it turned."""
    change = _turn(task, day, rules)
    if change is None:
        return []
    change.save()
    return [_told(task, change, actor, task.lead.code)]


def relight_all(day: date) -> int:
    """Every open task's light as of ``day``, in batches that each keep their record; returns how many turned."""
    turned = 0
    last: int | None = 0
    rules = {document: rules_of(document, day).lights for document in documents()}
    while last is not None:
        last, more = _relight_batch(last, day, rules)
        turned += more
    with transaction.atomic():
        for document in documents():
            count_all(document)
        tally(day)
    return turned


@transaction.atomic
def _relight_batch(after: int, day: date, rules: dict[str, LightRules]) -> tuple[int | None, int]:
    """Light the next tasks, locked, so that nobody's act meanwhile is lit by what was before it.

    Returns the last of them (None when no task is left) and how many turned.
    """
    rows = Task.objects.select_for_update(of=("self",)).filter(pk__gt=after, state__in=OPEN_STATES)
    tasks = list(rows.select_related("lead").order_by("pk")[:BATCH])
    if not tasks:
        return None, 0
    changed, changes, told = [], [], []
    for task in tasks:
        was = (task.light, task.light_reason, task.light_params)
        change = _turn(task, day, rules[task.document])
        if (task.light, task.light_reason, task.light_params) != was or change:
            changed.append(task)
        if change:
            changes.append(change)
            told.append(_told(task, change, "system", task.lead.code))
    Task.objects.bulk_update(changed, ["light", "light_reason", "light_params", "lit_on"], batch_size=500)
    LightChange.objects.bulk_create(changes, batch_size=2000)
    publish(told)
    return tasks[-1].pk, len(changes)


def tally(day: date) -> None:
    """Keep how many tasks have each light today."""
    counted = (
        TaskTally.objects.filter(kind="clause").order_by().values_list("document", "light").annotate(n=Sum("tasks"))
    )
    LightTally.objects.filter(on=day).delete()
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
    return template.format(**plain)
