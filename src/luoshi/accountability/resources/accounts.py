"""Taking in accounts of natural resources, and reading them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import place_facts, require

from .. import events
from ..domain.resource_accounts import FLOWS, UNITS, Key, Row, problems
from ..errors import FileRefused
from ..models import ResourceAccount
from ..reading import Cells, rows_of

_AMOUNTS = ("opening", *FLOWS, "revaluation", "closing")


@transaction.atomic
def take_in_accounts(
    *, by: Viewer, document: str, cells: pl.DataFrame, source: str, sha256: str = "", synthetic: bool = False
) -> int:
    """One line a place, account, class and year; all or nothing. Raises FileRefused naming every line at fault."""
    require(by, "accountability.keep")
    faults: list[tuple[int, str]] = []
    rows = [_row(line) for line in rows_of(cells, ("place", "account", "kind", "year", "opening", "closing"), faults)]
    known = place_facts({row.place for row in rows})
    faults += [(row.line, f"没有区划“{row.place}”") for row in rows if row.place not in known]
    faults += problems(rows, _kept(rows))
    if faults:
        raise FileRefused(sorted(set(faults)))
    wanted = {(row.key, row.year) for row in rows}
    years = {row.year for row in rows}
    same = Q(year__in=years, place__in={row.place for row in rows})
    gone = [one.pk for one in ResourceAccount.objects.filter(same) if (key_of(one), one.year) in wanted]
    ResourceAccount.objects.filter(pk__in=gone).delete()
    ResourceAccount.objects.bulk_create(
        [
            ResourceAccount(
                place=row.place,
                account=row.account,
                kind=row.kind,
                year=row.year,
                unit=UNITS[row.account],
                reason=row.reason,
                quality={name: str(value) for name, value in row.quality.items()},
                source=source,
                document=document,
                synthetic=synthetic,
                **{name: getattr(row, name) for name in _AMOUNTS},
            )
            for row in rows
        ],
        batch_size=500,
    )
    publish(
        events.FiguresTaken(
            actor=by.username,
            at=now(),
            subject=document,
            kind="resource_accounts",
            rows=len(rows),
            source=source,
            sha256=sha256,
        )
    )
    return len(rows)


def _row(line: Cells) -> Row:
    return Row(
        line=line.line,
        place=line.text("place", 12),
        account=line.text("account", 12),
        kind=line.text("kind", 40),
        year=line.year(),
        reason=line.text("reason"),
        quality=_quality(line),
        **{name: line.number(name) for name in _AMOUNTS},
    )


def _quality(line: Cells) -> dict[str, Decimal]:
    """``{"Ⅰ级": 12.5}`` as JSON, or nothing."""
    given = line.text("quality", 2000)
    if not given:
        return {}
    try:
        return {str(name): round(Decimal(str(value)), 2) for name, value in json.loads(given).items()}
    except (ValueError, AttributeError, InvalidOperation, TypeError):
        line.fault('“quality”应写成 {"等级": 数量, …}')
        return {}


def key_of(one: ResourceAccount) -> Key:
    return (one.place, one.account, one.kind)


def _kept(rows: Iterable[Row]) -> dict[tuple[Key, int], tuple[Decimal, Decimal]]:
    places = {row.place for row in rows}
    stored = ResourceAccount.objects.filter(place__in=places)
    return {(key_of(one), one.year): (one.opening, one.closing) for one in stored}


def sheet(document: str, year: int, place: str = "") -> QuerySet[ResourceAccount, Any]:
    """The accounts of a year summed over places, or of one place, by account and class."""
    rows = ResourceAccount.objects.filter(document=document, year=year)
    if place:
        rows = rows.filter(place=place)
    sums = {f"sum_{name}": Sum(name) for name in _AMOUNTS}
    return rows.order_by("account", "kind").values("account", "kind", "unit").annotate(**sums)


def year_ends(places: Iterable[str], account: str, kind: str) -> dict[int, Decimal]:
    """Year -> the closing over these places, only of years that every one of them has; and the opening of the first
    year as the end of the year before."""
    wanted = list(places)
    rows = ResourceAccount.objects.filter(place__in=wanted, account=account, kind=kind)
    closing: dict[int, dict[str, Decimal]] = {}
    for place, year, opened, closed in rows.values_list("place", "year", "opening", "closing"):
        closing.setdefault(year, {})[place] = closed
        closing.setdefault(year - 1, {}).setdefault(place, opened)
    return {year: sum(of.values(), Decimal(0)) for year, of in closing.items() if len(of) == len(set(wanted))}
