"""GB/T 37342 National forest city (国家森林城市评价指标): self-assessment, gaps, what is not known.

Editions: 2019 (2019-10-01 to 2024-09-28) and 2024 (from 2024-09-29), which has a chapter of its own for county-level cities
and whose values are not known here: under it everything is undetermined until its limits are given. Shares in per cent.
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

from .arrays import EXCEEDS, MEETS, UNDETERMINED, ClassArray, FloatArray, floats, ratio, readings, worst
from .editions import in_force, known_item, number, table

EDITION_2019: Final = Citation(
    "国家森林城市评价指标",
    "GB/T 37342-2019",
    in_force_from=date(2019, 10, 1),
    in_force_to=date(2024, 9, 29),
    verified="unverified",
)
EDITION_2024: Final = Citation(
    "国家森林城市评价指标", "GB/T 37342-2024", in_force_from=date(2024, 9, 29), verified="unverified"
)
EDITIONS: Final = (EDITION_2019, EDITION_2024)
GROUP_LABELS: Final = {
    "network": "森林网络", "health": "森林健康", "welfare": "生态福利", "culture": "生态文化", "organisation": "组织管理",
}  # fmt: skip
FALLS_SHORT: Final = EXCEEDS
VERDICT_LABELS: Final = {MEETS: "达标", FALLS_SHORT: "未达标", UNDETERMINED: "缺少数据或标准值"}
RAINFALL_STEPS: Final = (400.0, 800.0)
TREE_COVER: Final = (25.0, 30.0, 35.0)
"""Least tree cover, per cent, where it rains below 400, from 400 to 800 and above 800 mm a year (2019)."""
EXEMPT_WATER: Final = 0.05
"""Share of natural wetland that stays in the area; what is above it is left out of the tree cover."""


@dataclass(frozen=True, slots=True)
class Item:
    """One value judged; ``number`` is its indicator, 1 to 36, of which some have several values."""

    number: int
    group: str
    label: str
    kind: str
    limit: float
    is_verified: bool


@cache
def items() -> dict[str, Item]:
    """The values of the 2019 edition."""
    return {
        row["item"]: Item(
            int(row["number"]),
            row["group"],
            row["label"],
            row["kind"],
            number(row["limit"]),
            row["verified"] != "unverified",
        )
        for row in table("gb37342")
    }


@dataclass(frozen=True, slots=True)
class Assessment:
    """n places. ``verdicts`` by value and ``indicators`` by number 1 to 36: MEETS, FALLS_SHORT or UNDETERMINED.

    ``gaps``: how far each value is from its limit, in its unit, positive where it falls short; NaN without a limit.
    """

    verdicts: dict[str, ClassArray]
    indicators: dict[int, ClassArray]
    gaps: dict[str, FloatArray]

    def count(self, outcome: int) -> ClassArray:
        """Indicators with an outcome, of each place."""
        return np.asarray(sum(verdicts == outcome for verdicts in self.indicators.values()), dtype=np.int8)


def edition_on(day: date) -> Citation:
    """Raises NoEditionInForce."""
    return in_force(EDITIONS, day)


def assess(
    values: Mapping[str, ArrayLike],
    *,
    edition: Citation,
    rainfall_mm: ArrayLike = np.nan,
    limits: Mapping[str, float] | None = None,
) -> Assessment:
    """Verdicts on every indicator from the values of n places; what is not given is undetermined.

    ``rainfall_mm``: of a mean year, decides the tree cover asked. ``limits``: values of the edition looked up by the user,
    which go before those held here; for 2024 there are no others. Raises NotInStandard.
    """
    for name in values:
        known_item(name, items(), edition)
    length = max((np.size(column) for column in values.values()), default=1)
    verdicts, gaps = {}, {}
    for name, item in items().items():
        given = np.broadcast_to(readings(values.get(name, np.nan)), (length,))
        limit = _limit(name, item, edition, rainfall_mm, limits or {})
        short = given - limit if item.kind == "at_most" else limit - given
        gaps[name] = short
        outcome = np.where(np.round(short, 10) <= 0, MEETS, FALLS_SHORT)
        verdicts[name] = np.where(np.isnan(short), UNDETERMINED, outcome).astype(np.int8)
    numbers = {item.number for item in items().values()}
    indicators = {
        held: worst(
            np.stack([verdicts[name] for name, item in items().items() if item.number == held], axis=-1),
            last=FALLS_SHORT,
        )
        for held in sorted(numbers)
    }
    return Assessment(verdicts, indicators, gaps)


def _limit(name: str, item: Item, edition: Citation, rainfall_mm: ArrayLike, limits: Mapping[str, float]) -> FloatArray:
    if name in limits:
        return floats(limits[name])
    if edition != EDITION_2019:
        return floats(np.nan)
    if item.kind == "rain":
        rain = readings(rainfall_mm)
        step = np.where(rain < RAINFALL_STEPS[0], 0, np.where(rain <= RAINFALL_STEPS[1], 1, 2))
        return np.where(np.isnan(rain), np.nan, np.array(TREE_COVER)[step])
    return floats(1.0 if item.kind == "judged" else item.limit)


def tree_cover(forest: ArrayLike, area: ArrayLike, natural_wetland: ArrayLike = 0.0) -> FloatArray:
    """Tree cover in per cent; natural wetland above a twentieth of the area is left out of it. One unit of area for all."""
    land, water = readings(area), readings(natural_wetland)
    return 100 * ratio(readings(forest), land - np.maximum(water - EXEMPT_WATER * land, 0.0))
