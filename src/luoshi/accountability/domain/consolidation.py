"""Consolidated figures of a group: the sum of its members less what they hold of, owe to and sell to each other.

Yuan, exact to the cent. Firms form a tree: each has a parent that holds a share of it; the top has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from luoshi.kernel.errors import N_, ExpectedError

CENT = Decimal("0.01")
DEBT, INVESTMENT, SALE = "debt", "investment", "sale"


@dataclass(frozen=True)
class Member:
    """One firm's own figures of a year. ``share``: of the parent in it, 0 to 1. ``profit`` before tax."""

    firm: str
    parent: str
    share: Fraction
    assets: Decimal
    liabilities: Decimal
    equity: Decimal
    revenue: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)


@dataclass(frozen=True)
class Internal:
    """What ``holder`` has in its books of ``other``: a claim, an investment, or sales; and what the other's books say."""

    kind: str
    holder: str
    other: str
    amount: Decimal
    other_amount: Decimal


@dataclass(frozen=True)
class Consolidated:
    """``minority`` is the part of the equity that others than the top hold."""

    members: tuple[str, ...]
    assets: Decimal
    liabilities: Decimal
    equity: Decimal
    minority: Decimal
    revenue: Decimal
    profit: Decimal
    internals: tuple[Internal, ...]

    @property
    def state_equity(self) -> Decimal:
        return self.equity - self.minority

    def eliminated(self, kind: str) -> Decimal:
        return sum((one.amount for one in self.internals if one.kind == kind), Decimal(0))


class StatementUnbalanced(ExpectedError):
    code = "accountability.statement_unbalanced"
    message = N_("“{firm}”的资产 {assets} 元不等于负债加权益 {other} 元，差 {gap} 元。请更正报表后重试。")


class InternalMismatch(ExpectedError):
    code = "accountability.internal_mismatch"
    message = N_(
        "“{holder}”与“{other}”的内部往来对不上：一方记 {amount} 元，另一方记 {other_amount} 元。请两家核对后重新报送，才能合并。"
    )


class OwnershipCircle(ExpectedError):
    code = "accountability.ownership_circle"
    message = N_("“{firm}”的上级又是它自己的下级，股权关系成环。请更正上级单位。")


def check(members: Iterable[Member], internals: Iterable[Internal]) -> None:
    """Raises StatementUnbalanced, InternalMismatch or OwnershipCircle for the first that is wrong."""
    parents = {}
    for one in members:
        if one.assets != one.liabilities + one.equity:
            other = one.liabilities + one.equity
            raise StatementUnbalanced(firm=one.firm, assets=one.assets, other=other, gap=one.assets - other)
        parents[one.firm] = one.parent
    for row in internals:
        if row.amount != row.other_amount:
            raise InternalMismatch(holder=row.holder, other=row.other, amount=row.amount, other_amount=row.other_amount)
    for firm in parents:
        seen, above = {firm}, parents[firm]
        while above in parents:
            if above in seen:
                raise OwnershipCircle(firm=firm)
            seen.add(above)
            above = parents[above]


def below(top: str, members: Iterable[Member]) -> list[Member]:
    """The top and all firms below it, parents before children."""
    rows = list(members)
    children = defaultdict(list)
    for one in rows:
        children[one.parent].append(one)
    found = [one for one in rows if one.firm == top]
    for one in found:
        found += children[one.firm]
    return found


def consolidate(tops: Sequence[str], members: Iterable[Member], internals: Iterable[Internal]) -> Consolidated:
    """The groups under these tops as one. What is checked by ``check`` is taken as right."""
    rows = list(members)
    group = [one for top in tops for one in below(top, rows)]
    inside = {one.firm for one in group}
    within = tuple(row for row in internals if row.holder in inside and row.other in inside)
    debts = sum((row.amount for row in within if row.kind == DEBT), Decimal(0))
    held = sum((row.amount for row in within if row.kind == INVESTMENT), Decimal(0))
    sold = sum((row.amount for row in within if row.kind == SALE), Decimal(0))
    equity = sum((one.equity for one in group), Decimal(0)) - held
    attributable = _attributable(group, within)
    own = sum((attributable[top] for top in tops), Fraction(0))
    return Consolidated(
        members=tuple(one.firm for one in group),
        assets=sum((one.assets for one in group), Decimal(0)) - debts - held,
        liabilities=sum((one.liabilities for one in group), Decimal(0)) - debts,
        equity=equity,
        minority=equity - cents(own),
        revenue=sum((one.revenue for one in group), Decimal(0)) - sold,
        profit=sum((one.profit for one in group), Decimal(0)),
        internals=within,
    )


def _attributable(group: Sequence[Member], within: Iterable[Internal]) -> Mapping[str, Fraction]:
    """Of each firm: its own equity without what it holds in others of the group, and its shares of those below."""
    worth = {one.firm: Fraction(one.equity) for one in group}
    for row in within:
        if row.kind == INVESTMENT:
            worth[row.holder] -= Fraction(row.amount)
    for one in reversed(group):
        if one.parent in worth:
            worth[one.parent] += one.share * worth[one.firm]
    return worth


def cents(amount: Fraction) -> Decimal:
    """Rounded to the cent, halves away from zero, once."""
    whole = Decimal(amount.numerator) / Decimal(amount.denominator)
    return whole.quantize(CENT, ROUND_HALF_UP)


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """None where there is nothing to divide by."""
    return part / whole if whole else None
