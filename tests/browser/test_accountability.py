"""Assets, audits, liability and credit in a real browser: pages sound and usable, a merger tried and proposed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from browser.conftest import DESKTOP, MARKS, NARROW, PHONE, Visitor
from browser.test_pages import AXE, OPEN_ALL, OVERFLOW, RUN_AXE, SAME_IDS
from luoshi.accountability.demo import seed
from luoshi.accountability.models import Audit, CreditRecord, Damage, Drawing, Reorganisation
from luoshi.indicators.demo import seed as seed_stations
from luoshi.registry.demo import seed as seed_registers
from services_town import county

pytestmark = MARKS


@pytest.fixture
def town(transactional_db: None, on_day) -> None:
    """The county with a year's sample figures and the demonstration's accounts."""
    on_day(date(2022, 1, 21))
    programme = county()
    programme.demo["population"] = 200
    seed_registers(programme)
    seed_stations(programme)
    seed(programme)


def walk() -> list[tuple[str, str]]:
    everything = "/accountability/"
    audit, damage = Audit.objects.get(), Damage.objects.filter(decision__isnull=False).get()
    asked = "?kind=merge&firm=water-works&other=water-supply"
    return [
        ("auditor", everything),
        ("auditor", f"{everything}audits/"),
        ("auditor", f"{everything}audits/{audit.number}/"),
        ("auditor", f"{everything}officials/"),
        ("auditor", f"{everything}officials/sample-one/"),
        ("auditor", f"{everything}decisions/"),
        ("auditor", f"{everything}damages/{damage.pk}/"),
        ("leader", f"{everything}assets/"),
        ("leader", f"{everything}assets/firms/water-group/"),
        ("leader", f"{everything}assets/simulate/{asked}"),
        ("leader", f"{everything}resources/"),
        ("leader", f"{everything}resources/all/land/林地/"),
        ("supervisor", f"{everything}credit/"),
        ("supervisor", f"{everything}credit/add/"),
        ("supervisor", f"{everything}credit/firms/{CreditRecord.objects.first().subject}/"),
        ("supervisor", f"{everything}credit/drawings/"),
        ("supervisor", f"{everything}credit/drawings/{Drawing.objects.order_by('pk')[0].number}/"),
        ("analyst", f"{everything}compensation/"),
        ("analyst", f"{everything}take-in/accounts/"),
    ]


@pytest.mark.parametrize(
    ("size", "language"), [(DESKTOP, "zh-hans"), (PHONE, "en"), (NARROW, "zh-hans")], ids=["desk", "phone", "narrow"]
)
def test_pages_are_accessible_fit_and_are_silent(
    town: None, visit: Visitor, size: dict[str, int], language: str
) -> None:
    wrong, visits = [], {}
    for account, address in walk():
        if account not in visits:
            visits[account] = visit(account, size=size, language=language)
        page = visits[account].go(address)
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(100)
        page.evaluate(AXE.read_text("utf-8"))
        wrong += [f"{address} id twice: {found}" for found in page.evaluate(SAME_IDS)]
        wrong += [f"{address} {found}" for found in page.evaluate(RUN_AXE)]
        wrong += [f"{address} too wide: {found}" for found in page.evaluate(OVERFLOW)]
        wrong += [f"{address} {found}" for found in visits[account].wrong]
        visits[account].wrong.clear()
    assert wrong == []


def test_a_leader_tries_a_merger_and_proposes_it(town: None, visit: Visitor) -> None:
    page = visit("leader", size=PHONE).go("/accountability/assets/")
    page.get_by_role("link", name="重组测算").click()
    page.get_by_label("企业", exact=False).first.select_option("water-works")
    page.get_by_label("另一方").fill("water-supply")
    page.get_by_role("button", name="测算").click()
    page.get_by_role("heading", name="涉及的集团：之后").wait_for()
    assert Reorganisation.objects.count() == 0
    page.get_by_label("理由").fill("同业整合")
    page.get_by_label("方案文号").fill("样例方案1号")
    page.get_by_role("button", name="提出").click()
    page.wait_for_url(re.compile("/reorganisations/CZ2022-"))
    row = Reorganisation.objects.get()
    assert (row.kind, row.firm.code, row.other) == ("merge", "water-works", "water-supply")
    assert "集团提出方案" in page.content()


def test_an_objection_that_is_refused_comes_back_into_its_form(town: None, visit: Visitor) -> None:
    number = Drawing.objects.order_by("pk")[0].number
    page = visit("window", size=PHONE).go(f"/accountability/credit/drawings/{number}/")
    page.get_by_text("代被抽中的企业登记异议").click()
    page.get_by_label("统一社会信用代码").fill("91350121MA00000000")
    page.get_by_label("类型").select_option("visit")
    page.get_by_label("事由和依据").fill("已经注销")
    page.get_by_role("button", name="登记异议").click()
    page.get_by_text("这家企业没有被抽中").wait_for()
    assert page.get_by_label("事由和依据").input_value() == "已经注销"
    assert page.get_by_label("统一社会信用代码").input_value() == "91350121MA00000000"
    assert page.get_by_label("类型").input_value() == "visit"
    assert page.get_by_label("事由和依据").is_visible()
    # It is given back once: the next look at the page is empty again.
    page.reload()
    page.get_by_text("代被抽中的企业登记异议").click()
    assert page.get_by_label("事由和依据").input_value() == ""


def test_a_result_is_entered_on_a_phone_and_shown_to_anyone(town: None, visit: Visitor) -> None:
    row = Drawing.objects.filter(agency="market-regulation").get()
    waiting = row.waiting
    page = visit("market", size=PHONE).go("/workbench/")
    page.get_by_role("link", name=row.title).first.click()
    page.get_by_role("link", name="登记结果").first.click()
    page.get_by_label("抽查结果").select_option("ordered")
    page.get_by_role("button", name="登记并公示").click()
    page.get_by_text("请写明检查情况").wait_for()
    page.get_by_label("检查情况").fill("样例：责令十日内补报")
    page.get_by_role("button", name="登记并公示").click()
    page.get_by_text("抽查结果已登记并公示").wait_for()
    row.refresh_from_db()
    assert row.waiting == waiting - 1
    found = row.results.order_by("-pk")[0]
    anyone = visit(size=PHONE).go("/accountability/public/inspections/")
    assert found.subject in anyone.content() and "补报" not in anyone.content()
