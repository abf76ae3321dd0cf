"""What happens to tasks beyond their first life: levels, pauses, other sources, checks on site. ``subject`` as in ``events``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    act: ClassVar[str] = "delivery.task_reopened"
    label: ClassVar[str] = "重新办理"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuspensionAsked(Event):
    act: ClassVar[str] = "delivery.suspension_asked"
    label: ClassVar[str] = "申请中止"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuspensionAnswered(Event):
    act: ClassVar[str] = "delivery.suspension_answered"
    label: ClassVar[str] = "答复中止申请"
    granted: bool
    answer: str


@dataclass(frozen=True, kw_only=True)
class TaskResumed(Event):
    act: ClassVar[str] = "delivery.task_resumed"
    label: ClassVar[str] = "恢复办理"
    days: int
    new_due: date


@dataclass(frozen=True, kw_only=True)
class TaskHandedDown(Event):
    """``subject`` is the task; ``parts`` are the codes and units of what it was handed down in."""

    act: ClassVar[str] = "delivery.task_handed_down"
    label: ClassVar[str] = "向下分解"
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CycleChanged(Event):
    act: ClassVar[str] = "delivery.cycle_changed"
    label: ClassVar[str] = "调整报送周期"
    cycle: str


@dataclass(frozen=True, kw_only=True)
class ReportCalled(Event):
    act: ClassVar[str] = "delivery.report_called"
    label: ClassVar[str] = "通知报送"
    due: date
    words: str


@dataclass(frozen=True, kw_only=True)
class TaskDetailed(Event):
    """Its kind's own fields, officer or required evidence were set."""

    act: ClassVar[str] = "delivery.task_detailed"
    label: ClassVar[str] = "补充任务要素"
    changes: dict[str, Any]


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


@dataclass(frozen=True, kw_only=True)
class PaperRegistered(Event):
    """An instruction or minutes were put down; ``tasks`` came of it."""

    act: ClassVar[str] = "delivery.source_registered"
    label: ClassVar[str] = "登记批示或会议纪要"
    kind: str
    title: str
    tasks: tuple[str, ...]


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
