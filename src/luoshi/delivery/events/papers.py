"""Papers: the bulletin, and those that tasks come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PaperDrafted(Event):
    """``subject`` is ``<document>/papers/<key>``, here and below."""

    act: ClassVar[str] = "delivery.paper_drafted"
    label: ClassVar[str] = "拟督查通报"
    kind: str


@dataclass(frozen=True, kw_only=True)
class PaperEdited(Event):
    act: ClassVar[str] = "delivery.paper_edited"
    label: ClassVar[str] = "修改督查通报"
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PaperIssuedEvent(Event):
    act: ClassVar[str] = "delivery.paper_issued"
    label: ClassVar[str] = "印发督查通报"
    kind: str
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PaperRegistered(Event):
    """An instruction or minutes were put down; ``tasks`` came of it."""

    act: ClassVar[str] = "delivery.source_registered"
    label: ClassVar[str] = "登记批示或会议纪要"
    kind: str
    title: str
    tasks: tuple[str, ...]
