"""Days of a plan: from working-day numbers to dates and back, quickly for thousands of activities."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

from luoshi.kernel.calendar import WorkCalendar


class Workdays:
    """Number 0 is the first working day on or after ``start``. Grows as far as it is asked."""

    def __init__(self, start: date, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._days = [calendar.roll_forward(start)]

    def _to(self, count: int) -> None:
        day = self._days[-1]
        while len(self._days) <= count:
            day += timedelta(days=1)
            if self._calendar.is_working_day(day):
                self._days.append(day)

    def start(self, number: int) -> date:
        """The day on which what starts at ``number`` is first worked on."""
        self._to(number)
        return self._days[number]

    def finish(self, number: int) -> date:
        """The last day worked on of what ends at ``number``; the day of its start for what takes no time at the start."""
        self._to(max(number - 1, 0))
        return self._days[max(number - 1, 0)]

    def number(self, day: date) -> int:
        """The number of the first working day on or after ``day``; 0 for days before the start."""
        if day <= self._days[0]:
            return 0
        while self._days[-1] < day:
            self._to(len(self._days))
        return bisect_left(self._days, day)
