"""Lists of indicators: all of a document by measure."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.policy.api import documents, measures
from luoshi.registry.api import ViewerRequest, requires

from ..models import Analysis, Indicator
from ..present import row, words
from ..queries import standings


@requires("indicators.view")
def board(request: ViewerRequest) -> HttpResponse:
    """Every indicator of one document, under its measures."""
    found = documents()
    wanted = request.GET.get("document", "")
    document = next((d for d in found if d.code == wanted), found[0] if found else None)
    text = request.GET.get("q", "").strip()
    groups: list[dict[str, Any]] = []
    total = 0
    if document is not None:
        rows: dict[str, list[dict[str, Any]]] = {}
        for standing in standings(Indicator.objects.filter(document=document.code, retired=False)):
            if not text or text.lower() in words(standing.indicator, "name").lower():
                rows.setdefault(standing.indicator.measure, []).append(row(standing))
        total = sum(len(lines) for lines in rows.values())
        analyses: dict[str, list[dict[str, str]]] = {}
        for one in Analysis.objects.filter(document=document.code, retired=False):
            entry = {"name": words(one, "name"), "url": reverse("indicators:analysis", args=[one.code])}
            analyses.setdefault(one.measure, []).append(entry)
        groups = [
            {"measure": m, "rows": rows[m.code], "analyses": analyses.get(m.code, [])}
            for m in measures(document.code)
            if m.code in rows
        ]
    context = {
        "groups": groups,
        "total": total,
        "words": text,
        "document": document,
        "choices": found,
        "may_publish": request.viewer.may("indicators.publish"),
        "may_import": request.viewer.may("indicators.import"),
    }
    return render(request, "indicators/board.html", context)
