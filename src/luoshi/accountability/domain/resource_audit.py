"""Points of a tenure's audit by a table of sections and items, with what is not known kept apart from what is nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from luoshi.standards import resource_account, resource_audit


@dataclass(frozen=True)
class Item:
    """``rule``: ``account`` full where the amount at the end is at least ``1 + change`` of that at the start, else none;
    ``deduct`` full less ``each`` for every case; ``entered`` as the auditor says."""

    code: str
    label: str
    label_en: str
    full: float
    rule: str
    account: str = ""
    kind: str = ""
    change: float = 0.0
    each: float = 0.0


@dataclass(frozen=True)
class Section:
    code: str
    label: str
    label_en: str
    cap: float
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Figure:
    """An account at the start and the end of the time audited; NaN where unknown. ``interpolated``: one of them lies
    between two year-ends."""

    start: float
    end: float
    interpolated: bool


@dataclass(frozen=True)
class Judged:
    """``points`` of each item and section, NaN where unknown; ``grade`` by the standard's numbers."""

    items: Mapping[str, float]
    sections: Mapping[str, float]
    total: float
    coverage: float
    grade: int

    @property
    def grade_label(self) -> str:
        return resource_audit.GRADE_LABELS[self.grade]


def amount_on(day: date, year_ends: Mapping[int, Decimal]) -> tuple[float, bool]:
    """The amount on a day from the amounts at year-ends, and whether it lies between two of them. NaN outside."""
    if (day.month, day.day) == (12, 31):
        exact = year_ends.get(day.year)
        return (float(exact), False) if exact is not None else (math.nan, False)
    before, after = year_ends.get(day.year - 1), year_ends.get(day.year)
    if before is None or after is None:
        return math.nan, True
    value = resource_account.value_on(
        np.datetime64(day),
        float(before),
        float(after),
        before_day=np.datetime64(f"{day.year - 1}-12-31"),
        after_day=np.datetime64(f"{day.year}-12-31"),
    )
    return float(value), True


def item_points(item: Item, figures: Mapping[tuple[str, str], Figure], entered: Mapping[str, float]) -> float:
    if item.rule == "account":
        figure = figures.get((item.account, item.kind))
        if figure is None or math.isnan(figure.start) or math.isnan(figure.end):
            return math.nan
        return item.full if round(figure.end - figure.start * (1 + item.change), 6) >= 0 else 0.0
    given = entered.get(item.code, math.nan)
    if math.isnan(given) or item.rule == "entered":
        return given
    return max(0.0, item.full - item.each * given)


def judge(table: Sequence[Section], figures: Mapping[tuple[str, str], Figure], entered: Mapping[str, float]) -> Judged:
    """The whole audit. A section of which only some items are known is scaled to its cap by what is known."""
    items = {one.code: item_points(one, figures, entered) for section in table for one in section.items}
    sections = {section.code: _section(section, items) for section in table}
    points, caps = list(sections.values()), [section.cap for section in table]
    fulls = [one.full for section in table for one in section.items]
    coverage = float(resource_audit.coverage(list(items.values()), fulls))
    total = float(resource_audit.total(points, caps))
    return Judged(items, sections, total, coverage, int(resource_audit.grade(total, coverage=coverage)))


def _section(section: Section, items: Mapping[str, float]) -> float:
    known = [one for one in section.items if not math.isnan(items[one.code])]
    full = sum(one.full for one in known)
    if not full:
        return math.nan
    points = sum(items[one.code] for one in known) * sum(one.full for one in section.items) / full
    return float(resource_audit.section_points(points, section.cap))
