"""GB/T 36344-2018 Data quality (信息技术 数据质量评价指标): six dimensions, each the share of elements that satisfy it.

In force 2019-01-01. The standard sets no weights: they are given. An empty data set is not assessed, and never perfect.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, floats, readings
from .editions import known_item

EDITION: Final = Citation(
    "信息技术 数据质量评价指标", "GB/T 36344-2018", in_force_from=date(2019, 1, 1), verified="unverified"
)
DIMENSION_LABELS: Final = {
    "conformity": "规范性",
    "completeness": "完整性",
    "accuracy": "准确性",
    "consistency": "一致性",
    "timeliness": "时效性",
    "accessibility": "可访问性",
}


def share(satisfying: ArrayLike, assessed: ArrayLike) -> FloatArray:
    """Elements that satisfy by elements assessed, 0 to 1; NaN where none was assessed or more satisfy than were."""
    part, whole = np.broadcast_arrays(readings(satisfying), readings(assessed))
    sound = (whole > 0) & (part <= whole)
    return np.where(sound, part / np.where(sound, whole, 1.0), np.nan)


def score(shares: Mapping[str, ArrayLike], weights: Mapping[str, float] | None = None) -> FloatArray:
    """Weighted mean of the six dimensions (equal weights by default); NaN where one that has weight is missing.

    Raises NotInStandard.
    """
    given = dict.fromkeys(DIMENSION_LABELS, 1.0) if weights is None else dict(weights)
    for name in (*shares, *given):
        known_item(name, DIMENSION_LABELS, EDITION)
    parts = [weight * floats(shares.get(name, np.nan)) for name, weight in given.items() if weight]
    total: FloatArray = np.sum(np.broadcast_arrays(*parts), axis=0)
    return total / sum(given.values())
