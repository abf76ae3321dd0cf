"""终身追责: what came of a decision is answered for by who took it, wherever they are now."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.accountability.api import history_of, verify
from luoshi.accountability.liability.service import find_damage
from luoshi.accountability.models import Accountable, Damage, Decision, Sanction
from services_town import at_desk, county

TERM = {"post": "样例镇镇长", "principal": "on", "paper": "样例任免"}


@pytest.fixture
def town(db: None, on_day) -> None:
    county()
    on_day(date(2025, 3, 1))
    auditor = at_desk("auditor")
    people = [
        ("x", "样例甲", "2021-07-01", "2023-01-31", "2024 年退休"),
        ("y", "样例乙", "2023-02-01", "", "在任"),
    ]
    for code, name, first, last, now in people:
        auditor.post(
            "/accountability/officials/terms/",
            {**TERM, "official": code, "name": name, "first": first, "last": last, "whereabouts": now},
        )
    # The other members of the meeting hold no principal's post.
    for code, name in (("z", "样例丙"), ("w", "样例丁")):
        auditor.post(
            "/accountability/officials/terms/",
            {"post": "样例镇党委委员", "paper": "样例", "official": code, "name": name, "first": "2020-01-01"},
        )


def decided() -> str:
    at_desk("auditor").post(
        "/accountability/decisions/add/",
        {
            "title": "样例：同意河滩堆场",
            "decided_on": "2022-04-10",
            "organ": "样例联席会议",
            "paper": "样例纪要",
            "posts": "样例镇镇长\n样例镇党委委员",
            "signatures": "x | 签发\nz | 参会 | 反对\nw | 参会",
        },
    )
    return Decision.objects.get().code


def damage(**changed: object) -> Damage:
    facts = {"document": "minhou-22", "found_on": date(2025, 2, 1), "fact": "河滩受污染", "source": "case-1"}
    return find_damage(actor="system", **{**facts, **changed})  # type: ignore[arg-type]


def test_an_official_who_moved_and_retired_is_still_found(town: None) -> None:
    code, one = decided(), damage()
    auditor = at_desk("auditor")
    auditor.post(f"/accountability/damages/{one.pk}/liable/", {"decision": code})
    held = set(Accountable.objects.values_list("official__code", flat=True))
    # Who came later does not answer for the decision; nor does who is on record against it.
    assert held == {"x", "w"}
    page = auditor.get("/accountability/officials/?q=样例甲").content.decode()
    assert "2024 年退休" in page
    page = auditor.get("/accountability/officials/x/").content.decode()
    assert "河滩受污染" in page and "样例镇镇长" in page
    where = f"/accountability/damages/{one.pk}/sanction/"
    auditor.post(where, {"official": "x", "form": "removal", "decided_on": "2025-03-01", "paper": "样例决定"})
    page = auditor.get("/accountability/officials/x/").content.decode()
    assert "2026-03-01" in page and "2027-03-01" in page
    # Y is not held, so nothing can be decided about Y.
    auditor.post(where, {"official": "y", "form": "removal", "decided_on": "2025-03-01", "paper": "样例决定"})
    assert Sanction.objects.count() == 1
    assert [line.act for line in history_of(["case-1"])] == [
        "accountability.held_liable",
        "accountability.damage_found",
    ]
    assert verify() == []


def test_nothing_lapses(town: None, on_day) -> None:
    code, one = decided(), damage()
    on_day(date(2060, 1, 1))
    at_desk("auditor").post(f"/accountability/damages/{one.pk}/liable/", {"decision": code})
    assert Accountable.objects.filter(official__code="x").exists()
    assert "河滩受污染" in at_desk("auditor").get("/accountability/officials/x/").content.decode()


def test_damage_before_the_decision_did_not_come_of_it(town: None) -> None:
    code, one = decided(), damage(found_on=date(2022, 4, 9))
    page = at_desk("auditor").post(f"/accountability/damages/{one.pk}/liable/", {"decision": code}, follow=True)
    assert "不是由它造成的" in page.content.decode()
    assert not Accountable.objects.exists()


def test_a_clue_told_twice_is_one(town: None) -> None:
    assert damage().pk == damage(fact="又说一遍").pk
    assert Damage.objects.count() == 1


def test_a_section_worse_than_its_target_is_a_clue(town: None) -> None:
    import polars as pl

    from luoshi.indicators.monitoring import take_in_water
    from luoshi.registry.api import system_viewer

    cells = pl.DataFrame(
        {
            "station": ["sample-water-1"] * 2,
            "month": ["2025-01", "2025-02"],
            "DO": ["7", "7"],
            "CODMn": ["3", "3"],
            "NH3N": ["0.3", "1.9"],
            "TP": ["0.1", "0.1"],
        }
    )
    for _again in range(2):
        take_in_water(by=system_viewer(), cells=cells, source="样例")
    one = Damage.objects.get()
    assert one.source == "sample-water-1/2025-02-01"
    assert "劣于目标" in one.fact
    assert len(history_of([one.source])) == 2  # the exceedance and the clue, each once
    page = at_desk("auditor").get("/workbench/").content.decode()
    assert "水质劣于目标" in page
