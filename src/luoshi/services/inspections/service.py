"""Acts of inspection: one inspection taken in from the phone, one checked again, one declared void."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events, papers
from ..clocks import work_calendar
from ..domain.inspections import Finding, FindingFaulty, Item, check, score
from ..errors import InspectionRefused, MonthClosed, ReasonMissing
from ..field import report
from ..models import Attachment, Case, Inspection, InspectionMonth, InspectionPhoto, InspectionSheet, InspectionSubject
from ..service.intake import new_code

Place = tuple[float, float]


def sheet_of(code: str) -> InspectionSheet:
    """The version in force. Raises NotFound."""
    found = InspectionSheet.objects.select_related("unit").filter(code=code, is_current=True).first()
    if found is None:
        raise NotFound(what=code)
    return found


def inspection_of(number: str) -> Inspection:
    """Raises NotFound."""
    found = Inspection.objects.select_related("sheet", "subject", "again").filter(number=number).first()
    if found is None:
        raise NotFound(what=number)
    return found


def items_of(sheet: InspectionSheet) -> list[Item]:
    return [
        Item(row["code"], Decimal(row["full"]), row["rule"], Decimal(row["each"]), row["kind"])
        for row in sheet.facts["items"]
    ]


def findings_of(one: Inspection) -> dict[str, Finding]:
    return {code: Finding.of(kept) for code, kept in one.findings.items()}


def faulty(one: Inspection) -> list[str]:
    """Codes of the items where something was wrong."""
    return [code for code, found in findings_of(one).items() if found.faults]


@transaction.atomic
def inspect(
    *,
    by: Viewer,
    sheet: str,
    subject: str,
    findings: Mapping[str, Finding],
    report_id: str,
    place: Place | None = None,
    note: str = "",
    photos: Iterable[Any] = (),
    again: str = "",
    synthetic: bool = False,
) -> Inspection:
    """Take one inspection in; sent twice (same ``report_id``) it is one. Faults get a day by which they are to be put
    right, and become events where the sheet says so. ``again``: the inspection whose faults are looked at once more.

    Raises FindingFaulty, InspectionRefused, MonthClosed, PhotoRefused.
    """
    require(by, "services.inspect")
    if known := Inspection.objects.filter(report_id=report_id).first():
        return known
    before = _checked_again(again)
    version = before.sheet if before else sheet_of(sheet)
    who = InspectionSubject.objects.filter(sheet=version.code, code=subject, retired=False).first()
    if who is None or (before is not None and before.subject_id != who.pk):
        raise InspectionRefused(reason=_("没有选择受检对象"))
    refuse_closed_month(version, today())
    kept = _looked_at(version, findings, faulty(before) if before else None)
    one = Inspection(
        number=report_id,  # until its place among all is known
        sheet=version,
        subject=who,
        inspected_on=today(),
        inspector=by.username,
        findings={code: {"faults": f.faults, "checked": f.checked} for code, f in kept.items()},
        score=None
        if before
        else score(items_of(version), [kept], least_share=Decimal(str(version.facts["least_share"]))),
        note=note[:500],
        lon=place[0] if place else None,
        lat=place[1] if place else None,
        report_id=report_id,
        query_code=new_code(),
        again=before,
        made_at=now(),
        synthetic=synthetic,
    )
    if any(found.faults for found in kept.values()):
        one.due_date = work_calendar().add_working_days(today(), version.facts["rectify_days"])
    one.save()
    one.number = f"JC{today():%Y%m%d}-{one.pk:04d}"
    if before is not None:
        before.put_right = one.due_date is None
        before.save(update_fields=["put_right"])
    else:
        one.cases = _told_on(by, one, who, place)
    one.save(update_fields=["number", "cases"])
    _keep_photos(one, photos)
    publish(
        events.Inspected(
            actor=by.username,
            at=now(),
            subject=one.number,
            unit=version.unit.code,
            sheet=version.code,
            who=who.code,
            score=str(one.score or ""),
            again=before.number if before else "",
            cases=tuple(one.cases.values()),
        )
    )
    return one


def _checked_again(number: str) -> Inspection | None:
    if not number:
        return None
    before = (
        Inspection.objects.select_for_update(of=("self",)).select_related("sheet__unit").filter(number=number).first()
    )
    if before is None:
        raise NotFound(what=number)
    if before.due_date is None or before.put_right is not None or before.void_reason:
        raise InspectionRefused(reason=_("%(number)s 没有等待复查的问题") % {"number": number})
    return before


def refuse_closed_month(sheet: InspectionSheet, day: date) -> None:
    if InspectionMonth.objects.filter(sheet__code=sheet.code, first=day.replace(day=1)).exists():
        raise MonthClosed(month=f"{day:%Y-%m}")


def _looked_at(sheet: InspectionSheet, findings: Mapping[str, Finding], only: list[str] | None) -> dict[str, Finding]:
    """The items that were looked at, each checked; on a re-inspection all that were at fault must be."""
    labels = {row["code"]: row["label"] for row in sheet.facts["items"]}
    kept: dict[str, Finding] = {}
    for item in items_of(sheet):
        found = findings.get(item.code, Finding())
        try:
            check(item, found, labels[item.code])
        except FindingFaulty as error:
            raise FindingFaulty(item=labels[item.code], reason=_(error.params["reason"])) from None
        seen = (found.checked if item.rule == "share" else found.faults) is not None
        if seen and (only is None or item.code in only):
            kept[item.code] = found
    if not kept:
        raise InspectionRefused(reason=_("一项也没有检查"))
    if only and (missing := [labels[code] for code in only if code not in kept]):
        raise InspectionRefused(reason=_("上次有问题的项目都要复查：%(items)s") % {"items": "、".join(missing)})
    return kept


def _told_on(by: Viewer, one: Inspection, who: InspectionSubject, place: Place | None) -> dict[str, str]:
    """Item -> number of the event its fault became: its handling runs by the events' own clock."""
    rows = {row["code"]: row for row in one.sheet.facts["items"]}
    at = place or ((who.lon, who.lat) if who.lon is not None and who.lat is not None else None)
    made: dict[str, str] = {}
    for code in faulty(one):
        if rows[code]["kind"]:
            made[code] = report(
                by=by,
                process=one.sheet.facts["event_process"],
                kind=rows[code]["kind"],
                text=f"{who.name}：{rows[code]['label']}（检查 {one.number}）",
                place=at,
                report_id=f"{one.number}/{code}",
                channel="inspection",
                synthetic=one.synthetic,
            ).number
    return made


