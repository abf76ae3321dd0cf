"""State capital, resource accounts, compensation, environment tax, schools, ramps, black water: worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import (
    black_water,
    eco_compensation,
    environment_tax,
    gb55019,
    resource_account,
    school_balance,
    state_capital,
)
from luoshi.standards.arrays import UNDETERMINED
from luoshi.standards.editions import NotInStandard

pytestmark = pytest.mark.pure


def test_preservation_rate_leaves_out_what_management_did_not_do() -> None:
    first = state_capital.preservation_rate(100_000, 112_000, increases=8_000 + 1_000)
    second = state_capital.preservation_rate(50_000, 48_000, decreases=3_000)
    assert float(first) == pytest.approx(1.03) and float(second) == pytest.approx(1.02)
    assert state_capital.outcome([first, second, 1.0, 0.999]).tolist() == [1, 1, 2, 3]
    none = state_capital.preservation_rate([0, -5, np.nan], 10)
    assert np.isnan(none).all() and state_capital.outcome(none).tolist() == [UNDETERMINED] * 3
    assert round(float(state_capital.tenure_rate([1.03, 0.98, 1.05])), 4) == 1.0599


def test_leverage_after_debts_within_the_group() -> None:
    assert round(float(state_capital.debt_ratio([100, 50], [60, 35], within_group=10)), 4) == 0.6071
    assert round(float(state_capital.debt_ratio([100, 50], [60, 35])), 4) == 0.6333
    assert state_capital.interest_cover(3000, 1500) == 3


def test_layout() -> None:
    assert float(state_capital.overlap([0.7, 0.3, 0], [0.2, 0, 0.8])) == pytest.approx(0.20)
    assert float(state_capital.concentration([0.5, 0.3, 0.2])) == pytest.approx(0.38)


def test_performance_score() -> None:
    lines = [12, 8, 5, 2, -3]
    scores = state_capital.performance_score([6.5, 13, 12, -3, -4, np.nan], [lines] * 6, 20)
    assert scores[:5].tolist() == pytest.approx([14, 20, 20, 4, 0]) and np.isnan(scores[5])
    assert state_capital.performance_score([50, 85, 91], [[50, 60, 70, 80, 90]] * 3, 10).tolist() == pytest.approx(
        [10, 3, 0]
    )


@given(st.lists(st.floats(-10, 20), min_size=2))
def test_a_better_value_never_scores_less(values: list[float]) -> None:
    lines = np.broadcast_to(np.array([12.0, 8, 5, 2, -3]), (len(values), 5))
    assert (np.diff(state_capital.performance_score(sorted(values), lines, 20)) >= -1e-12).all()


def test_forest_account_balances() -> None:
    computed = resource_account.closing(118_000, [320, 45], [180, 60])
    assert computed == 118_125 and resource_account.revaluation(118_140, computed) == 15
    agreed = resource_account.balances([118_125.01, 118_125.02, np.nan], computed)
    assert agreed.tolist() == [True, False, False]
    assert resource_account.share_balanced([1, 2, np.nan, 4], [1, 2, 3, 4]) == 0.75


def test_opening_of_a_tenure_lies_on_the_line_between_two_year_ends() -> None:
    ends = {"before_day": np.datetime64("2021-12-31"), "after_day": np.datetime64("2022-12-31")}
    assert round(float(resource_account.value_on(np.datetime64("2022-05-01"), 100, 112, **ends)), 2) == 103.98
    assert np.isnan(resource_account.value_on(np.datetime64("2023-01-01"), 100, 112, **ends))


def test_water_index_of_an_agreement() -> None:
    index = eco_compensation.water_index([1.9, 0.11, 0.034, 1.3], [2.0, 0.12, 0.036, 1.2], [0.25] * 4, stability=0.85)
    assert round(float(index), 4) == 0.8276 and eco_compensation.payer(index) == eco_compensation.DOWNSTREAM_PAYS
    assert eco_compensation.payer([1.0, 1.001, np.nan]).tolist() == [1, 2, UNDETERMINED]


def test_pool_splits_to_the_last_fen() -> None:
    scores = {"water": [90, 70, 50], "forest": [75, 60, 30], "use": [80, 100, 60]}
    weights = {"water": 0.7, "forest": 0.2, "use": 0.1}
    assert eco_compensation.split_pool(1_000_000, scores, weights).tolist() == [424_243, 347_727, 228_030]
    assert eco_compensation.split_pool(1_000_000, {**scores, "use": [80, np.nan, 60]}, weights) is None


@given(st.lists(st.integers(1, 100), min_size=2, max_size=12), st.integers(1, 10**12))
def test_pool_always_adds_up(scores: list[int], pool: int) -> None:
    shares = eco_compensation.split_pool(pool, {"water": scores, "forest": scores[::-1]}, {"water": 0.7, "forest": 0.3})
    assert shares is not None and int(shares.sum()) == pool


def test_environment_tax() -> None:
    share = environment_tax.charged_share([0.65, 0.45, 0.7, 0.5, np.nan], 1.0)
    assert share[:4].tolist() == [0.75, 0.5, 1.0, 0.75] and np.isnan(share[4])
    assert environment_tax.tax("COD", 1000, 1.5, share=[1, 0.75, 0.5]).tolist() == [1500, 1125, 750]
    assert environment_tax.units("NH3N", 80) == 100 and environment_tax.tax("NH3N", 80, 1.5) == 150
    assert np.isnan(environment_tax.tax("SO2", 1, [1.1, 12.1])).all()
    with pytest.raises(NotInStandard):
        environment_tax.units("TOC", 1)


def test_spread_between_schools() -> None:
    values, pupils = [6, 5, 4], [100, 300, 600]
    assert school_balance.weighted_mean(values, pupils) == 4.5
    assert round(float(school_balance.spread(values, pupils)), 4) == 0.1491
    assert school_balance.is_even([0.1491, 0.5, 0.51, np.nan], stage="primary").tolist() == [1, 1, 2, UNDETERMINED]
    assert school_balance.is_even(0.46, stage="junior") == school_balance.FAILS


def test_school_meets_six_floors_and_falls_far_below_none() -> None:
    enough = [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3]
    schools = [
        enough,
        [*enough[:6], 2.0],
        [*enough[:6], 1.9],
        [4.1, 0.9, *enough[2:]],
        [*enough[:6], np.nan],
        [4.1, *enough[1:6], np.nan],
    ]
    assert school_balance.schools(schools, stage="primary").tolist() == [1, 1, 2, 2, UNDETERMINED, UNDETERMINED]


def test_ramps() -> None:
    assert gb55019.least_run([0.60, 0.75, 0.9, 1.2]).tolist() == pytest.approx([7.2, 9.0, 14.4, 24.0])
    assert np.isnan(gb55019.least_run(1.21))
    assert gb55019.ramp(
        0.6, [7.2, 7.1, 7.2, 7.2, np.nan], [1.2, 1.2, 1.1, 1.1, 1.2], is_inside=[0, 0, 0, 1, 0]
    ).tolist() == [1, 2, 2, 1, -1]
    assert gb55019.ramp(1.3, 99, 2) == gb55019.FAILS


def test_black_water() -> None:
    def grade(transparency: float, ammonia: float, depth: float = 100) -> int:
        return int(black_water.grade(transparency=transparency, oxygen=1.1, redox=20, ammonia=ammonia, depth=depth)[0])

    assert grade(18, 9) == black_water.LIGHT and grade(18, 16) == black_water.HEAVY
    clean = {"transparency": 40.0, "oxygen": 5.0, "redox": 100.0, "ammonia": 1.0}
    assert black_water.grade(**clean).tolist() == [black_water.NONE]
    assert black_water.grade(**{**clean, "oxygen": np.nan}).tolist() == [UNDETERMINED]
    assert black_water.grade(**{**clean, "transparency": 9.0}, depth=20.0).tolist() == [black_water.NONE]
