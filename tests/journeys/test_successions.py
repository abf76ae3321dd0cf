"""People leave and units are merged half-way through a year: tasks go on under those who come after, scores stay where earned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.delivery.models import Commitment, ScoreSheet, Sheet, Task
from luoshi.delivery.rubric_content import rubric_of
from luoshi.delivery.scoring import reasons, scores
from luoshi.delivery.service import commitments, levels, successions, tasks
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.portal.models import Notice
from luoshi.registry.models import Unit, User

D = "sample"
TERMS: dict[str, Any] = {
    "parts": [
        {"code": c, "kind": c, "weight": w, "label": c, "label_en": c}
        for c, w in (("timeliness", 30.0), ("completion", 40.0), ("quality", 30.0))
    ],
    "sheet": {"blue": 0.5, "orange": 1.0, "red": 2.0},
    "twice_yellow": 0.0,
    "red": 0.0,
    "early_bonus": 0.0,
    "least_tasks": 1,
}


def issue(clause: str, unit: str, officer: str = "") -> dict[str, str]:
    by = viewer("supervisor")
    code = Commitment.objects.filter(document=D, clause=clause).order_by("start")[0].code
    commitments.correct(by=by, document=D, code=code, lead=unit, supports=["industry"], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document=D, codes=[code])
    at = {"document": D, "code": code}
    tasks.accept(by=viewer("liaison", unit), **at)
    if officer:
        levels.detail(by=viewer("liaison", unit), **at, officer=officer)
    return at


def report(at: dict[str, str], unit: str, percent: float, *, accepted: bool = True) -> None:
    tasks.report(by=viewer("liaison", unit), **at, text="进展", percent=percent)
    tasks.review(by=viewer("reviewer"), **at, accepted=accepted, note="请补充")


def test_a_unit_is_merged_half_way_and_both_keep_what_is_theirs(programme: Programme, on_day) -> None:
    on_day(date(2021, 7, 5))
    at = issue("1.s1", "development")
    on_day(date(2021, 8, 20))
    report(at, "development", 40.0)
    on_day(date(2021, 9, 24))
    report(at, "development", 60.0)
    on_day(date(2021, 10, 8))
    user("liaison", "finance", name="finance-officer")
    moved = successions.succeed_unit(
        by=viewer("supervisor"), document=D, before="development", after="finance", reason="机构改革，职责划入"
    )
    assert moved == 1
    task = Task.objects.get()
    assert task.lead.code == "finance"
    assert Notice.objects.filter(user__username="finance-officer", kind="delivery.lead_changed").exists()
    # The unit that left can report no more; the one that came has not reported in October, and late in November.
    with pytest.raises(ExpectedError):
        tasks.report(by=viewer("liaison", "development"), **at, text="进展", percent=70)
    on_day(date(2021, 11, 29))
    report(at, "finance", 70.0)
    Sheet.objects.create(
        task=task,
        document=D,
        number=1,
        colour="blue",
        grade="ordinary",
        rule_row=1,
        requirement="x",
        issued_on=date(2021, 11, 1),
        due_date=date(2021, 11, 10),
        issued_by="o",
    )
    on_day(date(2021, 12, 1))
    sheet = ScoreSheet.objects.create(
        document=D,
        label="2021",
        start=date(2021, 7, 1),
        end=date(2021, 11, 30),
        terms=TERMS,
        computed_at=now(),
        by="o",
    )
    rubric = rubric_of(TERMS)
    totals, parts, found = scores(sheet, rubric)
    rate = {(row["unit"], row["part"]): (row["rate"], row["of"]) for row in parts.iter_rows(named=True)}
    # Duties: 26 July, 25 August and 26 September were the former's: the first met late by the report of August, the others in
    # time. 25 October and 25 November were the other's: the report of 29 November is late for November, none was for October.
    assert rate["development", "timeliness"] == (pytest.approx(2.5 / 3), 3)
    assert rate["finance", "timeliness"] == (0.25, 2)
    assert rate["development", "quality"] == (1.0, 2)
    assert rate["finance", "quality"] == (1.0, 1)
    # By the day it left, the former was where the plan asked on that day; the other answers for the whole.
    planned = dict(zip(found.tasks["unit"], found.tasks["planned"], strict=True))
    assert rate["development", "completion"] == (min(60.0 / planned["development"], 1.0), 1)
    assert rate["finance", "completion"] == (pytest.approx(70.0 / planned["finance"]), 1)
    assert planned["development"] < planned["finance"]
    assert dict(found.moves.select("unit", "points").iter_rows()) == {"finance": -0.5}
    assert set(totals["unit"]) == {"development", "finance"}
    assert [row["code"] for row in reasons(sheet, rubric, "finance").duties] == [task.code, task.code]
    assert [row["due"] for row in reasons(sheet, rubric, "development").duties] == [date(2021, 7, 26)]
    assert verify() == []


def test_tasks_of_an_officer_who_left_show_it_and_go_to_the_liaison_in_one_act(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    at = issue("1.s1", "development", officer="张三")
    issue("2.s1", "industry", officer="李四")
    User.objects.create_user("zhang", "a long password", display_name="张三", is_active=False)
    user("liaison", "development", name="next")
    client = Client()
    client.force_login(user("supervisor", name="office"))
    assert successions.officers_gone(D) == [("development", "张三", 1)]
    assert "已离任" in client.get(f"/delivery/{D}/tasks/{at['code']}/").content.decode()
    page = client.get(f"/delivery/{D}/handover/").content.decode()
    assert "张三" in page
    assert "李四" not in page
    wrong = client.post(f"/delivery/{D}/handover/officer/", {"unit": "development", "officer": "张三", "successor": ""})
    assert wrong.status_code == 422
    client.post(f"/delivery/{D}/handover/officer/", {"unit": "development", "officer": "张三", "successor": "王五"})
    assert Task.objects.get(code=at["code"]).officer == "王五"
    assert successions.officers_gone(D) == []


def test_a_unit_that_is_no_more_takes_nothing_and_what_is_typed_stays(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    issue("1.s1", "development")
    Unit.objects.filter(code="finance").update(valid_to=date(2021, 8, 1))
    client = Client()
    client.force_login(user("supervisor", name="office"))
    given = {"before": "development", "after": "finance", "reason": "机构改革"}
    refused = client.post(f"/delivery/{D}/handover/unit/", given)
    assert refused.status_code == 422
    assert 'value="机构改革"' in refused.content.decode()
    # Where the unit that comes after supported the task, it leads it now and supports it no more.
    client.post(f"/delivery/{D}/handover/unit/", {**given, "after": "industry"})
    task = Task.objects.get()
    assert task.lead.code == "industry"
    assert not task.supports.exists()
