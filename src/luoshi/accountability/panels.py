"""How this room shows itself to the rest of the house: what a person has to do, and in search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import SearchHit, Viewer, WorkItem
from luoshi.registry.api import all_units

from .credit import objections, results
from .models import Audit, Damage, Drawing, Finding, LotObjection, Official, StateFirm
from .present import unit_in
from .resources.audits import OPINION_DAYS

MOST = 20


def work_list(viewer: Viewer, today: date) -> Iterator[WorkItem]:
    """Findings to be put right, audits whose ten days are over, clues that nobody has looked into."""
    if viewer.may("accountability.audit"):
        yield from _audits(today)
    if viewer.may("accountability.draw"):
        yield from _lots(viewer)
    if viewer.may(results.INSPECT):
        yield from _inspections(viewer)
    if viewer.may("accountability.hold_liable"):
        for clue in Damage.objects.filter(decision=None)[:MOST]:
            yield WorkItem(
                code=clue.source,
                title=clue.fact[:80],
                url=reverse("accountability:damage", args=[clue.pk]),
                action=_("查明决策和责任人"),
                room="accountability",
                light="yellow",
                light_reason=_("线索还没有关联决策"),
            )


def _lots(viewer: Viewer) -> Iterator[WorkItem]:
    rows = LotObjection.objects.filter(outcome=objections.OPEN).select_related("drawing").order_by("raised_on", "pk")
    for row in rows[:MOST]:
        if objections.may_answer(row, viewer):
            yield WorkItem(
                code=f"{row.drawing.number}/{row.pk}",
                title=f"{row.drawing.title}：{row.reason[:60]}",
                url=reverse("accountability:drawing", args=[row.drawing.number]),
                action=_("答复异议"),
                room="accountability",
                light="yellow",
                light_reason=_("被抽中的企业提出异议，等待答复"),
            )


def _inspections(viewer: Viewer) -> Iterator[WorkItem]:
    """Drawings of the viewer's agency with firms whose result is not entered."""
    rows = Drawing.objects.filter(waiting__gt=0).only("number", "title", "agency", "waiting").order_by("made_at", "pk")
    units = all_units()
    for row in [one for one in rows if results.may_enter(one, viewer)][:MOST]:
        yield WorkItem(
            code=row.number,
            title=row.title,
            url=reverse("accountability:drawing", args=[row.number]) + "?state=waiting#drawn",
            action=_("登记抽查结果"),
            room="accountability",
            unit=unit_in(units, row.agency),
            detail=_("%(count)s 家没有登记结果") % {"count": row.waiting},
        )


def _audits(today: date) -> Iterator[WorkItem]:
    for row in Audit.objects.filter(state=Audit.State.FEEDBACK).select_related("tenure__official")[:MOST]:
        due = (row.feedback_on or today) + timedelta(days=OPINION_DAYS)
        yield WorkItem(
            code=row.number,
            title=f"{row.tenure.official.name} {row.tenure.post}",
            url=reverse("accountability:audit", args=[row.number]),
            action=_("出具审计报告"),
            room="accountability",
            due=due,
            light="red" if today > due else "green",
            light_reason=_("征求意见期已满") if today > due else _("征求意见中"),
        )
    for one in Finding.objects.filter(rectified_on=None).select_related("audit").order_by("rectify_by")[:MOST]:
        yield WorkItem(
            code=f"{one.audit.number}/{one.pk}",
            title=one.fact[:80],
            url=reverse("accountability:audit", args=[one.audit.number]),
            action=_("跟踪整改"),
            room="accountability",
            due=one.rectify_by,
            light="red" if today > one.rectify_by else "green",
            light_reason=_("整改逾期") if today > one.rectify_by else _("整改期内"),
        )


def search(viewer: Viewer, text: str, limit: int) -> list[SearchHit]:
    found: list[SearchHit] = []
    if viewer.may("accountability.view"):
        firms = StateFirm.objects.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code=text))
        found += [
            SearchHit(one.name, reverse("accountability:firm", args=[one.code]), _("国有企业")) for one in firms[:limit]
        ]
    if viewer.may("accountability.view_audits"):
        people = Official.objects.filter(Q(name__icontains=text) | Q(code=text) | Q(tenures__post__icontains=text))
        found += [
            SearchHit(one.name, reverse("accountability:official", args=[one.code]), _("责任人"), one.whereabouts)
            for one in people.distinct()[:limit]
        ]
    return found[:limit]
