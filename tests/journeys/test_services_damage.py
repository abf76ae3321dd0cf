"""生态环境损害赔偿: a clue becomes a value by the standard, an agreement or a suit, a repair that is looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.accountability.models import Damage
from services_town import at_desk, case, county, waiting, work

CLUE = {
    "applicant_name": "样例巡查员",
    "medium": "地表水",
    "place_text": "样例河段",
    "obligor": "样例印染有限公司",
    "clue_source": "日常执法",
    "clue_text": "向河道超标排放废水",
}
NO = dict.fromkeys(["settled_before", "judged", "obligor_gone", "lawful", "minor", "red_line", "repeated"], "false")
# The worked example: E 142 420 m3, 0.634 yuan/m3, κ (21.35-5)/5 = 3.27, α 1, class V water.
SURVEY = {
    "medium": "地表水",
    "discharge": "142420",
    "unit_cost": "0.634",
    "pollutants": "化学需氧量 | 21.35 | 5\n氨氮 | 2 | 2",
    "alpha": "1",
    "target_class": "5",
    "dispute": "false",
    "survey_note": "排口监测属实",
}
ENVIRONMENT = "ecology-environment"


@pytest.fixture
def town(db: None) -> None:
    county()


def clue(**changed: str) -> str:
    sent = at_desk("clerk").post("/services/new/damage-clue/", {**CLUE, **changed})
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"].rstrip("/").rsplit("/", 1)[1])


def checked(number: str, **changed: str) -> None:
    work(at_desk("clerk", ENVIRONMENT), number, "初步核查", **{**NO, "check_note": "已核查", **changed})


def test_a_spill_is_valued_negotiated_repaired_and_closed(town: None, on_day) -> None:
    on_day(date(2025, 6, 2))
    number, desk = clue(), at_desk("clerk", ENVIRONMENT)
    assert case(number).data["check_due"] == "2025-07-02"
    on_day(date(2025, 6, 20))
    checked(number)
    work(desk, number, "损害调查", **SURVEY)
    found = case(number).data
    assert (found["tau"], found["omega"], found["gamma"]) == (1.25, 1.5, 1.875)
    assert found["damage_yuan"] == 169301.78
    assert (
        found["valuation_standard"].startswith("《生态环境损害鉴定评估技术指南")
        or "39793.2" in found["valuation_standard"]
    )
    # Below 300 000 yuan and undisputed: an expert's opinion will do.
    work(desk, number, "专家意见", expert_note="方法得当")
    on_day(date(2025, 7, 10))
    work(desk, number, "磋商告知", notice_on="2025-07-10")
    assert case(number).data["consult_due"] == "2025-10-08"
    on_day(date(2025, 8, 1))
    work(desk, number, "磋商", meetings="2", consult_result="达成一致", agreed_yuan="169301.78")
    # Publicity of 29 days is not enough.
    work(desk, number, "司法确认", court_from="2025-08-02", court_to="2025-08-31", court_ref="样例裁定")
    assert waiting(number) == ["司法确认"]
    work(desk, number, "司法确认", court_from="2025-08-02", court_to="2025-09-01", court_ref="样例裁定")
    work(desk, number, "修复", repair_kind="替代修复", repaired_on="2025-11-01", repair_note="增殖放流")
    work(desk, number, "修复效果评估", assess_result="未达到", assess_note="成活率不足")
    work(desk, number, "修复", repair_kind="替代修复", repaired_on="2025-12-01", repair_note="补放")
    work(desk, number, "修复效果评估", assess_result="达到", assess_note="达到目标")
    assert case(number).state == "done"
    assert "169301.78" in case(number).result
    # Whoever allowed it may have to answer for it: the case is now a clue of the liability register.
    assert Damage.objects.get(source=number).url == f"/services/cases/{number}/"


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "启动"),
        ({"minor": "true"}, "不启动"),
        ({"minor": "true", "red_line": "true"}, "启动"),
        ({"minor": "true", "repeated": "true"}, "启动"),
        ({"lawful": "true", "red_line": "true"}, "不启动"),
        ({"judged": "true"}, "不启动"),
    ],
)
def test_a_minor_case_still_starts_in_a_red_line_or_the_second_time(town: None, on_day, changed, outcome) -> None:
    on_day(date(2025, 6, 2))
    number = clue()
    checked(number, **changed)
    assert case(number).data["start_outcome"] == outcome
    assert (case(number).state == "done") is (outcome == "不启动")


@pytest.mark.parametrize(
    ("discharge", "dispute", "step"),
    [("240000", "false", "专家意见"), ("400000", "false", "委托鉴定评估"), ("240000", "true", "委托鉴定评估")],
)
def test_what_is_large_or_disputed_is_appraised(town: None, on_day, discharge, dispute, step) -> None:
    """240 000 m3 come to 285 300 yuan, 400 000 to 475 500."""
    on_day(date(2025, 6, 2))
    number = clue()
    checked(number)
    work(at_desk("clerk", ENVIRONMENT), number, "损害调查", **{**SURVEY, "discharge": discharge, "dispute": dispute})
    assert waiting(number) == [step]


def test_a_limit_of_nothing_is_told_and_soil_has_no_formula(town: None, on_day) -> None:
    on_day(date(2025, 6, 2))
    number, desk = clue(), at_desk("clerk", ENVIRONMENT)
    checked(number)
    step = case(number).steps.get(state="open", name="损害调查")
    sent = desk.post(
        f"/services/cases/{number}/steps/{step.pk}/finish/", {**SURVEY, "pollutants": "化学需氧量 | 21 | 0"}
    )
    assert sent.status_code != 302
    assert "排放标准应大于 0" in sent.content.decode()
    work(desk, number, "损害调查", medium="土壤", dispute="false", survey_note="土壤受污染")
    assert waiting(number) == ["委托鉴定评估"]


def test_thirty_days_without_a_check_call_the_supervisors(town: None, on_day) -> None:
    from luoshi.kernel.today import now
    from luoshi.services import daily

    on_day(date(2025, 6, 2))
    number = clue()
    on_day(date(2025, 7, 3))
    daily.tick(now())
    assert "督促核查" in waiting(number)
