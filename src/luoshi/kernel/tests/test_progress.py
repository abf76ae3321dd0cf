"""Progress against time, on figures that governments printed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.progress import expected_points, is_rising, monthly_curve, percent, progress_class

YEAR = [date(2011, month, 1) - timedelta(days=1) for month in range(2, 13)] + [date(2011, 12, 31)]
PLAN = {"start": date(2021, 1, 1), "due": date(2021, 12, 31)}


def test_five_months_of_twelve_and_the_published_lead() -> None:
    expected = expected_points(date(2011, 5, 31), start=date(2011, 1, 1), due=YEAR[-1], curve=monthly_curve(YEAR))
    assert round(expected, 2) == 41.67
    assert round(72 - expected, 2) == 30.33


def test_a_share_is_rounded_half_up_once() -> None:
    assert percent(Decimal("18.62"), Decimal("38.08")) == Decimal("48.90")  # the bulletin truncated it to 48.89
    assert percent(162, 222) == Decimal("72.97")
    assert percent(162, 222, places=1) == Decimal("73.0")
    assert percent(1, 0) is None


def test_222_work_items_fall_into_five_classes() -> None:
    counts = {"behind": 17, "ahead": 10, "done": 24, "other": 9, "on_plan": 162}
    items = [(-5.01, False)] * 17 + [(10.01, False)] * 10 + [(None, True)] * 24 + [(None, False)] * 9
    items += [(-5.0, False)] * 81 + [(10.0, False)] * 81
    classes = [progress_class(gap, done=done) for gap, done in items]
    assert {name: classes.count(name) for name in counts} == counts
    assert [percent(counts[name], 222, places=1) for name in ("behind", "ahead", "done", "other")] == [
        Decimal("7.7"),
        Decimal("4.5"),
        Decimal("10.8"),
        Decimal("4.1"),
    ]


def test_plan_without_a_curve_follows_the_days() -> None:
    plan = {"start": date(2021, 9, 1), "due": date(2021, 9, 11)}
    assert [expected_points(date(2021, 9, d), **plan) for d in (1, 2, 6, 11, 30)] == [0, 10, 50, 100, 100]
    same_day = {"start": date(2021, 9, 1), "due": date(2021, 9, 1)}
    assert expected_points(date(2021, 9, 2), **same_day) == 100


def test_declared_curve_runs_straight_between_its_days() -> None:
    curve = ((date(2021, 3, 31), 20.0), (date(2021, 4, 10), 30.0), (date(2021, 12, 31), 100.0))
    assert is_rising(curve) and not is_rising(curve[::-1])
    assert expected_points(date(2021, 3, 31), **PLAN, curve=curve) == 20
    assert expected_points(date(2021, 4, 5), **PLAN, curve=curve) == 25
    assert expected_points(date(2022, 1, 31), **PLAN, curve=curve) == 100


@given(st.dates(date(2020, 6, 1), date(2022, 6, 1)), st.dates(date(2020, 6, 1), date(2022, 6, 1)), st.booleans())
def test_expectation_never_falls(one: date, other: date, declared: bool) -> None:
    curve = ((date(2021, 2, 1), 5.0), (date(2021, 12, 31), 100.0)) if declared else ()
    first, second = sorted((one, other))
    low, high = (expected_points(day, **PLAN, curve=curve) for day in (first, second))
    assert 0 <= low <= high <= 100


@pytest.mark.parametrize(("gap", "name"), [(-5.0, "on_plan"), (-5.001, "behind"), (10.0, "on_plan"), (10.001, "ahead")])
def test_class_at_the_line(gap: float, name: str) -> None:
    assert progress_class(gap, done=False) == name
