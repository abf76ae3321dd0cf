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
    article: int


FINDINGS: dict[str, Words] = {
    "estimate_exceeded": Words(
        N_("概算比可研估算多 {percent}%，超过 {limit}%：应先报告可研审批部门，可要求重新报批可研"), 12
    ),
    "budget_exceeded": Words(N_("完成投资 {spent} 万元，超过概算 {budget} 万元：未批准调整概算前不得超出"), 23),
    "not_approved": Words(N_("可研没有批准、概算没有核定，不能列入年度计划"), 17),
    "plan_incomplete": Words(N_("年度计划缺少{missing}，不予列入"), 16),
    "contractor_prefunds": Words(N_("合同“{contract}”由施工单位垫资建设，不得签订"), 22),
    "must_tender": Words(N_("合同“{contract}”{value} 万元，达到 {limit} 万元，必须招标"), 0),
}


@dataclass(frozen=True)
class Finding:
    code: str
    params: dict[str, Any]
    stops: Stop

    @property
    def basis(self) -> str:
        article = FINDINGS[self.code].article
        return f"{ORDINANCE} 第{article}条" if article else "必须招标的工程项目规定 第五条"

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
        "名称": bool(name),
        "建设内容和规模": bool(scale),
        "建设工期": period,
        "总投资": bool(total),
        "年度投资": bool(amount),
        "资金来源": bool(source),
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
        found.append(Finding("must_tender", {"contract": name, "value": f"{value:f}", "limit": f"{limit:f}"}, "sign"))
    return found


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
