"""GB 3095, HJ 633, HJ 663: worked examples, edges of the breakpoints, and the unknown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb3095, hj633, hj663
from luoshi.standards.arrays import EXCEEDS, MEETS, UNDETERMINED
from luoshi.standards.editions import NoEditionInForce, NotInStandard

pytestmark = pytest.mark.pure

OLD, NEW = hj633.EDITION_2012, hj633.EDITION_2026
DAY = {"PM25_24h": 68, "PM10_24h": 130, "SO2_24h": 12, "NO2_24h": 36, "CO_24h": 0.9, "O3_8h": 142}
YEAR_2025 = np.arange("2025-01-01", "2026-01-01", dtype="datetime64[D]")


def one(values: dict[str, float | None], edition: object) -> hj633.AirQuality:
    return hj633.daily({name: [value] for name, value in values.items()}, edition=edition)  # type: ignore[arg-type]


def test_the_same_air_is_good_under_2012_and_lightly_polluted_under_2026() -> None:
    old = one({**DAY, "O3_1h": 150}, OLD)
    by_name = dict(zip(old.indicators, old.sub_indices[0], strict=True))
    assert by_name == {
        "PM25_24h": 92, "PM10_24h": 90, "SO2_24h": 12, "NO2_24h": 45, "CO_24h": 23, "O3_8h": 85, "O3_1h": 47,
    }  # fmt: skip
    assert old.aqi[0] == 92 and hj633.CLASS_LABELS[int(old.classes[0])] == "良"
    assert old.primary_labels(0) == ["颗粒物（PM2.5）"] and old.exceeding is not None and not old.exceeding.any()
    new = one(DAY, NEW)
    assert dict(zip(new.indicators, new.sub_indices[0], strict=True)) == {
        "PM25_24h": 108, "PM10_24h": 104, "SO2_24h": 12, "NO2_24h": 45, "CO_24h": 23, "O3_8h": 85,
    }  # fmt: skip
    assert new.aqi[0] == 108 and hj633.CLASS_LABELS[int(new.classes[0])] == "轻度污染"
    assert new.primary_labels(0) == ["颗粒物（PM2.5）"] and new.exceeding is None


@pytest.mark.parametrize(
    ("indicator", "value", "old", "new"),
    [
        ("PM25_24h", 35, 50, 50), ("PM25_24h", 36, 52, 52), ("PM25_24h", 60, 82, 100), ("PM25_24h", 61, 83, 101),
        ("PM10_24h", 120, 85, 100), ("PM10_24h", 121, 86, 101), ("O3_8h", 160, 100, 100), ("O3_8h", 161, 101, 101),
        ("NO2_24h", 41, 52, 52), ("SO2_24h", 51, 51, 51), ("CO_24h", 2.2, 55, 55), ("PM25_24h", 501, 500, 500),
        ("O3_1h", 150, 47, 47), ("SO2_1h", 800, 200, 200),
    ],
)  # fmt: skip
def test_edges_of_the_breakpoints(indicator: str, value: float, old: int, new: int) -> None:
    assert hj633.sub_index(indicator, value, edition=OLD) == old
    assert hj633.sub_index(indicator, value, edition=NEW) == new


def test_beyond_the_table_2026_stops_and_2012_lets_another_indicator_speak() -> None:
    assert hj633.sub_index("O3_8h", 801, edition=NEW) == 300
    assert hj633.sub_index("SO2_1h", 801, edition=NEW) == 200
    assert np.isnan(hj633.sub_index("SO2_1h", 801, edition=OLD))
    air = one({**DAY, "O3_8h": 801, "O3_1h": 900}, OLD)
    assert air.aqi[0] == 350 and air.primary_labels(0) == ["臭氧"]


@given(st.integers(0, 2900), st.sampled_from(["SO2_24h", "NO2_24h", "PM25_24h", "PM10_24h", "O3_8h", "CO_24h"]))
def test_sub_index_is_the_ceiling_of_exact_fractions(amount: int, indicator: str) -> None:
    value = Fraction(amount, 10 if indicator == "CO_24h" else 1)
    points = [Fraction(int(point), 1000) for point in hj633._points(indicator, NEW)]
    indices = [0, 50, 100, 150, 200, 300, 400, 500][: len(points)]
    value_in = min(value, points[-1])
    place = next(i for i in range(1, len(points)) if value_in <= points[i])
    low, high = points[place - 1], points[place]
    exact = ceil((indices[place] - indices[place - 1]) * (value_in - low) / (high - low) + indices[place - 1])
    assert hj633.sub_index(indicator, float(value), edition=NEW) == exact


@given(st.lists(st.floats(0, 3000), min_size=2, max_size=30))
def test_sub_index_never_falls_as_pollution_rises(values: list[float]) -> None:
    indices = hj633.sub_index("PM25_24h", sorted(values), edition=NEW)
    assert (np.diff(indices) >= 0).all()


def test_missing_pollutant_blocks_the_index_unless_the_rest_is_above_100() -> None:
    clean = {**DAY, "PM25_24h": 20, "PM10_24h": 40, "O3_8h": None}
    air = one(clean, NEW)
    assert np.isnan(air.aqi[0]) and air.classes[0] == UNDETERMINED and not air.primary.any()
    assert air.at_least[0] == 45
    assert one({**DAY, "O3_8h": None}, NEW).aqi[0] == 108
    assert np.isnan(one({**DAY, "O3_8h": None}, OLD).aqi[0])
    excused = hj633.daily({name: [value] for name, value in clean.items()}, edition=NEW, excused=frozenset({"O3_8h"}))
    assert excused.aqi[0] == 45
    assert np.isnan(one(dict.fromkeys(DAY), NEW).at_least[0])
    assert one({**DAY, "PM25_24h": -99}, NEW).aqi[0] == 104


def test_hour_of_2026_judges_particles_by_the_daily_breakpoints() -> None:
    air = hj633.hourly({name: [60.0] for name in ("SO2_1h", "NO2_1h", "O3_1h", "PM10_1h", "PM25_1h")} | {"CO_1h": [1]})
    assert air.aqi[0] == 100 and air.primary_labels(0) == ["颗粒物（PM2.5）"]


@pytest.mark.parametrize(
    ("index", "grade"), [(0, 1), (50, 1), (51, 2), (100, 2), (101, 3), (150, 3), (200, 4), (300, 5), (301, 6)]
)
def test_classes(index: int, grade: int) -> None:
    assert hj633.class_of(index) == grade and grade in hj633.COLOURS


def test_editions_by_date() -> None:
    assert hj633.edition_on(date(2026, 2, 28)) == OLD and hj633.edition_on(date(2026, 3, 1)) == NEW
    assert gb3095.edition_on(date(2030, 12, 31)) == gb3095.EDITION_2026
    assert gb3095.edition_on(date(2031, 1, 1)) == gb3095.EDITION_2031
    with pytest.raises(NoEditionInForce, match="2010-01-01"):
        hj633.edition_on(date(2010, 1, 1))
    with pytest.raises(NotInStandard, match="TSP"):
        hj633.sub_index("TSP", 1, edition=NEW)
    with pytest.raises(NotInStandard, match="CO year"):
        gb3095.limit("CO", "year", edition=gb3095.EDITION_2026)


@pytest.mark.parametrize(
    ("day", "outcome"), [(date(2025, 6, 1), MEETS), (date(2026, 6, 1), MEETS), (date(2031, 1, 1), EXCEEDS)]
)
def test_yearly_28_of_pm25_passes_until_2031(day: date, outcome: int) -> None:
    assert gb3095.compare(28, "PM25", "year", edition=gb3095.edition_on(day)) == outcome


def test_year_needs_324_days_and_27_in_each_month() -> None:
    days = np.full(365, 28.0)
    month, day = YEAR_2025.astype("datetime64[M]").astype(int) % 12, YEAR_2025.astype("datetime64[D]")
    of_month = (day - YEAR_2025.astype("datetime64[M]")).astype(int) + 1
    days[(of_month > 27) & (month != 1)] = np.nan
    days[31] = np.nan  # 1 February: 27 days left of each month, and 27 of February
    enough = days.copy()
    assert (~np.isnan(enough)).sum() == 324 and gb3095.is_assessable_year(enough, YEAR_2025)
    assert gb3095.yearly_mean(enough, YEAR_2025) == pytest.approx(28)
    one_less = enough.copy()
    one_less[0] = np.nan
    assert np.isnan(gb3095.yearly_mean(one_less, YEAR_2025))
    result = hj663.year_of("PM25", one_less, YEAR_2025, edition=gb3095.EDITION_2012)
    assert result.verdict == UNDETERMINED and np.isnan(result.percentile)
    february = np.full(365, 28.0)
    february[31:35] = np.nan  # 24 of 28 left
    assert not gb3095.is_assessable_year(february, YEAR_2025)


def test_day_needs_20_hours_and_eight_hours_need_six() -> None:
    hours = np.full(24, 10.0)
    hours[:4] = np.nan
    assert gb3095.daily_mean(hours) == 10
    hours[4] = np.nan
    assert np.isnan(gb3095.daily_mean(hours)) and np.isnan(gb3095.daily_maximum(hours))
    ozone = np.arange(24.0)
    assert gb3095.ozone_daily_maximum_8h(ozone) == np.mean(range(16, 24))
    morning_lost = np.where(np.arange(24) < 9, np.nan, 100.0)
    assert np.isnan(gb3095.ozone_daily_maximum_8h(morning_lost))  # windows ending 15 to 24: ten
    assert gb3095.ozone_daily_maximum_8h(morning_lost * 1.7) == pytest.approx(170)


def test_percentile_between_two_ranks() -> None:
    values = [20, 24, 30, 31, 35, 40, 44, 52, 61, 70]
    assert hj663.percentile(values, 0.95) == pytest.approx(65.95)
    assert hj663.percentile([*values[::-1], None], 0.95) == pytest.approx(65.95)
    assert np.isnan(hj663.percentile([None, None], 0.95))


@given(st.lists(st.floats(0, 500), min_size=1, max_size=40), st.sampled_from([0.9, 0.95, 0.98]))
def test_percentile_agrees_with_numpy(values: list[float], share: float) -> None:
    assert hj663.percentile(values, share) == pytest.approx(np.percentile(np.round(values, 10), share * 100))


def test_composite_index_of_the_two_limits() -> None:
    values = {"SO2": 4, "NO2": 17, "PM10": 35, "PM25": 19, "CO": 0.8, "O3": 120}
    assert round(float(hj663.composite_index(values, edition=gb3095.EDITION_2012)[0]), 2) == 2.48
    assert round(float(hj663.composite_index(values, edition=gb3095.EDITION_2026)[0]), 2) == 2.66
    del values["CO"]
    assert np.isnan(hj663.composite_index(values, edition=gb3095.EDITION_2012)[0])


def test_good_day_share_of_a_real_year() -> None:
    aqi = [30] * 201 + [80] * 157 + [110] * 7
    assert round(float(hj663.good_day_share(aqi)) * 100, 1) == 98.1
    assert hj663.good_day_share([30, np.nan]) == 1 and np.isnan(hj663.good_day_share([np.nan]))


def hours_of(days: list[date], **levels: float) -> pl.DataFrame:
    stamps = [datetime(d.year, d.month, d.day) + timedelta(hours=h) for d in days for h in range(24)]
    columns = {name: [level] * len(stamps) for name, level in levels.items()}
    return pl.DataFrame({"station": ["a"] * len(stamps), "hour": stamps, **columns})


def test_hours_become_days_each_under_its_own_edition() -> None:
    frame = hours_of([date(2026, 2, 28), date(2026, 3, 1)], SO2=12, NO2=36, CO=0.9, O3=142, PM10=130, PM25=68)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    days = hj663.daily_values(shuffled)
    assert days["O3_1h"].to_list() == [142, 142] and days["PM25_24h"].to_list() == pytest.approx([68, 68])
    index = hj663.daily_index(days)
    assert index["date"].to_list() == [date(2026, 2, 28), date(2026, 3, 1)]
    assert index["aqi"].to_list() == [92, 108] and index["class"].to_list() == [2, 3]
    assert index["primary"].to_list() == [["颗粒物（PM2.5）"]] * 2
    assert hj663.daily_index(days, edition=OLD)["aqi"].to_list() == [92, 92]


def test_day_of_too_few_hours_or_without_a_pollutant_has_no_index() -> None:
    frame = hours_of([date(2025, 5, 1)], SO2=12, NO2=36, CO=0.9, O3=90, PM10=40, PM25=20)
    five_lost = frame.with_columns(
        pl.when(pl.col("hour").dt.hour() < 5).then(None).otherwise(pl.col("NO2")).alias("NO2")
    )
    for lacking in (five_lost, frame.drop("NO2")):
        index = hj663.daily_index(hj663.daily_values(lacking))
        assert index["aqi"].to_list() == [None] and index["class"].to_list() == [UNDETERMINED]
        assert index["primary"].to_list() == [[]]


def test_repeated_hour_is_refused() -> None:
    frame = hours_of([date(2025, 5, 1)], PM25=20)
    with pytest.raises(hj663.HourRepeated, match="共 1 条"):
        hj663.daily_values(pl.concat([frame, frame.head(1)]))
    assert hj663.daily_values(frame.clear()).is_empty()


def test_year_of_stations_rounds_under_2013_and_not_under_2026() -> None:
    days = np.stack([np.full(365, 35.4), np.full(365, 35.6), np.full(365, np.nan)])
    old = hj663.year_of("PM25", days, YEAR_2025, edition=gb3095.EDITION_2012)
    assert old.mean[:2].tolist() == [35, 36] and old.mean_verdict.tolist() == [MEETS, EXCEEDS, UNDETERMINED]
    new = hj663.year_of("PM25", days, YEAR_2025, edition=gb3095.EDITION_2012, procedure=hj663.EDITION_2026)
    assert new.mean_verdict.tolist() == [EXCEEDS, EXCEEDS, UNDETERMINED]


def test_year_is_exceeded_by_its_bad_days_although_its_mean_is_good() -> None:
    days = np.full(365, 20.0)
    days[::12] = 90.0  # 31 days, more than one in twenty
    found = hj663.year_of("PM25", days, YEAR_2025, edition=gb3095.EDITION_2012)
    assert found.mean_verdict == MEETS and found.percentile == 90 and found.verdict == EXCEEDS
    ozone = hj663.year_of("O3", days, YEAR_2025, edition=gb3095.EDITION_2012)
    assert ozone.mean_verdict == UNDETERMINED and ozone.verdict == MEETS


def test_procedure_follows_its_date_and_says_what_is_not_known_of_it() -> None:
    assert hj663.edition_on(date(2026, 2, 28)) == hj663.EDITION_2013
    assert hj663.edition_on(date(2026, 3, 1)) == hj663.EDITION_2026
    assert not hj663.NOT_KNOWN[hj663.EDITION_2013] and "三年滑动评价" in hj663.NOT_KNOWN[hj663.EDITION_2026]
    assert set(hj663.NOT_KNOWN) == set(hj663.EDITIONS)
