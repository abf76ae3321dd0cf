"""What an amendment of the document does to its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AmendmentMade(Event):
    """``subject`` is ``<document>/amendments/<key>``."""

    act: ClassVar[str] = "delivery.amendment_made"
    label: ClassVar[str] = "登记文件修改"
    title: str
    changes: int


@dataclass(frozen=True, kw_only=True)
class AmendmentTaken(Event):
    act: ClassVar[str] = "delivery.amendment_taken"
    label: ClassVar[str] = "采用文件修改"
    title: str
    version: int | None
    kept: int
    to_review: int
    withdrawn: int


@dataclass(frozen=True, kw_only=True)
class AmendmentDropped(Event):
    act: ClassVar[str] = "delivery.amendment_dropped"
    label: ClassVar[str] = "放弃文件修改"
    title: str


@dataclass(frozen=True, kw_only=True)
class TaskAmended(Event):
    """The words a task comes from were moved, changed, repealed: what was decided for it."""

    act: ClassVar[str] = "delivery.task_amended"
    label: ClassVar[str] = "条款修改后处理任务"
    change: str
    clause_before: str
    clause_after: str
    decision: str
    words: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskWithdrawn(Event):
    act: ClassVar[str] = "delivery.task_withdrawn"
    label: ClassVar[str] = "撤销任务"
    on: date
    reason: str
