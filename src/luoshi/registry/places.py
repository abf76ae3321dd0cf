"""Places by code: what the programme's files say (``places/counties.csv``, ``places/townships.csv``,
``places/villages.csv``), and asking for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db.models.functions import Length
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_csv
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .events import PlacesChanged
from .models import Place

TOWNSHIP = 9
"""Digits of a township's code (GB/T 10114)."""


@dataclass(frozen=True)
class PlaceFacts:
    """``point`` is (longitude, latitude) in degrees, None where none is known."""

    code: str
    name: str
    name_en: str
    parent: str
    point: tuple[float, float] | None


class CountyRow(BaseModel):
    """The programme's county, or one beside it that its figures are compared with."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^\d{6}$")
    name: str = Field(max_length=100)
    name_en: str = ""


class TownshipRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^\d{9}$")
    name: str = Field(max_length=100)
    name_en: str = ""
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    point_source: str = ""


class VillageRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^\d{12}$")
    name: str = Field(max_length=100)
    name_en: str = ""
    township_code: str = Field(pattern=r"^\d{9}$")
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    point_source: str = ""


Row = CountyRow | TownshipRow | VillageRow
R = TypeVar("R", bound=BaseModel)


def read_places(programme: Programme) -> list[Row]:
    """Counties, townships, then villages; nothing where the programme has no such files."""
    folder = programme.folder / "places"
    counties = _rows(folder / "counties.csv", CountyRow)
    townships = _rows(folder / "townships.csv", TownshipRow)
    villages = _rows(folder / "villages.csv", VillageRow)
    known, faults = {row.code for row in townships}, []
    for line, village in enumerate(villages, start=2):
        if village.township_code not in known:
            text = f"乡镇代码“{village.township_code}”不在 townships.csv 中"
            faults.append(Fault(str(folder / "villages.csv"), line, text))
    codes: set[str] = set()
    lines: list[tuple[str, int, Row]] = [("counties.csv", n, row) for n, row in enumerate(counties, start=2)]
    lines += [("townships.csv", n, row) for n, row in enumerate(townships, start=2)]
    lines += [("villages.csv", n, row) for n, row in enumerate(villages, start=2)]
    for name, line, row in lines:
        if row.code in codes:
            faults.append(Fault(str(folder / name), line, f"区划代码“{row.code}”重复"))
        codes.add(row.code)
    if faults:
        raise ContentFaults(faults)
    return [*counties, *townships, *villages]


def _rows(path: Path, kind: type[R]) -> list[R]:
    return load_csv(path, kind) if path.exists() else []


_ABOVE = {6: 4, 9: 6}
"""Length of a code -> that of the one above it (GB/T 2260, GB/T 10114)."""


def apply_places(programme: Programme, rows: list[Row], actor: str) -> list[Change]:
    known = {place.code: place for place in Place.objects.all()}
    made, changed, changes = [], [], []
    for row in rows:
        fields = row.model_dump(exclude={"code", "township_code"})
        fields["parent"] = row.township_code if isinstance(row, VillageRow) else row.code[: _ABOVE[len(row.code)]]
        place = known.get(row.code)
        if place is None:
            made.append(Place(code=row.code, **fields))
            changes.append(Change("place", row.code, "create", row.name))
        elif any(getattr(place, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(place, name, value)
            changed.append(place)
            changes.append(Change("place", row.code, "change", row.name))
    Place.objects.bulk_create(made)
    if changed:
        Place.objects.bulk_update(changed, ["name", "name_en", "parent", "lat", "lon", "point_source"])
    if changes:
        publish(PlacesChanged(actor=actor, at=now(), subject=programme.code, count=len(changes)))
    return changes


FILES = ("places/counties.csv", "places/townships.csv", "places/villages.csv")
PLACES = ContentKind("places", "区划", FILES, read_places, apply_places)


def places(parent: str) -> list[PlaceFacts]:
    """The places directly below one, by code."""
    return [_facts(place) for place in Place.objects.filter(parent=parent)]


def townships() -> dict[str, str]:
    """Code -> name in the reader's language of every township there is, by code."""
    codes = Place.objects.annotate(digits=Length("code")).filter(digits=TOWNSHIP).values_list("code", flat=True)
    return place_names(codes)


def place_facts(codes: Iterable[str]) -> dict[str, PlaceFacts]:
    """Code -> facts of those that are known."""
    return {place.code: _facts(place) for place in Place.objects.filter(code__in=list(codes))}


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Code -> name in the reader's language of those that are known."""
    english = get_language() == "en"
    return {code: (facts.name_en if english else "") or facts.name for code, facts in place_facts(codes).items()}


def _facts(place: Place) -> PlaceFacts:
    point = None if place.lon is None or place.lat is None else (place.lon, place.lat)
    return PlaceFacts(place.code, place.name, place.name_en, place.parent, point)
