"""Open calls for research (揭榜挂帅): who must stand aside, how scores are joined, what is granted, when it is paid.

Shares are 0 to 1, money exact. The rules are those of the county's call; each number is given, none is kept here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from luoshi.kernel.errors import N_

State = Literal["draft", "open", "closed", "checked", "drawn", "reviewed", "publicised", "awarded", "ended"]
STATES: dict[str, str] = {
    "draft": N_("起草"),
    "open": N_("征集中"),
    "closed": N_("已截止"),
    "checked": N_("形式审查完成"),
    "drawn": N_("专家已抽取"),
    "reviewed": N_("评审完成"),
    "publicised": N_("公示中"),
    "awarded": N_("已立项"),
    "ended": N_("没有立项"),
}
NEXT: dict[str, tuple[str, ...]] = {
    "draft": ("open",),
    "open": ("closed",),
    "closed": ("checked",),
    "checked": ("drawn", "ended"),
    "drawn": ("reviewed",),
    "reviewed": ("publicised", "ended"),
    "publicised": ("awarded", "ended", "reviewed"),
}
"""From each state those it may go to; acts walk it. An objection upheld sends the list back to the panel."""
NAMED = frozenset({"publicised", "awarded", "ended"})
"""States in which names of bidders may be seen by everybody: before, only by who receives the bids."""

CRITERIA: dict[str, tuple[str, int]] = {
    "innovation": (N_("技术先进性和创新性"), 30),
    "feasibility": (N_("技术路线可行性"), 25),
    "targets": (N_("指标响应程度"), 20),
    "benefit": (N_("预期效益和带动作用"), 15),
    "budget": (N_("经费合理性"), 10),
}
"""What experts mark, with the most points of each: 100 in all."""
CLOSE_YEARS = 3
"""Co-authors of the last years stand aside."""


@dataclass(frozen=True)
class ExpertFacts:
    """``close``: persons and institutions with whom the expert has published, whom they supervised or are related to: (name, kind,
    last year of it, 0 where it never ends)."""

    code: str
    name: str
    employer: str
    fields: frozenset[str]
    close: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class BidFacts:
    """``units``: the leading firm and its partners; ``people``: those who would do the work."""

    code: str
    units: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True)
class Conflict:
    """``kind``: employer, self, supervisor, coauthor, family, or declared by the expert; ``who`` is shared between them."""

    expert: str
    bid: str
    kind: str
    who: str


CONFLICTS: dict[str, str] = {
    "employer": N_("与申报单位同一单位"),
    "self": N_("本人参加申报"),
    "supervisor": N_("师生关系"),
    "coauthor": N_("三年内合作发表"),
    "family": N_("亲属关系"),
    "partner": N_("三年内合作项目"),
    "declared": N_("专家自行申明"),
}


def conflicts(expert: ExpertFacts, bids: Sequence[BidFacts], day: date) -> list[Conflict]:
    """Why an expert must stand aside from the whole call: with any bid of it is enough, as marks compare bids."""
    found = []
    for bid in bids:
        if expert.employer in bid.units:
            found.append(Conflict(expert.code, bid.code, "employer", expert.employer))
        if expert.name in bid.people:
            found.append(Conflict(expert.code, bid.code, "self", expert.name))
        found += [
            Conflict(expert.code, bid.code, kind, who)
            for who, kind, year in expert.close
            if who in bid.people | bid.units and (not year or day.year - year <= CLOSE_YEARS)
        ]
    return found


def joined(marks: Sequence[Decimal]) -> Decimal | None:
    """Mean of the experts' marks to two places, the highest and the lowest left out where there are five or more."""
    if not marks:
        return None
    kept = sorted(marks)[1:-1] if len(marks) >= 5 else list(marks)
    return (sum(kept, Decimal(0)) / len(kept)).quantize(Decimal("0.01"))


def names_in(text: str, names: Sequence[str]) -> list[str]:
    """Names that would tell the reviewer who bids. Spaces do not hide a name."""
    plain = "".join(text.split()).lower()
    return [name for name in names if len(name) > 1 and "".join(name.split()).lower() in plain]


def granted(*, asked: Decimal, budget: Decimal, share: Decimal, cap: Decimal) -> Decimal:
    """The most of a grant: what was asked, a share of the whole budget, the call's cap; whichever is least, whole yuan."""
    return min(asked, budget * share, cap).quantize(Decimal(1), ROUND_DOWN)


def parts(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """A grant paid by milestones: each its share in whole fen, the last what is left. ``shares`` add up to 1."""
    first = [(total * share).quantize(Decimal("0.01"), ROUND_DOWN) for share in shares[:-1]]
    return [*first, total - sum(first, Decimal(0))]


def to_return(*, paid: Decimal, kept: Decimal, breach: bool) -> Decimal:
    """What of a grant goes back: all that was paid after a breach, else what was not rightly spent."""
    return paid if breach else max(paid - kept, Decimal(0))


@dataclass(frozen=True)
class Target:
    """A figure that the work must reach: from ``base`` to ``goal``. ``core``: without it the work has failed."""

    name: str
    unit: str
    base: Decimal
    goal: Decimal
    core: bool


def reached(target: Target, actual: Decimal) -> Decimal | None:
    """Share of the way from base to goal; None where the two are the same, so that there is no way."""
    way = target.goal - target.base
    return None if not way else (actual - target.base) / way


Result = Literal["passed", "mostly", "failed"]


def accepted(targets: Sequence[Target], actual: Mapping[str, Decimal], least: Decimal) -> Result | None:
    """Passed where every figure is reached; mostly where all core ones are and the others to ``least``; else failed.

    None where a figure was not measured, or has no way to go.
    """
    shares = [(t, reached(t, actual[t.name]) if t.name in actual else None) for t in targets]
    if not shares or any(share is None for _t, share in shares):
        return None
    known = [(t, share) for t, share in shares if share is not None]
    if all(share >= 1 for _t, share in known):
        return "passed"
    if all(share >= (1 if t.core else least) for t, share in known):
        return "mostly"
    return "failed"
