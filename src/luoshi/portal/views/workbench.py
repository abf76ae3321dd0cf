"""My work today, over all rooms, by clock."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import WorkItem, manifests
from luoshi.kernel.today import today
from luoshi.registry.api import SIGNED_IN, requires

SECTIONS = ("overdue", "today", "week", "later", "undated")


def _section(item: WorkItem, day: Any) -> str:
    if item.due is None:
        return "undated"
    left = (item.due - day).days
    return "overdue" if left < 0 else "today" if left == 0 else "week" if left <= 7 else "later"


@requires(SIGNED_IN)
def workbench(request: HttpRequest) -> HttpResponse:
    day = today()
    items = [item for m in manifests() if m.work_list for item in m.work_list(request.viewer, day)]
    rank = {section: order for order, section in enumerate(SECTIONS)}
    items.sort(key=lambda item: (rank[_section(item, day)], item.due or day, item.code))
    labels = {
        "overdue": _("已超期"),
        "today": _("今天到期"),
        "week": _("七天内"),
        "later": _("以后"),
        "undated": _("不限时"),
    }
    sections = [
        {"code": section, "label": labels[section], "items": list(found)}
        for section, found in groupby(items, key=lambda item: _section(item, day))
    ]
    return render(request, "workbench.html", {"sections": sections, "count": len(items)})
