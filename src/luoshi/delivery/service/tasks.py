"""Walking a task through its life: accept, object, report, review, done, close; asking for more time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotAllowed, NotFound
from luoshi.kernel.events import Event, publish
from luoshi.kernel.manifest import Viewer, permissions
from luoshi.kernel.today import now, today
from luoshi.registry.api import require, unit_facts

from .. import errors, events
from ..domain.cycle import Cycle, next_report_due, redo_due
from ..domain.drafting import burden, is_reached, number
from ..domain.lifecycle import OPEN_STATES, STATE_LABELS, STEPS, TaskState, next_state
from ..domain.photos import bands
from ..evidence import store
from ..lights import relight
from ..models import Evidence, EvidenceLook, Report, Request, Task
from ..parameters import rules_of
from ..photos import photo_of
from ..prefill import MOST_SECONDS, drafts_of, goal_of, parts_percent, running_of
from ..tallies import count_around
from .commitments import require_near


def get(document: str, code: str) -> Task:
    found = Task.objects.select_related("lead").filter(document=document, code=code).first()
    if found is None:
        raise NotFound(what=code)
    return found


def locked(document: str, code: str) -> Task:
    found = (
        Task.objects.select_for_update(of=("self",)).select_related("lead").filter(document=document, code=code).first()
    )
    if found is None:
        raise NotFound(what=code)
    return found


def step(act: str, by: Viewer, task: Task) -> None:
    """Check that ``by`` may take this step now, and take it (without saving)."""
    wanted = STEPS[act]
    require(by, wanted.permission, task.lead.code)
    after = next_state(act, task.state)
    if after is None:
        raise errors.StepNotAllowed(task=task.code, state=STATE_LABELS[task.state], step=wanted.label)
    task.state = after


def event(kind: Callable[..., Event], by: Viewer, task: Task, **fields: Any) -> Event:
    return kind(actor=by.username, at=now(), subject=f"{task.document}/{task.code}", unit=task.lead.code, **fields)


def finish(by: Viewer, task: Task, *told: Event, also_units: Sequence[str] = ()) -> None:
    """Save the task with its light as of today, and tell."""
    turned = relight(task, today(), by.username, rules_of(task.document, today()).lights)
    task.save()
    publish([*told, *turned])
    count_around([task], also_units=also_units)


@transaction.atomic
def accept(*, by: Viewer, document: str, code: str) -> None:
    task = locked(document, code)
    step("accept", by, task)
    finish(by, task, event(events.TaskAccepted, by, task))


@transaction.atomic
def object_to(*, by: Viewer, document: str, code: str, reason: str) -> None:
    """Say that the task is not this unit's, and why."""
    task = locked(document, code)
    step("object", by, task)
    ask(by, task, Request.Kind.OBJECTION, reason)
    finish(by, task, event(events.TaskObjected, by, task, reason=reason.strip()))


def ask(by: Viewer, task: Task, kind: str, reason: str, new_due: date | None = None) -> None:
    if not reason.strip():
        raise errors.ReasonMissing()
    if task.requests.filter(kind=kind, state=Request.State.OPEN).exists():
        raise errors.RequestOpen()
    Request.objects.create(
        task=task, kind=kind, reason=reason.strip(), new_due=new_due, asked_by=by.username, asked_at=now()
    )


def answer_request(by: Viewer, task: Task, kind: str, granted: bool, answer: str) -> Request:
    request = task.requests.select_for_update().filter(kind=kind, state=Request.State.OPEN).first()
    if request is None:
        raise errors.RequestAnswered()
    if not granted and not answer.strip():
        raise errors.ReasonMissing()
    request.state = Request.State.GRANTED if granted else Request.State.REFUSED
    request.answered_by, request.answered_at, request.answer = by.username, now(), answer.strip()
    request.save()
    return request


@transaction.atomic
def answer_objection(*, by: Viewer, document: str, code: str, granted: bool, answer: str, new_lead: str = "") -> None:
    """Granted: the task goes to ``new_lead``. Refused, with a reason: it stays. Either way it waits to be accepted."""
    task = locked(document, code)
    step("answer_objection", by, task)
    if granted and (not new_lead or new_lead == task.lead.code):
        raise errors.ReasonMissing()
    answer_request(by, task, Request.Kind.OBJECTION, granted, answer)
    told = event(
        events.ObjectionAnswered, by, task, granted=granted, answer=answer.strip(), new_lead=new_lead if granted else ""
    )
    left = task.lead.code
    if granted:
        task.lead_id = unit_facts(new_lead).id
        task.supports.remove(task.lead_id)
    finish(by, task, told, also_units=[left])


