"""Contracts and payments: what the law, the budget and the works do not let is refused, with the rule and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.accountability.api import verify
from luoshi.kernel.manifest import Programme
from luoshi.projects.models import Contract, Funding, Payment, Permit, Project
from services_town import at_desk, county

ROAD = "central-avenue"
URL = f"/projects/{ROAD}/contracts/"
WORKS = {
    "contract": "HT-1",
    "name": "路基标段",
    "kind": "works",
    "value": "8000",
    "supplier": "某某建设（合成）",
    "tendered": "on",
}


@pytest.fixture
def town(db: None, on_day: Callable[[date], None]) -> Programme:
    on_day(date(2021, 8, 2))
    return county()


@pytest.fixture
def office(town: Programme) -> Client:
    return at_desk("liaison", "transport")


@pytest.fixture
def road(town: Programme) -> Project:
    project = Project.objects.get(code=ROAD)
    project.total_yuan = project.budget_yuan = project.estimate_yuan = D(10**8)
    project.save()
    Funding.objects.create(project=project, source="县级财政", year=2021, planned_yuan=D(5 * 10**7))
    return project


def done(project: Project, *steps: str) -> None:
    Permit.objects.bulk_create(Permit(project=project, step=step, state="done") for step in steps)


def sign(client: Client, **more: str) -> str:
    return client.post(f"{URL}sign/", {**WORKS, **more}, follow=True).content.decode()


def pay(client: Client, project: Project, amount: str, **more: str) -> str:
    form = {"contract": "HT-1", "funding": str(project.funding.get().pk), "amount": amount, "what": "工程款"}
    return client.post(f"{URL}pay/", {**form, "voucher": "凭证 1", **more}, follow=True).content.decode()


def test_a_contract_is_not_signed_before_its_award_and_budget(office: Client, road: Project) -> None:
    assert at_desk("liaison", "finance").post(f"{URL}sign/", WORKS).status_code == 403
    told = sign(office)
    assert "招标投标还没有办结" in told and "招标投标法 第46条" in told
    assert "初步设计和概算还没有批复" in told and "政府投资条例 第11条" in told
    assert 'value="某某建设（合成）"' in told and not Contract.objects.exists()  # refused, and nothing typed is lost
    done(road, "S15", "S33")
    untendered = {k: v for k, v in WORKS.items() if k != "tendered"}
    told = office.post(f"{URL}sign/", untendered).content.decode()
    assert "达到 400 万元，必须招标" in told and "必须招标的工程项目规定 第5条" in told
    told = sign(office, prefunded="on")
    assert "由施工单位垫资建设，不得签订" in told and "政府投资条例 第22条" in told
    assert "超过概算 10000.00 万元" in sign(office, value="10001")
    assert "合同价应大于 0" in sign(office, value="many")
    assert "合同已签订" in sign(office)
    assert Contract.objects.get().signed_date == date(2021, 8, 2)
    assert "已签订" in sign(office)
    # A second contract may fill the budget, not pass it.
    assert "合同价合计 10000.01 万元" in sign(office, contract="HT-2", value="2000.01")
    assert "合同已签订" in sign(office, contract="HT-2", value="2000")
    assert verify() == []


def test_a_payment_stays_within_contract_source_works_and_law(office: Client, road: Project) -> None:
    done(road, "S15", "S33")
    Contract.objects.create(project=road, code="HT-1", name="路基标段", kind="works", value_yuan=D(8 * 10**7))
    assert "还没有签订，不能支付" in pay(office, road, "100")
    Contract.objects.update(signed_date=date(2021, 8, 2))

    # Before works begin an advance of 30 % of 8,000; not a cent more.
    told = pay(office, road, "2400.01")
    assert "预付款最多 2400.00 万元（合同价的 30%）" in told and "建设工程价款结算暂行办法 第12条" in told
    assert "已登记支付" in pay(office, road, "2400")
    assert "累计 2400.01 万元" in pay(office, road, "0.01")

    # Half of the works done: 90 % of the half.
    Project.objects.filter(pk=road.pk).update(started_date=date(2021, 8, 1), points=D(50))
    told = pay(office, road, "1200.01")
    assert "形象进度 50.0%，最多支付 3600.00 万元（已完成价款的 90%）" in told and "第13条" in told
    assert "已登记支付" in pay(office, road, "1200")

    # The year's source has 5,000 and 3,600 are spent; the contract ends at 8,000.
    Project.objects.filter(pk=road.pk).update(points=D(100))
    assert "还可支付 1400.00 万元，这次要 1400.01 万元" in pay(office, road, "1400.01")
    done(road, "S50")
    Funding.objects.update(planned_yuan=D(10**9))
    assert "超过合同“路基标段”的合同价 8000.00 万元" in pay(office, road, "4400.01")
    assert "用途和凭证都要填写" in pay(office, road, "10", voucher="")

    # A budget more than a tenth above the estimate stops payment until it is approved; so does spending above the budget.
    Project.objects.filter(pk=road.pk).update(estimate_yuan=D(9 * 10**7))
    told = pay(office, road, "10")
    assert "概算比可研估算多 11.11%" in told and "政府投资条例 第12条" in told
    Project.objects.filter(pk=road.pk).update(estimate_yuan=D(10**8), budget_yuan=D(36_050_000))
    assert "超过概算 3605.00 万元" in pay(office, road, "10")
    Project.objects.filter(pk=road.pk).update(budget_yuan=D(10**8))
    assert "已登记支付" in pay(office, road, "4400")
    assert sum(p.amount_yuan for p in Payment.objects.all()) == D(8 * 10**7)
    assert "100%" in office.get(URL).content.decode()
    assert at_desk("leader").post(f"{URL}pay/", {}).status_code == 403
    assert verify() == []


def test_a_file_taken_in_again_keeps_what_was_signed_and_paid(office: Client, road: Project) -> None:
    done(road, "S15", "S33")
    sign(office)
    pay(office, road, "100")
    analyst = at_desk("analyst")
    file = SimpleUploadedFile("p.json", analyst.get("/projects/download/oc4ids/").content)
    assert analyst.post("/projects/take-in/", {"file": file}).status_code == 302
    kept = Contract.objects.get()
    assert (kept.signed_date, kept.payments.count()) == (date(2021, 8, 2), 1)


def test_the_same_refusals_are_said_in_english(office: Client, road: Project) -> None:
    office.cookies["django_language"] = "en"
    told = sign(office)
    assert "the tender is not done" in told and "招标投标法, art. 46" in told
    assert "招标投标还没有办结" not in told
