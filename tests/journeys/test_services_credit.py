"""信用修复与异议: a record is repaired when the rule says so; one that is wrong is corrected within its days."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.services.models import Item
from services_town import at_desk, case, county, waiting, work

RECORD = {
    "applicant_name": "样例食品有限公司",
    "record_number": "样例罚〔2024〕1号",
    "decided_on": "2024-03-15",
    "severity": "一般",
    "special_field": "true",
    "issuing_unit": "县市场监管局",
    "duties_done": "true",
    "commitment": "true",
}


@pytest.fixture
def town(db: None) -> None:
    county()


def applied(**changed: str) -> str:
    sent = at_desk("clerk").post("/services/new/credit-repair/", {**RECORD, **changed})
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"].rstrip("/").rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("on", "changed", "earliest"),
    [
        # The trial measure: a food penalty of 15 March 2024 from 15 March 2025, an ordinary one from 15 June 2024.
        (date(2025, 3, 14), {}, "2025-03-15"),
        (date(2024, 6, 14), {"special_field": "false"}, "2024-06-15"),
        # The measure in force from April 2026: a general one of 10 May 2026 from 10 August 2026.
        (date(2026, 8, 9), {"decided_on": "2026-05-10"}, "2026-08-10"),
    ],
)
def test_a_day_before_the_shortest_term_is_over_is_refused_with_that_day(town: None, on_day, on, changed, earliest):
    on_day(on)
    found = case(applied(**changed))
    assert found.state == "refused"
    assert "最短公示期还没有届满" in found.result
    assert earliest in found.result


def test_a_record_is_repaired_by_the_rule_and_not_a_day_before(town: None, on_day) -> None:
    on_day(date(2025, 3, 15))
    number = applied()
    assert case(number).data["published_until"] == "2027-03-15"
    assert waiting(number) == ["核查材料"]
    credit, issuer = at_desk("clerk", "development-reform"), at_desk("clerk", "market-regulation")
    work(credit, number, "核查材料", examined="罚款已缴，承诺已公开")
    work(issuer, number, "认定单位决定", credit_decision="同意")
    work(credit, number, "停止公示、停止共享、通知第三方", stopped_on="2025-03-17")
    assert (case(number).state, case(number).result) == ("done", "已修复，停止公示")


def test_what_is_missing_is_told_and_what_ran_out_needs_no_repair(town: None, on_day) -> None:
    on_day(date(2025, 3, 15))
    assert "义务还没有履行" in case(applied(duties_done="false")).result
    assert "没有作出信用承诺" in case(applied(commitment="false")).result
    on_day(date(2027, 3, 15))
    assert "应自动停止公示" in case(applied()).result


def test_an_objection_is_answered_in_three_days_or_seven_when_others_must_help(town: None, on_day) -> None:
    on_day(date(2021, 9, 10))
    assert Item.objects.get(code="credit-objection", is_current=True).promised_days == 7
    given = {"applicant_name": "样例公司", "record_number": "1", "objection": "不是本公司", "source_unit": "县税务局"}
    sent = at_desk("clerk").post("/services/new/credit-objection/", given)
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    step = case(number).steps.get(state="open")
    assert step.due_date == date(2021, 9, 15)
    credit = at_desk("clerk", "development-reform")
    work(credit, number, "标注异议并核查", needs_assistance="true", verify_note="请税务局核实")
    work(at_desk("clerk", "tax"), number, "协助核查", is_wrong="true", assist_note="同名企业")
    work(credit, number, "更正或删除", fix_note="删除误归集的一条")
    assert case(number).result == "异议成立，已更正：删除误归集的一条"
