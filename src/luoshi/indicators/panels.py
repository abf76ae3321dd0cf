"""How indicators show themselves to the rest of the house: on a measure and in search."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import PanelItem, SearchHit, Viewer

from .models import Analysis, Indicator, Publication
from .present import row, words
from .queries import standings


def measure_indicators(viewer: Viewer, document: str, measure: str) -> dict[str, Any]:
    found = Indicator.objects.filter(document=document, measure=measure, retired=False)
    analyses = Analysis.objects.filter(document=document, measure=measure, retired=False)
    return {
        "rows": [row(one) for one in standings(found)],
        "analyses": [
            {"name": words(one, "name"), "url": reverse("indicators:analysis", args=[one.code])} for one in analyses
        ],
    }


def search(viewer: Viewer, text: str, limit: int) -> list[SearchHit]:
    if not viewer.may("indicators.view"):
        return []
    found = Indicator.objects.filter(
        Q(name__icontains=text) | Q(name_en__icontains=text) | Q(meaning__icontains=text), retired=False
    )
    english = get_language() == "en"
    return [
        SearchHit(
            title=one.name_en if english else one.name,
            url=reverse("indicators:indicator", args=[one.code]),
            kind=_("指标"),
            excerpt=one.meaning_en if english else one.meaning,
        )
        for one in found[:limit]
    ]


def open_links(document: str) -> dict[str, list[PanelItem]]:
    """The newest publication of each indicator, at the sentences it serves. Two queries."""
    newest: dict[str, Publication] = {}
    for one in Publication.objects.filter(document=document).order_by("-known_at", "-pk").defer("values"):
        for definition in one.terms["definitions"]:
            newest.setdefault(definition["code"], one)
    found: dict[str, dict[int, PanelItem]] = {}
    for code, clauses in Indicator.objects.filter(code__in=newest).values_list("code", "clauses"):
        one = newest[code]
        address = reverse("indicators:publication", args=[one.pk])
        item = PanelItem(title=one.title, url=address, detail=one.terms["period"])
        for clause in clauses:
            found.setdefault(clause, {})[one.pk] = item
    return {clause: list(items.values()) for clause, items in found.items()}
