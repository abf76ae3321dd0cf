"""Lights by the tables of real places, at their edges; fourteen points of a schedule; the band that holds."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal as D

import pytest

from luoshi.kernel.calendar import CHINA
from luoshi.projects.domain import forecast, quality
from luoshi.projects.domain.lights import Facts, LightLimits, light_of, money_colour, progress_colour
from luoshi.projects.domain.network import Link
from luoshi.projects.domain.simulation import histories

pytestmark = pytest.mark.pure
LIMITS = LightLimits()
TODAY = date(2021, 8, 9)


@pytest.mark.parametrize(
    ("done", "colour"), [("50.0", "green"), ("48.3", "yellow"), ("28.3", "yellow"), ("28.2", "red")]
)
def test_progress_behind_the_plan_in_july(done: str, colour: str) -> None:
    assert progress_colour(D(done), D("58.3"), LIMITS) == colour


@pytest.mark.parametrize(("done", "colour"), [(7000, "green"), (6000, "yellow"), (3500, "yellow"), (3499, "red")])
def test_investment_short_of_the_plan_to_date(done: int, colour: str) -> None:
    strict = LightLimits(money_yellow=D(0), money_red=D("0.5"))
    assert money_colour(D(done), D(7000), strict) == colour


@pytest.mark.parametrize(("spent", "colour"), [(5000, "green"), (3500, "yellow"), (3499, "red")])
def test_bond_money_short_of_what_should_be_spent(spent: int, colour: str) -> None:
    assert money_colour(D(spent), D(5000), LightLimits(money_yellow=D(0), money_red=D("0.3"))) == colour


def test_a_late_start_turns_red_after_three_months() -> None:
    facts = Facts("starting", start=date(2021, 5, 9))
    assert light_of(facts, date(2021, 5, 9), LIMITS, CHINA).colour == "grey"
    assert light_of(facts, date(2021, 5, 10), LIMITS, CHINA).colour == "yellow"
    assert light_of(facts, date(2021, 8, 9), LIMITS, CHINA).colour == "red"


def test_a_missing_report_is_yellow_after_three_working_days_and_red_after_a_month() -> None:
    facts = Facts("under_way", started=date(2021, 1, 4), report_due=date(2021, 8, 5), report_month="2021-07")
    assert light_of(facts, date(2021, 8, 9), LIMITS, CHINA).colour == "grey"
    assert light_of(facts, date(2021, 8, 10), LIMITS, CHINA).colour == "yellow"
    assert light_of(facts, date(2021, 9, 5), LIMITS, CHINA).colour == "red"


def test_the_worst_reason_is_shown_and_all_are_kept() -> None:
    facts = Facts(
        "under_way",
        started=date(2021, 1, 4),
        done=D(50),
        planned=D(62),
        overdue_permits=(("施工许可证", date(2021, 8, 2), "住建局"),),
        overdue_problems=(("管线没有迁改", date(2021, 8, 6)),),
    )
    found = light_of(facts, TODAY, LIMITS, CHINA)
    assert (found.colour, [r.code for r in found.reasons]) == (
        "red",
        ["permit_overdue", "progress_behind", "problem_overdue"],
    )
    assert "已逾期 7 天，在住建局" in found.reasons[0].text()
    assert light_of(Facts("done", finished=TODAY), TODAY, LIMITS, CHINA).colour == "blue"
    assert light_of(Facts("reserve"), TODAY, LIMITS, CHINA).colour == "grey"


def test_a_forecast_after_the_due_day_is_told_in_time() -> None:
    facts = Facts("under_way", started=date(2021, 1, 4), finish=date(2022, 1, 1), forecast=date(2022, 3, 1))
    assert light_of(facts, TODAY, LIMITS, CHINA).colour == "yellow"


def good_plan() -> tuple[list[quality.Row], list[Link]]:
    rows = [quality.Row(str(n), f"工序{n}", 20) for n in range(20)]
    return rows, [Link(str(n), str(n + 1)) for n in range(19)]


def test_a_sound_plan_passes_every_point_that_can_be_judged() -> None:
    found = quality.check(*good_plan(), TODAY)
    assert [p.code for p in found] == list(quality.POINTS)
    assert len(found) == 14
    assert [p.code for p in found if p.passed is False] == []


@pytest.mark.parametrize(
    ("point", "change"),
    [
        ("logic", lambda rows, links: (rows, links[:-5])),
        ("leads", lambda rows, links: (rows, [*links[:-1], Link("18", "19", "FS", -2)])),
        ("lags", lambda rows, links: (rows, [Link(k.before, k.after, "FS", 5) for k in links])),
        ("kinds", lambda rows, links: (rows, [Link(k.before, k.after, "SS") for k in links])),
        ("constraints", lambda rows, links: ([quality.Row(r.code, r.name, 20, fixed=True) for r in rows], links)),
        ("long", lambda rows, links: ([quality.Row(r.code, r.name, 45) for r in rows], links)),
        ("resources", lambda rows, links: ([*rows[:-1], quality.Row("19", "x", 20, cost=False)], links)),
        (
            "dates",
            lambda rows, links: ([*rows[:-1], quality.Row("19", "x", 20, actual_finish=date(2031, 1, 1))], links),
        ),
        (
            "missed",
            lambda rows, links: ([*rows[:-1], quality.Row("19", "x", 20, baseline_finish=date(2021, 8, 1))], links),
        ),
    ],
)
def test_each_fault_of_a_plan_is_found(point: str, change: object) -> None:
    rows, links = change(*good_plan())  # type: ignore[operator]
    assert {p.code: p.passed for p in quality.check(rows, links, TODAY)}[point] is False


def test_a_deadline_that_cannot_be_kept_fails_float_and_length() -> None:
    found = {p.code: p for p in quality.check(*good_plan(), TODAY, deadline=360)}
    assert found["negative_float"].passed is False
    assert found["length_index"].value == pytest.approx(0.9)
    assert quality.check(*good_plan(), TODAY)[11].value == 600


def coverage(bands: list[tuple[forecast.Band | None, float]]) -> float:
    known = [
        (band, truth) for band, truth in bands if band is not None and band.low is not None and band.high is not None
    ]
    assert len(known) > 300
    return sum(band.low <= truth <= band.high for band, truth in known if band.low and band.high) / len(known)


def test_eighty_of_a_hundred_projects_end_inside_the_band_and_cost_what_it_says() -> None:
    past, coming = histories(seed=21, count=200), histories(seed=22, count=600)
    known, rng = forecast.errors(past), random.Random(3)
    finish, cost = [], []
    for one in coming:
        inside = [n for n, share in enumerate(one.done) if 0.02 < share < 1]
        at = rng.choice(inside)
        months = forecast.finish_band(known, done=one.done[at], elapsed=at + 1)
        money = forecast.cost_band(known, done=one.done[at], spent=one.spent[at], budget=one.budget)
        finish.append((months, float(len(one.done))))
        cost.append((money, one.spent[-1]))
    assert 0.76 <= coverage(finish) <= 0.86
    assert 0.76 <= coverage(cost) <= 0.86


def test_too_few_finished_projects_give_no_band_but_still_a_forecast() -> None:
    known = forecast.errors(histories(seed=1, count=5))
    band = forecast.finish_band(known, done=0.5, elapsed=8)
    assert band is not None and (band.low, band.high) == (None, None)
    assert band.point == pytest.approx(16)  # half done is half of the planned time, 7 months; it took 8
    assert forecast.finish_band(known, done=0, elapsed=3) is None
