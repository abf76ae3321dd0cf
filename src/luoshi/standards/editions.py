"""Editions by date, and the tables of limits that stand beside the code."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError

_TABLES = Path(__file__).parent / "tables"


class NoEditionInForce(ExpectedError):
    code = "standards.no_edition_in_force"
    message = N_("标准“{standard}”在 {day} 没有已登记的有效版本，无法评价。请核对日期，或补录该版本的限值后重新计算。")


class NotInStandard(ExpectedError):
    code = "standards.not_in_standard"
    message = N_("标准“{standard}”中没有“{item}”。可用的有：{known}。请核对名称后重新计算。")


class ValueNotKnown(ExpectedError):
    code = "standards.value_not_known"
    message = N_("“{standard}”中“{item}”的数值尚未取得原文核实，不能代为设定。请补录数值和出处后重新计算。")


def in_force(editions: Iterable[Citation], day: date) -> Citation:
    """The edition in force on a day. Raises NoEditionInForce."""
    listed = tuple(editions)
    for edition in listed:
        if edition.in_force(day):
            return edition
    raise NoEditionInForce(standard=listed[0].title, day=day)


def table(name: str) -> list[dict[str, str]]:
    """The rows of ``tables/<name>.csv``; lines that begin with # give the source."""
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def number(text: str) -> float:
    """A cell of a table; empty is NaN: the standard sets no such value, or it is not known here."""
    return float(text) if text else float("nan")


def known_item(item: str, known: Iterable[str], standard: Citation) -> str:
    """The item itself. Raises NotInStandard."""
    names = tuple(known)
    if item not in names:
        raise NotInStandard(standard=standard.number or standard.title, item=item, known="、".join(names))
    return item
