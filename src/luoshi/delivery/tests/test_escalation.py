"""Rules that issue sheets and call for talks, on the published examples; samples drawn by risk; sentences nobody can do."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from luoshi.delivery.domain.escalation import PRESETS, History, Rule, called_for, month_ends, runs
from luoshi.delivery.domain.implementable import is_slogan, is_unimplementable, lacks
from luoshi.delivery.domain.kinds import Judgement, countdown, may_move
from luoshi.delivery.domain.sampling import Signs, chances, draw, risk

pytestmark = pytest.mark.pure
DUE = date(2021, 12, 31)


def test_the_same_task_yellow_twice_brings_a_letter_and_red_a_talk() -> None:
    """RD-4 guangyuan-2018 ⇒ T1 yellow in May and July: a letter; T2 red: a talk."""
    rules = PRESETS["yellow_twice_letter"].rules
    twice = History(DUE, [(date(2021, 5, 10), "yellow"), (date(2021, 6, 1), "green"), (date(2021, 7, 12), "yellow")])
    assert called_for(rules, twice, date(2021, 5, 30)) == []
    (letter,) = called_for(rules, twice, date(2021, 7, 12))
    assert (letter.rule.act, letter.cause) == ("sheet", "yellow_again:2021-07-12")
    (talk,) = called_for(rules, History(DUE, [(date(2021, 6, 3), "red")]), date(2021, 6, 3))
    assert (talk.rule.act, talk.cause) == ("talk", "red:2021-06-03")


def test_three_reds_in_a_row_bring_a_talk_on_the_sixth_only() -> None:
    """RD-4 longchang-2020 ⇒ R, R, Y, R, R, R: on the sixth."""
    assert runs(["red", "red", "yellow", "red", "red", "red"], "red", 3) == [5]
    turns = [(date(2021, 1, 4), "red"), (date(2021, 3, 5), "yellow"), (date(2021, 4, 6), "red")]
    rules = PRESETS["three_reds_talk"].rules
    found = [
        bool(called_for(rules, History(DUE, turns), end)) for end in month_ends(date(2021, 1, 4), date(2021, 6, 30))
    ]
    assert found == [False, False, False, False, False, True]


def test_red_for_five_working_days_brings_a_sheet_and_the_same_red_only_one_cause() -> None:
    history = History(DUE, [(date(2021, 9, 13), "red")])
    rules = (Rule("red", days=5),)
    # 2021-09-13 is a Monday; 14 to 18 (a worked Saturday) are five working days.
    assert called_for(rules, history, date(2021, 9, 17)) == []
    causes = {call.cause for day in (18, 22, 30) for call in called_for(rules, history, date(2021, 9, day))}
    assert causes == {"red:2021-09-13"}
    assert called_for(rules, History(DUE, [*history.turns, (date(2021, 9, 20), "green")]), date(2021, 9, 30)) == []


def test_overdue_is_called_for_until_it_is_done() -> None:
    late = History(date(2021, 9, 30), [(date(2021, 9, 1), "green")])
    rules = (Rule("overdue", days=1),)
    assert called_for(rules, late, date(2021, 10, 7)) == []  # 10-01 to 10-07 are off
    assert [c.cause for c in called_for(rules, late, date(2021, 10, 8))] == ["overdue:2021-09-30"]
    assert called_for(rules, History(late.due, [*late.turns, (date(2021, 10, 5), "blue")]), date(2021, 10, 8)) == []


def test_each_is_drawn_as_often_as_its_risk_says_and_the_same_seed_draws_the_same() -> None:
    weights = {f"t{n}": 1.0 + n % 4 for n in range(40)}
    expected = chances(weights, 8)
    assert sum(expected.values()) == pytest.approx(8)
    counted = Counter(code for seed in range(4000) for code in draw(weights, share=0.2, seed=str(seed))[0])
    assert all(len(draw(weights, share=0.2, seed=str(seed))[0]) == 8 for seed in range(50))
    assert draw(weights, share=0.2, seed="x") == draw(dict(reversed(weights.items())), share=0.2, seed="x")
    for code, chance in expected.items():
        # Four standard errors of a share among 4000.
        assert abs(counted[code] / 4000 - chance) < 4 * (chance * (1 - chance) / 4000) ** 0.5


def test_what_would_be_drawn_more_than_surely_is_drawn_surely() -> None:
    found = chances({"a": 100, "b": 1, "c": 1, "d": 1}, 2)
    assert found["a"] == 1
    assert sum(found.values()) == pytest.approx(2)
    assert "a" in draw({"a": 100, "b": 1, "c": 1, "d": 1}, share=0.5, seed="s")[0]
    assert draw({}, share=0.5, seed="s") == ([], {})
    assert draw({"only": 1}, share=0.01, seed="s")[0] == ["only"]


def test_signs_of_risk_add_up() -> None:
    assert risk(Signs("green", 10, 5, True, 0)) == 1
    # red 2, no evidence 1.5, a leap 2, nearly done 0.5
    assert risk(Signs("red", 95, 45, False, 1)) == 7


@pytest.mark.parametrize(
    ("words", "slogan"),
    [
        ("进一步加强组织领导", True),
        ("大力推进产业高质量发展", True),
        ("完善“云代办”服务", False),
        ("到2025年，培育规上企业达到50家", False),
        ("开展技能培训", False),
        ("推动三个园区建设", False),
    ],
)
def test_a_slogan_is_known_by_its_words(words: str, slogan: bool) -> None:
    assert is_slogan(words) is slogan


def test_what_is_lacking_is_said_and_what_cannot_be_done_is_called_so() -> None:
    bare = lacks("大力推进高质量发展", has_owner=True, has_measure=False, has_date=False)
    assert bare == ["no_measure", "no_date", "slogan"]
    assert is_unimplementable(bare)
    assert not is_unimplementable(lacks("大力推进高质量发展", has_owner=True, has_measure=True, has_date=False))
    assert is_unimplementable(lacks("开展培训", has_owner=False, has_measure=False, has_date=False))
    assert not is_unimplementable(lacks("开展培训", has_owner=True, has_measure=False, has_date=False))


def test_a_reform_goes_its_stages_in_order() -> None:
    assert may_move("proposed", "judged")
    assert not may_move("proposed", "spread")
    assert not may_move("established", "declined")
    # 4, 5 and 3 of 5 each: 12 of 15.
    assert Judgement(4, 5, 3).points == 80


def test_readiness_is_weighed_by_the_parts() -> None:
    day = date(2022, 4, 1)
    parts = [
        {"weight": 3, "percent": 100, "due": day, "done": True},
        {"weight": 1, "percent": 20, "due": day - timedelta(days=1), "done": False},
    ]
    found = countdown(date(2022, 4, 20), day, parts)
    # (3 × 100 + 1 × 20) / 4
    assert (found.days, found.ready, found.done, found.late) == (19, 80, 1, 1)
