"""Withdrawing a task: nothing is due of it any more, what was reported and lit stays."""

from __future__ import annotations

from django.db import transaction

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today

from .. import errors, events
from ..models import Request, Sheet
from .sheets import judge_sheet
from .tasks import event, finish, locked, step


@transaction.atomic
def withdraw(*, by: Viewer, document: str, code: str, reason: str) -> None:
    """Take the task back, with the reason. What was asked of it or issued on it and is still open ends with it."""
    if not reason.strip():
        raise errors.ReasonMissing()
    task = locked(document, code)
    step("withdraw", by, task)
    ended = {"answered_by": by.username, "answered_at": now(), "answer": reason.strip()}
    task.requests.filter(state=Request.State.OPEN).update(state=Request.State.REFUSED, **ended)
    task.suspensions.filter(until__isnull=True).update(until=today())
    for number in task.sheets.filter(outcome=Sheet.Outcome.OPEN).values_list("number", flat=True):
        judge_sheet(by=by, document=document, number=number, outcome=Sheet.Outcome.EXCUSED, reason=reason.strip())
    task.withdrawn_on, task.suspended_on, task.next_report_due = today(), None, None
    finish(by, task, event(events.TaskWithdrawn, by, task, on=today(), reason=reason.strip()))
