"""Ecological restoration: what works gained, in hectares of full quality, and whether what was planted lives.

Gain = Σ area x (index after - index before), the index being one of habitat quality from 0 to 1. How much of a planting must
live after one and after three years is laid down by the works' own acceptance rule, and is given.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .arrays import EXCEEDS, MEETS, UNDETERMINED, ClassArray, FloatArray, floats, readings

ALIVE: Final = MEETS
TOO_FEW_ALIVE: Final = EXCEEDS


def gain(hectares: ArrayLike, before: ArrayLike, after: ArrayLike) -> FloatArray:
    """Of each area, in hectares of full quality; NaN where one is missing, or an index is not from 0 to 1."""
    first, last = readings(before), readings(after)
    fits = (first <= 1) & (last <= 1)
    return np.where(fits, readings(hectares) * (last - first), np.nan)


def survival(shares: ArrayLike, least: float | None) -> ClassArray:
    """ALIVE, TOO_FEW_ALIVE, or UNDETERMINED where the share is missing or no least share is laid down."""
    values = floats(shares)
    if least is None:
        return np.full(values.shape, UNDETERMINED, dtype=np.int8)
    found = np.where(np.round(values, 10) >= least, ALIVE, TOO_FEW_ALIVE)
    return np.where(np.isnan(values), UNDETERMINED, found).astype(np.int8)
