"""What happens to the promises of a document before and after they are issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CommitmentProposed(Event):
    act: ClassVar[str] = "delivery.commitment_proposed"
    label: ClassVar[str] = "提出承诺事项"
    text: str


@dataclass(frozen=True, kw_only=True)
class CommitmentCorrected(Event):
    act: ClassVar[str] = "delivery.commitment_corrected"
    label: ClassVar[str] = "复核修改"
    changes: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CommitmentSplit(Event):
    act: ClassVar[str] = "delivery.commitment_split"
    label: ClassVar[str] = "拆分"
    into: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommitmentsMerged(Event):
    act: ClassVar[str] = "delivery.commitments_merged"
    label: ClassVar[str] = "合并"
    merged: str
    text: str


@dataclass(frozen=True, kw_only=True)
class CommitmentDropped(Event):
    act: ClassVar[str] = "delivery.commitment_dropped"
    label: ClassVar[str] = "不立项"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CommitmentRestored(Event):
    act: ClassVar[str] = "delivery.commitment_restored"
    label: ClassVar[str] = "恢复立项"
