"""A real browser against a running server; what went wrong on a page is collected while it is used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from factories import sample_programme, user, viewer
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.models import Commitment
from luoshi.delivery.service import commitments, sheets, tasks
from luoshi.registry.api import system_viewer
from luoshi.registry.models import User

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# What the invented people write on the pages; their names come from the factories.
TYPED = "已完成前期工作 企业3家 缺人手 请附佐证 前期手续 请补充佐证 件数 测试"
# One browser is enough: workers that keep to groups give it to one of them. On two it works as well, only dearer.
MARKS = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    # The browser's loop runs in the tests' thread, where the tests also look into the store.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visit:
    """A page and what was wrong on it: errors in the console (blocked by the policy included), requests that failed
    or left the server."""

    page: Page
    site: str
    scripts: bool = True
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 403, 404 or 422 by design is reported by the browser as a failed resource.
        # A fragment no longer wanted, because the person has gone on, is given up.
        expected = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
        if message.type in {"error", "warning"} and not message.text.startswith(expected):
            self.wrong.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.wrong.append(f"outside: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.wrong.append(f"{response.status}: {response.url}")
        if response.status >= 500:
            self.wrong.append(f"{response.status}: {response.url}")

    def go(self, address: str) -> Page:
        """The page at the address, with the fragments it fetches by itself."""
        self.page.goto(self.site + address)
        if self.scripts:
            self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        return self.page


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """``visit(account, size=..., language=..., scripts=...)`` opens a page of one's own, signed in as the account."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def start(account: str = "", *, size: Any = None, language: str = "", scripts: bool = True) -> Visit:
        context = chromium.new_context(viewport=size or DESKTOP, java_script_enabled=scripts, locale="zh-CN")
        context.set_default_timeout(10_000)
        if account:
            client = Client()
            client.force_login(User.objects.get(username=account))
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        if language:
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        made = Visit(context.new_page(), live_server.url, scripts)
        made.watch()
        opened.append((context, made))
        return made

    yield start
    for context, _ in opened:
        context.close()
    assert [wrong for _, made in opened for wrong in made.wrong] == []


def issued(clause: str, at: int = 0, due: date = date(2021, 12, 31)) -> str:
    """The clause's commitment, put right and issued; returns the task's code."""
    found = list(Commitment.objects.filter(document="sample", clause=clause, state="proposed").order_by("start"))[at]
    by, where = system_viewer(), {"document": "sample", "code": found.code}
    lead = found.lead.code if found.lead else "development"
    commitments.correct(by=by, **where, lead=lead, supports=["finance"], due_date=due, outcome_metric="件数")
    commitments.issue(by=by, document="sample", codes=[found.code])
    return found.code


@pytest.fixture
def county(transactional_db: None, tmp_path: Path, on_day: Callable[[date], None]) -> dict[str, str]:
    """The invented county on a day in September, one person a role, tasks in every state a page shows. Name -> code."""
    on_day(date(2021, 8, 2))
    sample_programme(tmp_path / "programme")
    for role in ("supervisor", "leader", "auditor", "administrator"):
        user(role, name=role)
    for unit in ("development", "industry", "civil"):
        user("liaison", unit, name=unit)
    codes = {"new": issued("1.s2"), "waiting": issued("2.s1"), "returned": issued("3.s1")}
    by = system_viewer()
    on_day(date(2021, 9, 24))
    for name in ("waiting", "returned"):
        where = {"document": "sample", "code": codes[name]}
        tasks.accept(by=by, **where)
        tasks.report(by=by, **where, text="已完成前期工作", percent=20, figures=[("企业", "3 家")], problems="缺人手")
    where = {"document": "sample", "code": codes["returned"]}
    tasks.review(by=viewer("supervisor"), **where, accepted=False, note="请附佐证")
    tasks.ask_extension(by=by, **where, new_due=date(2022, 3, 31), reason="前期手续")
    sheets.issue_sheet(by=by, **where, grade=Grade.ORDINARY, requirement="请补充佐证")
    return codes
