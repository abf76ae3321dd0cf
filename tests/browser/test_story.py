"""The whole story in a browser: from a sentence's words to a light that anyone can see, and a record that proves it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import DESKTOP, MARKS, PHONE, Visit, Visitor
from factories import sample_programme, user
from luoshi.delivery.models import Commitment, Evidence, Task

pytestmark = MARKS
PASSWORD = "a long password"


@pytest.fixture
def people(transactional_db: None, tmp_path: Path, on_day: Callable[[date], None]) -> None:
    on_day(date(2021, 8, 2))
    sample_programme(tmp_path / "programme")
    user("supervisor", name="supervisor")
    user("auditor", name="auditor")
    user("liaison", "development", name="development")


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "proof.pdf"
    path.write_bytes(b"%PDF-1.4\n% a small proof\n")
    return path


def sign_in(visit: Visit, account: str, next_: str = "") -> Page:
    page = visit.go(next_ or "/sign-in/")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def light_of(page: Page, clause: str) -> str:
    classes = page.locator(f'a.sentence[id="{clause}"]').get_attribute("class") or ""
    return next(name for name in classes.split() if name.startswith("light-"))


def test_from_words_to_a_light_and_a_proof(
    people: None, visit: Visitor, proof: Path, on_day: Callable[[date], None]
) -> None:
    desk, unit_desk = visit(), visit()

    # The supervision office opens the document: the sentence has no task yet.
    page = sign_in(desk, "supervisor", "/documents/sample/")
    expect(page).to_have_url(f"{desk.site}/documents/sample/")
    assert light_of(page, "1.s1") == "light-grey"
    page.locator('a.sentence[id="1.s1"]').click()
    expect(page.locator("#chain")).to_contain_text("还没有交办")

    # It puts the proposals of the sentence right, on the review page, and issues them.
    page = desk.go("/delivery/sample/review/1/")
    for code, metric in (("1.s1.c1", "代办件数"), ("1.s1.c2", "压减天数")):
        card = page.locator(f'[id="{code}"]')
        card.get_by_text("修改").click()
        card.get_by_label("完成期限").fill("2021-12-31")
        card.get_by_label("成效指标").fill(metric)
        card.get_by_label("比较").select_option(">=")
        card.get_by_label("目标值").fill("30")
        card.get_by_role("button", name="保存").click()
        expect(page.locator("#messages")).to_contain_text(f"{code} 已保存")
    page.locator('input[name="code"][value="1.s1.c2"]').uncheck()
    page.get_by_role("button", name="交办勾选的事项").click()
    expect(page.locator("#messages")).to_contain_text("已交办 1 项")
    found = Commitment.objects.get(code="1.s1.c1")
    assert (found.outcome_metric, found.outcome_value, found.due_date) == ("代办件数", 30, date(2021, 12, 31))
    assert Task.objects.count() == 1

    # The unit accepts it and reports, with a file.
    page = sign_in(unit_desk, "development")
    page.get_by_role("link", name="签收任务").click()
    page.get_by_role("button", name="签收").click()
    expect(page.locator("#messages")).to_contain_text("已签收")
    on_day(date(2021, 9, 24))
    report(page, "已办理 36 件", 36, proof)

    # The office returns it with a reason; the unit puts it right; the office accepts.
    page = desk.go("/workbench/")
    page.get_by_role("link", name="审核报告").click()
    page.get_by_label("审核意见").fill("请写明统计口径")
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator("#messages")).to_contain_text("已退回")
    page = unit_desk.go("/workbench/")
    page.get_by_role("link", name="修改后重报").click()
    expect(page.get_by_text("请写明统计口径")).to_be_visible()
    report(page, "按月办结口径，36 件", 36, proof)
    page = desk.go("/workbench/")
    page.get_by_role("link", name="审核报告").click()
    page.get_by_role("button", name="审核通过").click()
    expect(page.locator("#messages")).to_contain_text("审核通过")

    # The sentence's light has changed, for the office and for anyone; its chain shows the evidence.
    page = desk.go("/documents/sample/")
    assert light_of(page, "1.s1") == "light-green"
    page.locator('a.sentence[id="1.s1"]').click()
    expect(page.locator("#chain")).to_contain_text("最近佐证")
    expect(page.locator("#chain")).to_contain_text("proof.pdf")
    anyone = visit()
    page = anyone.go("/public/sample/")
    page.get_by_role("link", name="逐句看原文和进展").click()
    assert "light-green" in (page.locator('.sentence[id="1.s1"]').get_attribute("class") or "")
    assert "proof.pdf" not in page.content()
    assert "请写明统计口径" not in page.content()

    # The auditor has the record verified.
    page = sign_in(visit(), "auditor", "/record/")
    expect(page.get_by_role("heading", name="存证记录")).to_be_visible()
    page.get_by_role("button", name="校验全部").click()
    expect(page.locator(".notice-success")).to_contain_text("存证完整")


def report(page: Page, text: str, percent: int, proof: Path) -> None:
    page.get_by_label("进展情况").fill(text)
    page.get_by_label("进度（%）").fill(str(percent))
    page.locator("#files").set_input_files(proof)
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("已报送，等待审核")
    assert Evidence.objects.last().name == "proof.pdf"


def test_in_a_demonstration_one_press_of_a_card_signs_in(people: None, visit: Visitor, settings: Any) -> None:
    settings.DEMO = True
    demo = user("leader", name="demo-leader")
    demo.is_demo = True
    demo.save()
    mine = visit()
    page = mine.go("/")
    page = mine.go("/sign-in/")
    page.locator('button[name="account"][value="demo-leader"]').click()
    expect(page).to_have_url(f"{mine.site}/cockpit/sample/")
    page.get_by_role("button", name="测试leader").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(f"{mine.site}/sign-in/")
    page.go_back()
    expect(page.get_by_label("密码")).to_be_visible()  # the back button brings nothing back


def test_a_report_is_sent_from_a_phone(county: dict[str, str], visit: Visitor, proof: Path) -> None:
    phone = visit("development", size=PHONE)
    page = phone.go("/workbench/")
    page.locator(".tray button").click()
    expect(page.locator("#menu")).to_be_visible()
    expect(page.locator("#menu").get_by_role("link", name="任务")).to_be_visible()
    expect(page.locator("#menu")).to_have_class(re.compile(r"\bshow$"))  # it has come to rest
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    page.get_by_role("link", name="签收任务").click()
    page.get_by_role("button", name="签收").click()
    report(page, "手机上报的进展", 10, proof)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert Task.objects.get(code=county["new"]).state == "reported"


def test_the_document_is_read_by_keyboard_alone(county: dict[str, str], visit: Visitor) -> None:
    page = visit("supervisor", size=DESKTOP).go("/documents/sample/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('sentence')"):
            break
    focused = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{focused}.outlineStyle !== 'none' || {focused}.boxShadow !== 'none'")
    assert page.evaluate("document.activeElement.id") == "1.s1"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    panel = page.locator("#chain")
    expect(panel).to_have_class("chain surface is-open")
    expect(panel).to_contain_text("1.s2")
    page.keyboard.press("Escape")
    expect(panel).not_to_have_class("chain surface is-open")
    assert page.evaluate("document.activeElement.id") == "1.s2"


def test_without_scripts_everything_can_still_be_done(county: dict[str, str], visit: Visitor, proof: Path) -> None:
    plain = visit("supervisor", scripts=False)
    page = plain.go("/documents/sample/")
    page.locator('a.sentence[id="2.s1"]').click()
    expect(page.locator("#chain")).to_contain_text("规上企业")
    page = plain.go("/delivery/sample/review/1/")
    card = page.locator('[id="1.s1.c1"]')
    card.locator("summary").first.click()
    card.get_by_role("link", name="打开表单").click()
    page.get_by_label("完成期限").fill("2021-12-31")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text("1.s1.c1 已保存")
    page = visit("civil", scripts=False).go(f"/delivery/sample/tasks/{county['returned']}/")
    report(page, "没有脚本也能报送", 30, proof)


def test_the_language_is_switched_on_the_page_and_stays(county: dict[str, str], visit: Visitor) -> None:
    mine = visit("supervisor")
    page = mine.go("/documents/sample/?sentence=1.s1")
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{mine.site}/documents/sample/?sentence=1.s1")
    expect(page.get_by_text("Improve the remote agency").first).to_be_visible()
    page = mine.go("/workbench/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
