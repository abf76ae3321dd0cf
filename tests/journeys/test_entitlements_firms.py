"""A firm sees its titles; firms near the threshold are found."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import user
from luoshi.entitlements.models import Finding, Helper
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.registry.api import FIRM, FIRM_YEAR, PERSON, system_viewer
from luoshi.registry.domain.frames import schema
from luoshi.registry.models import Unit
from luoshi.registry.register_acts import take_in
from luoshi.services.models import Case
from services_town import at_desk, case, county, work

USCC = "91990000000000019H"


def keep(register: object, rows: list[dict[str, object]]) -> None:
    kinds = schema(register)
    frame = pl.DataFrame([{name: row.get(name) for name in kinds} for row in rows], schema=kinds)
    take_in(
        by=system_viewer(), register=register, frame=frame, valid_from=date(2021, 1, 1), source="登记", synthetic=False
    )


@pytest.fixture(autouse=True)
def _a_firm(programme: Programme, on_day: object) -> None:
    on_day(date(2023, 6, 1))
    firm = {"uscc": USCC, "name": "样本企业", "registered_on": date(2015, 1, 1), "state": "open", "industry": "5431"}
    firm |= {"is_resident_enterprise": True, "seriously_dishonest": False, "accident_in_year": False}
    keep(FIRM, [{**firm, "core_product_field": True, "patents_one": 1, "patents_two": 0, "above_scale": False}])
    year = {"revenue": 18_000_000_00, "rd_expense": 1_000_000_00, "rd_expense_domestic": 900_000_00, "staff": 100}
    year |= {"technical_staff": 25, "high_tech_revenue": 12_000_000_00, "total_assets": 50_000_000_00}
    keep(FIRM_YEAR, [{"uscc": USCC, "year": 2023 - back, **year} for back in (1, 2, 3)])


def test_a_firm_sees_which_titles_it_meets() -> None:
    liaison = Client()
    liaison.force_login(user("liaison", "development"))
    page = liaison.get(f"/entitlements/firm/?uscc={USCC}").content.decode()
    assert "样本企业" in page
    assert "符合科技型中小企业：是" in page
    assert "符合高新技术企业：无法确定" in page  # nobody has scored its innovation yet
    assert "创新能力评价得分" in page
    scored = liaison.post("/entitlements/firm/", {"uscc": USCC, "firm.innovation_score": "70"}).content.decode()
    assert "符合高新技术企业：否" in scored
    assert "创新能力评价得分为71" in scored  # what would turn it
    assert (
        "符合高新技术企业：是"
        in liaison.post("/entitlements/firm/", {"uscc": USCC, "firm.innovation_score": "71"}).content.decode()
    )
    assert liaison.get("/entitlements/firm/?uscc=none").status_code == 404


def test_firms_near_the_threshold_are_found() -> None:
    analyst = Client()
    analyst.force_login(user("analyst"))
    keep(PERSON, [{"identity_number": None, "name": "甲", "birth_date": date(1985, 2, 3), "household_number": "H1"}])
    analyst.post("/entitlements/sweeps/run/", {"rules": ["firms"]})
    near = Finding.objects.get(rule="is_near_scale")
    assert (near.kind, near.key) == ("warning", USCC)  # 18 of 20 million yuan
    page = analyst.get(f"/entitlements/sweeps/{near.sweep.run}/?rule=is_near_scale").content.decode()
    assert USCC in page


def test_forty_firms_on_the_way_need_no_more_questions_to_the_store_than_one() -> None:
    analyst = Client()
    analyst.force_login(user("analyst"))
    analyst.get("/entitlements/pipeline/")

    def asked() -> int:
        analyst.get("/entitlements/pipeline/")  # the registers are read once after a change
        with CaptureQueriesContext(connection) as queries:
            assert "91990000000000019H" in analyst.get("/entitlements/pipeline/").content.decode()
        return len(queries)

    one = asked()
    firm = {"registered_on": date(2015, 1, 1), "state": "open", "industry": "5431", "is_resident_enterprise": True}
    codes = [f"919900000000{n:05d}X" for n in range(39)]
    keep(FIRM, [{**firm, "uscc": code, "name": f"企业{code}", "above_scale": False} for code in codes])
    keep(FIRM_YEAR, [{"uscc": code, "year": 2022, "revenue": 17_000_000_00} for code in codes])
    for code in codes[:20]:
        Helper.objects.create(key=code, unit=Unit.objects.get(code="development"), assigned_by="x", assigned_at=now())
    assert "企业91990000000000001X" in analyst.get("/entitlements/pipeline/").content.decode()
    assert asked() <= one


def test_a_firm_near_the_threshold_gets_a_helper_whose_desk_has_the_case(db: None) -> None:
    county()
    analyst = Client()
    analyst.force_login(user("analyst"))
    page = analyst.get("/entitlements/pipeline/").content.decode()
    assert "样本企业" in page
    assert "90.0%" in page  # 18 of 20 million yuan
    assert "2,000,000" in page
    assert analyst.post("/entitlements/pipeline/assign/", {"uscc": "none", "unit": "transport"}).status_code == 302
    assert not Helper.objects.exists()
    analyst.post("/entitlements/pipeline/assign/", {"uscc": USCC, "unit": "transport"})
    analyst.post("/entitlements/pipeline/assign/", {"uscc": USCC, "unit": "transport"})
    assert Helper.objects.get().unit.code == "transport"
    found = Case.objects.get(version__code="scale-coaching")  # once, however often it is named
    assert (found.unit.code, found.applicant["code"]) == ("transport", USCC)
    helper = at_desk("clerk", "transport")
    work(helper, found.number, "联络员走访", helper="样例联络员", stage="达到标准，申报")
    work(helper, found.number, "提交申报资料", revenue_reported=20500000, tax_revenue=20100000)
    counts = at_desk("clerk", "statistics")
    work(counts, found.number, "县统计审核", county_result="退回补正", county_note="缺现场照片")
    work(helper, found.number, "提交申报资料", revenue_reported=20500000, tax_revenue=20100000, papers_complete="on")
    work(counts, found.number, "县统计审核", county_result="通过")
    work(counts, found.number, "省市国家审核结果", above_result="入库", listed_on="2023-12-25")
    assert case(found.number).result == "已入库：2023-12-25"
