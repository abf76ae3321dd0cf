"""The JSON interface of indicators: for officers all that the pages show; for anyone, under ``/open/v1``, what has been published
of a public document: definitions, observations, vintages, and what each number is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from luoshi.kernel.today import now
from luoshi.policy.api import document_facts, public_facts
from luoshi.registry.api import PUBLIC, Holds, ViewerRequest, place_names

from . import opening, service, structure
from .deriving import frequency_of, known_at
from .domain.periods import Period, parse
from .models import Indicator, Observation, Station, StationResult
from .monitoring import station_of
from .publishing import publication_of, reprint
from .queries import Line, breaks_of, prove

router = Router(tags=["indicators"], auth=Holds("indicators.view"))
OPEN = Holds(PUBLIC)
MOST = 1000
_FACTS = (
    *(
        "code",
        "measure",
        "clauses",
        "name",
        "name_en",
        "meaning",
        "meaning_en",
        "unit",
        "unit_en",
        "frequency",
        "direction",
    ),
    *("places", "formula", "adds_up", "by_place", "counts_people", "source", "feed"),
)


class Page(Schema):
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=1, le=MOST)


class Wanted(Page):
    """``first`` and ``last`` are periods as the series writes them; ``known_at``: as it was known at that moment."""

    place: str = ""
    first: str = ""
    last: str = ""
    known_at: datetime | None = None


class Given(Schema):
    """A figure as the page's form takes it; ``value`` null withdraws what is there."""

    period: str = Field(max_length=12)
    value: float | None
    source: str = Field(max_length=200)
    place: str = Field("", max_length=12)
    unit: str = Field("", max_length=40)
    note: str = Field("", max_length=300)


def _definition(one: Indicator) -> dict[str, Any]:
    targets = [
        {"period": t.period, "value": t.value, "source": t.source, "verified": t.verified} for t in one.targets.all()
    ]
    owner = one.owner.code if one.owner else ""
    return {**{name: getattr(one, name) for name in _FACTS}, "owner": owner, "targets": targets}


def _definitions(document: str, measure: str, page: Page) -> dict[str, Any]:
    rows = Indicator.objects.filter(document=document, retired=False)
    rows = rows.filter(measure=measure) if measure else rows
    found = rows.select_related("owner").prefetch_related("targets")[page.offset : page.offset + page.limit]
    return {"count": rows.count(), "offset": page.offset, "definitions": [_definition(one) for one in found]}


@router.get("/{document}/definitions")
def definitions(request: ViewerRequest, document: str, page: Query[Page], measure: str = "") -> dict[str, Any]:
    """What the numbers of a document mean: unit, formula, rounding, source, targets, the clauses they serve."""
    document_facts(document)
    return _definitions(document, measure, page)


@router.get("/series/{code}")
def series(request: ViewerRequest, code: str, wanted: Query[Wanted]) -> dict[str, Any]:
    """A page of a series, oldest first, as known now or at a moment."""
    one = service.indicator_of(code)
    frequency = frequency_of(one)
    rows = known_at(Observation.objects.filter(indicator=one, place=wanted.place, value__isnull=False), wanted.known_at)
    if wanted.first:
        rows = rows.filter(period__gte=parse(wanted.first, frequency).index)
    if wanted.last:
        rows = rows.filter(period__lte=parse(wanted.last, frequency).index)
    found = rows.order_by("period")[wanted.offset : wanted.offset + wanted.limit]
    return {
        "definition": _definition(one),
        "breaks": [
            {"period": str(Period(frequency, b.at)), "factor": b.factor} for b in breaks_of([one.pk]).get(one.pk, [])
        ],
        "place": wanted.place,
        "count": rows.count(),
        "offset": wanted.offset,
        "observations": [_observation(row, frequency) for row in found],
    }


