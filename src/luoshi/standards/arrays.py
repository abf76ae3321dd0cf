"""What every standard here shares: numbers in, classes out, and the unknown kept unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
ClassArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]

UNDETERMINED: Final = -1
"""The class of what cannot be classed: a value is missing. It is no class, and above all not a good one."""
UNDETERMINED_LABEL: Final = "无法评价"

MEETS: Final = 1
EXCEEDS: Final = 2
VERDICT_LABELS: Final = {MEETS: "达标", EXCEEDS: "超标", UNDETERMINED: UNDETERMINED_LABEL}

_NOISE_PLACES: Final = 10
"""Decimal places kept of a reading: finer differences come from binary arithmetic, not from the water."""


def floats(values: ArrayLike) -> FloatArray:
    """Numbers as float64, missing (None, null) as NaN. Takes lists, NumPy arrays and Polars series."""
    return np.asarray(values, dtype=np.float64)


def readings(values: ArrayLike) -> FloatArray:
    """Measured amounts: free of binary noise, and NaN where negative or infinite, which no amount can be."""
    numbers = np.round(floats(values), _NOISE_PLACES)
    return np.where(np.isfinite(numbers) & (numbers >= 0), numbers, np.nan)


def side_by_side(columns: Iterable[ArrayLike]) -> NDArray[Any]:
    """Columns as an array (n, columns); without any it is (1, 0): one thing of which nothing is known."""
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(column)) for column in columns))
    return np.stack(arrays, axis=-1) if arrays else np.empty((1, 0))


def worst(classes: ArrayLike, *, last: int | None = None, axis: int = -1) -> ClassArray:
    """The worst (highest) class decides. One undetermined makes the whole undetermined, unless a class known is
    already ``last``, the worst there is: what is missing cannot then change the outcome."""
    numbers = np.asarray(classes, dtype=np.int8)
    if numbers.shape[axis] == 0:
        return np.full(np.delete(numbers.shape, axis), UNDETERMINED, dtype=np.int8)
    highest = numbers.max(axis=axis)
    unknown = (numbers == UNDETERMINED).any(axis=axis)
    if last is not None:
        unknown &= highest != last
    return np.where(unknown, UNDETERMINED, highest).astype(np.int8)


def verdict(values: ArrayLike, limit: ArrayLike) -> ClassArray:
    """MEETS where the value is at most the limit, EXCEEDS above it, UNDETERMINED where either is missing."""
    amounts, limits = readings(values), floats(limit)
    known = ~np.isnan(amounts) & ~np.isnan(limits)
    return np.where(known, np.where(amounts <= limits, MEETS, EXCEEDS), UNDETERMINED).astype(np.int8)


def ratio(part: ArrayLike, whole: ArrayLike) -> FloatArray:
    """part / whole, NaN where the whole is zero, negative or missing."""
    parts, wholes = floats(part), floats(whole)
    known = np.isfinite(parts) & np.isfinite(wholes) & (wholes > 0)
    quotients: FloatArray = np.full(np.broadcast(parts, wholes).shape, np.nan)
    np.divide(parts, wholes, out=quotients, where=known)
    return quotients
