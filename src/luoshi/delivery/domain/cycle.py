"""When a unit has to report: by a day of each month, on the next working day where that day is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import CHINA


@dataclass(frozen=True)
class ReportCycle:
    day_of_month: int
    grace_days: int
    """A task issued fewer days than this before the day reports first in the month after."""
    redo_working_days: int
    """Working days to send in a returned report again."""


def report_due(year: int, month: int, cycle: ReportCycle) -> date:
    return CHINA.roll_forward(date(year, month, cycle.day_of_month))


def next_report_due(after: date, cycle: ReportCycle) -> date:
    """The first reporting day later than ``after``."""
    year, month = after.year, after.month
    while (due := report_due(year, month, cycle)) <= after:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return due


def first_report_due(issued: date, cycle: ReportCycle) -> date:
    due = next_report_due(issued, cycle)
    return due if (due - issued).days >= cycle.grace_days else next_report_due(due, cycle)


def redo_due(returned: date, cycle: ReportCycle) -> date:
    """The day by which a returned report has to come again."""
    return CHINA.add_working_days(returned, cycle.redo_working_days)
