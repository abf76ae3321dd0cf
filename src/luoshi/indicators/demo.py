"""Sample series for a demonstration: seeded, plausible, marked synthetic; what runs in the system is never sampled."""

from __future__ import annotations

import math
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import load_csv
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import system_viewer

from .deriving import frequency_of
from .domain.periods import Period, of_day, parse
from .models import Indicator, Observation
from .service import Figure, take_in

SAMPLE = "样例数据（合成）"


class SeriesRow(BaseModel):
    """A path: it starts at ``level`` in ``first``, grows by ``growth`` percent a year, swings by ``season`` percent over
    the year, and strays by about ``noise`` percent; ``most`` and ``least`` bound it."""

    model_config = ConfigDict(extra="forbid")
    code: str
    first: str
    level: float
    growth: float = 0.0
    season: float = 0.0
    noise: float = Field(default=1.0, ge=0)
    least: float | None = None
    most: float | None = None


def seed(programme: Programme) -> int:
    """Values for every indicator that people or files are to fill, up to the day of the demonstration."""
    path = programme.folder / "demo" / "series.csv"
    if not programme.demo or not path.exists() or Observation.objects.exists():
        return 0
    indicators = {i.code: i for i in Indicator.objects.filter(document=programme.code, formula="", feed="")}
    figures: list[Figure] = []
    for row in load_csv(path, SeriesRow):
        if row.code in indicators:
            figures += _figures(indicators[row.code], row, programme)
    if not figures:
        return 0
    return take_in(by=system_viewer(), figures=figures, source=SAMPLE, synthetic=True)


def _figures(one: Indicator, row: SeriesRow, programme: Programme) -> list[Figure]:
    rng = Random(f"{programme.demo['seed']}:{row.code}")
    frequency = frequency_of(one)
    first = parse(row.first, frequency)
    last = of_day(programme.demo["as_of"], frequency).shifted(-1)
    found = []
    for index in range(first.index, last.index + 1):
        years = (index - first.index) / frequency
        swing = 1 + row.season / 100 * math.sin(2 * math.pi * years)
        value = row.level * (1 + row.growth / 100) ** years * swing * (1 + rng.gauss(0, row.noise / 100))
        value = max(value, row.least) if row.least is not None else value
        value = min(value, row.most) if row.most is not None else value
        found.append(Figure(one, Period(frequency, index), "", round(value, one.places)))
    return found
