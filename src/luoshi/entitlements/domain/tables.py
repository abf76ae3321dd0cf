"""Tables that a provision lays down: looked up by a key, by the band a number falls in, or as brackets of an amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.citation import Citation
from luoshi.kernel.content import load_yaml
from luoshi.kernel.jurisdiction import DatedValue
from luoshi.kernel.parameters import _Source

from .rules import ONE, Column, all_of, at_least, at_most, choose, divide

_SCALES = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000, "%": 100, "‰": 10, "倍": ONE, "比例": ONE}


class NotExact(ValueError):
    """A value that does not come out whole in the engine's units."""


def scalar(value: Decimal | int, unit: str) -> int:
    """A laid-down value as rules use it: money in fen, rates in ten-thousandths, anything else as it is."""
    whole = Decimal(value) * _SCALES.get(unit.partition("/")[0], 1)
    if whole != whole.to_integral_value():
        raise NotExact(f"{value} {unit}")
    return int(whole)


@dataclass(frozen=True)
class Rows:
    """One version of a table as rules use it; a row of None is laid down, but not known as what."""

    rows: dict[str, int | None]

    def _of(self, row: int | None) -> Column:
        return nw.lit(row, nw.Int64)

    def at(self, *keys: Column) -> Column:
        """The row of these keys; unknown where a key is, or where there is no such row."""
        found: Column = nw.lit(None, nw.Int64)
        for name, row in reversed(self.rows.items()):
            parts = name.split(".")
            same = [key.cast(nw.String) == part for key, part in zip(keys, parts, strict=True)]
            found = nw.when(all_of(*same)).then(self._of(row)).otherwise(found)
        return found

    def band(self, number: Column) -> Column:
        """The row of the highest bound that the number reaches; below the lowest bound unknown."""
        found: Column = nw.lit(None, nw.Int64)
        for bound, row in sorted((int(bound), row) for bound, row in self.rows.items()):
            found = choose(number >= bound, self._of(row), found)
        return found

    def brackets(self, amount: Column) -> Column:
        """Each part of the amount times the rate of the bracket it lies in, summed, rounded once."""
        bounds = sorted((int(bound), row) for bound, row in self.rows.items())
        total: Column = None if bounds else nw.lit(None, nw.Int64)
        for n, (bound, row) in enumerate(bounds):
            part = at_least(amount - bound, 0)
            if n + 1 < len(bounds):
                part = at_most(part, bounds[n + 1][0] - bound)
            total = part * self._of(row) if total is None else total + part * self._of(row)
        return divide(total, ONE)


@dataclass
class Table:
    code: str
    label: str
    label_en: str
    unit: str
    key_unit: str
    keys: str
    values: list[DatedValue[Rows]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.code.partition(".")[2]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid")
    start: date = Field(alias="in_force_from")
    end: date | None = Field(default=None, alias="in_force_to")
    source: _Source | None = None
    supplier: str = ""
    note: str = ""
    rows: dict[str | int | Decimal, Decimal | None]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    label: str = Field(min_length=1)
    label_en: str = ""
    unit: str = ""
    key_unit: str = ""
    keys: str = ""
    values: list[_Value]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    jurisdiction: str = ""
    tables: list[_Table]


def read_tables(files: Iterable[Path]) -> dict[str, Table]:
    """The tables of all jurisdictions by name. Raises ContentFaults."""
    found: dict[str, Table] = {}
    for path in files:
        file = load_yaml(path, _File)
        for given in file.tables:
            facts = given.model_dump(exclude={"values"})
            table = found.setdefault(given.code.partition(".")[2], Table(**facts))
            for value in given.values:
                citation = Citation(**value.source.model_dump()) if value.source else None
                rows = Rows(_scaled(value.rows, given))
                table.values.append(
                    DatedValue(file.jurisdiction, rows, value.start, value.end, citation, value.supplier)
                )
    return found


def _scaled(rows: Mapping[Any, Decimal | None], table: _Table) -> dict[str, int | None]:
    def key(text: Any) -> str:
        return str(scalar(Decimal(text), table.key_unit)) if table.key_unit else str(text)

    return {key(name): None if row is None else scalar(row, table.unit) for name, row in rows.items()}