def _observation(row: Observation, frequency: Any) -> dict[str, Any]:
    names = ("value", "derived", "synthetic", "source", "note")
    # To the last digit: what is asked for as known at this moment must include it.
    known = {"known_from": row.known_from.isoformat(), "known_to": row.known_to.isoformat() if row.known_to else None}
    return {"period": str(Period(frequency, row.period)), **{name: getattr(row, name) for name in names}, **known}


@router.get("/series/{code}/vintages/{period}")
def revisions(request: ViewerRequest, code: str, period: str, page: Query[Page], place: str = "") -> dict[str, Any]:
    """Everything that was ever known of one number, newest knowledge first."""
    one = service.indicator_of(code)
    at = parse(period, frequency_of(one))
    rows = Observation.objects.filter(indicator=one, period=at.index, place=place).order_by("-known_from", "-pk")
    found = rows[page.offset : page.offset + page.limit]
    return {"count": rows.count(), "vintages": [_observation(row, at.frequency) for row in found]}


@router.get("/series/{code}/proof/{period}")
def proof(
    request: ViewerRequest, code: str, period: str, place: str = "", known_at: datetime | None = None
) -> dict[str, Any]:
    """A number down to the rows and files it is made of, derived again."""
    one = service.indicator_of(code)
    found = prove(one, parse(period, frequency_of(one)), place, known_at)
    return {"again": found.again, "same": found.same, "line": _line(found.line)}


def _line(line: Line) -> dict[str, Any]:
    names = ("place", "value", "formula", "source", "by", "synthetic", "import_key")
    return {
        "code": line.indicator.code,
        "period": str(line.period),
        **{name: getattr(line, name) for name in names},
        "known_from": line.known_from.isoformat() if line.known_from else None,
        "parts": [_line(part) for part in line.parts],
    }


@router.post("/series/{code}", auth=Holds("indicators.enter"))
def enter(request: ViewerRequest, code: str, given: Given) -> dict[str, Any]:
    """Enter or revise a figure: refused as the page refuses it, with the same words."""
    return {"changed": service.enter(by=request.viewer, code=code, **given.dict())}


@router.get("/{document}/stations")
def stations(request: ViewerRequest, document: str) -> dict[str, Any]:
    names = ("code", "name", "name_en", "medium", "place", "target_class")
    return {"stations": list(Station.objects.filter(document=document, retired=False).values(*names))}


@router.get("/stations/{code}/results")
def results(request: ViewerRequest, code: str, page: Query[Page], year: int | None = None) -> dict[str, Any]:
    """What the standards say of a station's days (air) or months (water), newest first; grade -1: cannot be judged."""
    rows = StationResult.objects.filter(station=station_of(code)).order_by("-day")
    rows = rows.filter(day__year=year) if year is not None else rows
    names = ("day", "values", "index", "grade", "main", "edition", "synthetic")
    found = list(rows.values(*names)[page.offset : page.offset + page.limit])
    return {"count": rows.count(), "offset": page.offset, "results": found}


# For anyone ----------------------------------------------------------------------------------------------------------
def _opened(response: HttpResponse, document: str, **content: Any) -> dict[str, Any]:
    """Read by any page of any site: it holds public numbers and no act."""
    response["Access-Control-Allow-Origin"] = "*"
    facts = public_facts(document)
    head = {"version": opening.VERSION, "document": facts.code, "title": facts.title, "licence": opening.LICENCE}
    return {**head, **content}


@router.get("/open/v1/{document}", auth=OPEN)
def open_index(request: ViewerRequest, response: HttpResponse, document: str) -> dict[str, Any]:
    """Where everything stands; the description of each address is in ``/api/openapi.json``."""
    base = request.build_absolute_uri(f"/api/indicators/open/v1/{document}")
    parts = ("definitions", "observations", "vintages", "publications", "structure")
    described = request.build_absolute_uri(reverse("api:openapi-json"))
    return _opened(response, document, addresses={name: f"{base}/{name}" for name in parts}, description=described)


