"""What anyone may have of a public document's numbers: published values, every vintage of them, and what each is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.errors import NotFound

from .deriving import network
from .domain.exposure import counts_under
from .domain.periods import CODES, parse
from .exposing import people
from .models import Indicator, Publication, SeriesImport
from .queries import Line, prove

VERSION = "1"
LICENCE = "CC BY 4.0"
"""As the public scorecard's."""


@dataclass(frozen=True)
class Printed:
    """A number as a publication printed it. ``withheld`` says why a value is left out."""

    publication: int
    title: str
    known_at: str
    code: str
    period: str
    place: str
    value: str
    unit: str
    source: str
    withheld: str
    synthetic: bool


def vintages(document: str, *, code: str = "", period: str = "", place: str | None = None) -> Iterator[Printed]:
    """Every printing of the document's numbers, oldest first; of one indicator, period or place where one is named. One query."""
    for one in Publication.objects.filter(document=document).order_by("known_at", "pk"):
        for line in one.values:
            if code in ("", line["code"]) and period in ("", line["period"]) and place in (None, line["place"]):
                yield Printed(
                    publication=one.pk,
                    title=one.title,
                    known_at=one.known_at.isoformat(),
                    **{name: line[name] for name in ("code", "period", "place", "value", "unit", "source")},
                    withheld=line["withheld"],
                    synthetic=line["synthetic"],
                )


def publications_of(document: str) -> list[Publication]:
    """Without their values, newest first."""
    return list(Publication.objects.filter(document=document).defer("values", "terms"))


def newest(document: str, **wanted: Any) -> list[Printed]:
    """Of each number its last printing, by indicator, period and place."""
    found = {(one.code, one.period, one.place): one for one in vintages(document, **wanted)}
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True)
class Part:
    """A number in an open proof. ``withheld``: a count of another place, or what stands on one, which the printed number does
    not give away and the proof must not either. ``file``, ``sha256`` and ``batch`` (the import's key) name the file that an entered number came in."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    period: str
    place: str
    value: float | None
    places: int
    withheld: bool
    formula: str
    source: str
    file: str
    sha256: str
    batch: int
    known_from: str
    synthetic: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class OpenProof:
    """A printed number, the same number computed again from what was known then, and what it is made of."""

    printed: str
    again: str
    same: bool
    line: Part


def open_proof(one: Publication, code: str, place: str = "") -> OpenProof:
    """Raises NotFound where the publication prints no such number, or left it out."""
    line = next((row for row in one.values if (row["code"], row["place"]) == (code, place)), None)
    if line is None or not line["value"]:
        raise NotFound(what=f"{code} {place}".strip())
    definition = next(row for row in one.terms["definitions"] if row["code"] == code)
    period = parse(line["period"], CODES[definition["frequency"]])
    found = prove(Indicator.objects.get(pk=definition["pk"]), period, place, one.known_at)
    again = "" if found.again is None else f"{found.again:.{definition['places']}f}"
    private = _standing_on_people(found.line)
    files = _files(found.line)
    return OpenProof(line["value"], again, again == line["value"], _part(found.line, place, private, files))


def _lines(line: Line) -> Iterator[Line]:
    yield line
    for part in line.parts:
        yield from _lines(part)


def _standing_on_people(line: Line) -> set[str]:
    """Of the indicators in a proof, those that count people or are computed from such a count."""
    counting, net = people(), network()
    codes = {one.indicator.code: one.period.index for one in _lines(line)}
    return {
        code
        for code, period in codes.items()
        if code in counting or (net.definitions[code].formula and counts_under(net.definitions, counting, code, period))
    }


def _files(line: Line) -> dict[int, SeriesImport]:
    keys = {one.import_key for one in _lines(line) if one.import_key}
    return {row.pk: row for row in SeriesImport.objects.filter(pk__in=keys)} if keys else {}


def _part(line: Line, place: str, private: set[str], files: dict[int, SeriesImport]) -> Part:
    one = line.indicator
    hidden = line.place not in ("", place) and one.code in private
    file = files.get(line.import_key or 0)
    return Part(
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        unit=one.unit,
        unit_en=one.unit_en,
        period=str(line.period),
        place=line.place,
        value=None if hidden else line.value,
        places=one.places,
        withheld=hidden,
        formula=line.formula,
        source=line.source or one.source,
        file=file.file_name if file else "",
        sha256=file.sha256 if file else "",
        batch=file.pk if file else 0,
        known_from=line.known_from.isoformat() if line.known_from else "",
        synthetic=line.synthetic,
        parts=() if hidden else tuple(_part(part, place, private, files) for part in line.parts),
    )


def parts_of(part: Part) -> Iterator[Part]:
    """It and everything it is made of."""
    yield part
    for under in part.parts:
        yield from parts_of(under)
