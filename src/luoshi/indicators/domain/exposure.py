"""What a printed number gives away of counts of people it is computed from, and which numbers must be left out with them.

Whoever knows a rate and its denominator knows the count; so a derived number is taken to show every count of people it stands
on, in the periods and places its formula reads. Counts are protected as ``disclosure`` says, with what derived numbers show
counted as shown; a derived number goes where one of its counts does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from .cube import Definition
from .disclosure import WHOLE, Withheld, withheld
from .formula import Cell
from .periods import Frequency

BASE_YEAR = 1900
"""Rows are counted from here while a formula is followed: before anything that is observed."""


class Key(NamedTuple):
    """A count of one period: the indicator's key in the store, the period's index."""

    series: int
    period: int


class Read(NamedTuple):
    """A count that a number stands on. ``whole``: its whole, whatever the number's own place."""

    code: str
    period: int
    whole: bool


def counts_under(definitions: Mapping[str, Definition], people: Collection[str], code: str, period: int) -> list[Read]:
    """The counts of people (``people``: their codes) that a derived number of a period is made from, directly or not. The
    number itself is not among them."""
    frequencies = {name: one.frequency for name, one in definitions.items()}
    found: dict[Read, None] = {}
    seen: set[Cell] = set()
    own = 1  # any column but the whole's
    waiting = _reads(definitions[code], Cell(code, period - BASE_YEAR * definitions[code].frequency, own), frequencies)
    while waiting:
        cell = waiting.pop()
        if cell in seen:
            continue
        seen.add(cell)
        if cell.series in people:
            index = cell.row + BASE_YEAR * frequencies[cell.series]
            found[Read(cell.series, index, cell.place != own)] = None
        waiting += _reads(definitions[cell.series], cell, frequencies)
    return sorted(found)


def _reads(one: Definition, cell: Cell, frequencies: Mapping[str, Frequency]) -> list[Cell]:
    return one.formula.reads(cell.row, cell.place, frequencies) if one.formula else []


@dataclass(frozen=True)
class Table:
    """A count of one period by place (the whole under ""); ``earlier``: what was shown of it before, None for left out."""

    counts: Mapping[str, int]
    adds_up: bool
    earlier: Sequence[Mapping[str, int | None]] = ()


def left_out(
    tables: Mapping[Key, Table], shown: Iterable[Iterable[tuple[Key, str]]], *, threshold: int
) -> tuple[dict[Key, Withheld], list[bool]]:
    """``shown``: for each number that is to be printed, the cells (table, place) that it would give away. Returns what is left
    out of each table, and for each number whether it has to go.

    Two counts of one period that one number is made of and that differ by a few people give those few away: it goes as well.
    """
    numbers = [list(cells) for cells in shown]
    exposed: dict[Key, set[str]] = {}
    for cells in numbers:
        for key, place in cells:
            if place in tables[key].counts:
                exposed.setdefault(key, set()).add(place)
    out = {
        key: withheld(
            tables[key].counts,
            chosen=places,
            adds_up=tables[key].adds_up,
            earlier=tables[key].earlier,
            threshold=threshold,
        )
        for key, places in exposed.items()
    }
    gone = [
        any(key in out and place in out[key].places for key, place in cells) or _tell_few(cells, tables, threshold)
        for cells in numbers
    ]
    return out, gone


def _tell_few(cells: Sequence[tuple[Key, str]], tables: Mapping[Key, Table], threshold: int) -> bool:
    by_period: dict[int, list[int | None]] = {}
    for key, place in cells:
        by_period.setdefault(key.period, []).append(tables[key].counts.get(place))
    return any(differ_by_few(counts, threshold) for counts in by_period.values())


def differ_by_few(counts: Sequence[int | None], threshold: int) -> bool:
    known = [one for one in counts if one is not None]
    return any(0 < abs(one - other) < threshold for one, other in combinations(known, 2))


def is_small(count: float | None, threshold: int) -> bool:
    return count is not None and 0 < round(count) < threshold


__all__ = ["BASE_YEAR", "WHOLE", "Key", "Read", "Table", "counts_under", "differ_by_few", "is_small", "left_out"]
