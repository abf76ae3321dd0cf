"""Tasks that begin elsewhere: reforms, events, instructions, meetings; and checks on site. Through the pages."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.delivery.coverage import event_plan_runs, reform_register_runs
from luoshi.delivery.daily import daily
from luoshi.delivery.escalating import escalate
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import CheckSample, Commitment, OnSiteCheck, Sheet, SheetRules, SourcePaper, Talk, Task
from luoshi.delivery.service import checks, commitments, levels, sheets, tasks
from luoshi.kernel.manifest import Programme
from luoshi.registry.models import User

D, HOME = "sample", "/delivery/sample/"
WANTED = {"what": "首创“一照通办”", "clause": "1.s1", "unit": "development", "due": "2021-12-31"}


def signed_in(role: str, unit: str | None = None) -> Client:
    client, name = Client(), f"{role}-{unit or 'all'}"
    client.force_login(User.objects.filter(username=name).first() or user(role, unit))
    return client


def under_way(clause: str, unit: str) -> str:
    code = Commitment.objects.filter(document=D, clause=clause).first().code
    by = viewer("supervisor")
    commitments.correct(by=by, document=D, code=code, lead=unit, supports=[], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document=D, codes=[code])
    tasks.accept(by=viewer("liaison", unit), document=D, code=code)
    return code


def test_a_reform_is_proposed_judged_spread_and_established(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    office = signed_in("supervisor")
    assert "还没有改革经验" in office.get(f"{HOME}reforms/").content.decode()
    wrong = office.post(f"{HOME}reforms/", {**WANTED, "problem": "多头跑"})
    assert wrong.status_code == 422
    assert "首创" in wrong.content.decode()
    given = {**WANTED, "problem": "多头跑", "practice": "一次采集、多证联办"}
    assert office.post(f"{HOME}reforms/", given).status_code == 302
    task = Task.objects.get(kind="reform")
    assert (task.state, task.details["stage"]) == ("issued", "proposed")
    assert not reform_register_runs(D, "1")
    step = f"{HOME}reforms/{task.code}/"
    office.post(step, {"to": "spread", "words": "推广"})
    task.refresh_from_db()
    assert task.details["stage"] == "proposed"
    office.post(step, {"to": "judged", "words": "评审通过", "novelty": "4", "effect": "5", "copyable": "3"})
    assert reform_register_runs(D, "1")
    office.post(step, {"to": "spread", "words": "先在两处试", "places": "东镇、规划中心"})
    office.post(step, {"to": "established", "words": "印发办法"})
    task.refresh_from_db()
    assert (task.details["stage"], task.details["places"]) == ("established", ["东镇", "规划中心"])
    assert [s["stage"] for s in task.details["history"]] == ["judged", "spread", "established"]
    page = signed_in("leader").get(f"{HOME}reforms/").content.decode()
    assert "80 分" in page
    assert "已固化为制度" in page
    assert RecordEntry.objects.filter(act="delivery.task_detailed", subject=f"{D}/{task.code}").count() == 3
    assert verify() == []


def test_an_event_counts_down_with_its_parts(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    office = signed_in("supervisor")
    early = {**WANTED, "what": "数字峰会", "event_day": "2021-12-01", "place": "会展中心"}
    assert office.post(f"{HOME}events/", early).status_code == 422
    assert office.post(f"{HOME}events/", {**early, "due": "2021-11-20"}).status_code == 302
    task = Task.objects.get(kind="event")
    assert not event_plan_runs(D, "1")
    tasks.accept(by=viewer("liaison", "development"), document=D, code=task.code)
    at = {"by": viewer("liaison", "development"), "document": D, "code": task.code}
    levels.hand_down(**at, units=["planning"], title="布展", officer="李四")
    assert event_plan_runs(D, "1")
    part = Task.objects.get(parent=task)
    by = viewer("liaison", "planning")
    tasks.accept(by=by, document=D, code=part.code)
    tasks.report(by=by, document=D, code=part.code, text="展台已定", percent=40)
    tasks.review(by=viewer("supervisor"), document=D, code=part.code, accepted=True)
    page = signed_in("leader").get(f"{HOME}events/").content.decode()
    # 2021-08-02 to 2021-12-01 is 121 days.
    assert "还有 121 天" in page
    assert "布展" in page
    assert "李四" in page
    assert "40%" in page
    assert verify() == []


def test_a_meeting_called_for_a_stuck_task_ends_in_tasks(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    stuck, office = under_way("1.s1", "development"), signed_in("supervisor")
    assert f'value="{stuck}"' in office.get(f"{HOME}sources/?stuck={stuck}").content.decode()
    given = {"kind": "meeting", "title": "协调会", "who": "县政府专题会议", "on": "2021-08-02", "words": "会议议定三项"}
    lines = "1.s1 | 县财政局拨付首期资金 | 县财政局 | 2021年9月底\n1.s1｜工信局牵头摸底｜县工信局、县财政局｜2021-10-15"
    wrong = office.post(
        f"{HOME}sources/",
        {**given, "stuck": stuck, "tasks": f"{lines}\n1.s1 | 缺一段 | 县财政局\n9.x | 甲 | 没有局 | 无"},
    )
    assert wrong.status_code == 422
    assert "第 3 行应有四段" in wrong.content.decode()
    assert "没有单位“没有局”" in wrong.content.decode()
    assert not SourcePaper.objects.exists()
    assert office.post(f"{HOME}sources/", {**given, "stuck": stuck, "tasks": lines}).status_code == 302
    paper = SourcePaper.objects.get()
    made = list(paper.tasks.order_by("pk"))
    assert [(t.lead.code, t.due_date, t.source) for t in made] == [
        ("finance", date(2021, 9, 30), "meeting"),
        ("industry", date(2021, 10, 15), "meeting"),
    ]
    assert [unit.code for unit in made[1].supports.all()] == ["finance"]
    assert paper.stuck_task.code == stuck
    assert (
        "协调会（县政府专题会议，2021-08-02）"
        in signed_in("leader").get(f"{HOME}tasks/{made[0].code}/").content.decode()
    )
    assert verify() == []


def test_a_report_found_false_on_site_turns_the_task_red_until_the_next_is_accepted(
    programme: Programme, on_day
) -> None:
    on_day(date(2021, 8, 2))
    codes = [under_way("1.s1", "development"), under_way("2.s1", "industry")]
    office = signed_in("supervisor")
    office.post(f"{HOME}checks/")
    assert not CheckSample.objects.exists()  # nothing was reported on yet
    on_day(date(2021, 9, 20))
    for code, unit in zip(codes, ("development", "industry"), strict=True):
        tasks.report(by=viewer("liaison", unit), document=D, code=code, text="已完成大半", percent=80)
        tasks.review(by=viewer("supervisor"), document=D, code=code, accepted=True)
    office.post(f"{HOME}checks/", {"seed": "2021年9月"})
    sample = CheckSample.objects.get()
    (check,) = OnSiteCheck.objects.all()
    assert checks.draw_again(sample) == [check.task.code]
    assert check.chance == pytest.approx(0.5)
    where = f"{HOME}checks/{check.pk}/"
    assert office.post(where, {"finding": "false", "note": " "}).status_code == 422
    photo = io.BytesIO()
    Image.linear_gradient("L").save(photo, "JPEG")
    found = {"finding": "false", "note": "现场没有动工", "percent": "5", "lon": "119.1", "lat": "26.1"}
    found["photos"] = SimpleUploadedFile("site.jpg", photo.getvalue())
    assert office.post(where, found).status_code == 302
    task = Task.objects.get(pk=check.task_id)
    assert (task.light, task.light_reason) == ("red", "found_false")
    check.refresh_from_db()
    assert (check.finding, check.lat, len(check.photos)) == ("false", 26.1, 1)
    assert "现场没有动工" in office.get(where).content.decode()
    daily(date(2021, 9, 21))
    assert Task.objects.get(pk=task.pk).light == "red"
    by = viewer("liaison", task.lead.code)
    tasks.report(by=by, document=D, code=task.code, text="据实重报", percent=40)
    tasks.review(by=viewer("supervisor"), document=D, code=task.code, accepted=True)
    assert Task.objects.get(pk=task.pk).light == "green"
    assert verify() == []


def test_sheets_are_issued_and_sharpened_by_rule_and_nothing_is_issued_twice(programme: Programme, on_day) -> None:
    terms = {
        "code": "own",
        "judge_unanswered": True,
        "rules": [
            {"when": "red", "act": "sheet", "grade": "ordinary", "days": 5, "count": 2},
            {"when": "red", "act": "talk", "grade": "ordinary", "days": 20, "count": 2},
        ],
    }
    SheetRules.objects.create(document=D, title="规则", source="样例", terms=terms)
    on_day(date(2021, 8, 2))
    code = under_way("1.s1", "development")
    Task.objects.update(plan=[["2021-08-31", 60], ["2021-12-31", 100]], next_report_due=None)
    on_day(date(2021, 8, 30))
    tasks.report(by=viewer("liaison", "development"), document=D, code=code, text="刚起步", percent=5)
    tasks.review(by=viewer("supervisor"), document=D, code=code, accepted=True)
    on_day(date(2021, 8, 31))
    relight_all(date(2021, 8, 31))
    assert Task.objects.get().light == "red"
    since = Task.objects.get().lit_on
    assert since == date(2021, 8, 30)
    for day in (3, 6):
        on_day(date(2021, 9, day))
        escalate(date(2021, 9, day))
    # Red since Monday 08-30: the fifth working day after it is Monday 09-06.
    (blue,) = Sheet.objects.all()
    assert (blue.colour, blue.issued_on, blue.due_date) == ("blue", date(2021, 9, 6), date(2021, 9, 13))
    assert blue.cause == "red:2021-08-30"
    on_day(date(2021, 9, 14))
    escalate(date(2021, 9, 14))
    escalate(date(2021, 9, 14))
    orange = Sheet.objects.get(colour="orange")
    assert (orange.issued_on, orange.due_date) == (date(2021, 9, 14), date(2021, 9, 17))
    on_day(date(2021, 9, 18))
    escalate(date(2021, 9, 18))
    # RD-5: the red sheet of Saturday 09-18, a worked day, is due on 09-23.
    assert Sheet.objects.get(colour="red").due_date == date(2021, 9, 23)
    sheets.answer_sheet(by=viewer("liaison", "development"), document=D, number=3, answer="倒排工期")
    on_day(date(2021, 9, 30))
    escalate(date(2021, 9, 30))
    assert Sheet.objects.count() == 3  # answered: a person judges it
    assert [talk.cause for talk in Talk.objects.all()] == ["red:2021-08-30"]
    page = Client()
    page.force_login(user("supervisor", name="second"))
    assert "应约谈" in page.get(f"/delivery/{D}/sheets/").content.decode()
    assert verify() == []
