"""一企一议 and leaders' visits: what a meeting resolves becomes a supervised task; what a visit hears becomes a case."""

from __future__ import annotations

from datetime import date

from luoshi.delivery.models import Task
from luoshi.services.models import Case
from services_town import at_desk, case, county, waiting, work


def test_a_firms_request_goes_through_the_meeting_into_supervised_tasks(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 30))
    centre, reform = at_desk("clerk", "service-centre"), at_desk("liaison", "development-reform")
    transport, leader = at_desk("liaison", "transport"), at_desk("leader")
    form = {
        "applicant_name": "样例企业甲（汽车零部件）",
        "category": "基础设施",
        "problem": "厂区门口道路破损，货车难行",
    }
    number = centre.post("/services/new/firm-request/", form)["Location"].rstrip("/").rsplit("/", 1)[1]
    # 15 working days over the October holiday.
    assert case(number).due_date == date(2021, 10, 27)
    work(reform, number, "分办", level="分管县领导")
    assert "办理答复" in transport.get("/workbench/").content.decode()
    work(transport, number, "办理答复", answer="需统筹资金，提请专题会议", problem="")
    assert waiting(number) == ["专题会议"]
    before = Task.objects.count()
    work(
        leader,
        number,
        "专题会议",
        met_on="2021-10-12",
        minutes="同意改造",
        resolutions="改造厂区门口道路 | 县交通局 | 2021-12-31\n落实改造资金 | 县财政局 | 2021-11-15",
    )
    tasks = list(Task.objects.order_by("pk")[before:])
    assert [(task.title, task.lead.code, task.due_date) for task in tasks] == [
        ("改造厂区门口道路", "transport", date(2021, 12, 31)),
        ("落实改造资金", "finance", date(2021, 11, 15)),
    ]
    assert {task.clause for task in tasks} == {"11.s4"}
    assert "签收任务" in transport.get("/workbench/").content.decode()
    work(centre, number, "企业确认", verdict="未解决")
    assert waiting(number) == ["专题会议"]  # back to the meeting
    work(leader, number, "专题会议", met_on="2021-10-20", minutes="加快", resolutions="")
    work(centre, number, "企业确认", verdict="已解决")
    assert case(number).result == "企业评价：已解决"


def test_a_leaders_visit_brings_a_problem_into_the_firms_own_case(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    reform = at_desk("liaison", "development-reform")
    from luoshi.registry.api import system_viewer
    from luoshi.services.api import start

    firm = "样例企业乙（光电材料）"
    number = start(
        by=system_viewer(),
        process="leader-visit",
        title="走访",
        applicant={"name": firm},
        data={"firm": firm, "post": "分管工业副县长"},
    )
    work(
        reform,
        number,
        "走访记录",
        visited_on="2021-09-10",
        visit_note="运行正常，用工紧张",
        has_problem="on",
        category="用工",
        problem="缺熟练工 30 人",
    )
    child = Case.objects.get(parent__number=number)
    assert (child.version.code, child.applicant["name"], child.data["lead_unit"]) == (
        "firm-request",
        firm,
        "human-resources",
    )
    page = reform.get("/services/contacts/").content.decode()
    assert firm in page
    assert "1 / 1" in page
