"""Boards: the parts of the place by stage; the projects of one measure as a programme."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..domain import rolling
from ..domain.rolling import STAGES, completion
from ..models import City, Project
from ..present import money, rows, words
from ..queries import cities, plan_and_done, portfolio
from ..standing import last_month, month_end, planned_points, spent_of
from .shared import document_of, step_names

_FACTS: tuple[str, ...] = ("code", "name", "name_en", "stage", "light", "city", "total_yuan", "depends_on", "owner")
_FACTS += ("start_date", "finish_date", "started_date", "finished_date")
_LIGHTS = ("red", "yellow", "green", "blue", "grey")


@requires("projects.view")
def boards(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    code = document.code if document else ""
    found = list(portfolio().filter(document=code).only(*_FACTS))
    year = last_month(today()).year
    plans = {row["project_id"]: (row["done"], row["amount_yuan"]) for row in plan_and_done(code, year)}
    places = cities(code)
    known = {c.code for c in places}
    groups: list[tuple[City | None, list[Project]]] = [(c, [p for p in found if p.city == c.code]) for c in places]
    if loose := [p for p in found if p.city not in known]:
        groups.append((None, loose))
    context = {
        "document": document,
        "stages": [(stage, _(label)) for stage, label in STAGES.items() if stage != rolling.ENDED],
        "groups": [_group(city, projects, plans) for city, projects in groups],
        "chains": chains(found),
    }
    return render(request, "projects/boards.html", context)


def _group(
    city: City | None, projects: list[Project], plans: dict[int, tuple[Decimal | None, Decimal]]
) -> dict[str, Any]:
    """``plans``: project -> (done, planned) of the year."""
    own = [plans[p.pk] for p in projects if p.pk in plans]
    share = completion([done or Decimal(0) for done, _planned in own], [planned for _done, planned in own])
    return {
        "city": city,
        "name": words(city) if city else _("未划片区"),
        "note": city.note if city else "",
        "url": reverse("projects:city", args=[city.code]) if city else "",
        "count": len(projects),
        "total": money(sum((p.total_yuan or Decimal(0) for p in projects), Decimal(0))),
        "share": share,
        "counts": [(stage, sum(p.stage == stage for p in projects)) for stage in STAGES if stage != rolling.ENDED],
        "lights": [(light, n) for light in _LIGHTS if (n := sum(p.light == light for p in projects))],
    }


def chains(projects: list[Project]) -> list[dict[str, Any]]:
    """Projects that are moved by those they depend on, across the parts of the place."""
    by_code = {p.code: p for p in projects}
    edges = [
        (before, p.code, 0)
        for p in projects
        for before in p.depends_on
        if before in by_code and by_code[before].finish_date and p.start_date and p.started_date is None
    ]
    finish = {p.code: _late_finish(p) for p in projects}
    start = {p.code: p.start_date.toordinal() if p.start_date else 0 for p in projects}
    moved = rolling.pushed(edges, finish, start)
    return [
        {
            "before": [words(by_code[b]) for b, after, _lag in edges if after == code],
            "name": words(by_code[code]),
            "url": reverse("projects:project", args=[code]),
            "days": days,
        }
        for code, days in sorted(moved.items(), key=lambda pair: -pair[1])
    ]


def _late_finish(p: Project) -> int:
    """The planned finish, or today where that has passed and the project is not done."""
    if p.finish_date is None:
        return 0
    late = p.finished_date is None and p.finish_date < today()
    return (today() if late else p.finish_date).toordinal()


@requires("projects.view")
def city(request: ViewerRequest, code: str) -> HttpResponse:
    document = document_of(request)
    found = City.objects.filter(document=document.code if document else "", code=code).first()
    if found is None:
        raise NotFound(what=code)
    projects = list(portfolio().filter(document=found.document, city=code).prefetch_related("reports"))
    names = step_names(found.document)
    context = {
        "document": document,
        "city": found,
        "name": words(found),
        "stages": [
            (_(label), rows([p for p in projects if p.stage == stage], names))
            for stage, label in STAGES.items()
            if any(p.stage == stage for p in projects)
        ],
        "chart": programme_curve(projects),
    }
    return render(request, "projects/city.html", context)


def programme_curve(projects: list[Project]) -> dict[str, Any] | None:
    """The S-curve of many projects together, in 万元: planned and invested, at the ends of the last and next twelve months."""
    known = [p for p in projects if p.total_yuan and p.start_date and p.finish_date]
    if not known:
        return None
    from luoshi.kernel.calendar import corresponding_day

    day = today()
    lines: list[list[Any]] = []
    for n in range(-12, 13):
        end = month_end(corresponding_day(day.replace(day=1), n))
        planned = sum(float(p.total_yuan or 0) * float(planned_points(p, None, end) or 0) / 1e6 for p in known)
        spent = None
        if end <= month_end(day):
            spent = sum(float(spent_of(r for r in p.reports.all() if r.month <= end)) / 1e4 for p in known)
        lines.append([f"{end:%Y-%m}", round(planned), None if spent is None else round(spent)])
    return {
        "id": "programme-curve",
        "title": _("S 曲线"),
        "kind": "line",
        "unit": _("万元"),
        "headers": [_("月份"), _("计划"), _("完成投资")],
        "rows": lines,
        "whole": False,
    }
