"""What a person does with a step besides completing it: claim, delegate, keep a draft, ask for correction; the clock
of the case stopped, started, extended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import holders, require

from .. import errors, events
from ..domain import diagrams
from ..models import Case, Step, Suspension
from ..parameters import numbers
from .cases import _of, _recount, locked, open_step, require_desk

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
    """What was missing has come; days count again from the day after the applicant handed it in, or from tomorrow."""
    case = locked(number)
    if case.state != Case.State.RETURNED:
        raise errors.CaseNotOpen(number=number, state=_(case.get_state_display()), act=_("补正"))
    case.state = Case.State.OPEN
    case.data["correction"] = note[:500]
    case.data.pop("missing", None)
    handed_in = case.data.pop("handed_in", {}).get("on")
    _end_suspensions(case, date.fromisoformat(handed_in) if handed_in else today())
    case.steps.filter(state=Step.State.OPEN, kind=Step.Kind.HUMAN).update(note="")
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
    _end_suspensions(case, today())
    case.save()
    publish(events.ClockResumed(**_of(by, case)))


def _end_suspensions(case: Case, last: date) -> None:
    case.suspensions.filter(to_date__isnull=True).update(to_date=last)
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
