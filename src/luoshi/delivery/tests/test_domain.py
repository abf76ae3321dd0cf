"""Pure rules of delivery."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.delivery.domain.cycle import ReportCycle, first_report_due, next_report_due, redo_due, report_due
from luoshi.delivery.domain.lifecycle import STEPS, TaskState, acts_open, next_state
from luoshi.delivery.domain.plan import even_plan, problems, quarter_ends
from luoshi.delivery.domain.together import TogetherRules, light_together

pytestmark = pytest.mark.pure
CYCLE = ReportCycle(day_of_month=25, grace_days=10, redo_working_days=5)
RULES = TogetherRules(red_share=0.25, yellow_share=0.25)


def test_a_task_can_reach_its_end_and_only_reopening_leaves_the_end() -> None:
    reached, waiting = {TaskState.ISSUED}, [TaskState.ISSUED]
    while waiting:
        for step in acts_open(waiting.pop()):
            if step.after not in reached:
                reached.add(step.after)
                waiting.append(step.after)
    assert reached == set(TaskState)
    assert [step.act for step in acts_open(TaskState.CLOSED)] == ["reopen"]


@pytest.mark.parametrize("act", sorted(STEPS))
def test_a_step_is_refused_from_every_other_state(act: str) -> None:
    allowed = {state for state in TaskState if next_state(act, state)}
    assert allowed == STEPS[act].before


def test_a_plan_in_proportion_to_time_stands_at_quarter_ends() -> None:
    # 2021-08-02 to 2021-12-31 is 151 days; 2021-09-30 is day 59: 59/151 = 39.07 %.
    assert even_plan(date(2021, 8, 2), date(2021, 12, 31)) == [(date(2021, 9, 30), 39), (date(2021, 12, 31), 100.0)]
    assert quarter_ends(date(2021, 12, 31), date(2022, 4, 1)) == [date(2021, 12, 31), date(2022, 3, 31)]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 2000))
def test_a_plan_made_by_the_engine_is_never_faulty(start: date, days: int) -> None:
    due = date.fromordinal(start.toordinal() + days)
    assert problems(even_plan(start, due), start=start, due=due) == []


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ([], ["empty"]),
        ([(date(2021, 12, 31), 90)], ["unfinished"]),
        ([(date(2022, 1, 1), 100)], ["outside"]),
        ([(date(2021, 9, 30), 60), (date(2021, 10, 31), 50), (date(2021, 12, 31), 100)], ["falling"]),
        ([(date(2021, 12, 31), 120)], ["falling", "unfinished"]),
    ],
)
def test_a_faulty_plan_is_named(plan: list[tuple[date, float]], found: list[str]) -> None:
    assert problems(plan, start=date(2021, 8, 2), due=date(2021, 12, 31)) == found


@pytest.mark.parametrize(
    ("lights", "together"),
    [
        ({}, ""),
        ({"red": 1, "green": 3}, "red"),  # a quarter
        ({"red": 1, "green": 4}, "yellow"),  # fewer, but never hidden
        ({"yellow": 1, "green": 4}, "green"),
        ({"yellow": 1, "green": 3}, "yellow"),
        ({"blue": 5}, "blue"),
        ({"blue": 4, "green": 1}, "green"),
        ({"grey": 3}, "grey"),
        ({"grey": 3, "green": 1}, "green"),
    ],
)
def test_many_lights_together(lights: dict[str, int], together: str) -> None:
    assert light_together(lights, RULES) == together


def test_the_reporting_day_that_is_off_moves_to_the_next_working_day() -> None:
    # The 25th of September 2021 is a Saturday; Sunday the 26th is worked.
    assert report_due(2021, 9, CYCLE) == date(2021, 9, 26)
    assert next_report_due(date(2021, 9, 26), CYCLE) == date(2021, 10, 25)
    assert next_report_due(date(2021, 9, 25), CYCLE) == date(2021, 9, 26)


def test_a_task_issued_shortly_before_reports_a_month_later() -> None:
    assert first_report_due(date(2021, 8, 2), CYCLE) == date(2021, 8, 25)
    assert first_report_due(date(2021, 8, 20), CYCLE) == date(2021, 9, 26)


def test_a_returned_report_comes_again_in_five_working_days() -> None:
    # Over the National Day holiday: 2021-09-30 + 5 working days.
    assert redo_due(date(2021, 9, 30), CYCLE) == date(2021, 10, 13)
