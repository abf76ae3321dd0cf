"""Asking about indicators: where they stand, how they went, what a number is made of, how it was known earlier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length

from luoshi.kernel.errors import NotFound

from .deriving import COUNTY, beside, cube_of, frequency_of, known_at, network
from .domain.breaks import Break, comparable
from .domain.formula import Cell
from .domain.periods import Period, parse
from .models import Indicator, Observation, SeriesBreak, Target


@dataclass(frozen=True)
class Point:
    period: Period
    value: float | None
    synthetic: bool
    source: str


@dataclass(frozen=True)
class Standing:
    """Where an indicator stands: its newest value, the one of the same period a year before, the next target and whether
    what is known already reaches it (None where there is no target, no value, or no direction)."""

    indicator: Indicator
    latest: Point | None
    year_before: float | None
    target: Target | None
    reached: bool | None

    @property
    def in_points(self) -> bool:
        return self.indicator.unit in {"%", "百分点"}

    @property
    def change(self) -> float | None:
        """Change against the year before: in percent, or in points of what is itself a percentage; None where there is
        nothing to compare with."""
        if self.latest is None or self.latest.value is None or self.year_before is None:
            return None
        if self.in_points:
            return self.latest.value - self.year_before
        if not self.year_before:
            return None
        return 100 * (self.latest.value - self.year_before) / abs(self.year_before)

    @property
    def better(self) -> bool | None:
        if self.change is None or self.indicator.direction == Indicator.Direction.NONE:
            return None
        return (self.change > 0) == (self.indicator.direction == Indicator.Direction.UP)


def standings(indicators: QuerySet[Indicator]) -> list[Standing]:
    """Where each stands, in their order. Five queries, however many there are."""
    rows = Observation.objects.filter(known_to__isnull=True, place="", value__isnull=False)
    newest = rows.filter(indicator=OuterRef("pk")).order_by("-period").values("period")[:1]
    found = list(indicators.select_related("owner").annotate(newest=Subquery(newest)))
    keys = [one.pk for one in found]
    current = rows.filter(indicator__in=keys, indicator__retired=False)
    last = current.annotate(newest=Subquery(newest_of())).filter(period=F("newest"))
    latest = {row.indicator_id: row for row in last}
    wanted = {(one.pk, one.newest - frequency_of(one)) for one in found if one.newest is not None}
    before = {
        (key, period): value
        for key, period, value in rows.filter(
            indicator__in=keys, period__in={period for _, period in wanted}
        ).values_list("indicator", "period", "value")
    }
    targets: dict[int, list[Target]] = {}
    for target in Target.objects.filter(indicator__in=keys).order_by("period"):
        targets.setdefault(target.indicator_id, []).append(target)
    breaks = breaks_of(keys)
    return [
        _standing(one, latest.get(one.pk), before, targets.get(one.pk, []), breaks.get(one.pk, [])) for one in found
    ]


def breaks_of(keys: Iterable[int]) -> dict[int, list[Break]]:
    """Indicator's key -> its breaks, oldest first."""
    found: dict[int, list[Break]] = {}
    for row in SeriesBreak.objects.filter(indicator__in=list(keys)).order_by("period"):
        found.setdefault(row.indicator_id, []).append(Break(row.period, row.factor))
    return found


def newest_of() -> Any:
    rows = Observation.objects.filter(
        indicator=OuterRef("indicator"), place="", known_to__isnull=True, value__isnull=False
    )
    return rows.order_by("-period").values("period")[:1]


def _standing(
    one: Indicator,
    row: Observation | None,
    before: dict[tuple[int, int], float | None],
    targets: list[Target],
    breaks: list[Break],
) -> Standing:
    frequency = frequency_of(one)
    point = Point(Period(frequency, row.period), row.value, row.synthetic, row.source) if row else None
    year_before = before.get((one.pk, row.period - frequency)) if row else None
    if row is not None and year_before is not None and breaks:
        year_before = comparable(row.period - frequency, row.period, year_before, breaks)
    ahead = [t for t in targets if row is None or parse(t.period, frequency).index >= row.period]
    target = ahead[0] if ahead else (targets[-1] if targets else None)
    return Standing(one, point, year_before, target, reaches(one, point.value if point else None, target))


def reaches(one: Indicator, value: float | None, target: Target | None) -> bool | None:
    if value is None or target is None or one.direction == Indicator.Direction.NONE:
        return None
    return value >= target.value if one.direction == Indicator.Direction.UP else value <= target.value


