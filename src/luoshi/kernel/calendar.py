"""The working-day calendar: which days China works, and how limits are counted on them.

Source of the days: the yearly notice of the State Council's General Office on holidays
(部分节假日安排的通知), as kept by the package chinesecalendar. Counting: 民法典 第二百零一条至第二百零四条.
A year whose notice is not known yet is counted by the weekday rule, and every day in it is provisional.
A new notice, or a local order, is data: ``with_notice``, ``with_days``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar.constants import holidays as _published_off
from chinese_calendar.constants import workdays as _published_worked

from .errors import N_, ExpectedError

ONE_DAY = timedelta(days=1)
_LAST_YEAR = 2199  # a limit that runs further is a slip of the pen, not a limit


class DayOutOfRange(ExpectedError):
    code = "calendar.out_of_range"
    message = N_("从 {start} 起算 {length} 天超出了日历范围。请核对起算日期和期限天数。")


class NoSuchWorkingDay(ExpectedError):
    code = "calendar.no_such_working_day"
    message = N_("{year} 年 {month} 月只有 {count} 个工作日，没有倒数第 {nth} 个。请改小序数。")


class NoticeUnreadable(ExpectedError):
    code = "calendar.notice_unreadable"
    message = N_("{year} 年放假安排中的“{part}”看不懂。请写成 0101-0103H（放假）或 0104W（上班）。")


class DayBothOffAndWorked(ExpectedError):
    code = "calendar.day_both_off_and_worked"
    message = N_("{day} 同时列为放假和上班。请对照通知原文，只保留一种。")


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """One year's notice: the days off and the make-up days worked, besides plain weekdays and weekends."""

    year: int
    off: frozenset[date]
    worked: frozenset[date]
    source: str = ""

    def __post_init__(self) -> None:
        if both := self.off & self.worked:
            raise DayBothOffAndWorked(day=min(both))
        for day in self.off | self.worked:
            if day.year != self.year:
                raise NoticeUnreadable(year=self.year, part=day.isoformat())

    @classmethod
    def parse(cls, year: int, text: str, source: str = "") -> HolidayNotice:
        """Read ``0101-0103H 0104W ...``: month and day, a range or one day, H for off and W for worked."""
        off: set[date] = set()
        worked: set[date] = set()
        for part in text.replace("–", "-").split():
            found = re.fullmatch(r"(\d\d)(\d\d)(?:-(\d\d)(\d\d))?([HW])", part)
            try:
                if not found:
                    raise ValueError(part)
                first = date(year, int(found[1]), int(found[2]))
                last = date(year, int(found[3]), int(found[4])) if found[3] else first
            except ValueError:
                raise NoticeUnreadable(year=year, part=part) from None
            days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
            (off if found[5] == "H" else worked).update(days)
        return cls(year, frozenset(off), frozenset(worked), source)


def _published_notices() -> dict[int, HolidayNotice]:
    years = {day.year for day in _published_off}
    return {
        year: HolidayNotice(
            year,
            frozenset(day for day in _published_off if day.year == year),
            frozenset(day for day in _published_worked if day.year == year),
            "国务院办公厅关于部分节假日安排的通知",
        )
        for year in years
    }


