"""Open hours of a window across lunch, nights and holidays."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.window_hours import WindowHours, WindowHoursWrong

WINDOW = WindowHours.parse("08:30-12:00 14:00-17:30")
moments = st.datetimes(datetime(2021, 9, 1), datetime(2022, 3, 1))
spans = st.integers(1, 60 * 200).map(lambda minutes: timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_only_open_time_counts() -> None:
    assert WINDOW.per_day == timedelta(hours=7)
    assert WINDOW.elapsed(CHINA, at("2021-09-16T11:00"), at("2021-09-16T15:10")) == timedelta(hours=2, minutes=10)
    assert WINDOW.elapsed(CHINA, at("2021-09-16T15:10"), at("2021-09-16T11:00")) == timedelta(0)


def test_four_working_hours_before_national_day_end_after_it() -> None:
    assert WINDOW.add(CHINA, at("2021-09-30T16:30"), timedelta(hours=4)) == at("2021-10-08T11:30")


def test_limit_ends_at_closing_not_at_the_next_opening() -> None:
    assert WINDOW.add(CHINA, at("2021-09-16T08:30"), timedelta(hours=3.5)) == at("2021-09-16T12:00")
    assert WINDOW.add(CHINA, at("2021-09-16T08:30"), timedelta(hours=7)) == at("2021-09-16T17:30")
    assert WINDOW.add(CHINA, at("2021-09-16T08:30"), timedelta(hours=21)) == at("2021-09-18T17:30")  # worked Saturday
    assert WINDOW.add(CHINA, at("2021-10-02T09:00"), timedelta(hours=1)) == at("2021-10-08T09:30")


def test_zone_of_the_start_is_kept() -> None:
    utc = datetime(2021, 9, 16, 3, 0, tzinfo=UTC)  # 11:00 in China
    assert WINDOW.add(CHINA, utc, timedelta(hours=2)) == datetime(2021, 9, 16, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "12:00-08:30", "08:30-12:00 11:00-17:30", "早上", "08:30"])
def test_wrong_hours_are_refused(text: str) -> None:
    with pytest.raises(WindowHoursWrong):
        WindowHours.parse(text)


@given(moments, spans)
def test_time_added_is_time_elapsed_and_ends_while_open(start: datetime, length: timedelta) -> None:
    end = WINDOW.add(CHINA, start, length)
    assert WINDOW.elapsed(CHINA, start, end) == length
    assert CHINA.is_working_day(end.date())
    assert any(opens < end.time() <= closes for opens, closes in WINDOW.sessions)


@given(moments, moments, moments)
def test_elapsed_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    whole = WINDOW.elapsed(CHINA, first, third)
    assert whole == WINDOW.elapsed(CHINA, first, second) + WINDOW.elapsed(CHINA, second, third)


def test_around_the_clock_is_plain_time() -> None:
    calendar = CHINA.with_days(worked=[at("2021-10-01").date()])
    window = WindowHours(((time(0), time(23, 59)),))
    assert window.elapsed(calendar, at("2021-09-30T12:00"), at("2021-10-01T12:00")) == timedelta(hours=24, minutes=-1)
