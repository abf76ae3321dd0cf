"""Who is ahead of whom: bands within which the difference is no larger than its noise, and ranks that a band shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

SURE = 1.96
"""Standard errors of a difference from which on it is taken for one (95 %)."""
PLACES = 2
"""Decimals to which scores are compared: what is printed alike ranks alike."""


@dataclass(frozen=True)
class Compared:
    """``band``: its units do not differ from its first by more than noise, and share a ``rank``, which counts from 1 (1, 2, 2, 4).
    Both are None where too little is known to rank."""

    unit: str
    rank: int | None
    band: int | None


def compare(scores: Sequence[tuple[str, float | None, float, bool]]) -> list[Compared]:
    """(unit, score, standard error, whether there is enough to rank it), best first in the answer, the unranked last."""
    ranked = sorted(
        ((unit, round(score, PLACES), error) for unit, score, error, enough in scores if enough and score is not None),
        key=lambda row: (-row[1], row[0]),
    )
    found: list[Compared] = []
    band, first, rank = 0, (0.0, 0.0), 0
    for place, (unit, score, error) in enumerate(ranked, start=1):
        if not found or first[0] - score > SURE * sqrt(first[1] ** 2 + error**2):
            band, first, rank = band + 1, (score, error), place
        found.append(Compared(unit, rank, band))
    there = {one.unit for one in found}
    return found + [Compared(unit, None, None) for unit, _score, _error, _enough in scores if unit not in there]
