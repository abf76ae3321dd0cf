"""Reporting days of each cycle, worked out by hand from the calendar of 2021."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from luoshi.delivery.domain.cycle import Cycle, ReportCycle, first_report_due, next_report_due, report_days

pytestmark = pytest.mark.pure
CYCLE = ReportCycle(day_of_month=25, grace_days=10, redo_working_days=5)


def days(start: date, kind: Cycle, count: int) -> list[date]:
    return [day for day in islice(report_days(start, CYCLE, kind), count + 6) if day > start][:count]


def test_every_ten_days_with_rest_days_rolled_on() -> None:
    # 2021-10-10 is a Sunday, rolled to 11; 20 is a Wednesday; 31 is a Sunday, rolled to 11-01; 11-10 and 11-20 (a Saturday,
    # rolled to 22).
    assert days(date(2021, 10, 8), Cycle.TEN_DAY, 5) == [
        date(2021, 10, 11),
        date(2021, 10, 20),
        date(2021, 11, 1),
        date(2021, 11, 10),
        date(2021, 11, 22),
    ]


def test_each_month_on_the_day_of_the_example() -> None:
    # RD-6 ⇒ 2021-09-25 is a Saturday, off; the Sunday after it is worked.
    assert next_report_due(date(2021, 9, 1), CYCLE) == date(2021, 9, 26)


def test_each_quarter_in_its_last_month() -> None:
    assert days(date(2021, 1, 1), Cycle.QUARTERLY, 4) == [
        date(2021, 3, 25),
        date(2021, 6, 25),
        date(2021, 9, 26),
        # 2021-12-25 is a Saturday.
        date(2021, 12, 27),
    ]


def test_on_demand_nothing_is_due_until_it_is_asked_for() -> None:
    assert next_report_due(date(2021, 9, 1), CYCLE, Cycle.ON_DEMAND) is None
    assert first_report_due(date(2021, 9, 1), CYCLE, Cycle.ON_DEMAND) is None


def test_the_days_of_grace_are_a_third_where_reports_come_every_ten_days() -> None:
    assert first_report_due(date(2021, 9, 17), CYCLE, Cycle.MONTHLY) == date(2021, 10, 25)
    assert first_report_due(date(2021, 9, 17), CYCLE, Cycle.TEN_DAY) == date(2021, 9, 22)  # 20 and 21 are Mid-Autumn
    assert first_report_due(date(2021, 9, 20), CYCLE, Cycle.TEN_DAY) == date(2021, 9, 30)


@pytest.mark.parametrize("kind", [Cycle.TEN_DAY, Cycle.MONTHLY, Cycle.QUARTERLY])
def test_reporting_days_only_go_forward(kind: Cycle) -> None:
    found = list(islice(report_days(date(2021, 1, 1), CYCLE, kind), 60))
    assert found == sorted(set(found))
