"""Land, calls, leads, votes and contracts in a real browser: every page sound, and each main story clicked through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from browser.conftest import DESKTOP, MARKS, PHONE, Visit, Visitor
from browser.test_pages import AXE, OPEN_ALL, OVERFLOW, RUN_AXE, SAME_IDS
from browser.test_projects import DRAWING
from factories import user
from luoshi.kernel.manifest import manifests
from luoshi.projects.models import Bid, Call, LandPlot, LandQuota, LandRound, Lead, Permit, Project
from luoshi.projects.service import land
from luoshi.registry.api import system_viewer
from services_town import county

pytestmark = MARKS
CALL, ROAD, RENEWAL = "epitaxy-yield", "central-avenue", "sample-ganzhe-renewal"
OnDay = Callable[[date], None]


@pytest.fixture
def town(transactional_db: None, on_day: OnDay) -> None:
    on_day(date(2021, 8, 2))
    county()
    user("leader", None, name="leader")
    user("supervisor", None, name="supervisor")
    user("clerk", "service-centre", name="clerk")
    for unit in ("industry-it", "transport", "commerce", "housing-construction"):
        user("liaison", unit, name=unit)


def press(page: Page, button: str) -> str:
    """Press the button of that name and read the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()
    return page.inner_text("main")


def opened(visit: Visit, address: str) -> Page:
    page: Page = visit.go(address)
    page.evaluate(OPEN_ALL)
    return page


def test_pages_of_part_two_are_accessible_fit_and_are_silent(
    transactional_db: None, visit: Visitor, on_day: OnDay
) -> None:
    """With the demonstration's sample, in both languages, on a desk and on a phone."""
    town = county()
    seed = next(m.seed for m in manifests() if m.room == "projects")
    assert seed is not None and town.demo and seed(town)
    on_day(town.demo["as_of"])
    for name, role, unit in (("leader", "leader", None), ("transport", "liaison", "transport")):
        user(role, unit, name=name)
    project = Project.objects.filter(contracts__payments__isnull=False).first()
    bid = Bid.objects.filter(project__isnull=False).select_related("project").get()
    lead = Lead.objects.exclude(facts={}).order_by("code").first()
    assert project is not None and bid.project is not None and lead is not None
    pages = ["calls/", f"calls/{CALL}/", "calls/integrity/", "calls/public/", "land/", "leads/", f"leads/{lead.code}/"]
    pages += [
        f"{bid.project.code}/milestones/",
        f"{project.code}/contracts/",
        f"{project.code}/",
        f"{RENEWAL}/consent/",
    ]
    pages += [f"{project.code}/worth/", "choosing/", "map/"]
    wrong: list[str] = []
    for account, size, language in (
        ("leader", DESKTOP, "en"),
        ("transport", PHONE, "zh-hans"),
        ("leader", PHONE, "en"),
    ):
        made = visit(account, size=size, language=language)
        for address in pages if account == "leader" else [p for p in pages if p != "choosing/"]:
            page = made.go(f"/projects/{address}")
            page.evaluate(OPEN_ALL)
            page.wait_for_timeout(150)
            page.evaluate(AXE.read_text("utf-8"))
            found = [*page.evaluate(SAME_IDS), *page.evaluate(RUN_AXE), *page.evaluate(OVERFLOW), *made.wrong]
            wrong += [f"{account} {language} {address} {one}" for one in found if DRAWING not in str(one)]
            made.wrong.clear()
    assert wrong == []


def test_a_call_is_clicked_from_its_opening_to_the_award(town: None, visit: Visitor, on_day: OnDay) -> None:
    office, clerk, leader = visit("industry-it"), visit("clerk"), visit("leader")
    address = f"/projects/calls/{CALL}/"
    assert "征集中" in press(office.go(address), "发布榜单")
    for n, name in enumerate("甲乙"):
        page = clerk.go(address)
        page.fill("[name=bidder]", f"{name}材料有限公司")
        page.fill("[name=proposal]", (f"第{n}条路线" + "缓冲层释放应力" * (n + 1) + "在线监测闭环" * (2 - n)) * 3)
        page.fill("[name=asked]", "300")
        page.fill("[name=budget]", "900")
        page.locator("[name=proposal]").locator("xpath=ancestor::form").get_by_role("button").click()
        page.wait_for_selector("text=已收到")
    on_day(date(2021, 9, 2))
    press(office.go(address), "截止并公开种子")
    press(office.page, "形式审查")
    assert "专家已抽取" in press(office.page, "抽取专家")
    proof = office.page.request.get(office.site + f"{address}proof/").json()
    assert proof["seed"] and len(proof["drawn"]) == 5

    # Experts' marks are another test's story; here the panel goes on with them.
    for n, bid in enumerate(Bid.objects.filter(call__code=CALL).order_by("code")):
        Bid.objects.filter(pk=bid.pk).update(mark=Decimal(85 - n))
    Call.objects.filter(code=CALL).update(state="reviewed")
    page = office.go(address)
    page.fill("[name=panel]", "同意推荐")
    assert "公示中" in press(page, "公示拟立项")

    # An objection stops the leader's award until it is answered.
    page = opened(clerk, address)
    page.fill("[name=who]", "异议人")
    page.fill("[name=contact]", "电话")
    page.fill("#o-text", "重复立项")
    assert "答复以前不能立项" in press(page, "登记异议")
    on_day(date(2021, 9, 10))
    assert "还有 1 件公示异议没有答复" in press(leader.go(address), "批准立项")
    page = office.go(address)
    page.fill("[name=words]", "经查不属实")
    press(page, "异议不成立")
    assert "已立项" in press(leader.go(address), "批准立项")
    assert Project.objects.filter(bid__call__code=CALL, kind="research").count() == 1


