"""好差评: shares and score of the five grades. Source: 国办发〔2019〕51号."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FAIR = 3
"""基本满意 and above count as good."""


class Standing(NamedTuple):
    """``good`` is a share, 0 to 1; ``score`` 0 to 100; both None where nobody has rated."""

    ratings: int
    good: float | None
    score: float | None
    bad: int


class Fixed(NamedTuple):
    """Bad ratings that stand, and how many were put right; those taken out as mistaken or malicious are counted apart."""

    fixed: int
    confirmed: int
    excluded: int

    @property
    def share(self) -> float | None:
        return self.fixed / self.confirmed if self.confirmed else None


def standing(counts: Mapping[int, int]) -> Standing:
    """Grades 5 (非常满意) to 1 -> how many."""
    total = sum(counts.values())
    if not total:
        return Standing(0, None, None, 0)
    good = sum(number for grade, number in counts.items() if grade >= FAIR)
    weighted = sum(grade * number for grade, number in counts.items())
    return Standing(total, good / total, 100 * weighted / (5 * total), total - good)
