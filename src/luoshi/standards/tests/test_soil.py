"""GB 15618 and GB 36600: worked examples, edges of pH and value, land use, background, the unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb15618, gb36600
from luoshi.standards.arrays import UNDETERMINED
from luoshi.standards.editions import NotInStandard

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("cadmium", "label"), [(0.35, "优先保护类"), (0.46, "安全利用类"), (2.3, "严格管控类"), (None, "无法评价")]
)
def test_cadmium_in_a_paddy_at_ph_5_8(cadmium: float | None, label: str) -> None:
    found = gb15618.risk("Cd", [cadmium], 5.8, land="paddy")
    assert gb15618.RISK_LABELS[int(found[0])] == label


def test_ph_on_the_step_takes_the_lower_band() -> None:
    assert gb15618.screening_value("Cd", [5.5, 5.51, 6.5, 7.5, 7.51, np.nan], land="paddy")[:5].tolist() == [
        0.3,
        0.4,
        0.4,
        0.6,
        0.8,
    ]
    assert gb15618.risk("Cd", [0.3], [None], land="paddy").tolist() == [UNDETERMINED]


def test_land_use_and_metals_without_control_value() -> None:
    assert gb15618.risk("Cu", [120, 120], 6, land="orchard").tolist() == [1, 1]
    assert gb15618.risk("Cu", [120, 9999], 6, land="paddy").tolist() == [2, 2]
    assert gb15618.risk("Cd", 0.35, 6, land="orchard") == 2
    with pytest.raises(NotInStandard, match="Sb"):
        gb15618.risk("Sb", 1, 6, land="paddy")


def test_worst_metal_decides_and_the_missing_is_not_good() -> None:
    values = {"Cd": [0.1, 0.1, 2.3], "Pb": [50, 110, 50], "As": [10, 10, np.nan]}
    assert gb15618.risk_of_land(values, 5.8, land="paddy").tolist() == [1, 2, 3]
    assert gb15618.risk_of_land({**values, "Hg": [np.nan] * 3}, 5.8, land="paddy").tolist() == [
        UNDETERMINED,
        UNDETERMINED,
        3,
    ]


@given(
    st.sampled_from(["Cd", "Hg", "As", "Pb", "Cr", "Cu", "Ni", "Zn"]),
    st.lists(st.floats(0, 2000), min_size=2),
    st.floats(3, 10),
    st.sampled_from(["paddy", "orchard", "other"]),
)
def test_more_metal_is_never_a_better_class(item: str, values: list[float], ph: float, land: gb15618.Land) -> None:
    assert (np.diff(gb15618.risk(item, sorted(values), ph, land=land)) >= 0).all()
    assert gb15618.screening_value(item, ph, land=land) < gb15618.control_value(item, ph)


def test_building_land_by_class() -> None:
    assert gb36600.risk("As", [45, 45, 45], [1, 2, np.nan]).tolist() == [
        gb36600.SURVEY,
        gb36600.IGNORABLE,
        gb36600.SURVEY,
    ]
    assert gb36600.risk("Cr6", 31, 1) == gb36600.CONTROL
    assert gb36600.risk("Cr6", [30, 3.0, None], 1).tolist() == [gb36600.SURVEY, gb36600.IGNORABLE, UNDETERMINED]


def test_natural_background_counts_for_three_metals_only() -> None:
    assert gb36600.risk("As", [24, 27], 1, background=26).tolist() == [gb36600.NATURAL, gb36600.SURVEY]
    assert gb36600.risk("Pb", 450, 1, background=500) == gb36600.SURVEY
    found = gb36600.risk_of_land({"As": [24, 24], "Pb": [100, np.nan]}, 1, background={"As": 26})
    assert found.tolist() == [gb36600.NATURAL, UNDETERMINED]
    assert gb36600.risk_of_land({}).tolist() == [UNDETERMINED]


def test_table_has_the_45_basic_items_and_orders_its_values() -> None:
    assert len(gb36600.items(basic_only=True)) == 45
    for item in gb36600.items():
        (s1, s2), (c1, c2) = gb36600.limits(item, [1, 2])
        assert s1 <= c1 and s2 <= c2 and s1 <= s2 and c1 <= c2, item
