"""The plan of each year (年度计划): what is to be reached by its end, and by which steps.

Written one year a line, as in a formal table: ``2022年：目标 20 家；完成选址`` (the target or the steps may be left out).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.progress import Curve, expected_points

MOST_YEARS = 30
MOST_WORDS = 500
_LINE = re.compile(
    r"^(?P<year>\d{4})\s*年?\s*[：:，,]?\s*"
    r"(?:目标\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s；;，,。]*)\s*(?:[；;，,]|$))?\s*(?P<steps>.*)$"
)


@dataclass(frozen=True)
class Year:
    """``value`` of the outcome measure by the year's end; None where only steps are laid down."""

    year: int
    value: float | None = None
    steps: str = ""


@dataclass(frozen=True)
class YearShown:
    """A year of a task's life with the percent its plan asks for by the year's end (or its due day)."""

    year: int
    percent: float
    value: float | None
    steps: str


def years_of(words: str) -> tuple[list[Year], list[str]]:
    """(years in order, faults) of lines as people write them; empty lines say nothing."""
    found: dict[int, Year] = {}
    faults = []
    for line in [part.strip() for part in words.splitlines() if part.strip()]:
        read = _LINE.match(line)
        if read is None or not (read["value"] or read["steps"].strip()):
            faults.append(f"年度计划“{line[:40]}”看不懂，应写成：2022年：目标 20；完成选址")
            continue
        year = int(read["year"])
        if year in found:
            faults.append(f"年度计划里 {year} 年写了两次")
        value = float(read["value"].replace(",", "")) if read["value"] else None
        found[year] = Year(year, value, read["steps"].strip(" ；;")[:MOST_WORDS])
    return sorted(found.values(), key=lambda year: year.year)[:MOST_YEARS], faults


def words_of_years(years: Sequence[Year], unit: str = "") -> str:
    """The lines that ``years_of`` reads back the same."""
    lines = []
    for year in years:
        target = f"目标 {year.value:.12g}{f' {unit}' if unit else ''}" if year.value is not None else ""
        lines.append(f"{year.year}年：{'；'.join(part for part in (target, year.steps) if part)}")
    return "\n".join(lines)


def outside(years: Sequence[Year], start: date, due: date) -> list[int]:
    """Years that lie before the task began or after it is due."""
    return [year.year for year in years if not start.year <= year.year <= due.year]


def shown(years: Sequence[Year], *, start: date, due: date, curve: Curve) -> list[YearShown]:
    """Every year of the task's life, whether anything was laid down for it or not."""
    by_year = {year.year: year for year in years}
    found = []
    for number in range(start.year, due.year + 1):
        own = by_year.get(number, Year(number))
        percent = expected_points(min(date(number, 12, 31), due), start=start, due=due, curve=curve)
        found.append(YearShown(number, percent, own.value, own.steps))
    return found
