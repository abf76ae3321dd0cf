"""What the law says of a government project's money: what it stops, and under which article.

Sources: 政府投资条例（国务院令第712号，2019-07-01 起施行）; 招标投标法实施条例; 必须招标的工程项目规定（发改委令第16号）.
Amounts are exact decimals in one unit; shares are 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from luoshi.kernel.errors import N_

Stop = Literal["approve_budget", "pay", "plan", "sign", ""]
"""The act that the finding forbids until it is put right; empty where it only has to be told."""
ORDINANCE = "政府投资条例"


class Words(NamedTuple):
    zh: str
    law: str
    article: int


TENDER = "必须招标的工程项目规定"
SETTLING = "建设工程价款结算暂行办法"
CONTRACT = "合同约定"

FINDINGS: dict[str, Words] = {
    "estimate_exceeded": Words(
        N_("概算比可研估算多 {percent}%，超过 {limit}%：应先报告可研审批部门，可要求重新报批可研"), ORDINANCE, 12
    ),
    "budget_exceeded": Words(
        N_("完成投资 {spent} 万元，超过概算 {budget} 万元：未批准调整概算前不得超出"), ORDINANCE, 23
    ),
    "not_approved": Words(N_("可研没有批准、概算没有核定，不能列入年度计划"), ORDINANCE, 17),
    "plan_incomplete": Words(N_("年度计划缺少{missing}，不予列入"), ORDINANCE, 16),
    "contractor_prefunds": Words(N_("合同“{contract}”由施工单位垫资建设，不得签订"), ORDINANCE, 22),
    "must_tender": Words(N_("合同“{contract}”{value} 万元，达到 {limit} 万元，必须招标"), TENDER, 5),
    "not_awarded": Words(
        N_("合同“{contract}”要招标，招标投标还没有办结：请先发出中标通知书，办结“招标投标”"),
        "中华人民共和国招标投标法",
        46,
    ),
    "no_budget": Words(
        N_("初步设计和概算还没有批复，不能签订工程合同“{contract}”：请先办结“初步设计及概算批复”"), ORDINANCE, 11
    ),
    "contracts_over_budget": Words(
        N_("合同价合计 {total} 万元，超过概算 {budget} 万元：请先报批调整概算，或减少合同内容"), ORDINANCE, 23
    ),
    "not_signed": Words(N_("合同“{contract}”还没有签订，不能支付：请先登记签订"), CONTRACT, 0),
    "over_contract": Words(
        N_("累计支付 {paid} 万元，超过合同“{contract}”的合同价 {value} 万元：请先签订补充合同"), CONTRACT, 0
    ),
    "over_source": Words(
        N_("“{source}”{year} 年还可支付 {left} 万元，这次要 {amount} 万元：请先落实资金，或换一个来源"), ORDINANCE, 22
    ),
    "over_advance": Words(
        N_("还没有开工，预付款最多 {most} 万元（合同价的 {share}%），累计 {paid} 万元：请开工后按进度支付"),
        SETTLING,
        12,
    ),
    "over_progress": Words(
        N_("形象进度 {done}%，最多支付 {most} 万元（已完成价款的 {share}%），累计 {paid} 万元：请报送月报后按进度支付"),
        SETTLING,
        13,
    ),
}


@dataclass(frozen=True)
class Finding:
    code: str
    params: dict[str, Any]
    stops: Stop

    @property
    def basis(self) -> str:
        words = FINDINGS[self.code]
        return f"{words.law} 第{words.article}条" if words.article else words.law

    def text(self, template: str | None = None) -> str:
        return (template or FINDINGS[self.code].zh).format(**self.params)


def percent_over(value: Decimal, base: Decimal) -> Decimal:
    """By how many percent ``value`` exceeds ``base``, cut (not rounded) to two places, so 10 means not above 10."""
    return ((value - base) * 100 / base).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def estimate_exceeded(estimate: Decimal, budget: Decimal, limit: Decimal) -> Finding | None:
    """概算 against 可研估算: more than ``limit`` (a share) over stops the approval of the budget (第十二条)."""
    if estimate <= 0 or budget <= estimate * (1 + limit):
        return None
    percent = percent_over(budget, estimate)
    return Finding(
        "estimate_exceeded", {"percent": percent, "limit": f"{limit * 100:f}".rstrip("0").rstrip(".")}, "approve_budget"
    )


def budget_exceeded(budget: Decimal, spent: Decimal) -> Finding | None:
    """Spent against the approved budget: stops further payment until an adjustment is approved (第二十三条)."""
    if budget <= 0 or spent <= budget:
        return None
    return Finding("budget_exceeded", {"spent": f"{spent:f}", "budget": f"{budget:f}"}, "pay")


def plan_findings(
    *, approved: bool, name: str, scale: str, period: bool, total: Decimal | None, amount: Decimal | None, source: str
) -> list[Finding]:
    """What keeps a project out of the yearly plan (第十六条、第十七条)."""
    found = [] if approved else [Finding("not_approved", {}, "plan")]
    parts = {
        N_("名称"): bool(name),
        N_("建设内容和规模"): bool(scale),
        N_("建设工期"): period,
        N_("总投资"): bool(total),
        N_("年度投资"): bool(amount),
        N_("资金来源"): bool(source),
    }
    missing = [label for label, given in parts.items() if not given]
    if missing:
        found.append(Finding("plan_incomplete", {"missing": "、".join(missing)}, "plan"))
    return found


ContractKind = Literal["works", "goods", "services"]


def contract_findings(
    *, name: str, kind: ContractKind, value: Decimal, tendered: bool, prefunded: bool, limits: dict[str, Decimal]
) -> list[Finding]:
    """What forbids signing a contract of a government project. ``limits``: 万元 from which each kind must be tendered."""
    found = []
    if prefunded:
        found.append(Finding("contractor_prefunds", {"contract": name}, "sign"))
    limit = limits[kind]
    if value >= limit and not tendered:
        found.append(
            Finding("must_tender", {"contract": name, "value": f"{value:f}", "limit": f"{limit.normalize():f}"}, "sign")
        )
    return found


def signing_findings(
    *,
    name: str,
    works: bool,
    tendered: bool,
    awarded: bool,
    approved: bool,
    total: Decimal,
    budget: Decimal | None,
) -> list[Finding]:
    """What has to come before a contract. ``total``: all contracts with this one, ``budget``: the approved one, in 万元."""
    found = []
    if tendered and not awarded:
        found.append(Finding("not_awarded", {"contract": name}, "sign"))
    if works and not approved:
        found.append(Finding("no_budget", {"contract": name}, "sign"))
    if budget is not None and total > budget:
        found.append(Finding("contracts_over_budget", {"total": f"{total:f}", "budget": f"{budget:f}"}, "sign"))
    return found


def payment_findings(
    *,
    contract: str,
    signed: bool,
    value: Decimal,
    paid: Decimal,
    amount: Decimal,
    source: str,
    year: int,
    left: Decimal,
) -> list[Finding]:
    """What stops a payment on any contract. ``paid``: before this one; ``left``: what the source still has; in 万元."""
    found = [] if signed else [Finding("not_signed", {"contract": contract}, "pay")]
    if paid + amount > value:
        facts = {"contract": contract, "paid": f"{paid + amount:f}", "value": f"{value:f}"}
        found.append(Finding("over_contract", facts, "pay"))
    if amount > left:
        facts = {"source": source, "year": str(year), "left": f"{left:f}", "amount": f"{amount:f}"}
        found.append(Finding("over_source", facts, "pay"))
    return found


def works_payment_findings(
    *, contract: str, value: Decimal, paid: Decimal, progress: Decimal | None, advance: Decimal, share: Decimal
) -> list[Finding]:
    """Works are not paid ahead. ``paid`` with this payment; ``progress`` in percent, None before works begin: then only an
    advance; an advance once given is not asked back when works have just begun."""
    most = value * advance
    if progress is not None:
        most = max(most, value * progress / 100 * share)
    if paid <= most:
        return []
    facts = {"contract": contract, "paid": f"{paid:f}", "most": f"{most.quantize(Decimal('0.01')):f}"}
    if progress is None:
        return [Finding("over_advance", facts | {"share": f"{advance * 100:.0f}"}, "pay")]
    return [Finding("over_progress", facts | {"share": f"{share * 100:.0f}", "done": f"{progress:.1f}"}, "pay")]


def capital_least(total: Decimal, share: Decimal) -> Decimal:
    """The least capital of a project: its share of the total (国务院关于调整和完善固定资产投资项目资本金制度的通知)."""
    return total * share


def income_cover(income: Sequence[Decimal], debt: Sequence[Decimal]) -> Decimal | None:
    """Net income over principal and interest of a bond project, over its whole life; None without debt."""
    owed = sum(debt, Decimal(0))
    return sum(income, Decimal(0)) / owed if owed else None


def tender_figures(estimate: Decimal, contract: Decimal) -> tuple[Decimal, Decimal]:
    """The most a bid bond (2 % of the estimate) and a performance bond (10 % of the contract) may be (实施条例 26、58)."""
    return estimate * Decimal("0.02"), contract * Decimal("0.10")
