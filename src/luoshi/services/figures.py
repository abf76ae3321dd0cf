"""What the catalogue promises and what its cases really took, counted each month into the programme's indicators.

Only counts and sums are fed; the shares are formulas of the indicators, so that each can be followed to what it is made of.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction

from luoshi.indicators.api import feed
from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import CHINA
from luoshi.policy.api import documents

from .catalogue import current_items
from .models import Case, Item

SOURCE = "事项目录和办件"


@transaction.atomic
def feed_month(day: date) -> int:
    """Count the month of ``day`` for every document with items; how many figures were other than known. A county that
    defines none of these indicators gets none."""
    changed = 0
    for document in documents():
        rows = [item for item in current_items() if item.document == document.code]
        if rows:
            for code, value in _counted(rows, day).items():
                try:
                    changed += feed(code, [(f"{day.year}-{day.month:02d}", "", value)], source=SOURCE)
                except NotFound:
                    continue
    return changed


def _counted(rows: list[Item], day: date) -> dict[str, float]:
    """Indicator -> count or sum. Items without a legal limit are left out of limits (R11-2)."""
    limited = [(item.legal_days, item.promised_days or 0) for item in rows if item.legal_days]
    first = datetime.combine(day.replace(day=1), time(), CHINA)
    after = datetime.combine((day.replace(day=1) + timedelta(days=32)).replace(day=1), time(), CHINA)
    closed = Case.objects.filter(
        item__in=rows,
        state=Case.State.DONE,
        counted_days__isnull=False,
        item__legal_days__isnull=False,
        finished_at__gte=first,
        finished_at__lt=after,
    )
    real = list(closed.values_list("item__legal_days", "counted_days", "visits"))
    return {
        "items_all": len(rows),
        "items_instant": sum(item.kind == Item.Kind.INSTANT for item in rows),
        "items_zero_trip": sum(item.visits == 0 for item in rows),
        "limit_legal_days": sum(legal for legal, _promised in limited),
        "limit_promised_days": sum(promised for _legal, promised in limited),
        "cases_closed_limited": len(real),
        "cases_legal_days": sum(int(row[0] or 0) for row in real),
        "cases_counted_days": sum(int(row[1] or 0) for row in real),
        "cases_zero_trip": sum(row[2] == 0 for row in real),
    }
