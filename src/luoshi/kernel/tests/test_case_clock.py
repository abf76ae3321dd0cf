"""The clock of a case: suspended, extended, started by silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.case_clock import (
    CaseClock,
    ExtensionUnitWrong,
    ItemLimits,
    PromiseLongerThanLaw,
    Suspension,
    SuspensionWrong,
    acceptance,
)
from luoshi.kernel.legal_days import Limit


def d(text: str) -> date:
    return date.fromisoformat(f"2021-{text}")


DECISION, EXTENSION = Limit(20), Limit(10)
REVIEW = Suspension(d("09-17"), d("09-26"), "专家评审")


def test_expert_review_stops_the_clock_for_six_working_days() -> None:
    assert CaseClock(d("09-10"), DECISION).due(CHINA) == d("10-14")
    assert CaseClock(d("09-10"), DECISION, suspensions=(REVIEW,)).due(CHINA) == d("10-22")
    assert CaseClock(d("09-10"), DECISION, EXTENSION, (REVIEW,)).due(CHINA) == d("11-05")
    assert Limit(10).end(d("10-22"), CHINA) == d("11-05")  # the certificate after the decision


def test_joint_case_of_several_departments() -> None:
    assert CaseClock(d("08-02"), Limit(45)).due(CHINA) == d("10-09")
    assert CaseClock(d("08-02"), Limit(45), Limit(15)).due(CHINA) == d("10-29")


def test_days_used_and_left() -> None:
    clock = CaseClock(d("09-10"), DECISION, suspensions=(REVIEW,))
    assert clock.counted(d("09-16"), CHINA) == 4  # 13, 14, 15, 16
    assert clock.counted(d("09-26"), CHINA) == 4 and clock.is_suspended(d("09-26"))
    assert clock.counted(d("09-27"), CHINA) == 5 and not clock.is_suspended(d("09-27"))
    assert clock.remaining(d("10-22"), CHINA) == 0
    assert clock.remaining(d("10-25"), CHINA) == -1
    assert clock.counted(d("09-10"), CHINA) == 0


def test_running_suspension_leaves_the_due_day_open() -> None:
    clock = CaseClock(d("09-10"), DECISION, suspensions=(Suspension(d("09-17"), None, "检验"),))
    assert clock.due(CHINA) is None
    assert clock.remaining(d("12-31"), CHINA) == 16
    late = CaseClock(d("09-10"), DECISION, suspensions=(Suspension(d("10-15"), None),))
    assert late.due(CHINA) == d("10-14"), "a suspension after the due day changes nothing"


def test_silence_is_acceptance_on_the_day_of_receipt() -> None:
    case = {"told": None, "accepted": None, "check_days": 5, "calendar": CHINA}
    assert acceptance(d("09-17"), today=d("09-26"), **case) == (None, False, d("09-26"))
    deemed = acceptance(d("09-17"), today=d("09-27"), **case)
    assert deemed == (d("09-17"), True, d("09-26"))
    assert CaseClock(deemed.accepted, DECISION).due(CHINA) == d("10-21")


def test_being_told_in_time_stops_silence_and_being_told_late_does_not() -> None:
    case = {"check_days": 5, "calendar": CHINA, "today": d("10-20")}
    assert acceptance(d("09-17"), told=d("09-26"), accepted=None, **case).accepted is None
    assert acceptance(d("09-17"), told=d("09-26"), accepted=d("10-08"), **case).accepted == d("10-08")
    assert acceptance(d("09-17"), told=d("09-27"), accepted=d("10-08"), **case) == (d("09-17"), True, d("09-26"))
    assert acceptance(d("09-17"), told=None, accepted=d("09-18"), **case) == (d("09-18"), False, d("09-26"))


def test_calendar_limit_is_suspended_by_calendar_days_and_rolls() -> None:
    limit = Limit(30, "calendar_day")
    assert CaseClock(d("09-03"), limit).due(CHINA) == d("10-08")
    # Ten days stopped: 3 October becomes 13 October.
    assert CaseClock(d("09-03"), limit, suspensions=(Suspension(d("09-06"), d("09-15")),)).due(CHINA) == d("10-13")
    # The rolled day itself may be stopped: the clock then ends on the first working day after.
    stopped = (Suspension(d("10-04"), d("10-11")),)
    assert CaseClock(d("09-03"), limit, suspensions=stopped).due(CHINA) == d("10-12")


def test_months_with_an_extension_in_months() -> None:
    clock = CaseClock(d("08-31"), Limit(1, "month", rolls=False), Limit(1, "month", rolls=False))
    assert clock.due(CHINA) == d("10-30")  # 30 September, and a month on
    assert clock.remaining(d("10-30"), CHINA) == 0


def test_wrong_input_is_refused_with_the_reason() -> None:
    with pytest.raises(SuspensionWrong, match="2021-09-01 早于开始日 2021-09-02"):
        Suspension(d("09-02"), d("09-01"))
    with pytest.raises(ExtensionUnitWrong, match="期限是 20 个工作日，延长是 10 日"):
        CaseClock(d("09-02"), DECISION, Limit(10, "calendar_day"))
    with pytest.raises(PromiseLongerThanLaw, match="承诺办结时限 21 个工作日 超过法定办结时限 20 个工作日"):
        ItemLimits(promised=Limit(21), legal=DECISION)
    assert ItemLimits(promised=Limit(0), legal=None).promised.end(d("09-17"), CHINA) == d("09-17")


starts = st.dates(date(2021, 1, 1), date(2025, 6, 1))


@st.composite
def suspended(draw: st.DrawFn) -> tuple[date, list[Suspension]]:
    accepted = draw(starts)
    pairs = draw(st.lists(st.tuples(st.integers(-20, 90), st.integers(0, 30)), max_size=5))
    return accepted, [
        Suspension(accepted + timedelta(days=a), accepted + timedelta(days=a + length)) for a, length in pairs
    ]


@given(suspended(), st.randoms(use_true_random=False), st.integers(1, 60))
def test_suspensions_are_a_union_whatever_their_order(case, random, length: int) -> None:
    accepted, stops = case
    shuffled = [*stops, *stops]
    random.shuffle(shuffled)
    one = CaseClock(accepted, Limit(length), suspensions=tuple(stops))
    two = CaseClock(accepted, Limit(length), suspensions=tuple(shuffled))
    assert one.due(CHINA) == two.due(CHINA)


@given(suspended(), st.integers(1, 60), st.sampled_from(["working_day", "calendar_day"]))
def test_due_day_is_the_day_the_limit_is_used_up(case, length: int, unit: str) -> None:
    accepted, stops = case
    clock = CaseClock(accepted, Limit(length, unit, rolls=False), suspensions=tuple(stops))
    due = clock.due(CHINA)
    assert due is not None and not clock.is_suspended(due)
    assert clock.remaining(due, CHINA) == 0
    assert clock.remaining(due - timedelta(days=1), CHINA) == 1
    if unit == "working_day":
        assert CHINA.is_working_day(due)
    assert due >= CaseClock(accepted, Limit(length, unit, rolls=False)).due(CHINA)


@given(suspended(), st.integers(1, 40), st.integers(1, 40))
def test_extension_is_the_same_as_a_longer_limit(case, length: int, more: int) -> None:
    accepted, stops = case
    extended = CaseClock(accepted, Limit(length), Limit(more), tuple(stops))
    assert extended.due(CHINA) == CaseClock(accepted, Limit(length + more), suspensions=tuple(stops)).due(CHINA)
