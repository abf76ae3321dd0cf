"""Checks on site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChecksDrawn(Event):
    act: ClassVar[str] = "delivery.checks_drawn"
    label: ClassVar[str] = "抽取现场核查"
    seed: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CheckRecorded(Event):
    act: ClassVar[str] = "delivery.check_recorded"
    label: ClassVar[str] = "登记现场核查"
    finding: str
    note: str
