"""GB/T 2589, grid factors, the inventory, LMDI, Mann-Kendall: worked examples, exact sums, the unknown."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb2589, greenhouse_inventory, grid_factors, lmdi, mann_kendall
from luoshi.standards.editions import NotInStandard, ValueNotKnown

pytestmark = pytest.mark.pure

PROVINCE = "350000"


def test_standard_coal_of_a_county() -> None:
    used = {"raw_coal": 1e7, "diesel": 5e5, "gasoline": 2e5, "electricity": 12e6, "natural_gas": 3e6}
    parts = [round(float(gb2589.standard_coal(energy, amount)), 2) for energy, amount in used.items()]
    assert parts == [7143.00, 728.55, 294.28, 1474.80, 3642.90]
    assert round(float(gb2589.total(used)), 2) == 13_283.53
    assert np.isnan(gb2589.total({**used, "heat": [None]})).all()
    assert float(gb2589.intensity_change(400, 1000, 359, 1000)) == pytest.approx(-0.1025)


def test_range_asks_for_a_measured_factor() -> None:
    with pytest.raises(ValueNotKnown, match="焦炉煤气"):
        gb2589.standard_coal("coke_oven_gas", 1000)
    assert gb2589.standard_coal("coke_oven_gas", 1000, factor=0.6) == pytest.approx(0.6)
    with pytest.raises(NotInStandard):
        gb2589.standard_coal("wood", 1)
    assert not gb2589.energies()["raw_coal"].is_verified and gb2589.energies()["methanol"].is_verified
    assert gb2589.from_heat(29_307.6) == pytest.approx(1)


@pytest.mark.parametrize(
    ("fuel", "amount", "tonnes"),
    [("diesel", 1000, 3095.91), ("gasoline", 1000, 2925.06), ("natural_gas", 100, 2165.02)],
)
def test_combustion(fuel: str, amount: float, tonnes: float) -> None:
    assert round(float(greenhouse_inventory.combustion_co2(fuel, amount)), 2) == tonnes


def test_solid_fuel_needs_its_place_and_bituminous_coal_its_heat() -> None:
    with pytest.raises(ValueNotKnown, match="碳氧化率"):
        greenhouse_inventory.co2_per_unit("anthracite")
    in_boiler = greenhouse_inventory.co2_per_unit("anthracite", burnt_in="industrial_boiler")
    assert in_boiler == pytest.approx(22.867 * 0.02749 * 0.85 * 44 / 12)
    with pytest.raises(ValueNotKnown, match="低位发热量"):
        greenhouse_inventory.co2_per_unit("bituminous", burnt_in="kiln")
    assert greenhouse_inventory.co2_per_unit("bituminous", burnt_in="kiln", net_heat=20.0) > 1


def test_power_by_the_factor_of_its_year() -> None:
    assert grid_factors.power_co2(5000, PROVINCE, 2022) == pytest.approx(2046.0)
    assert grid_factors.power_co2(5000, "CN", 2022) == pytest.approx(2683.0)
    later = grid_factors.grid_factor(PROVINCE, 2025)
    assert (later.factor, later.year, later.is_of_the_year) == (0.4092, 2022, False)
    assert grid_factors.grid_factor(PROVINCE, 2021).verified == "unverified"
    with pytest.raises(ValueNotKnown, match="2019"):
        grid_factors.grid_factor("CN", 2019)
    factor = {year: grid_factors.grid_factor("CN", year).factor for year in (2021, 2022, 2023)}
    assert round(100 * (1 - factor[2022] / factor[2021]), 1) == 3.6
    assert round(100 * (1 - factor[2023] / factor[2022]), 1) == 1.1


def test_inventory_by_sector_adds_up_and_keeps_the_unknown() -> None:
    uses = pl.DataFrame(
        [
            ("工业", 2022, "diesel", 1000.0, "t", None),
            ("工业", 2022, "electricity", 500.0, "10^4 kWh", None),
            ("交通", 2022, "gasoline", 1_000_000.0, "kg", None),
            ("交通", 2022, "diesel", None, "t", None),
            ("建筑", 2023, "natural_gas", 1_000_000.0, "m3", None),
            ("建筑", 2023, "electricity", 1000.0, "MWh", None),
            ("农业", 2022, "straw", 3.0, "t", None),
            ("能源", 2022, "lignite", 10.0, "t", "power_boiler"),
        ],
        schema=["sector", "year", "fuel", "quantity", "unit", "burnt_in"],
        orient="row",
    )
    found = {row["sector"]: row for row in greenhouse_inventory.by_sector(uses, region=PROVINCE).iter_rows(named=True)}
    industry = found["工业"]
    assert industry["direct"] == pytest.approx(3095.91, abs=0.01) and industry["power"] == pytest.approx(2046.0)
    assert industry["total"] == pytest.approx(industry["direct"] + industry["power"]) and not industry["borrowed"]
    assert found["交通"]["total"] is None and found["交通"]["undetermined"] == 1 and found["交通"]["power"] == 0
    assert found["建筑"]["direct"] == pytest.approx(2165.02, abs=0.01) and found["建筑"]["borrowed"]
    assert found["农业"]["direct"] is None and found["能源"]["direct"] == pytest.approx(
        14.759 * 0.02797 * 9.5 * 44 / 12
    )


def test_kaya_of_a_worked_example() -> None:
    found = lmdi.kaya(population=[100, 102], output=[1000, 1180], energy=[400, 424], emissions=[800, 820])
    assert float(lmdi.logarithmic_mean(800, 820)) == pytest.approx(809.9588, abs=1e-4)
    assert {name: round(float(effect), 4) for name, effect in found.effects.items()} == {
        "population": 16.0393, "affluence": 118.0206, "intensity": -86.8645, "carbon_mix": -27.1954,
    }  # fmt: skip
    assert float(sum(found.effects.values())) == pytest.approx(20, abs=1e-9) == float(found.change)


POSITIVE = st.floats(1e-3, 1e6)


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=5))
def test_effects_add_up_without_remainder(pairs: list[tuple[float, float]]) -> None:
    found = lmdi.decompose({str(i): a for i, (a, _) in enumerate(pairs)}, {str(i): b for i, (_, b) in enumerate(pairs)})
    size = max(np.prod([a for a, _ in pairs]), np.prod([b for _, b in pairs]))
    assert abs(float(sum(found.effects.values()) - found.change)) <= 1e-6 * size


def test_unchanged_zero_and_missing_factors() -> None:
    still = lmdi.kaya(population=[100, 100], output=[10, 10], energy=[5, 5], emissions=[8, 8])
    assert [float(effect) for effect in still.effects.values()] == [0, 0, 0, 0]
    gone = lmdi.decompose({"a": [2.0, 2.0], "b": [3.0, 3.0]}, {"a": [2.0, 4.0], "b": [0.0, 3.0]})
    assert gone.is_patched.tolist() == [True, False]
    assert sum(gone.effects.values()).tolist() == pytest.approx([-6, 6])
    missing = lmdi.kaya(population=[100, np.nan], output=[10, 10], energy=[5, 5], emissions=[8, 8])
    assert np.isnan(missing.effects["population"]) and np.isnan(missing.change)


FALLING = [820, 815, 806, 799, 801, 790, 782, 775]
CLIMBING = [700, 730, 745, 760, 790, 800, 820]
LEVEL = [820, 822, 818, 821, 819, 820]


def test_mann_kendall_of_three_series() -> None:
    down = mann_kendall.trend(FALLING)
    assert float(down.s) == -26 and round(float(down.variance), 3) == 65.333
    assert (
        round(float(down.z), 4) == -3.0929
        and round(float(down.p), 4) == 0.0020
        and round(float(down.slope), 3) == -6.381
    )
    up = mann_kendall.trend(CLIMBING)
    assert float(up.s) == 21 and round(float(up.z), 4) == 3.0038
    level = mann_kendall.trend(LEVEL)
    assert float(level.s) == -2 and round(float(level.variance), 2) == 27.33 and round(float(level.z), 4) == -0.1913


def test_peak() -> None:
    assert mann_kendall.peak_status(FALLING) == mann_kendall.PEAKED
    assert mann_kendall.peak_status([780, 800, *FALLING]) == mann_kendall.PEAKED
    assert mann_kendall.peak_status(CLIMBING) == mann_kendall.RISING
    assert mann_kendall.peak_status(LEVEL) == mann_kendall.PLATEAU
    assert mann_kendall.peak_status([*CLIMBING, 700]) == mann_kendall.UNCERTAIN
    assert mann_kendall.peak_status([*FALLING[:4], np.nan]) == mann_kendall.UNDETERMINED


@given(st.lists(st.integers(0, 20), min_size=3, max_size=12))
def test_a_series_read_backwards_has_the_opposite_trend(series: list[int]) -> None:
    forward, backward = mann_kendall.trend(series), mann_kendall.trend(series[::-1])
    assert float(forward.s) == -float(backward.s) and float(forward.slope) == pytest.approx(-float(backward.slope))
    assert float(forward.p) == pytest.approx(float(backward.p)) and 0 <= float(forward.p) <= 1
    both = mann_kendall.trend([series, series[::-1]])
    assert both.z.tolist() == [float(forward.z), float(backward.z)]
