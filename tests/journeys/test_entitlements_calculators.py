"""Calculations as people fill them in: each ends at what they see on the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from luoshi.entitlements.models import Arrangement
from luoshi.kernel.manifest import Programme

FOLDER = Path(__file__).resolve().parents[2] / "programmes"


@pytest.fixture(autouse=True)
def _in_the_city(programme: Programme, on_day: object) -> None:
    """A county of the city whose tables stand in the statutes."""
    on_day(date(2024, 7, 9))
    Arrangement.objects.create(
        document="sample",
        jurisdiction="350121",
        measure="1",
        code="entitlements.sample",
        title="样例",
        rules=["own_part"],
    )


def ask(entity: str, **facts: object) -> str:
    given = {f"{entity}.{name}": str(value) for name, value in facts.items()}
    return Client().post(f"/entitlements/calculations/{entity}/", given).content.decode()


def test_a_medical_bill_is_split_into_its_layers() -> None:
    bill = {"scheme": "resident", "hospital_level": "third", "eligible_cost": 100000, "stays_before": 0}
    page = ask("medical_bill", **bill, fund_used=0, self_paid_before=0, is_poor=1)
    for amount in ("59,520.00", "21,660.00", "13,174.00", "5,646.00"):
        assert amount in page
    assert "社会保险法 第二十八条" in page


def test_an_employer_sees_what_hiring_brings() -> None:
    page = ask(
        "hiring", firm_size="small", insured_last_year=28, laid_off=5, premium_paid=36000, is_dishonest=0, new_hires=4
    )
    assert "21,600.00" in page
    assert "6,000.00" in page
    assert "21,600.00" not in ask(
        "hiring", firm_size="small", insured_last_year=28, laid_off=6, premium_paid=36000, is_dishonest=0
    )


def test_a_founder_learns_from_which_day(on_day: object) -> None:
    facts = {"opened_on": "2024-01-10", "is_first_business": 1, "insures_itself": 1}
    assert "符合一次性创业补贴：否" in ask("start_up", **facts)
    on_day(date(2024, 7, 10))
    page = ask("start_up", **facts)
    assert "符合一次性创业补贴：是" in page
    assert "一次性创业补贴标准（由人社部门补录）" in page  # the amount is the county's to say


def test_a_transfer_is_shared_by_law() -> None:
    page = ask(
        "result_conversion",
        conversion_kind="transfer",
        conversion_price=2000000,
        conversion_cost=200000,
        agreed_percent=40,
        is_state_founded=1,
    )
    assert "1,260,000.00" in page  # the city's floor of 70 % goes before the agreed 40 %
    assert "促进科技成果转化法 第四十五条" in page


def test_an_investment_gives_its_subsidy_and_cap(on_day: object) -> None:
    assert "现行技改补助比例（由工信部门补录）" in ask(
        "renovation", fixed_investment=300000000, renovation_class="intelligent"
    )
    on_day(date(2019, 6, 1))
    assert "5,000,000.00" in ask("renovation", fixed_investment=300000000, renovation_class="intelligent")


def test_a_headquarters_is_judged_by_its_firms_and_tax() -> None:
    facts = {"sector": "manufacturing", "managed_firms": 3, "outside_firms": 2, "group_revenue": 1000000000}
    facts |= {"pooled_revenue": 250000000, "tax_last_year": 30000000, "paid_in_capital": 600000000}
    assert "15,000,000.00" in ask("headquarters", **facts, fair_competition_passed=1)
    assert "15,000,000.00" not in ask("headquarters", **facts, fair_competition_passed=0)
    assert "符合综合型总部：否" in ask("headquarters", **{**facts, "outside_firms": 1})


def test_growth_is_rewarded_by_brackets() -> None:
    assert "200,000.00" in ask("growth_reward", output_before=600000000, output_now=700000000)
    assert "200,000.00" not in ask("growth_reward", output_before=600000000, output_now=650000000)


def test_a_talent_learns_the_class_and_what_stays_open() -> None:
    page = ask("talent_claim", meets_a=0, meets_b=1, meets_c=1, meets_d=0, meets_e=0)
    assert "人才层次：2" in page
    assert "安家补助标准（由人才工作部门补录）" in page


def test_care_hours_stay_open_until_the_county_says() -> None:
    page = ask("care_claim", ability_grade=3, delivered_hours=50)
    assert "每月服务小时（由民政部门补录）" in page
    assert "应补贴服务小时：无法确定" in page


def test_what_cannot_be_read_is_said_beside_the_field() -> None:
    page = ask("hiring", premium_paid="很多")
    assert "看不懂“很多”" in page
    assert Client().get("/entitlements/calculations/none/").status_code == 404
