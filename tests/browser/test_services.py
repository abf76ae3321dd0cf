"""Services in a real browser: pages sound and usable, the diagram drawn, a report kept on the phone while offline."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from browser.conftest import DESKTOP, MARKS, NARROW, PHONE, Visitor
from browser.test_pages import AXE, OPEN_ALL, OVERFLOW, RUN_AXE, SAME_IDS
from factories import user
from luoshi.registry.api import system_viewer
from luoshi.services.api import start
from luoshi.services.models import Case, ProcessDraft, ProcessVersion, Step
from luoshi.services.service import desk
from services_town import county

pytestmark = MARKS


@pytest.fixture
def town(transactional_db: None, on_day) -> str:
    """The county's own services, a case of the bundle waiting at its first step; returns its number."""
    on_day(date(2021, 9, 10))
    county()
    for role, unit in (
        ("clerk", "service-centre"),
        ("administrator", None),
        ("field_worker", "ganzhe"),
        ("leader", None),
    ):
        user(role, unit, name=role)
    data = {
        "shop_name": "样例小吃店",
        "address": "样例路",
        "area": 60,
        "business": ["热食"],
        "commitment": False,
        "bad_record": False,
    }
    back = start(by=system_viewer(), item="food-permit", applicant={"name": "样例食堂"}, data={"matter": "新开"})
    step = Step.objects.get(case__number=back, state="open")
    desk.ask_correction(by=system_viewer(), number=back, step_id=step.pk, missing=["经营场所证明"])
    return start(by=system_viewer(), item="open-restaurant", applicant={"name": "样例餐饮店"}, data=data)


def walk(number: str) -> list[tuple[str, str]]:
    code = Case.objects.get(number=number).query_code
    back = Case.objects.get(state=Case.State.RETURNED)
    clerk = [
        f"/services/cases/{back.number}/",
        "/services/cases/",
        f"/services/cases/{number}/",
        "/services/new/open-restaurant/",
        "/services/processes/",
        "/services/processes/bundle-restaurant/",
        "/services/processes/hotline/begin/",
        "/services/catalogue/",
        "/services/fees/?name=企业管理费&amount=500",
        "/services/documents/",
        "/services/authorities/",
    ]
    public = [
        "/services/find/",
        "/services/find/?q=nothing",
        "/services/find/open-restaurant/",
        "/services/find/open-restaurant/apply/",
        "/services/track/",
        f"/services/track/?number={number}&code={code}",
        f"/services/track/?number={back.number}&code={back.query_code}",
        "/services/windows/?item=food-permit&lon=119.19&lat=26.06",
        "/services/verify/nothing/",
    ]
    return [
        *(("", address) for address in public),
        *(("clerk", address) for address in clerk),
        ("administrator", "/services/processes/instant/edit/"),
        ("administrator", "/services/processes/bundle-restaurant/tables/food-route.dmn"),
        ("administrator", "/services/catalogue/upload/"),
        ("field_worker", "/services/report/"),
        ("leader", "/services/contacts/"),
    ]


@pytest.mark.parametrize(
    ("size", "language"), [(DESKTOP, "zh-hans"), (PHONE, "en"), (NARROW, "zh-hans")], ids=["desk", "phone", "narrow"]
)
def test_services_pages_are_accessible_fit_and_are_silent(
    town: str, visit: Visitor, size: dict[str, int], language: str
) -> None:
    wrong, visits = [], {}
    for account, address in walk(town):
        if account not in visits:
            visits[account] = visit(account, size=size, language=language)
        page = visits[account].go(address)
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(150)
        page.evaluate(AXE.read_text("utf-8"))
        wrong += [f"{account or 'visitor'} {address} id twice: {found}" for found in page.evaluate(SAME_IDS)]
        wrong += [f"{account or 'visitor'} {address} {found}" for found in page.evaluate(RUN_AXE)]
        wrong += [f"{account or 'visitor'} {address} too wide: {found}" for found in page.evaluate(OVERFLOW)]
        wrong += [f"{account or 'visitor'} {address} {found}" for found in visits[account].wrong]
        visits[account].wrong.clear()
    assert wrong == []


