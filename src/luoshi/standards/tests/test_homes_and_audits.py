"""GB 50180, JGJ 450, the audit of natural resources: worked examples, edges, the unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb50180, jgj450, resource_audit
from luoshi.standards.arrays import UNDETERMINED
from luoshi.standards.editions import NotInStandard

pytestmark = pytest.mark.pure

CAPS = [25, 25, 25, 15, 10]


def test_elder_at_310_metres_is_outside_the_five_minute_circle() -> None:
    assert gb50180.within([300, 310, None], "5_minutes").tolist() == [1, 2, UNDETERMINED]
    assert gb50180.within(310, "10_minutes") == gb50180.COVERED
    assert gb50180.coverage([300, 310, np.nan], [10, 20, 10], "5_minutes") == 0.25
    assert np.isnan(gb50180.coverage([300, 310], [10, np.nan], "5_minutes"))
    with pytest.raises(NotInStandard, match="20_minutes"):
        gb50180.within(1, "20_minutes")


def test_room_of_four_beds_in_22_square_metres_fails() -> None:
    found = jgj450.check({"area_per_bed": [22 / 4, 24 / 4, None], "ramp_slope": [1 / 12, 1 / 11, 1 / 20]})
    assert found["area_per_bed"].tolist() == [2, 1, UNDETERMINED] and found["ramp_slope"].tolist() == [1, 2, 1]
    assert jgj450.needs_lift([1, 2, None]).tolist() == [False, True, True]


def test_sections_keep_within_their_caps() -> None:
    points = resource_audit.total([27, 22.5, 21, 14, 6.5], CAPS)
    assert points == 89.0 and resource_audit.GRADE_LABELS[int(resource_audit.grade(points))] == "较好"
    assert resource_audit.grade([90.0, 89.99, 80, 70, 60, 59.9]).tolist() == [1, 2, 2, 3, 4, 5]
    assert resource_audit.section_points([13 - 2 * 2, 13 - 8 * 2], 13).tolist() == [9, 0]


def test_grade_is_withheld_while_too_little_is_known() -> None:
    points = [[20, 20, 20, 12, np.nan], [20, 20, np.nan, 12, 8], [np.nan] * 5]
    known = resource_audit.coverage(points, CAPS)
    assert known.tolist() == [0.9, 0.75, 0.0]
    totals = resource_audit.total(points, CAPS)
    assert totals[:2].tolist() == pytest.approx([80, 80]) and np.isnan(totals[2])
    assert resource_audit.grade(totals, coverage=known).tolist() == [2, UNDETERMINED, UNDETERMINED]


@given(st.lists(st.floats(-20, 60), min_size=5, max_size=5))
def test_total_stays_between_nothing_and_100(points: list[float]) -> None:
    assert 0 <= resource_audit.total(points, CAPS) <= 100
