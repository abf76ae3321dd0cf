"""Worked examples: written beside the statute, readable by a lawyer, run as tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel

from luoshi.kernel.content import load_yaml

from .law import Law
from .single import ask, engine_value, written

Row = dict[str, Any]


class Case(BaseModel):
    """``given`` and ``expect`` are in yuan, percent, 2024-10. ``assuming`` sets example values of parameters that are
    laid down locally or that the example is about; they are no law."""

    model_config = ConfigDict(extra="forbid")
    name: str
    source: str
    day: date
    place: str = ""
    assuming: dict[str, Decimal] = {}
    given: dict[str, Row | list[Row]] = {}
    expect: dict[str, Any]


class Cases(RootModel[list[Case]]):
    pass


@dataclass(frozen=True)
class Difference:
    rule: str
    expected: Any
    found: Any


def read_cases(path: Path) -> list[Case]:
    return load_yaml(path, Cases).root


def differences(law: Law, case: Case) -> list[Difference]:
    """Where the rules say something else than the example; empty where they agree."""
    codes = {code.partition(".")[2]: code for code in law.parameters}
    on = law.assuming({codes.get(n, n): value for n, value in case.assuming.items()}).on(case.day, case.place)
    rows = {e: row if isinstance(row, list) else [row] for e, row in case.given.items()}
    given = {e: [{n: written(on, e, n, v) for n, v in row.items()} for row in many] for e, many in rows.items()}
    found = ask(on, case.expect, given)
    wrong = []
    for name, expected in case.expect.items():
        wanted = None if expected == "undetermined" else engine_value(on.rules[name].unit, expected)
        if (value := found.value(name)) != wanted:
            wrong.append(Difference(name, wanted, value))
    return wrong
