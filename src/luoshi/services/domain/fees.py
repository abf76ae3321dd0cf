"""Whether a charge on a firm stands on the list of charges (涉企收费目录清单).

Source: 优化营商环境条例 第二十五条、第四十三条; 行政许可法 第五十八条. Outside the list nothing may be charged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Verdict = Literal["lawful", "no_basis", "not_in_force", "over_standard", "exempt", "undetermined"]


@dataclass(frozen=True)
class Line:
    name: str
    standard_yuan: Decimal | None
    basis: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    """The first day on which it no longer holds."""
    exempt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """``over_yuan`` is what was asked above the standard."""

    verdict: Verdict
    line: Line | None = None
    over_yuan: Decimal = Decimal(0)


def check(name: str, amount_yuan: Decimal, on: date, lines: Iterable[Line], payer: str = "") -> Finding:
    """Hold one charge (a single unit of it) against the list. A standard that is not known stays undetermined."""
    same = [line for line in lines if line.name == name.strip()]
    if not same:
        return Finding("no_basis")
    held = [
        line
        for line in same
        if (line.in_force_from is None or line.in_force_from <= on)
        and (line.in_force_to is None or on < line.in_force_to)
    ]
    if not held:
        return Finding("not_in_force", same[0])
    line = held[0]
    if payer and payer in line.exempt:
        return Finding("exempt", line, amount_yuan)
    if line.standard_yuan is None:
        return Finding("undetermined", line)
    over = amount_yuan - line.standard_yuan
    return Finding("over_standard", line, over) if over > 0 else Finding("lawful", line)
