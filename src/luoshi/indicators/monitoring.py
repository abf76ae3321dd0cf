"""Stations and their readings: taken in from files, judged by the standards, summed into the county's indicators.

Air: hourly means become days (HJ 663), days an index (HJ 633), each by the edition in force on it; the county's day is that
of the stations' mean concentrations. Water: a month's items become a class (GB 3838, 地表水环境质量评价办法).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import fmean
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import require
from luoshi.standards import gb3838, hj633, hj663, surface_water
from luoshi.standards.arrays import UNDETERMINED

from . import events
from .air_years import county_year
from .domain.periods import Frequency, of_day
from .exceeding import exceeded, newly_exceeding
from .models import Indicator, SeriesImport, Station, StationResult
from .service import feed

AIR_FEED, WATER_FEED = "indicators.air", "indicators.water"
"""Indicators with these feeds are counted from what the stations say; see ``_counts``."""
MISSING_MARKS = [-99.0, -999.0, -9999.0, 9999.0, 99999.0]
"""What instruments write where they have no reading."""
_WATER_WORDS = dict(gb3838.items())


class ReadingsRefused(ExpectedError):
    code = "indicators.readings_refused"
    message = N_("读数没有入库：{reason}。请更正文件后重新导入。")


def stations_of(medium: str) -> dict[str, Station]:
    """By code and by name, for files that use either."""
    found = {one.code: one for one in Station.objects.filter(medium=medium, retired=False)}
    return found | {one.name: one for one in list(found.values())}


@transaction.atomic
def take_in_air(*, by: Viewer, cells: pl.DataFrame, source: str, sha256: str = "", synthetic: bool = False) -> int:
    """Hourly means: station, hour, and any of SO2, NO2, CO (mg/m3), O3, PM10, PM25 (µg/m3). Returns the days judged.

    Raises ReadingsRefused (columns, stations, numbers, an hour twice).
    """
    require(by, "indicators.import")
    frame = _air_frame(cells)
    try:
        days = hj663.daily_values(frame)
        judged = hj663.daily_index(days)
        whole = days.group_by("date").agg(pl.exclude("station", "date").mean()).sort("date")
        whole = whole.with_columns(pl.lit("").alias("station"))
        county = hj663.daily_index(whole.select("station", pl.exclude("station")))
    except ExpectedError as error:
        raise ReadingsRefused(reason=str(error)) from None
    stations, batch = stations_of("air"), _batch(by, source, sha256, frame.height)
    rows = days.join(judged, on=["station", "date"]).to_dicts()
    names = [c for c in days.columns if c not in {"station", "date"}]
    results = [
        StationResult(
            station=stations[row["station"]],
            day=row["date"],
            values={name: _plain(row[name]) for name in names},
            index=row["aqi"],
            grade=row["class"],
            main=row["primary"] or [],
            edition=str(hj633.edition_on(row["date"])),
            synthetic=synthetic,
            batch=batch,
        )
        for row in rows
    ]
    _keep(results, by, batch, source, sha256)
    _feed_air(county, source)
    return len(results)


def _plain(value: Any) -> float | None:
    return None if value is None or value != value else round(float(value), 4)


def _air_frame(cells: pl.DataFrame) -> pl.DataFrame:
    names = {"站点": "station", "时间": "hour", "PM2.5": "PM25"}
    frame = cells.rename({c: names[c.strip()] for c in cells.columns if c.strip() in names})
    _require_columns(frame, ("station", "hour"))
    _require_stations(frame, "air")
    pollutants = [c for c in hj663.POLLUTANTS if c in frame.columns]
    if not pollutants:
        raise ReadingsRefused(reason=f"没有任何一种污染物的列（{'、'.join(hj663.POLLUTANTS)}）")
    text = pl.col("hour").str.strip_chars().str.replace("T", " ").str.slice(0, 13) + ":00"
    hour = text.str.strptime(pl.Datetime("us"), "%Y-%m-%d %H:%M", strict=False)
    typed = frame.select(
        pl.col("station").str.strip_chars(),
        hour.alias("hour"),
        *(pl.col(c).str.strip_chars().replace("", None).cast(pl.Float64, strict=False) for c in pollutants),
    )
    _refuse_unread(frame, typed, pollutants)
    if typed["hour"].null_count():
        row = typed["hour"].is_null().arg_true()[0] + 2
        raise ReadingsRefused(reason=f"第 {row} 行的时间不是“2021-07-23 08:00”这样的整点")
    return typed


def _require_columns(frame: pl.DataFrame, wanted: Iterable[str]) -> None:
    missing = [c for c in wanted if c not in frame.columns]
    if missing:
        raise ReadingsRefused(reason=f"缺少列 {'、'.join(missing)}")


def _require_stations(frame: pl.DataFrame, medium: str) -> None:
    unknown = sorted(set(frame["station"].str.strip_chars().to_list()) - set(stations_of(medium)), key=str)
    if unknown:
        raise ReadingsRefused(reason=f"没有站点 {'、'.join(map(str, unknown[:5]))}")


def _refuse_unread(frame: pl.DataFrame, typed: pl.DataFrame, columns: Sequence[str]) -> None:
    """A cell that is neither empty nor a number, or is below zero, is named by its row."""
    for name in columns:
        text = frame[name].str.strip_chars().replace("", None)
        absent = typed[name].is_in(MISSING_MARKS).fill_null(False)
        if absent.any():
            row = absent.arg_true()[0]
            raise ReadingsRefused(reason=f"第 {row + 2} 行 {name} 的“{frame[name][row]}”是缺测标记，不是读数，请留空")
        wrong = (text.is_not_null() & typed[name].is_null()) | (typed[name] < 0).fill_null(False)
        if wrong.any():
            row = wrong.arg_true()[0]
            raise ReadingsRefused(reason=f"第 {row + 2} 行 {name} 的读数“{frame[name][row]}”不是不小于零的数")


def _batch(by: Viewer, source: str, sha256: str, rows: int) -> SeriesImport:
    return SeriesImport.objects.create(
        file_name=source[:200], sha256=sha256, rows=rows, changed=0, by=by.username, at=now()
    )


def _keep(results: list[StationResult], by: Viewer, batch: SeriesImport, source: str, sha256: str) -> None:
    over = newly_exceeding(results)
    StationResult.objects.bulk_create(
        results,
        update_conflicts=True,
        unique_fields=["station", "day"],
        update_fields=["values", "index", "grade", "main", "edition", "synthetic", "batch"],
        batch_size=500,
    )
    batch.changed = len(results)
    batch.save(update_fields=["changed"])
    publish(
        events.SeriesTaken(
            actor=by.username,
            at=now(),
            subject=f"import/{batch.pk}",
            rows=batch.rows,
            changed=len(results),
            source=source,
            sha256=sha256,
        )
    )
    publish(exceeded(by, one) for one in over)


def _feed_air(county: pl.DataFrame, source: str) -> None:
    """Valid and good days (index at most 100) by month, mean and composite index by year, into the indicators fed by air."""
    months = (
        county.filter(pl.col("aqi").is_not_null())
        .group_by(pl.col("date").dt.truncate("1mo").alias("month"))
        .agg(pl.len().alias("valid_days"), (pl.col("aqi") <= 100).sum().alias("good_days"))
    )
    _feed(AIR_FEED, months, Frequency.MONTH, source)
    years = sorted(set(county["date"].dt.year().to_list()))
    whole = [(date(year, 1, 1), found) for year in years if (found := county_year(year)) is not None]
    table = [{"year": day, "pm25_mean": found.mean_of("PM25"), "air_index": found.index} for day, found in whole]
    if table:
        _feed(AIR_FEED, pl.DataFrame(table), Frequency.YEAR, source)


def _feed(name: str, counted: pl.DataFrame, frequency: Frequency, source: str) -> None:
    """Each fed indicator takes the column that its code names; what the year has too few days for stays open (NaN).
    The first column is a day of the period."""
    day, *columns = counted.columns
    for code in Indicator.objects.filter(feed=name, retired=False, code__in=columns).values_list("code", flat=True):
        figures = [(str(of_day(r[day], frequency)), "", float(r[code])) for r in counted.iter_rows(named=True)]
        feed(code, [one for one in figures if one[2] == one[2]], source=source[:200])


@transaction.atomic
def take_in_water(*, by: Viewer, cells: pl.DataFrame, source: str, sha256: str = "", synthetic: bool = False) -> int:
    """Monthly items of sections: station, month (2021-07), and columns named by item (code or label). Returns the
    sections and months judged. Raises ReadingsRefused."""
    require(by, "indicators.import")
    names = {"断面": "station", "月份": "month", **{label: name for name, label in _WATER_WORDS.items()}}
    frame = cells.rename({c: names[c.strip()] for c in cells.columns if c.strip() in names})
    _require_columns(frame, ("station", "month"))
    _require_stations(frame, "water")
    items = [c for c in frame.columns if c in _WATER_WORDS]
    judged = [c for c in items if c in surface_water.SECTION_ITEMS]  # nitrogen, say, is kept and judges no river
    if not judged:
        raise ReadingsRefused(reason="没有任何一个水质项目的列")
    frame, not_found = _half_of_the_limit(frame, items)
    typed = frame.select(
        pl.col("station").str.strip_chars(),
        (pl.col("month").str.strip_chars() + "-01").str.strptime(pl.Date, "%Y-%m-%d", strict=False).alias("month"),
        *(pl.col(c).str.strip_chars().replace("", None).cast(pl.Float64, strict=False) for c in items),
    )
    _refuse_unread(frame, typed, items)
    if typed["month"].null_count():
        row = typed["month"].is_null().arg_true()[0] + 2
        raise ReadingsRefused(reason=f"第 {row} 行的月份不是“2021-07”这样的月份")
    if typed.select(pl.struct("station", "month").is_duplicated().any()).item():
        raise ReadingsRefused(reason="同一断面同一月份有两行")
    found = surface_water.evaluate_sections(
        {c: typed[c].to_numpy() for c in judged}, below_detection={c: not_found[c] for c in judged}
    )
    stations, batch = stations_of("water"), _batch(by, source, sha256, frame.height)
    results = [
        StationResult(
            station=stations[row["station"]],
            day=row["month"],
            values={c: _plain(row[c]) for c in items},
            grade=_water_grade(found, n),
            main=found.main_pollutants(n),
            edition=str(surface_water.EDITION),
            synthetic=synthetic,
            batch=batch,
        )
        for n, row in enumerate(typed.iter_rows(named=True))
    ]
    _keep(results, by, batch, source, sha256)
    _feed_water({r.day for r in results}, source)
    return len(results)


def _half_of_the_limit(frame: pl.DataFrame, items: Sequence[str]) -> tuple[pl.DataFrame, dict[str, np.ndarray]]:
    """What was below the detection limit, written ``<0.025`` or ``0.025L`` (HJ/T 91): half the limit goes into means, and the
    class is the best (地表水环境质量评价办法, from memory, to be verified). Returns the frame with halves, and which they were."""
    found: dict[str, np.ndarray] = {}
    for name in items:
        text = frame[name].str.strip_chars()
        less, marked = (text.str.extract(one) for one in (r"^<\s*([0-9.]+)$", r"^([0-9.]+)\s*[Ll]$"))
        limit = less.fill_null(marked)
        halves = limit.cast(pl.Float64, strict=False) / 2
        found[name] = halves.is_not_null().to_numpy()
        frame = frame.with_columns(
            pl.when(halves.is_not_null()).then(halves.cast(pl.String)).otherwise(pl.col(name)).alias(name)
        )
    return frame, found


def _water_grade(found: surface_water.SectionEvaluation, row: int) -> int:
    """The class; where an item is missing, the worst class known when that is already worse than III, else unknown."""
    if found.classes[row] != UNDETERMINED:
        return int(found.classes[row])
    return int(found.at_least[row]) if found.at_least[row] > 3 else UNDETERMINED


def _feed_water(months: set[date], source: str) -> None:
    rows = StationResult.objects.filter(station__medium="water", day__in=months, grade__gte=1)
    counted: dict[date, list[int]] = {}
    for day, grade in rows.values_list("day", "grade"):
        counted.setdefault(day, []).append(grade)
    if counted:
        frame = pl.DataFrame(
            {
                "month": list(counted),
                "sections_valid": [len(g) for g in counted.values()],
                "sections_good": [sum(x <= 3 for x in g) for g in counted.values()],
                "sections_bad": [sum(x > 5 for x in g) for g in counted.values()],
            }
        )
        _feed(WATER_FEED, frame, Frequency.MONTH, source)


def station_of(code: str) -> Station:
    """Raises NotFound."""
    found = Station.objects.filter(code=code).first()
    if found is None:
        raise NotFound(what=code)
    return found


def water_months(document: str, year: int) -> dict[str, tuple[int, int]]:
    """Place -> months of its sections in which the class met the target, and months judged, in a year."""
    rows = StationResult.objects.filter(
        station__document=document, station__medium=Station.Medium.WATER, day__year=year, grade__gte=1
    ).exclude(station__place="")
    found: dict[str, tuple[int, int]] = {}
    facts = rows.exclude(station__target_class=None).values_list("station__place", "station__target_class", "grade")
    for place, target, grade in facts:
        met, judged = found.get(place, (0, 0))
        found[place] = (met + (target is not None and grade <= target), judged + 1)
    return found


LEAST_MONTHS = 8
"""Of a year, for its mean to stand for it (地表水环境质量评价办法, from memory, to be verified)."""


def water_year_means(station: str, year: int) -> dict[str, tuple[float, int]]:
    """Item -> mean of the section's months in a year and how many there were; items with fewer than eight are left out."""
    rows = StationResult.objects.filter(station__code=station, station__medium=Station.Medium.WATER, day__year=year)
    values: dict[str, list[float]] = {}
    for kept in rows.order_by("day").values_list("values", flat=True):
        for name, value in kept.items():
            if value is not None:
                values.setdefault(name, []).append(float(value))
    return {name: (fmean(v), len(v)) for name, v in values.items() if len(v) >= LEAST_MONTHS}
