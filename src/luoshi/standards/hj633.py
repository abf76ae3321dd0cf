"""HJ 633 Technical regulation on ambient air quality index (环境空气质量指数（AQI）技术规定).

Editions: 2012 (nation-wide from 2016-01-01 to 2026-02-28) and 2026 (from 2026-03-01). µg/m3, CO mg/m3.

The sub-index is rounded up, so a trace of binary noise would cost a point (CO 2.2 gives 55, not 56): concentrations are
counted in whole thousandths and the ceiling is taken in whole numbers. Sub-indices and AQI are float arrays of whole
numbers, NaN where undetermined; classes are 1 to 6, or UNDETERMINED.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, BoolArray, ClassArray, FloatArray, IntArray, floats, readings
from .editions import in_force, known_item, table
from .gb8170 import round_even

EDITION_2012: Final = Citation(
    "环境空气质量指数（AQI）技术规定（试行）",
    "HJ 633-2012",
    in_force_from=date(2016, 1, 1),
    in_force_to=date(2026, 3, 1),
    verified="second_hand",
)
EDITION_2026: Final = Citation(
    "环境空气质量指数（AQI）技术规定", "HJ 633-2026", in_force_from=date(2026, 3, 1), verified="second_hand"
)
EDITIONS: Final = (EDITION_2012, EDITION_2026)

DAILY: Final = {
    EDITION_2012: ("SO2_24h", "NO2_24h", "CO_24h", "O3_8h", "O3_1h", "PM10_24h", "PM25_24h"),
    EDITION_2026: ("SO2_24h", "NO2_24h", "CO_24h", "O3_8h", "PM10_24h", "PM25_24h"),
}
"""Indicators of the daily index."""
HOURLY_2026: Final = ("SO2_1h", "NO2_1h", "CO_1h", "O3_1h", "PM10_1h", "PM25_1h")
"""Indicators of the hourly index under the 2026 edition; those of 2012 add moving means and are not set out here."""
LABELS: Final = {
    "SO2": "二氧化硫",
    "NO2": "二氧化氮",
    "CO": "一氧化碳",
    "O3": "臭氧",
    "PM10": "颗粒物（PM10）",
    "PM25": "颗粒物（PM2.5）",
}
CLASS_LABELS: Final = {1: "优", 2: "良", 3: "轻度污染", 4: "中度污染", 5: "重度污染", 6: "严重污染", UNDETERMINED: "NA"}
COLOURS: Final = {
    1: (0, 228, 0),
    2: (255, 255, 0),
    3: (255, 126, 0),
    4: (255, 0, 0),
    5: (153, 0, 76),
    6: (126, 0, 35),
}
"""Red, green, blue of each class."""
CLASS_TOPS: Final = (50, 100, 150, 200, 300)

_INDEX: Final = np.array([0, 50, 100, 150, 200, 300, 400, 500], dtype=np.int64)
_UNIT: Final = 1000  # thousandths of a µg/m3 or mg/m3; no instrument reads finer


def edition_on(day: date) -> Citation:
    """Raises NoEditionInForce."""
    return in_force(EDITIONS, day)


@cache
def _breakpoints() -> dict[tuple[str, str], IntArray]:
    found = {}
    for row in table("hj633"):
        cells = [row[str(index)] for index in _INDEX]
        points = np.array([int(float(cell) * _UNIT) for cell in cells if cell], dtype=np.int64)
        for edition in ("2012", "2026") if row["edition"] == "both" else (row["edition"],):
            found[edition, row["indicator"]] = points
    return found


def _points(indicator: str, edition: Citation) -> IntArray:
    year = "2012" if edition == EDITION_2012 else "2026"
    known_item(indicator, (name for held, name in _breakpoints() if held == year), edition)
    return _breakpoints()[year, indicator]


def rounded(indicator: str, values: ArrayLike) -> FloatArray:
    """Concentrations as they are to be judged: whole µg/m3, CO to a tenth of a mg/m3 (GB/T 8170)."""
    return round_even(readings(values), 1 if indicator.startswith("CO") else 0)


def sub_index(indicator: str, values: ArrayLike, *, edition: Citation) -> FloatArray:
    """IAQI of an indicator such as ``PM25_24h``; NaN where the value is missing.

    2026 rounds the concentrations first (for 2012 that is not known here; ``rounded`` does it) and stops at the table's last index (SO2 1 h above 800 gives 200, O3 8 h above 800
    gives 300). In 2012 another indicator must then speak (SO2 24 h, O3 1 h), so the sub-index is NaN.
    Above index 500 it stays 500. Raises NotInStandard.
    """
    points = _points(indicator, edition)
    amounts = rounded(indicator, values) if edition == EDITION_2026 else readings(values)
    missing = np.isnan(amounts)
    if len(points) < len(_INDEX) and edition == EDITION_2012:
        missing |= amounts > points[-1] / _UNIT
    amount = np.minimum(np.rint(np.where(missing, 0.0, amounts) * _UNIT).astype(np.int64), points[-1])
    upper = np.clip(np.searchsorted(points, amount, side="left"), 1, len(points) - 1)
    low, high = points[upper - 1], points[upper]
    rise = _INDEX[upper] - _INDEX[upper - 1]
    index = _INDEX[upper - 1] - (-rise * (amount - low)) // (high - low)
    return np.where(missing, np.nan, index.astype(np.float64))


def class_of(aqi: ArrayLike) -> ClassArray:
    """Class 1 to 6 of an index, UNDETERMINED where it is NaN."""
    index = floats(aqi)
    classes = 1 + np.searchsorted(np.array(CLASS_TOPS), index, side="left")
    return np.where(np.isnan(index), UNDETERMINED, classes).astype(np.int8)


@dataclass(frozen=True, slots=True)
class AirQuality:
    """The index of n days or hours. ``indicators`` names the columns of the (n, indicators) arrays."""

    indicators: tuple[str, ...]
    sub_indices: FloatArray
    aqi: FloatArray
    classes: ClassArray
    primary: BoolArray
    """首要污染物: every indicator at the maximum, where the index is above 50."""
    exceeding: BoolArray | None
    """超标污染物: sub-index above 100; None under the 2026 edition, which has dropped the term."""
    at_least: FloatArray
    """The highest sub-index known: where the index is undetermined, the air is at least as bad as this."""

    def primary_labels(self, row: int) -> list[str]:
        """Names of the primary pollutants of one row."""
        named = (name for name, is_one in zip(self.indicators, self.primary[row], strict=True) if is_one)
        return list(dict.fromkeys(LABELS[name.partition("_")[0]] for name in named))


def daily(values: Mapping[str, ArrayLike], *, edition: Citation, excused: frozenset[str] = frozenset()) -> AirQuality:
    """The daily index from concentrations by indicator (n each); an indicator not given is missing on every day.

    ``excused``: indicators not monitored here that were never primary at light pollution or worse in the last three
    years, whose absence does not block the index (2026 edition). Raises NotInStandard.
    """
    return _judge(values, DAILY[edition], edition=edition, excused=excused)


def hourly(values: Mapping[str, ArrayLike], *, excused: frozenset[str] = frozenset()) -> AirQuality:
    """The hourly index of the 2026 edition, where the hour's PM mean is judged by the daily breakpoints."""
    return _judge(values, HOURLY_2026, edition=EDITION_2026, excused=excused)


