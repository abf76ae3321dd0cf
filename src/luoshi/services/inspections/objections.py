"""Objections to an inspection: raised by the inspected with the code they were given, answered by somebody else than the inspector."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..clocks import work_calendar
from ..errors import NoSuchInspection, ObjectionRefused, ReasonMissing
from ..models import Inspection, InspectionObjection
from .service import inspection_of, refuse_closed_month, take_out

OPEN, UPHELD, REJECTED = InspectionObjection.Outcome
ANSWERS = (UPHELD, REJECTED)


def of_code(number: str, query_code: str) -> Inspection:
    """The inspection, for whoever holds its number and code. Raises NoSuchInspection."""
    rows = Inspection.objects.select_related("sheet", "subject", "again").prefetch_related("objections")
    one = rows.filter(number=number.strip()).first()
    if one is None or not one.query_code or one.query_code != query_code.strip().upper():
        raise NoSuchInspection()
    return one


def last_day(one: Inspection) -> date | None:
    """Until when it may be objected to; None where only the publication of its month sets an end."""
    days = one.sheet.facts.get("objection_days")
    return work_calendar().add_working_days(one.inspected_on, days) if days else None


def raise_with_code(*, number: str, query_code: str, name: str, contact: str, reason: str) -> InspectionObjection:
    """By the inspected themselves. Raises NoSuchInspection and what ``_raise`` raises."""
    return _raise(of_code(number, query_code), name=name, contact=contact, reason=reason, by="")


def raise_for(*, by: Viewer, number: str, name: str, contact: str, reason: str) -> InspectionObjection:
    """Entered at a window for the inspected. Raises what ``_raise`` raises."""
    require(by, "services.start")
    return _raise(inspection_of(number), name=name, contact=contact, reason=reason, by=by.username)


@transaction.atomic
def _raise(one: Inspection, *, name: str, contact: str, reason: str, by: str) -> InspectionObjection:
    """Raises ReasonMissing, ObjectionRefused (void, one open already, too late), MonthClosed."""
    locked = Inspection.objects.select_for_update(of=("self",)).select_related("sheet__unit").get(pk=one.pk)
    if not reason.strip() or not name.strip():
        raise ReasonMissing()
    if locked.void_reason:
        raise ObjectionRefused(reason=_("这次检查已经作废"))
    refuse_closed_month(locked.sheet, locked.inspected_on)
    end = last_day(locked)
    if end is not None and today() > end:
        raise ObjectionRefused(reason=_("提出异议的最后一天是 %(day)s") % {"day": end})
    if locked.objections.filter(outcome=OPEN).exists():
        raise ObjectionRefused(reason=_("已有一件异议等待答复"))
    days = locked.sheet.facts.get("answer_days")
    made = InspectionObjection.objects.create(
        inspection=locked,
        name=name.strip()[:60],
        contact=contact.strip()[:20],
        reason=reason.strip()[:1000],
        raised_on=today(),
        raised_by=by,
        due_date=work_calendar().add_working_days(today(), days) if days else None,
    )
    publish(
        events.InspectionObjected(
            actor=by or "inspected",
            at=now(),
            subject=locked.number,
            unit=locked.sheet.unit.code,
            sheet=locked.sheet.code,
            inspector=locked.inspector,
            due=made.due_date,
        )
    )
    return made


def may_answer(one: InspectionObjection, by: Viewer) -> bool:
    """Who inspected, and who entered the objection, may not judge it."""
    return by.may("services.rank") and by.username not in (one.inspection.inspector, one.raised_by)


@transaction.atomic
def answer(*, by: Viewer, number: str, outcome: str, text: str) -> None:
    """Uphold the open objection, which takes the inspection out of the count, or reject it; with reasons either way.

    Raises NotAllowed, ObjectionRefused (none open, the answerer is a party to it), ReasonMissing, MonthClosed.
    """
    require(by, "services.rank")
    one = inspection_of(number)
    waiting = InspectionObjection.objects.select_for_update().filter(inspection=one, outcome=OPEN).first()
    if waiting is None or outcome not in ANSWERS:
        raise ObjectionRefused(reason=_("没有等待答复的异议"))
    waiting.inspection = one
    if not may_answer(waiting, by):
        raise ObjectionRefused(reason=_("检查人员和登记人不能答复，请由其他人答复"))
    if not text.strip():
        raise ReasonMissing()
    waiting.outcome, waiting.answer = outcome, text.strip()[:1000]
    waiting.answered_by, waiting.answered_on = by.username, today()
    waiting.save(update_fields=["outcome", "answer", "answered_by", "answered_on"])
    publish(
        events.InspectionObjectionAnswered(
            actor=by.username, at=now(), subject=number, outcome=outcome, answer=waiting.answer[:200]
        )
    )
    if outcome == UPHELD:
        refuse_closed_month(one.sheet, one.inspected_on)
        take_out(one, by, _("异议成立：%(answer)s") % {"answer": waiting.answer})


def open_in(sheet: str, first: date, end: date) -> int:
    """How many objections to a month's inspections wait."""
    rows = InspectionObjection.objects.filter(outcome=OPEN, inspection__sheet__code=sheet)
    return rows.filter(inspection__inspected_on__gte=first, inspection__inspected_on__lt=end).count()