def test_the_diagram_shows_where_the_case_stands(town: str, visit: Visitor) -> None:
    page = visit("clerk").go(f"/services/cases/{town}/")
    page.wait_for_selector(".bpmn .djs-element[data-element-id=check].step-open")
    page.get_by_role("button", name="办理完成").click()
    page.wait_for_selector(".bpmn .djs-element[data-element-id=check].step-done")
    assert page.locator(".bpmn .step-open").count() == 5  # the five approvals side by side


def test_a_conditional_part_shows_when_it_applies(town: str, visit: Visitor) -> None:
    page = visit().go("/services/find/open-restaurant/apply/")
    width = page.locator("#f-sign_size")
    assert not width.is_visible()
    page.get_by_label("设置户外招牌").check()
    assert width.is_visible()


def test_a_process_is_drawn_checked_and_published_in_the_browser(town: str, visit: Visitor) -> None:
    page = visit("administrator").go("/services/processes/instant/edit/")
    page.wait_for_selector(".bpmn-editor .djs-element[data-element-id=handle]")
    page.evaluate(OPEN_ALL)
    source = page.locator("#bpmn").input_value()
    page.locator("#bpmn").fill(source.replace('candidateGroups="clerk"', 'candidateGroups="nobody"'))
    page.get_by_role("button", name="发布新版").click()
    assert "没有办理角色" in page.locator(".notice-error").inner_text()
    page.evaluate(OPEN_ALL)
    page.locator("#bpmn").fill(source.replace("当场办理", "当场审核办理"))
    page.get_by_role("button", name="发布新版").click()
    page.wait_for_url(re.compile("/services/processes/instant/$"))
    assert "第 2 版" in page.content()


def test_what_was_typed_into_an_application_survives_a_wrong_turn(town: str, visit: Visitor) -> None:
    made = visit(size=PHONE)
    page = made.go("/services/find/open-restaurant/apply/")
    page.locator("#applicant_name").fill("样例饭店")
    page.get_by_label("热食").check()
    page.get_by_label("设置户外招牌").check()
    page = made.go("/services/find/")
    page = made.go("/services/find/open-restaurant/apply/")
    assert page.locator("#applicant_name").input_value() == "样例饭店"
    assert page.get_by_label("热食").is_checked() and not page.get_by_label("冷食").is_checked()
    assert page.locator("#f-sign_size").is_visible()  # what hangs on an answer shows again
    other = visit(size=PHONE).go("/services/find/open-restaurant/apply/")
    assert other.locator("#applicant_name").input_value() == ""


def choose(page: Any, node: str) -> None:
    page.locator(f".bpmn-editor .djs-element[data-element-id={node}] .djs-hit").first.click(force=True)
    page.locator("#p-name").wait_for()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_steps_role_is_changed_in_the_panel_kept_and_published(
    town: str, visit: Visitor, size: dict[str, int]
) -> None:
    made = visit("administrator", size=size)
    page = made.go("/services/processes/instant/edit/")
    page.wait_for_selector(".bpmn-editor .djs-element[data-element-id=handle]")
    choose(page, "handle")
    assert [page.locator(f"#p-{name}").input_value() for name in ("name", "name-en", "role", "form")] == [
        "当场办理",
        "Done on the spot",
        "clerk",
        "instant",
    ]
    page.locator("#p-role").select_option("")
    page.locator("#p-name-en").fill("Settled at once")
    page.get_by_role("button", name="保存草稿").click()
    # Kept with what is still wrong with it, told at the element.
    page.get_by_role("button", name="没有办理角色").click()
    page.locator("#p-name").wait_for()
    assert page.locator("#p-name-en").input_value() == "Settled at once"
    assert page.locator(".bpmn-editor .step-fault").get_attribute("data-element-id") == "handle"
    page.locator("#p-role").select_option("liaison")
    page.locator("#p-days").fill("2")
    page.get_by_role("button", name="发布新版").click()
    page.wait_for_url(re.compile("/services/processes/instant/$"))
    version = ProcessVersion.objects.get(code="instant", is_current=True)
    node = version.nodes["handle"]
    assert (version.number, node["role"], node["name_en"], node["days"]) == (2, "liaison", "Settled at once", 2)
    assert (node["form"], node["unit"]) == (
        "instant",
        ProcessVersion.objects.get(code="instant", number=1).nodes["handle"]["unit"],
    )
    number = start(by=system_viewer(), process="instant", title="样例", applicant={"name": "样例"})
    step = Step.objects.get(case__number=number, state="open")
    assert (step.role, step.name_en, step.limit_days) == ("liaison", "Settled at once", 2)
    assert not ProcessDraft.objects.exists()


