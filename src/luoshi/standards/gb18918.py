"""GB 18918-2002 Discharge of municipal wastewater treatment plants (城镇污水处理厂污染物排放标准), basic items.

In force 2003-07-01. Daily means, mg/L. The phosphorus limits hold for plants built from 2006. With the collection rate of
sewage (城市生活污水集中收集率) and the removal by a plant.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, ClassArray, FloatArray, floats, ratio, readings, verdict
from .editions import known_item, number, table

EDITION: Final = Citation(
    "城镇污水处理厂污染物排放标准", "GB 18918-2002", in_force_from=date(2003, 7, 1), verified="unverified"
)
GRADE_LABELS: Final = {"1A": "一级A", "1B": "一级B"}
COLD: Final = 12.0
"""℃; at or below it ammonia has a higher limit."""
BOD_PER_PERSON: Final = 0.045
"""kg of BOD5 a person a day in the collection rate (to be verified)."""


@cache
def _limits() -> dict[tuple[str, str], tuple[float, float]]:
    return {
        (row["item"], row["grade"]): (number(row["limit"]), number(row["limit_cold"] or row["limit"]))
        for row in table("gb18918")
    }


def compare(item: str, values: ArrayLike, *, grade: str, temperature: ArrayLike = np.nan) -> ClassArray:
    """Verdict of daily means of an item under a grade (``1A``, ``1B``).

    ``temperature`` of the water in ℃ matters for ammonia only; missing, it is taken as warm, and a value between the two
    limits is then undetermined rather than exceeding. Raises NotInStandard.
    """
    known_item(grade, GRADE_LABELS, EDITION)
    known_item(item, {name for name, held in _limits() if held == grade}, EDITION)
    warm, cold = _limits()[item, grade]
    degrees = floats(temperature)
    result = verdict(values, np.where(degrees <= COLD, cold, warm))
    amounts = readings(values)
    between = np.isnan(degrees) & (amounts > warm) & (amounts <= cold)
    return np.where(between, UNDETERMINED, result).astype(np.int8)


def collection_rate(inflow_m3: ArrayLike, bod_mg_per_litre: ArrayLike, population: ArrayLike) -> FloatArray:
    """Share of the population's sewage that reaches the plants, by its BOD5: plants along the last axis.

    Daily inflow in m3 and its BOD5 in mg/L, and the population served by water. NaN where one is missing.
    """
    kilograms = (readings(inflow_m3) * readings(bod_mg_per_litre) / 1000).sum(axis=-1)
    return ratio(kilograms, readings(population) * BOD_PER_PERSON)


def removal(inflow: ArrayLike, outflow: ArrayLike) -> FloatArray:
    """(in - out) / in of a concentration; negative where the outflow is worse, NaN where the inflow is zero."""
    return ratio(readings(inflow) - readings(outflow), readings(inflow))
