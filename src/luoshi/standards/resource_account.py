"""Accounts of natural resources (自然资源资产负债表, after SEEA Central Framework): balance, correction, value at a date.

Any unit, the same in all columns. Opening of a period equals closing of the one before; what a survey finds beyond the flows
is a row of its own (revaluation), never mixed into them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrays import BoolArray, FloatArray, floats, ratio

TOLERANCE: Final = 0.01
"""Largest difference at which an account still balances, in its unit."""


def closing(opening: ArrayLike, increases: ArrayLike, decreases: ArrayLike) -> FloatArray:
    """Opening + increases - decreases, the flows along the last axis; NaN where one is missing."""
    return np.asarray(floats(opening) + floats(increases).sum(axis=-1) - floats(decreases).sum(axis=-1))


def revaluation(surveyed: ArrayLike, computed: ArrayLike) -> FloatArray:
    """What a survey found beyond the flows (调查核增, negative 核减)."""
    return floats(surveyed) - floats(computed)


def balances(stated: ArrayLike, computed: ArrayLike) -> BoolArray:
    """Whether two closings (or a closing and the next opening) agree; a missing one never does."""
    return np.asarray(np.abs(np.round(floats(stated) - floats(computed), 9)) <= TOLERANCE)


def value_on(
    day: NDArray[np.datetime64] | np.datetime64,
    before: ArrayLike,
    after: ArrayLike,
    *,
    before_day: np.datetime64,
    after_day: np.datetime64,
) -> FloatArray:
    """Value on a day between two year-ends, in a straight line; NaN outside them. To be shown as interpolated."""
    one_day = np.timedelta64(1, "D")
    share = floats((day - before_day) / one_day) / float((after_day - before_day) / one_day)
    inside = np.where((share >= 0) & (share <= 1), share, np.nan)
    return floats(before) + (floats(after) - floats(before)) * inside


def share_balanced(stated: ArrayLike, computed: ArrayLike) -> FloatArray:
    """Accounts that balance among all (along the last axis); those with a missing side count as not balanced."""
    agreed = balances(stated, computed)
    return ratio(agreed.sum(axis=-1), agreed.shape[-1])
