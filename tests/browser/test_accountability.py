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
