"""Task tables taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TableRead(Event):
    """``subject`` is the document."""

    act: ClassVar[str] = "delivery.table_read"
    label: ClassVar[str] = "读入任务分解表"
    name: str
    rows: int
    faults: int


@dataclass(frozen=True, kw_only=True)
class TableKept(Event):
    act: ClassVar[str] = "delivery.table_kept"
    label: ClassVar[str] = "任务分解表立项"
    name: str
    tasks: tuple[str, ...]
