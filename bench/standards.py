"""Speed of the standards on a year of hourly readings: python bench/standards.py [--stations 200]"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
import polars as pl

from luoshi.standards import gb3095, hj663

HOURS = np.arange("2025-01-01", "2026-01-01", dtype="datetime64[h]")
TYPICAL = {"SO2": 6.0, "NO2": 20.0, "CO": 0.6, "O3": 70.0, "PM10": 40.0, "PM25": 22.0}
"""Medians of the made-up readings, µg/m3 (CO mg/m3)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=200)
    stations = parser.parse_args().stations
    frame = made_up(stations)
    start = time.perf_counter()
    days = hj663.daily_values(frame)
    daily = time.perf_counter()
    index = hj663.daily_index(days)
    indexed = time.perf_counter()
    dates = days["date"].unique().sort().to_numpy()
    for pollutant in hj663.POLLUTANTS:
        column = "O3_8h" if pollutant == "O3" else f"{pollutant}_24h"
        values = days[column].to_numpy().reshape(stations, len(dates))
        hj663.year_of(pollutant, values, dates, edition=gb3095.EDITION_2012)
    end = time.perf_counter()
    print(
        f"{stations} stations, {len(frame):,} hours of {len(TYPICAL)} pollutants, {index['aqi'].count():,} daily indices"
    )
    print(f"hours to days {daily - start:.2f} s, days to index {indexed - daily:.2f} s, year {end - indexed:.2f} s")


def made_up(stations: int) -> pl.DataFrame:
    """Readings without meaning, one in a hundred missing, in no order."""
    chance = np.random.default_rng(20210723)
    rows = stations * len(HOURS)
    columns: dict[str, object] = {
        "station": np.repeat([f"{number:04d}A" for number in range(stations)], len(HOURS)),
        "hour": np.tile(HOURS.astype("datetime64[us]"), stations),
    }
    for pollutant, median in TYPICAL.items():
        amounts = np.round(median * chance.lognormal(0, 0.5, rows), 1)
        amounts[chance.random(rows) < 0.01] = np.nan
        columns[pollutant] = amounts
    return pl.DataFrame(columns).sample(fraction=1, shuffle=True, seed=1)


if __name__ == "__main__":
    main()
