"""Forecasts, scores, decompositions, doubts and small cells, each against a worked or independent result."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.indicators.domain.checks import doubts
from luoshi.indicators.domain.composite import Part, WeightsWrong, score
from luoshi.indicators.domain.decomposition import PartsMissing, contributions
from luoshi.indicators.domain.disclosure import exposed_cells, suppressed
from luoshi.indicators.domain.forecast import TooShort, chance_to_reach, forecast, last_stretch, needed_growth
from luoshi.indicators.domain.periods import Frequency

pytestmark = pytest.mark.pure
NAN = float("nan")


@pytest.mark.parametrize(("years", "growth"), [(10, 7.177), (7, 10.409), (5, 14.870)])
def test_doubling_needs_the_growth_of_the_sheet(years: int, growth: float) -> None:
    assert needed_growth(1, 2, years) == pytest.approx(growth, abs=5e-4)
    assert needed_growth(0, 2, years) is None


def test_income_by_source_adds_up_as_the_sheet_says() -> None:
    before = {"wage": 20000.0, "business": 6000.0, "property": 2000.0, "transfer": 4000.0}
    after = {"wage": 21400.0, "business": 6200.0, "property": 2100.0, "transfer": 4300.0}
    found = {c.part: c for c in contributions(before, after)}
    assert found["wage"].share == pytest.approx(70)
    assert found["wage"].pull == pytest.approx(4.375)
    assert sum(c.pull or 0 for c in found.values()) == pytest.approx(6.25)
    with pytest.raises(PartsMissing, match="business"):
        contributions({**before, "business": None}, after)


def test_a_forecast_knows_its_past() -> None:
    months = np.arange(96)
    rng = np.random.default_rng(3)
    values = 100 + 0.5 * months + 8 * np.sin(months * np.pi / 6) + rng.normal(0, 1, 96)
    made = forecast(values, Frequency.MONTH, 6)
    truth = 100 + 0.5 * np.arange(96, 102) + 8 * np.sin(np.arange(96, 102) * np.pi / 6)
    assert np.abs(made.mean - truth).max() < 4
    assert (made.low[95] <= made.low[80]).all()
    assert (np.diff(made.high[80] - made.low[80]) >= -1e-9).all()
    assert made.held >= 0.6


def test_eighty_percent_means_about_eighty_percent() -> None:
    """Over many random walks with drift the next value lies within the 80 % interval about that often."""
    rng = np.random.default_rng(11)
    inside = []
    for _ in range(60):
        walk = np.cumsum(rng.normal(0.3, 1, 41))
        made = forecast(walk[:40], Frequency.YEAR, 1)
        inside.append(made.low[80][0] <= walk[40] <= made.high[80][0])
    assert 0.65 <= np.mean(inside) <= 0.97


def test_too_short_or_broken_a_past_is_no_past() -> None:
    with pytest.raises(TooShort):
        forecast(np.arange(7.0), Frequency.YEAR, 1)
    assert last_stretch(np.array([1.0, NAN, 2.0, 3.0, NAN])).tolist() == [2, 3]


def test_the_chance_to_reach_a_target_falls_as_it_rises() -> None:
    made = forecast(np.array([10.0, 11, 12.5, 13, 14.2, 15, 16.1, 17, 18.3, 19]), Frequency.YEAR, 2)
    chances = [chance_to_reach(made, 1, target, at_least=True) for target in (15, 20, 21, 25)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9 > 0.1 > chances[-1]
    assert chance_to_reach(made, 1, float(made.mean[1]), at_least=False) == pytest.approx(0.5)


def test_scores_weigh_what_is_known_and_say_what_is_not() -> None:
    parts = [Part("a", 2), Part("b", 1, "down"), Part("c", 1, scale="target", target=50)]
    values = np.array([[10.0, 5, 50], [0, 1, 25], [5, NAN, NAN]])
    found = score(values, parts, least_known=0.5)
    assert found.parts[0].tolist() == [100, 0, 100]
    assert found.score[0] == pytest.approx((2 * 100 + 0 + 100) / 4)
    assert found.score[1] == pytest.approx((0 + 100 + 50) / 4)
    assert found.score[2] == pytest.approx(50)
    assert found.known.tolist() == [1, 1, 0.5]
    assert found.rank.tolist() == [1, 3, 2]
    assert np.isnan(score(values, parts, least_known=0.8).score[2])
    with pytest.raises(WeightsWrong):
        score(values, [Part("a", 0), Part("b", 1), Part("c", 1)])


def test_a_managing_firms_score_is_that_of_the_sheet() -> None:
    """92, 80, 75 and 60 points at 30, 30, 20 and 20 come to 78.6."""
    parts = [
        Part(code, weight, scale="target", target=100) for code, weight in zip("abcd", (30, 30, 20, 20), strict=True)
    ]
    assert score(np.array([[92.0, 80, 75, 60]]), parts).score[0] == pytest.approx(78.6)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=2, max_size=8))
def test_who_is_best_in_everything_is_first_whatever_the_weights(rows: list[tuple[float, float]]) -> None:
    best = (max(a for a, _ in rows) + 1, max(b for _, b in rows) + 1)
    found = score(np.array([best, *rows]), [Part("a", 1), Part("b", 3, scale="rank")], draws=50)
    assert (found.rank[0], found.rank_low[0], found.rank_high[0]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("value", "past", "codes"),
    [
        (105, [100, 101, 102, 103, 104], []),
        (-1, [1, 2], ["negative"]),
        (160, [100, 101, 102, 103, 104], ["jump"]),
        (1040000, [100, 101, 102, 103, 104], ["magnitude"]),
        (104, [100, 101, 102, 103, 104], ["same"]),
        (7, [], []),
    ],
)
def test_doubts_about_a_new_figure(value: float, past: list[float], codes: list[str]) -> None:
    assert [d.code for d in doubts(value, past)] == codes


def test_a_sum_that_does_not_add_up_stops() -> None:
    (doubt,) = doubts(10, [], parts=[4, 5])
    assert (doubt.code, doubt.stops, doubt.text()) == ("parts", True, "与各部分之和 9 不等")


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.randoms(use_true_random=False))
def test_no_left_out_cell_can_be_worked_out_from_what_is_published(rows: int, columns: int, rng) -> None:
    """The attack: every table that fits the published totals and cells is listed; each left-out cell must be able to take
    at least three values (or everything that is not zero has been left out)."""
    table = np.array([[rng.choice([0, 1, 2, 3, 5, 6]) for _ in range(columns)] for _ in range(rows)], np.int64)
    hidden = suppressed(table)
    assert hidden[(table > 0) & (table < 3)].all()
    if not hidden.any() or hidden[table > 0].all():
        return
    assert exposed_cells(table, hidden) == []


def test_the_attack_by_listing_agrees_with_the_attack_by_programming() -> None:
    table = np.array([[1, 5, 4], [6, 2, 3], [4, 4, 0]], np.int64)
    hidden = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], bool)
    cells = [tuple(at) for at in np.argwhere(hidden)]
    possible: dict[tuple[int, ...], set[int]] = {at: set() for at in cells}
    for guess in itertools.product(range(12), repeat=len(cells)):
        trial = table.copy()
        for at, value in zip(cells, guess, strict=True):
            trial[at] = value
        if (trial.sum(axis=0) == table.sum(axis=0)).all() and (trial.sum(axis=1) == table.sum(axis=1)).all():
            for at, value in zip(cells, guess, strict=True):
                possible[at].add(value)
    exposed = {at for at, values in possible.items() if len(values) < 3}
    assert set(exposed_cells(table, hidden)) == exposed
