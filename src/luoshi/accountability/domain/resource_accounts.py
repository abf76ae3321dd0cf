"""Rows of the accounts of natural resources: each closes, none is below nothing, each opens where the last one closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

ACCOUNTS: Final = {"land": "土地", "forest": "林木", "water": "水", "minerals": "矿产", "wetland": "湿地"}
UNITS: Final = {"land": "公顷", "forest": "立方米", "water": "万立方米", "minerals": "吨", "wetland": "公顷"}
TOLERANCE: Final = Decimal("0.01")
FLOWS: Final = ("increase_human", "increase_natural", "decrease_human", "decrease_natural")

Key = tuple[str, str, str]
"""(place, account, class)."""


@dataclass(frozen=True)
class Row:
    """One account of a place and a year, all in its unit. ``revaluation``: what a survey found beyond the flows, with its
    reason. ``quality``: grade -> amount, adding up to the closing; empty where quality is not kept."""

    line: int
    place: str
    account: str
    kind: str
    year: int
    opening: Decimal
    increase_human: Decimal
    increase_natural: Decimal
    decrease_human: Decimal
    decrease_natural: Decimal
    revaluation: Decimal
    closing: Decimal
    reason: str = ""
    quality: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (self.place, self.account, self.kind)

    @property
    def computed(self) -> Decimal:
        return (
            self.opening
            + self.increase_human
            + self.increase_natural
            - self.decrease_human
            - self.decrease_natural
            + self.revaluation
        )


def row_problem(row: Row) -> str:
    """What is wrong with a row by itself; empty where nothing is."""
    if row.account not in ACCOUNTS:
        return f"没有“{row.account}”这类账户，应为 {'、'.join(ACCOUNTS)} 之一"
    below = [name for name in ("opening", *FLOWS, "closing") if getattr(row, name) < 0]
    if below:
        return f"“{below[0]}”是负数 {getattr(row, below[0])}，存量和流量都不能小于 0"
    if abs(row.closing - row.computed) > TOLERANCE:
        return (
            f"期初 {row.opening} 加增加减减少应为 {row.computed}，期末填的是 {row.closing}，相差 {row.closing - row.computed}；"
            "如是调查核增核减，请填入 revaluation 并写明原因"
        )
    if row.revaluation and not row.reason:
        return f"有调查核增（减）{row.revaluation}，但没有写明原因"
    if row.quality and abs(sum(row.quality.values(), Decimal(0)) - row.closing) > TOLERANCE:
        return f"各质量等级之和 {sum(row.quality.values(), Decimal(0))} 不等于期末 {row.closing}"
    return ""


def problems(rows: Iterable[Row], kept: Mapping[tuple[Key, int], tuple[Decimal, Decimal]]) -> list[tuple[int, str]]:
    """(line, what is wrong) of a whole file. ``kept``: (account, year) -> (opening, closing) of what is stored."""
    found: list[tuple[int, str]] = []
    given: dict[tuple[Key, int], Row] = {}
    for row in rows:
        if text := row_problem(row):
            found.append((row.line, text))
        if (row.key, row.year) in given:
            found.append((row.line, f"与第 {given[row.key, row.year].line} 行是同一地方、账户、类别和年份"))
        given[row.key, row.year] = row
    for (key, year), row in given.items():
        before, after = given.get((key, year - 1)), given.get((key, year + 1))
        closed = before.closing if before else kept.get((key, year - 1), (None, None))[1]
        if closed is not None and abs(row.opening - closed) > TOLERANCE:
            found.append((row.line, f"期初 {row.opening} 不等于上年期末 {closed}"))
        opened = None if after else kept.get((key, year + 1), (None, None))[0]
        if opened is not None and abs(row.closing - opened) > TOLERANCE:
            found.append((row.line, f"期末 {row.closing} 不等于已入账的下年期初 {opened}"))
    return sorted(found)
