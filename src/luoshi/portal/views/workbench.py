"""My work today, over all rooms, by clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import WorkItem, manifests
from luoshi.kernel.today import today
from luoshi.registry.api import SIGNED_IN, ViewerRequest, requires

from .. import present
from ..templatetags.luoshi import light_word

GROUPS: tuple[tuple[str, str, str], ...] = (
    ("overdue", "已超期", "请先办这些"),
    ("today", "今天到期", ""),
    ("week", "七天内", ""),
    ("later", "以后", ""),
    ("undated", "不限时", ""),
)


def _group(item: WorkItem, day: date) -> str:
    if item.due is None:
        return "undated"
    left = (item.due - day).days
    return "overdue" if left < 0 else "today" if left == 0 else "week" if left <= 7 else "later"


@requires(SIGNED_IN)
def workbench(request: ViewerRequest) -> HttpResponse:
    day = today()
    found: dict[str, list[dict[str, Any]]] = {}
    for manifest in manifests():
        for item in manifest.work_list(request.viewer, day) if manifest.work_list else ():
            found.setdefault(_group(item, day), []).append(_row(item, _(manifest.label), day))
    groups: list[dict[str, Any]] = [
        {
            "code": code,
            "label": _(label),
            "hint": _(hint) if hint else "",
            "items": sorted(found[code], key=lambda row: row["due"] or day),
        }
        for code, label, hint in GROUPS
        if code in found
    ]
    return render(request, "workbench.html", {"as_of": day, "groups": groups})


def _row(item: WorkItem, room_label: str, day: date) -> dict[str, Any]:
    return {
        "title": item.title,
        "url": item.url,
        "action": item.action,
        "room_label": room_label,
        "unit": item.unit,
        "due": item.due,
        "due_text": present.due_text(item.due, day) if item.due else "",
        "light": item.light,
        "light_word": light_word(item.light),
        "light_reason": item.light_reason,
        "detail": item.detail,
    }
