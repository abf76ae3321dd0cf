"""Logarithmic mean Divisia decomposition (LMDI-I), with Kaya's identity: what moved emissions, adding up exactly.

Pure numbers: for a quantity that is a product of factors, each factor's effect is L ln(x_T / x_0), with L the logarithmic mean
of the quantity's two values. The effects add up to the change, without remainder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .arrays import BoolArray, FloatArray, floats

ALMOST_NOTHING: Final = 1e-12
"""Stands for a factor of zero, whose logarithm is not a number; such results are flagged."""
KAYA_LABELS: Final = {
    "population": "人口",
    "affluence": "人均产出",
    "intensity": "能源强度",
    "carbon_mix": "能源碳强度",
}


@dataclass(frozen=True, slots=True)
class Decomposition:
    """``effects`` by factor, in the quantity's unit; ``change`` is their sum. ``is_patched`` where a zero was replaced."""

    effects: dict[str, FloatArray]
    change: FloatArray
    is_patched: BoolArray


def logarithmic_mean(a: ArrayLike, b: ArrayLike) -> FloatArray:
    """(b - a) / ln(b / a), and a where both are equal; NaN for what is not positive."""
    first, second = floats(a), floats(b)
    usable = (first > 0) & (second > 0)
    low = np.where(usable, first, np.nan)
    logarithm = np.log(np.where(usable, second, np.nan) / low)
    same = np.abs(logarithm) < 1e-9
    return np.where(same, (low + second) / 2, (second - low) / np.where(same, 1.0, logarithm))


def decompose(before: Mapping[str, ArrayLike], after: Mapping[str, ArrayLike]) -> Decomposition:
    """The effects of factors whose product is the quantity, at two times; NaN where a factor is missing or negative."""
    start = {name: _factor(values) for name, values in before.items()}
    end = {name: _factor(after[name]) for name in before}
    zero = [floats(values) == 0 for values in (*before.values(), *(after[name] for name in before))]
    first: FloatArray = np.prod(np.broadcast_arrays(*start.values()), axis=0)
    last: FloatArray = np.prod(np.broadcast_arrays(*end.values()), axis=0)
    mean = logarithmic_mean(first, last)
    effects = {name: mean * np.log(end[name] / start[name]) for name in start}
    patched: BoolArray = np.any(np.broadcast_arrays(*zero), axis=0)
    return Decomposition(effects, last - first, patched)


def kaya(*, population: ArrayLike, output: ArrayLike, energy: ArrayLike, emissions: ArrayLike) -> Decomposition:
    """C = P (G/P) (E/G) (C/E): what population, output a head, energy intensity and carbon mix did to emissions.

    Each argument holds the two years along its last axis; any units, kept the same in both years.
    """
    p, g, e, c = (floats(values) for values in (population, output, energy, emissions))
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = {"population": p, "affluence": g / p, "intensity": e / g, "carbon_mix": c / e}
    finite = {name: np.where(np.isfinite(values), values, np.nan) for name, values in factors.items()}
    return decompose(
        {name: values[..., 0] for name, values in finite.items()},
        {name: values[..., 1] for name, values in finite.items()},
    )


def _factor(values: ArrayLike) -> FloatArray:
    numbers = floats(values)
    return np.where(numbers > 0, numbers, np.where(numbers == 0, ALMOST_NOTHING, np.nan))
