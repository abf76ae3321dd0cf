"""Working days against the published notices and against limits worked out by hand."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import (
    CHINA,
    DayBothOffAndWorked,
    DayOutOfRange,
    HolidayNotice,
    NoSuchWorkingDay,
    NoticeUnreadable,
    corresponding_day,
)

from .published_days import NOTICES, WORKING_DAYS

days = st.dates(date(2003, 1, 1), date(2029, 12, 31))
lengths = st.integers(0, 800)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("year", NOTICES)
def test_calendar_agrees_with_the_notice_day_by_day(year: int) -> None:
    notice = HolidayNotice.parse(year, NOTICES[year])
    one_day = date(year, 1, 1)
    while one_day.year == year:
        worked = one_day in notice.worked or (one_day.weekday() < 5 and one_day not in notice.off)
        assert CHINA.is_working_day(one_day) == worked, one_day
        one_day += timedelta(days=1)
    assert CHINA.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == WORKING_DAYS[year]


def test_calendar_knows_2004_to_2026_without_a_gap() -> None:
    assert set(range(2004, 2027)) <= CHINA.known_years


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2021-07-23", 20, "2021-08-20"),
        ("2021-09-17", 5, "2021-09-26"),  # a Sunday that is worked
        ("2021-09-30", 5, "2021-10-13"),
        ("2022-01-28", 5, "2022-02-09"),  # 29 and 30 January, a weekend, are worked
        ("2025-09-26", 5, "2025-10-10"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-24", 1, "2026-09-28"),
        ("2021-09-10", 20, "2021-10-14"),
        ("2021-08-02", 45, "2021-10-09"),
        ("2021-08-02", 60, "2021-10-29"),
    ],
)
def test_limit_in_working_days(start: str, length: int, due: str) -> None:
    assert CHINA.add_working_days(day(start), length) == day(due)
    assert CHINA.working_days_between(day(start), day(due)) == length


def test_zero_days_is_the_same_day_or_the_next_one_worked() -> None:
    assert CHINA.add_working_days(day("2021-09-17"), 0) == day("2021-09-17")
    assert CHINA.add_working_days(day("2021-10-01"), 0) == day("2021-10-08")


def test_days_count_back_before_an_expiry() -> None:
    # 8 October is the day after the holiday; 30 and 29 September stand before it.
    assert CHINA.add_working_days(day("2021-10-08"), -2) == day("2021-09-29")
    assert CHINA.working_days_between(day("2021-10-08"), day("2021-09-29")) == -2


def test_calendar_days_roll_past_the_holiday() -> None:
    # Day 30 after 3 September is 3 October, in the National Day holiday.
    assert CHINA.add_calendar_days(day("2021-09-03"), 30) == day("2021-10-08")
    assert CHINA.roll_forward(day("2021-09-25")) == day("2021-09-26")  # Saturday off, Sunday worked


def test_months_end_on_the_corresponding_day_or_the_months_end() -> None:
    assert corresponding_day(day("2021-01-31"), 1) == day("2021-02-28")
    assert corresponding_day(day("2024-01-31"), 1) == day("2024-02-29")
    assert corresponding_day(day("2024-02-29"), 12) == day("2025-02-28")
    assert corresponding_day(day("2021-03-31"), -1) == day("2021-02-28")
    assert CHINA.add_months(day("2021-07-01"), 3) == day("2021-10-08")  # 1 October is off


def test_fifth_last_working_day_may_be_a_worked_sunday() -> None:
    assert CHINA.nth_last_working_day(2021, 9, 5) == day("2021-09-26")
    assert CHINA.nth_last_working_day(2021, 9, 1) == day("2021-09-30")
    with pytest.raises(NoSuchWorkingDay, match="2026 年 2 月只有 16 个工作日"):
        CHINA.nth_last_working_day(2026, 2, 17)


def test_days_past_the_known_notices_are_provisional_until_the_notice_arrives() -> None:
    year = max(CHINA.known_years) + 1
    assert CHINA.is_provisional(date(year, 1, 4)) and not CHINA.is_provisional(date(year - 1, 12, 31))
    holiday = date(year, 10, 1)
    while holiday.weekday() > 4:
        holiday += timedelta(days=1)
    assert CHINA.is_working_day(holiday)  # the weekday rule, all that is known
    told = CHINA.with_notice(HolidayNotice.parse(year, "1001-1007H"))
    assert not told.is_provisional(holiday) and not told.is_working_day(holiday)
    assert CHINA.is_provisional(holiday), "the shared calendar itself never changes"


def test_a_local_order_stands_over_the_notice_and_a_later_one_over_an_earlier() -> None:
    typhoon, made_up = day("2021-07-23"), day("2021-07-24")
    local = CHINA.with_days(off=[typhoon], worked=[made_up])
    assert not local.is_working_day(typhoon) and local.is_working_day(made_up)
    assert local.add_working_days(day("2021-07-22"), 1) == made_up
    assert local.with_days(worked=[typhoon]).is_working_day(typhoon)
    assert not CHINA.with_days(off=[day("2021-09-26")]).is_working_day(day("2021-09-26"))
    assert CHINA.with_days(worked=[day("2021-10-02")]).is_working_day(day("2021-10-02"))
    with pytest.raises(DayBothOffAndWorked, match="2021-07-23"):
        CHINA.with_days(off=[typhoon], worked=[typhoon])


@pytest.mark.parametrize("text", ["0101", "0230H", "0103-0101X", "元旦", "0101H0102H"])
def test_unreadable_notice_names_the_part(text: str) -> None:
    with pytest.raises(NoticeUnreadable, match="2027 年"):
        HolidayNotice.parse(2027, text)


def test_limit_beyond_all_calendars_is_refused() -> None:
    with pytest.raises(DayOutOfRange, match="请核对"):
        CHINA.add_working_days(day("2021-01-01"), 10**7)
    with pytest.raises(DayOutOfRange):
        CHINA.add_calendar_days(day("2021-01-01"), 10**12)


@given(days, lengths)
def test_limit_ends_on_a_working_day_and_counts_back(start: date, length: int) -> None:
    due = CHINA.add_working_days(start, length)
    assert CHINA.is_working_day(due)
    assert due >= start
    if length:
        assert CHINA.working_days_between(start, due) == length
        assert CHINA.working_days_between(due, start) == -length


@given(days, days, lengths)
def test_a_later_start_never_ends_earlier(one: date, other: date, length: int) -> None:
    first, second = sorted((one, other))
    assert CHINA.add_working_days(first, length) <= CHINA.add_working_days(second, length)


@given(days, st.integers(0, 300), st.integers(1, 300))
def test_a_limit_may_be_counted_in_two_pieces(start: date, first: int, second: int) -> None:
    middle = CHINA.add_working_days(start, first) if first else start
    assert CHINA.add_working_days(start, first + second) == CHINA.add_working_days(middle, second)


@given(days, lengths)
def test_counting_agrees_with_walking_day_by_day(start: date, length: int) -> None:
    walked, left = start, length % 40 + 1
    while left:
        walked += timedelta(days=1)
        left -= CHINA.is_working_day(walked)
    assert CHINA.add_working_days(start, length % 40 + 1) == walked


@given(days, st.integers(0, 4000))
def test_rolled_days_land_on_the_first_working_day_not_before_the_term(start: date, length: int) -> None:
    due = CHINA.add_calendar_days(start, length)
    term = start + timedelta(days=length)
    assert CHINA.is_working_day(due) and due >= term
    assert CHINA.working_days_between(term - timedelta(days=1), due) == 1


def test_a_limit_over_decades_is_counted_by_years_not_by_days() -> None:
    CHINA.add_working_days(day("2004-01-02"), 20_000)
    began = time.process_time()
    for _ in range(1000):
        CHINA.add_working_days(day("2004-01-02"), 20_000)
    assert time.process_time() - began < 2
