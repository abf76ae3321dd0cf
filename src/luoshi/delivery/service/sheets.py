"""Supervision sheets on a task: issue, receive, answer, judge; a sheet not met brings the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import Event, publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import errors, events
from ..domain.lifecycle import OPEN_STATES, STATE_LABELS
from ..domain.sheets import Decision, Grade, SheetColour, after_miss, answer_due, first_sheet
from ..models import Sheet, Task
from ..parameters import rules_of
from ..turns import take_turns


def get(document: str, number: int) -> Sheet:
    found = Sheet.objects.select_related("task__lead").filter(document=document, number=number).first()
    if found is None:
        raise NotFound(what=str(number))
    return found


def _locked(document: str, number: int) -> Sheet:
    """The sheet, locked together with its task: a sheet that follows is a new row under that task."""
    found = (
        Sheet.objects.select_for_update(of=("self", "task"))
        .select_related("task__lead")
        .filter(document=document, number=number)
        .first()
    )
    if found is None:
        raise NotFound(what=str(number))
    return found


def _event(kind: Callable[..., Event], by: Viewer, sheet: Sheet, **fields: Any) -> Event:
    task = sheet.task
    subject = f"{task.document}/{task.code}"
    return kind(actor=by.username, at=now(), subject=subject, unit=task.lead.code, sheet=sheet.number, **fields)


@transaction.atomic
def issue_sheet(*, by: Viewer, document: str, code: str, grade: Grade, requirement: str, cause: str = "") -> int:
    """The first sheet on a task; its grade decides the colour. ``cause``: what a rule issues it for. Returns its number.

    Raises SheetOpen where one is still open, StepNotAllowed for a task that is done, ReasonMissing.
    """
    task = (
        Task.objects.select_for_update(of=("self",)).select_related("lead").filter(document=document, code=code).first()
    )
    if task is None:
        raise NotFound(what=code)
    require(by, "delivery.issue", task.lead.code)
    if task.state not in OPEN_STATES:
        raise errors.StepNotAllowed(task=code, state=STATE_LABELS[task.state], step="发督查单")
    if not requirement.strip():
        raise errors.ReasonMissing()
    if task.sheets.filter(outcome=Sheet.Outcome.OPEN).exists():
        raise errors.SheetOpen(task=code)
    sheet, issued = _issue(by, task, first_sheet(grade), grade, requirement.strip(), None)
    if cause:
        sheet.cause = cause
        sheet.save(update_fields=["cause"])
    publish(issued)
    return sheet.number


def _issue(
    by: Viewer, task: Task, decision: Decision, grade: str, requirement: str, previous: Sheet | None
) -> tuple[Sheet, Event]:
    """The stored sheet, and what is to be published: last, since whoever waits for the record may hold no turn that
    the one who writes it still needs."""
    colour = decision.colour
    if colour is None:
        raise ValueError(f"row {decision.row} brings no sheet")
    # Numbers run through a document without gaps.
    take_turns("sheets")
    last = Sheet.objects.filter(document=task.document).order_by("-number").values_list("number", flat=True).first()
    sheet = Sheet.objects.create(
        task=task,
        document=task.document,
        number=(last or 0) + 1,
        colour=colour,
        grade=grade,
        rule_row=decision.row,
        requirement=requirement,
        issued_on=today(),
        due_date=answer_due(colour, today(), rules_of(task.document, today()).limits),
        issued_by=by.username,
        previous=previous,
    )
    return sheet, _event(events.SheetIssued, by, sheet, colour=colour.value, due=sheet.due_date, rule_row=decision.row)


@transaction.atomic
def receive_sheet(*, by: Viewer, document: str, number: int) -> None:
    """The unit confirms that it has the sheet. Doing it twice changes nothing."""
    sheet = _locked(document, number)
    require(by, "delivery.report", sheet.task.lead.code)
    if sheet.received_at is None:
        sheet.received_at, sheet.received_by = now(), by.username
        sheet.save(update_fields=["received_at", "received_by"])
        publish(_event(events.SheetReceived, by, sheet))


@transaction.atomic
def answer_sheet(*, by: Viewer, document: str, number: int, answer: str) -> None:
    """The unit says what it has done; answering receives the sheet too. It may be answered again until it is judged."""
    sheet = _locked(document, number)
    require(by, "delivery.report", sheet.task.lead.code)
    _still_open(sheet)
    if not answer.strip():
        raise errors.TextMissing()
    if sheet.received_at is None:
        sheet.received_at, sheet.received_by = now(), by.username
    sheet.answer, sheet.answered_at, sheet.answered_by = answer.strip(), now(), by.username
    sheet.save()
    publish(_event(events.SheetAnswered, by, sheet, answer=sheet.answer))


@transaction.atomic
def judge_sheet(*, by: Viewer, document: str, number: int, outcome: str, reason: str = "") -> int | None:
    """Met: the matter is closed. Excused, with the reason: the same colour with a new date. Missed: the next colour,
    or after red no sheet but liability proceedings. Returns the number of the sheet that follows, if one does."""
    sheet = _locked(document, number)
    require(by, "delivery.issue", sheet.task.lead.code)
    _still_open(sheet)
    if outcome not in {Sheet.Outcome.MET, Sheet.Outcome.MISSED, Sheet.Outcome.EXCUSED}:
        raise NotFound(what=outcome)
    if outcome != Sheet.Outcome.MET and not reason.strip():
        raise errors.ReasonMissing()
    sheet.outcome, sheet.judgement = outcome, reason.strip()
    sheet.judged_at, sheet.judged_by = now(), by.username
    sheet.save()
    told = [_event(events.SheetJudged, by, sheet, outcome=outcome, reason=reason.strip())]
    following = None
    if outcome != Sheet.Outcome.MET:
        decision = after_miss(SheetColour(sheet.colour), excused=outcome == Sheet.Outcome.EXCUSED)
        if decision.colour is None:
            told.append(_event(events.LiabilityProposed, by, sheet, rule_row=decision.row))
        else:
            following, issued = _issue(by, sheet.task, decision, sheet.grade, sheet.requirement, sheet)
            told.append(issued)
    publish(told)
    return following.number if following else None


def _still_open(sheet: Sheet) -> None:
    if sheet.outcome != Sheet.Outcome.OPEN:
        raise errors.SheetJudged(number=sheet.number)
