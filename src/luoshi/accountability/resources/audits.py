"""The audit of a term: opened after due notice, figures from the accounts, points, findings, opinion, report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import places, require

from .. import events
from ..domain import tenures
from ..domain.resource_audit import Figure, Item, Judged, Section, amount_on, judge
from ..errors import StepRefused
from ..models import Audit, AuditTable, Finding, Official, ResourceAccount, Tenure
from .accounts import year_ends

NOTICE_DAYS, OPINION_DAYS = 3, 10
"""审计法 (2021) 第四十二条: notice at least three days before; 第四十四条: the written opinion within ten days of receipt."""
CIRCUMSTANCES: Sequence[tuple[str, str]] = (
    ("broke_law", "本人直接违反法律法规或者政策规定"),
    ("ordered", "授意、指使、强令、纵容、包庇下属违反规定"),
    ("alone", "未经民主决策程序，直接决定、批准、组织实施"),
    ("against_majority", "民主决策时多数人不同意而决定、批准、组织实施"),
    ("collective", "经民主决策集体决定，决策不当"),
    ("in_charge", "疏于监管，未及时发现和处理管辖范围内的违规问题"),
)


def term(official: str, post: str, first: date, last: date) -> Tenure:
    """The stored term that covers the time. Raises TermMissing."""
    rows = {
        (one.official.name, one.post, one.first): one
        for one in Tenure.objects.filter(official__code=official, post=post).select_related("official")
    }
    if not rows:
        name = Official.objects.filter(code=official).values_list("name", flat=True).first()
        if name is None:
            raise NotFound(what=official)
        raise tenures.TermMissing(official=name, post=post, first=first.isoformat(), last=last.isoformat())
    name = next(iter(rows))[0]
    found = tenures.within(
        [tenures.Tenure(key[0], key[1], key[2], one.last, one.principal) for key, one in rows.items()],
        name,
        post,
        first,
        last,
    )
    return rows[found.official, found.post, found.first]


@transaction.atomic
def open_audit(
    *,
    by: Viewer,
    document: str,
    official: str,
    post: str,
    kind: str,
    first: date,
    last: date,
    noticed_on: date,
    begins_on: date,
    synthetic: bool = False,
) -> Audit:
    """Raises TermMissing where the person did not hold the post all that time, StepRefused without due notice."""
    require(by, "accountability.audit")
    if last <= first or last > today():
        raise StepRefused(step=_("立项"), reason=_("审计期间应先起后止，并且已经过去"))
    if begins_on < noticed_on + timedelta(days=NOTICE_DAYS):
        raise StepRefused(step=_("立项"), reason=_("审计通知书应在实施审计三日前送达（审计法 第四十二条）"))
    row = Audit.objects.create(
        number="",
        tenure=term(official, post, first, last),
        kind=kind,
        first=first,
        last=last,
        noticed_on=noticed_on,
        begins_on=begins_on,
        document=document,
        synthetic=synthetic,
    )
    row.number = f"SJ{today():%Y}-{row.pk:03d}"
    row.save(update_fields=["number"])
    _told(by, row, "open")
    return row


def _told(by: Viewer, row: Audit, state: str, detail: str = "") -> None:
    publish(events.AuditMoved(actor=by.username, at=now(), subject=row.number, state=state, detail=detail))


def table_of(document: str) -> list[Section]:
    row = AuditTable.objects.filter(document=document).first()
    if row is None:
        raise NotFound(what="评价指标表")
    return [
        Section(s["code"], s["label"], s["label_en"], s["cap"], tuple(Item(**one) for one in s["items"]))
        for s in row.sections
    ]


def area_of(term: Tenure) -> list[str]:
    """The places a term answers for: its own where accounts are kept of it, else those below it."""
    if ResourceAccount.objects.filter(place=term.place).exists():
        return [term.place]
    return [one.code for one in places(term.place)] or [term.place]


def figures(row: Audit, table: Sequence[Section]) -> dict[tuple[str, str], Figure]:
    """What the items look at, at the start and the end of the time audited."""
    area, found = area_of(row.tenure), {}
    wanted = {(item.account, item.kind) for section in table for item in section.items if item.rule == "account"}
    for account, kind in sorted(wanted):
        ends = year_ends(area, account, kind)
        start, between = amount_on(row.first, ends)
        end, too = amount_on(row.last, ends)
        found[account, kind] = Figure(start, end, between or too)
    return found


def judged(row: Audit) -> tuple[list[Section], dict[tuple[str, str], Figure], Judged]:
    table = table_of(row.document)
    seen = figures(row, table)
    return table, seen, judge(table, seen, {code: float(value) for code, value in row.entered.items()})


def _locked(number: str, *states: str) -> Audit:
    row = Audit.objects.select_for_update(of=("self",)).select_related("tenure__official").filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    if row.state not in states:
        raise StepRefused(step=number, reason=_("审计已经进入“%(state)s”") % {"state": _(row.get_state_display())})
    return row


@transaction.atomic
def enter_points(*, by: Viewer, number: str, entered: Mapping[str, Decimal]) -> Audit:
    """Points, or counts of deductions, of items that only an auditor can judge."""
    require(by, "accountability.audit")
    row = _locked(number, "open", "feedback")
    items = {one.code: one for section in table_of(row.document) for one in section.items if one.rule != "account"}
    for code, value in entered.items():
        item = items.get(code)
        if item is None:
            raise NotFound(what=code)
        if value < 0 or (item.rule == "entered" and value > Decimal(str(item.full))):
            raise StepRefused(step=item.label, reason=_("应在 0 到 %(full)s 之间") % {"full": item.full})
    row.entered = {code: str(value) for code, value in entered.items()}
    row.save(update_fields=["entered"])
    _told(by, row, row.state, "points")
    return row


@transaction.atomic
def add_finding(
    *,
    by: Viewer,
    number: str,
    clause: str,
    fact: str,
    amount: Decimal | None,
    circumstances: Sequence[str],
    rectify_by: date,
) -> Finding:
    """The responsibility follows from the circumstances by the rule."""
    require(by, "accountability.audit")
    row = _locked(number, "open", "feedback")
    flags = {code: code in circumstances for code, _label in CIRCUMSTANCES}
    responsibility = tenures.responsibility(**flags)
    made = Finding.objects.create(
        audit=row,
        clause=clause,
        fact=fact,
        amount=amount,
        circumstances=sorted(set(circumstances)),
        responsibility=responsibility,
        rectify_by=rectify_by,
    )
    publish(
        events.FindingMade(
            actor=by.username, at=now(), subject=number, responsibility=responsibility, rectify_by=rectify_by
        )
    )
    return made


@transaction.atomic
def rectify(*, by: Viewer, finding: int) -> None:
    require(by, "accountability.audit")
    row = Finding.objects.select_for_update(of=("self",)).select_related("audit").filter(pk=finding).first()
    if row is None:
        raise NotFound(what=str(finding))
    if row.rectified_on is None:
        row.rectified_on = today()
        row.save(update_fields=["rectified_on"])
        publish(events.FindingRectified(actor=by.username, at=now(), subject=row.audit.number, finding=row.pk))


@transaction.atomic
def send_draft(*, by: Viewer, number: str) -> Audit:
    require(by, "accountability.audit")
    row = _locked(number, "open")
    row.state, row.feedback_on = Audit.State.FEEDBACK, today()
    row.save(update_fields=["state", "feedback_on"])
    _told(by, row, row.state)
    return row


@transaction.atomic
def issue(*, by: Viewer, number: str, opinion: str) -> Audit:
    """The report, after the written opinion or the ten days for it. The figures are frozen with it."""
    require(by, "accountability.audit")
    row = _locked(number, "feedback")
    due = (row.feedback_on or today()) + timedelta(days=OPINION_DAYS)
    if not opinion.strip() and today() <= due:
        reason = _("书面意见的期限到 %(day)s，未满前须有书面意见（审计法 第四十四条）") % {"day": due.isoformat()}
        raise StepRefused(step=_("出具报告"), reason=reason)
    table, seen, found = judged(row)
    row.state, row.issued_on, row.opinion = Audit.State.ISSUED, today(), opinion.strip()
    row.result = frozen(table, seen, found)
    row.save()
    _told(by, row, row.state, found.grade_label)
    return row


def frozen(table: Sequence[Section], seen: Mapping[tuple[str, str], Figure], found: Judged) -> dict[str, Any]:
    def known(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 6)

    return {
        "items": {code: known(value) for code, value in found.items.items()},
        "sections": {code: known(value) for code, value in found.sections.items()},
        "total": known(found.total),
        "coverage": known(found.coverage),
        "grade": found.grade,
        "figures": [
            {"account": key[0], "kind": key[1], "start": known(f.start), "end": known(f.end), "between": f.interpolated}
            for key, f in seen.items()
        ],
        "caps": {section.code: section.cap for section in table},
    }