def report(
    *,
    by: Viewer,
    document: str,
    code: str,
    text: str,
    percent: float,
    figures: Sequence[tuple[str, str]] = (),
    problems: str = "",
    next_steps: str = "",
    complete: bool = False,
    files: Sequence[UploadedFile[Any]] = (),
    required: Mapping[str, Sequence[UploadedFile[Any]]] | None = None,
    seconds: int | None = None,
) -> int:
    """Report progress with figures (name, value) and files; ``complete`` asks for the task to be checked as done.
    ``required``: files by what they are required for. ``seconds``: how long the form was open.

    Of a task that was handed down in parts the percent is that of its parts, whatever is given. Returns the number of the
    report. Raises PercentOutOfRange, TextMissing, EvidenceRefused, EvidenceMissing; then nothing is stored.
    """
    # What runs is asked before anything is locked: other reporters need not wait for the answer.
    made_up = drafts_of([get(document, code)], today())
    with transaction.atomic():
        task = locked(document, code)
        step("report", by, task)
        if not 0 <= percent <= 100:
            raise errors.PercentOutOfRange(percent=percent)
        if not text.strip():
            raise errors.TextMissing()
        rolled_up = parts_percent(task)
        percent = rolled_up if rolled_up is not None else percent
        if complete:
            _require_evidence(task, {name for name, uploads in (required or {}).items() if uploads})
        given = {"text": text, "percent": f"{percent:g}", "problems": problems, "next_steps": next_steps}
        made = Report.objects.create(
            task=task,
            number=(task.reports.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
            text=text.strip(),
            percent=percent,
            figures=[[name, value] for name, value in figures if name.strip() and value.strip()],
            problems=problems.strip(),
            next_steps=next_steps.strip(),
            complete=complete,
            submitted_by=by.username,
            submitted_at=now(),
            running=running_of(made_up[task.pk], figures),
            seconds=seconds if seconds is not None and 0 < seconds <= MOST_SECONDS else None,
            **vars(burden(made_up[task.pk], given, figures)),
        )
        stored = _keep_files(made, files, required or {})
        _reported(by, task, made, stored)
    return made.number


def _reported(by: Viewer, task: Task, made: Report, stored: Sequence[str]) -> None:
    """The task as it stands after a report came in."""
    task.drafts.filter(author=by.username).delete()
    task.last_report_on = today()
    cycle = rules_of(task.document, today()).cycle
    task.next_report_due = next_report_due(max(today(), task.next_report_due or today()), cycle, Cycle(task.cycle))
    told = event(
        events.ReportSubmitted,
        by,
        task,
        number=made.number,
        percent=made.percent,
        complete=made.complete,
        evidence=tuple(stored),
    )
    finish(by, task, told)


def _require_evidence(task: Task, coming: set[str]) -> None:
    """Raises EvidenceMissing naming what was required for closing and has not been handed in."""
    handed_in = Evidence.objects.filter(report__task=task).exclude(report__state=Report.State.RETURNED)
    there = set(handed_in.values_list("requirement", flat=True)) | coming
    missing = [name for name in task.evidence_required if name not in there]
    if missing:
        raise errors.EvidenceMissing(missing="、".join(missing))


def _keep_files(
    made: Report, files: Sequence[UploadedFile[Any]], required: Mapping[str, Sequence[UploadedFile[Any]]]
) -> list[str]:
    """Store the files with what photos say of themselves; returns their hashes."""
    known = set(made.task.evidence_required)
    coming = [(upload, "") for upload in files]
    coming += [(upload, name) for name, uploads in required.items() if name in known for upload in uploads]
    kept = []
    for upload, name in coming:
        stored, photo = store(upload), photo_of(upload)
        file = Evidence.objects.create(report=made, requirement=name, **vars(stored), **vars(photo))
        EvidenceLook.objects.bulk_create(EvidenceLook(evidence=file, part=part) for part in bands(photo.look))
        kept.append(stored.sha256)
    return kept


@transaction.atomic
def review(
    *, by: Viewer, document: str, code: str, accepted: bool, note: str = "", reached: float | None = None
) -> None:
    """Accept the waiting report, so that its percent becomes the task's, or return it with a reason.

    An accepted report that asks for it makes the task done, where the outcome measure was reached: by ``reached``, or by
    the figure of that name in the report. Raises OwnReport when the reporter reviews, OutcomeUnknown, OutcomeNotReached.
    """
    task = locked(document, code)
    waiting = task.reports.filter(state=Report.State.SUBMITTED).first()
    if waiting is None:
        raise errors.StepNotAllowed(task=task.code, state=STATE_LABELS[task.state], step=STEPS["accept_report"].label)
    if accepted and waiting.complete and (left := _parts_open(task)):
        raise errors.PartsOpen(parts="、".join(left))
    step("return_report" if not accepted else "confirm_done" if waiting.complete else "accept_report", by, task)
    if waiting.submitted_by == by.username:
        raise errors.OwnReport()
    if not accepted and not note.strip():
        raise errors.ReasonMissing()
    if accepted and waiting.complete:
        waiting.reached = _outcome(task, waiting, reached)
    waiting.state = Report.State.ACCEPTED if accepted else Report.State.RETURNED
    waiting.reviewed_by, waiting.reviewed_at, waiting.review_note = by.username, now(), note.strip()
    waiting.save()
    if not accepted:
        task.returned += 1
        task.next_report_due = redo_due(today(), rules_of(document, today()).cycle)
        told = [event(events.ReportReturned, by, task, number=waiting.number, reason=note.strip())]
    else:
        task.percent = 100 if waiting.complete else waiting.percent
        task.percent_on = localdate(waiting.submitted_at)
        task.found_false_on = None
        task.has_evidence = task.has_evidence or waiting.evidence.exists()
        told = [event(events.ReportAccepted, by, task, number=waiting.number, note=note.strip())]
        if task.state == TaskState.DONE:
            task.finished_on = today()
            told.append(event(events.TaskDone, by, task, number=waiting.number))
    finish(by, task, *told)


def _parts_open(task: Task) -> list[str]:
    return list(task.parts.filter(state__in=OPEN_STATES).values_list("code", flat=True)[:5])


def _outcome(task: Task, waiting: Report, reached: float | None) -> float | None:
    """What the outcome measure was found to be; None for a task without one."""
    goal = goal_of(task)
    if not goal.metric or goal.value is None:
        return None
    told = next((number(value) for name, value in waiting.figures if name == goal.metric), None)
    value = reached if reached is not None else told
    if value is None:
        raise errors.OutcomeUnknown(metric=goal.metric)
    if not is_reached(goal, value):
        raise errors.OutcomeNotReached(metric=goal.metric, reached=value, wanted=f"{goal.op}{goal.value:g}{goal.unit}")
    return value


@transaction.atomic
def reopen(*, by: Viewer, document: str, code: str, reason: str) -> None:
    """A task that was done is taken up again, on new facts: what was reported stays, its finish is withdrawn."""
    if not reason.strip():
        raise errors.ReasonMissing()
    task = locked(document, code)
    step("reopen", by, task)
    task.finished_on = task.withdrawn_on = None
    cycle = rules_of(document, today()).cycle
    task.next_report_due = next_report_due(today(), cycle, Cycle(task.cycle))
    task.percent = min(task.percent, 99)
    finish(by, task, event(events.TaskReopened, by, task, reason=reason.strip()))


@transaction.atomic
def close(*, by: Viewer, document: str, code: str) -> None:
    task = locked(document, code)
    step("close", by, task)
    finish(by, task, event(events.TaskClosed, by, task))


@transaction.atomic
def ask_extension(*, by: Viewer, document: str, code: str, new_due: date, reason: str) -> None:
    """Ask for a later due day, before the present one has passed. Raises ExtensionTooLate, RequestOpen."""
    task = locked(document, code)
    require(by, "delivery.report", task.lead.code)
    if task.state not in OPEN_STATES:
        raise errors.StepNotAllowed(task=task.code, state=STATE_LABELS[task.state], step="申请延期")
    if today() > task.due_date or new_due <= task.due_date:
        raise errors.ExtensionTooLate(due=task.due_date)
    require_near(new_due, task.issued_on)
    ask(by, task, Request.Kind.EXTENSION, reason, new_due)
    publish(event(events.ExtensionAsked, by, task, new_due=new_due, reason=reason.strip()))


@transaction.atomic
def answer_extension(*, by: Viewer, document: str, code: str, granted: bool, answer: str = "") -> None:
    """Granted: the due day moves and the rest of the plan is stretched to it."""
    task = locked(document, code)
    require(by, "delivery.issue", task.lead.code)
    request = answer_request(by, task, Request.Kind.EXTENSION, granted, answer)
    new_due = request.new_due or task.due_date
    if granted:
        task.plan = stretched(task.plan, task.due_date, new_due, today())
        task.due_date = new_due
    told = event(events.ExtensionAnswered, by, task, granted=granted, new_due=new_due, answer=answer.strip())
    finish(by, task, told)


def stretched(plan: list[Any], old_due: date, new_due: date, on: date) -> list[Any]:
    """The plan with the points still to come moved in proportion, so that the last stands on the new due day."""
    whole = max((old_due - on).days, 1)
    moved = []
    for day_text, percent in plan:
        day = date.fromisoformat(day_text)
        if day > on:
            day = on + (new_due - on) * ((day - on).days / whole)
        moved.append([min(day, new_due).isoformat(), percent])
    return moved


def reports_of(tasks: Sequence[Task]) -> QuerySet[Report]:
    return Report.objects.filter(task__in=tasks)


def may_see_reports(by: Viewer, task: Task) -> bool:
    """Reports and files are for those responsible for the task, and for those who supervise it."""
    allowed = by.units("delivery.view_reports")
    if allowed is None or task.lead.code in allowed:
        return True
    return bool(allowed) and task.supports.filter(code__in=allowed).exists()


def require_reports(by: Viewer, task: Task) -> None:
    if not may_see_reports(by, task):
        raise NotAllowed(permission=_(permissions()["delivery.view_reports"].label))
