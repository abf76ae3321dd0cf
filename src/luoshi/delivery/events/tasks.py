"""What happens to a task: its life, its reports, its parts, its pauses, its light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskIssued(Event):
    act: ClassVar[str] = "delivery.task_issued"
    label: ClassVar[str] = "交办"
    clause: str
    due: date
    supports: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskAccepted(Event):
    act: ClassVar[str] = "delivery.task_accepted"
    label: ClassVar[str] = "签收"


@dataclass(frozen=True, kw_only=True)
class TaskObjected(Event):
    act: ClassVar[str] = "delivery.task_objected"
    label: ClassVar[str] = "提出异议"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    act: ClassVar[str] = "delivery.objection_answered"
    label: ClassVar[str] = "答复异议"
    granted: bool
    answer: str
    new_lead: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportSubmitted(Event):
    act: ClassVar[str] = "delivery.report_submitted"
    label: ClassVar[str] = "报送进展"
    number: int
    percent: float
    complete: bool
    evidence: tuple[str, ...]
    """SHA-256 of each file."""


@dataclass(frozen=True, kw_only=True)
class ReportAccepted(Event):
    act: ClassVar[str] = "delivery.report_accepted"
    label: ClassVar[str] = "审核通过"
    number: int
    note: str


@dataclass(frozen=True, kw_only=True)
class ReportReturned(Event):
    act: ClassVar[str] = "delivery.report_returned"
    label: ClassVar[str] = "退回报告"
    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    act: ClassVar[str] = "delivery.task_done"
    label: ClassVar[str] = "核验办结"
    number: int


@dataclass(frozen=True, kw_only=True)
class TaskClosed(Event):
    act: ClassVar[str] = "delivery.task_closed"
    label: ClassVar[str] = "归档"


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(Event):
    act: ClassVar[str] = "delivery.extension_asked"
    label: ClassVar[str] = "申请延期"
    new_due: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtensionAnswered(Event):
    act: ClassVar[str] = "delivery.extension_answered"
    label: ClassVar[str] = "答复延期"
    granted: bool
    new_due: date
    answer: str


class Turns(NamedTuple):
    """Lights that turned the same way for the same reason; ``tasks`` are codes. The record keeps it as a list."""

    before: str
    after: str
    reason: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LightsTurned(Event):
    """Lights of tasks that ``unit`` leads turned together. ``subject`` is the document: one night may turn all that it has."""

    act: ClassVar[str] = "delivery.lights_turned"
    label: ClassVar[str] = "亮灯变化"
    turns: tuple[Turns, ...]

    def turned_to(self, light: str) -> list[str]:
        """The codes of the tasks whose light is this now."""
        return [code for turns in self.turns if turns.after == light for code in turns.tasks]


@dataclass(frozen=True, kw_only=True)
class ReportReminded(Event):
    """A report is due soon, today, or late; ``words`` says which."""

    act: ClassVar[str] = "delivery.report_reminded"
    label: ClassVar[str] = "报送提醒"
    due: date
    words: str


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
class BurdenExceeded(Event):
    """More was asked of a unit than reporting may cost it, and why."""

    act: ClassVar[str] = "delivery.burden_exceeded"
    label: ClassVar[str] = "超过报送上限仍要求报送"
    what: str
    minutes: int
    most: int
    reason: str


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
class LeadChanged(Event):
    """Another unit leads the task from ``on``: the former was merged or its duty moved. ``unit`` is the one that leads now."""

    act: ClassVar[str] = "delivery.lead_changed"
    label: ClassVar[str] = "牵头单位变更"
    before: str
    on: date
    reason: str
