"""Ecological compensation between places: the water index of a cross-border agreement, and a pool split by factors.

The index is that used in horizontal agreements between up- and downstream (新安江 type); the split is the weighted factor method
of basin compensation. Base values, weights and coefficients are those of the agreement or plan, and are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .arrays import UNDETERMINED, ClassArray, FloatArray, IntArray, floats, ratio, readings

DOWNSTREAM_PAYS: Final = 1
UPSTREAM_PAYS: Final = 2
PAYER_LABELS: Final = {DOWNSTREAM_PAYS: "下游补偿上游", UPSTREAM_PAYS: "上游补偿下游", UNDETERMINED: "无法评价"}


def water_index(
    concentrations: ArrayLike, base_values: ArrayLike, weights: ArrayLike, *, stability: float
) -> FloatArray:
    """P = k0 Σ k_i C_i / C_i0 over the items along the last axis; NaN where one is missing."""
    parts = floats(weights) * ratio(readings(concentrations), readings(base_values))
    return np.asarray(stability * parts.sum(axis=-1))


def payer(index: ArrayLike) -> ClassArray:
    """Up to 1 downstream pays, above it upstream."""
    numbers = np.round(floats(index), 10)
    found = np.where(numbers <= 1, DOWNSTREAM_PAYS, UPSTREAM_PAYS)
    return np.where(np.isnan(numbers), UNDETERMINED, found).astype(np.int8)


def split_pool(
    pool_fen: int, scores: Mapping[str, ArrayLike], weights: Mapping[str, float], *, coefficients: ArrayLike = 1.0
) -> IntArray | None:
    """Shares of n places in a pool, whole fen that add up to it; None where a score is missing or a factor sums to zero.

    Each factor's part of the pool (its weight) is split by score x coefficient. What rounding leaves over goes to the
    largest share.
    """
    total: FloatArray = np.zeros(1)
    for factor, weight in weights.items():
        weighted = readings(scores[factor]) * floats(coefficients)
        total = total + pool_fen * weight * ratio(weighted, weighted.sum(axis=-1))
    if np.isnan(total).any():
        return None
    shares: IntArray = np.rint(total).astype(np.int64)
    shares[int(np.argmax(total))] += pool_fen - int(shares.sum())
    return shares
