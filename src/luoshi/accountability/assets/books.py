"""The books of a year as the pure rules take them, and figures that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from luoshi.standards import state_capital
from luoshi.standards.arrays import UNDETERMINED

from ..domain import consolidation
from ..domain.consolidation import Consolidated, Internal, Member
from ..models import EquityAdjustment, FirmStatement, InternalBalance


@dataclass(frozen=True)
class Year:
    """All statements of a document's firms in a year, with the inner balances."""

    year: int
    members: tuple[Member, ...]
    internals: tuple[Internal, ...]
    synthetic: bool
    results: Mapping[str, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)
    """Firm -> net profit, interest, profit before tax."""
    factors: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """Firm -> objective increases and decreases of its equity."""

    @property
    def tops(self) -> list[str]:
        known = {one.firm for one in self.members}
        return [one.firm for one in self.members if one.parent not in known]


def years(document: str) -> list[int]:
    rows = FirmStatement.objects.filter(firm__document=document).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def of_year(document: str, year: int) -> Year:
    """Raises what ``consolidation.check`` raises: balances that do not match, a circle of owners."""
    found = unchecked(document, year)
    consolidation.check(found.members, found.internals)
    return found


def unchecked(document: str, year: int) -> Year:
    rows = list(FirmStatement.objects.filter(firm__document=document, year=year).select_related("firm"))
    members = tuple(
        Member(
            firm=row.firm.code,
            parent=row.parent,
            share=Fraction(row.share),
            assets=row.assets,
            liabilities=row.liabilities,
            equity=row.equity_close,
            revenue=row.revenue,
            profit=row.total_profit,
        )
        for row in rows
    )
    links = InternalBalance.objects.filter(holder__document=document, year=year).select_related("holder", "other")
    internals = tuple(
        Internal(row.kind, row.holder.code, row.other.code, row.amount, row.other_amount) for row in links
    )
    return Year(
        year,
        members,
        internals,
        any(row.synthetic for row in rows),
        {row.firm.code: (row.net_profit, row.interest, row.total_profit) for row in rows},
        _factors(document, year),
    )


def _factors(document: str, year: int) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = {}
    rows = EquityAdjustment.objects.filter(firm__document=document, year=year)
    for firm, amount, increases in rows.values_list("firm__code", "amount", "increases"):
        up, down = found.get(firm, (Decimal(0), Decimal(0)))
        found[firm] = (up + amount, down) if increases else (up, down + amount)
    return found


@dataclass(frozen=True)
class Ratios:
    """Shares, 1 is the whole; None where undetermined. ``preservation`` from last year's consolidated state equity."""

    debt_ratio: Decimal | None
    preservation: float | None
    outcome: str
    return_on_equity: float | None
    return_on_assets: float | None
    increases: Decimal
    decreases: Decimal
    opening: Decimal | None


def ratios(tops: Sequence[str], now: Consolidated, year: Year, before: Year | None) -> Ratios:
    # A group that was not there last year has no opening.
    there = before is not None and set(tops) <= set(before.tops)
    earlier = consolidation.consolidate(tops, before.members, before.internals) if before and there else None
    opening = earlier.state_equity if earlier else None
    factors = [year.factors[firm] for firm in now.members if firm in year.factors]
    up, down = sum((one[0] for one in factors), Decimal(0)), sum((one[1] for one in factors), Decimal(0))
    rate, word = None, state_capital.OUTCOME_LABELS[UNDETERMINED]
    if opening is not None:
        value = float(
            state_capital.preservation_rate(
                float(opening), float(now.state_equity), increases=float(up), decreases=float(down)
            )
        )
        word = state_capital.OUTCOME_LABELS[int(state_capital.outcome(value))]
        rate = None if value != value else value
    net, interest, total = (sum((year.results[firm][n] for firm in now.members), Decimal(0)) for n in range(3))
    average = (opening + now.state_equity) / 2 if opening is not None else None
    whole = (earlier.assets + now.assets) / 2 if earlier else None
    return Ratios(
        debt_ratio=consolidation.ratio(now.liabilities, now.assets),
        preservation=rate,
        outcome=word,
        return_on_equity=float(net / average) if average else None,
        return_on_assets=float((total + interest) / whole) if whole else None,
        increases=up,
        decreases=down,
        opening=opening,
    )
