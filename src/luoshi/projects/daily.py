"""What time alone changes: lights of all projects, who holds them, documents by document."""

from __future__ import annotations

from datetime import date

from .models import Project
from .queries import portfolio
from .standing import refresh

BATCH = 500


def daily(day: date) -> int:
    """Judge every project anew, some hundreds at a time; how many changed."""
    keys = list(portfolio().order_by("pk").values_list("pk", flat=True))
    return sum(refresh(Project.objects.filter(pk__in=keys[n : n + BATCH]), day) for n in range(0, len(keys), BATCH))
