"""The statutes of this checkout are without faults; faults that are planted are found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from luoshi.entitlements.domain.law import Law, read_law
from luoshi.entitlements.domain.lint import conflicts, lint
from luoshi.entitlements.statutes import register_entities
from luoshi.registry.api import synthetic_county, townships_like

pytestmark = pytest.mark.pure
DAY = date(2025, 6, 1)
HEAD = "from datetime import date\nfrom luoshi.entitlements.domain.rules import rule\n"


def write(folder: Path, text: str) -> Law:
    path = folder / "cn" / "rules" / "r.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text, "utf-8")
    return read_law(folder, register_entities())


def a_rule(name: str, body: str, more: str = "", start: str = "2000, 1, 1", source: str = "某法") -> str:
    mark = f'@rule("{name}", entity="household", unit="bool", source="{source}", in_force_from=date({start}){more})\n'
    return mark + f"def {name}(houses, vehicles):\n    return {body}\n\n\n"


def test_the_statutes_have_no_faults(law: Law) -> None:
    assert lint(law, DAY, {rule.jurisdiction for rule in law.rules} | {""}) == []


def test_provisions_that_exclude_each_other_never_hold_together(law: Law) -> None:
    examples = {"minimum_living_standard": 760, "work_cost_rate": 20, "rigid_deduction_rate": 0, "house_limit": 1}
    examples |= {"deposit_limit_per_person": 20000, "edge_deposit_limit_per_person": 30000, "vehicle_limit": 0}
    examples |= {"rigid_share": 60, "disposable_income_per_head": 45000}
    known = law.assuming({f"social_assistance.{name}": Decimal(value) for name, value in examples.items()})
    county = synthetic_county(6000, seed=2, as_of=DAY, townships=townships_like())
    found = conflicts(known.on(DAY, ""), county)
    # 特困 and children without guardians may meet in one child: 特困人员认定办法 第九条 says to choose one.
    assert {fault.name for fault in found} <= {
        "is_extreme_poverty, is_without_effective_guardians",
        "is_orphan, is_extreme_poverty",
    }


def test_planted_faults_are_found(tmp_path: Path) -> None:
    text = a_rule("many", "houses > 2")
    text += a_rule("lost", "houses > vehicles", source=" ")
    found = {(fault.kind, fault.name) for fault in lint(write(tmp_path, text), DAY)}
    assert found == {("number", "many"), ("uncited", "lost")}


def test_a_name_that_means_two_things_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "cn" / "parameters"
    folder.mkdir(parents=True)
    for group in ("one", "two"):
        text = f"jurisdiction: ''\nparameters:\n- code: {group}.most_houses\n  label: 住房上限\n  values:\n"
        value = "  - {value: 1, in_force_from: 2000-01-01, source: {title: 某法, verified: unverified}}\n"
        (folder / f"{group}.yaml").write_text(text + value, "utf-8")
    read = a_rule("one", "houses > most_houses").replace("(houses, vehicles)", "(houses, most_houses)")
    found = lint(write(tmp_path, read), DAY)
    assert [(fault.kind, fault.detail) for fault in found] == [("ambiguous", "one.most_houses、two.most_houses")]


def test_overlaps_and_gaps_in_dates_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "cn" / "rules"
    folder.mkdir(parents=True)
    ended = a_rule("one", "houses > vehicles", ", in_force_to=date(2010, 1, 1)")
    (folder / "a.py").write_text(HEAD + ended, "utf-8")
    (folder / "b.py").write_text(HEAD + a_rule("one", "houses > 1", start="2011, 1, 1"), "utf-8")
    found = lint(read_law(tmp_path, register_entities()), DAY)
    assert [(fault.kind, fault.name) for fault in found] == [("gap", "one")]


def test_two_provisions_that_differ_are_shown_on_somebody(tmp_path: Path) -> None:
    text = a_rule("one", "houses > vehicles", ', decides="x"') + a_rule("two", "houses >= vehicles", ', decides="x"')
    law = write(tmp_path, text)
    homes = pl.DataFrame({"household_number": ["A", "B"], "houses": [2, 1], "vehicles": [1, 1]})
    found = conflicts(law.on(DAY, ""), {"household": homes})
    assert [(fault.kind, fault.example) for fault in found] == [("conflict", "B")]
    settled = write(tmp_path, text.replace('decides="x")', 'decides="x", prevails="后法优于前法")'))
    assert conflicts(settled.on(DAY, ""), {"household": homes}) == []
