"""Working hours (工作小时、工作时): time that counts only while the window is open.

Limits in hours run from the stated moment (民法典 第二百零一条第二款). Moments without a time zone are China's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from .calendar import ONE_DAY, WorkCalendar
from .errors import N_, ExpectedError

_CHINA_TIME = timezone(timedelta(hours=8))
_NOTHING = timedelta(0)


class WindowHoursWrong(ExpectedError):
    code = "window_hours.wrong"
    message = N_("窗口时间 {opens}–{closes} 不对：每一段要先开后关，各段按时间先后排列、互不重叠。")


@dataclass(frozen=True, slots=True)
class WindowHours:
    """The sessions of a working day, in order, as ``((time(8, 30), time(12)), (time(14), time(17, 30)))``."""

    sessions: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        last = time.min
        for opens, closes in self.sessions:
            if not last <= opens < closes:
                raise WindowHoursWrong(opens=opens, closes=closes)
            last = closes
        if not self.sessions:
            raise WindowHoursWrong(opens="", closes="")

    @classmethod
    def parse(cls, text: str) -> WindowHours:
        """Read ``08:30-12:00 14:00-17:30``."""
        try:
            pairs = (part.replace("–", "-").split("-") for part in text.replace("、", " ").split())
            return cls(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs))
        except ValueError:
            raise WindowHoursWrong(opens=text, closes="") from None

    @property
    def per_day(self) -> timedelta:
        day = datetime(2000, 1, 1)
        return sum(
            (datetime.combine(day, closes) - datetime.combine(day, opens) for opens, closes in self.sessions), _NOTHING
        )

    def elapsed(self, calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
        """Open time between two moments; nothing when ``end`` is not after ``start``."""
        start, end = _naive(start), _naive(end)
        if end <= start:
            return _NOTHING
        if start.date() == end.date():
            return self._open_on(calendar, start, end)
        midnight = datetime.combine(start.date() + ONE_DAY, time.min)
        whole_days = calendar.working_days_between(start.date(), end.date() - ONE_DAY)
        today = datetime.combine(end.date(), time.min)
        return (
            self._open_on(calendar, start, midnight) + whole_days * self.per_day + self._open_on(calendar, today, end)
        )

    def add(self, calendar: WorkCalendar, start: datetime, length: timedelta) -> datetime:
        """The moment a limit of open time ends. It ends when a session closes, not when the next one opens.

        A length of zero ends at ``start``. The answer has the time zone of ``start``.
        """
        zone = start.tzinfo
        moment, left = _naive(start), length
        if left <= _NOTHING:
            return start
        rest = self.elapsed(calendar, moment, datetime.combine(moment.date() + ONE_DAY, time.min))
        if left > rest:
            # Whole working days in one step; the last day is walked session by session.
            left -= rest
            days, left = divmod(left, self.per_day)
            if not left:
                days, left = days - 1, self.per_day
            moment = datetime.combine(calendar.add_working_days(moment.date(), days + 1), time.min)
        end = self._walk(moment, left)
        return end if zone is None else end.replace(tzinfo=_CHINA_TIME).astimezone(zone)

    def _walk(self, moment: datetime, left: timedelta) -> datetime:
        for opens, closes in self.sessions:
            begin = max(moment, datetime.combine(moment.date(), opens))
            close = datetime.combine(moment.date(), closes)
            if begin < close:
                if left <= close - begin:
                    return begin + left
                left -= close - begin
        raise AssertionError("the day was chosen so that the limit ends in it")

    def _open_on(self, calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
        """Open time from ``start`` to ``end``, both on one day (``end`` may be the midnight after it)."""
        if not calendar.is_working_day(start.date()):
            return _NOTHING
        total = _NOTHING
        for opens, closes in self.sessions:
            begin = max(start, datetime.combine(start.date(), opens))
            total += max(_NOTHING, min(end, datetime.combine(start.date(), closes)) - begin)
        return total


def _naive(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(_CHINA_TIME).replace(tzinfo=None)
