"""Sample land demands, calls, leads, votes and evaluations for a demonstration, from the seed of the programme; all synthetic."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel

from luoshi.kernel.content import load_csv
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA as ZONE
from luoshi.kernel.today import at_moment
from luoshi.registry.api import RoleViewer, all_units, system_viewer

from .domain.calls import CRITERIA
from .domain.promotion import EVIDENCE, ORDER
from .domain.rolling import UNDER_WAY
from .models import Bid, Call, Expert, LandPlot, Lead, LeadMove, Project, Promise, Taking, YearFlow
from .service import calls, land, oversight, renewal, research
from .service.promotion import project_of_lead, serves

WAN = Decimal(10_000)
ACCOUNT = "expert"
"""The demonstration's account of an expert: it holds a seat of a call under review."""
_USES = {"industry": "industry", "livelihood": "housing", "infrastructure": "transport"}
_WORDS = ("采用", "改进", "优化", "验证", "集成", "对比", "设计", "建立")
_THINGS = (
    "生长工艺参数",
    "温场分布模型",
    "在线检测方法",
    "缺陷识别算法",
    "热处理制度",
    "装备结构",
    "原料提纯流程",
    "失效分析平台",
)


def _at(day: date) -> Any:
    return at_moment(datetime.combine(day, time(10), ZONE))


def seed_work(programme: Programme, rng: random.Random, projects: list[Project], as_of: date) -> None:
    _land(programme, rng, projects, as_of)
    _calls(programme, rng, as_of)
    _leads(programme, rng, as_of)
    _votes(rng, projects, as_of)
    _flows(rng, projects)


def _land(programme: Programme, rng: random.Random, projects: list[Project], as_of: date) -> None:
    by = system_viewer()
    uses = set(LandPlot.objects.filter(document=programme.code).values_list("use", flat=True))
    waiting = [p for p in projects if p.stage != UNDER_WAY and p.sector != "transport.rail"]
    with _at(as_of):
        for n, p in enumerate(waiting):
            use = _USES.get(p.category, "industry")
            if use not in uses:
                continue
            mu, must = Decimal(rng.randrange(200, 1600)) / 10, n % 5 == 0
            land.ask(by=by, code=p.code, use=use, mu=mu, must=must, reason="样例用地需求（合成）")
        if waiting and uses:
            land.propose(by=by, document=programme.code)


def _proposal(rng: random.Random, n: int) -> str:
    parts = [f"{rng.choice(_WORDS)}{rng.choice(_THINGS)}" for _ in range(8)]
    return f"样例技术方案（合成）第 {n} 种路线：{'，'.join(parts)}。第一年完成小试，第二年中试并稳定运行。"


def _calls(programme: Programme, rng: random.Random, as_of: date) -> None:
    known = {call.code: call for call in Call.objects.filter(programme__document=programme.code)}
    by_programme: dict[int, list[str]] = {}
    for call in known.values():
        by_programme.setdefault(call.programme_id, []).append(call.code)
    # Each programme's first call before any programme's second.
    order = [code for turn in zip_longest(*by_programme.values()) for code in turn if code]
    by = system_viewer()
    for n, start in enumerate((142, 51, 11)):  # days before: one awarded, one under review, one open
        if n >= len(order):
            return
        code, opened = order[n], as_of - timedelta(days=start)
        with _at(opened):
            calls.open_call(by=by, code=code)
        with _at(opened + timedelta(days=min(9, start))):
            _bids(rng, code, 3 if n == 2 else 6, n * 10)
        if n == 2:
            return
        with _at(opened + timedelta(days=31)):
            calls.close(by=by, code=code)
            calls.check(by=by, code=code)
            calls.draw_experts(by=by, code=code)
        seats = list(known[code].panel_seats.select_related("expert"))
        for seat in seats:
            Expert.objects.filter(pk=seat.expert.pk, username="").update(username=f"sample-{seat.expert.code.lower()}")
        if n == 1:  # left for the demonstration's own expert to finish
            Expert.objects.filter(username=ACCOUNT).update(username="")
            Expert.objects.filter(pk=seats[0].expert.pk).update(username=ACCOUNT)
            seats = seats[1:3]
        with _at(opened + timedelta(days=40)):
            _marks(rng, code, [seat.expert.pk for seat in seats])
        if n == 1:
            continue
        with _at(opened + timedelta(days=44)):
            calls.end_review(by=by, code=code)
            calls.publicise(by=by, code=code, panel="样例：评审会一致同意按得分排名推荐（合成）")
        with _at(opened + timedelta(days=46)):
            _objection(code)
        with _at(opened + timedelta(days=60)):
            for project in research.award(by=by, code=code):
                research.reach(by=by, code=project, number=1, passed=True, evidence="任务书已签订（样例）")
                research.pay(by=by, code=project, number=1)


