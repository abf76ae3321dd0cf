"""A year's performance of each group by the standard values of its trade (功效系数法): what each indicator earns, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.standards import state_capital

from ..domain import consolidation
from . import books

INDICATORS = {
    "return_on_equity": "净资产收益率",
    "return_on_assets": "总资产报酬率",
    "debt_ratio": "资产负债率",
    "preservation": "国有资本保值增值率",
}
"""What can be scored, as ``books.ratios`` gives it; in percent."""


@dataclass(frozen=True)
class Scored:
    """``points`` None: the value is not known. ``band``: the standard it reaches, empty below the lowest."""

    indicator: str
    value: float | None
    standards: tuple[float, ...]
    weight: float
    points: float | None
    band: str


@dataclass(frozen=True)
class Performance:
    top: str
    lines: tuple[Scored, ...]

    @property
    def total(self) -> float | None:
        """None while any indicator is missing: a part is not a score."""
        if any(line.points is None for line in self.lines):
            return None
        return sum(line.points or 0.0 for line in self.lines)

    @property
    def known_weight(self) -> float:
        return sum(line.weight for line in self.lines if line.points is not None)


def of_group(top: str, year: books.Year, before: books.Year | None, rows: Sequence[dict[str, Any]]) -> Performance:
    group = consolidation.consolidate([top], year.members, year.internals)
    found = books.ratios([top], group, year, before)
    return Performance(top, tuple(_scored(row, getattr(found, row["indicator"])) for row in rows))


def _scored(row: dict[str, Any], ratio: Any) -> Scored:
    standards, weight = tuple(row["standards"]), float(row["weight"])
    if ratio is None:
        return Scored(row["indicator"], None, standards, weight, None, "")
    value = 100 * float(ratio)
    points = float(state_capital.performance_score(value, standards, weight))
    return Scored(row["indicator"], value, standards, weight, points, _band(value, standards))


def _band(value: float, standards: Sequence[float]) -> str:
    rising = standards[0] >= standards[-1]
    pairs = zip(state_capital.BAND_LABELS, standards, strict=True)
    return next((label for label, line in pairs if (value >= line if rising else value <= line)), "")
