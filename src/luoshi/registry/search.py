from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import SearchHit, Viewer

from .models import Unit


def search(viewer: Viewer, words: str, limit: int) -> list[SearchHit]:
    """Units whose name, short names or English name hold the words."""
    found = Unit.objects.filter(
        Q(name__icontains=words) | Q(name_en__icontains=words) | Q(short_names__icontains=words)
    )
    return [
        SearchHit(
            title=unit.name, url=reverse("unit", args=[unit.code]), kind=_("单位"), excerpt="、".join(unit.short_names)
        )
        for unit in found.order_by("order")[:limit]
    ]