def test_a_decision_table_is_changed_checked_and_published_in_the_browser(town: str, visit: Visitor) -> None:
    made = visit("administrator")
    page = made.go("/services/processes/bundle-restaurant/tables/food-route.dmn")
    cell = page.locator(".dmn-editor td.output-cell").first
    cell.wait_for()
    assert "普通程序" in cell.inner_text()
    # A row that the one above already takes is named, with an example, and not published.
    page.locator(".dmn-editor td.input-cell").nth(0).click()
    page.keyboard.press("Control+A")
    page.keyboard.type("-")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="发布新版").click()
    said = page.locator(".notice-error").inner_text()
    assert "永远轮不到" in said
    assert "例如" in said
    page.evaluate(OPEN_ALL)
    assert page.locator("#dmn").input_value().count("<text>-</text>") > 3  # what was drawn is still there
    first = page.locator(".dmn-editor td.input-cell").nth(0)
    first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("true")
    page.keyboard.press("Enter")
    page.locator(".dmn-editor td.output-cell").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type('"一般程序"')
    page.keyboard.press("Enter")
    page.get_by_role("button", name="发布新版").click()
    page.wait_for_url(re.compile("/services/processes/bundle-restaurant/$"))
    assert "一般程序" in page.content()
    assert "第 2 版" in page.content()
    page = made.go("/services/processes/bundle-restaurant/tables/food-route.dmn")
    page.locator(".dmn-editor td.input-cell").first.click(button="right")
    page.get_by_text("在下面加一行").click()
    page.locator(".bjs-powered-by").click()
    assert page.locator(".bjs-powered-by-lightbox .notice").bounding_box()["width"] < 320  # type: ignore[index]  # placed as its makers want it
    # Nothing was refused by the policy on the way: the visit ends with an empty console, or the test fails.


def test_a_report_made_offline_is_sent_once_when_the_network_is_back(
    town: str, visit: Visitor, live_server: Any
) -> None:
    made = visit("field_worker", size=PHONE)
    page = made.go("/services/report/")
    page.get_by_text("路面破损").click()
    page.locator("#text").fill("样例路塌陷")
    page.evaluate(
        "() => { const f = document.querySelector('[data-report]'); f.elements.lon.value = 119.1325; f.elements.lat.value = 26.1504; }"
    )
    page.context.set_offline(True)
    page.get_by_role("button", name="上报", exact=True).click()
    page.wait_for_selector("[data-queue] li")
    assert Case.objects.filter(version__code="grid-event").count() == 0
    page.context.set_offline(False)
    page.wait_for_function("() => !document.querySelector('[data-queue] li')")
    assert "已上报" in page.locator("[data-said]").inner_text()
    page.reload()  # what was waiting and is sent is not sent again
    page.wait_for_timeout(300)
    case = Case.objects.get(version__code="grid-event")
    assert (case.data["kind"], case.data["grid_name"][:4]) == ("路面破损", "甘蔗街道")
    made.wrong.clear()  # the network was cut on purpose


def test_a_waiting_report_that_is_refused_comes_back_with_its_reason(town: str, visit: Visitor) -> None:
    made = visit("field_worker", size=PHONE)
    page = made.go("/services/report/")
    page.get_by_text("路面破损").click()
    page.evaluate("() => document.querySelector('#text').removeAttribute('maxlength')")
    page.locator("#text").fill("说" * 4001)
    page.context.set_offline(True)
    page.get_by_role("button", name="上报", exact=True).click()
    page.wait_for_selector("[data-queue] li")
    page.context.set_offline(False)
    page.wait_for_function("() => !document.querySelector('[data-queue] li')")
    assert "请分两次上报" in page.locator("[data-said]").inner_text()
    assert len(page.locator("#text").input_value()) == 4001
    assert not Case.objects.filter(version__code="grid-event").exists()
    made.wrong.clear()  # the network was cut on purpose, and the report refused
