"""Care at home: an elder's home adapted and paid for (20.3); a child visited by risk, a missed visit passed upwards (21.4)."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.test import Client

from luoshi.kernel.today import CHINA, at_moment
from luoshi.services.daily import tick
from services_town import at_desk, case, county, waiting, work

CIVIL = "civil-affairs"
COSTS = {"cost_floor": 800, "cost_wall": 300, "cost_bath": 2100, "cost_kitchen": 0, "cost_environment": 400}
NO_RAMP = {"ramp_rise": 0, "ramp_run": 0, "ramp_width": 0}


@pytest.fixture
def town(db: None) -> None:
    county()


def begun(client: Client, path: str, **form: object) -> str:
    sent = client.post(path, form)
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    return str(sent["Location"].rstrip("/").rsplit("/", 1)[1])


def later(on_day, day: date) -> None:
    end = datetime.combine(day, time(23, 59), CHINA)
    with at_moment(end):
        tick(end)
    on_day(day)


def home(desk: Client, **changed: object) -> str:
    facts = {
        "group": "低保边缘家庭",
        "ability": "部分失能",
        "living": "独居",
        "address": "样例村 1 号",
        "contact": "13000000000",
    }
    return begun(
        desk, "/services/new/home-adaptation/", applicant_name="样例老人", owner_agrees="on", **facts, **changed
    )


def surveyed(desk: Client, number: str, **changed: object) -> None:
    facts = {"surveyors": 2, "surveyed_on": "2024-03-05", "needs": "卫生间｜扶手｜2", "cost_aids": 700, **COSTS}
    work(desk, number, "入户评估", **{**facts, **changed})


def test_a_home_is_surveyed_adapted_accepted_and_paid_for(town: None, on_day) -> None:
    on_day(date(2024, 3, 4))
    civil, reviewer, finance = at_desk("clerk", CIVIL), at_desk("reviewer", CIVIL), at_desk("clerk", "finance")
    number = home(civil)
    surveyed(civil, number)
    work(civil, number, "老人确认清单", list_agreed="不同意", list_note="厨房不用改")
    surveyed(civil, number)
    assert case(number).data["planned_cost"] == 4300
    work(civil, number, "老人确认清单", list_agreed="同意")
    work(reviewer, number, "审核", decision="通过", subsidy_cap=3000, cap_basis="样例文件第一条")
    built = {"builder": "样例施工队", "started_on": "2024-03-11", "finished_on": "2024-03-15"}
    work(civil, number, "组织施工", **built)
    # 0.60 m at 1:12 needs 7.20 m (GB 55019-2021): 7.0 m is too steep and goes back to the builder
    ramp = {"ramp_rise": 0.6, "ramp_run": 7.0, "ramp_width": 1.2}
    work(civil, number, "入户验收", accepted="合格", actual_cost=4300, satisfied="基本满意", **ramp)
    assert (case(number).data["ramp_ok"], case(number).data["ramp_reason"]) == (False, "坡度陡于 1:12")
    work(civil, number, "组织施工", **{**built, "finished_on": "2024-03-18"})
    work(civil, number, "入户验收", accepted="合格", actual_cost=4300, satisfied="满意", **{**ramp, "ramp_run": 7.2})
    assert waiting(number) == ["发放补贴"]
    work(finance, number, "发放补贴", paid_amount=3000, paid_on="2024-03-20")
    done = case(number)
    assert (done.state, done.result) == ("done", "改造完成，补贴3000元，自付1300元")
    assert done.result_en == "Adapted, subsidy 3000 yuan, own share 1300 yuan"


def test_a_home_is_refused_with_the_reason_and_a_cheap_one_paid_in_full(town: None, on_day) -> None:
    on_day(date(2024, 3, 4))
    civil, reviewer, finance = at_desk("clerk", CIVIL), at_desk("reviewer", CIVIL), at_desk("clerk", "finance")
    refused, paid = home(civil), home(civil)
    for number in (refused, paid):
        surveyed(civil, number)
        work(civil, number, "老人确认清单", list_agreed="同意")
    work(reviewer, refused, "审核", decision="不通过", reason="房屋已列入征收")
    assert (case(refused).state, case(refused).result) == ("refused", "不予改造：房屋已列入征收")
    work(reviewer, paid, "审核", decision="通过", subsidy_cap=3000, cap_basis="样例文件第一条")
    work(civil, paid, "组织施工", builder="样例施工队", started_on="2024-03-11", finished_on="2024-03-15")
    work(civil, paid, "入户验收", accepted="合格", actual_cost=2600, satisfied="满意", **NO_RAMP)
    assert (case(paid).data["subsidy"], case(paid).data["own_share"]) == (2600, 0)
    work(finance, paid, "发放补贴", paid_amount=2600, paid_on="2024-03-20")
    assert case(paid).state == "done"


def child(desk: Client, **changed: object) -> str:
    facts = {"child_kind": "留守儿童", "born_on": "2008-06-10", "village": "样例村", "carer": "样例祖母"}
    seen = {
        "visited_on": "2024-03-04",
        "parents_contact": "有日期",
        "last_contact": "2024-03-02",
        "carer_able": "on",
        "at_school": "on",
    }
    given = {"title": "样例儿童关爱", "applicant_name": "样例儿童", **facts, **seen, **changed}
    return begun(desk, "/services/processes/child-care/begin/", **given)


def test_a_child_is_visited_by_risk_until_grown_and_missed_visits_reach_the_supervisor(town: None, on_day) -> None:
    on_day(date(2024, 3, 4))
    civil, supervisor, reviewer = at_desk("clerk", CIVIL), at_desk("supervisor"), at_desk("reviewer", CIVIL)
    number = child(civil)
    assert (case(number).data["risk_grade"], case(number).data["visit_every"]) == ("低", "P3M")
    later(on_day, date(2024, 6, 3))
    assert waiting(number) == []
    later(on_day, date(2024, 6, 4))
    assert waiting(number) == ["入户走访"]
    later(on_day, date(2024, 6, 8))  # three days and nobody came
    assert waiting(number) == ["入户走访", "督导员督促走访"]
    work(supervisor, number, "督导员督促走访", urge_note="儿童主任请假，由村干部代访")
    # nobody is at home with the child, and there are marks: told at once, and seen again within a week
    hurt = {"suspected": "on", "alone": "on", "carer_able": "on", "at_school": "on", "visit_note": "手臂有伤"}
    work(
        civil, number, "入户走访", visited_on="2024-06-08", parents_contact="有日期", last_contact="2024-05-25", **hurt
    )
    assert waiting(number) == ["强制报告"]
    work(reviewer, number, "强制报告", reported_to="公安机关", reported_on="2024-06-08", report_note="已送医，警方受理")
    data = case(number).data
    assert (data["risk_grade"], data["visit_every"], data["contact_days"]) == ("高", "P7D", 14)
    # sixteen on 2024-06-10: at the next visit the child has left the list (R21-16)
    later(on_day, date(2024, 6, 15))
    well = {"carer_able": "on", "at_school": "on", "visit_note": "由母亲照料"}
    work(
        civil, number, "入户走访", visited_on="2024-06-15", parents_contact="有日期", last_contact="2024-06-15", **well
    )
    done = case(number)
    assert (done.state, done.result) == ("done", "走访2次，结束关爱：年满16周岁")


@pytest.mark.parametrize(
    ("seen", "grade"),
    [
        ({"last_contact": "2024-02-25"}, "中"),  # eight days without a word from the parents (R21-17)
        ({"last_contact": "2024-02-26"}, "低"),
        ({"parents_contact": "没有联系过或不知道", "last_contact": ""}, "中"),  # what is not known is no contact
        ({"parents_contact": "父母已故或查找不到", "last_contact": ""}, "低"),
        ({"at_school": ""}, "中"),
        ({"carer_able": ""}, "高"),
        ({"alone": "on"}, "高"),
    ],
)
def test_the_risk_follows_who_is_there_and_when_the_parents_called(
    town: None, on_day, seen: dict[str, str], grade: str
) -> None:
    on_day(date(2024, 3, 4))
    given = {key: value for key, value in seen.items() if value}
    facts = {key: "on" for key in ("carer_able", "at_school") if seen.get(key) != ""}
    defaults = {"child_kind": "困境儿童", "born_on": "2015-06-10", "village": "样例村", "carer": "样例祖母"}
    form = {
        "title": "样例",
        "applicant_name": "样例儿童",
        "visited_on": "2024-03-04",
        "parents_contact": "有日期",
        "last_contact": "2024-03-02",
    }
    number = begun(
        at_desk("clerk", CIVIL), "/services/processes/child-care/begin/", **{**form, **defaults, **facts, **given}
    )
    assert case(number).data["risk_grade"] == grade
