"""A year of air at a station: judged on every basis that was in force in it, and stations side by side by their composite index."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.core.cache import cache

from luoshi.kernel.citation import Citation
from luoshi.standards import gb3095, hj633, hj663
from luoshi.standards.arrays import FloatArray

from .models import SeriesImport, Station, StationResult

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Line:
    """One pollutant; NaN and UNDETERMINED where the year has too few valid days."""

    pollutant: str
    mean: float
    percentile: float
    verdict: int


@dataclass(frozen=True)
class Basis:
    """What one edition of the limits, with the procedure that goes with it, says of the year."""

    limits: Citation
    procedure: Citation
    lines: tuple[Line, ...]
    index: float
    """The composite index; NaN where a pollutant has no value."""

    def mean_of(self, pollutant: str) -> float:
        return next(line.mean for line in self.lines if line.pollutant == hj633.LABELS[pollutant])


@dataclass(frozen=True)
class AirYear:
    """``good``: share of good days among those with an index; ``days``: with a result; ``of``: days of the year so far or whole."""

    year: int
    good: float
    days: int
    of: int
    bases: tuple[Basis, ...]


def bases_of(year: int) -> list[tuple[Citation, Citation]]:
    """Editions of the limits (GB 3095) in force in a year, each with the procedure (HJ 663) of its last day there: two in a
    year in which they change, since neither alone speaks for it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = []
    for limits in gb3095.EDITIONS:
        begins = limits.in_force_from or first
        ends = limits.in_force_to - timedelta(days=1) if limits.in_force_to else last
        if begins <= last and ends >= first:
            found.append((limits, hj663.edition_on(min(ends, last))))
    return found


def air_year(station: Station, year: int) -> AirYear | None:
    """None where there is no day."""
    rows = list(StationResult.objects.filter(station=station, day__year=year).order_by("day"))
    if not rows:
        return None
    values = _values([station.pk], rows, year)
    index = np.array([np.nan if row.index is None else row.index for row in rows])
    bases = tuple(_basis(values, year, limits, procedure, 0) for limits, procedure in bases_of(year))
    return AirYear(year, float(hj663.good_day_share(index)), len(rows), len(_days(year)), bases)


def county_year(year: int) -> Basis | None:
    """The county's year by the basis in force on its last day: each day is the mean of the stations (HJ 663). None without one."""
    rows = list(
        StationResult.objects.filter(station__medium=Station.Medium.AIR, station__retired=False, day__year=year).only(
            "station_id", "day", "values"
        )
    )
    if not rows:
        return None
    stations = sorted({row.station_id for row in rows})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a day on which no station has a value stays NaN
        county = {name: np.nanmean(of, axis=0, keepdims=True) for name, of in _values(stations, rows, year).items()}
    limits, procedure = bases_of(year)[-1]
    return _basis(county, year, limits, procedure, 0)


def _days(year: int) -> np.ndarray:
    return np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")


def _values(stations: Sequence[int], rows: Sequence[StationResult], year: int) -> dict[str, FloatArray]:
    """Pollutant -> daily values (station, day); NaN where there is none."""
    row_of = {pk: n for n, pk in enumerate(stations)}
    first = date(year, 1, 1)
    found = {name: np.full((len(stations), len(_days(year))), np.nan) for name in hj663.POLLUTANTS}
    for row in rows:
        for name, values in found.items():
            if (value := row.values.get(_column(name))) is not None:
                values[row_of[row.station_id], (row.day - first).days] = value
    return found


def _column(pollutant: str) -> str:
    return "O3_8h" if pollutant == "O3" else f"{pollutant}_24h"


def _judge(
    values: dict[str, FloatArray], year: int, limits: Citation, procedure: Citation
) -> dict[str, hj663.YearOfAPollutant]:
    days = _days(year)
    return {
        name: hj663.year_of(name, of_days, days, edition=limits, procedure=procedure)
        for name, of_days in values.items()
    }


def _index(found: dict[str, hj663.YearOfAPollutant], limits: Citation) -> FloatArray:
    concentrations = {name: one.percentile if name in ("CO", "O3") else one.mean for name, one in found.items()}
    return hj663.composite_index(concentrations, edition=limits)


def _basis(values: dict[str, FloatArray], year: int, limits: Citation, procedure: Citation, station: int) -> Basis:
    found = _judge(values, year, limits, procedure)
    lines = tuple(
        Line(hj633.LABELS[name], float(one.mean[station]), float(one.percentile[station]), int(one.verdict[station]))
        for name, one in found.items()
    )
    return Basis(limits, procedure, lines, float(_index(found, limits)[station]))


@dataclass(frozen=True)
class Place:
    """A station among the others; ``rank`` 0 and ``index`` NaN where its year is too thin to be judged. 1 is the cleanest,
    and stations with the same index share a rank."""

    station: int
    index: float
    rank: int


@dataclass(frozen=True)
class Ranking:
    year: int
    limits: Citation
    places: tuple[Place, ...]


def ranking() -> Ranking | None:
    """The air stations in the newest year that any has results of, by the basis in force on its last day. None without one.

    Kept until new readings are taken in: two queries then.
    """
    newest = StationResult.objects.filter(station__medium=Station.Medium.AIR, station__retired=False)
    last = newest.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return None
    key = f"air-ranking:{last.year}:{SeriesImport.objects.order_by('-pk').values_list('pk', flat=True).first()}"
    found: Ranking | None = cache.get(key)
    if found is None:
        found = _ranking(last.year)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _ranking(year: int) -> Ranking:
    rows = StationResult.objects.filter(
        station__medium=Station.Medium.AIR, station__retired=False, day__year=year
    ).only("station_id", "day", "values")
    kept = list(rows)
    stations = sorted({row.station_id for row in kept})
    limits, procedure = bases_of(year)[-1]
    index = np.round(_index(_judge(_values(stations, kept, year), year, limits, procedure), limits), 2)
    known = sorted(value for value in index.tolist() if value == value)
    places = [
        Place(pk, value, known.index(value) + 1 if value == value else 0)
        for pk, value in zip(stations, index.tolist(), strict=True)
    ]
    return Ranking(year, limits, tuple(sorted(places, key=lambda one: (one.rank or len(places) + 1, one.station))))
