"""Tasks that will likely miss their day, before they do; and how well such foresight has done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, requires

from ..foresight import lessons, likely_late

SHOWN = 60


@requires("delivery.view")
def foresight(request: ViewerRequest, document: str) -> HttpResponse:
    day = today()
    found = likely_late(document, day)
    rows = [
        {"task": task, "chance": chance, "percent": f"{100 * chance:.0f}", "left": (task.due_date - day).days}
        for task, chance in found[:SHOWN]
    ]
    context = {
        "document": document_facts(document),
        "rows": rows,
        "more": max(0, len(found) - SHOWN),
        "trial": lessons(document, day).trial,
    }
    return render(request, "delivery/foresight.html", context)
