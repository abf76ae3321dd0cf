"""GB/T 42195, GB/T 18972, GB/T 39793: worked and published examples, edges, wrong and missing scores."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb18972, gb39793, gb42195
from luoshi.standards.arrays import UNDETERMINED
from luoshi.standards.editions import NotInStandard

pytestmark = pytest.mark.pure

FULL = {name: float(item.highest) for name, item in gb42195.items().items()}


def test_items_and_their_highest_scores() -> None:
    assert len(FULL) == 26 and sum(FULL.values()) == 90
    whole = gb42195.assess(FULL)
    assert {group: float(score[0]) for group, score in whole.groups.items()} == {
        "self_care": 32, "mobility": 15, "mind": 28, "senses": 15,
    }  # fmt: skip
    assert whole.grade.tolist() == [0] and whole.total.tolist() == [90]


@pytest.mark.parametrize(
    ("total", "grade"),
    [(90, 0), (89, 1), (66, 1), (65, 2), (46, 2), (45, 3), (30, 3), (29, 4), (0, 4), (91, -1), (None, -1)],
)
def test_grades_at_their_edges(total: float | None, grade: int) -> None:
    assert gb42195.grade_of([total]).tolist() == [grade]


def test_corrections() -> None:
    def grade(total: float, **reasons: object) -> int:
        return int(gb42195.corrected(gb42195.grade_of(total), **reasons))  # type: ignore[arg-type]

    assert grade(72, mental_disorder=True) == 2 and grade(90, risk_events=2) == 1 and grade(90, risk_events=1) == 0
    assert grade(72, mental_disorder=True, risk_events=2) == 2
    assert grade(72, mental_disorder=True, risk_events=2, upgrade_max=2) == 3
    assert grade(25, mental_disorder=True) == 4 and grade(90, coma=True) == 4
    assert gb42195.corrected([UNDETERMINED, UNDETERMINED], coma=[True, False], mental_disorder=True).tolist() == [
        4,
        UNDETERMINED,
    ]


def test_sum_of_the_groups() -> None:
    scores = {**FULL, "bathing": 2, "stairs": 0, "memory": 2, "transport": 0, "sight": 1}  # 30 + 12 + 26 + 11
    found = gb42195.assess(scores)
    assert [float(score[0]) for score in found.groups.values()] == [30, 12, 26, 11]
    assert found.total.tolist() == [79] and found.grade.tolist() == [1]


def test_missing_or_impossible_item_leaves_the_grade_undetermined() -> None:
    found = gb42195.assess({**FULL, "stairs": pl.Series([3, None, 4]), "eating": [4, 4, 4]})
    assert found.grade.tolist() == [0, UNDETERMINED, UNDETERMINED] and np.isnan(found.total[1:]).all()
    assert found.is_wrong.sum(axis=1).tolist() == [0, 0, 1]
    assert gb42195.assess({**FULL, "eating": 3.5}).grade.tolist() == [UNDETERMINED]
    with pytest.raises(NotInStandard, match="smell"):
        gb42195.assess({**FULL, "smell": 1})
    with pytest.raises(NotInStandard):
        gb42195.assess({name: score for name, score in FULL.items() if name != "social"})


@given(st.sampled_from(sorted(FULL)), st.lists(st.integers(0, 90), min_size=2, max_size=10))
def test_ability_lost_is_never_a_better_grade(item: str, totals: list[int]) -> None:
    assert (np.diff(gb42195.grade_of(sorted(totals))) <= 0).all()
    assert gb42195.assess({**FULL, item: FULL[item] - 1}).grade[0] == 1


@pytest.mark.parametrize(
    ("scores", "total", "grade"),
    [
        ([20, 19, 12, 6, 4, 7, 5, 3], 76, 4), ([20, 19, 12, 6, 4, 7, 5, -5], 68, 3),
        ([19.8, 10.3, 9.5, 5.0, 4.5, 2.5, 3.8, 3.0], 58.4, 2), ([21.0, 7.8, 4.0, 4.4, 5.0, 2.4, 5.0, 3.0], 52.6, 2),
        ([18.0, 16.3, 10.0, 7.3, 4.0, 3.7, 3.0, 3.0], 65.3, 3), ([12, 19, 10, 5, 5, 7, 4, 3], 65, 3),
        ([11.1, 11.0, 8.3, 4.3, 4.9, 3.2, 2.5, 3.0], 48.3, 2), ([15, 15, 8, 6, 4, 3, 4, 3], 58, 2),
        ([5, 10, 8, 4, 4, 5, 3, 3], 42, 1),
    ],
)  # fmt: skip
def test_published_tourism_resources(scores: list[float], total: float, grade: int) -> None:
    found = gb18972.evaluate(scores)
    assert float(found.total) == pytest.approx(total) and found.grade == grade and not found.is_wrong.any()


def test_score_beyond_its_factor_is_refused() -> None:
    found = gb18972.evaluate([[10, 8, 15, 5, 5, 12, 3, 3], [32, 8, 15, 5, 5, 9, 3, 3], [10, 8, 15, 5, 5, 9, np.nan, 3]])
    assert found.grade.tolist() == [UNDETERMINED] * 3 and np.isnan(found.total).all()
    assert found.is_wrong[0].tolist() == [False] * 5 + [True] + [False] * 2 and found.is_wrong[2].sum() == 0


def test_grades_and_bands_at_their_edges() -> None:
    assert gb18972.grade_of([90, 89.99, 75, 60, 45, 44.999, 30, 29.9, None]).tolist() == [5, 4, 4, 3, 2, 1, 1, 0, -1]
    assert gb18972.band_of("use", [30, 22, 21, 13, 12, 6, 5, 1, 31, None]).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, -1, -1]
    assert gb18972.band_of("environment", [3, -3, -4, -5]).tolist() == [1, 2, 3, 4]
    mean, apart = gb18972.of_judges([[70, 80], [60, 76]])
    assert mean.tolist() == [75, 68] and apart.tolist() == [False, True]


@given(st.permutations(range(8)), st.floats(-5, 3))
def test_raising_a_score_never_lowers_the_grade(order: list[int], environment: float) -> None:
    scores = np.array([15.0, 12, 7, 5, 3, 5, 3, environment])
    tops = np.array([factor.highest for factor in gb18972.FACTORS.values()])
    last = int(gb18972.evaluate(scores).grade)
    for place in order:
        scores[place] = tops[place]
        assert int(gb18972.evaluate(scores).grade) >= last
        last = int(gb18972.evaluate(scores).grade)


def test_virtual_cost_of_a_discharge_into_water() -> None:
    kappa = gb39793.excess(21.36, 5)
    assert float(kappa) == pytest.approx(3.272) and gb39793.excess_factor(kappa) == 1.25
    damage = gb39793.surface_water_damage(142_420, 0.634, alpha=1, tau=1.25, omega=1.5)
    assert float(damage) == pytest.approx(169_301.775) and f"{float(damage) + 1e-9:.2f}" == "169301.78"


def test_steps_of_the_excess_factor() -> None:
    assert gb39793.excess_factor(gb39793.excess([55, 55.5], 5)).tolist() == [1.25, 1.5]
    assert gb39793.excess_factor([-0.5, 0, 0.01, 100, 1000, 1001]).tolist() == [1, 1, 1.25, 1.5, 1.75, 2]
    assert np.isnan(gb39793.excess(3, 0)) and np.isnan(gb39793.excess_factor([np.nan])).all()
    kappa = gb39793.largest_excess({"COD": [100, 100], "NH3N": [50, np.nan]}, {"COD": 50, "NH3N": 5})
    assert kappa[0] == 9 and np.isnan(kappa[1])


def test_factors_outside_their_range_give_no_damage() -> None:
    assert np.isnan(gb39793.surface_water_damage(1, 1, alpha=[0.9, 2.1], tau=1, omega=2)).all()
    assert np.isnan(
        gb39793.surface_water_damage(1, 1, alpha=1, tau=1, omega=gb39793.water_function_factor([6, np.nan]))
    ).all()
    assert gb39793.water_function_factor([1, 5]).tolist() == [2.5, 1.5]


def test_virtual_cost_of_a_discharge_into_air_adds_omega_before_the_excess() -> None:
    damage = gb39793.air_damage(0.8, 2000, alpha=1, beta=1.5, omega=1, tau=1.25)
    assert float(damage) == pytest.approx(5000)
    other = gb39793.air_damage(1, 1, alpha=2, beta=1.5, omega=3, tau=1)
    assert float(other) == pytest.approx(2 * 1.5 + 3)  # and not 2 x 3 + 1.5
