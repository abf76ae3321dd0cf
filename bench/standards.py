"""A year of hourly readings judged by the standards, beside plain pandas doing the same in the same run.

python bench/standards.py [--stations 200]

Air: hours to days (validity, ozone's eight hours), days to the index, the year's evaluation. Water: hours to monthly means, means
to the class of each section. The results of both are held against each other. Processor time is told beside the time that passed:
on a machine that others use too, only the first says what the work costs.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
import polars as pl

from luoshi.standards import gb3095, hj663, surface_water

HOURS = np.arange("2025-01-01", "2026-01-01", dtype="datetime64[h]")
AIR = {"SO2": 6.0, "NO2": 20.0, "CO": 0.6, "O3": 70.0, "PM10": 40.0, "PM25": 22.0}
"""Medians of the made-up readings, µg/m3 (CO mg/m3)."""
WATER = {"DO": 7.0, "CODMn": 3.5, "NH3N": 0.4, "TP": 0.09}
"""Medians of the made-up readings, mg/L."""
LIMITS = {
    "DO": (7.5, 6, 5, 3, 2),
    "CODMn": (2, 4, 6, 10, 15),
    "NH3N": (0.15, 0.5, 1.0, 1.5, 2.0),
    "TP": (0.02, 0.1, 0.2, 0.3, 0.4),
}
"""GB 3838-2002, table 1, rivers, as somebody writes them into a script."""
INDEX = (0, 50, 100, 150, 200, 300, 400, 500)
POINTS = {
    "SO2_24h": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "NO2_24h": (0, 40, 80, 180, 280, 565, 750, 940),
    "CO_24h": (0, 2, 4, 14, 24, 36, 48, 60),
    "O3_8h": (0, 100, 160, 215, 265, 800),
    "O3_1h": (0, 160, 200, 300, 400, 800, 1000, 1200),
    "PM10_24h": (0, 50, 150, 250, 350, 420, 500, 600),
    "PM25_24h": (0, 35, 75, 115, 150, 250, 350, 500),
}
"""HJ 633-2012, the same."""
FOUND: dict[str, Any] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=200)
    stations = parser.parse_args().stations
    frame, water = made_up(stations, AIR), made_up(stations, WATER)
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    ours = air(frame, stations) + river(water)
    theirs = pandas_air(frame) + pandas_river(water)
    print(f"ours, all of it: {ours.said}")
    print(f"plain pandas, the same but the year: {theirs.said}, {theirs.cpu / ours.cpu:.1f} times the processor time")


@dataclass(frozen=True)
class Took:
    """Seconds that passed, and seconds of the processor in them."""

    wall: float
    cpu: float

    def __add__(self, other: Took) -> Took:
        return Took(self.wall + other.wall, self.cpu + other.cpu)

    @property
    def said(self) -> str:
        return f"{self.cpu:.2f} s of the processor in {self.wall:.2f} s"


class Clock:
    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self) -> Took:
        """What passed since the last reading."""
        before = Took(self.wall, self.cpu)
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return Took(self.wall - before.wall, self.cpu - before.cpu)


def air(frame: pl.DataFrame, stations: int) -> Took:
    clock = Clock()
    days = hj663.daily_values(frame)
    daily = clock.read()
    index = hj663.daily_index(days)
    indexed = clock.read()
    dates = days["date"].unique().sort().to_numpy()
    for pollutant in hj663.POLLUTANTS:
        column = "O3_8h" if pollutant == "O3" else f"{pollutant}_24h"
        values = days[column].to_numpy().reshape(stations, len(dates))
        hj663.year_of(pollutant, values, dates, edition=gb3095.EDITION_2012)
    took = clock.read()
    FOUND["index"] = index
    print(f"{stations} stations, {len(frame):,} hours of {len(AIR)} pollutants, {index['aqi'].count():,} daily indices")
    print(f"hours to days {daily.said}; days to index {indexed.said}; year {took.said}")
    return daily + indexed + took


def river(frame: pl.DataFrame) -> Took:
    clock = Clock()
    month = pl.col("hour").dt.truncate("1mo").alias("month")
    means = (
        frame.group_by("station", month)
        .agg(pl.col(name).fill_nan(None).mean() for name in WATER)
        .sort("station", "month")
    )
    found = surface_water.evaluate_sections({name: means[name].to_numpy() for name in WATER})
    took = clock.read()
    FOUND["classes"] = means.select("station", "month").with_columns(pl.Series("class", found.classes))
    print(f"{len(frame):,} hours of {len(WATER)} items of water, {len(means):,} classes: {took.said}")
    return took


def pandas_air(frame: pl.DataFrame) -> Took:
    """The same as one writes it in pandas: groups of days, rolling windows, the index by interpolation."""
    import pandas as pd

    given = frame.to_pandas()
    clock = Clock()
    given = given.sort_values(["station", "hour"])
    given["date"] = given["hour"].dt.normalize()
    by_day = given.groupby(["station", "date"], sort=True)
    days = {}
    for name in AIR:
        if name == "O3":
            windows = given.groupby(["station", "date"])["O3"].rolling(8, min_periods=6).mean()
            # The first seven windows of a day reach into none of it.
            kept = windows[by_day.cumcount().to_numpy() >= 7]
            counts = kept.groupby(level=[0, 1]).count()
            highest = kept.groupby(level=[0, 1]).max()
            days["O3_8h"] = highest.where((counts >= 14) | (highest > 160))
            hours = by_day["O3"].count()
            days["O3_1h"] = by_day["O3"].max().where(hours >= 20)
        else:
            hours = by_day[name].count()
            days[f"{name}_24h"] = by_day[name].mean().where(hours >= 20)
    table = pd.DataFrame(days)
    sub = pd.DataFrame(index=table.index)
    for name in table:
        points = POINTS[name]
        index = pd.Series(np.interp(table[name], points, INDEX[: len(points)]), index=table.index)
        sub[name] = np.ceil(index.round(9)).where(table[name].notna() & (table[name] <= points[-1]))
    enough = sub.drop(columns=["O3_8h", "O3_1h"]).notna().all(axis=1) & sub[["O3_8h", "O3_1h"]].notna().any(axis=1)
    aqi = sub.max(axis=1).where(enough)
    took = clock.read()
    mine = FOUND["index"].sort("station", "date")["aqi"].to_numpy()
    theirs = aqi.to_numpy()
    both = ~np.isnan(mine) & ~np.isnan(theirs)
    same = (mine[both] == theirs[both]).mean()
    print(f"air: {both.sum():,} indices on both sides, {100 * same:.2f} % the same")
    return took


def pandas_river(frame: pl.DataFrame) -> Took:
    import pandas as pd

    given = frame.to_pandas()
    clock = Clock()
    month = given["hour"].dt.to_period("M")
    means = given.groupby(["station", month])[list(WATER)].mean()
    worst = pd.Series(1, index=means.index)
    for name in WATER:
        limits = LIMITS[name]
        if name == "DO":
            classes = sum((means[name] < limit).astype(int) for limit in limits) + 1
        else:
            classes = sum((means[name] > limit).astype(int) for limit in limits) + 1
        worst = worst.where(worst > classes, classes)
    took = clock.read()
    mine = FOUND["classes"].sort("station", "month")["class"].to_numpy()
    print(f"water: {len(mine):,} classes, {100 * (mine == worst.to_numpy()).mean():.2f} % the same")
    return took


def made_up(stations: int, medians: dict[str, float]) -> pl.DataFrame:
    """Readings without meaning, one in a hundred missing, in no order."""
    chance = np.random.default_rng(20210723)
    rows = stations * len(HOURS)
    columns: dict[str, object] = {
        "station": np.repeat([f"{number:04d}A" for number in range(stations)], len(HOURS)),
        "hour": np.tile(HOURS.astype("datetime64[us]"), stations),
    }
    for pollutant, median in medians.items():
        amounts = np.round(median * chance.lognormal(0, 0.5, rows), 1)
        amounts[chance.random(rows) < 0.01] = np.nan
        columns[pollutant] = amounts
    return pl.DataFrame(columns).sample(fraction=1, shuffle=True, seed=1)


if __name__ == "__main__":
    main()
