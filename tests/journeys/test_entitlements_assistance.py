"""A family asks what it gets; a family that nobody applied for is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.test import Client

from factories import user
from luoshi.entitlements.models import Finding, SampleValue, Sweep
from luoshi.kernel.manifest import Programme, manifests
from luoshi.kernel.today import today
from luoshi.registry.api import HOUSEHOLD, PERSON, system_viewer
from luoshi.registry.domain.frames import schema
from luoshi.registry.register_acts import take_in

WHERE = "/entitlements/"
EXAMPLES = {
    "minimum_living_standard": 760,
    "work_cost_rate": 20,
    "rigid_deduction_rate": 0,
    "deposit_limit_per_person": 20000,
    "edge_deposit_limit_per_person": 30000,
    "house_limit": 1,
    "vehicle_limit": 0,
}
EARNS = {
    "business_income_monthly": 0,
    "property_income_monthly": 0,
    "transfer_income_monthly": 0,
    "pension_monthly": 0,
    "basic_pension_monthly": 0,
    "excluded_income_monthly": 0,
    "in_prison": False,
}


@pytest.fixture
def examples(programme: Programme) -> None:
    """Example values for what the county has to lay down, and the national parameters in the store."""
    for name, value in EXAMPLES.items():
        SampleValue.objects.create(code=f"social_assistance.{name}", value=Decimal(value))


def keep(register: object, rows: list[dict[str, object]]) -> None:
    kinds = schema(register)
    frame = pl.DataFrame([{name: row.get(name) for name in kinds} for row in rows], schema=kinds)
    take_in(
        by=system_viewer(), register=register, frame=frame, valid_from=date(2021, 1, 1), source="登记", synthetic=False
    )


@pytest.fixture
def families(examples: None, on_day: object) -> None:
    """Three families on 750 yuan a head: one helped, one nobody applied for, one of which the wage is not known."""
    on_day(date(2023, 6, 1))
    home = {"township": "990101101", "deposits": 100000, "houses": 1, "vehicles": 0, "owns_company": False}
    home |= {"rigid_medical_year": 0, "rigid_education_year": 0, "rigid_rehabilitation_year": 0}
    keep(
        HOUSEHOLD,
        [
            {**home, "household_number": "H1", "assistance": "minimum_living"},
            {**home, "household_number": "H2", "assistance": "none"},
            {**home, "household_number": "H3", "assistance": "none"},
        ],
    )
    person = {"gender": "1", "birth_date": date(1985, 2, 3), "disability_kind": "0", "relation": "head", **EARNS}
    keep(
        PERSON,
        [
            {**person, "identity_number": None, "name": "甲", "household_number": "H1", "wage_monthly": 50000},
            {**person, "identity_number": None, "name": "乙", "household_number": "H2", "wage_monthly": 75000},
            {**person, "identity_number": None, "name": "丙", "household_number": "H3", "wage_monthly": None},
        ],
    )


def test_a_family_learns_what_it_gets_and_why(examples: None, on_day: object) -> None:
    on_day(date(2023, 6, 1))
    asked = {
        "household.members": "3",
        "household.family_income": "1500",
        "household.deposits": "8000",
        "household.houses": "1",
        "household.vehicles": "0",
        "household.rigid_medical_year": "0",
        "household.rigid_rehabilitation_year": "0",
        "household.assistance": "none",
    }
    page = Client().post(WHERE, asked).content.decode()
    assert "780.00 元" in page
    assert "最低生活保障审核确认办法 第八条" in page
    assert "社会救助暂行办法 第十二条" in page
    assert "按样例数值" in page
    rich = Client().post(WHERE, {**asked, "household.deposits": "80000"}).content.decode()
    assert "存款和有价证券为60,000.00 元" in rich  # the limit for three: the nearest change that turns the refusal
    unknown = Client().post(WHERE, {**asked, "household.deposits": ""}).content.decode()
    assert "还缺" in unknown
    assert "存款和有价证券" in unknown
    assert Sweep.objects.count() == 0  # nothing that was filled in is kept


def test_without_the_countys_standard_nothing_is_guessed(programme: Programme, on_day: object) -> None:
    on_day(date(2023, 6, 1))
    page = Client().post(WHERE, {"household.members": "3", "household.family_income": "1500"}).content.decode()
    assert "最低生活保障标准（由民政部门补录）" in page
    assert "无法确定" in page


def test_a_family_nobody_applied_for_is_found(families: None) -> None:
    clerk = Client()
    clerk.force_login(user("clerk"))
    clerk.post(f"{WHERE}sweeps/run/", {"rules": ["social_assistance"]})
    sweep = Sweep.objects.get()
    found = {(f.kind, f.key): f for f in Finding.objects.filter(sweep=sweep, rule="is_minimum_living")}
    assert set(found) == {("entitled", "H2"), ("open", "H3")}
    assert found["entitled", "H2"].amount == 16000  # 760 − 750 × 80 %
    assert "wage_monthly" in found["open", "H3"].missing.split(",")
    page = clerk.get(f"{WHERE}sweeps/{sweep.run}/?kind=entitled&rule=is_minimum_living").content.decode()
    assert "H2" in page
    reached = clerk.get(f"{WHERE}findings/{found['entitled', 'H2'].pk}/", follow=True).content.decode()
    assert "160.00 元" in reached
    clerk.post(f"{WHERE}sweeps/run/", {"rules": ["social_assistance"]})
    assert Sweep.objects.count() == 1  # a second sweep of the same registers changes nothing
    entitlements = next(m for m in manifests() if m.room == "entitlements")
    work = list(entitlements.work_list(system_viewer(), today()))
    assert any("符合最低生活保障" in item.title for item in work)


def test_what_if_tells_cost_gainers_and_losers(families: None) -> None:
    analyst = Client()
    analyst.force_login(user("analyst"))
    where = f"{WHERE}what-if/?benefit=is_minimum_living&parameter=social_assistance.minimum_living_standard&value="
    page = analyst.get(f"{where}800").content.decode()
    assert "+80.00" in page  # two families, forty yuan each; the third is open
    assert analyst.get(f"{where}abc").status_code == 200
