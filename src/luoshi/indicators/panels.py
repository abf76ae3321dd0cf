"""How indicators show themselves to the rest of the house: on a measure and in search."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import SearchHit, Viewer

from .models import Analysis, Indicator
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
