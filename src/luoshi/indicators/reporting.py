"""The newest value of each indicator, offered to those who report on the sentences it stands for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from luoshi.kernel.manifest import Figure

from .exposing import telling
from .models import Indicator
from .queries import standings


def figures(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> its indicators' newest values. What would give away a few people, itself or through its formula, is not
    offered either."""
    measures = {clause.partition(".")[0] for clause in clauses}
    rows = Indicator.objects.filter(document=document, measure__in=measures, retired=False)
    wanted = [key for key, own in rows.values_list("pk", "clauses") if set(own) & set(clauses)]
    found: dict[str, list[Figure]] = {}
    if not wanted:
        return found
    known = [one for one in standings(rows.filter(pk__in=wanted)) if one.latest and one.latest.value is not None]
    told = telling(document, [(one.indicator.code, one.latest.period.index) for one in known if one.latest], day)
    for standing in known:
        one, latest = standing.indicator, standing.latest
        if latest is None or latest.value is None or (one.code, latest.period.index) in told:
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
