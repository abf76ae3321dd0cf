"""Land, open calls, promotion, owners' consent and evaluation, as people live them through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client

from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry as Entry
from luoshi.delivery.models import Commitment
from luoshi.kernel.events import subscribe
from luoshi.kernel.manifest import Programme
from luoshi.projects.api import LandResolved
from luoshi.projects.coverage import land_given
from luoshi.projects.domain import draw
from luoshi.projects.models import (
    Bid,
    Call,
    Expert,
    LandPlot,
    LandQuota,
    LandRound,
    Lead,
    Milestone,
    Permit,
    Project,
    Promise,
    Seat,
    Taking,
)
from luoshi.projects.views.calls import fault_words
from luoshi.registry.models import User
from services_town import at_desk, county

RENEWAL, VILLAGE, ROAD = "sample-ganzhe-renewal", "sample-qingkou-village", "central-avenue"
CALL = "epitaxy-yield"
WORDS = (
    "以多区独立控温的加热器和原位曲率监测闭环调节生长界面温场，第一年完成小试装置",
    "从源头改进载气配比与石墨盘转速，用批次数据建立缺陷来源模型后逐项消除颗粒污染",
    "换用自研的氮化物缓冲层结构释放应力，并在产线末端增加光致发光全检和自动分选",
)


@pytest.fixture
def town(db: None, on_day: Callable[[date], None]) -> Programme:
    on_day(date(2021, 8, 2))  # a Monday
    return county()


def said(client: Client, url: str, **form: str) -> str:
    """Send a form and read the page it leads to."""
    sent = client.post(url, form, follow=True)
    return sent.content.decode()


def test_land_is_assigned_under_quota_and_a_meeting_makes_tasks(
    town: Programme, on_day: Callable[[date], None]
) -> None:
    transport, office, supervisor = at_desk("liaison", "transport"), at_desk("analyst"), at_desk("supervisor")
    LandPlot.objects.exclude(use="transport").delete()
    LandQuota.objects.filter(kind="cropland").delete()
    roads = ["central-avenue", "riverside-avenue", "mountain-ring-avenue"]
    plots = list(LandPlot.objects.order_by("code")[:2])
    LandPlot.objects.exclude(pk__in=[p.pk for p in plots]).delete()
    for n, plot in enumerate(plots):
        plot.area_mu, plot.new_mu, plot.cropland_mu = D(100 + n), D(80), D(0)
        plot.save()
    for road in roads:
        said(transport, f"/projects/{road}/land/", use="transport", mu="90", reason="路面用地")
    Project.objects.filter(code="riverside-avenue").update(level="provincial", total_yuan=D(10**9))
    assert at_desk("liaison", "finance").post(f"/projects/{ROAD}/land/", {}).status_code == 403
    assert "面积应大于 0" in said(transport, f"/projects/{ROAD}/land/", use="transport", mu="-3", reason="x")

    # Quota for one plot only: the project of most worth has it, the others are told why not.
    LandQuota.objects.filter(kind="new", year=2021).update(mu=D(100))
    page = said(office, "/projects/land/propose/")
    newest = LandRound.objects.first()
    assert newest is not None and [line["project"] for line in newest.lines] == ["riverside-avenue"]
    assert "新增建设用地指标不够" in page and "差距不超过 0.00%" in page

    # Two that must have land, and no quota for both: the smallest conflict is named, with what would help.
    said(transport, f"/projects/{ROAD}/land/", use="transport", mu="90", reason="路面用地", must="on")
    said(transport, "/projects/mountain-ring-avenue/land/", use="transport", mu="90", reason="路面用地", must="on")
    page = said(office, "/projects/land/propose/")
    assert "最少的冲突是：中心大道、环山大道。增加新增建设用地指标" in page
    jammed = LandRound.objects.get(state="proposed")
    assert "有冲突" in said(supervisor, f"/projects/land/{jammed.pk}/resolve/", minutes="同意", meeting="2021-08-02")

    # With more quota both have it; the meeting refuses one with a reason; the other becomes a supervised task.
    LandQuota.objects.filter(kind="new", year=2021).update(mu=D(160))
    said(office, "/projects/land/propose/")
    told: list[LandResolved] = []
    subscribe(LandResolved, told.extend)
    newest = LandRound.objects.get(state="proposed")
    url = f"/projects/land/{newest.pk}/resolve/"
    form = {"refuse-mountain-ring-avenue": "on", "meeting": "2021-08-02", "minutes": "原则同意，环山大道选线再论证"}
    assert "请写明理由" in said(supervisor, url, **form)
    said(supervisor, url, **form, **{"why-mountain-ring-avenue": "选线未定"})
    assert LandPlot.objects.get(project__code=ROAD).area_mu >= 90
    assert Project.objects.get(code=ROAD).parcels.filter(approval="").exists()
    assert not Project.objects.get(code="mountain-ring-avenue").plots.exists()
    task = Commitment.objects.get(note=town.code, clause="11.s4")
    assert "落实“中心大道”用地" in task.text and task.due_date == date(2021, 10, 29)
    assert task.lead is not None and task.lead.code == "natural-resources"
    assert told[-1].resolutions[0][1] == "natural-resources"
    assert land_given(town.code, "11")
    assert verify() == []


def bids(clerk: Client, code: str = CALL) -> None:
    for n, words in enumerate(WORDS):
        form = {"bidder": "甲乙丙"[n] + "材料有限公司", "proposal": words, "asked": "520", "budget": "1500"}
        assert f"{code}-0{n + 1}" in said(clerk, f"/projects/calls/{code}/bid/", **form, people=f"成员{n}")


def expert_at_desk(expert: Expert) -> Client:
    client = at_desk("reviewer")
    user = User.objects.get(username="reviewer-all")
    user.pk, user.username = None, f"e-{expert.code}"
    user.save()
    user.grants.create(role="reviewer")
    Expert.objects.filter(pk=expert.pk).update(username=user.username)
    client = Client()
    client.force_login(user)
    return client


def test_a_call_runs_from_its_seed_to_acceptance_and_reviewers_never_see_names(
    town: Programme, on_day: Callable[[date], None]
) -> None:
    office, clerk, leader = at_desk("liaison", "industry-it"), at_desk("clerk", "service-centre"), at_desk("leader")
    act = f"/projects/calls/{CALL}/"
    assert at_desk("liaison", "finance").post(f"{act}open/").status_code == 403
    said(office, f"{act}open/")
    call = Call.objects.get(code=CALL)
    public = Client().get(f"{act}proof/").json()
    assert public["commitment"] == draw.commitment(call.seed) and public["seed"] is None
    assert call.seed not in office.get(act).content.decode()

    # Bids: one names itself, one copies another, one is barred; three are in order. Bad figures keep what was typed.
    wrong = clerk.post(f"{act}bid/", {"bidder": "丁公司", "proposal": "方案内容不丢", "asked": "900", "budget": "100"})
    assert wrong.status_code == 409 and "方案内容不丢" in wrong.content.decode()
    bids(clerk)
    more = {"asked": "100", "budget": "400"}
    said(clerk, f"{act}bid/", bidder="己公司", proposal="己公司拟采用气相法生长并在线监测厚度", **more)
    said(clerk, f"{act}bid/", bidder="庚公司", proposal=WORDS[0], **more)
    said(clerk, f"{act}bid/", bidder="样例失信企业（合成）", proposal="另一条完全不同的路线：液相法加后处理", **more)
    assert "还没有过截止日期" in said(office, f"{act}close/")
    on_day(date(2021, 9, 2))
    assert "已过截止日期" in said(clerk, f"{act}bid/", bidder="辛公司", proposal="迟到", **more)

    said(office, f"{act}close/")
    said(office, f"{act}check/")
    states = {b.bidder: (b.state, "；".join(fault_words(f) for f in b.faults)) for b in Bid.objects.filter(call=call)}
    assert [states[f"{c}材料有限公司"][0] for c in "甲乙丙"] == ["admitted"] * 3
    assert (
        "盲评材料" in states["己公司"][1]
        and "雷同" in states["庚公司"][1]
        and "失信" in states["样例失信企业（合成）"][1]
    )

    # An expert of a bidder stands aside; the draw and the order of opening can be computed again by anybody.
    first = next(one for one in Expert.objects.order_by("code") if "new-materials" in one.fields)
    first.employer = "甲材料有限公司"
    first.save()
    said(office, f"{act}draw/")
    shown = Client().get(f"{act}proof/").json()
    assert draw.commitment(shown["seed"]) == shown["commitment"]
    assert draw.digest(shown["bids_sha256"]) == shown["received"]
    assert draw.order(draw.OPENING, shown["seed"], shown["received"], shown["bids"]) == shown["opening"]
    assert draw.drawn(shown["seed"], shown["received"], shown["pool"], shown["aside"], 5) == shown["drawn"]
    assert first.code in shown["aside"] and first.code not in shown["drawn"]
    noted = Entry.objects.filter(act="projects.call_moved", subject=CALL).values_list("content", flat=True)
    assert any(shown["commitment"] in str(facts) for facts in noted)

    # Experts see numbers, nothing of who bids: not on the call, not in review, not in the record's public proof.
    desks = {seat.pk: expert_at_desk(seat.expert) for seat in Seat.objects.filter(call__code=CALL)}
    for client in desks.values():
        for url in (act, f"{act}review/", "/projects/calls/", "/projects/calls/public/", f"{act}proof/"):
            page = client.get(url).content.decode()
            assert not re.search("[甲乙丙]材料|己公司|庚公司|成员0", page), url
    assert "不在这次评审的专家名单" in at_desk("reviewer").get(f"{act}review/").content.decode()
    marks = {"innovation": "25", "feasibility": "20", "targets": "15", "benefit": "10", "budget": "8", "words": "可行"}
    numbers = list(Bid.objects.filter(call=call, state="admitted").order_by("code").values_list("number", flat=True))
    leaving, gone = next(iter(desks.items()))
    assert "应在 0 到 30 分之间" in said(gone, f"{act}review/", number=str(numbers[0]), **{**marks, "innovation": "31"})
    said(gone, f"{act}review/", leave="1", reason="认出了申报单位")
    new = Seat.objects.filter(call__code=CALL).exclude(pk__in=desks).get()
    desks[new.pk] = expert_at_desk(new.expert)
    del desks[leaving]
    for k, client in enumerate(desks.values()):
        for n, number in enumerate(numbers):
            if (k, n) != (4, 2):
                said(client, f"{act}review/", number=str(number), **{**marks, "innovation": str(20 + k + 2 * (n == 1))})
    assert "还差 1 位专家的评分" in said(office, f"{act}end-review/")
    said(list(desks.values())[4], f"{act}review/", number=str(numbers[2]), **marks)
    said(office, f"{act}end-review/")
    best = Bid.objects.get(call=call, number=numbers[1])
    # Marks 75, 76, 77, 78, 79 with the first and last left out.
    assert best.mark == D("77.00")

    # The panel, seven days of publicity, the leader's approval, and the project with its money.
    said(office, f"{act}publicise/", panel="同意按得分推荐")
    best.refresh_from_db()
    assert (best.state, best.grant_yuan) == ("chosen", D(5_000_000))  # asked 520, 40 % is 600, the cap 500
    assert "乙材料有限公司" in Client().get("/projects/calls/public/").content.decode()
    assert "公示到 2021-09-09" in said(leader, f"{act}award/")
    on_day(date(2021, 9, 10))
    assert office.post(f"{act}award/").status_code == 403
    said(leader, f"{act}award/")
    project = Project.objects.get(bid=best)
    assert (project.kind, project.measure, project.clauses) == ("research", "2", ["2.s1"])
    assert [m.amount_yuan for m in project.milestones.all()] == [D(2_500_000), D(1_500_000), D(1_000_000)]

    # Paid by milestones, each only when reached; accepted by the rule.
    url = f"/projects/{project.code}/milestones/"
    assert "不能拨付" in said(office, f"{url}1/pay/")
    said(office, f"{url}reach/", number="1", evidence="任务书")
    said(office, f"{url}1/pay/")
    assert project.funding.get(source="科技专项").paid_yuan == D(2_500_000)
    assert "已拨付" in said(office, f"{url}1/pay/")
    said(office, f"{url}reach/", number="2", evidence="中期检查通过")
    assert "请先登记验收" in said(office, f"{url}reach/", number="3", evidence="x")
    said(office, f"{url}accept/", **{"t-良率": "91", "t-每片能耗": "84", "evidence": "专家组验收"})
    project.refresh_from_db()
    assert (project.acceptance.result, project.stage) == ("mostly", "done")
    said(office, f"{url}2/pay/")
    said(office, f"{url}3/pay/")
    assert Milestone.objects.filter(project=project, paid_date=None).count() == 0
    assert "基本通过" in office.get(url).content.decode()
    assert verify() == []


def test_a_programme_grants_no_more_than_it_has(town: Programme, on_day: Callable[[date], None]) -> None:
    office = at_desk("liaison", "industry-it")
    call = Call.objects.get(code="optical-crystal")
    call.programme.budget_yuan = D(4_000_000)
    call.programme.save()
    said(office, f"/projects/calls/{call.code}/open/")
    bids(at_desk("clerk", "service-centre"), call.code)
    Call.objects.filter(pk=call.pk).update(state="reviewed")
    Bid.objects.filter(call=call).update(state="admitted", mark=D(80), number=1)
    page = said(office, f"/projects/calls/{call.code}/publicise/", panel="同意")
    assert "超出专项资金余额 1,000,000 元" in page
    call.refresh_from_db()
    assert call.state == "reviewed" and not call.bids.filter(state="chosen").exists()


def test_a_lead_moves_by_stage_and_its_double_is_refused(town: Programme, on_day: Callable[[date], None]) -> None:
    shangjie, nanyu = at_desk("liaison", "shangjie"), at_desk("liaison", "nanyu")
    form = {"company": "样例总部（集团）有限公司", "project_name": "区域总部", "invest": "30000", "unit": "shangjie"}
    said(shangjie, "/projects/leads/register/", **form)
    lead = Lead.objects.get()
    assert (lead.measure, lead.clauses) == ("8", ["8.s1"])
    assert nanyu.post("/projects/leads/register/", form).status_code == 403  # not its own unit
    again = {**form, "unit": "nanyu", "company": "样例总部集团股份有限公司"}
    refused = nanyu.post("/projects/leads/register/", again)
    assert (
        refused.status_code == 409
        and "首谈登记" in refused.content.decode()
        and "2021-10-31" in refused.content.decode()
    )
    on_day(date(2021, 11, 1))  # ninety days without a word: free
    assert nanyu.post("/projects/leads/register/", again).status_code == 302

    url = f"/projects/leads/{lead.code}/"
    assert "要有凭据" in said(shangjie, f"{url}move/", to="talks", evidence=" ")
    assert "不能这样办" in said(shangjie, f"{url}move/", to="signed", evidence="协议")
    said(shangjie, f"{url}move/", to="talks", evidence="座谈记录")
    said(shangjie, f"{url}move/", to="signed", evidence="协议 2021-7")
    lead.refresh_from_db()
    assert lead.project is not None and lead.project.kind == "promotion"

    # The headquarters rule gives class and reward; more than it gives cannot be promised.
    on_day(date(2022, 6, 1))
    due = {"side": "government", "what": "reward", "due": "2022-12-31"}
    assert "算不出可以给的奖励" in said(shangjie, f"{url}promise/", **due, amount="100")
    lead.facts = {
        "sector": "manufacturing",
        "managed_firms": 3,
        "outside_firms": 2,
        "group_revenue": 1_000_000_000,
        "pooled_revenue": 250_000_000,
        "tax_last_year": 30_000_000,
        "tax_year_before": 30_000_000,
        "paid_in_capital": 300_000_000,
        "fair_competition_passed": True,
    }
    lead.save()
    page = shangjie.get(url).content.decode()
    assert "符合综合型总部条件" in page and "开办补助 900 万元" in page  # 3 % of 300 million
    assert "规则只给 9,000,000 元" in said(shangjie, f"{url}promise/", **due, amount="901")
    said(shangjie, f"{url}promise/", **due, amount="900")
    said(shangjie, f"{url}promise/", side="firm", what="investment", due="2022-05-31", amount="30000")
    promised = Promise.objects.get(what="investment")
    said(shangjie, f"{url}promises/{promised.pk}/", done="12000", evidence="审计报告")
    page = shangjie.get(url).content.decode()
    assert "40%" in page and "light-red" in page
    board = at_desk("supervisor").get("/projects/leads/").content.decode()
    assert "逾期 1 项" in board and "样例总部（集团）有限公司" in board
    assert verify() == []


def test_owners_consent_gates_the_permits_of_a_renewal(town: Programme, on_day: Callable[[date], None]) -> None:
    office = at_desk("liaison", "housing-construction")
    project = Project.objects.get(code=RENEWAL)
    steps = ["S00", "S10", "S11", "S12", "S15", "S20", "S21", "S22", "S30", "S31"]
    Permit.objects.bulk_create(Permit(project=project, step=s, state="done") for s in steps)
    page = said(office, f"/projects/{RENEWAL}/permits/S32/accept/")
    assert "业主表决还没有通过" in page and "第二百七十八条" in page
    url = f"/projects/{RENEWAL}/consent/"
    said(office, f"{url}open/", question="是否同意改造", matter="special", closes="2021-08-31")
    rows = [f"1-{n},业主{n},90,{'同意' if n < 52 else '不同意' if n < 70 else ''}" for n in range(100)]
    assert "第 2 行：面积“x”不是数字" in said(office, f"{url}votes/", rows="房号,业主,面积,表决\n1,甲,x,同意")
    assert "房号“1-1”重复" in said(office, f"{url}votes/", rows="1-1,甲,90,同意\n1-1,乙,90,同意")
    said(office, f"{url}votes/", rows="\n".join(rows))
    assert "以后才能计票" in said(office, f"{url}close/")
    on_day(date(2021, 9, 1))
    page = said(office, f"{url}close/")  # 52 of 70 is 74.3 %, less than three quarters
    assert "没有通过" in page and "业主3" not in page and "业**" in page
    assert "同意的业主人数不够" in said(office, f"/projects/{RENEWAL}/permits/S32/accept/")

    # A second round: 53 of 70 is enough.
    said(office, f"{url}open/", question="第二轮", matter="special", closes="2021-09-30")
    rows = [f"1-{n},业主{n},90,{'同意' if n < 53 else '不同意' if n < 70 else ''}" for n in range(100)]
    said(office, f"{url}votes/", rows="\n".join(rows))
    on_day(date(2021, 10, 8))
    assert "业主表决已通过" in said(office, f"{url}close/")
    said(office, f"/projects/{RENEWAL}/permits/S32/accept/")
    assert Permit.objects.get(project=project, step="S32").state == "running"
    assert verify() == []


def test_houses_are_not_taken_before_the_regulation_lets_it(town: Programme, on_day: Callable[[date], None]) -> None:
    office, leader = at_desk("liaison", "housing-construction"), at_desk("leader")
    url = f"/projects/{VILLAGE}/consent/"
    on_day(date(2021, 10, 12))
    form = {"plan_opened": "2021-09-13", "money_needed_yuan": "5000", "money_yuan": "5000", "households": "100"}
    form |= {"appraisal_yuan": "10000", "market_yuan": "10000", "stability_assessed": "on"}
    said(office, f"{url}taking/", **form)
    assert "2021-10-13 起可以作出决定" in said(leader, f"{url}decide/")
    on_day(date(2021, 10, 13))
    said(office, f"{url}taking/", **{**form, "money_yuan": "4900"})
    assert "没有足额到位" in said(leader, f"{url}decide/")
    said(office, f"{url}taking/", **form)
    said(leader, f"{url}decide/")
    assert Taking.objects.get(project__code=VILLAGE).decided_date == date(2021, 10, 13)


def test_a_project_is_evaluated_and_what_it_hangs_on_is_shown(town: Programme) -> None:
    office = at_desk("liaison", "transport")
    flows = "\n".join(["0 10000", *["1700 500"] * 20])
    url = f"/projects/{ROAD}/worth/"
    page = said(office, f"{url}flows/", flows=flows)
    for figure in ("1,782", "10.32%", "1.120", "8.33", "14.28", "-10.7%"):
        assert figure in page
    assert "3,764" in office.get(f"{url}?rate=6").content.decode()
    wrong = office.post(f"{url}flows/", {"flows": "0 10000\n1700"})
    assert wrong.status_code == 409 and "第 2 行“1700”" in wrong.content.decode()
