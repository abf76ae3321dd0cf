"""A rule calls for a talk with a unit's head: it is held, what was agreed becomes tasks, and the score counts it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from factories import task_under_way, user, viewer
from luoshi.accountability.api import history_of, verify
from luoshi.delivery import errors
from luoshi.delivery.domain.scoring import Part, Period, Rubric
from luoshi.delivery.escalating import escalate
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import SheetRules, Talk, Task
from luoshi.delivery.scoring import grounds
from luoshi.delivery.service import talks
from luoshi.kernel.manifest import Programme

D = "sample"
RULE = {"when": "red", "act": "talk", "grade": "ordinary", "days": 0, "count": 2}


@pytest.fixture
def talk(programme: Programme, on_day) -> Talk:
    """The task turned red on 2021-12-06 and the rules call for a talk about it."""
    task_under_way(on_day)
    terms = {"code": "own", "judge_unanswered": False, "rules": [RULE]}
    SheetRules.objects.create(document=D, title="约谈规则", source="本县督查办法", terms=terms)
    on_day(date(2021, 12, 6))
    Task.objects.update(percent=10, percent_on=date(2021, 12, 3))
    relight_all(date(2021, 12, 6))
    assert escalate(date(2021, 12, 6)) == 1
    assert escalate(date(2021, 12, 6)) == 0
    return Talk.objects.get()


def test_a_talk_is_held_and_what_was_agreed_becomes_tasks(talk: Talk, on_day) -> None:
    on_day(date(2021, 12, 8))
    office, desk = Client(), Client()
    office.force_login(user("supervisor", name="office"))
    desk.force_login(user("liaison", "development", name="desk"))
    page = f"/delivery/{D}/talks/{talk.pk}/"
    assert "登记约谈" in office.get("/workbench/").content.decode()
    assert "尚未约谈" in office.get(f"/delivery/{D}/sheets/").content.decode()
    assert "尚未约谈" in desk.get("/units/development/").content.decode()
    given = {
        "on": "2021-12-07",
        "attended": "分管领导、发改局局长",
        "agreed": "一周内补齐台账",
        "tasks": "1.s1 | 补齐台账",
    }
    refused = office.post(page, given)
    assert refused.status_code == 422
    assert "一周内补齐台账" in refused.content.decode()
    assert office.post(page, {**given, "on": "2021-12-05", "tasks": ""}).status_code == 422
    given["tasks"] = "1.s1 | 补齐台账 | 发改局 | 2021-12-20"
    assert desk.post(page, given).status_code == 403
    assert office.post(page, given).status_code == 302
    made = Task.objects.get(source="talk")
    assert (made.title, made.lead.code, made.due_date) == ("补齐台账", "development", date(2021, 12, 20))
    shown = desk.get(page).content.decode()
    assert "一周内补齐台账" in shown
    assert made.code in shown
    assert "2021-12-07 约谈，议定 1 项" in desk.get("/units/development/").content.decode()
    assert "登记约谈" not in office.get("/workbench/").content.decode()
    assert "约谈" in desk.get(f"/delivery/{D}/tasks/{talk.task.code}/").content.decode()
    assert office.post(page, given).status_code == 302
    assert Task.objects.filter(source="talk").count() == 1
    with pytest.raises(errors.TalkHeldAlready):
        talks.hold(by=viewer("supervisor"), document=D, key=talk.pk, on=date(2021, 12, 7), attended="x", agreed="y")
    assert "delivery.talk_held" in {line.act for line in history_of([f"{D}/{talk.task.code}"])}
    assert verify() == []


@pytest.mark.parametrize(("points", "end", "off"), [(1.5, 31, [-1.5]), (0.0, 31, []), (1.5, 6, [])])
def test_a_talk_held_in_the_period_counts_where_the_rubric_says_so(
    talk: Talk, on_day, points: float, end: int, off: list[float]
) -> None:
    on_day(date(2021, 12, 8))
    by = viewer("supervisor")
    talks.hold(by=by, document=D, key=talk.pk, on=date(2021, 12, 7), attended="局长", agreed="整改")
    rubric = Rubric((Part("completion", "completion", 100, "完成"),), talk=points)
    moves = grounds(D, Period(date(2021, 1, 1), date(2021, 12, end)), rubric).moves
    assert moves["points"].to_list() == off
    assert set(moves["unit"]) <= {"development"}