def _judge(
    values: Mapping[str, ArrayLike], indicators: tuple[str, ...], *, edition: Citation, excused: frozenset[str]
) -> AirQuality:
    for name in values:
        known_item(name, indicators, edition)
    length = max((np.size(column) for column in values.values()), default=0)
    sub_indices = np.full((length, len(indicators)), np.nan)
    for place, name in enumerate(indicators):
        if name in values:
            sub_indices[:, place] = sub_index(name, values[name], edition=edition)
    if edition == EDITION_2012:
        _let_the_hour_speak(sub_indices, indicators, values)
    needed = [place for place, name in enumerate(indicators) if name not in excused]
    at_least = np.where(np.isnan(sub_indices), -np.inf, sub_indices).max(axis=1, initial=-np.inf)
    at_least = np.where(np.isinf(at_least), np.nan, at_least)
    unknown = np.isnan(sub_indices[:, needed]).any(axis=1)
    if edition == EDITION_2026:
        unknown &= ~(at_least > 100)
    aqi = np.where(unknown, np.nan, at_least)
    primary = (sub_indices == aqi[:, None]) & (aqi > 50)[:, None]
    exceeding = sub_indices > 100 if edition == EDITION_2012 else None
    return AirQuality(indicators, sub_indices, aqi, class_of(aqi), primary, exceeding, at_least)


def _let_the_hour_speak(sub_indices: FloatArray, indicators: tuple[str, ...], values: Mapping[str, ArrayLike]) -> None:
    """2012: an 8-hour ozone value beyond the table takes the sub-index of the hour."""
    if "O3_8h" not in values:
        return
    eight, hour = indicators.index("O3_8h"), indicators.index("O3_1h")
    beyond = readings(values["O3_8h"]) > _points("O3_8h", EDITION_2012)[-1] / _UNIT
    sub_indices[:, eight] = np.where(beyond, sub_indices[:, hour], sub_indices[:, eight])
