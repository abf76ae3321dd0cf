"""Sheets, talks and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SheetIssued(Event):
    act: ClassVar[str] = "delivery.sheet_issued"
    label: ClassVar[str] = "发督查单"
    sheet: int
    colour: str
    due: date
    rule_row: int


@dataclass(frozen=True, kw_only=True)
class SheetReceived(Event):
    act: ClassVar[str] = "delivery.sheet_received"
    label: ClassVar[str] = "签收督查单"
    sheet: int


@dataclass(frozen=True, kw_only=True)
class SheetAnswered(Event):
    act: ClassVar[str] = "delivery.sheet_answered"
    label: ClassVar[str] = "答复督查单"
    sheet: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class SheetJudged(Event):
    act: ClassVar[str] = "delivery.sheet_judged"
    label: ClassVar[str] = "判定督查单"
    sheet: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LiabilityProposed(Event):
    """A red sheet was not met: the matter leaves the sheets for the liability procedure."""

    act: ClassVar[str] = "delivery.liability_proposed"
    label: ClassVar[str] = "提请启动问责程序"
    sheet: int
    rule_row: int


@dataclass(frozen=True, kw_only=True)
class SheetRulesSet(Event):
    act: ClassVar[str] = "delivery.sheet_rules_set"
    label: ClassVar[str] = "载入发单规则"
    title: str


@dataclass(frozen=True, kw_only=True)
class TalkCalledFor(Event):
    act: ClassVar[str] = "delivery.talk_called_for"
    label: ClassVar[str] = "按规则提请约谈"
    cause: str


@dataclass(frozen=True, kw_only=True)
class TalkHeld(Event):
    """With whom, what was agreed, and the codes of the tasks that came of it."""

    act: ClassVar[str] = "delivery.talk_held"
    label: ClassVar[str] = "约谈"
    on: date
    attended: str
    agreed: str
    tasks: tuple[str, ...]
