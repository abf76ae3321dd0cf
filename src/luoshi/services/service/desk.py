"""What a person does with a step besides completing it: claim, delegate, keep a draft, ask for correction; the clock
of the case stopped, started, extended; and what time alone brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.entitlements.api import latest_run
from luoshi.kernel.events import publish, told_at_the_end
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import holders, require, system_viewer

from .. import errors, events
from ..clocks import recount, work_calendar
from ..domain import diagrams
from ..domain.timers import last_start
from ..figures import feed_month
from ..models import Case, NormativeDocument, ProcessVersion, Step, Suspension
from ..parameters import numbers
from ..proactive import once_only, open_found
from .cases import _of, _recount, locked, move_on, open_step, require_desk, running
from .intake import start
from .writing import written_at_the_end

# 行政许可法 第四十二条: ten more working days with the approval of the agency's head; 第三十二条: told once, in full.
CORRECTION_BASIS = "行政许可法 第三十二条"


@transaction.atomic
def claim(*, by: Viewer, number: str, step_id: int) -> None:
    """Take a step. Of two who try, one wins and the other is told who has it."""
    step = Step.objects.select_related("unit", "case__unit").filter(pk=step_id, case__number=number).first()
    if step is None or step.state != Step.State.OPEN:
        raise errors.StepClosed()
    require_desk(by, step)
    free = Step.objects.filter(pk=step_id, state=Step.State.OPEN, claimed_by="")
    if not free.update(claimed_by=by.username, claimed_at=now()):
        step.refresh_from_db()
        if step.claimed_by == by.username:
            return
        raise errors.StepTaken(who=step.claimed_by)
    publish(events.StepClaimed(**_of(by, step.case), step=step.name))


def colleagues(step: Step) -> dict[str, str]:
    """User name -> name of those who hold the step's role over its unit."""
    role = "clerk" if step.role == diagrams.APPLICANT else step.role
    return holders(f"services.as_{role}", step.unit.code if step.unit else None)


@transaction.atomic
def delegate(*, by: Viewer, number: str, step_id: int, to: str) -> None:
    """Hand the step to a colleague; empty ``to`` puts it back for anybody of the role."""
    case = locked(number)
    step = open_step(case, step_id)
    require_desk(by, step)
    if step.claimed_by not in ("", by.username):
        raise errors.StepTaken(who=step.claimed_by)
    to = to.strip()
    if to and to not in colleagues(step):
        raise errors.NoSuchColleague(who=to[:60])
    step.claimed_by, step.claimed_at = to, now() if to else None
    step.save(update_fields=["claimed_by", "claimed_at"])
    publish(events.StepDelegated(**_of(by, case), step=step.name, to=step.claimed_by))


@transaction.atomic
def keep_draft(*, by: Viewer, number: str, step_id: int, values: Mapping[str, Any]) -> None:
    case = locked(number)
    step = open_step(case, step_id)
    require_desk(by, step)
    step.draft = dict(values)
    step.save(update_fields=["draft"])


@transaction.atomic
def ask_correction(*, by: Viewer, number: str, step_id: int, missing: Sequence[str]) -> None:
    """Tell the applicant, once and in full, what is missing; until it comes no day counts. Raises ToldAlready."""
    case = locked(number)
    step = open_step(case, step_id)
    require_desk(by, step)
    wanted = [line.strip() for line in missing if line.strip()]
    if not wanted:
        raise errors.ReasonMissing()
    if case.returns:
        raise errors.ToldAlready(number=number)
    case.returns, case.state = 1, Case.State.RETURNED
    case.data["missing"] = wanted
    reason = "补正：" + "；".join(wanted)
    Suspension.objects.create(case=case, from_date=today(), reason=reason[:200], basis=CORRECTION_BASIS)
    _recount(case)
    case.save()
    publish(events.CorrectionAsked(**_of(by, case), missing=tuple(wanted)))


@transaction.atomic
def correct(*, by: Viewer, number: str, note: str = "") -> None:
    """What was missing has come; days count again from the next one."""
    case = locked(number)
    if case.state != Case.State.RETURNED:
        raise errors.CaseNotOpen(number=number, state=_(case.get_state_display()), act=_("补正"))
    case.state = Case.State.OPEN
    case.data["correction"] = note[:500]
    case.data.pop("missing", None)
    _end_suspensions(case)
    case.save()
    publish(events.Corrected(**_of(by, case)))


