"""Permits: legal limits in working and calendar days, parallel clocks, deficiencies, and whose clock holds the project."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.case_clock import Suspension
from luoshi.projects.domain.permits import (
    Clock,
    Step,
    StepNotReady,
    government_days,
    permit_path,
    ready,
    require_ready,
)

pytestmark = pytest.mark.pure
D = date


def step(code: str, days: int = 20, after: str = "", **facts: object) -> Step:
    facts.setdefault("office", f"{code}局")
    facts.setdefault("stage", "1")
    return Step(code=code, name=f"{code}事项", limit=days, after=tuple(after), **facts)  # type: ignore[arg-type]


def due(accepted: date, days: int, day_type: str = "working_day", *held: Suspension, extension: int = 0) -> date | None:
    clock = Clock("running", accepted, None, held, extension)
    return clock.due(step("A", days, day_type=day_type), CHINA)


@pytest.mark.parametrize(
    ("accepted", "days", "day_type", "expected"),
    [
        (D(2021, 7, 26), 20, "working_day", D(2021, 8, 23)),
        (D(2021, 9, 27), 20, "working_day", D(2021, 10, 29)),  # 10-01 to 10-07 off, Saturday 10-09 worked
        (D(2022, 1, 24), 20, "working_day", D(2022, 2, 24)),  # Spring Festival
        (D(2021, 7, 26), 60, "calendar_day", D(2021, 9, 24)),
        (D(2021, 7, 26), 30, "calendar_day", D(2021, 8, 25)),
    ],
)
def test_legal_limits_end_on_the_right_day(accepted: date, days: int, day_type: str, expected: date) -> None:
    assert due(accepted, days, day_type) == expected


def test_an_evaluation_stops_the_clock_and_an_extension_lengthens_it() -> None:
    # Accepted 07-26; the evaluation runs from the day after 08-02 to 09-13, thirty working days.
    evaluation = Suspension(D(2021, 8, 3), D(2021, 9, 13), "委托评估")
    assert due(D(2021, 7, 26), 20, "working_day", evaluation) == D(2021, 10, 9)  # a Saturday that is worked
    assert due(D(2021, 7, 26), 20, "working_day", evaluation, extension=40) == D(2021, 12, 3)
    assert due(D(2021, 7, 26), 20, "working_day", Suspension(D(2021, 8, 3), None)) is None


def test_parallel_clocks_of_a_stage_count_once() -> None:
    steps = [step("A"), step("B"), step("C", stage="2")]
    clocks = {
        "A": Clock("done", D(2021, 7, 26), D(2021, 8, 20)),
        "B": Clock("done", D(2021, 8, 2), D(2021, 8, 23)),
    }
    assert government_days(steps, clocks, D(2021, 9, 1), CHINA) == {"1": 20}


def test_the_units_own_time_and_stopped_time_do_not_count() -> None:
    steps = [step("A"), step("T", office="")]
    clocks = {
        "A": Clock("done", D(2021, 7, 26), D(2021, 8, 20), (Suspension(D(2021, 8, 2), D(2021, 8, 6)),)),
        "T": Clock("done", D(2021, 7, 26), D(2021, 12, 20)),
    }
    assert government_days(steps, clocks, D(2022, 1, 4), CHINA) == {"1": 14}


def test_steps_open_when_those_before_are_done_or_may_follow() -> None:
    steps = [step("A"), step("B", after="A"), step("C", after="A", lenient=("A",)), step("D", after="BC")]
    assert [s.code for s in ready(steps, {})] == ["A", "C"]
    with pytest.raises(StepNotReady, match="A事项"):
        require_ready(steps[1], steps, {}, to_follow=True)
    with pytest.raises(StepNotReady):
        require_ready(steps[2], steps, {}, to_follow=False)
    assert require_ready(steps[2], steps, {}, to_follow=True) == ("A",)
    done = {"A": Clock("done"), "B": Clock("left_out"), "C": Clock("done")}
    assert [s.code for s in ready(steps, done)] == ["D"]


TODAY = D(2021, 8, 9)


def network() -> list[Step]:
    """B and C run side by side after A; D needs both."""
    return [
        step("A", 20),
        step("B", 20, "A", promised=10),
        step("C", 60, "A", day_type="calendar_day"),
        step("D", 7, "BC", sponsor_days=5),
    ]


def test_the_slower_of_two_parallel_permits_holds_the_project() -> None:
    clocks = {
        "A": Clock("done", D(2021, 7, 1), D(2021, 7, 26)),
        "B": Clock("running", D(2021, 8, 2)),
        "C": Clock("running", D(2021, 8, 2)),
    }
    path = permit_path(network(), clocks, TODAY, CHINA)
    assert [leg.step for leg in path.legs] == ["C", "D"]
    assert path.holder is not None
    assert (path.holder.office, path.holder.since, path.holder.due) == ("C局", D(2021, 8, 2), D(2021, 10, 1))
    assert [h.office for h in path.beside] == ["B局"]
    left = CHINA.working_days_between(TODAY, D(2021, 10, 1))
    assert (path.length, path.gain) == (left + 12, left - 5)  # then B, five working days left, would hold it


def test_a_step_nobody_asked_for_is_held_by_the_project_unit() -> None:
    clocks = {code: Clock("done", D(2021, 7, 1), D(2021, 8, 2)) for code in "ABC"}
    path = permit_path(network(), clocks, TODAY, CHINA)
    assert path.holder is not None
    assert (path.holder.step, path.holder.office, path.holder.days_left, path.length) == ("D", "", 5, 12)


def test_an_overdue_clock_still_takes_a_day_and_says_how_late_it_is() -> None:
    clocks = {"A": Clock("running", D(2021, 7, 1))}
    path = permit_path(network(), clocks, TODAY, CHINA)
    assert path.holder is not None and path.holder.days_left == -CHINA.working_days_between(D(2021, 7, 29), TODAY)
    assert path.legs[0].finish == 1
    assert permit_path(network(), {c: Clock("done") for c in "ABCD"}, TODAY, CHINA).holder is None
