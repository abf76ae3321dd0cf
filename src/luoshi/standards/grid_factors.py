"""CO2 of a kilowatt-hour from the grid (电力二氧化碳排放因子), by year, region and kind, as published by the ministry.

kgCO2/kWh. The year of the factor and the year of the use are two things: where the year's own factor is not published, the
latest earlier one serves, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation, Verified

from .arrays import FloatArray, readings
from .editions import ValueNotKnown, table

Kind = Literal["average", "residual", "fossil"]

SOURCE: Final = Citation("电力二氧化碳排放因子", verified="second_hand")
KIND_LABELS: Final = {
    "average": "平均因子",
    "residual": "平均因子（不含市场化交易的非化石能源电量）",
    "fossil": "化石能源电力因子",
}


@dataclass(frozen=True, slots=True)
class GridFactor:
    """``year`` is the factor's own; ``is_of_the_year`` whether it is that of the use."""

    factor: float
    year: int
    is_of_the_year: bool
    verified: Verified


@cache
def _published() -> dict[tuple[str, str], dict[int, tuple[float, Verified]]]:
    found: dict[tuple[str, str], dict[int, tuple[float, Verified]]] = {}
    for row in table("grid_factors"):
        verified: Verified = "second_hand" if row["verified"] == "second_hand" else "unverified"
        found.setdefault((row["kind"], row["region"]), {})[int(row["year"])] = (float(row["factor"]), verified)
    return found


def grid_factor(region: str, year: int, *, kind: Kind = "average") -> GridFactor:
    """The factor for power used in a year. ``region``: CN, a grid such as east_china, or a province's GB/T 2260 code.

    Raises ValueNotKnown where none of the year or earlier is published here.
    """
    years = _published().get((kind, region), {})
    earlier = [published for published in years if published <= year]
    if not earlier:
        raise ValueNotKnown(standard=SOURCE.title, item=f"{region} {year} {KIND_LABELS[kind]}")
    factor, verified = years[max(earlier)]
    return GridFactor(factor, max(earlier), max(earlier) == year, verified)


def power_co2(megawatt_hours: ArrayLike, region: str, year: int, *, kind: Kind = "average") -> FloatArray:
    """Tonnes of CO2 of power from the grid; NaN where the amount is missing.

    Power bought with green certificates is left out of the amount, and the rest then takes the ``residual`` factor: the
    average one already counts the green power. Raises ValueNotKnown.
    """
    return np.asarray(readings(megawatt_hours) * grid_factor(region, year, kind=kind).factor)
