"""How services shows itself to the rest of the house: on the workbench and in search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.lights import Light
from luoshi.kernel.manifest import PanelItem, SearchHit, Viewer, WorkItem, permissions
from luoshi.registry.api import ROLES

from .clocks import light_of
from .domain.remarks import Named
from .inspections.objections import may_answer
from .models import Inspection, InspectionMonth, InspectionObjection, Item, ProcessVersion
from .queries import desk, visible
from .words import in_words, is_english

TO_CHECK = 20


def roles_held(viewer: Viewer) -> list[str]:
    known = permissions()
    return [role for role in ROLES if f"services.as_{role}" in known and viewer.may(f"services.as_{role}")]


def work_list(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    """The steps that wait for this person's desks, by the clock."""
    english = is_english()
    steps = desk(viewer, roles_held(viewer))
    if english:  # what the case's title is in English is known to its item or its process
        items, versions = Item.objects.only("name", "name_en"), ProcessVersion.objects.only("title", "title_en")
        prefetch_related_objects(steps, Prefetch("case__item", items), Prefetch("case__version", versions))
    for step in steps:
        if step.claimed_by and step.claimed_by != viewer.username:
            continue
        found = light_of(step, day)
        yield WorkItem(
            code=f"{step.case.number}/{step.pk}",
            title=(step.case.title_en if english else "") or step.case.title,
            url=reverse("services:case", args=[step.case.number]),
            action=(step.name_en if english else "") or step.name,
            room="services",
            unit=((step.unit.name_en if english else "") or step.unit.short_name) if step.unit else "",
            due=step.due_date,
            light=found.colour,
            light_reason=reason_of(found),
            detail=f"{step.case.number} · {_(step.note)}" if step.note else step.case.number,
        )
    yield from _to_check_again(viewer, day)
    yield from _to_answer(viewer, day)


def _to_answer(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    """Objections to inspections, for who may judge them: not the inspector, nor who entered them."""
    if not viewer.may("services.rank"):
        return
    rows = InspectionObjection.objects.filter(outcome=InspectionObjection.Outcome.OPEN).order_by("due_date", "pk")
    for row in rows.select_related("inspection__subject")[:TO_CHECK]:
        if not may_answer(row, viewer):
            continue
        late = row.due_date is not None and day > row.due_date
        yield WorkItem(
            code=row.inspection.number,
            title=f"{row.inspection.subject.name}：{row.reason[:60]}",
            url=reverse("services:inspection", args=[row.inspection.number]),
            action=_("答复异议"),
            room="services",
            due=row.due_date,
            light="red" if late else "yellow",
            light_reason=_("答复期限已过") if late else _("受检对象提出异议，等待答复"),
            detail=row.inspection.number,
        )


def _to_check_again(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    """Faults found on the spot whose day has come: somebody goes and looks again."""
    if not viewer.may("services.inspect"):
        return
    rows = Inspection.objects.filter(due_date__lte=day, put_right=None, void_reason="")
    for one in rows.select_related("subject", "sheet").order_by("due_date")[:TO_CHECK]:
        yield WorkItem(
            code=one.number,
            title=f"{one.subject.name} · {one.sheet.title}",
            url=reverse("services:inspect", args=[one.sheet.code]) + f"?again={one.number}",
            action=_("复查"),
            room="services",
            due=one.due_date,
            light="red" if one.due_date and day > one.due_date else "yellow",
            light_reason=_("整改期限已到，还没有复查"),
            detail=one.number,
        )


def reason_of(found: Light) -> str:
    return found.sentence("en" if get_language() == "en" else "zh")


def search(viewer: Viewer, words: str, most: int) -> list[SearchHit]:
    cases = visible(viewer).filter(Q(title__icontains=words) | Q(number=words))[:most]
    hits = [
        SearchHit(case.title, reverse("services:case", args=[case.number]), _("办件"), case.number)
        for case in (cases if viewer.may("services.view_cases") else ())
    ]
    hits += [
        SearchHit(
            in_words(Named(item.name, item.name_en)),
            reverse("services:guide", args=[item.code]),
            _("服务事项"),
            item.code,
        )
        for item in Item.objects.filter(is_current=True, said__icontains=words)[:most]
    ]
    hits += [
        SearchHit(
            in_words(Named(process.title, process.title_en)),
            reverse("services:process", args=[process.code]),
            _("流程"),
            process.code,
        )
        for process in ProcessVersion.objects.filter(
            Q(title__icontains=words) | Q(title_en__icontains=words), is_current=True
        )[:most]
    ]
    return hits[:most]


def open_links(document: str) -> dict[str, list[PanelItem]]:
    """The newest published ranking of each sheet, at the sentences that the sheet serves."""
    months: dict[str, InspectionMonth] = {}
    rows = InspectionMonth.objects.filter(sheet__document=document).select_related("sheet")
    for month in rows.defer("lines", "spread"):
        months.setdefault(month.sheet.code, month)
    found: dict[str, list[PanelItem]] = {}
    english = get_language() == "en"
    for month in months.values():
        title = (month.sheet.title_en if english else "") or month.sheet.title
        address = reverse("services:ranking-public", args=[document]) + f"?month={month.pk}"
        item = PanelItem(title=title, url=address, detail=_("%(month)s 排名") % {"month": f"{month.first:%Y-%m}"})
        for clause in month.sheet.facts.get("clauses", ()):
            found.setdefault(clause, []).append(item)
    return found
