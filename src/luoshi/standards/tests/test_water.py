"""GB 3838, the evaluation of surface water, trophic index, sewage: worked examples, edges, the unknown."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb3838, gb18918, lake_trophic, surface_water
from luoshi.standards.arrays import EXCEEDS, MEETS, UNDETERMINED
from luoshi.standards.editions import NotInStandard

pytestmark = pytest.mark.pure

ITEMS = [item for item in surface_water.SECTION_ITEMS if item not in ("pH", "DO")]


def test_section_is_judged_by_21_items() -> None:
    assert len(surface_water.SECTION_ITEMS) == 21 and not {"TN", "coliform"} & set(surface_water.SECTION_ITEMS)


def test_worst_item_decides_a_section_of_class_three() -> None:
    found = surface_water.evaluate_sections({"pH": 7.4, "DO": 6.2, "CODMn": 3.1, "NH3N": 0.62, "TP": 0.14})
    assert found.item_classes.tolist() == [[1, 2, 2, 3, 3]]
    assert found.classes.tolist() == [3] and surface_water.QUALITY_LABELS[int(found.qualities[0])] == "良好"
    assert found.main_pollutants(0) == []


def test_main_pollutants_by_class_then_by_multiple() -> None:
    found = surface_water.evaluate_sections({"DO": 4.2, "TP": 0.31, "NH3N": 1.72})
    assert found.item_classes.tolist() == [[4, 5, 5]] and found.classes.tolist() == [5]
    assert surface_water.QUALITY_LABELS[int(found.qualities[0])] == "中度污染"
    assert found.main_pollutants(0) == ["氨氮(0.72)", "总磷(0.55)", "溶解氧"]


def test_bulletin_of_a_real_section() -> None:
    found = surface_water.evaluate_sections({"DO": 4.2, "TP": 0.26, "CODMn": 5})
    assert surface_water.QUALITY_LABELS[int(found.qualities[0])] == "轻度污染"
    assert found.main_pollutants(0) == ["总磷(0.3)", "溶解氧"]


def test_heavy_metals_come_first_and_only_three_are_named() -> None:
    found = surface_water.evaluate_sections({"COD": 100, "NH3N": 3.0, "TP": 0.9, "Pb": 0.08, "DO": 1})
    assert found.main_pollutants(0) == ["铅(0.6)", "化学需氧量(4)", "总磷(3.5)"]


@pytest.mark.parametrize(
    ("item", "value", "lake", "expected"),
    [
        ("NH3N", 1.0, False, 3), ("NH3N", 1.01, False, 4), ("TP", 0.06, False, 2), ("TP", 0.06, True, 4),
        ("COD", 15, False, 1), ("COD", 15.1, False, 3), ("DO", 7.5, False, 1), ("DO", 7.4, False, 2), ("DO", 1.9, False, 6),
        ("pH", 6, False, 1), ("pH", 9, False, 1), ("pH", 9.01, False, 6), ("Hg", 0.0001, False, 3), ("Hg", 0.0011, False, 6),
        ("coliform", 40000, False, 5), ("TN", 2.01, True, 6),
    ],
)  # fmt: skip
def test_edges_of_the_classes(item: str, value: float, lake: bool, expected: int) -> None:
    assert gb3838.classify(item, value, lake=lake) == expected


def test_binary_noise_does_not_change_a_class() -> None:
    assert gb3838.classify("TP", 0.1 + 0.2) == gb3838.classify("TP", 0.3) == 4
    assert gb3838.classify("NH3N", 0.1 + 0.4) == 2


def test_saturation_stands_for_oxygen_and_not_found_is_class_one() -> None:
    assert (
        gb3838.classify("DO", 7.0, saturation=90) == 1 and gb3838.classify("DO", [None], saturation=95) == UNDETERMINED
    )
    assert gb3838.classify("Hg", [None, 0.0004], below_detection=[True, True]).tolist() == [1, 1]
    assert gb3838.for_means([0.04, 0.6], 0.025, [True, False]).tolist() == [0.0125, 0.6]


def test_missing_item_leaves_a_section_undetermined_unless_it_is_already_the_worst() -> None:
    found = surface_water.evaluate_sections(
        {"DO": pl.Series([7.0, None, None]), "NH3N": [None, 0.1, 2.1], "TP": [0.01, 0.3, 0.1]}
    )
    assert found.classes.tolist() == [UNDETERMINED, UNDETERMINED, 6]
    assert found.at_least.tolist() == [2, 4, 6] and found.qualities.tolist() == [UNDETERMINED, UNDETERMINED, 5]
    with pytest.raises(NotInStandard, match="TN"):
        surface_water.evaluate_sections({"TN": 1.0})


@given(st.dictionaries(st.sampled_from(ITEMS), st.floats(0, 50), min_size=1), st.randoms())
def test_section_is_free_of_order_and_no_better_than_any_item(values: dict[str, float], random: object) -> None:
    names = sorted(values, key=lambda _: random.random())  # type: ignore[attr-defined]
    found = surface_water.evaluate_sections(values)
    again = surface_water.evaluate_sections({name: values[name] for name in names})
    assert found.classes.tolist() == again.classes.tolist() == [found.item_classes.max()]
    assert len(found.main_pollutants(0)) == min(3, int((found.item_classes > 3).sum()))


@given(st.sampled_from([*ITEMS, "TN"]), st.lists(st.floats(0, 50), min_size=2), st.booleans())
def test_more_of_an_item_is_never_a_better_class(item: str, values: list[float], lake: bool) -> None:
    assert (np.diff(gb3838.classify(item, sorted(values), lake=lake)) >= 0).all()


def test_of_a_section_without_items_nothing_is_said() -> None:
    found = surface_water.evaluate_sections({})
    assert found.classes.tolist() == found.at_least.tolist() == found.qualities.tolist() == [UNDETERMINED]
    assert found.main_pollutants(0) == []


def test_drinking_source_and_temperature() -> None:
    found = gb3838.drinking_source({"Fe": [0.3, 0.31, None], "NO3N": [10, 10.1, 1]})
    assert found["Fe"].tolist() == [MEETS, EXCEEDS, UNDETERMINED] and found["NO3N"].tolist() == [MEETS, EXCEEDS, MEETS]
    assert gb3838.temperature_change([1, 1.1, -2, -2.1, None]).tolist() == [1, 2, 1, 2, UNDETERMINED]


@pytest.mark.parametrize(
    ("good", "bad", "count", "expected"),
    [
        (9, 0, 10, "优"),
        (4, 1, 6, "轻度污染"),
        (5, 4, 10, "重度污染"),
        (5, 0, 6, "良好"),  # a published month of a real river: 83.3 %
        (3, 3, 10, "中度污染"),
        (4, 0, 4, "无法评价"),
    ],
)
def test_rivers_by_shares_of_their_sections(good: int, bad: int, count: int, expected: str) -> None:
    assert surface_water.QUALITY_LABELS[int(surface_water.evaluate_rivers(good, bad, count))] == expected


def test_river_leaves_undetermined_sections_out_and_falls_below_five() -> None:
    assert surface_water.evaluate_river([2, 2, 3, 3, 1, UNDETERMINED]) == 1
    assert surface_water.evaluate_river([2, 2, 3, 3, UNDETERMINED]) == UNDETERMINED


def test_short_river_is_judged_by_the_means_of_its_items() -> None:
    found = surface_water.evaluate_river_by_means({"NH3N": [0.9, 1.3], "DO": [6.0, None]})
    assert found.classes.tolist() == [4] and found.main_pollutants(0) == ["氨氮(0.1)"]
    assert surface_water.evaluate_river_by_means({"NH3N": [None, None]}).classes.tolist() == [UNDETERMINED]


def test_change_of_sections_and_basins() -> None:
    assert surface_water.section_change([3, 4, 2, 1, 3], [3, 3, 4, 2, UNDETERMINED]).tolist() == [0, 1, -2, -1, -128]
    assert surface_water.CHANGE_LABELS[int(surface_water.basin_change(90, 96, 5, 1))] == "无明显变化"
    assert surface_water.basin_change([80, 80, 90, np.nan], [96, 100, 70, 90], [5] * 4, [5, 4, 6, 5]).tolist() == [
        1,
        2,
        -2,
        -128,
    ]


def test_trend_over_six_years() -> None:
    series = [0.95, 0.90, 0.92, 0.81, 0.74, 0.70]
    assert round(surface_water.rank_correlation(series), 3) == -0.943 and surface_water.trend(series) == -1
    assert surface_water.trend(series, critical=0.95) == 0
    assert (
        surface_water.trend([*series[:5], np.nan])
        == surface_water.CHANGE_UNDETERMINED
        == surface_water.trend(series[:4])
    )


def test_yearly_mean_needs_eight_months() -> None:
    months = np.array([[1.0] * 8 + [np.nan] * 4, [1.0] * 7 + [np.nan] * 5])
    assert surface_water.yearly_mean(months)[0] == 1 and np.isnan(surface_water.yearly_mean(months)[1])


@pytest.mark.parametrize(
    ("values", "tli", "state"),
    [
        ((12, 0.045, 0.92, 1.2, 3.8), 47.07, "中营养"),
        ((30, 0.09, 1.6, 0.6, 5.5), 57.79, "轻度富营养"),
        ((2, 0.012, 0.35, 3.5, 1.6), 26.90, "贫营养"),
    ],
)
def test_trophic_index(values: tuple[float, ...], tli: float, state: str) -> None:
    found = lake_trophic.index(dict(zip(("Chl", "TP", "TN", "SD", "CODMn"), values, strict=True)))
    assert round(float(found[0]), 2) == tli and lake_trophic.STATE_LABELS[int(lake_trophic.state(found)[0])] == state


def test_trophic_parts_and_weights() -> None:
    lake = {"Chl": 12, "TP": 0.045, "TN": 0.92, "SD": 1.2, "CODMn": 3.8}
    parts = [round(float(lake_trophic.item_index(item, value)), 2) for item, value in lake.items()]
    assert parts == [51.99, 44.00, 53.12, 47.64, 36.61]
    assert [round(weight, 4) for weight in lake_trophic.WEIGHTS.values()] == [0.2663, 0.1879, 0.1790, 0.1834, 0.1834]
    for item in lake:
        assert np.isnan(lake_trophic.index({**lake, item: 0})) and np.isnan(lake_trophic.index({**lake, item: [None]}))
    assert lake_trophic.state([29.99, 30, 50, 50.01, 70, 70.1, np.nan]).tolist() == [1, 2, 2, 3, 4, 5, UNDETERMINED]


def test_sewage_limits_with_cold_water() -> None:
    assert gb18918.compare("COD", 55, grade="1B") == MEETS
    assert gb18918.compare("NH3N", [9, 9], grade="1B", temperature=[20, 10]).tolist() == [EXCEEDS, MEETS]
    assert gb18918.compare("NH3N", [5, 6, 9, np.nan], grade="1A").tolist() == [
        MEETS,
        UNDETERMINED,
        EXCEEDS,
        UNDETERMINED,
    ]


def test_sewage_collection_and_removal() -> None:
    assert gb18918.collection_rate([40_000], [90], 200_000) == pytest.approx(0.40)
    assert gb18918.collection_rate([30_000], [100], 120_000) == pytest.approx(0.5556, abs=5e-5)
    assert gb18918.collection_rate([30_000, 10_000], [100, 60], 120_000) == pytest.approx(3_600 / 5_400)
    assert np.isnan(gb18918.collection_rate([30_000, np.nan], [100, 60], 120_000))
    assert gb18918.removal([200, 0], [20, 1])[0] == 0.9 and np.isnan(gb18918.removal([200, 0], [20, 1])[1])
