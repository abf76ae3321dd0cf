"""The list of indicators is narrowed by what the address asks for, and each choice says how many it finds."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from factories import user, write_programme
from kept import applied
from luoshi.indicators import service
from luoshi.registry.api import system_viewer

DEFINITIONS = """measure: "1"
indicators:
  - {code: reached, name: 甲达标, name_en: Reached, frequency: year, direction: up, source: x, clauses: [1.s1], owner: development, targets: [{period: "2021", value: 5, source: x}]}
  - {code: missed, name: 乙未达标, name_en: Missed, frequency: year, direction: up, source: x, clauses: [1.s1], owner: development, targets: [{period: "2021", value: 50, source: x}]}
  - {code: silent, name: 丙没有数据, name_en: Silent, frequency: year, direction: up, source: x, clauses: [1.s1], owner: finance, targets: [{period: "2021", value: 5, source: x}]}
  - {code: towns, name: 丁分乡镇, name_en: Towns, frequency: year, by_place: true, source: x, clauses: [1.s1]}
"""
NAMES = ("甲达标", "乙未达标", "丙没有数据", "丁分乡镇")


@pytest.fixture
def analyst(db: None, tmp_path: Path) -> Client:
    folder = write_programme(tmp_path / "programme")
    (folder / "01-environment" / "indicators.yaml").write_text(DEFINITIONS, "utf-8")
    applied(folder)
    for code in ("reached", "missed"):
        service.enter(by=system_viewer(), code=code, period="2021", value=10, source="x")
    client = Client()
    client.force_login(user("analyst"))
    return client


def listed(client: Client, query: str) -> tuple[set[str], dict[str, str]]:
    """The indicators listed, and the choices of all filters: code of filter and choice -> words."""
    page = unescape(client.get(f"/indicators/?{query}").content.decode())
    choices = {}
    for name, options in re.findall(r'<select class="form-select" name="(\w+)">(.*?)</select>', page, re.DOTALL):
        for value, text in re.findall(r'<option value="(\w+)"[^>]*>(.*?)</option>', options, re.DOTALL):
            choices[f"{name}={value}"] = " ".join(text.split())
    return {name for name in NAMES if f">{name}</a>" in page}, choices


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", set(NAMES)),
        ("reached=yes", {"甲达标"}),
        ("reached=no", {"乙未达标"}),
        ("reached=open", {"丙没有数据"}),
        ("reached=none", {"丁分乡镇"}),
        ("unit=development", {"甲达标", "乙未达标"}),
        ("unit=development&reached=no", {"乙未达标"}),
        ("unit=none", {"丁分乡镇"}),
        ("places=yes", {"丁分乡镇"}),
        ("value=no", {"丙没有数据", "丁分乡镇"}),
        ("measure=1&q=达标", {"甲达标", "乙未达标"}),
        ("measure=2", set()),
        ("measure=none-such", set(NAMES)),  # what is no choice narrows nothing
        ("reached=rumour", set(NAMES)),
    ],
)
def test_the_board_lists_what_is_asked_for(analyst: Client, query: str, found: set[str]) -> None:
    assert listed(analyst, query)[0] == found


def test_each_choice_counts_what_it_finds_beside_the_other_filters(analyst: Client) -> None:
    _found, choices = listed(analyst, "unit=development")
    assert choices["reached=yes"] == "已达到 (1)" and choices["reached=no"] == "未达到 (1)"
    assert "reached=open" not in choices and "places=yes" not in choices  # they would find nothing
    assert choices["unit=development"].endswith("(2)") and choices["unit=finance"].endswith("(1)")


def test_what_finds_nothing_offers_the_way_back(analyst: Client) -> None:
    page = analyst.get("/indicators/?q=没有这个").content.decode()
    assert "没有符合条件的指标" in page and 'href="/indicators/?"' in page
