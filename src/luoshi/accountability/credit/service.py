"""Acts on credit: a record taken in, repaired or corrected by the outcome of a case, run out by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import FIRM, find_entry, require
from luoshi.services.api import CREDIT_OBJECTION, CREDIT_REPAIR, CaseFinished, CaseStarted, case_facts
from luoshi.standards import gb32100

from .. import events
from ..domain import credit
from ..errors import RecordRefused
from ..models import CreditRecord
from ..parameters import numbers
from .directory import category_of

STANDING = (CreditRecord.State.KEPT, CreditRecord.State.PUBLISHED)


def months_on(document: str, day: date) -> dict[str, int]:
    found = numbers(document, day, *(f"credit_{name}" for name in credit.NAMES))
    return {name.removeprefix("credit_"): int(value) for name, value in found.items()}


@transaction.atomic
def take_record(
    *,
    by: Viewer,
    document: str,
    number: str,
    subject: str,
    subject_name: str,
    category: str,
    severity: str,
    issuer: str,
    title: str,
    decided_on: date,
    special: bool = False,
    synthetic: bool = False,
) -> CreditRecord:
    """Take a record into the file. What the national directory does not name is refused (R 目录之外不得归集)."""
    require(by, "accountability.keep_credit")
    if category_of(category) is None:
        raise RecordRefused(reason=_("“%(category)s”不在公共信用信息目录之内，不得归集") % {"category": category})
    if severity not in credit.SEVERITY_LABELS:
        raise RecordRefused(reason=_("失信程度应为轻微、一般或严重"))
    if not gb32100.is_valid(subject):
        raise RecordRefused(reason=_("统一社会信用代码“%(code)s”校验不符") % {"code": subject})
    if decided_on > today():
        raise RecordRefused(reason=_("决定日期在以后"))
    if CreditRecord.objects.filter(number=number).exists():
        raise RecordRefused(reason=_("文号“%(number)s”已经归集") % {"number": number})
    found = credit.terms(decided_on, severity, months_on(document, decided_on), special=special)
    over = found.stop_on <= today()
    state = CreditRecord.State.EXPIRED if over else STANDING[found.publish_from is not None]
    row = CreditRecord.objects.create(
        number=number,
        subject=subject,
        subject_name=subject_name,
        category=category,
        severity=severity,
        special=special,
        issuer=issuer,
        title=title,
        decided_on=decided_on,
        publish_from=found.publish_from,
        repair_from=found.repair_from,
        stop_on=found.stop_on,
        state=state,
        ended_on=found.stop_on if over else None,
        document=document,
        synthetic=synthetic,
    )
    publish(
        events.CreditRecorded(
            actor=by.username,
            at=now(),
            subject=number,
            unit=issuer,
            published=found.publish_from is not None,
            stop_on=found.stop_on,
        )
    )
    return row


def _change(row: CreditRecord, state: str, *, actor: str, case: str = "") -> None:
    row.state, row.disputed = state, False
    row.ended_on, row.case = today(), case or row.case
    row.save(update_fields=["state", "ended_on", "case", "disputed"])
    publish(events.CreditChanged(actor=actor, at=now(), subject=row.number, unit=row.issuer, state=state, case=case))


def _record_of(event: CaseStarted | CaseFinished) -> tuple[CreditRecord | None, Any]:
    """The record a case is about, where it is a case of credit at all; and the case."""
    if event.purpose not in (CREDIT_REPAIR, CREDIT_OBJECTION):
        return None, None
    facts = case_facts(event.subject)
    number = str(facts.answers.get("record_number", "")).strip()
    if not number:
        return None, facts
    return CreditRecord.objects.select_for_update().filter(number=number, state__in=STANDING).first(), facts


def on_case_started(started: list[CaseStarted]) -> None:
    """An objection marks its record from the day it is taken in (异议标注)."""
    for event in started:
        row, facts = _record_of(event)
        if row is not None and facts.purpose == CREDIT_OBJECTION:
            row.disputed, row.case = True, event.subject
            row.save(update_fields=["disputed", "case"])
            publish(
                events.CreditChanged(
                    actor=event.actor,
                    at=now(),
                    subject=row.number,
                    unit=row.issuer,
                    state="disputed",
                    case=event.subject,
                )
            )


def on_case_finished(finished: list[CaseFinished]) -> None:
    """A repair agreed to ends the publication; an objection upheld takes the record out, one that fails lifts its mark."""
    for event in finished:
        row, facts = _record_of(event)
        if row is None:
            continue
        if facts.purpose == CREDIT_REPAIR and facts.state == "done":
            _change(row, CreditRecord.State.REPAIRED, actor=event.actor, case=event.subject)
        elif facts.purpose == CREDIT_OBJECTION and facts.answers.get("is_wrong"):
            _change(row, CreditRecord.State.WITHDRAWN, actor=event.actor, case=event.subject)
        elif facts.purpose == CREDIT_OBJECTION:
            row.disputed = False
            row.save(update_fields=["disputed"])


@transaction.atomic
def expire(day: date) -> int:
    """Stop showing what has run out; returns how many."""
    rows = list(CreditRecord.objects.select_for_update().filter(state__in=STANDING, stop_on__lte=day))
    for row in rows:
        _change(row, CreditRecord.State.EXPIRED, actor="system")
    return len(rows)


@dataclass(frozen=True)
class Standing:
    """A firm's grade with what it comes of."""

    subject: str
    name: str
    grade: str
    on_list: bool
    records: tuple[CreditRecord, ...]


def standing_of(subject: str, day: date) -> Standing:
    """Raises NotFound for a firm that is in neither the register nor the file."""
    firm = find_entry(FIRM.code, subject, day)
    rows = tuple(CreditRecord.objects.filter(subject=subject))
    if firm is None and not rows:
        raise NotFound(what=subject)
    listed = bool(firm and firm["seriously_dishonest"])
    severities = [row.severity for row in rows if row.state in STANDING]
    name = firm["name"] if firm else rows[0].subject_name
    return Standing(subject, name, credit.grade(severities, on_severe_list=listed), listed, rows)
