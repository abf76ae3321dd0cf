"""GB/T 37342, restoration, GB/T 17775, LB/T 034, GB 40879, GB/T 43697, GB/T 36344: worked examples, edges, the unknown."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from luoshi.standards import gb17775, gb36344, gb37342, gb40879, gb43697, lbt034, restoration
from luoshi.standards.arrays import MEETS, UNDETERMINED
from luoshi.standards.editions import NotInStandard

pytestmark = pytest.mark.pure

OLD, NEW = gb37342.EDITION_2019, gb37342.EDITION_2024


def test_tree_cover_leaves_out_wetland_above_a_twentieth() -> None:
    cover = gb37342.tree_cover(33.4, 100, 8)
    assert round(float(cover), 1) == 34.4
    found = gb37342.assess({"tree_cover": cover, "largest_species": 18.7}, edition=OLD, rainfall_mm=1500)
    assert found.verdicts["tree_cover"].tolist() == [gb37342.FALLS_SHORT]
    assert found.gaps["tree_cover"][0] == pytest.approx(35 - 3340 / 97) and found.verdicts[
        "largest_species"
    ].tolist() == [MEETS]
    assert pytest.approx(111.05, abs=0.005) == 64.81 / 0.5836
    assert float(gb37342.tree_cover(64.81, 111.05)) == pytest.approx(58.36, abs=0.005)


def test_forty_hectares_from_35_to_62_hundredths_gain_10_8() -> None:
    assert float(restoration.gain(40, 0.35, 0.62)) == pytest.approx(10.8)
    assert np.isnan(restoration.gain([40, 40, 40], [0.35, None, 0.35], [None, 0.62, 62])).all()
    assert restoration.gain(40, 0.62, 0.35) == pytest.approx(-10.8)
    assert restoration.survival([0.85, 0.849, None], 0.85).tolist() == [1, 2, UNDETERMINED]
    assert restoration.survival([0.99], None).tolist() == [UNDETERMINED]


def test_36_indicators_and_nothing_known_is_nothing_met() -> None:
    empty = gb37342.assess({}, edition=OLD)
    assert len(empty.indicators) == 36 and empty.count(MEETS).tolist() == [0]
    assert empty.count(UNDETERMINED).tolist() == [36]
    groups = [item.group for item in {item.number: item for item in gb37342.items().values()}.values()]
    assert [groups.count(name) for name in gb37342.GROUP_LABELS] == [12, 8, 6, 5, 5]


def test_indicator_of_several_values_takes_the_worst() -> None:
    found = gb37342.assess(
        {"awareness": [95, 95, 95], "support": [90, 89, 95], "satisfaction": [91, np.nan, np.nan], "natural_banks": 85},
        edition=OLD,
    )
    assert found.indicators[31].tolist() == [MEETS, gb37342.FALLS_SHORT, UNDETERMINED]
    assert found.indicators[9].tolist() == [UNDETERMINED] * 3


def test_rainfall_decides_the_tree_cover() -> None:
    found = gb37342.assess({"tree_cover": [30, 30, 30, 30]}, edition=OLD, rainfall_mm=[399, 800, 801, np.nan])
    assert found.verdicts["tree_cover"].tolist() == [MEETS, MEETS, gb37342.FALLS_SHORT, UNDETERMINED]


def test_new_edition_is_undetermined_until_its_limits_are_given() -> None:
    assert gb37342.edition_on(date(2024, 9, 28)) == OLD and gb37342.edition_on(date(2024, 9, 29)) == NEW
    values = {"urban_green_cover": 45}
    assert gb37342.assess(values, edition=NEW).indicators[2].tolist() == [UNDETERMINED]
    assert gb37342.assess(values, edition=NEW, limits={"urban_green_cover": 42}).indicators[2].tolist() == [MEETS]
    with pytest.raises(NotInStandard, match="moss"):
        gb37342.assess({"moss": 1}, edition=OLD)


def test_level_of_a_spot_is_that_of_its_worst_paper() -> None:
    edition = gb17775.EDITION_2024
    assert gb17775.level(862, 84, 88, edition=edition) == 3 and gb17775.level(760, 76, 69, edition=edition) == 2
    assert gb17775.level([950, 499, None, 1001], 90, 90, edition=edition).tolist() == [5, 0, UNDETERMINED, UNDETERMINED]
    few = {"visitors": 499_999}
    assert gb17775.level(900, 90, 90, edition=gb17775.EDITION_2003, **few) == 3
    assert gb17775.level(900, 90, 90, edition=edition, **few) == 4
    assert (
        gb17775.edition_on(date(2025, 2, 28)) == gb17775.EDITION_2003
        and gb17775.edition_on(date(2025, 4, 1)) == edition
    )


def test_carrying_capacity() -> None:
    assert lbt034.at_once([6000], [5]) == 1200 and lbt034.a_day(1200, 12, 3) == 4800
    assert lbt034.at_once([3000 * 2.5], [7.5]) == 1000 and lbt034.a_day(1000, 9, 3) == 3000
    assert round(float(lbt034.occupancy(1010, 1200)), 3) == 0.842
    assert lbt034.of_gates([900, 700, 1200]) == 700 and np.isnan(lbt034.of_gates([900, np.nan]))
    assert np.isnan(lbt034.at_once([6000, 100], [5, 0]))


def test_energy_of_data_centres() -> None:
    ratio = gb40879.power_ratio([12_600, 21_900, 9_000, 9_000], [9_800, 14_000, 10_000, 0])
    assert round(float(ratio[0]), 4) == 1.2857 and round(float(ratio[1]), 3) == 1.564 and np.isnan(ratio[2:]).all()
    assert gb40879.grade(ratio, 3000).tolist() == [2, gb40879.OVER_THE_LIMIT, UNDETERMINED, UNDETERMINED]
    assert gb40879.grade([1.2, 1.21, 1.5, 1.51], [101, 80, 500, 500]).tolist() == [1, 0, 3, 4]
    assert float(gb40879.of_sites([120, 300], [100, 200])) == pytest.approx(1.4)
    assert np.isnan(gb40879.of_sites([120, 300], [100, 301]))


def test_grade_of_data_is_the_highest_over_everything_harmed() -> None:
    assert gb43697.level({"public_interest": 2, "persons": 3}).tolist() == [gb43697.IMPORTANT]
    assert gb43697.level({"national_security": 1}).tolist() == [gb43697.IMPORTANT]
    assert gb43697.level({"persons": 3}).tolist() == [gb43697.GENERAL]
    assert gb43697.level({"persons": [1, np.nan, np.nan, 4], "economy": [0, 2, 3, 1]}).tolist() == [1, -1, 3, -1]


def test_quality_of_data() -> None:
    assert float(gb36344.share(19_963, 20_000)) == pytest.approx(0.99815) and float(gb36344.share(988, 1000)) == 0.988
    shares = {
        "conformity": 0.988, "completeness": 0.99815, "accuracy": 0.975,
        "consistency": 0.96, "timeliness": 0.90, "accessibility": 1.00,
    }  # fmt: skip
    weights = dict(zip(shares, (0.15, 0.25, 0.25, 0.15, 0.15, 0.05), strict=True))
    assert float(gb36344.score(shares, weights)) == pytest.approx(0.9704875)
    assert round(float(gb36344.score(shares)), 5) == 0.97019
    assert np.isnan(gb36344.share([0, 5], [0, 4])).all()
    assert np.isnan(gb36344.score({**shares, "accuracy": np.nan}))
