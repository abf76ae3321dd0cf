"""When a case will be done: a range that holds for nine in ten like cases, and whether it did.

The bounds are two of the like cases themselves: of n cases in order the floor((n+1) 0.05)-th and the ceil((n+1) 0.95)-th.
A further case that is like them falls between those with a probability of at least 90 %, however the days are
distributed; percentiles put between two cases would promise more than they keep when few are known. With fewer than 19
no such pair exists, and nothing is promised.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

SHARE = Fraction(9, 10)
LIKE_CASES = 200
"""So many of the latest are looked at: offices change."""


def held_range(days: Sequence[int], share: Fraction = SHARE) -> tuple[int, int] | None:
    """The least and the most counted days that ``share`` of like cases need; None where too few are known."""
    number, each = len(days), (1 - share) / 2
    low, high = floor((number + 1) * each), ceil((number + 1) * (1 - each))
    if low < 1 or high > number:
        return None
    ordered = sorted(days)
    return ordered[low - 1], ordered[high - 1]


class Done(NamedTuple):
    """A finished case: when it was accepted and finished, and how many days counted."""

    accepted: date
    finished: date
    days: int


class Kept(NamedTuple):
    """Of the cases for which a range could be foretold, how many kept to it."""

    foretold: int
    kept: int

    @property
    def share(self) -> float | None:
        return self.kept / self.foretold if self.foretold else None


def kept_by(cases: Iterable[Done]) -> Kept:
    """Each case held against what would have been foretold on the day it was accepted, from those finished before."""
    finished: list[tuple[date, int]] = []
    waiting = sorted(cases, key=lambda case: case.accepted)
    for case in waiting:
        insort(finished, (case.finished, case.days))
    foretold = kept = 0
    for case in waiting:
        before = bisect_left(finished, (case.accepted, 0))
        found = held_range([days for _, days in finished[max(before - LIKE_CASES, 0) : before]])
        if found is not None:
            foretold += 1
            kept += found[0] <= case.days <= found[1]
    return Kept(foretold, kept)