def _keep_photos(one: Inspection, photos: Iterable[Any]) -> None:
    cases = list(Case.objects.filter(number__in=set(one.cases.values())))
    for upload in photos:
        kept = papers.keep(upload)
        InspectionPhoto.objects.create(inspection=one, added_at=now(), **kept)
        for case in cases:
            Attachment.objects.create(case=case, material=_("照片"), added_at=now(), **kept)


@transaction.atomic
def void(*, by: Viewer, number: str, reason: str) -> None:
    """An inspection that was wrong no longer counts; it stays in view with the reason. Not once its month is published, nor
    while an objection to it waits: that is answered instead."""
    require(by, "services.rank")
    one = inspection_of(number)
    if not reason.strip():
        raise ReasonMissing()
    refuse_closed_month(one.sheet, one.inspected_on)
    if one.objections.filter(outcome="open").exists():
        raise InspectionRefused(reason=_("有异议还没有答复，请先答复"))
    take_out(one, by, reason)


def take_out(one: Inspection, by: Viewer, reason: str) -> None:
    """Part of whoever's act it is, within whose transaction it stands."""
    if one.again is not None:
        one.again.put_right = None
        one.again.save(update_fields=["put_right"])
    one.void_reason, one.again = reason.strip()[:200], None
    one.save(update_fields=["void_reason", "again"])
    publish(events.InspectionVoided(actor=by.username, at=now(), subject=one.number, reason=one.void_reason))
