"""What happens to commitments and tasks, as other rooms hear of it. ``subject`` is ``<document>/<task or commitment code>``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, kw_only=True)
class LightTurned(Event):
    act: ClassVar[str] = "delivery.light_turned"
    label: ClassVar[str] = "亮灯变化"
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SheetIssued(Event):
    act: ClassVar[str] = "delivery.sheet_issued"
    label: ClassVar[str] = "发督查单"
    sheet: int
    colour: str
    due: date
    rule_row: int


@dataclass(frozen=True, kw_only=True)
class SheetReceived(Event):
    act: ClassVar[str] = "delivery.sheet_received"
    label: ClassVar[str] = "签收督查单"
    sheet: int


@dataclass(frozen=True, kw_only=True)
class SheetAnswered(Event):
    act: ClassVar[str] = "delivery.sheet_answered"
    label: ClassVar[str] = "答复督查单"
    sheet: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class SheetJudged(Event):
    act: ClassVar[str] = "delivery.sheet_judged"
    label: ClassVar[str] = "判定督查单"
    sheet: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LiabilityProposed(Event):
    """A red sheet was not met: the matter leaves the sheets for the liability procedure."""

    act: ClassVar[str] = "delivery.liability_proposed"
    label: ClassVar[str] = "提请启动问责程序"
    sheet: int
    rule_row: int


@dataclass(frozen=True, kw_only=True)
class RubricSet(Event):
    """The rules of scoring were laid down or changed; ``subject`` is the document."""

    act: ClassVar[str] = "delivery.rubric_set"
    label: ClassVar[str] = "更新考评细则"
    title: str


@dataclass(frozen=True, kw_only=True)
class ScoresComputed(Event):
    """``subject`` is ``<document>/scores/<sheet>``, here and below; ``scores`` is (unit, score)."""

    act: ClassVar[str] = "delivery.scores_computed"
    label: ClassVar[str] = "计算考评得分"
    period: str
    scores: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RateEntered(Event):
    act: ClassVar[str] = "delivery.rate_entered"
    label: ClassVar[str] = "填报评议得分"
    part: str
    rate: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ScoresShown(Event):
    act: ClassVar[str] = "delivery.scores_shown"
    label: ClassVar[str] = "公示考评得分"
    until: date


@dataclass(frozen=True, kw_only=True)
class ScoreAppealed(Event):
    act: ClassVar[str] = "delivery.score_appealed"
    label: ClassVar[str] = "申诉考评得分"
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppealAnswered(Event):
    act: ClassVar[str] = "delivery.appeal_answered"
    label: ClassVar[str] = "答复考评申诉"
    granted: bool
    points: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class ScoresFrozen(Event):
    act: ClassVar[str] = "delivery.scores_frozen"
    label: ClassVar[str] = "考评得分定稿"
    scores: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TaskWeighed(Event):
    act: ClassVar[str] = "delivery.task_weighed"
    label: ClassVar[str] = "设定任务难度"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ReportReminded(Event):
    """A report is due soon, today, or late; ``words`` says which."""

    act: ClassVar[str] = "delivery.report_reminded"
    label: ClassVar[str] = "报送提醒"
    due: date
    words: str


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
