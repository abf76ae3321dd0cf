"""What an analysis is: options in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")


def said(one: Any, name: str = "name") -> str:
    """What content calls a thing of its options: in English where the reader wants it and the content has it."""
    return str((getattr(one, f"{name}_en") if get_language() == "en" else "") or getattr(one, name))


def told(row: Mapping[str, Any], column: str) -> str:
    """The same of a row of a table: its English stands in a column of that name with ``_en``."""
    return str((row.get(f"{column}_en") if get_language() == "en" else "") or row[column])


@dataclass(frozen=True)
class Section:
    """A table with its heading, and where it helps a chart ``(kind, columns of the table)``. ``note`` says how to read
    it. Cells are text or numbers; None is unknown."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    chart: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Findings:
    """``verdict`` in one sentence; ``determined`` is false where what is missing leaves it open. ``basis`` cites."""

    verdict: str
    sections: tuple[Section, ...]
    determined: bool
    basis: str = ""
    synthetic: bool = False


class Source(Protocol):
    """Where an analysis gets its numbers."""

    def values(self, code: str) -> dict[str, float]:
        """Period -> value of the whole county, oldest first."""

    def places(self, code: str) -> dict[str, float]:
        """Place -> value in the newest period that at least half of the places know."""

    def name(self, code: str) -> str: ...

    def unit(self, code: str) -> str: ...

    def table(self, name: str) -> pl.DataFrame:
        """A table that came with the content (schools, places)."""

    def register(self, name: str) -> pl.DataFrame:
        """A register (firm, firm_year) as known today."""


@dataclass(frozen=True)
class Kind:
    """``codes`` names the indicators an analysis stands on, ``tables`` the files of its folder it reads."""

    code: str
    label: str
    mechanism: str
    options: type[Options]
    run: Callable[[Any, Source], Findings]
    codes: Callable[[Any], list[str]] = field(default=lambda options: [])
    tables: Callable[[Any], list[str]] = field(default=lambda options: [])


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.code] = kind


def read_table(path: Path) -> pl.DataFrame:
    return pl.read_csv(path)
