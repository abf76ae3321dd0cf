"""HJ 663 Technical regulation for ambient air quality assessment (环境空气质量评价技术规范): days and years.

Editions: 2013 (2013-10-01 to 2026-02-28) and 2026 (from 2026-03-01). The 2026 edition's three-year moving evaluation and
its treatment of exceptional events are not known here in enough detail, and are left out. µg/m3, CO mg/m3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError

from . import gb3095, hj633
from .arrays import EXCEEDS, UNDETERMINED, ClassArray, FloatArray, floats, ratio, readings, worst
from .editions import in_force, known_item
from .gb8170 import round_even

EDITION_2013: Final = Citation(
    "环境空气质量评价技术规范（试行）",
    "HJ 663-2013",
    in_force_from=date(2013, 10, 1),
    in_force_to=date(2026, 3, 1),
    verified="second_hand",
)
EDITION_2026: Final = Citation(
    "环境空气质量评价技术规范", "HJ 663-2026", in_force_from=date(2026, 3, 1), verified="second_hand"
)
EDITIONS: Final = (EDITION_2013, EDITION_2026)
NOT_KNOWN: Final = {
    EDITION_2013: (),
    EDITION_2026: (N_("三年滑动评价"), N_("异常事件的剔除"), N_("年评价值的修约位数")),
}
"""What an edition lays down and is not known here: nothing is computed of it, and it is to be shown as undetermined."""

PERCENTILES: Final = {"SO2": 0.98, "NO2": 0.98, "PM10": 0.95, "PM25": 0.95, "CO": 0.95, "O3": 0.90}
"""Of the year's daily values (2013 edition, to be verified)."""
PLACES: Final = {"CO": 1}
"""Decimal places to which yearly values are rounded (GB/T 8170) before they are compared under the 2013 edition, 0 for what is
not named (to be verified). The 2026 edition rounds more finely, how finely is not known here: it compares as computed."""
_WITH_YEARLY_LIMIT: Final = ("SO2", "NO2", "PM10", "PM25")
POLLUTANTS: Final = ("SO2", "NO2", "PM10", "PM25", "CO", "O3")


def edition_on(day: date) -> Citation:
    """Raises NoEditionInForce."""
    return in_force(EDITIONS, day)


class HourRepeated(ExpectedError):
    code = "hj663.hour_repeated"
    message = N_("同一站点同一小时有重复的监测数据，共 {count} 条。请保留一条后重新计算。")


def percentile(values: ArrayLike, share: float) -> FloatArray:
    """The value at place 1 + (n - 1) x share among the sorted valid values of the last axis; NaN where there are none."""
    amounts = np.sort(readings(values), axis=-1)  # NaN sorts to the end
    counts = (~np.isnan(amounts)).sum(axis=-1)
    place = np.maximum(counts - 1, 0) * share
    lower = np.floor(place + 1e-9).astype(np.int64)
    upper = np.minimum(lower + 1, np.maximum(counts - 1, 0))
    at_lower = np.take_along_axis(amounts, lower[..., None], axis=-1)[..., 0]
    at_upper = np.take_along_axis(amounts, upper[..., None], axis=-1)[..., 0]
    between: FloatArray = at_lower + (at_upper - at_lower) * np.maximum(place - lower, 0.0)
    return between


@dataclass(frozen=True, slots=True)
class YearOfAPollutant:
    """One pollutant over a year, at each station. NaN and UNDETERMINED where the year is not assessable."""

    mean: FloatArray
    percentile: FloatArray
    mean_verdict: ClassArray
    """UNDETERMINED throughout for CO and O3, which have no yearly limit."""
    verdict: ClassArray
    """Both mean and percentile must meet their limits."""


def year_of(
    pollutant: str,
    days: ArrayLike,
    dates: NDArray[np.datetime64],
    *,
    edition: Citation,
    area_class: gb3095.AreaClass = 2,
    procedure: Citation = EDITION_2013,
) -> YearOfAPollutant:
    """The year's evaluation of daily values (..., n) on ``dates`` (n) against an edition of GB 3095.

    For O3 the daily values are the daily 8-hour maxima. ``procedure``, an edition of HJ 663, decides the rounding.
    Raises NotInStandard.
    """
    known_item(pollutant, PERCENTILES, edition)
    amounts = readings(days)
    mean = gb3095.yearly_mean(amounts, dates)
    high = np.where(np.isnan(mean), np.nan, percentile(amounts, PERCENTILES[pollutant]))
    if procedure == EDITION_2013:
        mean, high = (round_even(values, PLACES.get(pollutant, 0)) for values in (mean, high))
    period = "8h" if pollutant == "O3" else "day"
    high_verdict = gb3095.compare(high, pollutant, period, edition=edition, area_class=area_class)
    if pollutant not in _WITH_YEARLY_LIMIT:
        return YearOfAPollutant(mean, high, np.full(mean.shape, UNDETERMINED, dtype=np.int8), high_verdict)
    mean_verdict = gb3095.compare(mean, pollutant, "year", edition=edition, area_class=area_class)
    both = worst(np.stack([mean_verdict, high_verdict], axis=-1), last=EXCEEDS)
    return YearOfAPollutant(mean, high, mean_verdict, both)


