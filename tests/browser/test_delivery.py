"""Supervision on the phone: what is typed survives a lost connection, and a check made offline arrives once."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Route

from browser.conftest import MARKS, PHONE, Visitor
from luoshi.delivery.models import OnSiteCheck, ReportDraft
from luoshi.delivery.service import checks
from luoshi.registry.api import system_viewer

pytestmark = MARKS


def test_a_draft_survives_a_lost_connection_and_a_closed_page(county: dict[str, str], visit: Visitor) -> None:
    made = visit("civil", size=PHONE)
    address = f"/delivery/sample/tasks/{county['returned']}/"
    page = made.go(address)
    page.context.set_offline(True)
    page.locator("#id_text").fill("样例进展：已完成选址")
    page.wait_for_function("() => document.querySelector('[data-draft-said]').textContent.includes('网络不通')")
    assert not ReportDraft.objects.exists()
    # The page is closed before the network is back; the next one finds what was typed and sends it.
    page.goto("about:blank")
    page.context.set_offline(False)
    page = made.go(address)
    page.wait_for_function("() => document.querySelector('#id_text').value === '样例进展：已完成选址'")
    page.wait_for_function("() => document.querySelector('[data-draft-said]').textContent.includes('草稿已保存')")
    assert ReportDraft.objects.get().given["text"] == "样例进展：已完成选址"
    made.wrong.clear()  # the network was cut on purpose


def test_a_draft_that_a_busy_server_did_not_take_is_sent_again(county: dict[str, str], visit: Visitor) -> None:
    made = visit("civil", size=PHONE)
    page = made.go(f"/delivery/sample/tasks/{county['returned']}/")
    tried: list[str] = []

    def busy_once(route: Route) -> None:
        tried.append(route.request.url)
        route.fulfill(status=503) if len(tried) == 1 else route.continue_()

    page.route("**/draft/", busy_once)
    page.locator("#id_text").fill("样例进展：第一句")
    page.wait_for_function("() => document.querySelector('[data-draft-said]').textContent.includes('草稿已存在本机')")
    page.wait_for_function("() => document.querySelector('[data-draft-said]').textContent.includes('草稿已保存')")
    assert len(tried) == 2
    assert ReportDraft.objects.get().given["text"] == "样例进展：第一句"
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('luoshi-draft')).length") == 0
    made.wrong.clear()  # the server was busy on purpose


def test_a_check_made_offline_is_recorded_once_when_the_network_is_back(county: dict[str, str], visit: Visitor) -> None:
    checks.draw_checks(by=system_viewer(), document="sample", share=1.0, seed="样例")
    check = OnSiteCheck.objects.filter(task__code=county["waiting"]).get()
    made = visit("supervisor", size=PHONE)
    page = made.go(f"/delivery/sample/checks/{check.pk}/")
    page.locator("select[name=finding]").select_option("partly")
    page.locator("[name=note]").fill("样例：现场只完成一半")
    page.context.set_offline(True)
    page.get_by_role("button", name="登记结论").click()
    page.wait_for_selector("[data-queue] li")
    assert OnSiteCheck.objects.get(pk=check.pk).finding == "open"
    page.context.set_offline(False)
    page.wait_for_function("() => !document.querySelector('[data-queue] li')")
    check.refresh_from_db()
    assert (check.finding, check.note, check.checked_by) == ("partly", "样例：现场只完成一半", "supervisor")
    made.wrong.clear()  # the network was cut on purpose


def test_what_a_phone_sends_twice_is_taken_once(county: dict[str, str], client: Any) -> None:
    from luoshi.registry.models import User

    checks.draw_checks(by=system_viewer(), document="sample", share=1.0, seed="样例")
    check = OnSiteCheck.objects.filter(task__code=county["waiting"]).get()
    client.force_login(User.objects.get(username="supervisor"))
    address = f"/delivery/sample/checks/{check.pk}/"
    given = {"report_id": "a", "finding": "true", "note": "属实"}
    assert [client.post(address, given).status_code for _time in range(2)] == [200, 200]
    # Another finding of the same check is no second copy: it is refused in words.
    other = client.post(address, {**given, "finding": "false"})
    assert other.status_code == 422
    assert other.json()["message"]
    assert client.post(address, {**given, "note": ""}).status_code == 422
