"""The portfolio as a whole: rolled, chosen from, shown by city and to the public, given out and taken in as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel.events import subscribe
from luoshi.kernel.manifest import Programme, manifests
from luoshi.projects.api import ProblemRaised, project_facts, projects_of
from luoshi.projects.formats import oc4ids
from luoshi.projects.models import MonthReport, Problem, Project, RollLine
from services_town import at_desk, county

ROAD = "central-avenue"


@pytest.fixture
def town(db: None, on_day: Callable[[date], None]) -> Programme:
    on_day(date(2021, 8, 2))  # a Monday
    return county()


@pytest.fixture
def liaison(town: Programme) -> Client:
    return at_desk("liaison", "transport")


def under_way(code: str, start: date, finish: date) -> Project:
    project = Project.objects.get(code=code)
    project.stage, project.start_date, project.started_date, project.finish_date = "under_way", start, start, finish
    project.total_yuan = project.budget_yuan = D(10**8)
    project.save()
    return project


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
