"""GB/T 2589-2020 General rules for comprehensive energy consumption (综合能耗计算通则): amounts of energy as standard coal.

In force 2021-04-01. Quantities in kg, m3 (standard state), MJ or kWh; results in tonnes of standard coal (tce). Electricity at
its equivalent value (当量值); at equal value (等价值) it takes the coal burnt for a kWh in the year, which must be given.
Where the standard prints a range, a measured factor must be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, floats, ratio, readings
from .editions import ValueNotKnown, known_item, number, table

EDITION: Final = Citation("综合能耗计算通则", "GB/T 2589-2020", in_force_from=date(2021, 4, 1), verified="unverified")
MJ_PER_KGCE: Final = 29.3076
"""Net calorific value of a kilogram of standard coal."""


@dataclass(frozen=True, slots=True)
class Energy:
    """One kind of energy: ``factor`` in kgce a unit, NaN where the standard leaves a range (low to high)."""

    label: str
    unit: str
    factor: float
    low: float
    high: float
    is_verified: bool


@cache
def energies() -> dict[str, Energy]:
    """Every kind of energy by its code."""
    return {
        row["energy"]: Energy(
            row["label"],
            row["unit"],
            number(row["factor"]),
            number(row["low"]),
            number(row["high"]),
            row["verified"] != "unverified",
        )
        for row in table("gb2589")
    }


def standard_coal(energy: str, quantity: ArrayLike, *, factor: ArrayLike | None = None) -> FloatArray:
    """Tonnes of standard coal of a quantity in the unit of ``energies()``; NaN where it is missing or negative.

    ``factor``: a measured one, kgce a unit, instead of the reference value. Raises NotInStandard; ValueNotKnown where
    there is no reference value and none was given.
    """
    known_item(energy, energies(), EDITION)
    if factor is None and np.isnan(energies()[energy].factor):
        raise ValueNotKnown(standard=EDITION.number, item=energies()[energy].label)
    per_unit = energies()[energy].factor if factor is None else readings(factor)
    return readings(quantity) * per_unit / 1000


def total(quantities: Mapping[str, ArrayLike], *, factors: Mapping[str, ArrayLike] | None = None) -> FloatArray:
    """Tonnes of standard coal of several kinds together; NaN where one is missing. Raises as ``standard_coal``."""
    measured = factors or {}
    parts = [standard_coal(energy, amount, factor=measured.get(energy)) for energy, amount in quantities.items()]
    summed: FloatArray = np.sum(np.broadcast_arrays(*parts), axis=0)
    return summed


def intensity_change(
    energy_before: ArrayLike, output_before: ArrayLike, energy_after: ArrayLike, output_after: ArrayLike
) -> FloatArray:
    """Change of energy per unit of output, as a share (-0.1025 is a fall of 10.25 %); output at constant prices."""
    before, after = ratio(energy_before, output_before), ratio(energy_after, output_after)
    return ratio(after - before, before)


def from_heat(megajoules: ArrayLike) -> FloatArray:
    """Tonnes of standard coal of a fuel's net heat, MJ."""
    return floats(megajoules) / MJ_PER_KGCE / 1000
