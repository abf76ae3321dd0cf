"""What was found at the firms that were drawn: entered by the agency that drew them, open to anyone from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import FIRM, find_entry, require

from .. import events
from ..errors import StepRefused
from ..models import Drawing, InspectionResult
from ..parameters import number_or_none
from .objections import OPEN, count_waiting, held, lifted

INSPECT = "accountability.inspect"
Outcome = InspectionResult.Outcome


def line_of(row: Drawing, subject: str) -> dict[str, Any]:
    """The firm with its grade and its inspectors, as drawn. Raises NotFound."""
    found: dict[str, Any] | None = next((line for line in row.drawn if line["subject"] == subject), None)
    if found is None:
        raise NotFound(what=subject)
    return found


def may_enter(row: Drawing, by: Viewer) -> bool:
    return by.may(INSPECT, row.agency or None)


@transaction.atomic
def record_result(
    *, by: Viewer, number: str, subject: str, outcome: str, inspected_on: date, note: str = "", reason: str = ""
) -> InspectionResult:
    """Enter what was found at a firm, or, with a reason, correct what was entered. Raises NotFound, StepRefused (not yet
    drawn on that day, nobody may go, an objection is open or upheld, nothing said of a problem, a correction without reason)."""
    row = held(number)
    require(by, INSPECT, row.agency or None)
    line = line_of(row, subject)
    _refuse(row, line, outcome=outcome, inspected_on=inspected_on, note=note)
    made = row.results.filter(subject=subject).first()
    former = made.outcome if made else ""
    if made is None:
        made = InspectionResult(drawing=row, subject=subject, recorded_on=today(), synthetic=row.synthetic)
        made.subject_name, made.inspectors = _name(subject), line["inspectors"]
    elif not reason.strip():
        raise StepRefused(step=_("更正抽查结果"), reason=_("请写明更正的理由"))
    else:
        made.corrected_on = today()
    made.outcome, made.inspected_on, made.note, made.recorded_by = (
        outcome,
        inspected_on,
        note.strip()[:1000],
        by.username,
    )
    made.save()
    count_waiting(row)
    publish(
        events.InspectionRecorded(
            actor=by.username,
            at=now(),
            subject=number,
            unit=row.agency,
            firm=subject,
            inspected_on=inspected_on,
            outcome=outcome,
            former=former,
            reason=reason.strip()[:300] if former else "",
        )
    )
    return made


def _refuse(row: Drawing, line: dict[str, Any], *, outcome: str, inspected_on: date, note: str) -> None:
    subject = line["subject"]
    for wrong, words in (
        (outcome not in Outcome.values, _("请选择抽查结果")),
        (inspected_on > today(), _("检查日期在以后")),
        (inspected_on < localdate(row.made_at), _("检查日期早于抽取日期")),
        (len(line["inspectors"]) < 2, _("派往这家企业的执法人员不足两人")),
        (subject in lifted(row), _("企业的异议成立，不再检查")),
        (row.objections.filter(subject=subject, outcome=OPEN).exists(), _("企业的异议还没有答复")),
        (outcome != Outcome.NO_PROBLEM and not note.strip(), _("请写明检查情况：发现什么问题、怎样处理")),
    ):
        if wrong:
            raise StepRefused(step=_("登记抽查结果"), reason=words)


def _name(subject: str) -> str:
    firm = find_entry(FIRM.code, subject, today())
    return str(firm["name"]) if firm else subject


def publish_by(row: InspectionResult, days: int | None) -> date | None:
    """The last working day on which the result should be open to anyone; None where no number of days is laid down."""
    return None if days is None else CHINA.add_working_days(row.inspected_on, days)


def publication_days(document: str, day: date) -> int | None:
    found = number_or_none(document, day, "inspection_publication_days")
    return None if found is None else int(found)
