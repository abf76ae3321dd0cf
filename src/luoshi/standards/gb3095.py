"""GB 3095 Ambient air quality standards (环境空气质量标准): limits by period, and when enough was measured.

Editions: 2012 (nation-wide from 2016-01-01 to 2026-02-28), 2026 in its transitional limits (2026-03-01 to 2030-12-31) and
its final ones (from 2031-01-01). µg/m3, CO mg/m3. Area class 1 is nature under special protection, class 2 all else.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from luoshi.kernel.citation import Citation

from .arrays import BoolArray, ClassArray, FloatArray, readings, verdict
from .editions import NotInStandard, in_force, known_item, number, table

Pollutant = Literal["SO2", "NO2", "CO", "O3", "PM10", "PM25"]
Period = Literal["year", "day", "8h", "hour"]
AreaClass = Literal[1, 2]

EDITION_2012: Final = Citation(
    "环境空气质量标准",
    "GB 3095-2012",
    in_force_from=date(2016, 1, 1),
    in_force_to=date(2026, 3, 1),
    verified="unverified",
)
EDITION_2026: Final = Citation(
    "环境空气质量标准（过渡阶段限值）",
    "GB 3095-2026",
    in_force_from=date(2026, 3, 1),
    in_force_to=date(2031, 1, 1),
    verified="second_hand",
)
EDITION_2031: Final = Citation(
    "环境空气质量标准", "GB 3095-2026", in_force_from=date(2031, 1, 1), verified="second_hand"
)
EDITIONS: Final = (EDITION_2012, EDITION_2026, EDITION_2031)
_IN_TABLE: Final = {EDITION_2012: "2012", EDITION_2026: "2026", EDITION_2031: "2031"}

LABELS: Final = {"SO2": "二氧化硫", "NO2": "二氧化氮", "CO": "一氧化碳", "O3": "臭氧", "PM10": "PM10", "PM25": "PM2.5"}

HOURS_OF_A_DAY: Final = 20
HOURS_OF_EIGHT: Final = 6
DAYS_OF_A_YEAR: Final = 324
DAYS_OF_A_MONTH: Final = 27
DAYS_OF_FEBRUARY: Final = 25
WINDOWS_OF_A_DAY: Final = 14
"""Valid 8-hour means of the 17 that end between 8 and 24 o'clock; fewer do unless the highest is over the class 2 limit
(HJ 663-2013, from memory, to be verified)."""


def edition_on(day: date) -> Citation:
    """Raises NoEditionInForce."""
    return in_force(EDITIONS, day)


@cache
def _limits() -> dict[tuple[str, str, str], tuple[float, float]]:
    return {
        (row["edition"], row["pollutant"], row["period"]): (number(row["class_1"]), number(row["class_2"]))
        for row in table("gb3095")
    }


def limit(pollutant: str, period: str, *, edition: Citation, area_class: AreaClass = 2) -> float:
    """The limit in force under an edition. Raises NotInStandard where it sets none (CO has no yearly limit)."""
    known_item(pollutant, LABELS, edition)
    try:
        return _limits()[_IN_TABLE[edition], pollutant, period][area_class - 1]
    except KeyError:
        known = "、".join(f"{p} {q}" for e, p, q in _limits() if e == _IN_TABLE[edition])
        raise NotInStandard(standard=edition.number, item=f"{pollutant} {period}", known=known) from None


def compare(
    values: ArrayLike, pollutant: str, period: str, *, edition: Citation, area_class: AreaClass = 2
) -> ClassArray:
    """MEETS, EXCEEDS or UNDETERMINED for each value."""
    return verdict(values, limit(pollutant, period, edition=edition, area_class=area_class))


def daily_mean(hours: ArrayLike) -> FloatArray:
    """Means of natural days from hourly means (..., 24); NaN where fewer than 20 hours are valid."""
    return _mean_of(readings(hours), HOURS_OF_A_DAY)


def daily_maximum(hours: ArrayLike) -> FloatArray:
    """Highest hourly mean of the day (..., 24); NaN where fewer than 20 hours are valid."""
    amounts = readings(hours)
    enough = (~np.isnan(amounts)).sum(axis=-1) >= HOURS_OF_A_DAY
    return np.where(enough, np.where(np.isnan(amounts), -np.inf, amounts).max(axis=-1, initial=-np.inf), np.nan)


def ozone_daily_maximum_8h(hours: ArrayLike) -> FloatArray:
    """Highest 8-hour moving mean of the day from hourly means (..., 24), hour 0 being the one from 0 to 1 o'clock.

    An 8-hour mean needs 6 hours. NaN where fewer than 14 of the day's 17 are valid, unless the highest is already over
    the class 2 limit of 160 µg/m3, which is the same in every edition.
    """
    amounts = readings(hours)
    valid = ~np.isnan(amounts)
    sums = _moving_sum(np.where(valid, amounts, 0.0))
    counts = _moving_sum(valid.astype(np.float64))
    means = np.where(counts >= HOURS_OF_EIGHT, sums / np.maximum(counts, 1.0), -np.inf)
    highest = means.max(axis=-1)
    enough = np.isfinite(means).sum(axis=-1) >= WINDOWS_OF_A_DAY
    over = highest > limit("O3", "8h", edition=EDITION_2012)
    return np.where(enough | over, highest, np.nan)


def yearly_mean(days: ArrayLike, dates: NDArray[np.datetime64]) -> FloatArray:
    """Means of a calendar year from daily values (..., n) at ``dates`` (n); NaN where the year is not assessable."""
    amounts = readings(days)
    sums = np.where(np.isnan(amounts), 0.0, amounts).sum(axis=-1)
    counts = (~np.isnan(amounts)).sum(axis=-1)
    return np.where(is_assessable_year(amounts, dates), sums / np.maximum(counts, 1), np.nan)


def is_assessable_year(days: ArrayLike, dates: NDArray[np.datetime64]) -> BoolArray:
    """Whether 324 daily values are there, 27 in each month and 25 in February."""
    valid = ~np.isnan(readings(days))
    months = dates.astype("datetime64[M]").astype(np.int64) % 12
    enough = valid.sum(axis=-1) >= DAYS_OF_A_YEAR
    for month in range(12):
        needed = DAYS_OF_FEBRUARY if month == 1 else DAYS_OF_A_MONTH
        enough &= valid[..., months == month].sum(axis=-1) >= needed
    return np.asarray(enough, dtype=np.bool_)


def _mean_of(amounts: FloatArray, needed: int) -> FloatArray:
    valid = ~np.isnan(amounts)
    counts = valid.sum(axis=-1)
    sums = np.where(valid, amounts, 0.0).sum(axis=-1)
    return np.where(counts >= needed, sums / np.maximum(counts, 1), np.nan)


def _moving_sum(hours: FloatArray) -> FloatArray:
    """Sums of eight hours in a row along the last axis: 24 hours give 17."""
    width = hours.shape[-1] - 7
    total = hours[..., :width].copy()
    for start in range(1, 8):
        total += hours[..., start : start + width]
    return total
