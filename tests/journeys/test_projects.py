"""Projects as people live them: from a code to acceptance, a slip that turns red, a quarter's roll, boards, files, problems."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from luoshi.accountability.api import verify
from luoshi.kernel.events import subscribe
from luoshi.kernel.manifest import Programme, manifests
from luoshi.projects.api import ProblemRaised, project_facts, projects_of
from luoshi.projects.formats import oc4ids
from luoshi.projects.models import Activity, Baseline, MonthReport, Permit, Photo, Problem, Project, RollLine, YearPlan
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


def under_way(code: str, start: date, finish: date) -> Project:
    project = Project.objects.get(code=code)
    project.stage, project.start_date, project.started_date, project.finish_date = "under_way", start, start, finish
    project.total_yuan = project.budget_yuan = D(10**8)
    project.save()
    return project


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


def test_the_plan_is_drafted_moved_checked_and_its_baseline_approved_by_another(
    town: Programme, liaison: Client
) -> None:
    project = Project.objects.get(code=ROAD)
    project.start_date, project.finish_date, project.total_yuan = date(2021, 9, 1), date(2022, 9, 1), D(10**8)
    project.save()
    liaison.post(f"/projects/{ROAD}/plan/draft/")
    page = liaison.get(f"/projects/{ROAD}/plan/").content.decode()
    assert "计划质量：14 项检查" in page and "<svg" in page
    leader = at_desk("leader")
    liaison.post(f"/projects/{ROAD}/plan/baseline/", {"reason": ""})
    asked = Baseline.objects.get(project=project)
    assert liaison.post(f"/projects/{ROAD}/plan/baseline/1/", {"decision": "approve"}).status_code == 403
    assert leader.post(f"/projects/{ROAD}/plan/baseline/1/", {"decision": "approve"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "approved"

    # A drag asks first: nothing is saved, the end is told; what cannot be is refused with the reason.
    def drag(activity: str, start: str, save: bool) -> tuple[int, dict[str, object]]:
        sent = {"activity": activity, "start": start, "save": save}
        answer = liaison.post(f"/projects/{ROAD}/plan/move/", sent, content_type="application/json")
        return answer.status_code, answer.json()

    status, told = drag("S10", "2021-12-01", False)
    assert status == 200 and told["slip"] and not told["saved"]
    assert Activity.objects.get(project=project, code="S10").earliest_date is None
    status, refused = drag("S35", "2021-08-03", True)
    assert status == 409 and "它要等" in str(refused["message"])
    assert drag("S10", "2020-01-01", True)[0] == 409
    assert drag("G0", "2022-01-01", True)[0] == 409
    assert drag("S10", "2021-12-01", True)[1]["saved"] is True
    assert Activity.objects.get(project=project, code="S10").earliest_date == date(2021, 12, 1)
    again = liaison.get(f"/projects/{ROAD}/plan/").content.decode()
    assert "比基线晚" in again

    # Another baseline needs a reason, and one at a time.
    liaison.post(f"/projects/{ROAD}/plan/baseline/", {"reason": " "})
    assert Baseline.objects.filter(project=project).count() == 1
    liaison.post(f"/projects/{ROAD}/plan/baseline/", {"reason": "征迁推迟"})
    liaison.post(f"/projects/{ROAD}/plan/baseline/", {"reason": "又推迟"})
    assert Baseline.objects.filter(project=project).count() == 2
    assert "第 2 版基线等待批准" in leader.get(f"/projects/{ROAD}/plan/").content.decode()
    assert any("审批基线" in item for item in [leader.get("/workbench/").content.decode()])


def test_a_plan_of_another_program_is_taken_in_whole_or_refused_by_row(town: Programme, liaison: Client) -> None:
    from luoshi.projects.tests.test_formats import FOREIGN_XML

    def upload(text: str) -> object:
        file = SimpleUploadedFile("plan.xml", text.encode())
        return liaison.post(f"/projects/{ROAD}/plan/take-in/", {"file": file})

    circle = FOREIGN_XML.replace(
        "<PercentComplete>55</PercentComplete>",
        "<PredecessorLink><PredecessorUID>9</PredecessorUID><Type>1</Type></PredecessorLink>",
    )
    refused = upload(circle)
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "工序互相等待" in refused.content.decode()  # type: ignore[attr-defined]
    assert not Activity.objects.filter(project__code=ROAD).exists()
    assert upload(FOREIGN_XML).status_code == 302  # type: ignore[attr-defined]
    assert Activity.objects.filter(project__code=ROAD).count() == 2
    out = liaison.get(f"/projects/{ROAD}/plan/download/mspdi/")
    assert b"<Name>Piers</Name>" in out.content
    assert load_workbook(io.BytesIO(liaison.get(f"/projects/{ROAD}/plan/download/xlsx/").content))["工序"].max_row == 3


def test_a_quarters_roll_moves_projects_by_rule_and_a_person_confirms(
    town: Programme, on_day: Callable[[date], None]
) -> None:
    Project.objects.filter(code="riverside-avenue").update(national_code="2107-350121-04-01-000009")
    analyst, leader = at_desk("analyst"), at_desk("leader")
    assert leader.post("/projects/rolling/propose/").status_code == 403
    analyst.post("/projects/rolling/propose/")
    line = RollLine.objects.get(project__code="riverside-avenue")
    assert (line.from_stage, line.to_stage, line.decision) == ("reserve", "preliminary", "pending")
    other = RollLine.objects.get(project__code=ROAD)
    assert (other.to_stage, other.lacking) == ("reserve", ["coded"])
    analyst.post("/projects/rolling/propose/")  # once a quarter
    assert RollLine.objects.filter(project__code=ROAD).count() == 1

    # Nothing moves before a person says so; leaving it needs a reason.
    assert project_facts("riverside-avenue").stage == "reserve"
    assert analyst.post(f"/projects/rolling/{line.pk}/decide/", {"decision": "confirm"}).status_code == 403
    leader.post(f"/projects/rolling/{line.pk}/decide/", {"decision": "refuse", "reason": ""})
    line.refresh_from_db()
    assert line.decision == "pending"
    leader.post(f"/projects/rolling/{line.pk}/decide/", {"decision": "confirm"})
    moved = Project.objects.get(code="riverside-avenue")
    assert (moved.stage, moved.stage_since) == ("preliminary", date(2021, 8, 2))
    leader.post(f"/projects/rolling/{line.pk}/decide/", {"decision": "refuse", "reason": "再想想"})
    line.refresh_from_db()
    assert line.decision == "confirmed"
    assert "滨江大道" in leader.get("/projects/rolling/").content.decode()


def test_each_city_has_its_board(town: Programme) -> None:
    page = at_desk("leader").get("/projects/cities/").content.decode()
    assert all(name in page for name in ("福州大学城", "东南汽车城", "中心大县城", "南通科学城", "雪峰山城"))
    city = at_desk("supervisor").get("/projects/cities/central-town/").content.decode()
    assert "闽侯三桥" in city and "范围待核实" in city
    assert at_desk("auditor").get("/projects/cities/none/").status_code == 404


def test_a_problem_is_raised_owned_solved_and_told(town: Programme, liaison: Client) -> None:
    heard: list[ProblemRaised] = []
    subscribe(ProblemRaised, heard.extend)
    form = {"text": "高压线没有迁改", "kind": "utility", "owner": "natural-resources", "due": "2021-08-20"}
    liaison.post(f"/projects/{ROAD}/problem/", form)
    problem = Problem.objects.get()
    assert [(e.subject, e.clause, e.unit, e.due) for e in heard] == [
        (ROAD, "17.s2", "natural-resources", date(2021, 8, 20))
    ]
    owner = at_desk("liaison", "natural-resources")
    assert "高压线没有迁改" in owner.get("/projects/problems/").content.decode()
    assert liaison.post(f"/projects/problems/{problem.pk}/solve/", {"solution": "好了"}).status_code == 403
    owner.post(f"/projects/problems/{problem.pk}/solve/", {"solution": ""})
    problem.refresh_from_db()
    assert problem.solved_date is None
    owner.post(f"/projects/problems/{problem.pk}/solve/", {"solution": "线路已迁到北侧"})
    problem.refresh_from_db()
    assert problem.solved_date == date(2021, 8, 2)
    assert "线路已迁到北侧" in liaison.get("/projects/problems/?state=solved").content.decode()


def test_files_go_out_and_come_in_whole_or_not_at_all(town: Programme) -> None:
    analyst = at_desk("analyst")
    under_way(ROAD, date(2021, 1, 4), date(2023, 1, 4))
    package = analyst.get("/projects/download/oc4ids/").json()
    assert [oc4ids.faults_of(p) for p in package["projects"]] == [[]] * len(package["projects"])
    again = SimpleUploadedFile("p.json", json.dumps(package).encode())
    assert analyst.post("/projects/take-in/", {"file": again}).status_code == 302
    assert projects_of("minhou-22")[0].code
    workbook = analyst.get("/projects/download/xlsx/")
    sent = SimpleUploadedFile("p.xlsx", workbook.content)
    assert analyst.post("/projects/take-in/", {"file": sent}).status_code == 302
    assert analyst.get("/projects/download/oc4ids/").json() == package

    # One bad project and none is taken in; each fault is named.
    package["projects"][0]["title"] = "改名"
    package["projects"][1]["status"] = "ready"
    bad = SimpleUploadedFile("p.json", json.dumps(package).encode())
    refused = analyst.post("/projects/take-in/", {"file": bad})
    assert refused.status_code == 422 and "status" in refused.content.decode()
    assert not Project.objects.filter(name="改名").exists()
    assert at_desk("liaison", "transport").get("/projects/take-in/").status_code == 403


def test_the_same_code_on_two_projects_is_refused_at_the_door(town: Programme) -> None:
    Project.objects.filter(code=ROAD).update(national_code="2107-350121-04-01-000009")
    other = oc4ids.write(oc4ids.read(json.dumps([{"id": "new", "title": "新"}]).encode())[0])
    other |= {"identifiers": [{"scheme": oc4ids.CODE_SCHEME, "id": "2107-350121-04-01-000009"}]}
    other |= {"publicAuthority": {"id": "transport", "name": "交通局"}}
    refused = at_desk("analyst").post(
        "/projects/take-in/", {"file": SimpleUploadedFile("p.json", json.dumps([other]).encode())}
    )
    page = refused.content.decode()
    assert refused.status_code == 422 and "已使用这个代码" in page and "没有位置" in page


def test_pictures_are_kept_by_their_day_and_nothing_else_is_taken(town: Programme, liaison: Client) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    liaison.post(f"/projects/{ROAD}/photo/", {"photo": SimpleUploadedFile("a.png", picture), "taken": "2021-07-30"})
    liaison.post(f"/projects/{ROAD}/photo/", {"photo": SimpleUploadedFile("b.png", b"MZ" + picture)})
    (kept,) = Photo.objects.all()
    assert kept.taken_date == date(2021, 7, 30)
    seen = liaison.get(f"/projects/photos/{kept.pk}/")
    assert (seen["Content-Type"], b"".join(seen.streaming_content)) == ("image/png", picture)  # type: ignore[attr-defined]


def test_what_money_and_land_allow_is_shown_with_its_proof(town: Programme) -> None:
    leader = at_desk("leader")
    for n, code in enumerate((ROAD, "riverside-avenue", "third-bridge")):
        project = Project.objects.get(code=code)
        project.total_yuan = D(10**8) * (n + 1)
        project.save()
        project.funding.create(source="县级财政", year=2021, planned_yuan=D(10**8) * (n + 1))
        project.parcels.create(code="p", area_mu=D(100))
    page = leader.get("/projects/choosing/?money-2021=60000&land=200").content.decode()
    assert "选中 2 个" in page and "新增用地（亩）不够" in page
    musts = "&".join(f"must={code}" for code in (ROAD, "riverside-avenue", "third-bridge"))
    page = leader.get(f"/projects/choosing/?money-2021=60000&land=250&{musts}").content.decode()
    assert "必须做的放不下" in page and "上限 250" in page
    page = leader.get("/projects/choosing/?money-2021=60000&land=900&phase=1").content.decode()
    assert "何时开工" in page
    assert at_desk("liaison", "transport").get("/projects/choosing/").status_code == 403


def test_anyone_sees_what_is_being_built_and_nothing_that_is_only_thought_of(town: Programme) -> None:
    under_way(ROAD, date(2021, 1, 4), date(2023, 1, 4))
    page = Client().get("/projects/public/?document=minhou-22").content.decode()
    assert "中心大道" in page and "外郊环线" not in page
    assert Client().get("/projects/public/?document=none").status_code == 404


def test_the_machines_interface_answers_as_the_pages_do(town: Programme, liaison: Client) -> None:
    under_way(ROAD, date(2021, 1, 4), date(2023, 1, 4))
    sent = {"month": "2021-07-01", "points": 20, "invested_yuan": 30000000}
    told = liaison.post(f"/api/projects/projects/{ROAD}/report", sent, content_type="application/json").json()
    assert (told["done"], told["light"]) in [("20.00", "green"), (20.0, "green"), ("20", "green")]
    assert told["earned"]["bac"] == 10000.0
    assert liaison.get("/api/projects/minhou-22/projects?measure=17").json()["count"] == 15
    assert liaison.get("/api/projects/minhou-22/oc4ids").json()["version"] == "0.9"
    wrong = liaison.post(
        f"/api/projects/projects/{ROAD}/report", {**sent, "points": 130}, content_type="application/json"
    )
    assert (wrong.status_code, wrong.json()["code"]) == (409, "projects.report_wrong")


def test_applying_again_changes_nothing_and_keeps_what_people_filled_in(town: Programme) -> None:
    from luoshi.app.programmes import apply

    Project.objects.filter(code=ROAD).update(total_yuan=D(5), stage="preliminary")
    assert [c for c in apply(town) if c.kind in ("project", "city", "lifecycle", "place", "backdrop")] == []
    kept = Project.objects.get(code=ROAD)
    assert (kept.total_yuan, kept.stage) == (D(5), "preliminary")


def test_the_demonstration_is_marked_synthetic_and_all_of_it_runs(town: Programme) -> None:
    seed = next(m.seed for m in manifests() if m.room == "projects")
    assert seed is not None and seed(town) > 60
    assert seed(town) == 0
    assert not Project.objects.filter(total_yuan__isnull=False, synthetic=False).exists()
    assert not MonthReport.objects.filter(synthetic=False).exists()
    held = {m.code: any(m.exists("minhou-22", str(n)) for n in range(1, 23)) for m in _mechanisms()}
    assert held == dict.fromkeys(held, True)
    assert len(held) > 6
    page = at_desk("leader").get("/projects/central-avenue/").content.decode()
    assert "样例数据（合成）" in page
    last = Project.objects.filter(stage="under_way").first()
    assert last is not None and last.light_day == date(2022, 1, 21)
    assert last.start_date is not None and last.start_date + timedelta(days=1) < date(2022, 1, 21)


def _mechanisms() -> tuple[Any, ...]:
    return next(m.mechanisms for m in manifests() if m.room == "projects")
