"""Lists of indicators: all of a document by measure, narrowed by what the address asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from luoshi.policy.api import DocumentFacts, MeasureFacts, documents, measures
from luoshi.registry.api import ViewerRequest, all_units, paged, requires, select_filter, unit_words

from ..models import Analysis, Indicator
from ..present import row as line
from ..present import words
from ..queries import Standing, standings

NOBODY = "none"
"""The choice of those that no unit answers for."""


@dataclass(frozen=True)
class Facet:
    """One thing to narrow a list by: ``of`` says which of the ``options`` (code, words) an indicator is."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    of: Callable[[Standing], str]


def _facets(document: DocumentFacts, known: Sequence[MeasureFacts]) -> list[Facet]:
    titles = [(m.code, f"{m.number} {Truncator(words(m, 'title')).chars(30)}") for m in known]
    units = [(code, unit_words(facts)) for code, facts in all_units().items()]
    return [
        Facet("measure", _("措施"), titles, lambda one: one.indicator.measure),
        Facet("unit", _("责任单位"), [*units, (NOBODY, _("没有指定"))], _owner),
        Facet(
            "reached",
            _("是否达标"),
            [("yes", _("已达到")), ("no", _("未达到")), ("open", _("有目标，不能判定")), ("none", _("没有目标"))],
            _reached,
        ),
        Facet("places", _("地域"), [("yes", _("分乡镇")), ("no", _("只有全域"))], _places),
        Facet("value", _("数据"), [("yes", _("有数据")), ("no", _("还没有数据"))], _known),
    ]


def _owner(one: Standing) -> str:
    return one.indicator.owner.code if one.indicator.owner else NOBODY


def _reached(one: Standing) -> str:
    if one.target is None:
        return "none"
    return "open" if one.reached is None else "yes" if one.reached else "no"


def _places(one: Standing) -> str:
    return "yes" if one.indicator.by_place else "no"


def _known(one: Standing) -> str:
    return "yes" if one.latest else "no"


def narrowed(
    found: Sequence[Standing], facets: Sequence[Facet], wanted: dict[str, str]
) -> tuple[list[Standing], list[dict[str, Any]]]:
    """Those that fit all that is wanted, and the filters: each choice counts what it would find beside the other filters."""
    kinds = [(one, {facet.name: facet.of(one) for facet in facets}) for one in found]

    def fitting(but: str = "") -> list[tuple[Standing, dict[str, str]]]:
        asked = {name: value for name, value in wanted.items() if value and name != but}
        return [(one, kind) for one, kind in kinds if asked.items() <= kind.items()]

    filters = [
        select_filter(
            facet.name,
            facet.label,
            facet.options,
            wanted[facet.name],
            Counter(kind[facet.name] for _one, kind in fitting(facet.name)),
        )
        for facet in facets
    ]
    return [one for one, _kind in fitting()], filters


@requires("indicators.view")
def board(request: ViewerRequest) -> HttpResponse:
    """Every indicator of one document, under its measures."""
    found = documents()
    wanted = request.GET.get("document", "")
    document = next((d for d in found if d.code == wanted), found[0] if found else None)
    context = {
        "document": document,
        "may_publish": request.viewer.may("indicators.publish"),
        "may_import": request.viewer.may("indicators.import"),
        **(_listed(request, document, found) if document else {}),
    }
    return render(request, "indicators/board.html", context)


def _listed(request: ViewerRequest, document: DocumentFacts, known: Sequence[DocumentFacts]) -> dict[str, Any]:
    text, under = request.GET.get("q", "").strip()[:60], measures(document.code)
    facets = _facets(document, under)
    wanted = {facet.name: request.GET.get(facet.name, "") for facet in facets}
    wanted = {f.name: wanted[f.name] if wanted[f.name] in dict(f.options) else "" for f in facets}
    everything = standings(Indicator.objects.filter(document=document.code, retired=False))
    named = [one for one in everything if text.lower() in words(one.indicator, "name").lower()]
    shown, filters = narrowed(named, facets, wanted)
    page = paged(shown, request)
    rows: dict[str, list[dict[str, Any]]] = {}
    for one in page:
        rows.setdefault(one.indicator.measure, []).append(line(one))
    chosen = {name: value for name, value in {"q": text, **wanted}.items() if value}
    several = {"document": document.code} if len(known) > 1 else {}
    analyses = _analyses(document.code)
    return {
        "groups": [
            {"measure": m, "rows": rows[m.code], "analyses": analyses.get(m.code, [])} for m in under if m.code in rows
        ],
        "whole": len(everything),
        "total": len(shown),
        "page": page,
        "query": urlencode({**several, **chosen}),
        "filters": [
            *([_document_filter(document, known)] if several else []),
            {"name": "q", "label": _("名称"), "kind": "search", "value": text},
            *filters,
        ],
        "reset_url": f"{reverse('indicators:board')}?{urlencode(several)}" if chosen else "",
    }


def _document_filter(document: DocumentFacts, known: Sequence[DocumentFacts]) -> dict[str, Any]:
    choices = [(one.code, words(one, "title")) for one in known]
    return {**select_filter("document", _("文件"), choices, document.code), "always": True}


def _analyses(document: str) -> dict[str, list[dict[str, str]]]:
    """Measure -> its analyses."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in Analysis.objects.filter(document=document, retired=False):
        entry = {"name": words(one, "name"), "url": reverse("indicators:analysis", args=[one.code])}
        found.setdefault(one.measure, []).append(entry)
    return found
