"""Money: exact in, exact out, rounded once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.money import AmountNotWholeFen, AmountUnreadable, Money, NothingToShareBy, total

amounts = st.integers(-(10**14), 10**14).map(Money)


def test_units() -> None:
    assert Money.of("1234.56").fen == 123_456
    assert Money.of("720", "万元") == Money.of(7_200_000)
    assert Money.of("1.2345", "亿元").in_unit("万元") == Decimal("12345")
    assert Money.of("1,000.10").yuan == Decimal("1000.10")
    assert Money(5).in_unit("亿元") == Decimal("5E-10")


def test_less_than_a_fen_needs_a_named_rounding() -> None:
    with pytest.raises(AmountNotWholeFen, match=r"金额 0\.005 元"):
        Money.of("0.005")
    assert Money.of("0.005", rounding="half_up") == Money(1)
    assert Money.of("0.005", rounding="down") == Money(0)
    assert Money.of("0.025", rounding="half_even") == Money(2)
    assert Money.of("-0.001", rounding="up") == Money(-1)
    assert Money.of("-0.009", rounding="down") == Money(0)


@pytest.mark.parametrize("amount", [0.1, "壹元", "", "NaN", "Infinity", "1/3", "9" * 200 + ".5"])
def test_what_is_not_an_exact_number_is_refused(amount: object) -> None:
    with pytest.raises(AmountUnreadable):
        Money.of(amount, rounding="down")  # type: ignore[arg-type]


def test_money_of_fractions_of_fen_cannot_be_made() -> None:
    with pytest.raises(AmountUnreadable):
        Money(1.5)  # type: ignore[arg-type]
    with pytest.raises(AmountUnreadable):
        Money(100).times(0.1)  # type: ignore[arg-type]


def test_rate_is_applied_and_rounded_once() -> None:
    price = Money.of("33.33")
    assert price.times(Decimal("0.15")) == Money(500)  # 4.9995
    assert price.times(Decimal("0.15"), "down") == Money(499)
    assert Money.of("12345").rounded_to("万元") == Money.of(1, "万元")
    assert Money.of("15000").rounded_to("万元") == Money.of(2, "万元")


def test_shares_add_up_by_largest_remainder() -> None:
    assert [m.fen for m in Money(100).allocate([1, 1, 1])] == [34, 33, 33]
    # 33.5, 33.5, 33: the two halves are equal, the first takes the fen.
    assert [m.fen for m in Money(100).allocate([Decimal("33.5"), Decimal("33.5"), 33])] == [34, 33, 33]
    assert [m.fen for m in Money(-100).allocate([1, 1, 1])] == [-34, -33, -33]
    assert [m.fen for m in Money(7).allocate([0, 1])] == [0, 7]
    for weights in ([], [0, 0], [2, -1]):
        with pytest.raises(NothingToShareBy):
            Money(100).allocate(weights)


@given(amounts, st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=8).filter(any))
def test_no_share_is_more_than_a_fen_off_and_none_is_lost(amount: Money, weights: list[Decimal]) -> None:
    shares = amount.allocate(weights)
    assert total(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.fen - amount.fen * weight / sum(weights)) <= 1


@given(amounts)
def test_yuan_and_back(amount: Money) -> None:
    assert Money.of(amount.yuan) == amount
    assert Money.of(amount.in_unit("亿元"), "亿元") == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000", "壹拾万元整"),
        ("0.30", "叁角整"),
        ("0.03", "叁分"),
        ("0", "零元整"),
        ("-5", "负伍元整"),
    ],
)
def test_full_form_for_receipts(amount: str, words: str) -> None:
    assert Money.of(amount).in_words() == words


def test_reading_forms() -> None:
    assert str(Money.of("-1234567.5")) == "-1,234,567.50 元"
    assert Money.of("12345.67").text("万元") == "1.23 万元"
    assert Money.of("38.08", "亿元").text("亿元") == "38.08 亿元"
    assert Money.of("500").text() == "500 元"
    assert Money.of("12000", "万元").text("万元", places=0) == "12,000 万元"
