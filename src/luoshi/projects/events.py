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
class PermitClockMoved(Event):
    """``what``: suspended, resumed, extended, prolonged or lapsed."""

    act: ClassVar[str] = "projects.permit_clock_moved"
    label: ClassVar[str] = "调整许可时限"
    step: str
    what: str
    reason: str
    due: date | None
    valid_until: date | None


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


@dataclass(frozen=True, kw_only=True)
class LandAsked(Event):
    act: ClassVar[str] = "projects.land_asked"
    label: ClassVar[str] = "提出用地需求"
    use: str
    mu: str


@dataclass(frozen=True, kw_only=True)
class LandProposed(Event):
    """``subject`` is the programme. An assignment was worked out for a meeting; ``jam`` names musts that cannot be together."""

    act: ClassVar[str] = "projects.land_proposed"
    label: ClassVar[str] = "测算用地方案"
    round: int
    pairs: tuple[tuple[str, str], ...]
    jam: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LandResolved(Event):
    """A meeting has given plots to projects; ``subject`` is the programme. ``resolutions``: (what, unit's code, due day in ISO
    form): supervision makes a task of each."""

    act: ClassVar[str] = "projects.land_resolved"
    label: ClassVar[str] = "议定用地"
    document: str
    clause: str
    round: int
    resolutions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CallMoved(Event):
    """``subject`` is the call. ``facts``: what became public with the move (commitment, seed, digests, seats)."""

    act: ClassVar[str] = "projects.call_moved"
    label: ClassVar[str] = "推进揭榜挂帅"
    state: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class BidTaken(Event):
    """``subject`` is the call. Neither the bidder nor the words of the bid are told: only its number and its digest."""

    act: ClassVar[str] = "projects.bid_taken"
    label: ClassVar[str] = "收到申报"
    bid: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ExpertStoodAside(Event):
    act: ClassVar[str] = "projects.expert_stood_aside"
    label: ClassVar[str] = "专家回避"
    expert: str
    reason: str
    next_expert: str


@dataclass(frozen=True, kw_only=True)
class BidReviewed(Event):
    act: ClassVar[str] = "projects.bid_reviewed"
    label: ClassVar[str] = "评审打分"
    number: int
    total: str


@dataclass(frozen=True, kw_only=True)
class BidAwarded(Event):
    """``subject`` is the call; ``project`` the code of the project that the bid became."""

    act: ClassVar[str] = "projects.bid_awarded"
    label: ClassVar[str] = "批准立项"
    bid: str
    project: str
    grant_yuan: str


@dataclass(frozen=True, kw_only=True)
class MilestoneMoved(Event):
    act: ClassVar[str] = "projects.milestone_moved"
    label: ClassVar[str] = "里程碑"
    number: int
    what: str
    amount_yuan: str


@dataclass(frozen=True, kw_only=True)
class ResearchAccepted(Event):
    act: ClassVar[str] = "projects.research_accepted"
    label: ClassVar[str] = "科研项目验收"
    result: str


@dataclass(frozen=True, kw_only=True)
class ObjectionMoved(Event):
    """``subject`` is the call. ``what``: filed, upheld or refused. Who objects is not told."""

    act: ClassVar[str] = "projects.objection_moved"
    label: ClassVar[str] = "公示异议"
    bid: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ChangeMoved(Event):
    """``what``: asked, approved or refused."""

    act: ClassVar[str] = "projects.change_moved"
    label: ClassVar[str] = "科研项目变更"
    kind: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class GrantTakenBack(Event):
    """``what``: decided or returned."""

    act: ClassVar[str] = "projects.grant_taken_back"
    label: ClassVar[str] = "收回补助资金"
    what: str
    amount_yuan: str


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    act: ClassVar[str] = "projects.contract_signed"
    label: ClassVar[str] = "签订合同"
    contract: str
    supplier: str
    value_yuan: str


@dataclass(frozen=True, kw_only=True)
class ContractPaid(Event):
    act: ClassVar[str] = "projects.contract_paid"
    label: ClassVar[str] = "支付合同款"
    contract: str
    source: str
    amount_yuan: str


@dataclass(frozen=True, kw_only=True)
class IntegrityNoted(Event):
    """``subject`` is whom it concerns."""

    act: ClassVar[str] = "projects.integrity_noted"
    label: ClassVar[str] = "科研诚信记录"
    what: str
    until: date


@dataclass(frozen=True, kw_only=True)
class LeadRegistered(Event):
    """``subject`` is the lead."""

    act: ClassVar[str] = "projects.lead_registered"
    label: ClassVar[str] = "登记招商线索"
    company: str


@dataclass(frozen=True, kw_only=True)
class LeadMoved(Event):
    act: ClassVar[str] = "projects.lead_moved"
    label: ClassVar[str] = "推进招商线索"
    from_stage: str
    to_stage: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class LeadFactsNoted(Event):
    """Which facts of the firm are known now, by the statute's names; not what they are."""

    act: ClassVar[str] = "projects.lead_facts_noted"
    label: ClassVar[str] = "登记总部条件"
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event):
    act: ClassVar[str] = "projects.promise_made"
    label: ClassVar[str] = "登记协议承诺"
    side: str
    what: str
    amount: str
    due: date


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    act: ClassVar[str] = "projects.promise_kept"
    label: ClassVar[str] = "登记承诺兑现"
    promise: int
    done: str


@dataclass(frozen=True, kw_only=True)
class BallotMoved(Event):
    """``subject`` is the project. ``what``: opened, votes or closed."""

    act: ClassVar[str] = "projects.ballot_moved"
    label: ClassVar[str] = "业主表决"
    what: str
    round: int
    passed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class TakingDecided(Event):
    act: ClassVar[str] = "projects.taking_decided"
    label: ClassVar[str] = "征收决定"
    households: int


@dataclass(frozen=True, kw_only=True)
class Evaluated(Event):
    act: ClassVar[str] = "projects.evaluated"
    label: ClassVar[str] = "填报经济评价"
    years: int
