"""Scoring an inspection by its sheet, and ranking a month so that one visit more or less does not decide a place.

A sheet's item either loses so many points for every fault, down to nothing (``each``), or keeps the share of what was
checked and found in order (``share``). What was not looked at is left out on both sides: it neither earns nor loses.

A month pools: a share item counts all that was checked in the month, so that a visit that looked at two bags weighs two
bags and not as much as one that looked at two hundred. A community visited once lies further off its true standing than
one visited eight times; its score is drawn towards the mean of all by just that much (Bühlmann's credibility), and its
place is given with the places it could have by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Any, Literal

from luoshi.kernel.errors import N_, ExpectedError

HUNDREDTH = Decimal("0.01")
TWO_SIDED_95 = 1.959964
"""Of the normal distribution."""


class FindingFaulty(ExpectedError):
    code = "services.finding_faulty"
    message = N_("“{item}”填得不对：{reason}。请更正，其余内容仍在页面上。")


@dataclass(frozen=True)
class Item:
    """``full``: points to be had. ``each``: what a fault costs. ``kind``: the event that a fault becomes, empty for none."""

    code: str
    full: Decimal
    rule: Literal["each", "share"]
    each: Decimal = Decimal(0)
    kind: str = ""


@dataclass(frozen=True)
class Points:
    gained: Decimal
    full: Decimal


@dataclass(frozen=True)
class Finding:
    """For an ``each`` item ``faults``; for a ``share`` item ``faults`` among ``checked``. None: not looked at."""

    faults: int | None = None
    checked: int | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Finding:
        return cls(kept.get("faults"), kept.get("checked"))


def check(item: Item, found: Finding, label: str) -> None:
    """Raises FindingFaulty for what cannot be."""
    if min(found.faults or 0, found.checked or 0) < 0:
        raise FindingFaulty(item=label, reason=N_("不能小于 0"))
    if item.rule == "share":
        if (found.faults is None) != (found.checked is None):
            raise FindingFaulty(item=label, reason=N_("检查数和不合格数要一起填"))
        if (found.faults or 0) > (found.checked or 0):
            raise FindingFaulty(item=label, reason=N_("不合格数多于检查数"))


def points(item: Item, found: Sequence[Finding]) -> Points | None:
    """Of one inspection, or of all of a month; None where the item was never looked at."""
    if item.rule == "share":
        checked = sum(one.checked or 0 for one in found)
        wrong = sum(one.faults or 0 for one in found)
        return Points(item.full * (checked - wrong) / checked, item.full) if checked else None
    seen = [max(Decimal(0), item.full - item.each * one.faults) for one in found if one.faults is not None]
    return Points(sum(seen, Decimal(0)) / len(seen), item.full) if seen else None


def score(items: Sequence[Item], found: Sequence[Mapping[str, Finding]], *, least_share: Decimal) -> Decimal | None:
    """Points gained of those that could be, times 100. None where items worth less than ``least_share`` of the sheet were
    looked at: too little to say."""
    known = [p for item in items if (p := points(item, [one.get(item.code, Finding()) for one in found]))]
    full = sum((p.full for p in known), Decimal(0))
    if not full or full < least_share * sum((item.full for item in items), Decimal(0)):
        return None
    gained = sum((p.gained for p in known), Decimal(0))
    return (100 * gained / full).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Visited:
    """A subject's month: its pooled score, and that of each inspection alone."""

    code: str
    score: Decimal
    each: tuple[Decimal, ...]


@dataclass(frozen=True)
class Spread:
    """``within``: variance of inspections of one subject; ``between``: of subjects about their mean. ``within`` None: nobody
    was visited twice, so chance cannot be told from difference, and scores stand as they are."""

    mean: float
    within: float | None
    between: float | None


@dataclass(frozen=True)
class Placed:
    code: str
    score: Decimal
    fair: float
    rank: int
    best: int
    worst: int
    inspections: int


def spread(month: Sequence[Visited]) -> Spread:
    """Variances by analysis of variance with unequal numbers of visits; the mean is that of subjects."""
    means = [float(one.score) for one in month]
    mean = sum(means) / len(means)
    freedom = sum(len(one.each) - 1 for one in month)
    if not freedom:
        return Spread(mean, None, None)
    squares = sum(sum((float(s) - _mean(one.each)) ** 2 for s in one.each) for one in month)
    within = squares / freedom
    if len(month) < 2:
        return Spread(mean, within, None)
    seen = sum((one - mean) ** 2 for one in means) / (len(means) - 1)
    by_chance = sum(within / len(one.each) for one in month) / len(month)
    return Spread(mean, within, max(0.0, seen - by_chance))


def _mean(values: Sequence[Decimal]) -> float:
    return float(sum(values, Decimal(0)) / len(values))


def rank(month: Sequence[Visited]) -> tuple[list[Placed], Spread]:
    """Best first. Equal fair scores share a place. ``best`` and ``worst`` are the places left when only the differences
    count that are too large for chance (95 %)."""
    if not month:
        return [], Spread(0.0, None, None)
    found = spread(month)
    fair = {one.code: _fair(one, found) for one in month}

    def surely_better(one: Visited, other: Visited) -> bool:
        gap = float(one.score - other.score)
        if found.within is None:
            return gap > 0
        return gap > TWO_SIDED_95 * sqrt(found.within / len(one.each) + found.within / len(other.each))

    placed = [
        Placed(
            code=one.code,
            score=one.score,
            fair=fair[one.code],
            rank=1 + sum(fair[other.code] > fair[one.code] for other in month),
            best=1 + sum(surely_better(other, one) for other in month),
            worst=len(month) - sum(surely_better(one, other) for other in month),
            inspections=len(one.each),
        )
        for one in month
    ]
    return sorted(placed, key=lambda one: (one.rank, one.code)), found


def _fair(one: Visited, found: Spread) -> float:
    """Drawn towards the mean by the part of its distance that chance explains; where nothing but chance is seen the
    scores stand, and the range of places says so."""
    if not found.within or not found.between:
        return round(float(one.score), 2)
    trust = found.between / (found.between + found.within / len(one.each))
    return round(found.mean + trust * (float(one.score) - found.mean), 2)


def listed(scores: Sequence[float | None], *, least: float | None, most: float | None) -> bool:
    """Whether every one of the last months was known and on the list's side of its line."""
    known = [one for one in scores if one is not None]
    if len(known) < len(scores) or not known:
        return False
    return all((least is None or one >= least) and (most is None or one < most) for one in known)
