"""Sample series for a demonstration: seeded, plausible, marked synthetic; what runs in the system is never sampled."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import load_csv
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import places, system_viewer
from luoshi.standards.surface_water import SECTION_ITEMS

from .deriving import frequency_of
from .domain.periods import Period, of_day, parse
from .models import Indicator, Observation, Station, StationResult
from .monitoring import take_in_air, take_in_water
from .service import Figure, take_in

SAMPLE = "样例数据（合成）"


class SeriesRow(BaseModel):
    """A path: it starts at ``level`` in ``first``, grows by ``growth`` percent a year, swings by ``season`` percent over
    the year, and strays by about ``noise`` percent; ``most`` and ``least`` bound it. ``spread``: every township has a path
    of its own whose level differs by about so many percent; ``neighbours``: so has every county beside it. ``of``: it is a part
    of that series, named before it: the path is its share in percent, so that no part is more than its whole."""

    model_config = ConfigDict(extra="forbid")
    code: str
    first: str
    level: float
    growth: float = 0.0
    season: float = 0.0
    noise: float = Field(default=1.0, ge=0)
    least: float | None = None
    most: float | None = None
    spread: float | None = None
    neighbours: float | None = None
    of: str = ""


def seed(programme: Programme) -> int:
    return _seed_series(programme) + _seed_readings(programme)


def _seed_readings(programme: Programme) -> int:
    """The last whole year of the stations: hours of air, months of water, as plausible as they are made up."""
    stations = Station.objects.filter(document=programme.code, retired=False)
    if not programme.demo or StationResult.objects.exists() or not stations.exists():
        return 0
    rng = np.random.default_rng(programme.demo["seed"])
    year = programme.demo["as_of"].year - 1
    judged = 0
    if air := [one.code for one in stations if one.medium == "air"]:
        cells = _air_cells(rng, air, year)
        judged += take_in_air(by=system_viewer(), cells=cells, source=SAMPLE, synthetic=True)
    if water := [one.code for one in stations if one.medium == "water"]:
        cells = _water_cells(rng, water, year)
        judged += take_in_water(by=system_viewer(), cells=cells, source=SAMPLE, synthetic=True)
    return judged


_AIR = {"SO2": 6.0, "NO2": 19.0, "CO": 0.6, "O3": 70.0, "PM10": 38.0, "PM25": 21.0}
_WATER = {"DO": 7.2, "CODMn": 3.1, "BOD5": 2.4, "NH3N": 0.35, "TP": 0.09}
"""Medians of what is made up; about one hour in a hundred is missing."""


def _air_cells(rng: np.random.Generator, stations: list[str], year: int) -> pl.DataFrame:
    hours = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[h]")
    day = np.arange(len(hours)) // 24
    columns: dict[str, list[str]] = {
        "station": [code for code in stations for _ in hours],
        "hour": [str(hour).replace("T", " ") for _ in stations for hour in hours],
    }
    for pollutant, median in _AIR.items():
        season = 1 + (0.25 if pollutant != "O3" else -0.2) * np.cos(2 * np.pi * day / 365)
        weather = np.exp(np.repeat(rng.normal(0, 0.35, day[-1] + 1), 24))
        cells: list[str] = []
        for _ in stations:
            values = median * season * weather * np.exp(rng.normal(0, 0.25, len(hours)))
            lost = rng.random(len(hours)) < 0.01
            cells += ["" if gone else f"{value:.1f}" for value, gone in zip(values, lost, strict=True)]
        columns[pollutant] = cells
    return pl.DataFrame(columns)


def _water_cells(rng: np.random.Generator, stations: list[str], year: int) -> pl.DataFrame:
    items = [item for item in _WATER if item in SECTION_ITEMS]
    rows = [(code, f"{year}-{month:02d}") for code in stations for month in range(1, 13)]
    columns: dict[str, list[str]] = {"station": [r[0] for r in rows], "month": [r[1] for r in rows]}
    for item in items:
        columns[item] = [f"{_WATER[item] * value:.3f}" for value in np.exp(rng.normal(0, 0.35, len(rows)))]
    return pl.DataFrame(columns)


def _seed_series(programme: Programme) -> int:
    """Values for every indicator that people or files are to fill, up to the day of the demonstration."""
    path = programme.folder / "demo" / "series.csv"
    if not programme.demo or not path.exists() or Observation.objects.exists():
        return 0
    indicators = {i.code: i for i in Indicator.objects.filter(document=programme.code, formula="", feed="")}
    figures: list[Figure] = []
    made: dict[str, list[Figure]] = {}
    for row in load_csv(path, SeriesRow):
        if row.code in indicators:
            made[row.code] = _figures(indicators[row.code], row, programme)
            if row.of:
                made[row.code] = _parts(made[row.code], made.get(row.of, []))
            figures += made[row.code]
    if not figures:
        return 0
    return take_in(by=system_viewer(), figures=figures, source=SAMPLE, synthetic=True)


def _figures(one: Indicator, row: SeriesRow, programme: Programme) -> list[Figure]:
    frequency = frequency_of(one)
    span = range(parse(row.first, frequency).index, of_day(programme.demo["as_of"], frequency).index)
    paths = {} if row.spread is not None and one.adds_up else {"": row.level}
    beside = [place for place in places(programme.jurisdiction[:4]) if place.code != programme.jurisdiction]
    for group, spread in ((places(programme.jurisdiction), row.spread), (beside, row.neighbours)):
        for place in group if spread is not None else ():
            rng = Random(f"{programme.demo['seed']}:{row.code}:{place.code}")
            paths[place.code] = row.level * math.exp(rng.gauss(0, (spread or 0) / 100))
    return [
        Figure(one, Period(frequency, index), place, _value(one, row, level, index - span.start, rng))
        for place, level in paths.items()
        for rng in [Random(f"{programme.demo['seed']}:{row.code}" + (f":{place}:path" if place else ""))]
        for index in span
    ]


def _parts(shares: list[Figure], wholes: list[Figure]) -> list[Figure]:
    """Shares in percent, at most all, of a series that was made before, as amounts."""
    known = {(whole.period, whole.place): whole.value or 0.0 for whole in wholes}
    return [
        replace(
            share,
            value=round(known[share.period, share.place] * min(share.value or 0.0, 100) / 100, share.indicator.places),
        )
        for share in shares
        if (share.period, share.place) in known
    ]


def _value(one: Indicator, row: SeriesRow, level: float, step: int, rng: Random) -> float:
    years = step / frequency_of(one)
    swing = 1 + row.season / 100 * math.sin(2 * math.pi * years)
    value: float = level * (1 + row.growth / 100) ** years * swing * (1 + rng.gauss(0, row.noise / 100))
    value = max(value, row.least) if row.least is not None else value
    value = min(value, row.most) if row.most is not None else value
    return value if row.of else round(value, one.places)  # a share is rounded when it has become an amount