def series(one: Indicator, place: str = "", moment: datetime | None = None) -> list[Point]:
    """Every known value of a place, oldest first; as known at a moment, when one is given."""
    rows = known_at(Observation.objects.filter(indicator=one, place=place, value__isnull=False), moment)
    return [Point(Period(frequency_of(one), r.period), r.value, r.synthetic, r.source) for r in rows.order_by("period")]


def places_of(one: Indicator, period: Period) -> list[tuple[str, float]]:
    """Values of the parts in a period, by code."""
    rows = Observation.objects.filter(indicator=one, period=period.index, known_to__isnull=True, value__isnull=False)
    found = rows.exclude(place="").order_by("place").values_list("place", "value")
    return [(place, value) for place, value in found if value is not None]


def beside_periods(one: Indicator) -> list[int]:
    """Periods in which other counties' figures are known, the newest first; none where no county but its own has any."""
    rows = Observation.objects.filter(indicator=one, known_to__isnull=True, value__isnull=False)
    counties = rows.annotate(digits=Length("place")).filter(digits=COUNTY).order_by()
    outside = beside([one.pk], counties.values_list("place", flat=True).distinct())
    if not outside:
        return []
    return list(rows.filter(place__in=outside).order_by("-period").values_list("period", flat=True).distinct())


@dataclass(frozen=True)
class Line:
    """One value in a proof, with the row that says so (entered) or what it is computed from (``parts``)."""

    indicator: Indicator
    period: Period
    place: str
    value: float | None
    formula: str
    source: str
    by: str
    known_from: datetime | None
    synthetic: bool
    import_key: int | None
    parts: tuple[Line, ...]


@dataclass(frozen=True)
class Proof:
    """A number, what it is made of down to rows and files, and whether deriving it again gives the same."""

    line: Line
    again: float | None
    same: bool


def prove(one: Indicator, period: Period, place: str = "", moment: datetime | None = None) -> Proof:
    """The proof of one value as known at a moment (now, without one). Few queries, whatever it stands on.

    Raises NotFound where there is no such value.
    """
    net = network()
    below = net.below(one.code)
    cube = cube_of(
        net,
        [code for code in below if net.definitions[code].formula],
        [code for code in below if not net.definitions[code].formula],
        places=None,
        moment=moment,
    )
    row = cube.row(period)
    if place not in cube.column or not 0 <= row < cube.rows(one.code):
        raise NotFound(what=f"{one.name} {period}")
    cube.compute()
    cell = Cell(one.code, row, cube.column[place])
    cells: dict[Cell, None] = {}
    _gather(cube, cell, cells)
    stored = _stored(net, cube, cells, moment)
    indicators = {i.code: i for i in Indicator.objects.filter(code__in=below)}
    line = _line(cube, cell, indicators, stored)
    kept = stored.get(cell)
    again = cube.at(cell)
    if kept is None and again is None:
        raise NotFound(what=f"{one.name} {period}")
    return Proof(line, again, (kept.value if kept else None) == again)


def _gather(cube: Any, cell: Cell, found: dict[Cell, None]) -> None:
    if cell in found:
        return
    found[cell] = None
    for under in cube.reads(cell):
        _gather(cube, under, found)


def _stored(net: Any, cube: Any, cells: dict[Cell, None], moment: datetime | None) -> dict[Cell, Observation]:
    keys = {net.keys[cell.series]: cell.series for cell in cells}
    periods = {cube.period(cell.series, cell.row).index for cell in cells}
    places = {cube.places[cell.place] for cell in cells}
    rows = known_at(Observation.objects.filter(indicator__in=list(keys), period__in=periods, place__in=places), moment)
    found = {}
    for row in rows:
        code = keys[row.indicator_id]
        period = Period(cube.definitions[code].frequency, row.period)
        found[Cell(code, cube.row(period), cube.column[row.place])] = row
    return found


def _line(cube: Any, cell: Cell, indicators: dict[str, Indicator], stored: dict[Cell, Observation]) -> Line:
    one, row = indicators[cell.series], stored.get(cell)
    made = cube.definitions[cell.series].formula
    return Line(
        indicator=one,
        period=cube.period(cell.series, cell.row),
        place=cube.places[cell.place],
        value=cube.at(cell),
        formula=made.text if made else "",
        source=row.source if row else "",
        by=row.by if row else "",
        known_from=row.known_from if row else None,
        synthetic=row.synthetic if row else False,
        import_key=row.batch_id if row else None,
        parts=tuple(_line(cube, under, indicators, stored) for under in cube.reads(cell)),
    )
