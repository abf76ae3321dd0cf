"""The critical path: the worked example of a government project, the four kinds of links, 1,000 networks by another method."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from luoshi.projects.domain.network import (
    Activity,
    ActivityTwice,
    ActivityUnknown,
    DependencyCycle,
    DurationNegative,
    Link,
    delays,
    schedule,
    three_point,
)

pytestmark = pytest.mark.pure

DAYS = {"A": 20, "B": 60, "C": 30, "D": 40, "E": 90, "F": 20, "G": 30, "H": 360, "I": 30}
AFTER = {"B": "A", "C": "A", "D": "BC", "E": "C", "F": "DE", "G": "F", "H": "G", "I": "H"}
# activity: ES, EF, LS, LF, TF, FF, worked out by hand
TABLE = {
    "A": (0, 20, 0, 20, 0, 0),
    "B": (20, 80, 40, 100, 20, 0),
    "C": (20, 50, 20, 50, 0, 0),
    "D": (80, 120, 100, 140, 20, 20),
    "E": (50, 140, 50, 140, 0, 0),
    "F": (140, 160, 140, 160, 0, 0),
    "G": (160, 190, 160, 190, 0, 0),
    "H": (190, 550, 190, 550, 0, 0),
    "I": (550, 580, 550, 580, 0, 0),
}


def example(**changed: int) -> tuple[list[Activity], list[Link]]:
    days = {**DAYS, **changed}
    links = [Link(one, two) for two, before in AFTER.items() for one in before]
    return [Activity(code, length) for code, length in days.items()], links


def test_a_government_project_from_proposal_to_acceptance() -> None:
    found = schedule(*example())
    assert {code: tuple(times) for code, times in found.times.items()} == TABLE
    assert (found.length, "-".join(found.critical)) == (580, "A-C-E-F-G-H-I")


def test_shortening_the_critical_activity_helps_only_until_another_path_takes_over() -> None:
    assert schedule(*example(E=70)).length == 560
    assert schedule(*example(E=60)).length == 560
    assert schedule(*example(B=85)).length == 585


def test_a_delay_within_the_float_moves_nothing_that_follows() -> None:
    before, after = schedule(*example()), schedule(*example(B=80))
    assert after.length == 580
    assert delays(DAYS, before, after) == {"B": 20, "D": 20}


def test_a_deadline_before_the_end_makes_floats_negative() -> None:
    found = schedule(*example(), deadline=570)
    assert {found.times[code].total_float for code in "ACEFGHI"} == {-10}
    assert found.times["B"].total_float == 10


@pytest.mark.parametrize(("kind", "start"), [("FS", 13), ("SS", 3), ("FF", 9), ("SF", 0)])
def test_each_kind_of_link_holds_the_right_ends_together(kind: str, start: int) -> None:
    found = schedule([Activity("a", 10), Activity("b", 4)], [Link("a", "b", kind, 3)])  # type: ignore[arg-type]
    assert found.times["b"].early_start == start


def test_a_lead_lets_the_next_begin_before_the_end() -> None:
    found = schedule([Activity("a", 10), Activity("b", 4)], [Link("a", "b", "FS", -3)])
    assert found.times["b"].early_start == 7


def test_three_points_give_the_expected_length() -> None:
    found = three_point(20, 30, 70)
    assert (found.expected, round(found.deviation, 3)) == (35, 8.333)


def test_a_circle_is_named() -> None:
    rows = [Activity(code, 1) for code in ("许可", "招标", "施工", "验收")]
    links = [Link("许可", "招标"), Link("招标", "施工"), Link("施工", "招标"), Link("施工", "验收")]
    with pytest.raises(DependencyCycle) as caught:
        schedule(rows, links)
    assert "招标 → 施工 → 招标" in str(caught.value) or "施工 → 招标 → 施工" in str(caught.value)
    assert "验收" not in str(caught.value)


def test_what_cannot_be_scheduled_is_refused_by_name() -> None:
    with pytest.raises(DurationNegative, match=r"打桩.*-3"):
        schedule([Activity("打桩", -3)], [])
    with pytest.raises(ActivityUnknown, match="吊装"):
        schedule([Activity("打桩", 3)], [Link("打桩", "吊装")])
    with pytest.raises(ActivityTwice, match="打桩"):
        schedule([Activity("打桩", 3), Activity("打桩", 4)], [])
    assert schedule([], []).length == 0


def independent(days: list[int], links: list[tuple[int, int, str, int]]) -> tuple[list[float], list[float], float]:
    """Earliest starts as the least solution of the inequalities, latest ones as the greatest: linear programmes."""
    n = len(days)
    rows, right = [], []
    for one, two, kind, lag in links:
        # end(two) - end(one) >= lag, each end being its start or its finish
        row = np.zeros(n)
        row[one] += 1
        row[two] -= 1
        fixed = (days[one] if kind[0] == "F" else 0) - (days[two] if kind[1] == "F" else 0)
        rows.append(row)
        right.append(-lag - fixed)
    matrix = {"A_ub": np.array(rows), "b_ub": right} if rows else {}
    early = linprog(np.ones(n), bounds=[(0, None)] * n, **matrix).x
    end = max(early + np.array(days))
    late = linprog(-np.ones(n), bounds=[(None, end - d) for d in days], **matrix).x
    return list(early), list(late), end


def test_a_thousand_random_networks_agree_with_linear_programmes() -> None:
    rng = random.Random(15)
    for _ in range(1000):
        n = rng.randrange(2, 14)
        days = [rng.randrange(0, 30) for _ in range(n)]
        links = [
            (one, two, rng.choice(["FS", "FS", "SS", "FF", "SF"]), rng.randrange(-4, 9))
            for one in range(n)
            for two in range(one + 1, n)
            if rng.random() < 0.3
        ]
        activities = [Activity(str(k), d) for k, d in enumerate(days)]
        rng.shuffle(activities)
        found = schedule(activities, [Link(str(a), str(b), kind, lag) for a, b, kind, lag in links])  # type: ignore[arg-type]
        early, late, end = independent(days, links)
        assert found.length == pytest.approx(end)
        assert [found.times[str(k)].early_start for k in range(n)] == pytest.approx(early)
        assert [found.times[str(k)].late_start for k in range(n)] == pytest.approx(late)
        assert set(found.critical) == {str(k) for k in range(n) if late[k] - early[k] < 0.5}
