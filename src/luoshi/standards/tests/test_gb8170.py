"""Halves go to the even digit, as decimals are written and not as binary holds them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb8170
from luoshi.standards.arrays import UNDETERMINED, readings, worst

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (0.5, 0, 0),
        (1.5, 0, 2),
        (2.5, 0, 2),
        (35.4, 0, 35),
        (0.15, 1, 0.2),
        (0.25, 1, 0.2),
        (2.35, 1, 2.4),
        (1250, -2, 1200),
    ],
)
def test_rounds_halves_to_even(value: float, places: int, rounded: float) -> None:
    assert gb8170.round_even(value, places) == pytest.approx(rounded, abs=1e-12)


def test_null_of_a_series_stays_missing() -> None:
    rounded = gb8170.round_even(pl.Series([1.26, None]), 1)
    assert rounded[0] == 1.3 and np.isnan(rounded[1])


@given(st.decimals(min_value=0, max_value=3000, places=3))
def test_agrees_with_decimal_arithmetic(value: object) -> None:
    from decimal import ROUND_HALF_EVEN, Decimal

    assert isinstance(value, Decimal)
    assert gb8170.round_even(float(value), 1) == float(value.quantize(Decimal("0.1"), ROUND_HALF_EVEN))


@given(st.lists(st.integers(-1, 6).filter(bool), min_size=1, max_size=8), st.randoms())
def test_worst_is_free_of_order_and_never_hides_the_unknown(classes: list[int], random: object) -> None:
    shuffled = sorted(classes, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert worst(classes, last=6) == worst(shuffled, last=6)
    if UNDETERMINED in classes and 6 not in classes:
        assert worst(classes, last=6) == UNDETERMINED
    elif UNDETERMINED not in classes:
        assert worst(classes, last=6) == max(classes)


def test_no_amount_is_negative() -> None:
    assert np.isnan(readings([-99.0, None, np.inf])).all()
