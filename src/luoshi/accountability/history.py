"""The record, told as the history of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luoshi.kernel.events import Event

from .models import RecordEntry


@dataclass(frozen=True)
class HistoryLine:
    seq: int
    at: datetime
    actor: str
    act: str
    label: str
    subject: str
    content: dict[str, Any]


def label_of(act: str) -> str:
    """The official words for an act; its code where no room declares it any more."""
    waiting, labels = [Event], {}
    while waiting:
        event = waiting.pop()
        labels[event.act] = event.label
        waiting += event.__subclasses__()
    return labels.get(act, act)


def history_of(subjects: Sequence[str], limit: int = 50) -> list[HistoryLine]:
    """The latest entries about these subjects, newest first."""
    rows = RecordEntry.objects.filter(subject__in=subjects).order_by("-seq")[:limit]
    return [line(row) for row in rows]


def line(row: RecordEntry) -> HistoryLine:
    return HistoryLine(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        actor=row.actor,
        act=row.act,
        label=label_of(row.act),
        subject=row.subject,
        content=row.content,
    )
