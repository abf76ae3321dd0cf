"""The newest value of each indicator, offered to those who report on the sentences it stands for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from luoshi.kernel.manifest import Figure

from .models import Indicator
from .publishing import small_cell
from .queries import standings


def figures(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> its indicators' newest values. Counts of people too small to be published are not offered either."""
    measures = {clause.partition(".")[0] for clause in clauses}
    rows = Indicator.objects.filter(document=document, measure__in=measures, retired=False)
    wanted = [key for key, own in rows.values_list("pk", "clauses") if set(own) & set(clauses)]
    found: dict[str, list[Figure]] = {}
    if not wanted:
        return found
    limit: int | None = None
    for standing in standings(rows.filter(pk__in=wanted)):
        one, latest = standing.indicator, standing.latest
        if latest is None or latest.value is None:
            continue
        if one.counts_people:
            limit = small_cell(document) if limit is None else limit
            if 0 < latest.value < limit:
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
