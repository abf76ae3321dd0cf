"""From hourly and monthly readings to days, classes, years and the county's indicators, on values of the standards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from factories import user, viewer, write_programme
from kept import applied
from luoshi.accountability.api import verify
from luoshi.indicators import air_years, monitoring
from luoshi.indicators.domain.periods import Frequency, parse
from luoshi.indicators.models import Indicator, Observation, Station, StationResult
from luoshi.indicators.queries import prove
from luoshi.kernel.errors import NotAllowed
from luoshi.registry.api import system_viewer
from luoshi.standards.arrays import EXCEEDS, MEETS, UNDETERMINED

STATIONS = """code,name,name_en,medium,place,measure,target_class
east,东站,East,air,990101,1,
west,西站,West,air,990102,1,
bridge,大桥断面,Bridge,water,990101,1,3
"""
INDICATORS = """measure: "1"
indicators:
  - {code: valid_days, name: 有效天数, name_en: Valid, frequency: month, places: 0, feed: indicators.air, source: 站点, clauses: [1.s1]}
  - {code: good_days, name: 优良天数, name_en: Good, frequency: month, direction: up, places: 0, feed: indicators.air, source: 站点, clauses: [1.s1]}
  - {code: good_share, name: 优良比例, name_en: Share, unit: "%", frequency: month, direction: up, places: 1, formula: 100 * good_days / valid_days, source: 公式, clauses: [1.s1]}
  - {code: pm25_mean, name: 细颗粒物年均, name_en: Dust, frequency: year, places: 1, feed: indicators.air, source: 站点, clauses: [1.s1]}
  - {code: air_index, name: 综合指数, name_en: Index, frequency: year, places: 2, feed: indicators.air, source: 站点, clauses: [1.s1]}
  - {code: sections_bad, name: 差断面, name_en: Bad, frequency: month, places: 0, feed: indicators.water, source: 断面, clauses: [1.s1]}
  - {code: sections_good, name: 好断面, name_en: Fine, frequency: month, places: 0, feed: indicators.water, source: 断面, clauses: [1.s1]}
