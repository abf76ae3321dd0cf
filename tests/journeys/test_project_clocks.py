"""Clocks of permits moved by hand, papers that lapse, and the light that follows; lights kept without needless writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.accountability.api import verify
from luoshi.projects.daily import daily
from luoshi.projects.models import Permit, Project
from services_town import at_desk, county

ROAD = "central-avenue"


@pytest.fixture
def office(db: None, on_day: Callable[[date], None]) -> Client:
    on_day(date(2021, 7, 26))
    county()
    return at_desk("liaison", "transport")


def act(client: Client, step: str, name: str, **form: str) -> str:
    return client.post(f"/projects/{ROAD}/permits/{step}/{name}/", form, follow=True).content.decode()


def permit(step: str) -> Permit:
    return Permit.objects.get(project__code=ROAD, step=step)


def test_a_clock_is_stopped_resumed_and_put_off_once(office: Client, on_day: Callable[[date], None]) -> None:
    act(office, "S00", "finish")
    act(office, "S10", "accept")
    assert permit("S10").due_date == date(2021, 8, 2)  # promised in 5 working days
    on_day(date(2021, 7, 28))
    assert "请写明理由" in act(office, "S10", "suspend", reason=" ")
    act(office, "S10", "suspend", reason="专家评审")
    assert permit("S10").due_date is None
    assert "计时已中止" in act(office, "S10", "suspend", reason="再次")
    page = office.get(f"/projects/{ROAD}/").content.decode()
    assert "中止 2021-07-28 至 —：专家评审" in page

    # Stopped over 07-28 to 08-03: one of five days was used, four are left from 08-04 on.
    on_day(date(2021, 8, 4))
    daily(date(2021, 8, 4))
    assert Project.objects.get(code=ROAD).light != "red"
    act(office, "S10", "resume", reason="评审完成")
    assert permit("S10").due_date == date(2021, 8, 9)
    assert "正在计时" in act(office, "S10", "resume", reason="x")

    # Ten working days more at most, once, in time (行政许可法 第四十二条).
    told = act(office, "S10", "extend", days="11", reason="情况复杂")
    assert "最多延长 10 天" in told and "行政许可法 第42条" in told
    act(office, "S10", "extend", days="10", reason="情况复杂")
    assert permit("S10").due_date == date(2021, 8, 23)
    assert "已经延长过一次" in act(office, "S10", "extend", days="1", reason="再延长")
    assert (
        at_desk("liaison", "finance").post(f"/projects/{ROAD}/permits/S10/suspend/", {"reason": "x"}).status_code == 403
    )
    Project.objects.filter(code=ROAD).update(stage="preliminary")
    on_day(date(2021, 8, 24))
    daily(date(2021, 8, 24))
    assert "permit_overdue" in [code for _c, code, _p in Project.objects.get(code=ROAD).light_reasons]
    assert verify() == []


def test_a_construction_permit_lapses_without_works_and_is_prolonged_twice(
    office: Client, on_day: Callable[[date], None]
) -> None:
    project = Project.objects.get(code=ROAD)
    steps = ["S00", "S10", "S11", "S12", "S15", "S20", "S21", "S22", "S30", "S31", "S32", "S33", "S34"]
    Permit.objects.bulk_create(Permit(project=project, step=s, state="done") for s in steps)
    Permit.objects.create(project=project, step="S35", state="running", accepted_date=date(2021, 7, 23))
    act(office, "S35", "finish", paper="350121202107260101")
    assert permit("S35").valid_until == date(2021, 10, 26)  # 建筑法 第九条: three months
    assert "不用延期" in act(office, "S12", "prolong", reason="x")

    on_day(date(2021, 9, 27))
    daily(date(2021, 9, 27))
    assert ["yellow", "permit_lapsing"] in [[c, code] for c, code, _p in Project.objects.get(code=ROAD).light_reasons]
    act(office, "S35", "prolong", reason="征迁未完成")
    act(office, "S35", "prolong", reason="征迁未完成")
    assert permit("S35").valid_until == date(2022, 4, 26)
    assert "最多延期 2 次" in act(office, "S35", "prolong", reason="x")

    on_day(date(2022, 4, 27))
    daily(date(2022, 4, 27))
    shown = Project.objects.get(code=ROAD)
    assert ["red", "permit_lapsed"] in [[c, code] for c, code, _p in shown.light_reasons]
    told = act(office, "S40", "finish")
    assert "已于 2022-04-26 失效" in told and "建筑法 第9条" in told
    act(office, "S35", "lapse", reason="到期未开工")
    again = permit("S35")
    assert (again.state, again.valid_until, again.past[0][0]) == ("waiting", None, "350121202107260101")
    assert "到期未开工" in office.get(f"/projects/{ROAD}/").content.decode()

    # Given anew and used: works have begun, and nothing lapses any more.
    Permit.objects.filter(pk=again.pk).update(state="running", accepted_date=date(2022, 4, 27))
    act(office, "S35", "finish", paper="350121202204270101")
    act(office, "S40", "finish")
    assert Project.objects.get(code=ROAD).started_date == date(2022, 4, 27)
    assert "已经使用" in act(office, "S35", "lapse", reason="x")
    assert verify() == []


def test_lights_that_stay_as_they_were_are_not_written(office: Client) -> None:
    day = date(2021, 7, 26)
    daily(day)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert daily(day) == 0
    assert not [
        q["sql"] for q in seen.captured_queries if q["sql"].startswith("UPDATE") and "light_reasons" in q["sql"]
    ]
    Project.objects.filter(code=ROAD).update(light="red")
    assert daily(day) == 1
    assert Project.objects.get(code=ROAD).light != "red"

    # What is built is left alone, until content says something else of it.
    Project.objects.filter(code=ROAD).update(finished_date=day, stage="done")
    daily(day)
    assert Project.objects.get(code=ROAD).light == "blue"
    Project.objects.filter(code=ROAD).update(finished_date=None)
    assert daily(day) == 0
    Project.objects.filter(code=ROAD).update(light_day=None)
    assert daily(day) == 1
