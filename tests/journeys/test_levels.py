"""A task is handed down, reported with what runs, paused, finished against its measure and taken up again."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.delivery import errors
from luoshi.delivery.burden import asked_of, costs
from luoshi.delivery.domain.cycle import Cycle
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import Commitment, Evidence, Report, ReportDraft, Suspension, Task
from luoshi.delivery.service import commitments, levels, pausing, tasks
from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import set_parameter, system_viewer
from luoshi.registry.models import User

D = "sample"


def issue(clause: str = "1.s1", unit: str = "development", **more) -> str:
    code = Commitment.objects.filter(document=D, clause=clause).first().code
    by = viewer("supervisor")
    commitments.correct(by=by, document=D, code=code, lead=unit, supports=[], due_date=date(2021, 12, 31), **more)
    commitments.issue(by=by, document=D, codes=[code])
    return code


def under_way(on_day, **more) -> str:
    on_day(date(2021, 8, 2))
    code = issue(**more)
    tasks.accept(by=viewer("liaison", "development"), document=D, code=code)
    return code


def task(code: str) -> Task:
    return Task.objects.get(document=D, code=code)


def signed_in(role: str, unit: str | None = None) -> Client:
    client = Client()
    name = f"{role}-{unit or 'all'}"
    client.force_login(User.objects.filter(username=name).first() or user(role, unit))
    return client


def photo(shade: int = 0, size: tuple[int, int] = (320, 240), quality: int = 90, tags: bool = False) -> bytes:
    picture = Image.new("RGB", (160, 120))
    picture.putdata(
        [((x * 3 + shade) % 256, (y * 5) % 256, (x * y + shade * 7) % 256) for y in range(120) for x in range(160)]
    )
    exif = Image.Exif()
    if tags:
        exif[0x0132] = "2021:09:20 10:30:00"
        exif[0x8825] = {1: "N", 2: (26.0, 9.0, 0.0), 3: "E", 4: (119.0, 8.0, 24.0)}
    kept = io.BytesIO()
    picture.resize(size).save(kept, "JPEG", quality=quality, exif=exif)
    return kept.getvalue()


def test_a_task_not_signed_for_in_time_is_yellow(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    code = issue()
    assert task(code).sign_by == date(2021, 8, 3)
    relight_all(date(2021, 8, 3))
    assert task(code).light == "grey"
    relight_all(date(2021, 8, 4))
    assert (task(code).light, task(code).light_reason) == ("yellow", "sign_overdue")


def test_a_bureau_hands_its_task_down_and_reports_what_its_parts_have_done(programme: Programme, on_day) -> None:
    code = under_way(on_day)
    liaison = viewer("liaison", "development")
    with pytest.raises(errors.NotBelow):
        levels.hand_down(by=liaison, document=D, code=code, units=["civil"])
    parts = levels.hand_down(by=liaison, document=D, code=code, units=["planning", "east-town"], officer="张三")
    assert parts == [f"{code}.1", f"{code}.2"]
    assert [(p.lead.code, p.officer, p.state) for p in task(code).parts.order_by("pk")] == [
        ("planning", "张三", "issued"),
        ("east-town", "张三", "issued"),
    ]
    with pytest.raises(errors.AlreadyHandedDown):
        levels.hand_down(by=liaison, document=D, code=code, units=["planning"])
    town = viewer("liaison", "east-town")
    with pytest.raises(NotAllowed):
        levels.hand_down(by=town, document=D, code=code, units=["planning"])
    tasks.accept(by=town, document=D, code=parts[1])
    on_day(date(2021, 9, 20))
    tasks.report(by=town, document=D, code=parts[1], text="已办一半", percent=50)
    tasks.review(by=viewer("supervisor"), document=D, code=parts[1], accepted=True)
    # 50 and 0, alike in weight: 25, whatever the bureau would like to say.
    tasks.report(by=liaison, document=D, code=code, text="全部完成", percent=100, complete=True)
    assert Report.objects.get(task__code=code).percent == 25
    with pytest.raises(errors.PartsOpen):
        tasks.review(by=viewer("supervisor"), document=D, code=code, accepted=True)
    page = signed_in("leader").get(f"/delivery/sample/tasks/{code}/").content.decode()
    assert f"{code}.2" in page
    assert "汇总进度 25%" in page
    assert verify() == []


def test_the_clock_stands_while_a_task_is_suspended(programme: Programme, on_day) -> None:
    code = under_way(on_day)
    at = {"document": D, "code": code}
    on_day(date(2021, 9, 6))
    pausing.ask_suspension(by=viewer("liaison", "development"), **at, reason="等待上级批复")
    with pytest.raises(NotAllowed):
        pausing.answer_suspension(by=viewer("liaison", "development"), **at, granted=True)
    pausing.answer_suspension(by=viewer("supervisor"), **at, granted=True)
    assert (task(code).state, task(code).light, task(code).light_reason) == ("suspended", "grey", "suspended")
    relight_all(date(2021, 10, 30))
    assert task(code).light == "grey"
    with pytest.raises(errors.StepNotAllowed):
        tasks.report(by=viewer("liaison", "development"), **at, text="进展", percent=20)
    on_day(date(2021, 9, 13))
    # 2021-09-07 to 13 are five working days; 2021-12-31 and five more, past New Year's day (off to 01-03), is 2022-01-10.
    assert pausing.resume(by=viewer("supervisor"), **at) == date(2022, 1, 10)
    assert task(code).plan[-1] == ["2022-01-10", 100.0]
    assert task(code).next_report_due == date(2021, 9, 26)
    assert Suspension.objects.get(task__code=code).until == date(2021, 9, 13)
    assert verify() == []


def test_a_task_is_done_only_with_what_was_required_and_what_was_promised(programme: Programme, on_day) -> None:
    code = under_way(
        on_day,
        outcome_metric="代办件数",
        outcome_op=">=",
        outcome_value=100,
        outcome_unit="件",
        evidence_required=["验收单"],
    )
    liaison, at = viewer("liaison", "development"), {"document": D, "code": code}
    on_day(date(2021, 9, 20))
    told = {"text": "已完成", "percent": 100, "complete": True}
    with pytest.raises(errors.EvidenceMissing):
        tasks.report(by=liaison, **at, **told, files=[SimpleUploadedFile("x.pdf", b"%PDF-1.4\n")])
    form = {"验收单": [SimpleUploadedFile("a.pdf", b"%PDF-1.4\n% accepted")]}
    tasks.report(by=liaison, **at, **told, required=form)
    by = viewer("supervisor")
    with pytest.raises(errors.OutcomeUnknown):
        tasks.review(by=by, **at, accepted=True)
    with pytest.raises(errors.OutcomeNotReached):
        tasks.review(by=by, **at, accepted=True, reached=99)
    assert task(code).state == "reported"
    tasks.review(by=by, **at, accepted=True, reached=100)
    assert (task(code).state, Report.objects.get(task__code=code).reached) == ("done", 100)
    with pytest.raises(errors.ReasonMissing):
        tasks.reopen(by=by, **at, reason=" ")
    tasks.reopen(by=by, **at, reason="群众反映未到位")
    again = task(code)
    assert (again.state, again.finished_on, again.percent) == ("under_way", None, 99)
    assert again.next_report_due == date(2021, 9, 26)
    assert verify() == []


def test_a_figure_of_the_report_is_the_outcome_where_the_reviewer_gives_none(programme: Programme, on_day) -> None:
    code = under_way(on_day, outcome_metric="代办件数", outcome_op=">=", outcome_value=100, outcome_unit="件")
    at = {"document": D, "code": code}
    tasks.report(
        by=viewer("liaison", "development"),
        **at,
        text="完成",
        percent=100,
        complete=True,
        figures=[("代办件数", "120 件")],
    )
    tasks.review(by=viewer("supervisor"), **at, accepted=True)
    assert Report.objects.get(task__code=code).reached == 120


def test_who_reports_a_figure_sees_what_was_said_of_it_for_another_task(programme: Programme, on_day) -> None:
    goal: dict[str, object] = {
        "outcome_metric": "代办件数",
        "outcome_op": ">=",
        "outcome_value": 100,
        "outcome_unit": "件",
    }
    code, by = under_way(on_day, **goal), viewer("liaison", "development")
    tasks.report(by=by, document=D, code=code, text="进展", percent=20, figures=[("代办件数", "20 件")])
    other = issue("1.s2", **goal)
    tasks.accept(by=by, document=D, code=other)
    page = signed_in("liaison", "development").get(f"/delivery/sample/tasks/{other}/").content.decode()
    assert "报过“代办件数”" in page and "20 件（2021-08-02）" in page
    tasks.report(by=by, document=D, code=other, text="进展", percent=20, figures=[("代办件数", "25 件")])
    (row,) = [row for row in costs(D, date(2021, 8, 2)) if row["unit"] == "development"]
    assert row["twice"] == {"代办件数": [code, other]}
    assert "代办件数：2 项任务" in signed_in("supervisor").get("/delivery/sample/burden/").content.decode()


def test_a_photo_used_twice_is_found_though_it_was_saved_again_smaller(programme: Programme, on_day) -> None:
    code, liaison = under_way(on_day), signed_in("liaison", "development")
    on_day(date(2021, 8, 3))
    other = issue("1.s2")
    tasks.accept(by=viewer("liaison", "development"), document=D, code=other)
    where = "/delivery/sample/tasks/{}/report/"
    first = SimpleUploadedFile("site.jpg", photo(tags=True))
    assert liaison.post(where.format(code), {"text": "现场", "percent": "10", "files": first}).status_code == 302
    kept = Evidence.objects.get()
    assert (kept.lat, kept.lon) == (26.15, 119.14)
    assert kept.taken_at and kept.taken_at.isoformat() == "2021-09-20T02:30:00+00:00"
    again = SimpleUploadedFile("other.jpg", photo(size=(200, 150), quality=60))
    unlike = SimpleUploadedFile("new.jpg", photo(shade=90))
    assert (
        liaison.post(where.format(other), {"text": "进展", "percent": "10", "files": [again, unlike]}).status_code
        == 302
    )
    files = list(Evidence.objects.order_by("pk"))
    assert files[1].sha256 != files[0].sha256
    page = signed_in("supervisor").get(f"/delivery/sample/tasks/{other}/").content.decode()
    assert page.count("同一文件或照片还出现在") == 1
    assert f"/delivery/sample/tasks/{code}/#report-1" in page


def test_what_was_typed_is_kept_and_what_is_typed_is_counted(programme: Programme, on_day) -> None:
    code, liaison = under_way(on_day), signed_in("liaison", "development")
    where = f"/delivery/sample/tasks/{code}/"
    kept = liaison.post(f"{where}draft/", {"text": "写到一半", "percent": "5", "complete": "x"})
    assert kept.status_code == 200
    page = liaison.get(where).content.decode()
    assert "写到一半" in page
    assert "存的草稿" in page
    assert "写到一半" not in signed_in("supervisor").get(where).content.decode()
    assert signed_in("liaison", "civil").post(f"{where}draft/", {"text": "x"}).status_code == 403
    assert liaison.post(f"{where}report/", {"text": "写完了", "percent": "0"}).status_code == 302
    assert not ReportDraft.objects.exists()
    sent = Report.objects.get()
    # text, percent, difficulties, next steps: nought percent and the plan's next point were offered; the text was typed.
    assert (sent.fields, sent.offered, sent.typed, sent.seconds) == (4, 2, 1, None)
    (row,) = [row for row in costs(D, date(2021, 8, 2)) if row["unit"] == "development"]
    assert (row["reports"], row["offered"], row["running"], row["typed"]) == (1, 0.5, 0, 0.25)
    assert "报送负担" in liaison.get("/delivery/sample/burden/").content.decode()


def capped(most: int) -> None:
    citation = Citation(title="减负通知")
    code, day = "delivery.burden_minutes", date(2021, 8, 2)
    set_parameter(by=system_viewer(), code=code, place="", value=Decimal(most), start=day, citation=citation)


def reasons_kept() -> list[tuple[str, int, int, str]]:
    rows = RecordEntry.objects.filter(act="delivery.burden_exceeded").order_by("seq").values_list("unit", "content")
    return [(unit, told["minutes"], told["most"], told["reason"]) for unit, told in rows]


def test_a_closer_cycle_is_refused_where_it_would_cost_a_unit_too_much(programme: Programme, on_day) -> None:
    code, by = under_way(on_day), viewer("supervisor")
    # Unknown minutes count six: one task monthly is 6 minutes a month, every ten days 18.
    assert asked_of(D, "development", date(2021, 8, 2)).minutes == 6
    capped(10)
    with pytest.raises(errors.TooMuchToReport):
        levels.set_cycle(by=by, document=D, code=code, cycle=Cycle.TEN_DAY)
    levels.set_cycle(by=by, document=D, code=code, cycle=Cycle.QUARTERLY)
    assert task(code).next_report_due == date(2021, 9, 26)
    assert task(code).cycles == [["2021-08-02", "monthly"], ["2021-08-02", "quarterly"]]
    levels.set_cycle(by=by, document=D, code=code, cycle=Cycle.ON_DEMAND)
    assert task(code).next_report_due is None
    with pytest.raises(errors.DayTooEarly):
        levels.call_report(by=by, document=D, code=code, due=date(2021, 8, 2))
    levels.call_report(by=by, document=D, code=code, due=date(2021, 8, 9), words="报送台风影响")
    assert task(code).next_report_due == date(2021, 8, 9)
    relight_all(date(2021, 8, 10))
    assert task(code).light_reason == "report_missing"


def test_a_single_call_and_a_task_more_count_against_the_most_and_a_reason_is_kept(
    programme: Programme, on_day
) -> None:
    code, by = under_way(on_day), viewer("supervisor")
    capped(10)
    levels.set_cycle(by=by, document=D, code=code, cycle=Cycle.ON_DEMAND)
    office = signed_in("supervisor")
    act = f"/delivery/sample/tasks/{code}/"
    assert office.post(f"{act}call/", {"due": "2021-08-09", "words": "台风影响"}).status_code == 302
    # A second in August would cost 12 minutes; one in September is that month's first.
    refused = office.post(f"{act}call/", {"due": "2021-08-20", "words": "台风影响"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "每月报送预计用时将达 12 分钟，超过上限 10 分钟" in page
    assert '<textarea name="override"' in page
    assert "台风影响" in page
    assert office.post(f"{act}call/", {"due": "2021-09-20"}).status_code == 302
    given = {"due": "2021-08-20", "override": "防指要求每日汇总"}
    assert office.post(f"{act}call/", given).status_code == 302
    assert reasons_kept() == [("development", 12, 10, "防指要求每日汇总")]
    # August's two calls already cost 12: a monthly task more makes 18, with a figure to be typed 19.5.
    waiting = Commitment.objects.filter(document=D, state="proposed")[0]
    by_when = {"due_date": date(2021, 12, 31), "outcome_metric": "代办件数", "outcome_op": ">=", "outcome_value": 5.0}
    commitments.correct(by=by, document=D, code=waiting.code, lead="development", supports=[], **by_when)
    where = f"/delivery/sample/review/{waiting.measure}/issue/"
    refused = office.post(where, {"code": waiting.code})
    assert refused.status_code == 422
    assert "交办 1 项" in refused.content.decode()
    assert 'name="override"' in refused.content.decode()
    assert not Task.objects.filter(code=waiting.code).exists()
    assert office.post(where, {"code": waiting.code, "override": "县政府常务会议议定"}).status_code == 302
    assert reasons_kept()[1:] == [("development", 20, 10, "县政府常务会议议定")]
    row = next(row for row in costs(D, date(2021, 8, 2)) if row["unit"] == "development")
    assert (row["calls"], row["minutes"]) == (2, 19.5)


def test_only_supervisors_may_insist(programme: Programme, on_day) -> None:
    code = under_way(on_day)
    capped(10)
    bureau = viewer("liaison", "development")
    below = sorted(levels.below(task(code)))[0]
    commitment = Commitment.objects.filter(document=D, state="proposed")[0]
    given = {"lead": below, "supports": [], "due_date": date(2021, 12, 31)}
    commitments.correct(by=viewer("supervisor"), document=D, code=commitment.code, **given)
    commitments.issue(by=viewer("supervisor"), document=D, codes=[commitment.code])
    with pytest.raises(errors.TooMuchToReport):
        levels.hand_down(by=bureau, document=D, code=code, units=[below], override="我们就要")
    assert levels.hand_down(by=viewer("supervisor"), document=D, code=code, units=[below], override="必须掌握进度")
