"""Every main page, in both languages, on a desk and on a phone: sound, usable, and needing nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import DESKTOP, MARKS, NARROW, PHONE, TYPED, Visitor
from factories import POLICY, UNITS

pytestmark = MARKS
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => {
    const told = await axe.run(document);
    if (told.passes.length < 10) throw new Error("axe looked at nothing");
    return told.violations.filter(found => ["serious", "critical"].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
}"""
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width + 1) return [];
    return [...document.querySelectorAll("body > :not(.offcanvas) *")].filter(e => e.getBoundingClientRect().right > width + 1)
        .slice(0, 4).map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}px`);
}"""
# Two elements of one name: a label or a link may then lead to the wrong one.
SAME_IDS = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
    return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach(details => { details.open = true; })"
# Every piece of Chinese that stands outside what is marked as Chinese, with where it stands.
CHINESE = r"""() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim(), within = walker.currentNode.parentElement;
        if (/[\u4e00-\u9fff]/.test(text) && !within.closest("[lang=zh-hans]") && !within.closest("script,style"))
            found.push([`${within.tagName}.${within.className}`, text]);
    }
    for (const name of ["aria-label", "placeholder", "title"])
        for (const element of document.querySelectorAll(`[${name}]`))
            if (/[\u4e00-\u9fff]/.test(element.getAttribute(name)) && !element.closest("[lang=zh-hans]"))
                found.push([`${element.tagName}[${name}]`, element.getAttribute(name)]);
    return found;
}"""


def walk(county: dict[str, str]) -> list[tuple[str, str]]:
    """(account, address) of every main page; the account is empty for a visitor."""
    task = "/delivery/sample/tasks/"
    supervisor = [
        "/workbench/",
        "/documents/sample/",
        "/documents/sample/?sentence=2.s1",
        "/documents/sample/?unit=industry&light=yellow",
        *(f"/documents/sample/measures/1/?tab={tab}" for tab in ("becomes", "tasks", "services", "history")),
        "/cockpit/sample/",
        "/delivery/sample/review/",
        "/delivery/sample/review/1/",
        "/delivery/sample/commitments/1.s1.c1/",
        task,
        f"{task}?light=blue",
        "/delivery/sample/sheets/",
        "/delivery/sample/sheets/1/",
        f"{task}{county['waiting']}/",
        f"{task}{county['returned']}/",
        "/units/development/",
        "/registry/units/",
        "/record/",
        "/search/?q=服务",
        "/search/?q=zzz",
        "/account/",
        "/documents/none/",
    ]
    liaison = [
        "/workbench/",
        "/delivery/sample/report/",
        "/delivery/sample/sheets/1/",
        f"{task}{county['new']}/",
        "/registry/users/",
    ]
    return [
        *(("", address) for address in ("/sign-in/", "/public/sample/", "/public/sample/text/", "/public/none/")),
        *(("supervisor", address) for address in supervisor),
        *(("development", address) for address in liaison),
        ("civil", f"{task}{county['returned']}/"),
        *(("administrator", address) for address in ("/registry/users/", "/registry/users/development/")),
        ("leader", "/cockpit/sample/"),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_page_is_accessible_fits_its_screen_and_is_silent(
    county: dict[str, str], visit: Visitor, settings: Any, language: str, size: dict[str, int]
) -> None:
    settings.DEMO = True
    wrong, visits = [], {}
    for account, address in walk(county):
        if account not in visits:
            visits[account] = visit(account, size=size, language=language)
        page = visits[account].go(address)
        page.evaluate(OPEN_ALL)
        page.evaluate(AXE.read_text("utf-8"))
        wrong += [f"{account or 'visitor'} {address} id twice: {found}" for found in page.evaluate(SAME_IDS)]
        wrong += [f"{account or 'visitor'} {address} {found}" for found in page.evaluate(RUN_AXE)]
        wrong += [f"{account or 'visitor'} {address} too wide: {found}" for found in page.evaluate(OVERFLOW)]
        wrong += [f"{account or 'visitor'} {address} {found}" for found in visits[account].wrong]
        visits[account].wrong.clear()
    assert wrong == []


def test_every_page_fits_the_narrowest_screen(county: dict[str, str], visit: Visitor) -> None:
    """320 pixels: a small phone, or a desk at four times its size (WCAG 2.2, 1.4.10)."""
    wrong, visits = [], {}
    for account, address in walk(county):
        if account not in visits:
            visits[account] = visit(account, size=NARROW)
        page = visits[account].go(address)
        page.evaluate(OPEN_ALL)
        page.wait_for_function("() => !document.querySelector('.htmx-request')")
        wrong += [f"{account or 'visitor'} {address} too wide: {found}" for found in page.evaluate(OVERFLOW)]
    assert wrong == []


def test_pages_read_in_english_say_nothing_of_their_own_in_chinese(county: dict[str, str], visit: Visitor) -> None:
    """Chinese is left only where it is what somebody wrote: the document, the register of units, reports, names."""
    written = POLICY + UNITS + TYPED
    wrong, visits = [], {}
    for account, address in walk(county):
        if account not in visits:
            visits[account] = visit(account, language="en")
        for where, text in visits[account].go(address).evaluate(CHINESE):
            own = [words for words in re.findall(r"[\u4e00-\u9fff]+", text) if words not in written]
            wrong += [f"{account or 'visitor'} {address} {where}: {words}" for words in own]
    assert not wrong, "\n".join(sorted(set(wrong)))
