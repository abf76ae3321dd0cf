"""What time alone changes: lights of all projects, who holds them, documents by document."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from .models import Project
from .queries import portfolio
from .standing import refresh

BATCH = 500


def daily(day: date) -> int:
    """Judge every project anew, some hundreds at a time; how many changed.

    What is built and was found so no day can change: only an act can, and acts judge it themselves.
    """
    built = Q(light="blue", light_day__isnull=False)
    keys = list(portfolio().exclude(built).order_by("pk").values_list("pk", flat=True))
    return sum(refresh(Project.objects.filter(pk__in=keys[n : n + BATCH]), day) for n in range(0, len(keys), BATCH))