def _objection(code: str) -> None:
    """Somebody objects to the bid that is shown; looked into, it does not stand."""
    by = system_viewer()
    chosen = Bid.objects.filter(call__code=code, state=Bid.State.CHOSEN).first()
    if chosen is None:
        return
    made = oversight.object_to(
        by=by,
        code=code,
        bid=chosen.code,
        who="样例异议人（合成）",
        contact="样例电话",
        text="认为指标已有单位达到（样例）",
    )
    oversight.answer(by=by, objection=made.pk, upheld=False, words="经查，所指产品指标未达到榜单要求（样例）")


def _bids(rng: random.Random, code: str, count: int, first: int) -> None:
    for n in range(count):
        bidder = f"样例光电企业{'甲乙丙丁戊己'[n]}（合成）"
        proposal = _proposal(rng, first + n)
        if n == 4:
            bidder = "样例失信企业（合成）"
        if n == 3:
            proposal = f"{bidder}拟{proposal}"  # tells who bids: the formal check finds it
        asked = Decimal(rng.randrange(200, 560)) * WAN
        calls.take_bid(
            by=system_viewer(),
            code=code,
            bidder=bidder,
            credit_code="",
            partners=[f"样例大学{'甲乙丙丁'[n % 4]}（合成）"] if n == 0 else [],
            people=[f"样例成员{'甲乙丙丁戊己'[n]}一", f"样例成员{'甲乙丙丁戊己'[n]}二"],
            proposal=proposal,
            asked=asked,
            budget=asked * Decimal("2.6"),
        )


def _marks(rng: random.Random, code: str, experts: list[int]) -> None:
    # By code, not by blind number: the secret seed of a call is new each time, and the sample is to have the same winner.
    bids = list(Bid.objects.filter(call__code=code, state=Bid.State.ADMITTED).order_by("code"))
    for expert in Expert.objects.filter(pk__in=experts):
        by: RoleViewer = replace(system_viewer(), username=expert.username)
        for bid in bids:
            marks = {c: Decimal(rng.randrange(most * 6, most * 10 + 1)) / 10 for c, (_label, most) in CRITERIA.items()}
            assert bid.number is not None
            calls.review(
                by=by, code=code, number=bid.number, marks=marks, words="样例评语（合成）：路线清楚，风险可控。"
            )


class _LeadRow(BaseModel):
    company: str
    credit_code: str = ""
    project_name: str
    source: str
    industry: str
    kind: str
    invest_wan: Decimal
    unit: str
    stage: str


def _leads(programme: Programme, rng: random.Random, as_of: date) -> None:
    """Written as rows, like the history of projects: acting each move out would take too long."""
    units, (measure, clauses) = all_units(), serves(programme.code)
    rows = [r for path in sorted(programme.folder.glob("*/leads.csv")) for r in load_csv(path, _LeadRow)]
    for n, row in enumerate(rows, start=1):
        if row.unit not in units:
            continue
        path = ["lead", "talks", "lost"] if row.stage == "lost" else list(ORDER[: ORDER.index(row.stage) + 1])
        gaps = [rng.randrange(8, 75) for _stage in path[1:]]
        day = as_of - timedelta(days=sum(gaps) + rng.randrange(3, 85))
        lead = Lead(
            document=programme.code,
            code=f"lead-{n:04d}",
            company=row.company,
            credit_code=row.credit_code,
            project_name=row.project_name,
            source=row.source,
            industry=row.industry,
            kind=row.kind,
            measure=measure,
            clauses=clauses,
            invest_yuan=row.invest_wan * WAN,
            owner_id=units[row.unit].id,
            stage=row.stage,
            stage_since=day,
            last_contact=day,
            by="system",
            synthetic=True,
        )
        if row.kind in ("央企", "民企500强"):
            lead.facts = _facts(rng)
        moves, before = [], ""
        for stage, gap in zip(path, [*gaps, 0], strict=True):
            moves.append(
                LeadMove(
                    from_stage=before,
                    to_stage=stage,
                    day=day,
                    by="system",
                    evidence=f"{EVIDENCE.get(stage, row.source)}（样例）",
                )
            )
            before, lead.stage_since = stage, day
            day += timedelta(days=gap)
        lead.last_contact = min(lead.stage_since + timedelta(days=rng.randrange(30)), as_of)
        if "signed" in path and len(path) > ORDER.index("signed"):
            with _at(lead.stage_since):
                lead.project = project_of_lead(lead)
        lead.save()
        for move in moves:
            move.lead = lead
        LeadMove.objects.bulk_create(moves)
        if lead.project is not None:
            _promises(rng, lead, as_of)


