"""All series together: values by period and place, derived ones computed in order, again only where something changed."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.standards.gb8170 import round_even

from .formula import Array, Cell, Formula, FormulaWrong, Value
from .periods import Frequency, Period


class SeriesInCircle(ExpectedError):
    code = "indicators.series_in_circle"
    message = N_("指标互相依赖成环：{circle}。请改其中一个的公式。")


@dataclass(frozen=True)
class Definition:
    """What the cube must know of a series. Without a formula its values are entered; ``adds_up``: where the whole is not
    entered, it is the sum of its parts when all are known. ``places`` decimals are kept (GB/T 8170)."""

    code: str
    frequency: Frequency
    places: int | None = None
    formula: Formula | None = None
    adds_up: bool = False


def in_order(definitions: Mapping[str, Definition]) -> list[str]:
    """Codes so that each comes after what it stands on. Raises SeriesInCircle naming the circle."""
    graph = {code: d.formula.series if d.formula else () for code, d in definitions.items()}
    try:
        return list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        raise SeriesInCircle(circle=" → ".join(reversed(error.args[1]))) from None


@dataclass
class Cube:
    """Values of every series over ``years`` (first, last) and ``places`` (the whole first, as an empty code), of which
    ``beside`` are no parts of the whole: other counties to compare with."""

    definitions: dict[str, Definition]
    years: tuple[int, int]
    places: Sequence[str]
    beside: frozenset[str] = frozenset()
    entered: dict[str, Array] = field(default_factory=dict)
    values: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = in_order(self.definitions)
        self.column = {code: n for n, code in enumerate(self.places)}
        self.parts = [n for code, n in self.column.items() if n and code not in self.beside]
        self.above: dict[str, set[str]] = {code: set() for code in self.definitions}
        for code, definition in self.definitions.items():
            for under in definition.formula.series if definition.formula else ():
                self.above[under].add(code)
        self.frequencies = {code: d.frequency for code, d in self.definitions.items()}

    def rows(self, code: str) -> int:
        return (self.years[1] - self.years[0] + 1) * self.definitions[code].frequency

    def row(self, period: Period) -> int:
        """The row of a period; outside the span a negative number or one past the end."""
        return period.index - self.years[0] * period.frequency

    def period(self, code: str, row: int) -> Period:
        frequency = self.definitions[code].frequency
        return Period(frequency, self.years[0] * frequency + row)

    def empty(self, code: str) -> Array:
        return np.full((self.rows(code), len(self.places)), np.nan)

    def enter(self, code: str, period: Period, place: str, value: float | None) -> None:
        """Put in one observation (None takes it away) without computing anything."""
        array = self.entered.setdefault(code, self.empty(code))
        array[self.row(period), self.column[place]] = np.nan if value is None else value

    def compute(self) -> None:
        """Everything anew, in order."""
        for code in self.order:
            self.values[code] = self._value(code)

    def compute_after(self, changed: Iterable[str]) -> list[str]:
        """Only what stands on the changed series; returns the codes whose values are other than before, in order."""
        stale, moved = set(changed), []
        for code in self.order:
            if code not in stale:
                continue
            before, now = self.values.get(code), self._value(code)
            if before is None or not np.array_equal(before, now, equal_nan=True):
                self.values[code] = now
                moved.append(code)
                stale |= self.above[code]
        return moved

    def _value(self, code: str) -> Array:
        definition = self.definitions[code]
        if definition.formula is None:
            return self._entered(definition)
        under = {name: Value(self.values[name], self.frequencies[name]) for name in definition.formula.series}
        found = definition.formula.run(under)
        if found.frequency not in (None, definition.frequency):
            raise FormulaWrong(code=code, reason="公式结果的频度与指标的频度不同")
        array = np.broadcast_to(found.array, (self.rows(code), len(self.places)))
        return array if definition.places is None else round_even(array, definition.places)

    def _entered(self, definition: Definition) -> Array:
        array = self.entered.get(definition.code)
        if array is None:
            return self.empty(definition.code)
        if definition.adds_up and self.parts:
            whole = np.where(np.isnan(array[:, 0]), array[:, self.parts].sum(axis=1), array[:, 0])
            return np.column_stack([whole, array[:, 1:]])
        # A copy: what is entered next must not change what was computed before.
        return array.copy()

    def reads(self, cell: Cell) -> list[Cell]:
        """What one value is made from: cells of the series its formula names, or the parts it adds up."""
        definition = self.definitions[cell.series]
        if definition.formula is not None:
            found = definition.formula.reads(cell.row, cell.place, self.frequencies)
            return [c for c in found if 0 <= c.row < self.rows(c.series)]
        entered = self.entered.get(cell.series)
        if definition.adds_up and cell.place == 0 and entered is not None and np.isnan(entered[cell.row, 0]):
            return [Cell(cell.series, cell.row, place) for place in self.parts]
        return []

    def at(self, cell: Cell) -> float | None:
        value = self.values[cell.series][cell.row, cell.place]
        return None if np.isnan(value) else float(value)
