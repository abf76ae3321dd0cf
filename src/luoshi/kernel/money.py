"""Exact money: whole fen (分) inside, Decimal yuan outside, rounded once and in a named way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, Inexact, InvalidOperation
from math import lcm
from typing import Literal

from .errors import N_, ExpectedError
from .numerals import chinese_in_full

Rounding = Literal["half_up", "down", "up", "half_even"]
"""half_up: 四舍五入. down: 去尾, towards zero. up: 见分进位, away from zero. half_even: 四舍六入五成双."""
Unit = Literal["元", "万元", "亿元"]

_PLACES: dict[str, int] = {"元": 2, "万元": 6, "亿元": 10}
_MODES = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP, "half_even": ROUND_HALF_EVEN}
# Products are exact or an error: the default context would silently keep 28 digits.
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])
Exact = Decimal | int | str


class AmountUnreadable(ExpectedError):
    code = "money.amount_unreadable"
    message = N_("金额“{amount}”看不懂。请填写数字，如 1234.56。")


class AmountNotWholeFen(ExpectedError):
    code = "money.amount_not_whole_fen"
    message = N_("金额 {amount} {unit} 不到整分。请按规定的取舍方式精确到分后再填。")


class NothingToShareBy(ExpectedError):
    code = "money.nothing_to_share_by"
    message = N_("无法分配 {amount}：份额不能为负，且至少一份大于零。请核对份额。")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole fen; negative amounts are debts and clawbacks."""

    fen: int = 0

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise AmountUnreadable(amount=self.fen)

    @classmethod
    def of(cls, amount: Exact, unit: Unit = "元", rounding: Rounding | None = None) -> Money:
        """An amount in yuan, 万元 or 亿元. A fraction of a fen needs a named rounding, else AmountNotWholeFen.

        Binary floats are refused: 0.1 yuan is not what a float holds.
        """
        if isinstance(amount, float):
            raise AmountUnreadable(amount=amount)
        try:
            exact = Decimal(amount.replace(",", "").strip() if isinstance(amount, str) else amount)
            fen = _EXACT.multiply(exact, Decimal(10 ** _PLACES[unit]))
        except (InvalidOperation, Inexact):
            raise AmountUnreadable(amount=amount) from None
        if not fen.is_finite():
            raise AmountUnreadable(amount=amount)
        if fen != fen.to_integral_value() and rounding is None:
            raise AmountNotWholeFen(amount=amount, unit=unit)
        return cls(_whole(fen, rounding or "down"))

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.fen).scaleb(-2)

    def in_unit(self, unit: Unit) -> Decimal:
        """The exact amount in a unit, not rounded."""
        return Decimal(self.fen).scaleb(-_PLACES[unit])

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def times(self, rate: Decimal | int, rounding: Rounding = "half_up") -> Money:
        """The amount times a rate (0.15 is 15 %), rounded once to the fen."""
        if isinstance(rate, float):
            raise AmountUnreadable(amount=rate)
        return Money(_whole(_EXACT.multiply(Decimal(self.fen), Decimal(rate)), rounding))

    def rounded_to(self, unit: Unit, rounding: Rounding = "half_up") -> Money:
        """Rounded to whole yuan, 万元 or 亿元, where a provision says so."""
        return Money(_whole(self.in_unit(unit), rounding) * 10 ** _PLACES[unit])

    def allocate(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Shares by weight that add up to the amount exactly, by largest remainder; of equal remainders the first wins.

        Raises NothingToShareBy when a weight is negative or all are zero.
        """
        total = sum(weights, Decimal(0))
        if total <= 0 or any(weight < 0 for weight in weights):
            raise NothingToShareBy(amount=self)
        sign, fen = (-1 if self.fen < 0 else 1), abs(self.fen)
        # Whole numbers only: weights are scaled, so no digit is lost to the precision of Decimal.
        scaled = _whole_weights(weights)
        whole = sum(scaled)
        parts = [divmod(fen * weight, whole) for weight in scaled]
        shares = [quotient for quotient, _ in parts]
        by_remainder = sorted(range(len(parts)), key=lambda n: -parts[n][1])
        for n in by_remainder[: fen - sum(shares)]:
            shares[n] += 1
        return [Money(sign * share) for share in shares]

    def __str__(self) -> str:
        """1,234.56 元."""
        return f"{self.yuan:,.2f} 元"

    def text(self, unit: Unit = "元", places: int = 2) -> str:
        """For reading: rounded half up to ``places`` of the unit, trailing zeros dropped, as ``1.2 万元``."""
        number = self.in_unit(unit).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        shown = f"{number:,f}"
        return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} {unit}"

    def in_words(self) -> str:
        """The full form for receipts: 壹仟陆佰捌拾元叁角贰分; 整 where there are no jiao and fen."""
        yuan, fen = divmod(abs(self.fen), 100)
        jiao, fen = divmod(fen, 10)
        text = f"{chinese_in_full(yuan)}元" if yuan or not (jiao or fen) else ""
        if jiao:
            text += f"{chinese_in_full(jiao)}角"
        elif fen and yuan:
            text += "零"
        text += f"{chinese_in_full(fen)}分" if fen else ""
        return ("负" if self.fen < 0 else "") + (text if fen else text + "整")


ZERO = Money(0)


def total(amounts: Sequence[Money]) -> Money:
    return Money(sum(amount.fen for amount in amounts))


def _whole(number: Decimal, rounding: Rounding) -> int:
    return int(number.to_integral_value(_MODES[rounding]))


def _whole_weights(weights: Sequence[Decimal | int]) -> list[int]:
    ratios = [Decimal(weight).as_integer_ratio() for weight in weights]
    common = lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios]