def test_land_is_proposed_and_a_meeting_gives_it(town: None, visit: Visitor) -> None:
    LandPlot.objects.filter(document="minhou-22").delete()
    LandQuota.objects.filter(document="minhou-22").delete()
    square = {"type": "Polygon", "coordinates": [[[119.1, 26.0], [119.11, 26.0], [119.11, 26.01], [119.1, 26.0]]]}
    LandPlot.objects.create(
        document="minhou-22",
        code="L1",
        name="一号地",
        township="350121100",
        use="transport",
        area_mu=60,
        new_mu=60,
        outline=square,
    )
    LandQuota.objects.create(document="minhou-22", year=2021, kind="new", mu=100, source="样例")
    land.ask(by=system_viewer(), code=ROAD, use="transport", mu=Decimal(50), must=True, reason="开工在即")
    office = visit("supervisor")
    assert "1 个项目有地" in press(office.go("/projects/land/"), "测算方案")
    office.page.wait_for_selector("#project-map[data-plots='1'], .map-failed")
    office.page.fill("#land-minutes", "同意供地")
    text = press(office.page, "登记会议决定，交督办")
    assert "已登记会议决定" in text and "以前议定的" not in text
    assert LandPlot.objects.get(code="L1").project.code == ROAD  # type: ignore[union-attr]
    assert LandRound.objects.get().state == "resolved"
    office.wrong[:] = [found for found in office.wrong if DRAWING not in found]


def test_a_lead_becomes_a_project_and_its_facts_are_asked_of_the_rules(
    town: None, visit: Visitor, on_day: OnDay
) -> None:
    on_day(date(2022, 1, 21))
    page = opened(visit("commerce"), "/projects/leads/")
    page.fill("#l-company", "某某总部（合成）")
    page.fill("#l-project", "区域总部")
    page.fill("#l-invest", "20000")
    text = press(page, "登记为首谈")
    assert "已登记为首谈单位" in text and "还缺" in text
    for name, value in (
        ("managed_firms", "5"),
        ("outside_firms", "3"),
        ("group_revenue", "100000"),
        ("pooled_revenue", "many"),
    ):
        page.fill(f"#f-{name}", value)
    assert "“其中来自下属企业和分支机构”填的“many”看不懂" in press(page, "保存，按规则核对")
    assert page.input_value("#f-managed_firms") == "5"  # nothing typed is lost
    page.fill("#f-pooled_revenue", "60000")
    press(page, "保存，按规则核对")
    lead = Lead.objects.get(company="某某总部（合成）")
    assert lead.facts["group_revenue"] == "1000000000"
    for stage, evidence in (("洽谈", "拜访记录"), ("签约", "协议编号")):
        button = page.get_by_role("button", name=stage, exact=True)
        form = button.locator("xpath=ancestor::form")
        form.locator("[name=evidence]").fill(evidence)
        with page.expect_navigation():
            button.click()
    lead.refresh_from_db()
    assert lead.stage == "signed" and lead.project is not None
    assert "招商" in visit("leader").go(f"/projects/{lead.project.code}/").inner_text("main")


def test_owners_vote_and_only_then_may_the_permit_be_asked_for(town: None, visit: Visitor) -> None:
    project = Project.objects.get(code=RENEWAL)
    account = project.owner.code
    if account not in ("industry-it", "transport", "commerce", "housing-construction"):
        user("liaison", account, name=account)
    office = visit(account)
    page = opened(office, f"/projects/{RENEWAL}/consent/")
    page.fill("[name=question]", "是否同意改造")
    page.fill("[name=closes]", "2021-09-30")
    form = page.locator("[name=question]").locator("xpath=ancestor::form")
    with page.expect_navigation():
        form.get_by_role("button").first.click()
    rows = "房号,业主,面积,表决\n" + "".join(f"{n}01,业主{n},100,{'同意' if n < 9 else '不同意'}\n" for n in range(10))
    page.evaluate(OPEN_ALL)
    file = page.locator("input[type=file]")
    file.set_input_files({"name": "votes.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    with page.expect_navigation():
        file.locator("xpath=ancestor::form").locator("button").first.click()  # a file's own field is a button too
    assert not Permit.objects.filter(project=project, step="S32", state="running").exists()
    page.evaluate(OPEN_ALL)
    text = press(page, "计票")
    assert project.ballots.get().result["passed"] is True, text
