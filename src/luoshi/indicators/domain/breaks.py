"""Breaks in a series: where the definition, the boundary or the base changed, and what is comparable across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Break:
    """From the period ``at`` on, values are measured anew. ``factor`` brings an older value to the new basis (a published
    link, a base year's change); None: what is older cannot be compared."""

    at: int
    factor: float | None


def linked(first: int, values: Floats, breaks: Sequence[Break]) -> Floats:
    """``values`` from period ``first`` on, all on the newest basis; NaN where no link leads there."""
    found = values.copy()
    for one in breaks:
        older = slice(0, max(0, min(len(found), one.at - first)))
        found[older] = np.nan if one.factor is None else found[older] * one.factor
    return found


def comparable(earlier: int, later: int, value: float, breaks: Sequence[Break]) -> float | None:
    """A value of the period ``earlier`` on the basis of ``later``; None where they cannot be compared."""
    for one in breaks:
        if earlier < one.at <= later:
            if one.factor is None:
                return None
            value *= one.factor
    return value