@router.get("/open/v1/{document}/definitions", auth=OPEN)
def open_definitions(
    request: ViewerRequest, response: HttpResponse, document: str, page: Query[Page], measure: str = ""
) -> dict[str, Any]:
    head = _opened(response, document)
    return {**head, **_definitions(document, measure, page)}


def _printed(request: ViewerRequest, found: Iterable[opening.Printed]) -> list[dict[str, Any]]:
    return [{**asdict(one), "proof": _proof_address(request, one) if one.value else None} for one in found]


def _proof_address(request: ViewerRequest, one: opening.Printed) -> str:
    path = f"/api/indicators/open/v1/publications/{one.publication}/proof/{one.code}"
    return request.build_absolute_uri(path + (f"?place={one.place}" if one.place else ""))


@router.get("/open/v1/{document}/observations", auth=OPEN)
def open_observations(
    request: ViewerRequest,
    response: HttpResponse,
    document: str,
    page: Query[Page],
    indicator: str = "",
    period: str = "",
    place: str | None = None,
) -> dict[str, Any]:
    """Of each published number its newest printing. Values are text, rounded as the definition says; left out where a few
    people could be known from them (``withheld``)."""
    head = _opened(response, document)
    found = opening.newest(document, code=indicator, period=period, place=place)
    shown = found[page.offset : page.offset + page.limit]
    return {**head, "count": len(found), "offset": page.offset, "observations": _printed(request, shown)}


@router.get("/open/v1/{document}/vintages", auth=OPEN)
def open_vintages(
    request: ViewerRequest,
    response: HttpResponse,
    document: str,
    page: Query[Page],
    indicator: str,
    period: str = "",
    place: str | None = None,
) -> dict[str, Any]:
    """Every printing of an indicator's numbers, oldest first: how each was known when."""
    head = _opened(response, document)
    found = opening.vintages(document, code=indicator, period=period, place=place)
    shown = islice(found, page.offset, page.offset + page.limit)
    return {**head, "offset": page.offset, "vintages": _printed(request, shown)}


@router.get("/open/v1/{document}/publications", auth=OPEN)
def open_publications(request: ViewerRequest, response: HttpResponse, document: str) -> dict[str, Any]:
    head, made = _opened(response, document), opening.publications_of(document)
    facts = [
        {"id": one.pk, "title": one.title, "known_at": one.known_at.isoformat(), "sha256": one.sha256} for one in made
    ]
    return {**head, "publications": facts}


@router.get("/open/v1/{document}/structure", auth=OPEN)
def open_structure(request: ViewerRequest, response: HttpResponse, document: str) -> dict[str, Any]:
    """The structure that the SDMX-CSV files follow, as an SDMX-JSON structure message."""
    _opened(response, document)
    rows = Observation.objects.filter(indicator__document=document, known_to__isnull=True).exclude(place="")
    codes = set(rows.order_by().values_list("place", flat=True).distinct())
    return structure.message(document, {code: code for code in codes} | place_names(codes), now())


@router.get("/open/v1/publications/{key}", auth=OPEN)
def open_publication(request: ViewerRequest, response: HttpResponse, key: int) -> dict[str, Any]:
    """A publication as it was printed, and whether it is the same to the byte when it is made again from what was known."""
    one = publication_of(key, public_only=True)
    _lines, same = reprint(one)
    facts = {
        "publication": one.title,
        "known_at": one.known_at,
        "sha256": one.sha256,
        "same": same,
        "values": one.values,
    }
    return _opened(response, one.document, **facts)


@router.get("/open/v1/publications/{key}/proof/{code}", auth=OPEN)
def open_proof(request: ViewerRequest, response: HttpResponse, key: int, code: str, place: str = "") -> dict[str, Any]:
    """A published number down to the formula, the rows and the files it is made of."""
    one = publication_of(key, public_only=True)
    return _opened(response, one.document, proof=asdict(opening.open_proof(one, code, place)))
