"""Lights: each reason once, its edges, and that a county's worth of them is quick."""

from __future__ import annotations

import time
from datetime import date, timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.lights import DEFAULT, REASONS, LightRules, Standing, light_of
from luoshi.kernel.progress import monthly_curve

START, DUE = date(2021, 9, 1), date(2021, 12, 10)  # a hundred days
HALF = date(2021, 10, 21)  # fifty of them gone


@pytest.mark.parametrize(
    ("standing", "today", "colour", "reason"),
    [
        (Standing(start=START, due=DUE), date(2021, 8, 31), "grey", "not_started"),
        (Standing(start=START, due=DUE), START, "green", "in_time"),
        (Standing(start=START), HALF, "grey", "not_measurable"),
        (Standing(start=START, due=DUE, points=50), HALF, "green", "on_plan"),
        (Standing(start=START, due=DUE, points=45), HALF, "green", "on_plan"),
        (Standing(start=START, due=DUE, points=44.99), HALF, "yellow", "behind"),
        (Standing(start=START, due=DUE, points=0), HALF, "yellow", "behind"),
        (Standing(start=START, due=DUE, report="missing"), HALF, "yellow", "report_missing"),
        (Standing(start=START, due=DUE, points=60, report="returned"), HALF, "yellow", "report_returned"),
        (Standing(start=START, due=DUE, points=99), DUE, "green", "on_plan"),
        (Standing(start=START, due=DUE, points=99), DUE + timedelta(days=1), "red", "overdue"),
        (Standing(start=START, due=DUE, done_date=DUE), DUE + timedelta(days=9), "blue", "done"),
        (Standing(start=START, due=DUE, done_date=DUE + timedelta(days=2)), date(2021, 12, 31), "blue", "done_late"),
        (Standing(start=START, due=DUE, done_date=DUE, found_false=True), DUE, "red", "found_false"),
    ],
)
def test_light_and_its_reason(standing: Standing, today: date, colour: str, reason: str) -> None:
    light = light_of(standing, today)
    assert (light.colour, light.reason) == (colour, reason)
    for language in ("zh", "en"):
        assert "{" not in light.sentence(language)


def test_sentence_says_how_far_behind_and_how_late() -> None:
    behind = light_of(Standing(start=START, due=DUE, points=30), HALF)
    assert behind.sentence() == "进度 30，应达 50.0，落后 20.0 个百分点"
    late = light_of(Standing(start=START, due=DUE), DUE + timedelta(days=3))
    assert late.sentence() == "应于 2021-12-10 办结，已逾期 3 天"
    assert late.sentence("en") == "Was due on 2021-12-10, 3 days ago"


def test_figure_of_last_month_is_held_against_last_months_plan() -> None:
    standing = Standing(start=START, due=DUE, points=29, as_of=date(2021, 9, 30), report="received")
    assert light_of(standing, HALF).reason == "on_plan"


def test_finished_in_time_but_not_checked_is_not_late() -> None:
    standing = Standing(start=START, due=DUE, points=100, as_of=DUE, report="received")
    assert light_of(standing, DUE + timedelta(days=5)).reason == "awaiting_check"
    late = Standing(start=START, due=DUE, points=100, as_of=DUE + timedelta(days=1), report="received")
    assert light_of(late, DUE + timedelta(days=5)).reason == "overdue"


def test_a_thing_done_tomorrow_is_not_done_today() -> None:
    assert light_of(Standing(start=START, due=DUE, done_date=DUE, points=50), HALF).reason == "on_plan"


def test_month_target_missed_is_yellow_quarter_target_missed_is_red() -> None:
    ends = [date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 31)]
    rules, curve = LightRules(behind_points=0, quarter_end="red"), monthly_curve(ends)
    plan = {"start": date(2022, 1, 1), "due": date(2022, 12, 31), "curve": curve}
    reached = [100 / 3, 60.0, 80.0]  # January in full, February short, 80 % at the quarter's end
    lights = [
        light_of(Standing(**plan, points=points, as_of=day), day + timedelta(days=5), rules)
        for points, day in zip(reached, ends, strict=True)
    ]
    assert [light.colour for light in lights] == ["green", "yellow", "red"]


def test_near_due_is_yellow_then_red_once_overdue() -> None:
    rules = LightRules(near_due_days=7)
    standing = Standing(start=START, due=DUE, points=99)
    found = [light_of(standing, DUE - timedelta(days=n), rules) for n in (8, 7, 0, -1)]
    assert [light.colour for light in found] == ["green", "yellow", "yellow", "red"]
    assert found[1].reason == "near_due"
    assert light_of(Standing(start=START, due=DUE, points=50), DUE, rules).reason == "behind"


@pytest.mark.parametrize("report", ["missing", "returned"])
def test_a_report_that_did_not_come_is_yellow_or_red_as_laid_down(report: str) -> None:
    standing = Standing(start=START, due=DUE, points=60, report=report)
    strict = LightRules(**{f"{report}_report": "red"})
    assert [light_of(standing, HALF, rules).colour for rules in (DEFAULT, strict)] == ["yellow", "red"]


def test_badly_behind_is_red_even_where_the_report_is_missing() -> None:
    rules = LightRules(badly_behind_points=20)
    assert light_of(Standing(start=START, due=DUE, points=30), HALF, rules).reason == "behind"
    standing = Standing(start=START, due=DUE, points=29.9, report="missing", as_of=HALF)
    assert light_of(standing, HALF + timedelta(days=9), rules).reason == "badly_behind"


def test_both_languages_speak_of_the_same_values() -> None:
    for reason in REASONS.values():
        zh, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in reason)
        assert zh == en


@given(
    st.floats(0, 100) | st.none(),
    st.floats(0, 100),
    st.dates(date(2021, 8, 1), date(2022, 2, 1)),
    st.sampled_from(["none_due", "received", "missing", "returned"]),
)
def test_more_progress_never_makes_a_light_worse(points: float | None, more: float, today: date, report: str) -> None:
    severity = {"blue": 0, "grey": 0, "green": 0, "yellow": 1, "red": 2}
    low, high = sorted((points or 0.0, more))
    one, two = (
        light_of(Standing(start=START, due=DUE, points=value, report=report, as_of=today), today, DEFAULT)
        for value in (low, high)
    )
    assert severity[two.colour] <= severity[one.colour]


def test_two_hundred_thousand_lights_in_under_two_seconds() -> None:
    standings = [
        Standing(start=START, due=DUE, points=float(n % 101), report="missing" if n % 50 == 0 else "received")
        for n in range(200_000)
    ]
    began = time.process_time()
    lights = [light_of(standing, HALF) for standing in standings]
    taken = time.process_time() - began
    assert len(lights) == 200_000
    assert taken < 2, taken
