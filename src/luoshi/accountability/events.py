"""What happens in this room. ``subject`` is the code or number of what it was done to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RegistersApplied(Event):
    """Firms of the state, or the table of an audit, were applied from files; ``subject`` is the programme."""

    act: ClassVar[str] = "accountability.registers_applied"
    label: ClassVar[str] = "更新国企名录和评价表"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FiguresTaken(Event):
    """A file of figures was taken in: ``kind`` says which."""

    act: ClassVar[str] = "accountability.figures_taken"
    label: ClassVar[str] = "导入账表"
    kind: str
    rows: int
    source: str
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class ReorganisationProposed(Event):
    act: ClassVar[str] = "accountability.reorganisation_proposed"
    label: ClassVar[str] = "提出重组"
    kind: str
    firm: str
    other: str


@dataclass(frozen=True, kw_only=True)
class ReorganisationMoved(Event):
    act: ClassVar[str] = "accountability.reorganisation_moved"
    label: ClassVar[str] = "重组办理"
    step: str
    day: date
    paper: str


@dataclass(frozen=True, kw_only=True)
class TermRegistered(Event):
    act: ClassVar[str] = "accountability.term_registered"
    label: ClassVar[str] = "登记任期"
    post: str
    first: date
    last: date | None


@dataclass(frozen=True, kw_only=True)
class AuditMoved(Event):
    act: ClassVar[str] = "accountability.audit_moved"
    label: ClassVar[str] = "自然资源资产审计"
    state: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingMade(Event):
    act: ClassVar[str] = "accountability.finding_made"
    label: ClassVar[str] = "审计问题"
    responsibility: str
    rectify_by: date


@dataclass(frozen=True, kw_only=True)
class FindingRectified(Event):
    act: ClassVar[str] = "accountability.finding_rectified"
    label: ClassVar[str] = "审计整改完成"
    finding: int


@dataclass(frozen=True, kw_only=True)
class DecisionKept(Event):
    act: ClassVar[str] = "accountability.decision_kept"
    label: ClassVar[str] = "登记决策"
    decided_on: date
    signed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DamageFound(Event):
    """A clue of damage, from wherever it came."""

    act: ClassVar[str] = "accountability.damage_found"
    label: ClassVar[str] = "生态环境损害线索"
    found_on: date
    fact: str


@dataclass(frozen=True, kw_only=True)
class HeldLiable(Event):
    act: ClassVar[str] = "accountability.held_liable"
    label: ClassVar[str] = "认定责任人"
    decision: str
    officials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sanctioned(Event):
    act: ClassVar[str] = "accountability.sanctioned"
    label: ClassVar[str] = "作出追责决定"
    form: str
    decided_on: date


@dataclass(frozen=True, kw_only=True)
class CreditRecorded(Event):
    act: ClassVar[str] = "accountability.credit_recorded"
    label: ClassVar[str] = "归集信用信息"
    published: bool
    stop_on: date


@dataclass(frozen=True, kw_only=True)
class CreditChanged(Event):
    """Repaired, disputed, corrected or run out, as ``state`` says."""

    act: ClassVar[str] = "accountability.credit_changed"
    label: ClassVar[str] = "信用信息变动"
    state: str
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class LotsDrawn(Event):
    act: ClassVar[str] = "accountability.lots_drawn"
    label: ClassVar[str] = "随机抽取"
    seed: str
    fingerprint: str
    drawn: int
    conflicts: str = ""
    """Digest of the conflicts declared beforehand: later ones come only by an answered objection."""


@dataclass(frozen=True, kw_only=True)
class LotObjected(Event):
    """A firm that was drawn objects; ``subject`` is the drawing's number."""

    act: ClassVar[str] = "accountability.lot_objected"
    label: ClassVar[str] = "对抽查提出异议"
    firm: str
    kind: str
    inspector: str = ""


@dataclass(frozen=True, kw_only=True)
class LotObjectionAnswered(Event):
    act: ClassVar[str] = "accountability.lot_objection_answered"
    label: ClassVar[str] = "答复抽查异议"
    firm: str
    kind: str
    inspector: str
    outcome: str
    inspectors: tuple[str, ...] = ()
    """Who goes instead, by the same seed; empty where nobody changes."""


@dataclass(frozen=True, kw_only=True)
class InspectionRecorded(Event):
    """What was found at a firm that was drawn; ``subject`` is the drawing's number."""

    act: ClassVar[str] = "accountability.inspection_recorded"
    label: ClassVar[str] = "登记抽查结果"
    firm: str
    inspected_on: date
    outcome: str
    former: str = ""
    """The result that this one corrects, with ``reason`` saying why."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitsMerged(Event):
    """Drawings of several agencies were taken together into one visit a firm."""

    act: ClassVar[str] = "accountability.visits_merged"
    label: ClassVar[str] = "合并联合抽查"
    drawings: tuple[str, ...]
    visits: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class CompensationMoved(Event):
    act: ClassVar[str] = "accountability.compensation_moved"
    label: ClassVar[str] = "流域生态补偿"
    state: str
    year: int
    pool_fen: int


@dataclass(frozen=True, kw_only=True)
class AgreementKept(Event):
    """An agreement of up- and downstream was entered."""

    act: ClassVar[str] = "accountability.agreement_kept"
    label: ClassVar[str] = "登记流域补偿协议"
    upstream: str
    downstream: str


@dataclass(frozen=True, kw_only=True)
class BasinMoney(Event):
    """Something is owed, was paid or recovered, as ``step`` says."""

    act: ClassVar[str] = "accountability.basin_money"
    label: ClassVar[str] = "流域补偿资金"
    step: str
    year: int
    debtor: str
    creditor: str
    amount_fen: int
    voucher: str = ""


@dataclass(frozen=True, kw_only=True)
class BasinDisputed(Event):
    act: ClassVar[str] = "accountability.basin_disputed"
    label: ClassVar[str] = "流域补偿争议"
    step: str
    text: str
