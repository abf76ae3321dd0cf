"""When a unit has to report: every ten days, each month, each quarter, or when it is asked; on the next working day where
that day is off.

Source: units report by the 25th of each month (鄂温克族自治旗, 2022), with a summary each quarter (高唐县, 2024); the day is a
parameter. The ten-day report (旬报) is due on the 10th, the 20th and the last day of a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import N_


class Cycle(StrEnum):
    TEN_DAY = "ten_day"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ON_DEMAND = "on_demand"


CYCLE_LABELS: dict[str, str] = {
    Cycle.TEN_DAY: N_("旬报"),
    Cycle.MONTHLY: N_("月报"),
    Cycle.QUARTERLY: N_("季报"),
    Cycle.ON_DEMAND: N_("按通知报送"),
}
A_YEAR = {Cycle.TEN_DAY: 36, Cycle.MONTHLY: 12, Cycle.QUARTERLY: 4, Cycle.ON_DEMAND: 0}
"""Reports a year, as far as the cycle itself asks for them."""
_GRACE = {Cycle.TEN_DAY: 3, Cycle.MONTHLY: 1, Cycle.QUARTERLY: 1}


@dataclass(frozen=True)
class ReportCycle:
    day_of_month: int
    grace_days: int
    """A task issued fewer days than this before the day reports first the time after (a third of them for ten days)."""
    redo_working_days: int
    """Working days to send in a returned report again."""


def report_due(year: int, month: int, cycle: ReportCycle) -> date:
    """The monthly reporting day."""
    return CHINA.roll_forward(date(year, month, cycle.day_of_month))


def _of_month(year: int, month: int, cycle: ReportCycle, kind: Cycle) -> list[date]:
    if kind == Cycle.MONTHLY or (kind == Cycle.QUARTERLY and month % 3 == 0):
        return [report_due(year, month, cycle)]
    if kind != Cycle.TEN_DAY:
        return []
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return [CHINA.roll_forward(day) for day in (date(year, month, 10), date(year, month, 20), last)]


def report_days(start: date, cycle: ReportCycle, kind: Cycle) -> Iterator[date]:
    """The reporting days from the first of the month before ``start`` on, without end; none for what is reported on
    demand. A last day of a month that is off is rolled into the next month, so the month before counts too."""
    if kind == Cycle.ON_DEMAND:
        return
    year, month = (start.year - 1, 12) if start.month == 1 else (start.year, start.month - 1)
    while True:
        yield from _of_month(year, month, cycle, kind)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def next_report_due(after: date, cycle: ReportCycle, kind: Cycle = Cycle.MONTHLY) -> date | None:
    """The first reporting day later than ``after``; None for what is reported on demand."""
    return next((day for day in report_days(after, cycle, kind) if day > after), None)


def first_report_due(issued: date, cycle: ReportCycle, kind: Cycle = Cycle.MONTHLY) -> date | None:
    due = next_report_due(issued, cycle, kind)
    if due is None or (due - issued).days >= cycle.grace_days // _GRACE[kind]:
        return due
    return next_report_due(due, cycle, kind)


def redo_due(returned: date, cycle: ReportCycle) -> date:
    """The day by which a returned report has to come again."""
    return CHINA.add_working_days(returned, cycle.redo_working_days)
