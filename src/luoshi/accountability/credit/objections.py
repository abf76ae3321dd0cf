"""Objections of firms that were drawn by lot: to an inspector, or to the visit; judged by nobody who has a part in it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..errors import StepRefused
from ..models import Drawing, LotObjection
from .drawing import merge_again, send_another

RECUSAL, VISIT = LotObjection.Kind
OPEN, UPHELD, REJECTED = LotObjection.Outcome


def held(number: str) -> Drawing:
    """Held until the act is over. Raises NotFound."""
    row = Drawing.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    return row


@transaction.atomic
def object_to(*, by: Viewer, number: str, subject: str, kind: str, reason: str, inspector: str = "") -> LotObjection:
    """Entered at the window for a firm that was drawn. Raises NotFound, StepRefused (not drawn, not its inspector, no reason,
    one open already)."""
    require(by, "accountability.keep_credit")
    row, firm = held(number), subject.strip()
    pair = next((line["inspectors"] for line in row.drawn if line["subject"] == firm), None)
    for wrong, words in (
        (kind not in LotObjection.Kind.values, _("请选择异议的类型")),
        (pair is None, _("这家企业没有被抽中")),
        (kind == RECUSAL and inspector not in (pair or ()), _("申请回避的人不是派往这家企业的执法人员")),
        (not reason.strip(), _("请写明事由和依据")),
        (row.objections.filter(subject=firm, outcome=OPEN).exists(), _("这家企业已有一件异议等待答复")),
    ):
        if wrong:
            raise StepRefused(step=_("提出异议"), reason=words)
    made = LotObjection.objects.create(
        drawing=row,
        subject=firm,
        kind=kind,
        inspector=inspector if kind == RECUSAL else "",
        reason=reason.strip()[:1000],
        raised_on=today(),
        raised_by=by.username,
    )
    publish(
        events.LotObjected(
            actor=by.username,
            at=now(),
            subject=number,
            unit=row.agency,
            firm=firm,
            kind=kind,
            inspector=made.inspector,
        )
    )
    return made


def may_answer(one: LotObjection, by: Viewer) -> bool:
    """Not who drew, not who entered the objection, not the inspectors of the firm."""
    pair: list[str] = next((line["inspectors"] for line in one.drawing.drawn if line["subject"] == one.subject), [])
    parties = {one.drawing.made_by, one.raised_by, *pair}
    return by.may("accountability.draw") and by.username not in parties and getattr(by, "name", "") not in pair


@transaction.atomic
def answer(*, by: Viewer, key: int, outcome: str, text: str) -> LotObjection:
    """Uphold or reject, with reasons. An upheld recusal sends the next inspector by the same seed; an upheld objection to the
    visit lifts it. Raises NotFound, StepRefused."""
    require(by, "accountability.draw")
    found = LotObjection.objects.select_for_update(of=("self",)).select_related("drawing").filter(pk=key).first()
    if found is None:
        raise NotFound(what=str(key))
    step = _("答复异议")
    if found.outcome != OPEN or outcome not in (UPHELD, REJECTED):
        raise StepRefused(step=step, reason=_("这件异议已经答复"))
    if not may_answer(found, by):
        raise StepRefused(step=step, reason=_("抽取人、登记人和被派的执法人员不能答复，请由其他人答复"))
    if not text.strip():
        raise StepRefused(step=step, reason=_("请写明事由和依据"))
    row, instead = held(found.drawing.number), []
    if outcome == UPHELD and found.kind == RECUSAL:
        instead = send_another(row, found.subject, found.inspector)
    found.outcome, found.answer = outcome, text.strip()[:1000]
    found.answered_by, found.answered_on = by.username, today()
    found.save(update_fields=["outcome", "answer", "answered_by", "answered_on"])
    count_waiting(row)
    publish(
        events.LotObjectionAnswered(
            actor=by.username,
            at=now(),
            subject=row.number,
            unit=row.agency,
            firm=found.subject,
            kind=found.kind,
            inspector=found.inspector,
            outcome=outcome,
            inspectors=tuple(instead),
        )
    )
    if instead:
        merge_again(row, by)
    return found


def lifted(row: Drawing) -> set[str]:
    """Firms that need not be visited: their objection to it was upheld."""
    found = row.objections.filter(kind=VISIT, outcome=UPHELD)
    return set(found.values_list("subject", flat=True))


def count_waiting(row: Drawing) -> None:
    """Part of every act that leaves fewer firms to be visited."""
    done = lifted(row).union(row.results.values_list("subject", flat=True))
    row.waiting = sum(line["subject"] not in done for line in row.drawn)
    row.save(update_fields=["waiting"])
