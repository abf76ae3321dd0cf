"""Reading a file's cells into rows of checked values, every fault named by its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from .errors import FileRefused

LARGEST = Decimal("1e15")


class Cells:
    """One line of a file. What cannot be read is kept as a fault and given as nothing."""

    def __init__(self, line: int, values: Mapping[str, Any], faults: list[tuple[int, str]]) -> None:
        self.line, self._values, self._faults = line, values, faults

    def text(self, name: str, most: int = 200) -> str:
        return str(self._values.get(name) or "").strip()[:most]

    def fault(self, text: str) -> None:
        self._faults.append((self.line, text))

    def number(self, name: str, default: Decimal | None = Decimal(0)) -> Decimal:
        """An exact number of at most two decimals; empty is the default, and a fault where there is none."""
        given = self.text(name).replace(",", "").replace("，", "")
        if not given:
            if default is None:
                self.fault(f"“{name}”是空的")
            return default or Decimal(0)
        try:
            value = Decimal(given)
        except InvalidOperation:
            self.fault(f"“{name}”的“{given}”不是数")
            return Decimal(0)
        if not value.is_finite() or abs(value) >= LARGEST or value != round(value, 2):
            self.fault(f"“{name}”的“{given}”应为最多两位小数的数")
            return Decimal(0)
        return round(value, 2)

    def year(self) -> int:
        given = self.text("year")
        if given.isascii() and given.isdigit() and 1950 <= int(given) <= 2200:
            return int(given)
        self.fault(f"“{given}”不是年份")
        return 0


def rows_of(cells: pl.DataFrame, needed: Sequence[str], faults: list[tuple[int, str]]) -> Iterator[Cells]:
    """Each line; the header is line 1. Raises FileRefused where a column is missing or there is nothing."""
    if missing := [name for name in needed if name not in cells.columns]:
        raise FileRefused([(1, f"缺少列：{'、'.join(missing)}")])
    if cells.is_empty():
        raise FileRefused([(1, "只有表头，没有数据")])
    for line, values in enumerate(cells.iter_rows(named=True), start=2):
        yield Cells(line, values, faults)