def good_day_share(aqi: ArrayLike) -> FloatArray:
    """Days with an index of at most 100 among the days that have one, along the last axis; NaN where none has."""
    index = floats(aqi)
    return ratio((index <= 100).sum(axis=-1), (~np.isnan(index)).sum(axis=-1))


def composite_index(values: Mapping[str, ArrayLike], *, edition: Citation) -> FloatArray:
    """环境空气质量综合指数: the sum of each pollutant's ratio to its class 2 limit. NaN where one is missing.

    ``values``: yearly means of SO2, NO2, PM10, PM25; 95th percentile of daily CO; 90th of daily 8-hour maxima of O3.
    """
    total: FloatArray = np.zeros(1)
    for pollutant in POLLUTANTS:
        period = "year" if pollutant in _WITH_YEARLY_LIMIT else ("8h" if pollutant == "O3" else "day")
        share = readings(values.get(pollutant, np.nan)) / gb3095.limit(pollutant, period, edition=edition)
        total = total + share
    return total


def daily_values(readings_by_hour: pl.DataFrame) -> pl.DataFrame:
    """Daily concentrations of every station and day from hourly means.

    ``readings_by_hour``: station (any), hour (Datetime, the beginning of the hour in local time), and any of SO2, NO2, CO,
    O3, PM10, PM25. Returns station, date and the indicators of hj633's daily index, null where too little was measured;
    a pollutant without a column is left out. Raises HourRepeated.
    """
    stations = readings_by_hour["station"].unique().sort()
    hours = readings_by_hour["hour"].cast(pl.Datetime("us")).dt.epoch("s").to_numpy() // 3600
    if len(hours) == 0:
        return pl.DataFrame(schema={"station": readings_by_hour.schema["station"], "date": pl.Date})
    first = int(hours.min()) // 24
    days = int(hours.max()) // 24 - first + 1
    row = stations.search_sorted(readings_by_hour["station"]).to_numpy().astype(np.int64)
    place = row * days * 24 + (hours - first * 24)
    shape = (len(stations), days, 24)
    repeated = len(place) - int(np.count_nonzero(np.bincount(place, minlength=1)))
    if repeated:
        raise HourRepeated(count=repeated)
    columns: dict[str, FloatArray] = {}
    for pollutant in POLLUTANTS:
        if pollutant in readings_by_hour.columns:
            dense = np.full(shape, np.nan)
            dense.reshape(-1)[place] = readings_by_hour[pollutant].cast(pl.Float64).to_numpy()
            columns |= _indicators(pollutant, dense)
    start = np.datetime64(first, "D")
    dates = np.tile(np.arange(start, start + days), len(stations))
    frame = pl.DataFrame({"station": stations.repeat_by(days).explode(), "date": dates})
    added = [pl.Series(name, column.reshape(-1), nan_to_null=True) for name, column in columns.items()]
    return frame.with_columns(pl.col("date").cast(pl.Date), *added)


def _indicators(pollutant: str, hours: FloatArray) -> dict[str, FloatArray]:
    if pollutant == "O3":
        return {"O3_8h": gb3095.ozone_daily_maximum_8h(hours), "O3_1h": gb3095.daily_maximum(hours)}
    return {f"{pollutant}_24h": gb3095.daily_mean(hours)}


def daily_index(days: pl.DataFrame, *, edition: Citation | None = None) -> pl.DataFrame:
    """The daily index of each row of ``daily_values``: station, date, aqi, class, primary (list of names).

    Each day is judged by the edition in force on it, or all by the ``edition`` given. Raises NoEditionInForce.
    """
    if edition is not None:
        return _index_under(days, edition)
    parts = []
    for one in hj633.EDITIONS:
        inside = pl.col("date") >= one.in_force_from
        if one.in_force_to is not None:
            inside &= pl.col("date") < one.in_force_to
        parts.append(_index_under(days.filter(inside), one))
    judged = pl.concat(parts)
    if len(judged) < len(days):
        hj633.edition_on(days["date"].min())  # type: ignore[arg-type]
    return judged.sort("station", "date")


def _index_under(days: pl.DataFrame, edition: Citation) -> pl.DataFrame:
    indicators = [name for name in hj633.DAILY[edition] if name in days.columns]
    air = hj633.daily({name: days[name].to_numpy() for name in indicators}, edition=edition)
    sub_indices = pl.DataFrame(
        {name: pl.Series(air.primary[:, place]) for place, name in enumerate(air.indicators)},
    )
    names = [pl.when(pl.col(name)).then(pl.lit(hj633.LABELS[name.partition("_")[0]])) for name in air.indicators]
    primary = sub_indices.select(
        pl.concat_list(names).list.drop_nulls().list.unique(maintain_order=True).alias("primary")
    )
    return days.select("station", "date").with_columns(
        pl.Series("aqi", air.aqi, nan_to_null=True).cast(pl.Int16),
        pl.Series("class", air.classes),
        primary["primary"],
    )
