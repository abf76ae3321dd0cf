"""GB/T 39793 Valuation of ecological and environmental damage (生态环境损害鉴定评估技术指南 基础方法): virtual treatment cost.

Parts 1 (air pollution) and 2 (surface water pollution) of 2020, in force 2021-01-01. For discharges that are proven while
the damage cannot be measured at reasonable cost; not for sudden events whose response cost is known. Yuan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, floats, ratio, readings

AIR: Final = Citation(
    "生态环境损害鉴定评估技术指南 基础方法 第1部分：大气污染虚拟治理成本法",
    "GB/T 39793.1-2020",
    in_force_from=date(2021, 1, 1),
    verified="unverified",
)
SURFACE_WATER: Final = Citation(
    "生态环境损害鉴定评估技术指南 基础方法 第2部分：水污染虚拟治理成本法",
    "GB/T 39793.2-2020",
    in_force_from=date(2021, 1, 1),
    verified="unverified",
)
ALPHA_RANGE: Final = (1.0, 2.0)
"""Hazard of the pollutants."""
OMEGA_RANGE: Final = (1.5, 2.5)
"""Function of the receiving water."""
OMEGA_BY_CLASS: Final = {1: 2.5, 2: 2.25, 3: 2.0, 4: 1.75, 5: 1.5}
"""By the target class of GB 3838; to be verified."""
TAU_STEPS: Final = (0.0, 10.0, 100.0, 1000.0)
TAU_VALUES: Final = (1.0, 1.25, 1.5, 1.75, 2.0)


def excess(concentration: ArrayLike, limit: ArrayLike) -> FloatArray:
    """κ = (Z - B) / B, how many times the discharge exceeds its limit; NaN where the limit is zero or missing."""
    amounts, limits = readings(concentration), readings(limit)
    return ratio(amounts - limits, limits)


def largest_excess(concentrations: Mapping[str, ArrayLike], limits: Mapping[str, ArrayLike]) -> FloatArray:
    """κ of several pollutants is the largest of theirs; NaN where one of them is."""
    each = [excess(values, limits[item]) for item, values in concentrations.items()]
    return np.asarray(np.max(np.broadcast_arrays(*each), axis=0))


def excess_factor(kappa: ArrayLike) -> FloatArray:
    """τ by κ: up to 0 1, to 10 1.25, to 100 1.5, to 1000 1.75, above 2."""
    numbers = np.round(floats(kappa), 10)
    factors = np.array(TAU_VALUES)[np.searchsorted(np.array(TAU_STEPS), numbers, side="left")]
    return np.where(np.isnan(numbers), np.nan, factors)


def water_function_factor(target_class: ArrayLike) -> FloatArray:
    """ω by the target class of the receiving water, 1 to 5; NaN for any other."""
    classes = floats(target_class)
    found = np.full(classes.shape, np.nan)
    for held, factor in OMEGA_BY_CLASS.items():
        found = np.where(classes == held, factor, found)
    return found


def surface_water_damage(
    discharge: ArrayLike, unit_cost: ArrayLike, *, alpha: ArrayLike, tau: ArrayLike, omega: ArrayLike
) -> FloatArray:
    """D = E C γ with γ = α τ ω: discharge (m3 or t), cost of treating one (yuan); yuan.

    NaN where anything is missing or α or ω lies outside its range.
    """
    adjusted = _within(alpha, ALPHA_RANGE) * floats(tau) * _within(omega, OMEGA_RANGE)
    return np.asarray(readings(discharge) * readings(unit_cost) * adjusted)


def air_damage(
    discharge: ArrayLike,
    unit_cost: ArrayLike,
    *,
    alpha: ArrayLike,
    beta: ArrayLike,
    omega: ArrayLike,
    tau: ArrayLike,
) -> FloatArray:
    """D = W C γ with γ = (α β + ω) τ: discharge (t), cost of treating a tonne (yuan); yuan.

    α the hazard of the pollutant, β the sensitivity of who and what it reached, ω the function of the place, τ the excess.
    The tables of these four are not known here; they are to be given. NaN where anything is missing.
    """
    adjusted = (floats(alpha) * floats(beta) + floats(omega)) * floats(tau)
    return np.asarray(readings(discharge) * readings(unit_cost) * adjusted)


def _within(values: ArrayLike, limits: tuple[float, float]) -> FloatArray:
    numbers = floats(values)
    return np.where((numbers >= limits[0]) & (numbers <= limits[1]), numbers, np.nan)
