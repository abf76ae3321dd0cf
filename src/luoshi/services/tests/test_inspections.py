"""Scores and places, worked by hand; what chance alone makes of a ranking."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.services.domain.inspections import Finding, Item, Visited, points, rank, score, spread

BAGS = Item("bags", Decimal(40), "share")
BINS = Item("bins", Decimal(60), "each", Decimal(25))


def visited(code: str, *scores: int) -> Visited:
    each = tuple(Decimal(one) for one in scores)
    return Visited(code, sum(each, Decimal(0)) / len(each), each)


def test_two_bags_weigh_two_bags() -> None:
    month = [Finding(faults=2, checked=2), Finding(faults=0, checked=198)]
    assert points(BAGS, month).gained == Decimal(40) * 198 / 200  # and not the mean of 0 and 40


def test_faults_take_points_down_to_nothing_and_no_further() -> None:
    assert [points(BINS, [Finding(n)]).gained for n in range(4)] == [60, 35, 10, 0]
    assert points(BINS, [Finding()]) is None and points(BAGS, [Finding(0, 0)]) is None


def test_too_little_looked_at_gives_no_score() -> None:
    found = [{"bags": Finding(1, 4)}]
    assert score([BAGS, BINS], found, least_share=Decimal("0.5")) is None
    assert score([BAGS, BINS], found, least_share=Decimal("0.4")) == Decimal("75.00")


def test_variances_by_hand_and_scores_drawn_towards_the_mean() -> None:
    month = [visited("a", 90, 94, 92, 92), visited("b", 80, 84), visited("c", 100)]
    found = spread(month)
    # Squares within: 8 + 8 + 0 over 3 + 1 + 0 degrees of freedom. Means 92, 82, 100 about 91 1/3: (4 + 784 + 676) / 9 / 2,
    # less what chance gives: (4/4 + 4/2 + 4/1) / 3.
    assert found.within == pytest.approx(4)
    assert found.between == pytest.approx((4 + 784 + 676) / 9 / 2 - 7 / 3)
    placed, _spread = rank(month)
    assert [(one.code, one.rank, one.best, one.worst) for one in placed] == [
        ("c", 1, 1, 1),
        ("a", 2, 2, 2),
        ("b", 3, 3, 3),
    ]
    trust = found.between / (found.between + 4)
    assert placed[0].fair == pytest.approx(found.mean + trust * (100 - found.mean), abs=0.005)


def test_one_lucky_visit_does_not_beat_eight_good_ones() -> None:
    steady = visited("steady", 96, 92, 98, 92, 96, 93, 98, 93)
    month = [steady, visited("lucky", 95), visited("low", 60, 70, 62, 72), visited("mid", 80, 88, 81, 87)]
    assert month[1].score > steady.score
    placed, _spread = rank(month)
    assert [one.code for one in placed][:2] == ["steady", "lucky"]


def test_nobody_visited_twice_leaves_scores_as_they_are() -> None:
    placed, found = rank([visited("a", 70), visited("b", 70), visited("c", 80)])
    assert found.within is None
    assert [(one.code, one.rank, one.fair) for one in placed] == [("c", 1, 80.0), ("a", 2, 70.0), ("b", 2, 70.0)]
    assert rank([])[0] == []


@given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=5), min_size=1, max_size=12), st.randoms())
def test_places_hold_whatever_the_order(scores: list[list[int]], shuffler: Random) -> None:
    month = [visited(f"s{n:02d}", *one) for n, one in enumerate(scores)]
    placed, _spread = rank(month)
    assert all(one.best <= one.worst and 1 <= one.rank <= len(month) for one in placed)
    assert [one.fair for one in placed] == sorted((one.fair for one in placed), reverse=True)
    again = list(month)
    shuffler.shuffle(again)
    assert rank(again)[0] == placed


def test_the_fair_score_is_nearer_the_truth_than_the_plain_one() -> None:
    """A hundred months of thirty communities with known true scores and one to six visits each."""
    rng = Random(20210723)
    plain = fair = 0.0
    for _month in range(100):
        truth = {f"s{n:02d}": rng.gauss(80, 5) for n in range(30)}
        month = [
            visited(code, *(round(rng.gauss(true, 8)) for _visit in range(rng.randrange(1, 7))))
            for code, true in truth.items()
        ]
        placed, _spread = rank(month)
        plain += sum((float(one.score) - truth[one.code]) ** 2 for one in placed)
        fair += sum((one.fair - truth[one.code]) ** 2 for one in placed)
    assert fair < 0.8 * plain
