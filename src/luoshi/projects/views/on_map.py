"""Projects and plots of land on a map: the page, and what it draws as GeoJSON."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, sin
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.registry.api import ViewerRequest, requires

from ..domain import rolling
from ..models import Backdrop, LandPlot
from ..present import reason_words, terms, words
from ..service.land import open_demands
from .portfolio import filtered, filters
from .shared import USES, document_of

_FACTS = ("code", "name", "name_en", "stage", "light", "light_reasons", "lon", "lat", "exact_place", "synthetic")
_ANY = "-code-"


@requires("projects.view")
def on_map(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    code = document.code if document else ""
    found = filtered(request, code)
    context = {
        "document": document,
        "filters": filters(request, code),
        "total": found.count(),
        "without_place": found.filter(lon__isnull=True).count(),
        "coarse": found.filter(lon__isnull=False, exact_place=False).count(),
        "data_url": f"{reverse('projects:map-data')}?{request.GET.urlencode()}",
    }
    return render(request, "projects/map.html", context)


@requires("projects.view")
def map_data(request: ViewerRequest) -> HttpResponse:
    """The outline, the plots of land, the projects that have a place and those whose own outline is known."""
    document = document_of(request)
    code = document.code if document else ""
    placed = filtered(request, code).filter(lon__isnull=False)
    return _answer([*_outline(code), *_plots(code), *_areas(code, placed), *_projects(code, placed.values(*_FACTS))])


@requires("projects.view")
def land_data(request: ViewerRequest) -> HttpResponse:
    """The outline, the plots of land, and the projects that ask for land."""
    document = document_of(request)
    code = document.code if document else ""
    asking = [d.project for d in open_demands(code) if d.project.lon is not None]
    points = [{name: getattr(project, name) for name in _FACTS} for project in asking]
    return _answer([*_outline(code), *_plots(code), *_projects(code, points)])


def _answer(features: list[dict[str, Any]]) -> JsonResponse:
    return JsonResponse({"type": "FeatureCollection", "features": features}, json_dumps_params={"ensure_ascii": False})


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _outline(document: str) -> list[dict[str, Any]]:
    found = Backdrop.objects.filter(document=document).first()
    return [_feature(found.geometry, kind="outline")] if found is not None else []


def _plots(document: str) -> list[dict[str, Any]]:
    """Plots that can be had and plots that were given, each with its words for the card."""
    return [
        _feature(
            plot.outline,
            kind="plot",
            name=words(plot),
            taken=plot.project is not None,
            note=_("%(use)s，%(mu)s 亩，%(state)s")
            % {
                "use": _(USES.get(plot.use, plot.use)),
                "mu": f"{plot.area_mu:,.1f}",
                "state": _("供给 %(project)s") % {"project": words(plot.project)} if plot.project else _("可供"),
            },
            synthetic=plot.synthetic,
            url=reverse("projects:project", args=[plot.project.code]) if plot.project else reverse("projects:land"),
        )
        for plot in LandPlot.objects.filter(document=document).select_related("project")
    ]


def _areas(document: str, placed: Any) -> list[dict[str, Any]]:
    """Projects whose own outline is known, under their points."""
    with_area = placed.filter(outline__isnull=False).order_by().values_list("outline", "light")
    return [_feature(outline, kind="area", light=light) for outline, light in with_area if outline]


def _projects(document: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    known, english = terms(document), get_language() == "en"
    stages = {stage: _(label) for stage, label in rolling.STAGES.items()}
    address = reverse("projects:project", args=[_ANY])
    found = []
    for n, row in enumerate(rows):
        reasons = reason_words(row["light_reasons"][:1], known)
        coarse = not row["exact_place"]
        found.append(
            _feature(
                {"type": "Point", "coordinates": _point(row["lon"], row["lat"], n if coarse else None)},
                kind="project",
                name=(row["name_en"] if english else "") or row["name"],
                light=row["light"],
                stage=stages[row["stage"]],
                reason=reasons[0][1] if reasons else "",
                coarse=coarse,
                synthetic=row["synthetic"],
                url=address.replace(_ANY, row["code"]),
            )
        )
    return found


def _point(lon: Any, lat: Any, turn: int | None) -> list[float]:
    """Several projects stand at their township's one point; a spiral keeps each in sight."""
    if turn is None:
        return [float(lon), float(lat)]
    angle, far = 2.399963 * turn, 0.008 + 0.0016 * (turn % 9)
    return [round(float(lon) + far * cos(angle), 6), round(float(lat) + far * sin(angle), 6)]
