"""What happens to projects, as other rooms hear of it. ``subject`` is the project's code unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectsChanged(Event):
    """Projects were applied from content or taken in from a file; ``subject`` is the programme or the file."""

    act: ClassVar[str] = "projects.projects_changed"
    label: ClassVar[str] = "更新项目库"
    changed: tuple[str, ...]
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class ContentApplied(Event):
    """Life cycles or cities were applied; ``subject`` is the programme."""

    act: ClassVar[str] = "projects.content_applied"
    label: ClassVar[str] = "更新项目规则"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MonthReported(Event):
    act: ClassVar[str] = "projects.month_reported"
    label: ClassVar[str] = "项目月报"
    month: str
    points: str
    invested_yuan: str


@dataclass(frozen=True, kw_only=True)
class PhotoAdded(Event):
    act: ClassVar[str] = "projects.photo_added"
    label: ClassVar[str] = "上传项目影像"
    taken: date
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PermitAccepted(Event):
    act: ClassVar[str] = "projects.permit_accepted"
    label: ClassVar[str] = "许可受理"
    step: str
    office: str
    due: date | None
    to_follow: tuple[str, ...]
    case: str


@dataclass(frozen=True, kw_only=True)
class PermitDone(Event):
    act: ClassVar[str] = "projects.permit_done"
    label: ClassVar[str] = "许可办结"
    step: str
    paper: str


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    act: ClassVar[str] = "projects.plan_changed"
    label: ClassVar[str] = "调整项目计划"
    what: str
    finish: date | None


@dataclass(frozen=True, kw_only=True)
class BaselineAsked(Event):
    act: ClassVar[str] = "projects.baseline_asked"
    label: ClassVar[str] = "申请调整基线"
    number: int
    finish: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class BaselineDecided(Event):
    act: ClassVar[str] = "projects.baseline_decided"
    label: ClassVar[str] = "审批基线"
    number: int
    approved: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProblemRaised(Event):
    """A problem stands in the way of a project: supervision may make a task of it. ``unit`` is who must solve it."""

    act: ClassVar[str] = "projects.problem_raised"
    label: ClassVar[str] = "提出项目问题"
    document: str
    clause: str
    """The first clause the project serves; empty where it serves none."""
    problem: int
    title: str
    due: date


@dataclass(frozen=True, kw_only=True)
class ProblemSolved(Event):
    act: ClassVar[str] = "projects.problem_solved"
    label: ClassVar[str] = "解决项目问题"
    problem: int
    solution: str


@dataclass(frozen=True, kw_only=True)
class YearPlanned(Event):
    act: ClassVar[str] = "projects.year_planned"
    label: ClassVar[str] = "列入年度投资计划"
    year: int
    amount_yuan: str
    nodes: str


@dataclass(frozen=True, kw_only=True)
class RollProposed(Event):
    """``subject`` is the programme."""

    act: ClassVar[str] = "projects.roll_proposed"
    label: ClassVar[str] = "提出滚动调整"
    quarter: str
    moves: int


@dataclass(frozen=True, kw_only=True)
class StageMoved(Event):
    act: ClassVar[str] = "projects.stage_moved"
    label: ClassVar[str] = "调整项目阶段"
    quarter: str
    from_stage: str
    to_stage: str


@dataclass(frozen=True, kw_only=True)
class RollLineRefused(Event):
    act: ClassVar[str] = "projects.roll_line_refused"
    label: ClassVar[str] = "不予调整阶段"
    quarter: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProjectsExported(Event):
    """``subject`` is the programme or the project."""

    act: ClassVar[str] = "projects.exported"
    label: ClassVar[str] = "导出项目"
    form: str
    rows: int
