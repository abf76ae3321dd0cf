"""Which projects to take on next, and when, as the portfolio stands: candidates with their worth and needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Q

from .domain import rolling
from .domain.choosing import Candidate
from .domain.resources import Spender
from .models import Project
from .standing import WAN

WORTH = ("总投资", "级别", "准备程度")
_LEVELS = {"national": 4, "provincial": 3, "municipal": 2, "county": 1}


def candidates_of(document: str) -> list[Project]:
    """Projects not yet under way whose total and sources of money are known: the others cannot be weighed against money."""
    stages = [rolling.RESERVE, rolling.PRELIMINARY, rolling.STARTING]
    rows = Project.objects.filter(document=document, retired=False, stage__in=stages, total_yuan__gt=0)
    return list(rows.filter(funding__isnull=False).distinct().prefetch_related("funding", "parcels", "permits"))


def not_weighed(document: str) -> int:
    """How many are not yet under way and cannot be weighed: no total, or nobody has said where the money comes from."""
    stages = [rolling.RESERVE, rolling.PRELIMINARY, rolling.STARTING]
    rows = Project.objects.filter(document=document, retired=False, stage__in=stages)
    return rows.filter(Q(total_yuan=None) | Q(funding__isnull=True)).distinct().count()


def worth(projects: list[Project]) -> dict[str, float]:
    """0 to 100, equal weights, from least to most on each count: total investment, level, share of permits done."""
    rows = {
        p.code: (
            float((p.total_yuan or Decimal(0)) / WAN),
            float(_LEVELS[p.level]),
            float(sum(x.state in ("done", "left_out") for x in p.permits.all())),
        )
        for p in projects
    }
    return {s.code: s.score for s in rolling.score(rows, ties=0)}


def needs(project: Project, years: Mapping[int, str]) -> dict[str, float]:
    """万元 from the county's own money in each year, and mu of land not yet approved. ``years``: year -> name of its limit."""
    found: dict[str, float] = {}
    for f in project.funding.all():
        if f.year in years and f.source in OWN_MONEY:
            name = years[f.year]
            found[name] = found.get(name, 0.0) + float((f.planned_yuan - f.paid_yuan) / WAN)
    land = sum((p.area_mu for p in project.parcels.all() if not p.approval), Decimal(0))
    return found | {"land": float(land)}


OWN_MONEY = ("县级财政", "专项债券")
"""Sources that the county's budget has to find: others bring their own."""


def candidates(projects: list[Project], years: Mapping[int, str], musts: frozenset[str]) -> list[Candidate]:
    values, codes = worth(projects), {p.code for p in projects}
    return [
        Candidate(
            p.code,
            # Even the least of all is worth more than nothing, or the choice would leave it out where all fits.
            values[p.code] + 1,
            needs(p, years),
            p.code in musts,
            tuple(code for code in p.depends_on if code in codes),
        )
        for p in projects
    ]


def spenders(projects: list[Project], years: list[int]) -> list[Spender]:
    """Each by quarters: a year's own money evenly over its four quarters, from the first quarter of the first year."""
    found = []
    horizon = 4 * len(years)
    for p in projects:
        by_year = dict.fromkeys(range(years[0], years[-1] + 6), 0)
        for f in p.funding.all():
            if f.source in OWN_MONEY and f.year in by_year:
                by_year[f.year] += int((f.planned_yuan - f.paid_yuan) / WAN)
        quarters = [amount // 4 for amount in by_year.values() for _ in range(4)]
        while quarters and not quarters[-1]:
            quarters.pop()
        while quarters and not quarters[0]:
            quarters.pop(0)
        weight = _LEVELS[p.level]
        found.append(Spender(p.code, tuple(quarters), 0, horizon, weight))
    return found
