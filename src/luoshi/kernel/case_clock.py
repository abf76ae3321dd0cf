"""The clock of a case: a limit that can be suspended, extended and, by silence, started.

Source: 行政许可法 第三十二条、第四十二条至第四十五条.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .calendar import WorkCalendar, days_after
from .errors import N_, ExpectedError
from .legal_days import Limit


class SuspensionWrong(ExpectedError):
    code = "case_clock.suspension_wrong"
    message = N_("中止计时的结束日 {to_date} 早于开始日 {from_date}。请更正中止的起止日期。")


class ExtensionUnitWrong(ExpectedError):
    code = "case_clock.extension_unit_wrong"
    message = N_("期限是 {limit}，延长是 {extension}：工作日与自然日不能相加。请按同一单位重新录入延长期限。")


class PromiseLongerThanLaw(ExpectedError):
    code = "case_clock.promise_longer_than_law"
    message = N_("承诺办结时限 {promised} 超过法定办结时限 {legal}。请缩短承诺时限。")


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days not counted, both ends included: a hearing, an inspection. ``to_date`` None: still going on."""

    from_date: date
    to_date: date | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.to_date is not None and self.to_date < self.from_date:
            raise SuspensionWrong(from_date=self.from_date, to_date=self.to_date)


@dataclass(frozen=True, slots=True)
class ItemLimits:
    """The two limits of a service item. ``legal`` None: the law sets none. A promise of 0 is 当日办结."""

    promised: Limit
    legal: Limit | None = None

    def __post_init__(self) -> None:
        legal = self.legal
        if legal and legal.unit == self.promised.unit and self.promised.length > legal.length:
            raise PromiseLongerThanLaw(promised=self.promised, legal=legal)


class _Interval(NamedTuple):
    first: int
    last: int


_FOREVER = date.max.toordinal()


def union(suspensions: Iterable[Suspension]) -> list[_Interval]:
    """Suspensions as separate intervals in order, as day ordinals; days suspended twice are suspended once."""
    merged: list[_Interval] = []
    for first, last in sorted(
        (s.from_date.toordinal(), s.to_date.toordinal() if s.to_date else _FOREVER) for s in suspensions
    ):
        if merged and first <= merged[-1].last + 1:
            merged[-1] = _Interval(merged[-1].first, max(merged[-1].last, last))
        else:
            merged.append(_Interval(first, last))
    return merged


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A limit running from the day of acceptance, which is not counted.

    Raises ExtensionUnitWrong when the extension counts other days than the limit.
    """

    accepted: date
    limit: Limit
    extension: Limit | None = None
    suspensions: tuple[Suspension, ...] = ()

    def __post_init__(self) -> None:
        if self.extension and (self.extension.unit == "working_day") != (self.limit.unit == "working_day"):
            raise ExtensionUnitWrong(limit=self.limit, extension=self.extension)

    def due(self, calendar: WorkCalendar) -> date | None:
        """The last day for the decision; None while a suspension that holds it up has no end."""
        left, cursor = self._length(calendar), self.accepted
        for first, last in union(self.suspensions):
            if last <= cursor.toordinal():
                continue
            before = date.fromordinal(max(first - 1, cursor.toordinal()))
            free = self._count(cursor, before, calendar)
            if free >= left:
                break
            left -= free
            if last == _FOREVER:
                return None
            cursor = date.fromordinal(last)
        if self.limit.unit == "working_day":
            return calendar.add_working_days(cursor, left)
        return self._rolled(days_after(cursor, left), calendar)

    def counted(self, today: date, calendar: WorkCalendar) -> int:
        """Days used up to and including ``today``, in the limit's own days (months and years in calendar days)."""
        if today <= self.accepted:
            return 0
        count = self._count(self.accepted, today, calendar)
        for first, last in union(self.suspensions):
            start = max(first - 1, self.accepted.toordinal())
            end = min(last, today.toordinal())
            if start < end:
                count -= self._count(date.fromordinal(start), date.fromordinal(end), calendar)
        return count

    def remaining(self, today: date, calendar: WorkCalendar) -> int:
        """Days left after ``today``; 0 on the last day, negative once the limit has passed."""
        return self._length(calendar) - self.counted(today, calendar)

    def is_suspended(self, today: date) -> bool:
        return any(first <= today.toordinal() <= last for first, last in union(self.suspensions))

    def _length(self, calendar: WorkCalendar) -> int:
        """The limit with its extension, in the days it is counted in."""
        length, start = 0, self.accepted
        for limit in (self.limit, self.extension):
            if limit is None:
                continue
            if limit.unit in ("working_day", "calendar_day"):
                length += limit.length
                continue
            end = Limit(limit.length, limit.unit, rolls=False).end(start, calendar)
            length, start = length + (end - start).days, end
        return length

    def _count(self, start: date, end: date, calendar: WorkCalendar) -> int:
        if self.limit.unit == "working_day":
            return calendar.working_days_between(start, end)
        return (end - start).days

    def _rolled(self, day: date, calendar: WorkCalendar) -> date | None:
        if not self.limit.rolls:
            return day
        intervals = union(self.suspensions)
        while True:
            day = calendar.roll_forward(day)
            held = next((i for i in intervals if i.first <= day.toordinal() <= i.last), None)
            if held is None or held.last == _FOREVER:
                return None if held else day
            day = date.fromordinal(held.last + 1)


class Acceptance(NamedTuple):
    """``accepted`` None: not accepted. ``deemed``: by silence. ``check_due``: last day to ask for what is missing."""

    accepted: date | None
    deemed: bool
    check_due: date


def acceptance(
    received: date, *, told: date | None, accepted: date | None, today: date, check_days: int, calendar: WorkCalendar
) -> Acceptance:
    """When papers count as accepted (行政许可法 第三十二条).

    ``told`` is the day the applicant was told, once and in full, what is missing; ``accepted`` the declared day of
    acceptance. Silence past ``check_days`` working days is acceptance on the day the papers were received; telling
    the applicant after that day no longer helps.
    """
    check_due = calendar.add_working_days(received, check_days)
    if told is not None and told <= check_due:
        return Acceptance(accepted, False, check_due)
    if accepted is not None and accepted <= check_due:
        return Acceptance(accepted, False, check_due)
    if today > check_due:
        return Acceptance(received, True, check_due)
    return Acceptance(None, False, check_due)