class WorkCalendar:
    """Working days of one place. Never changed once made, so it can be shared between threads."""

    __slots__ = ("_notices", "_off", "_worked", "_years")

    def __init__(
        self,
        notices: Mapping[int, HolidayNotice],
        *,
        off: frozenset[date] = frozenset(),
        worked: frozenset[date] = frozenset(),
    ) -> None:
        if both := off & worked:
            raise DayBothOffAndWorked(day=min(both))
        self._notices = dict(notices)
        self._off = off
        self._worked = worked
        self._years: dict[int, tuple[int, ...]] = {}

    def with_notice(self, *notices: HolidayNotice) -> WorkCalendar:
        """The same calendar knowing these years' notices; a year known before is replaced whole."""
        return WorkCalendar(
            {**self._notices, **{notice.year: notice for notice in notices}}, off=self._off, worked=self._worked
        )

    def with_days(self, *, off: Iterable[date] = (), worked: Iterable[date] = ()) -> WorkCalendar:
        """The same calendar with single days changed on top of the notices, as by a local order in a typhoon."""
        off, worked = frozenset(off), frozenset(worked)
        if both := off & worked:
            raise DayBothOffAndWorked(day=min(both))
        return WorkCalendar(self._notices, off=(self._off - worked) | off, worked=(self._worked - off) | worked)

    @property
    def known_years(self) -> frozenset[int]:
        """The years whose notice is known."""
        return frozenset(self._notices)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice of the day's year is not known, so that a limit ending there must be counted again."""
        return day.year not in self._notices

    def is_working_day(self, day: date) -> bool:
        days = self._days_of(day.year)
        at = bisect_left(days, day.toordinal())
        return at < len(days) and days[at] == day.toordinal()

    def add_working_days(self, start: date, days: int) -> date:
        """The last day of a limit of working days; the start day is not counted (民法典 第二百零一条).

        Negative days count back (apply thirty working days before expiry). Zero is the start day itself, or the
        next working day when it is off (办结时限 0 = 当日办结).
        """
        if days == 0:
            return self.roll_forward(start)
        return self._forward(start, days) if days > 0 else self._backward(start, -days)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier.

        The inverse of ``add_working_days``: days used of a limit, or days a report is late.
        """
        if end < start:
            return -self.working_days_between(end, start)
        if start.year == end.year:
            days = self._days_of(start.year)
            return bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
        first = self._days_of(start.year)
        count = len(first) - bisect_right(first, start.toordinal())
        count += sum(len(self._days_of(year)) for year in range(start.year + 1, end.year))
        return count + bisect_right(self._days_of(end.year), end.toordinal())

    def roll_forward(self, day: date) -> date:
        """The day itself, or the first working day after it when it is off (民法典 第二百零三条)."""
        return day if self.is_working_day(day) else self._forward(day, 1)

    def add_calendar_days(self, start: date, days: int) -> date:
        """The last day of a limit of days, the start day not counted, rolled past holidays (第二百零三条)."""
        return self.roll_forward(days_after(start, days))

    def add_months(self, start: date, months: int) -> date:
        """The corresponding day, else the month's end (第二百零二条), rolled past holidays (第二百零三条)."""
        return self.roll_forward(corresponding_day(start, months))

    def nth_last_working_day(self, year: int, month: int, nth: int) -> date:
        """The nth working day of a month counted from its end; 1 is the last.

        Raises NoSuchWorkingDay when the month has fewer.
        """
        days = self._days_of(year)
        low = bisect_left(days, date(year, month, 1).toordinal())
        high = bisect_right(days, date(year, month, monthrange(year, month)[1]).toordinal())
        if not 1 <= nth <= high - low:
            raise NoSuchWorkingDay(year=year, month=month, count=high - low, nth=nth)
        return date.fromordinal(days[high - nth])

    def _forward(self, start: date, days: int) -> date:
        year, left = start.year, days
        worked = self._days_of(year)
        at = bisect_right(worked, start.toordinal())
        while left > len(worked) - at:
            left -= len(worked) - at
            year, at = year + 1, 0
            if year > _LAST_YEAR:
                raise DayOutOfRange(start=start, length=days)
            worked = self._days_of(year)
        return date.fromordinal(worked[at + left - 1])

    def _backward(self, start: date, days: int) -> date:
        year, left = start.year, days
        worked = self._days_of(year)
        at = bisect_left(worked, start.toordinal())
        while left > at:
            left -= at
            year -= 1
            if year < 1:
                raise DayOutOfRange(start=start, length=-days)
            worked = self._days_of(year)
            at = len(worked)
        return date.fromordinal(worked[at - left])

    def _days_of(self, year: int) -> tuple[int, ...]:
        """Ordinals of the year's working days, counted once: a limit over decades costs a step a year."""
        days = self._years.get(year)
        if days is None:
            notice = self._notices.get(year)
            off = self._off | (notice.off if notice else frozenset())
            # A local order has the last word over the notice, in both directions.
            worked = self._worked | ((notice.worked - self._off) if notice else frozenset())
            first = date(year, 1, 1)
            length = 366 if monthrange(year, 2)[1] == 29 else 365
            days = tuple(
                day.toordinal()
                for day in (first + timedelta(days=n) for n in range(length))
                if day in worked or (day.weekday() < 5 and day not in off)
            )
            self._years[year] = days
        return days


def corresponding_day(start: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where it has none (民法典 第二百零二条)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= _LAST_YEAR:
        raise DayOutOfRange(start=start, length=months * 30)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def days_after(start: date, days: int) -> date:
    """The calendar day ``days`` later. Raises DayOutOfRange where there is none."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise DayOutOfRange(start=start, length=days) from None


CHINA = WorkCalendar(_published_notices())
"""The calendar of the published notices, without local orders."""
