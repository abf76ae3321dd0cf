"""A project as people live it: from its code to acceptance, a slip that turns red, money behind its plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.accountability.api import verify
from luoshi.kernel.manifest import Programme
from luoshi.projects.api import project_facts
from luoshi.projects.models import Permit, Photo, Project, YearPlan
from luoshi.projects.standing import refresh
from luoshi.services.models import Case, Step
from services_town import at_desk, county, waiting, work

ROAD = "central-avenue"


@pytest.fixture
def town(db: None, on_day: Callable[[date], None]) -> Programme:
    on_day(date(2021, 8, 2))  # a Monday
    return county()


@pytest.fixture
def liaison(town: Programme) -> Client:
    return at_desk("liaison", "transport")


def step(client: Client, code: str, name: str, act: str, **form: str) -> None:
    sent = client.post(f"/projects/{code}/permits/{name}/{act}/", form, follow=True)
    assert sent.status_code == 200


def state(code: str, name: str) -> str:
    found = Permit.objects.filter(project__code=code, step=name).first()
    return found.state if found else "waiting"


def report(client: Client, code: str, month: str, points: str, invested: str) -> int:
    form = {"month": month, "points": points, "invested": invested, "text": "正常施工"}
    return client.post(f"/projects/{code}/report/", form).status_code


def under_way(code: str, start: date, finish: date) -> Project:
    project = Project.objects.get(code=code)
    project.stage, project.start_date, project.started_date, project.finish_date = "under_way", start, start, finish
    project.total_yuan = project.budget_yuan = D(10**8)
    project.save()
    return project


def test_a_project_goes_from_its_code_to_acceptance(
    town: Programme, liaison: Client, on_day: Callable[[date], None]
) -> None:
    stranger = at_desk("liaison", "finance")
    assert stranger.post(f"/projects/{ROAD}/permits/S00/finish/").status_code == 403

    # The unit itself gets the code; then offices act, each on its own clock; nothing before its turn.
    step(liaison, ROAD, "S12", "accept")
    assert state(ROAD, "S12") == "waiting"
    step(liaison, ROAD, "S00", "finish", paper="2108-350121-04-01-000001")
    step(liaison, ROAD, "S10", "accept")
    proposal = Permit.objects.get(project__code=ROAD, step="S10")
    assert (proposal.office, proposal.due_date) == (
        "development-reform",
        date(2021, 8, 9),
    )  # promised in 5 working days
    held = project_facts(ROAD)
    assert held.held_by == ""  # a project in reserve is not held by anybody yet
    step(liaison, ROAD, "S10", "finish", paper="侯发改〔2021〕1号")

    # The study may go ahead while the site letter is to follow, when somebody says when.
    step(liaison, ROAD, "S11", "accept")
    step(liaison, ROAD, "S12", "accept")
    assert state(ROAD, "S12") == "waiting"
    step(liaison, ROAD, "S12", "accept", to_follow="选址意见书", follow_due="2021-08-20")
    study = Permit.objects.get(project__code=ROAD, step="S12")
    assert (study.state, study.to_follow) == ("running", [["S11", "选址意见书", "2021-08-20"]])
    on_day(date(2021, 8, 11))
    for name in ("S11", "S12"):
        step(liaison, ROAD, name, "finish")

    # A budget more than a tenth above the estimate is stopped by the ordinance.
    Project.objects.filter(code=ROAD).update(
        stage="preliminary", total_yuan=D(10**8), estimate_yuan=D(10**8), budget_yuan=D("110000100")
    )
    step(liaison, ROAD, "S15", "accept")
    assert state(ROAD, "S15") == "waiting"
    assert "政府投资条例 第12条" in liaison.get(f"/projects/{ROAD}/").content.decode()
    Project.objects.filter(code=ROAD).update(budget_yuan=D("110000000"))
    for name in ("S15", "S20", "S21", "S30", "S31"):
        step(liaison, ROAD, name, "accept")
    step(liaison, ROAD, "S22", "leave-out", paper="用能低于限额")

    # Five offices at work: the one that decides when the project can start is named, with what a quick answer gains.
    page = liaison.get(f"/projects/{ROAD}/").content.decode()
    assert "现在在谁手上" in page
    assert project_facts(ROAD).held_by in {"natural-resources", "development-reform", "ecology-environment"}
    on_day(date(2021, 10, 25))
    for name in ("S15", "S20", "S21", "S30", "S31"):
        step(liaison, ROAD, name, "finish")
    step(liaison, ROAD, "S33", "finish")
    step(liaison, ROAD, "S34", "accept")
    step(liaison, ROAD, "S34", "finish")
    step(liaison, ROAD, "S32", "accept")
    step(liaison, ROAD, "S32", "finish")
    step(liaison, ROAD, "S35", "accept")
    step(liaison, ROAD, "S35", "finish")
    on_day(date(2021, 11, 1))
    step(liaison, ROAD, "S40", "finish")
    assert Project.objects.get(code=ROAD).started_date == date(2021, 11, 1)

    # Works, reported by the month; acceptance only after them; the record holds every act.
    on_day(date(2022, 3, 7))
    assert report(liaison, ROAD, "2022-02", "100", "3000") == 302
    for name, act in (("S41", "finish"), ("S50", "accept"), ("S50", "finish")):
        step(liaison, ROAD, name, act)
    done = Project.objects.get(code=ROAD)
    assert (done.finished_date, done.light) == (date(2022, 3, 7), "blue")
    assert verify() == []


def test_a_permit_is_a_case_where_the_office_has_the_item(town: Programme, on_day: Callable[[date], None]) -> None:
    by = at_desk("clerk", "transport")
    steps = ["S00", "S10", "S11", "S12", "S15", "S20", "S21", "S22", "S31", "S32", "S33", "S34"]
    project = Project.objects.get(code=ROAD)
    Permit.objects.bulk_create(Permit(project=project, step=s, state="done") for s in steps)
    step(by, ROAD, "S35", "accept")
    permit = Permit.objects.get(project=project, step="S35")
    case = Case.objects.get(number=permit.case)
    assert (case.item.code if case.item else "", case.unit.code) == ("construction-permit", "housing-construction")
    assert "中心大道" in case.title

    # The office decides the case in its own room; the project's step is done the same moment.
    desks: dict[tuple[str, str | None], Client] = {}
    form = {"decision": "准予", "precheck": "齐全", "opinion": "同意", "delivery": "邮寄", "reason": "符合条件"}
    form |= {"site_visit": "no", "examine_note": "符合条件"}
    while waiting(case.number):
        name = waiting(case.number)[0]
        open_ = Step.objects.select_related("unit").get(case=case, name=name, state="open")
        where = (open_.role, open_.unit.code if open_.unit else None)
        work(desks.setdefault(where, desks.get(where) or at_desk(*where)), case.number, name, **form)
    permit.refresh_from_db()
    assert (permit.state, permit.paper) == ("done", case.number)


def test_a_slip_turns_a_programmes_project_yellow_and_red(town: Programme, on_day: Callable[[date], None]) -> None:
    by = at_desk("liaison", "development-reform")
    park = under_way("qishan-lake-park", date(2021, 1, 4), date(2022, 1, 4))
    assert by.post("/projects/qishan-lake-park/plan/draft/").status_code == 302
    # The S-curve has 61.6 % done by the end of July (207 of 365 days).
    assert report(by, park.code, "2021-07", "58", "5800") == 302
    park.refresh_from_db()
    assert park.light == "green"
    assert report(by, park.code, "2021-07", "50", "5000") == 302
    park.refresh_from_db()
    assert (park.light, park.light_reasons[0][1]) == ("yellow", "progress_behind")
    assert report(by, park.code, "2021-07", "28", "2800") == 302
    park.refresh_from_db()
    assert park.light == "red"

    # What cannot be is refused, and what was typed is still there.
    refused = by.post(f"/projects/{park.code}/report/", {"month": "2021-08", "points": "20", "invested": "4100"})
    assert refused.status_code == 422
    assert "低于 2021-07 报的 28" in refused.content.decode() and 'value="4100"' in refused.content.decode()
    assert report(by, park.code, "2021-12", "40", "4000") == 422  # a month to come

    # A month without a report: yellow three working days after the fifth, red after a month.
    on_day(date(2021, 9, 9))
    refresh(Project.objects.filter(pk=park.pk), date(2021, 9, 9))
    park.refresh_from_db()
    assert ["report_missing", "yellow"] in [[code, colour] for colour, code, _p in park.light_reasons]
    tab = by.get("/documents/minhou-22/measures/1/?tab=projects").content.decode()
    assert "旗山湖" in tab and "S 曲线" in tab
    clause = by.get("/documents/minhou-22/?sentence=1.s1").content.decode()
    assert "旗山湖“三创园”" in clause


def test_money_behind_the_years_plan_is_told(town: Programme) -> None:
    by = at_desk("liaison", "transport")
    road = under_way(ROAD, date(2021, 1, 4), date(2023, 1, 4))
    YearPlan.objects.create(project=road, year=2021, amount_yuan=D(12_000_0000))
    report(by, ROAD, "2021-07", "40", "6400")  # 7,000 万元 planned by July
    road.refresh_from_db()
    assert road.light_reasons[-1][1] != "money_behind"
    report(by, ROAD, "2021-07", "40", "3499")
    road.refresh_from_db()
    assert "money_behind" in [code for _c, code, _p in road.light_reasons]
    assert road.light == "red"


def test_the_ordinance_keeps_out_of_the_years_plan_what_is_not_approved_or_has_no_source(
    town: Programme, liaison: Client
) -> None:
    road = under_way(ROAD, date(2021, 1, 4), date(2023, 1, 4))
    form = {"year": "2021", "amount": "3000", "nodes": "路基完成"}
    told = liaison.post(f"/projects/{ROAD}/year/", form, follow=True).content.decode()
    assert "可研没有批准" in told and "资金来源" in told and "政府投资条例 第17条" in told
    assert not YearPlan.objects.exists()
    Permit.objects.create(project=road, step="S12", state="done")
    road.funding.create(source="县级财政", year=2021, planned_yuan=D(3 * 10**7))
    liaison.post(f"/projects/{ROAD}/year/", form)
    assert YearPlan.objects.get().amount_yuan == D(3 * 10**7)
    assert liaison.post(f"/projects/{ROAD}/year/", {**form, "year": "next"}).status_code == 302

    # Works of 400 万元 let without a tender turn the project red, with the provision.
    road.contracts.create(code="c", name="路基标段", kind="works", value_yuan=D(4 * 10**6), tendered=False)
    refresh(Project.objects.filter(pk=road.pk), date(2021, 8, 2))
    road.refresh_from_db()
    assert (road.light, road.light_reasons[0][1]) == ("red", "budget_stop")
    assert "必须招标" in liaison.get(f"/projects/{ROAD}/").content.decode()


def test_pictures_are_kept_by_their_day_and_nothing_else_is_taken(town: Programme, liaison: Client) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    liaison.post(f"/projects/{ROAD}/photo/", {"photo": SimpleUploadedFile("a.png", picture), "taken": "2021-07-30"})
    liaison.post(f"/projects/{ROAD}/photo/", {"photo": SimpleUploadedFile("b.png", b"MZ" + picture)})
    (kept,) = Photo.objects.all()
    assert kept.taken_date == date(2021, 7, 30)
    seen = liaison.get(f"/projects/photos/{kept.pk}/")
    assert (seen["Content-Type"], b"".join(seen.streaming_content)) == ("image/png", picture)  # type: ignore[attr-defined]
