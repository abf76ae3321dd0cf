"""Numbers made public: frozen as they were known, small counts of people left out, printed again to the byte."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import public_facts
from luoshi.registry.api import require

from . import events
from .deriving import frequency_of, known_at, network
from .domain.exposure import WHOLE, Key, Table, left_out
from .domain.periods import CODES, parse
from .exposing import people, reads_of, small_cell
from .files import sdmx_csv
from .models import Indicator, Observation, Publication

REASONS = {
    "small": N_("人数太少，不公布"),
    "earlier": N_("与以前公布的数相减会显出个人，不公布"),
    "others": N_("由它可以推算出不公布的数，一并不公布"),
}


class NothingChosen(ExpectedError):
    code = "indicators.nothing_chosen"
    message = N_("没有选中任何指标。请至少勾选一个。")


class NothingKnown(ExpectedError):
    code = "indicators.nothing_known"
    message = N_("所选指标在 {period} 都没有数据，没有可发布的内容。请换一个时期，或先填报、导入。")


class TitleMissing(ExpectedError):
    code = "indicators.title_missing"
    message = N_("请写明发布的标题。")


@dataclass(frozen=True)
class Print:
    """What is to be published: which indicators, in which periods, with their places or only as a whole."""

    codes: tuple[str, ...]
    period: str
    with_places: bool = False


@dataclass(frozen=True)
class Terms:
    """What a publication was made by, frozen with it: a definition or a limit that changes later changes nothing printed."""

    period: str
    with_places: bool
    small_cell: int
    definitions: tuple[dict[str, Any], ...]
    """Of each indicator what prints it, and ``gives_away``: [key, period, whole, adds up] of the counts of people it is made
    from (a publication from before there was that has none)."""


_FROZEN = ("pk", "code", "name", "unit", "source", "places", "frequency", "counts_people", "adds_up")


def _terms(document: str, wanted: Print) -> Terms:
    """Raises NothingChosen."""
    found = Indicator.objects.filter(document=document, code__in=wanted.codes).order_by("order", "code")
    definitions = tuple(found.values(*_FROZEN))
    if not definitions:
        raise NothingChosen()
    net, counting = network(), people()
    adding = set(Indicator.objects.filter(code__in=counting, adds_up=True).values_list("code", flat=True))
    for one in definitions:
        at = parse(wanted.period, CODES[one["frequency"]])
        reads = [read for read in reads_of(net, counting, one["code"], at.index) if read.code != one["code"]]
        one["gives_away"] = [[net.keys[r.code], r.period, r.whole, r.code in adding] for r in reads]
    return Terms(wanted.period, wanted.with_places, small_cell(document, today()), definitions)


def _cells(one: dict[str, Any], index: int, place: str) -> list[tuple[Key, str]]:
    """The counts that one printed number gives away, its own first."""
    own = [(Key(one["pk"], index), place)] if one["counts_people"] else []
    under = one.get("gives_away", ())
    return own + [(Key(key, period), WHOLE if whole else place) for key, period, whole, _adds in under]


def _lines(terms: Terms, moment: datetime | None, earlier: Sequence[Publication]) -> list[dict[str, Any]]:
    """Values to be printed, in a fixed order: value as text with its decimals, empty where unknown or ``withheld`` (why)."""
    found, numbers = [], []
    for one in terms.definitions:
        at = parse(terms.period, CODES[one["frequency"]])
        stored = known_at(Observation.objects.filter(indicator=one["pk"], period=at.index), moment)
        rows = {row.place: row for row in stored}
        known = {place: row.value for place, row in rows.items() if row.value is not None}
        for place in sorted(known) if terms.with_places else [WHOLE]:
            numbers.append((one, at.index, place, known.get(place)))
            found.append(
                {
                    **{name: one[name] for name in ("code", "name", "unit", "source")},
                    "period": str(at),
                    "place": place,
                    "value": "",
                    "withheld": "",
                    "synthetic": bool(place in rows and rows[place].synthetic),
                }
            )
    reasons = _reasons(terms, [(one, index, place) for one, index, place, _value in numbers], moment, earlier)
    for line, why, (one, _index, _place, value) in zip(found, reasons, numbers, strict=True):
        line["withheld"] = why if value is not None else ""
        line["value"] = "" if value is None or why else f"{value:.{one['places']}f}"
    return found


def _reasons(
    terms: Terms,
    numbers: Sequence[tuple[dict[str, Any], int, str]],
    moment: datetime | None,
    earlier: Sequence[Publication],
) -> list[str]:
    """Of each number why it is left out, empty where it is not."""
    cells = [_cells(one, index, place) for one, index, place in numbers]
    tables = _tables(terms, {key for own in cells for key, _place in own}, moment, earlier)
    out, gone = left_out(tables, cells, threshold=terms.small_cell)
    found = []
    for (one, index, place), away in zip(numbers, gone, strict=True):
        mine = out.get(Key(one["pk"], index)) if one["counts_people"] else None
        names = [name for name in ("small", "earlier", "others") if mine and place in getattr(mine, name)]
        found.append(names[0] if names else "others" if away else "")
    return found


def _tables(terms: Terms, keys: set[Key], moment: datetime | None, earlier: Sequence[Publication]) -> dict[Key, Table]:
    """Each table of counts as known at the moment, with what earlier publications showed of it."""
    adds_up = {one["pk"]: one["adds_up"] for one in terms.definitions}
    for one in terms.definitions:
        adds_up |= {key: adds for key, _period, _whole, adds in one.get("gives_away", ())}
    before = [_shown_of(one, keys) for one in earlier]
    return {
        key: Table(
            counts={place: round(value) for place, value in _counts(key, moment).items()},
            adds_up=adds_up[key.series],
            earlier=[shown[key] for shown in before if key in shown],
        )
        for key in sorted(keys)
    }


def _counts(key: Key, moment: datetime | None) -> dict[str, float]:
    rows = known_at(Observation.objects.filter(indicator=key.series, period=key.period, value__isnull=False), moment)
    return {place: value for place, value in rows.values_list("place", "value") if value is not None}


def _shown_of(one: Publication, keys: set[Key]) -> dict[Key, dict[str, int | None]]:
    """What a publication gave away of these tables: by its own lines the printed count, by a derived one the count as it was
    known then; None where the line was left out and nothing else in it gave the count away."""
    definitions = {row["code"]: row for row in one.terms["definitions"]}
    found: dict[Key, dict[str, int | None]] = {}
    then: dict[Key, dict[str, float]] = {}
    for line in one.values:
        row = definitions[line["code"]]
        index = parse(line["period"], CODES[row["frequency"]]).index
        for key, place in _cells(row, index, line["place"]) if line["value"] or line["withheld"] else ():
            if key not in keys:
                continue
            shown = found.setdefault(key, {})
            if not line["value"]:
                shown.setdefault(place, None)
            elif row["counts_people"] and key == Key(row["pk"], index):
                shown[place] = round(float(line["value"]))
            else:
                then.setdefault(key, _counts(key, one.known_at))
                if (value := then[key].get(place)) is not None:
                    shown[place] = round(value)
    return found


def _earlier(document: str, moment: datetime | None) -> list[Publication]:
    rows = Publication.objects.filter(document=document).order_by("known_at", "pk")
    return list(rows if moment is None else rows.filter(known_at__lt=moment))


def _digest(lines: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def preview(document: str, wanted: Print) -> list[dict[str, Any]]:
    """What would be published now. Raises NothingChosen, PeriodWrong, NothingKnown."""
    return _known(_terms(document, wanted), None, document)


def _known(terms: Terms, moment: datetime | None, document: str) -> list[dict[str, Any]]:
    lines = _lines(terms, moment, _earlier(document, moment))
    if not any(line["value"] or line["withheld"] for line in lines):
        raise NothingKnown(period=terms.period)
    return lines


@transaction.atomic
def publish_numbers(*, by: Viewer, document: str, title: str, wanted: Print) -> int:
    """Make values public together, frozen with what is known at this moment. Returns the publication's key.

    Raises what ``preview`` raises, and TitleMissing.
    """
    require(by, "indicators.publish")
    if not title.strip():
        raise TitleMissing()
    terms, moment = _terms(document, wanted), now()
    # What counts is what was known at the moment that is written down, so that it can be asked for again.
    lines = _known(terms, moment, document)
    made = Publication.objects.create(
        document=document,
        title=title.strip()[:200],
        known_at=moment,
        terms=asdict(terms),
        values=lines,
        sha256=_digest(lines),
        by=by.username,
    )
    publish(
        events.NumbersPublished(
            actor=by.username, at=moment, subject=f"publication/{made.pk}", sha256=made.sha256, count=len(lines)
        )
    )
    return made.pk


def publications() -> dict[str, list[Publication]]:
    """Document -> its publications without their values, newest first. One query."""
    found: dict[str, list[Publication]] = {}
    for one in Publication.objects.defer("values"):
        found.setdefault(one.document, []).append(one)
    return found


def publication_of(key: int, *, public_only: bool) -> Publication:
    """Raises NotFound; also, where ``public_only``, for one of a document that is not public."""
    found = Publication.objects.filter(pk=key).first()
    if found is None:
        raise NotFound(what=str(key))
    if public_only:
        public_facts(found.document)
    return found


def reprint(one: Publication) -> tuple[list[dict[str, Any]], bool]:
    """A publication made again from what was known then, and whether it is the same to the byte."""
    terms = Terms(**{**one.terms, "definitions": tuple(one.terms["definitions"])})
    again = _lines(terms, one.known_at, _earlier(one.document, one.known_at))
    return again, _digest(again) == one.sha256


COLUMNS = ("code", "name", "period", "place", "value", "unit", "source", "withheld", "synthetic")


def as_csv(one: Publication) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["代码", "指标", "时期", "区划", "数值", "单位", "来源", "未公布原因", "样例数据（合成）"])
    for line in one.values:
        words = str(REASONS[line["withheld"]]) if line["withheld"] else ""
        writer.writerow([*(line[name] for name in COLUMNS[:7]), words, "是" if line["synthetic"] else ""])
    return out.getvalue()


def as_json(one: Publication) -> str:
    facts = {"title": one.title, "known_at": one.known_at.isoformat(), "sha256": one.sha256, "values": one.values}
    return json.dumps(facts, ensure_ascii=False)


def as_sdmx(one: Publication) -> str:
    """SDMX-CSV 1.0; a withheld value has the status Q (missing value; suppressed), its code in the code list of
    observation statuses."""
    frequencies = {i.code: frequency_of(i) for i in Indicator.objects.filter(code__in=[v["code"] for v in one.values])}
    rows = []
    for line in one.values:
        frequency = frequencies[line["code"]]
        status = "Q" if line["withheld"] else "E" if line["synthetic"] else "A"
        rows.append(
            (parse(line["period"], frequency), line["place"], line["code"], line["value"], line["unit"], status)
        )
    return sdmx_csv(rows)
