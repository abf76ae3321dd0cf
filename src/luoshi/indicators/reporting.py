"""The newest value of each indicator, offered to those who report on the sentences it stands for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from luoshi.kernel.manifest import Figure

from .models import Indicator
from .queries import standings


def figures(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> its indicators' newest values. Counts of people too small to be published are not offered either."""
    measures = {clause.partition(".")[0] for clause in clauses}
    rows = Indicator.objects.filter(document=document, measure__in=measures, retired=False)
    found: dict[str, list[Figure]] = {}
    for standing in standings(rows):
        one, latest = standing.indicator, standing.latest
        if latest is None or latest.value is None:
            continue
        figure = Figure(
            name=one.name,
            value=f"{latest.value:.{one.places}f}",
            unit=one.unit,
            day=day,
            source=f"指标（{latest.period}）",
            url=reverse("indicators:indicator", args=[one.code]),
            synthetic=latest.synthetic,
        )
        for clause in set(one.clauses) & set(clauses):
            found.setdefault(clause, []).append(figure)
    return found