"""


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    made = write_programme(tmp_path / "programme")
    where = made / "01-environment"
    (where / "stations.csv").write_text(STATIONS, "utf-8")
    (where / "indicators.yaml").write_text(INDICATORS, "utf-8")
    applied(made)
    return made


FINE_DUST = "颗粒物（PM2.5）"
CLEAN = {"SO2": 10.0, "NO2": 20.0, "CO": 0.5, "O3": 60.0, "PM10": 40.0, "PM25": 20.0}


def hours(days: dict[date, tuple[float, float]], hours_a_day: int = 24) -> pl.DataFrame:
    """Fine dust by day at both stations, everything else clean."""
    rows = [
        {
            "站点": station,
            "时间": f"{day} {hour:02d}:00",
            **{k: str(v) for k, v in CLEAN.items()},
            "PM25": str(values[n]),
        }
        for day, values in days.items()
        for n, station in enumerate(("东站", "west"))
        for hour in range(hours_a_day)
    ]
    return pl.DataFrame(rows).rename({"PM25": "PM2.5"})


def value(code: str, period: str) -> float | None:
    frequency = Frequency.MONTH if "-" in period else Frequency.YEAR
    row = Observation.objects.filter(
        indicator__code=code, period=parse(period, frequency).index, known_to__isnull=True
    ).first()
    return row.value if row else None


def test_hourly_readings_become_days_and_the_countys_indicators(folder: Path) -> None:
    first = date(2021, 3, 1)
    # 75 µg/m3 of fine dust is an index of 100 (HJ 633-2012, table 1), 115 one of 150; the county's day is their mean.
    days = {first: (75.0, 75.0), first + timedelta(days=1): (115.0, 115.0), first + timedelta(days=2): (75.0, 35.0)}
    judged = monitoring.take_in_air(by=viewer("analyst"), cells=hours(days), source="小时值")
    assert judged == 6
    east = StationResult.objects.filter(station__code="east").order_by("day")
    assert [(row.index, row.grade, row.main) for row in east] == [
        (100, 2, [FINE_DUST]),
        (150, 3, [FINE_DUST]),
        (100, 2, [FINE_DUST]),
    ]
    assert (value("valid_days", "2021-03"), value("good_days", "2021-03"), value("good_share", "2021-03")) == (
        3,
        2,
        66.7,
    )
    assert prove(Indicator.objects.get(code="good_share"), parse("2021-03", Frequency.MONTH)).same
    # A correction of one day replaces it and is carried through.
    monitoring.take_in_air(by=viewer("analyst"), cells=hours(dict.fromkeys(days, (35.0, 35.0))), source="复核")
    assert (StationResult.objects.count(), value("good_days", "2021-03")) == (6, 3)
    assert verify() == []


def test_a_day_with_too_few_hours_is_not_judged(folder: Path) -> None:
    """GB 3095-2012 asks for 20 hourly means of a day."""
    monitoring.take_in_air(by=system_viewer(), cells=hours({date(2021, 3, 1): (75.0, 75.0)}, 19), source="x")
    assert [row.index for row in StationResult.objects.all()] == [None, None]
    assert value("valid_days", "2021-03") is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda f: f.drop("时间"), "缺少列 hour"),
        (lambda f: f.with_columns(pl.lit("北站").alias("站点")), "没有站点 北站"),
        (lambda f: f.with_columns(pl.lit("-3").alias("SO2")), "第 2 行 SO2"),
        (lambda f: f.with_columns(pl.lit("多").alias("SO2")), "第 2 行 SO2"),
        (lambda f: f.with_columns(pl.lit("-99").alias("SO2")), "缺测标记"),
        (lambda f: f.with_columns(pl.lit("9999").alias("PM10")), "缺测标记"),
        (lambda f: f.with_columns(pl.lit("2021-03-01 24:00").alias("时间")), "第 2 行的时间"),
        (lambda f: f.with_columns(pl.lit("昨天").alias("时间")), "第 2 行的时间"),
        (lambda f: pl.concat([f, f]), "重复"),
        (lambda f: f.select("站点", "时间"), "没有任何一种污染物"),
    ],
)
def test_readings_that_cannot_be_right_are_refused_whole(folder: Path, change, reason: str) -> None:
    with pytest.raises(monitoring.ReadingsRefused, match=reason):
        monitoring.take_in_air(by=system_viewer(), cells=change(hours({date(2021, 3, 1): (75.0, 75.0)})), source="x")
    assert not StationResult.objects.exists()


def test_a_months_items_give_the_class_of_a_section_and_its_worst_items(folder: Path) -> None:
    # GB 3838-2002, table 1: ammonia 1.0 mg/L is the limit of class III, 1.5 of class IV.
    cells = pl.DataFrame(
        {"断面": ["bridge", "大桥断面"], "月份": ["2021-03", "2021-04"], "NH3N": ["0.9", "1.2"], "DO": ["6", "6"]}
    )
    # Judged by the items the file has.
    assert monitoring.take_in_water(by=system_viewer(), cells=cells, source="月值") == 2
    march, april = StationResult.objects.order_by("day")
    assert (march.grade, march.main) == (3, [])
    assert (april.grade, april.main) == (4, ["氨氮(0.2)"])
    assert (value("sections_good", "2021-04"), value("sections_bad", "2021-04")) == (0, 0)
    worse = cells.tail(1).with_columns(pl.lit("2021-05").alias("月份"), pl.lit("2.1").alias("NH3N"))  # over class V
    monitoring.take_in_water(by=system_viewer(), cells=worse, source="月值")
    assert value("sections_bad", "2021-05") == 1
    twice = pl.concat([cells.head(1), cells.head(1)])
    with pytest.raises(monitoring.ReadingsRefused, match="两行"):
        monitoring.take_in_water(by=system_viewer(), cells=twice, source="x")


def test_pages_show_stations_years_and_take_files(folder: Path) -> None:
    days = {date(2021, 3, 1) + timedelta(days=n): (30.0, 50.0) for n in range(5)}
    client = Client()
    client.force_login(user("analyst"))
    content = hours(days).write_csv().encode()
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = {"file": SimpleUploadedFile("小时.csv", content), "source": "站点平台"}
    assert client.post("/indicators/stations/take-in/air/", given).status_code == 302
    assert "东站" in client.get("/indicators/stations/").content.decode()
    page = client.get("/indicators/stations/east/").content.decode()
    assert "2021 年评价" in page
    assert "HJ 633-2012" in page
    given = {"file": SimpleUploadedFile("小时.csv", b"a,b\n1,2\n"), "source": "站点平台"}
    assert client.post("/indicators/stations/take-in/air/", given).status_code == 422
    with pytest.raises(NotAllowed):
        monitoring.take_in_air(by=viewer("liaison", "finance"), cells=hours(days), source="x")


def test_below_the_detection_limit_is_the_best_class_and_half_the_limit_in_means(folder: Path) -> None:
    """Ammonia below 0.025 mg/L eight months running: class I for it, 0.0125 in the mean; 0.5 would be class II."""
    months = [f"2021-{n:02d}" for n in range(1, 9)]
    written = ["<0.025", "0.025L", "< 0.025", "0.025l"] * 2
    cells = pl.DataFrame({"断面": ["bridge"] * 8, "月份": months, "NH3N": written, "DO": ["8"] * 8})
    monitoring.take_in_water(by=system_viewer(), cells=cells, source="月值")
    assert {row.grade for row in StationResult.objects.all()} == {1}
    assert monitoring.water_year_means("bridge", 2021)["NH3N"] == (0.0125, 8)
    with pytest.raises(monitoring.ReadingsRefused, match="第 2 行 NH3N"):
        wrong = cells.with_columns(pl.lit("<多").alias("NH3N"))
        monitoring.take_in_water(by=system_viewer(), cells=wrong, source="月值")


def whole_year(year: int, east: float, west: float) -> None:
    """Every hour of a year: fine dust so high at the two stations, everything else clean."""
    days = {
        date(year, 1, 1) + timedelta(days=n): (east, west)
        for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    }
    monitoring.take_in_air(by=system_viewer(), cells=hours(days), source="全年")


def test_a_year_is_judged_by_each_edition_in_force_in_it(folder: Path) -> None:
    """28 µg/m3 of fine dust over 2026: within 35 of GB 3095-2012 and within 30 of the 2026 transition; 33 is over the latter."""
    whole_year(2026, 28.0, 33.0)
    east, west = (air_years.air_year(Station.objects.get(code=code), 2026) for code in ("east", "west"))
    assert east is not None and west is not None
    assert [str(basis.limits.number) for basis in east.bases] == ["GB 3095-2012", "GB 3095-2026"]
    assert [basis.procedure.number for basis in east.bases] == ["HJ 663-2013", "HJ 663-2026"]
    dust = [[line.verdict for line in basis.lines if line.pollutant == FINE_DUST] for basis in east.bases + west.bases]
    assert dust == [[MEETS], [MEETS], [MEETS], [EXCEEDS]]
    # Σ C/S on class 2: 10/60 + 20/40 + 40/70 + 28/35 + 0.5/4 + 60/160, and of the transition 40/60 and 28/30.
    assert [round(basis.index, 4) for basis in east.bases] == [2.5381, 2.7667]
    # The county's day is the mean of its stations: 30.5 of the transition's 30 where the east alone has 28.
    assert (value("pm25_mean", "2026"), round(value("air_index", "2026") or 0, 2)) == (30.5, 2.85)
    page = Client()
    page.force_login(user("analyst"))
    told = page.get("/indicators/stations/east/").content.decode()
    assert "两种口径都列出" in told and "三年滑动评价" in told and "待定" in told and "HJ 663-2026" in told
    ranked = page.get("/indicators/stations/").content.decode()
    assert "2026 年环境空气质量综合指数排名" in ranked and ranked.index("2.77") < ranked.index("2.93")


def test_a_year_with_too_few_days_has_neither_verdict_nor_rank(folder: Path) -> None:
    days = {date(2021, 1, 1) + timedelta(days=n): (30.0, 50.0) for n in range(323)}
    monitoring.take_in_air(by=system_viewer(), cells=hours(days), source="x")
    found = air_years.air_year(Station.objects.get(code="east"), 2021)
    assert found is not None and (found.days, found.of) == (323, 365)
    (basis,) = found.bases
    assert {line.verdict for line in basis.lines} == {UNDETERMINED} and basis.index != basis.index
    assert value("pm25_mean", "2021") is value("air_index", "2021") is None
    ranks = air_years.ranking()
    assert ranks is not None and [place.rank for place in ranks.places] == [0, 0]
    page = Client()
    page.force_login(user("analyst"))
    assert "有效天数不足，不作评价" in page.get("/indicators/stations/").content.decode()
