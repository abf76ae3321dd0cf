"""What the latest sweep counted, offered to those who report on the sentences that rules carry out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from luoshi.kernel.manifest import Figure

from .models import Arrangement, Sweep
from .service import whole_law

MOST = 5


def figures(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> for how many each of its rules held in the latest sweep of the document's place by ``day``. Two queries."""
    rows = [
        (row, set(row.clauses) & set(clauses))
        for row in Arrangement.objects.filter(document=document)
        if set(row.clauses) & set(clauses)
    ]
    if not rows:
        return {}
    sweep = Sweep.objects.filter(day__lte=day, place__in=["", rows[0][0].jurisdiction]).first()
    if sweep is None:
        return {}
    labels = {rule.name: rule.label for rule in whole_law().rules}
    counted = {count["rule"]: count for count in sweep.counts}
    url = reverse("entitlements:sweep", args=[sweep.run])
    found: dict[str, list[Figure]] = {}
    for row, served in rows:
        for name in [name for name in row.rules if name in counted][:MOST]:
            figure = Figure(
                f"{labels[name]}符合条件",
                str(counted[name]["yes"]),
                "个",
                sweep.day,
                f"政策筛查（{sweep.day}）",
                url,
                synthetic=sweep.synthetic,
            )
            for clause in served:
                found.setdefault(clause, []).append(figure)
    return found
