"""How indicators show themselves to the rest of the house: on a measure and in search."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import SearchHit, Viewer

from .models import Indicator
from .present import row
from .queries import standings


def measure_indicators(viewer: Viewer, document: str, measure: str) -> dict[str, Any]:
    found = Indicator.objects.filter(document=document, measure=measure, retired=False)
    return {"rows": [row(one) for one in standings(found)]}


def search(viewer: Viewer, words: str, limit: int) -> list[SearchHit]:
    if not viewer.may("indicators.view"):
        return []
    found = Indicator.objects.filter(
        Q(name__icontains=words) | Q(name_en__icontains=words) | Q(meaning__icontains=words), retired=False
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
