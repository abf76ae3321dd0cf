"""Asking about projects: one, many, those of a viewer's documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery

from luoshi.kernel.errors import NotFound

from .models import City, MonthReport, Project, YearPlan


@dataclass(frozen=True)
class ProjectFacts:
    """What other rooms may know of a project. ``held_by``: code of the unit whose clock holds it, empty: its own."""

    code: str
    national_code: str
    name: str
    document: str
    measure: str
    clauses: tuple[str, ...]
    stage: str
    light: str
    owner: str
    lon: Decimal | None
    lat: Decimal | None
    exact_place: bool
    total_yuan: Decimal | None
    start: date | None
    finish: date | None
    held_by: str
    synthetic: bool


def _facts(p: Project) -> ProjectFacts:
    return ProjectFacts(
        code=p.code,
        national_code=p.national_code,
        name=p.name,
        document=p.document,
        measure=p.measure,
        clauses=tuple(p.clauses),
        stage=p.stage,
        light=p.light,
        owner=p.owner.code,
        lon=p.lon,
        lat=p.lat,
        exact_place=p.exact_place,
        total_yuan=p.total_yuan,
        start=p.start_date,
        finish=p.finish_date,
        held_by=p.held_by,
        synthetic=p.synthetic,
    )


def project_of(code: str) -> Project:
    """Raises NotFound."""
    found = Project.objects.select_related("owner").filter(code=code, retired=False).first()
    if found is None:
        raise NotFound(what=code)
    return found


def locked(code: str) -> Project:
    """The project, held against other acts until this one ends. Raises NotFound."""
    found = (
        Project.objects.select_for_update(of=("self",)).select_related("owner").filter(code=code, retired=False).first()
    )
    if found is None:
        raise NotFound(what=code)
    return found


def project_facts(code: str) -> ProjectFacts:
    """Raises NotFound."""
    return _facts(project_of(code))


def projects_of(document: str, measure: str = "") -> list[ProjectFacts]:
    """The projects of a document, or of one of its measures. One query."""
    rows = portfolio().filter(document=document)
    if measure:
        rows = rows.filter(measure=measure)
    return [_facts(p) for p in rows]


def portfolio() -> Any:
    return Project.objects.filter(retired=False).select_related("owner")


def plan_and_done(document: str, year: int) -> Any:
    """The year's plans with what was invested by its last report: project_id, category, amount_yuan, done. One query."""
    last = MonthReport.objects.filter(
        project=OuterRef("project"), month__gte=date(year, 1, 1), month__lte=date(year, 12, 1)
    )
    rows = YearPlan.objects.filter(project__document=document, project__retired=False, year=year).order_by()
    rows = rows.annotate(done=Subquery(last.order_by("-month").values("invested_yuan")[:1]))
    return rows.annotate(category=F("project__category")).values("project_id", "category", "amount_yuan", "done")


def cities(document: str) -> list[City]:
    return list(City.objects.filter(document=document))