@transaction.atomic
def suspend(*, by: Viewer, number: str, reason: str, basis: str) -> None:
    """Stop the clock on a ground the law knows (hearing, inspection, expert review ...); both are told in writing."""
    case = locked(number)
    require(by, "services.suspend", case.unit.code)
    if not reason.strip() or not basis.strip():
        raise errors.ReasonMissing()
    if case.state != Case.State.OPEN:
        raise errors.CaseNotOpen(number=number, state=_(case.get_state_display()), act=_("暂停计时"))
    Suspension.objects.create(case=case, from_date=today(), reason=reason.strip()[:200], basis=basis.strip()[:200])
    case.state = Case.State.SUSPENDED
    _recount(case)
    case.save()
    publish(events.ClockSuspended(**_of(by, case), reason=reason.strip(), basis=basis.strip()))


@transaction.atomic
def resume(*, by: Viewer, number: str) -> None:
    case = locked(number)
    require(by, "services.suspend", case.unit.code)
    if case.state != Case.State.SUSPENDED:
        raise errors.CaseNotOpen(number=number, state=_(case.get_state_display()), act=_("恢复计时"))
    case.state = Case.State.OPEN
    _end_suspensions(case)
    case.save()
    publish(events.ClockResumed(**_of(by, case)))


def _end_suspensions(case: Case) -> None:
    case.suspensions.filter(to_date__isnull=True).update(to_date=today())
    _recount(case)


@transaction.atomic
def extend(*, by: Viewer, number: str, days: int, reason: str) -> None:
    """More working days, once, with the approval of the agency's head and the reason told (行政许可法 第四十二条)."""
    case = locked(number)
    require(by, "services.extend", case.unit.code)
    most = int(numbers(case.document, today(), "extension_days")["extension_days"])
    if not reason.strip():
        raise errors.ReasonMissing()
    if case.extension_days or not 0 < days <= most or case.finished_at:
        raise errors.ExtendedAlready(number=number, most=most)
    case.extension_days = days
    _recount(case)
    case.save()
    publish(events.CaseExtended(**_of(by, case), days=days, reason=reason.strip()))


def tick(moment: datetime) -> int:
    """Let every timer go off whose time has come; returns how many did. Each in a transaction of its own."""
    by, fired = system_viewer(), 0
    due = Step.objects.filter(kind=Step.Kind.TIMER, state=Step.State.OPEN, due_at__lte=moment).order_by("due_at", "pk")
    for pk, number in list(due.values_list("pk", "case__number")):
        with transaction.atomic(), told_at_the_end(), written_at_the_end():
            case = locked(number)
            step = case.steps.filter(pk=pk, state=Step.State.OPEN).first()
            if step is None:
                continue
            step.state, step.done_at, step.done_by = Step.State.DONE, now(), by.username
            step.save(update_fields=["state", "done_at", "done_by"])
            publish(events.TimerFired(**_of(by, case), step=step.name))
            move_on(by, case, running(by, case).fire(step.token), done=step)
            fired += 1
    return fired


def daily(day: date) -> int:
    """Clocks counted again, timers gone off, overdue cases told once, documents past their last day lapsed."""
    changed = recount(work_calendar()) + tick(now())
    by = system_viewer()
    late = Case.objects.filter(finished_at__isnull=True, due_date__lt=day).exclude(data__has_key="overdue_told")
    for number in list(late.values_list("number", flat=True)[:1000]):
        with transaction.atomic():
            case = locked(number)
            case.data["overdue_told"] = True
            case.save(update_fields=["data"])
            clause = (case.version.clauses or [""])[0]
            about = {"document": case.document, "clause": clause, "title": case.title, "due": case.due_date or day}
            publish(events.CaseOverdue(**_of(by, case), **about))
            changed += 1
    run = latest_run()
    changed += start_by_calendar(now())
    return changed + lapse(day) + feed_month(day) + (open_found(run, day) if run else 0)


def start_by_calendar(moment: datetime) -> int:
    """A case of each process that starts on a day (定时启动) that has come since it was published; once for each day."""
    rows = ProcessVersion.objects.filter(is_current=True).order_by("code")
    made = 0
    for code, nodes, published in list(rows.values_list("code", "nodes", "published_at")):
        timers = [n["timer"] for n in nodes.values() if n["kind"] == "startEvent" and not n["parent"] and n["timer"]]
        for day in filter(None, (last_start(timer, published, moment) for timer in timers)):
            mark = once_only(f"{code}|{day:%Y-%m-%d}")
            if not Case.objects.filter(external_id=mark).exists():
                start(by=system_viewer(), process=code, channel="calendar", external_id=mark)
                made += 1
    return made


@transaction.atomic
def lapse(day: date) -> int:
    """Normative documents past their last day are told to have lapsed, once each."""
    by, rows = system_viewer(), NormativeDocument.objects.filter(valid_to__lt=day, lapse_told=False, repealed_on=None)
    told = [
        events.NormativeLapsed(actor=by.username, at=now(), subject=row.number, unit=row.unit.code, title=row.title)
        for row in rows.select_related("unit")
    ]
    rows.update(lapse_told=True)
    publish(told)
    return len(told)
