"""What happens to processes and cases, as other rooms hear of it. ``subject`` is the case's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProcessPublished(Event):
    act: ClassVar[str] = "services.process_published"
    label: ClassVar[str] = "发布流程"
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ProcessDraftKept(Event):
    act: ClassVar[str] = "services.process_draft_kept"
    label: ClassVar[str] = "保存流程草稿"


@dataclass(frozen=True, kw_only=True)
class ProcessDraftDropped(Event):
    act: ClassVar[str] = "services.process_draft_dropped"
    label: ClassVar[str] = "放弃流程草稿"


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event):
    act: ClassVar[str] = "services.catalogue_changed"
    label: ClassVar[str] = "更新事项目录"
    created: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class CaseStarted(Event):
    act: ClassVar[str] = "services.case_started"
    label: ClassVar[str] = "收件"
    process: str
    item: str
    channel: str
    due: date | None
    purpose: str = ""


@dataclass(frozen=True, kw_only=True)
class StepClaimed(Event):
    act: ClassVar[str] = "services.step_claimed"
    label: ClassVar[str] = "认领"
    step: str


@dataclass(frozen=True, kw_only=True)
class StepDelegated(Event):
    act: ClassVar[str] = "services.step_delegated"
    label: ClassVar[str] = "转办"
    step: str
    to: str


@dataclass(frozen=True, kw_only=True)
class StepDone(Event):
    act: ClassVar[str] = "services.step_done"
    label: ClassVar[str] = "办理"
    step: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TimerFired(Event):
    act: ClassVar[str] = "services.timer_fired"
    label: ClassVar[str] = "到时"
    step: str


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Event):
    act: ClassVar[str] = "services.correction_asked"
    label: ClassVar[str] = "一次性告知补正"
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Corrected(Event):
    act: ClassVar[str] = "services.corrected"
    label: ClassVar[str] = "补正"


@dataclass(frozen=True, kw_only=True)
class PapersTaken(Event):
    act: ClassVar[str] = "services.papers_taken"
    label: ClassVar[str] = "收到材料"
    papers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CorrectionHandedIn(Event):
    act: ClassVar[str] = "services.correction_handed_in"
    label: ClassVar[str] = "申请人交来补正"


@dataclass(frozen=True, kw_only=True)
class ClockSuspended(Event):
    act: ClassVar[str] = "services.clock_suspended"
    label: ClassVar[str] = "暂停计时"
    reason: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class ClockResumed(Event):
    act: ClassVar[str] = "services.clock_resumed"
    label: ClassVar[str] = "恢复计时"


@dataclass(frozen=True, kw_only=True)
class CaseExtended(Event):
    act: ClassVar[str] = "services.case_extended"
    label: ClassVar[str] = "延长期限"
    days: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseFinished(Event):
    act: ClassVar[str] = "services.case_finished"
    label: ClassVar[str] = "办结"
    state: str
    result: str
    purpose: str = ""
    """What the process serves (``domain.purposes``), so that rooms above read only the cases they wait for."""


@dataclass(frozen=True, kw_only=True)
class CaseMerged(Event):
    act: ClassVar[str] = "services.case_merged"
    label: ClassVar[str] = "并案"
    into: str


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    act: ClassVar[str] = "services.case_moved"
    label: ClassVar[str] = "换用新版流程"
    number: int


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(Event):
    """The limit has passed while a step still waits: supervision takes it up."""

    act: ClassVar[str] = "services.case_overdue"
    label: ClassVar[str] = "逾期"
    document: str
    clause: str
    title: str
    due: date


@dataclass(frozen=True, kw_only=True)
class ResolutionsTaken(Event):
    """A meeting has resolved who does what by when: each becomes a supervised task."""

    act: ClassVar[str] = "services.resolutions_taken"
    label: ClassVar[str] = "会议议定"
    document: str
    clause: str
    resolutions: tuple[tuple[str, str, str], ...]
    """(what, unit's code, due day in ISO form) of each."""


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    act: ClassVar[str] = "services.certificate_issued"
    label: ClassVar[str] = "制证"
    number: str


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    act: ClassVar[str] = "services.certificate_revoked"
    label: ClassVar[str] = "吊销证照"
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseRated(Event):
    act: ClassVar[str] = "services.case_rated"
    label: ClassVar[str] = "评价"
    grade: int


@dataclass(frozen=True, kw_only=True)
class AuthorityGranted(Event):
    act: ClassVar[str] = "services.authority_granted"
    label: ClassVar[str] = "登记委托书"
    scope: str
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class AuthorityRevoked(Event):
    act: ClassVar[str] = "services.authority_revoked"
    label: ClassVar[str] = "撤销委托书"


@dataclass(frozen=True, kw_only=True)
class NormativeReviewed(Event):
    act: ClassVar[str] = "services.normative_reviewed"
    label: ClassVar[str] = "规范性文件评估"
    title: str
    valid_to: date | None
    repealed_on: date | None


@dataclass(frozen=True, kw_only=True)
class NormativeLapsed(Event):
    act: ClassVar[str] = "services.normative_lapsed"
    label: ClassVar[str] = "规范性文件失效"
    title: str


@dataclass(frozen=True, kw_only=True)
class SheetPublished(Event):
    """Sheets of inspection, or who is inspected by them, were applied from files; ``subject`` is the programme."""

    act: ClassVar[str] = "services.sheet_published"
    label: ClassVar[str] = "更新检查评分表"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Inspected(Event):
    """A place was inspected; ``subject`` is the inspection's number."""

    act: ClassVar[str] = "services.inspected"
    label: ClassVar[str] = "现场检查"
    sheet: str
    who: str
    score: str
    again: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InspectionVoided(Event):
    act: ClassVar[str] = "services.inspection_voided"
    label: ClassVar[str] = "检查作废"
    reason: str


@dataclass(frozen=True, kw_only=True)
class InspectionObjected(Event):
    """The inspected hold an inspection to be wrong; ``subject`` is its number. What they wrote stays out of the record."""

    act: ClassVar[str] = "services.inspection_objected"
    label: ClassVar[str] = "对检查提出异议"
    sheet: str
    inspector: str
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class InspectionObjectionAnswered(Event):
    act: ClassVar[str] = "services.inspection_objection_answered"
    label: ClassVar[str] = "答复检查异议"
    outcome: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class RankingPublished(Event):
    """A month's ranking was published; ``subject`` is the sheet's code and the month."""

    act: ClassVar[str] = "services.ranking_published"
    label: ClassVar[str] = "公布检查排名"
    ranked: int
    inspections: int
