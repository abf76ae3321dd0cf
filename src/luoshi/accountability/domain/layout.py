"""Where a county's state capital lies: by industry, how concentrated, how deep its tiers, what groups do twice.

A firm's part of the state equity is its own equity without what it holds in others of the group, times the state's share of
it down the chain of owners. All parts add up to the consolidated state equity, to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.standards import state_capital

from .consolidation import INVESTMENT, Internal, Member, below


@dataclass(frozen=True)
class Part:
    """One firm's: ``share`` of the state in it down the chain, 0 to 1; ``tier`` 1 for a top."""

    firm: str
    top: str
    tier: int
    share: Fraction
    equity: Fraction


def parts(tops: Sequence[str], members: Sequence[Member], internals: Sequence[Internal]) -> list[Part]:
    """Firms under the tops, parents before children."""
    found: dict[str, Part] = {}
    groups = {top: below(top, members) for top in tops}
    inside = {one.firm for group in groups.values() for one in group}
    for top, group in groups.items():
        for one in group:
            above = found.get(one.parent) if one.firm != top else None
            share = above.share * one.share if above else Fraction(1)
            held = sum(
                (
                    Fraction(row.amount)
                    for row in internals
                    if row.kind == INVESTMENT and row.holder == one.firm and row.other in inside
                ),
                Fraction(0),
            )
            found[one.firm] = Part(
                one.firm, top, above.tier + 1 if above else 1, share, share * (Fraction(one.equity) - held)
            )
    return list(found.values())


def by_industry(found: Sequence[Part], industry: Mapping[str, str]) -> dict[str, Fraction]:
    """State equity of each industry, the largest first; what has no code under ''."""
    sums: dict[str, Fraction] = {}
    for one in found:
        code = industry.get(one.firm, "")
        sums[code] = sums.get(code, Fraction(0)) + one.equity
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def concentration(sums: Mapping[str, Fraction]) -> float | None:
    """Herfindahl index of the industries' shares; None where a part or the whole is not positive: shares mean nothing then."""
    whole = sum(sums.values(), Fraction(0))
    if whole <= 0 or any(amount < 0 for amount in sums.values()):
        return None
    return float(state_capital.concentration([float(amount / whole) for amount in sums.values()]))


def overlaps(
    revenue: Mapping[str, Decimal], industry: Mapping[str, str], top_of: Mapping[str, str]
) -> list[tuple[str, str, float]]:
    """(group, other group, index) of every two groups, the most alike first: the sum over industries of the lesser share of
    revenue. Groups without revenue, or with firms whose industry is not known, are left out."""
    unknown = {top_of[firm] for firm, amount in revenue.items() if amount and not industry.get(firm)}
    sums: dict[str, dict[str, Decimal]] = {}
    for firm, amount in revenue.items():
        own = sums.setdefault(top_of[firm], {})
        own[industry.get(firm, "")] = own.get(industry.get(firm, ""), Decimal(0)) + amount
    shares = {
        top: {code: float(amount / total) for code, amount in own.items()}
        for top, own in sums.items()
        if top not in unknown and (total := sum(own.values(), Decimal(0))) > 0
    }
    codes = sorted({code for own in shares.values() for code in own})
    found = []
    for n, one in enumerate(sorted(shares)):
        for other in sorted(shares)[n + 1 :]:
            vectors = [[shares[top].get(code, 0.0) for code in codes] for top in (one, other)]
            found.append((one, other, float(state_capital.overlap(*vectors))))
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))
