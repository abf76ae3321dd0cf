"""Reports drafted from what runs; what was typed after all; pictures used twice."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from luoshi.delivery.domain.drafting import (
    Goal,
    Last,
    Offer,
    asked_twice,
    burden,
    draft,
    is_reached,
    minutes_a_month,
    number,
)
from luoshi.delivery.domain.photos import NEAR, bands, distance, look_of, nearest

pytestmark = pytest.mark.pure
DAY = date(2021, 9, 24)
PLAN = [(date(2021, 9, 30), 40.0), (date(2021, 12, 31), 100.0)]
NOBODY = {"plan": PLAN, "parts_percent": None, "day": DAY}


def test_the_outcome_measure_itself_gives_the_percent() -> None:
    offers = [Offer("代办件数", "45", "件"), Offer("项目形象进度", "80", "%", percent=80)]
    made = draft(offers=offers, last=Last(percent=20), goal=Goal("代办件数", ">=", 100, "件"), **NOBODY)
    assert (made.values["percent"], made.origins["percent"]) == ("45", "running")
    assert made.values["text"] == "截至 2021-09-24，代办件数 45 件，项目形象进度 80 %。"
    assert made.values["next_steps"] == "按计划于 2021-09-30 前达到 40%"
    # text, percent, two figures, difficulties, next steps; of them text, percent and the figures come from what runs.
    assert (made.fields, made.from_running, made.offered) == (6, 4, 5)


def test_parts_handed_down_come_before_all_else_and_projects_where_no_measure_is_met() -> None:
    offers = [Offer("甲", "80", "%", percent=80), Offer("乙", "40", "%", percent=40)]
    assert draft(offers=offers, last=Last(), goal=Goal(), **NOBODY).values["percent"] == "60"
    whole = draft(offers=offers, last=Last(), goal=Goal(), plan=PLAN, parts_percent=33.4, day=DAY)
    assert whole.values["percent"] == "33"


def test_where_nothing_runs_the_last_report_is_the_draft_and_what_nobody_knows_stays_empty() -> None:
    last = Last("已完成摸底", 20, "资金未到位", [("培育企业", "12 家")])
    made = draft(offers=[], last=last, goal=Goal("培育企业", ">=", 50, "家"), **NOBODY)
    assert made.values["text"] == "已完成摸底"
    assert made.figures == [("培育企业", "12 家")]
    assert made.from_running == 0
    first = draft(offers=[], last=Last(), goal=Goal("培育企业", ">=", 50, "家"), **NOBODY)
    assert first.figures == [("培育企业", "")]
    assert first.offered == 2  # nought percent, and the plan's next point


def test_only_what_differs_from_what_was_offered_counts_as_typed() -> None:
    made = draft(offers=[Offer("代办件数", "45", "件")], last=Last(percent=20), goal=Goal(), **NOBODY)
    as_offered = {name: made.values[name] for name in ("text", "percent", "problems", "next_steps")}
    sent = burden(made, as_offered, [("代办件数", "45  件")])
    # The figure and the sentence made of it come from what runs.
    assert (sent.fields, sent.from_running, sent.typed) == (5, 2, 0)
    changed = burden(made, {**as_offered, "percent": "30", "problems": "无"}, [("代办件数", "46 件"), ("新", "1")])
    assert (changed.fields, changed.typed) == (6, 4)


def test_the_same_figure_asked_of_a_unit_by_two_tasks_is_named() -> None:
    assert asked_twice([("a", "企业数"), ("b", "企业数"), ("a", "产值"), ("a", "产值")]) == {"企业数": ["a", "b"]}


def test_minutes_a_month() -> None:
    # One every ten days (36 a year), two monthly: (36 + 12 + 12) / 12 = 5 reports a month, 6 minutes each.
    assert minutes_a_month([36, 12, 12], 6) == 30


@pytest.mark.parametrize(
    ("words", "value"), [("35 件", 35), ("约1,200.5万元", 1200.5), ("-3", -3), ("无", None), ("", None), ("…12-5", 12)]
)
def test_numbers_in_words(words: str, value: float | None) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("op", "value", "reached"),
    [(">=", 50, True), (">=", 49.9, False), ("<=", 50, True), ("<=", 51, False), ("=", 50, True), ("x", 50, True)],
)
def test_an_outcome_is_compared_as_it_was_promised(op: str, value: float, reached: bool) -> None:
    assert is_reached(Goal("指标", op, 50, ""), value) is reached
    assert is_reached(Goal(), value) is None


def test_two_looks_that_differ_a_little_share_a_part() -> None:
    rng = Random(7)
    for _ in range(300):
        bits = rng.getrandbits(64)
        other = bits
        for at in rng.sample(range(64), NEAR):
            other ^= 1 << at
        one, two = f"{bits:016x}", f"{other:016x}"
        assert distance(one, two) == NEAR
        assert set(bands(one)) & set(bands(two))
        assert nearest(one, [two]) == [two]


def test_a_picture_without_any_difference_has_no_look() -> None:
    assert look_of([128] * 72) == ""
    assert len(look_of([9 - column for _row in range(8) for column in range(9)][:72])) in {0, 16}
    slope = [(column * 7 + row * 3) % 11 for row in range(8) for column in range(9)]
    assert len(look_of(slope)) == 16
