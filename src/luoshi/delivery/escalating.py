"""Issuing sheets by rule, once a day: for each document whose programme lays down rules."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.events import publish
from luoshi.kernel.today import now
from luoshi.registry.api import system_viewer

from .domain.escalation import CAUSES, SINCE, Call, History, Rule, Scheme, called_for
from .domain.lifecycle import TaskState
from .domain.sheets import Grade
from .events import TalkCalledFor
from .models import LightChange, Sheet, SheetRules, Talk, Task
from .service.sheets import issue_sheet, judge_sheet

_LIVE = (TaskState.ISSUED, TaskState.UNDER_WAY, TaskState.REPORTED, TaskState.RETURNED)
UNANSWERED = "逾期未答复，按规则升级"


def scheme_of(stored: SheetRules) -> Scheme:
    """What is kept, as the rules take it."""
    terms = stored.terms
    rules = tuple(Rule(**{**rule, "grade": Grade(rule["grade"])}) for rule in terms["rules"])
    return Scheme(terms["code"], stored.source, rules, terms["judge_unanswered"])


def escalate(day: date) -> int:
    """Judge what was not answered and issue what the rules call for; returns how many sheets and talks that makes. Running
    it twice on a day issues nothing twice."""
    return sum(_escalate(stored.document, scheme_of(stored), day) for stored in SheetRules.objects.all())


def _escalate(document: str, scheme: Scheme, day: date) -> int:
    done = 0
    if scheme.judge_unanswered:
        late = Sheet.objects.filter(document=document, outcome="open", due_date__lt=day, answered_at__isnull=True)
        for number in late.order_by("number").values_list("number", flat=True):
            judge_sheet(by=system_viewer(), document=document, number=number, outcome="missed", reason=UNANSWERED)
            done += 1
    tasks = {task.pk: task for task in Task.objects.filter(document=document, state__in=_LIVE).select_related("lead")}
    for key, history in histories(document, tasks).items():
        for call in called_for(scheme.rules, history, day):
            done += _act(tasks[key], call, day)
    return done


def histories(document: str, tasks: dict[int, Task]) -> dict[int, History]:
    """Task -> its lights as they turned. One query."""
    turns: dict[int, list[tuple[date, str]]] = {key: [] for key in tasks}
    rows = LightChange.objects.filter(document=document).order_by("on", "pk")
    for key, on, after in rows.values_list("task_id", "on", "after"):
        if key in turns:
            turns[key].append((on, after))
    return {key: History(tasks[key].due_date, found) for key, found in turns.items() if found}


def words_of_cause(cause: str) -> str:
    """What a sheet was issued or a talk was called for, in words, from what is kept of it."""
    when, _colon, day = cause.partition(":")
    return _(SINCE[when]).format(day=day) if when in SINCE else ""


@transaction.atomic
def _act(task: Task, call: Call, day: date) -> int:
    words = CAUSES[call.rule.when].format(days=call.rule.days, count=call.rule.count)
    if call.rule.act == "talk":
        _talk, fresh = Talk.objects.get_or_create(task=task, cause=call.cause, defaults={"on": day, "unit": task.lead})
        if fresh:
            subject = f"{task.document}/{task.code}"
            publish(TalkCalledFor(actor="system", at=now(), subject=subject, unit=task.lead.code, cause=words))
        return int(fresh)
    open_or_same = Sheet.objects.filter(task=task, outcome=Sheet.Outcome.OPEN) | Sheet.objects.filter(
        task=task, cause=call.cause
    )
    if open_or_same.exists():
        return 0
    issue_sheet(
        by=system_viewer(),
        document=task.document,
        code=task.code,
        grade=call.rule.grade,
        requirement=f"{words}。请查明原因，提出补救措施和时间，在答复期限内书面答复。",
        cause=call.cause,
    )
    return 1
