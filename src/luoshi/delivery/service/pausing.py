"""Letting a task's clock stand still by approval, and running it again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import require

from .. import errors, events
from ..domain.cycle import Cycle, next_report_due
from ..domain.lifecycle import STATE_LABELS, TaskState
from ..models import Request, Suspension
from ..parameters import rules_of
from .tasks import answer_request, ask, event, finish, locked, step, stretched


@transaction.atomic
def ask_suspension(*, by: Viewer, document: str, code: str, reason: str) -> None:
    """Ask that the clock stand still, since the unit cannot go on for a reason outside it."""
    task = locked(document, code)
    require(by, "delivery.report", task.lead.code)
    if task.state not in {TaskState.UNDER_WAY, TaskState.RETURNED}:
        raise errors.StepNotAllowed(task=task.code, state=STATE_LABELS[task.state], step="申请中止")
    ask(by, task, Request.Kind.SUSPENSION, reason)
    finish(by, task, event(events.SuspensionAsked, by, task, reason=reason.strip()))


@transaction.atomic
def answer_suspension(*, by: Viewer, document: str, code: str, granted: bool, answer: str = "") -> None:
    """Granted: the clock stands from today on; no report is due and no light turns until it runs again."""
    task = locked(document, code)
    require(by, "delivery.issue", task.lead.code)
    request = answer_request(by, task, Request.Kind.SUSPENSION, granted, answer)
    if granted:
        step("suspend", by, task)
        Suspension.objects.create(task=task, since=today(), reason=request.reason)
        task.suspended_on, task.next_report_due = today(), None
    finish(by, task, event(events.SuspensionAnswered, by, task, granted=granted, answer=answer.strip()))


@transaction.atomic
def resume(*, by: Viewer, document: str, code: str) -> date:
    """The clock runs again: the due day and what is left of the plan move by the working days it stood. Returns the new
    due day."""
    task = locked(document, code)
    step("resume", by, task)
    stood = task.suspensions.get(until__isnull=True)
    stood.until = today()
    stood.save(update_fields=["until"])
    days = CHINA.working_days_between(stood.since, today())
    new_due = moved(task.due_date, days)
    task.plan = stretched(task.plan, task.due_date, new_due, stood.since)
    task.due_date, task.suspended_on = new_due, None
    task.next_report_due = next_report_due(today(), rules_of(document, today()).cycle, Cycle(task.cycle))
    finish(by, task, event(events.TaskResumed, by, task, days=days, new_due=new_due))
    return new_due


def moved(due: date, days: int) -> date:
    """The due day as many working days later as the clock stood."""
    return CHINA.add_working_days(due, days) if days else due
