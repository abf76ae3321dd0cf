"""The plan of a project: drafted, dragged, checked, taken in from another program; its baseline approved."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from luoshi.kernel.manifest import Programme
from luoshi.projects.models import Activity, Baseline, Project
from services_town import at_desk, county

ROAD = "central-avenue"


@pytest.fixture
def town(db: None, on_day: Callable[[date], None]) -> Programme:
    on_day(date(2021, 8, 2))  # a Monday
    return county()


@pytest.fixture
def liaison(town: Programme) -> Client:
    return at_desk("liaison", "transport")


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