def _facts(rng: random.Random) -> dict[str, Any]:
    revenue = rng.randrange(20, 90) * 10_000_000
    return {
        "sector": rng.choice(["manufacturing", "services"]),
        "managed_firms": rng.randrange(2, 7),
        "outside_firms": rng.randrange(1, 5),
        "group_revenue": revenue,
        "pooled_revenue": int(revenue * rng.choice([0.1, 0.25, 0.4])),
        "tax_last_year": rng.randrange(15, 60) * 1_000_000,
        "tax_year_before": rng.randrange(15, 60) * 1_000_000,
        "paid_in_capital": rng.randrange(1, 7) * 100_000_000,
        "fair_competition_passed": True,
    }


def _promises(rng: random.Random, lead: Lead, as_of: date) -> None:
    due = lead.stage_since + timedelta(days=rng.randrange(20, 500))
    share = Decimal(str(round(min(1.1, ORDER.index(lead.stage) / 7 * rng.uniform(0.5, 1.3)), 2)))
    amounts = [
        ("firm", "investment", lead.invest_yuan),
        ("firm", "jobs", Decimal(rng.randrange(30, 500))),
        ("firm", "paid_in", (lead.invest_yuan / 5).quantize(Decimal(1))),
        ("government", "land", Decimal(rng.randrange(20, 120))),
    ]
    Promise.objects.bulk_create(
        Promise(
            lead=lead,
            side=side,
            what=what,
            amount=amount,
            done=(amount * share).quantize(Decimal(1)),
            due_date=due,
            evidence="样例凭据（合成）",
        )
        for side, what, amount in amounts
    )


def _votes(rng: random.Random, projects: list[Project], as_of: date) -> None:
    renewals = [p for p in projects if renewal.needs_consent(p.sector, p.works)]
    by = system_viewer()
    for n, p in enumerate(renewals):
        houses, turnout = rng.randrange(90, 160), 0.86 if n % 2 == 0 else 0.6
        opened = as_of - timedelta(days=120)
        with _at(opened):
            renewal.open_ballot(
                by=by,
                code=p.code,
                question=f"是否同意{p.name}（样例表决，合成）",
                matter="special",
                closes=opened + timedelta(days=60),
                synthetic=True,
            )
        rows = []
        for k in range(houses):
            said = rng.choices(["同意", "不同意", "弃权"], [88, 9, 3])[0] if rng.random() < turnout else ""
            area = Decimal(rng.randrange(450, 1400)) / 10
            rows.append(renewal.HouseRow(f"{k // 12 + 1}幢{k % 12 + 101}", f"样例业主{k + 1:03d}", area, said))
        with _at(opened + timedelta(days=50)):
            renewal.take_votes(by=by, code=p.code, rows=rows)
        with _at(opened + timedelta(days=62)):
            passed = renewal.close_ballot(by=by, code=p.code)
        if not passed:
            with _at(as_of - timedelta(days=20)):
                renewal.open_ballot(
                    by=by,
                    code=p.code,
                    question=f"第二轮：是否同意{p.name}（样例表决，合成）",
                    matter="special",
                    closes=as_of + timedelta(days=40),
                    synthetic=True,
                )
            Taking.objects.create(
                project=p,
                plan_opened=as_of - timedelta(days=12),
                money_needed_yuan=5000 * WAN,
                money_yuan=4900 * WAN,
                appraisal_yuan=Decimal(9800),
                market_yuan=Decimal(10000),
                stability_assessed=True,
                households=houses,
                objecting=houses // 8,
            )


def _flows(rng: random.Random, projects: list[Project]) -> None:
    """Of some government projects: three years of investment, then benefits."""
    rows = []
    for p in [p for p in projects if p.kind == "government" and p.total_yuan][:6]:
        total = p.total_yuan or Decimal(0)
        gain = (total * Decimal(str(round(rng.uniform(0.09, 0.16), 3)))).quantize(Decimal(1))
        for year in range(24):
            building = year < 3
            cost = (total * (Decimal("0.3") if year < 2 else Decimal("0.4"))) if building else total * Decimal("0.012")
            benefit = Decimal(0) if building else gain
            rows.append(YearFlow(project=p, year=year, benefit_yuan=benefit, cost_yuan=cost.quantize(Decimal(1))))
    YearFlow.objects.bulk_create(rows)
