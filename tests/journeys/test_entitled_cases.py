"""Cases in which the law is a step: applied for, worked out by rule, made public, paid, looked at again, taken back."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.test import Client

from luoshi.entitlements.models import SampleValue
from luoshi.kernel.today import CHINA, at_moment
from luoshi.services.daily import tick
from luoshi.services.models import Case
from services_town import at_desk, case, county, waiting, work

EXAMPLES = {
    "minimum_living_standard": 760,
    "deposit_limit_per_person": 20000,
    "house_limit": 1,
    "vehicle_limit": 0,
    "rigid_deduction_rate": 0,
}


@pytest.fixture
def town(db: None) -> None:
    county()
    for name, value in EXAMPLES.items():
        SampleValue.objects.create(code=f"social_assistance.{name}", value=Decimal(value))


def begun(clerk: Client, what: str, **form: object) -> str:
    sent = clerk.post(f"/services/new/{what}/", {"applicant_name": "样例申请人", **form})
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    return sent["Location"].rstrip("/").rsplit("/", 1)[1]


def later(on_day, day: date) -> None:
    """The day passes, and the clock looks at what was due in it, at whatever time of day the tests run."""
    end = datetime.combine(day, time(23, 59), CHINA)
    with at_moment(end):
        tick(end)
    on_day(day)


def test_a_family_goes_from_application_to_monthly_payment_and_out(town: None, on_day) -> None:
    on_day(date(2024, 3, 4))
    civil, reviewer = at_desk("clerk", "civil-affairs"), at_desk("reviewer", "civil-affairs")
    finance = at_desk("clerk", "finance")
    number = begun(civil, "minimum-living", members=3, authorised="on")
    # 30 working days over 清明, its shifted Sunday worked
    assert case(number).due_date == date(2024, 4, 16)
    work(civil, number, "信息核对", check_report="不相符", check_note="有一笔存款未申报")
    work(civil, number, "告知核对结果", objection="有异议", objection_note="存款属于姐姐")
    facts = {"members": 3, "family_income": 1500, "deposits": 8000, "houses": 1, "vehicles": 0}
    survey = {"surveyors": 2, "surveyed_on": "2024-03-12", "rigid_medical_year": 0, "rigid_rehabilitation_year": 0}
    work(civil, number, "入户调查", **facts, **survey)
    assert waiting(number) == ["补齐事实"]  # whether it is helped already was not asked
    assert case(number).data["law"]["is_minimum_living"] is None
    assert "现享受救助" in case(number).data["law"]["missing"]
    work(civil, number, "补齐事实", assistance="无")
    law = case(number).data["law"]
    assert (law["is_minimum_living"], law["minimum_living_allowance"]) == (True, 780.0)  # 760 × 3 − 1500
    assert "最低生活保障审核确认办法" in law["reasons"]["is_minimum_living"]
    on_day(date(2024, 3, 13))
    work(civil, number, "初审建议", proposal="建议纳入", proposed_amount=780)
    assert waiting(number) == []  # the village sees it for seven days
    later(on_day, date(2024, 3, 18))
    assert waiting(number) == []
    later(on_day, date(2024, 3, 25))
    work(civil, number, "公示结果", notice_objection="无异议")
    work(reviewer, number, "审核确认", decision="确认", amount=780)
    later(on_day, date(2024, 4, 25))  # the month after the decision
    work(finance, number, "按月发放", paid_on="2024-04-25", change="家庭情况变化")
    work(civil, number, "动态核查", **{**facts, "family_income": 3000}, has_worker="on", assistance="无")
    assert case(number).data["months_left"] == 6  # somebody found work: six months more
    for month in range(5, 11):
        day = date(2024, month, 26)
        later(on_day, day)
        work(finance, number, "按月发放", paid_on=day.isoformat(), change="无变化")
    assert case(number).state == "done"
    assert case(number).result == "停发，共发放7个月"


def test_a_renovation_is_paid_and_clawed_back(town: None, on_day) -> None:
    on_day(date(2022, 3, 1))
    industry, finance = at_desk("clerk", "industry-it"), at_desk("clerk", "finance")
    reviewer = at_desk("reviewer", "industry-it")
    facts = {"project_name": "样例技改", "filing_no": "样例备案一号", "renovation_class": "一般技改"}
    number = begun(industry, "renovation-subsidy", fixed_investment=150000000, **facts)
    work(industry, number, "受理审查", accepted="受理")
    work(industry, number, "审计核定投资", fixed_investment=120000000, audit_report="样例审计一号")
    work(industry, number, "现场核查", visitors=2, visit_result="设备在用")
    law = case(number).data["law"]
    assert law["renovation_subsidy_now"] is None  # today's rate was not found: the meeting decides and says why
    assert "现行技改补助比例" in law["missing"]
    work(reviewer, number, "工信、财政会审", decision="同意", amount=2400000, amount_basis="参照原办法百分之二")
    later(on_day, date(2022, 4, 20))
    work(industry, number, "公示结果", notice_objection="无异议")
    work(finance, number, "拨付资金", paid_amount=2400000, paid_on="2022-04-25")
    assert waiting(number) == []
    later(on_day, date(2023, 4, 28))
    work(industry, number, "绩效复核", effect_result="未兑现", effect_note="设备已出售")
    work(finance, number, "追回资金", returned=2400000, returned_on="2023-05-20")
    assert case(number).result == "已拨付2400000元，追回2400000元"


def test_the_rule_gives_the_amount_where_the_law_has_it(town: None, on_day) -> None:
    SampleValue.objects.create(code="industry.renovation_rate_now", value=Decimal(2))
    on_day(date(2022, 3, 1))
    industry = at_desk("clerk", "industry-it")
    facts = {"project_name": "样例技改", "filing_no": "样例备案二号", "renovation_class": "一般技改"}
    number = begun(industry, "renovation-subsidy", fixed_investment=120000000, **facts)
    work(industry, number, "受理审查", accepted="受理")
    work(industry, number, "审计核定投资", fixed_investment=100000000, audit_report="样例审计二号")
    work(industry, number, "现场核查", visitors=2, visit_result="设备在用")
    law = case(number).data["law"]
    assert law["renovation_subsidy_now"] == 2000000.0  # of the audited sum, not of the one applied with
    assert law["assumed"] is True


def test_an_rd_centre_is_supported_by_its_level(town: None, on_day) -> None:
    on_day(date(2025, 12, 1))
    industry, reviewer = at_desk("clerk", "industry-it"), at_desk("reviewer", "industry-it")
    finance = at_desk("clerk", "finance")
    facts = {"centre_name": "样例技术中心", "centre_level": "国家级", "centre_kind": "企业技术中心"}
    number = begun(industry, "rd-centre-support", **facts)
    work(industry, number, "受理审查", accepted="受理")
    recognised = {"centre_level": "省级", "centre_kind": "企业技术中心", "recognised_on": "2025-10-01"}
    work(industry, number, "核实认定级别", **recognised)
    work(industry, number, "现场核查", visitors=2, visit_result="运行正常")
    assert case(number).data["law"]["rd_centre_support"] == 700000.0  # provincial, whatever was applied for
    work(reviewer, number, "工信、财政会审", decision="同意", amount=700000)
    later(on_day, date(2025, 12, 20))
    work(industry, number, "公示结果", notice_objection="无异议")
    work(finance, number, "拨付资金", paid_amount=700000, paid_on="2025-12-22")
    later(on_day, date(2026, 12, 23))
    work(industry, number, "绩效复核", effect_result="已兑现")
    assert case(number).result == "已拨付700000元，绩效合格"


def test_a_founder_is_paid_and_looked_at_after_a_year(town: None, on_day) -> None:
    SampleValue.objects.create(code="employment.start_up_amount", value=Decimal(10000))
    on_day(date(2024, 7, 10))
    labour, reviewer = at_desk("clerk", "human-resources"), at_desk("reviewer", "human-resources")
    bank, finance = at_desk("clerk", "financial-affairs"), at_desk("clerk", "finance")
    facts = {"opened_on": "2024-01-10", "is_first_business": "on", "insures_itself": "on"}
    number = begun(labour, "start-up", **facts, firm_staff=60, key_group_hires=6, loan_wanted=5000000)
    work(labour, number, "核实经营和参保", **facts, firm_staff=60, key_group_hires=6)
    law = case(number).data["law"]
    assert (law["is_start_up_claim"], law["start_up_subsidy"], law["guaranteed_loan"]) == (True, 10000.0, 4000000.0)
    work(reviewer, number, "审核", decision="通过", amount=10000, loan_amount=4000000)
    later(on_day, date(2024, 7, 18))
    work(labour, number, "公示结果", notice_objection="无异议")
    work(bank, number, "担保和放款", loan_amount=4000000, lent_on="2024-07-25")
    work(finance, number, "发放补贴", paid_amount=10000, paid_on="2024-07-26")
    later(on_day, date(2025, 7, 28))
    work(labour, number, "经营复核", runs_on="已停止经营")
    work(finance, number, "退回补贴", returned=10000, returned_on="2025-08-10")
    assert case(number).result == "停止经营，退回10000元"
    assert Case.objects.get(number=number).state == "done"
