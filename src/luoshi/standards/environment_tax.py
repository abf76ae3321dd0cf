"""Environmental protection tax (环境保护税法, 2018 text, in force 2018-01-01): equivalents, reduction, tax on air and water.

Units = kilograms / equivalent; tax = units x rate, yuan. The rate is the province's, between 1.2 and 12 (air) or 1.4 and 14
(water) yuan a unit, and is given. Of COD, BOD5 and total organic carbon of one outlet only one is charged: the caller's choice.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, floats, ratio, readings
from .editions import known_item, table

EDITION: Final = Citation("中华人民共和国环境保护税法", in_force_from=date(2018, 1, 1), verified="second_hand")
REDUCTION: Final = Citation(
    "中华人民共和国环境保护税法", article=13, in_force_from=date(2018, 1, 1), verified="second_hand"
)
RATE_RANGE: Final = {"air": (1.2, 12.0), "water": (1.4, 14.0)}
"""Yuan a unit."""


@cache
def _equivalents() -> dict[str, tuple[str, float]]:
    return {row["pollutant"]: (row["medium"], float(row["kilograms"])) for row in table("environment_tax")}


def units(pollutant: str, kilograms: ArrayLike) -> FloatArray:
    """Pollution equivalents of an amount. Raises NotInStandard."""
    known_item(pollutant, _equivalents(), EDITION)
    return np.round(readings(kilograms) / _equivalents()[pollutant][1], 9)


def charged_share(concentration: ArrayLike, limit: ArrayLike) -> FloatArray:
    """Share of the tax due: 0.75 below 70 % of the discharge limit, 0.5 below 50 %; NaN where not known."""
    share = np.round(ratio(readings(concentration), readings(limit)), 10)
    found = np.where(share < 0.5, 0.5, np.where(share < 0.7, 0.75, 1.0))
    return np.where(np.isnan(share), np.nan, found)


def tax(pollutant: str, kilograms: ArrayLike, rate: ArrayLike, *, share: ArrayLike = 1.0) -> FloatArray:
    """Yuan, unrounded; NaN where something is missing or the rate lies outside the law's range. Raises NotInStandard."""
    amount = units(pollutant, kilograms)
    lowest, highest = RATE_RANGE[_equivalents()[pollutant][0]]
    rates = floats(rate)
    return amount * np.where((rates >= lowest) & (rates <= highest), rates, np.nan) * floats(share)
