"""A supervision sheet goes from blue to red by rule, or ends when the unit delivers."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from factories import task_under_way, user, viewer
from luoshi.accountability.api import history_of, verify
from luoshi.delivery import errors
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.models import Sheet
from luoshi.delivery.service import sheets
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.manifest import Programme

D = "sample"


@pytest.fixture
def task(programme: Programme, on_day) -> str:
    return task_under_way(on_day)


def test_a_sheet_missed_again_and_again_turns_orange_then_red_then_goes_to_liability(task: str, on_day) -> None:
    by = viewer("supervisor")
    first = sheets.issue_sheet(by=by, document=D, code=task, grade=Grade.ORDINARY, requirement="一周内补齐台账")
    steps = [(date(2021, 9, 14), "orange", date(2021, 9, 17)), (date(2021, 9, 18), "red", date(2021, 9, 23))]
    number = first
    for day, colour, due in steps:
        on_day(day)
        number = sheets.judge_sheet(by=by, document=D, number=number, outcome="missed", reason="逾期未答复")
        sheet = sheets.get(D, number)
        assert (sheet.colour, sheet.due_date, sheet.requirement) == (colour, due, "一周内补齐台账")
    on_day(date(2021, 9, 24))
    assert sheets.judge_sheet(by=by, document=D, number=number, outcome="missed", reason="仍未落实") is None
    assert "delivery.liability_proposed" in {line.act for line in history_of([f"{D}/{task}"])}
    assert list(Sheet.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert verify() == []


def test_a_valid_reason_keeps_the_colour_with_a_new_date(task: str, on_day) -> None:
    by = viewer("supervisor")
    number = sheets.issue_sheet(by=by, document=D, code=task, grade=Grade.MAJOR, requirement="专报")
    on_day(date(2021, 9, 10))
    again = sheets.judge_sheet(by=by, document=D, number=number, outcome="excused", reason="台风停工")
    assert (sheets.get(D, again).colour, sheets.get(D, again).due_date) == ("orange", date(2021, 9, 15))


def test_the_unit_receives_and_answers_on_its_pages_and_the_office_closes_the_matter(task: str) -> None:
    office, unit = Client(), Client()
    office.force_login(user("supervisor", name="office"))
    unit.force_login(user("liaison", "development", name="desk"))
    where = f"/delivery/{D}/tasks/{task}/"
    assert office.post(f"{where}sheet/", {"grade": "short", "requirement": "三日内报方案"}).status_code == 302
    page = f"/delivery/{D}/sheets/1/"
    assert "签收督查单" in unit.get("/workbench/").content.decode()
    assert unit.post(f"{page}receive/").status_code == 302
    assert unit.post(f"{page}answer/", {"answer": "  "}).status_code == 422
    unit.post(f"{page}answer/", {"answer": "方案已报送"})
    assert "判定督查单" in office.get("/workbench/").content.decode()
    assert "方案已报送" in office.get(page).content.decode()
    assert office.post(f"{page}judge/", {"outcome": "missed", "reason": ""}).status_code == 422
    office.post(f"{page}judge/", {"outcome": "met", "reason": ""})
    assert sheets.get(D, 1).outcome == "met"
    assert "已落实" in office.get(f"/delivery/{D}/sheets/").content.decode()


def test_only_one_sheet_is_open_and_a_judged_one_stays_judged(task: str) -> None:
    by = viewer("supervisor")
    number = sheets.issue_sheet(by=by, document=D, code=task, grade=Grade.SHORT, requirement="x")
    with pytest.raises(errors.SheetOpen):
        sheets.issue_sheet(by=by, document=D, code=task, grade=Grade.MAJOR, requirement="y")
    sheets.judge_sheet(by=by, document=D, number=number, outcome="met")
    with pytest.raises(errors.SheetJudged):
        sheets.answer_sheet(by=viewer("liaison", "development"), document=D, number=number, answer="迟到的答复")


def test_what_was_written_stays_where_a_sheet_is_refused(task: str) -> None:
    office = Client()
    office.force_login(user("supervisor", name="office"))
    page, where = f"/delivery/{D}/tasks/{task}/", f"/delivery/{D}/tasks/{task}/sheet/"
    assert "发督查单" in office.get(page).content.decode()
    unsaid = office.post(where, {"grade": "", "requirement": "请查明原因"})
    assert unsaid.status_code == 422 and "请查明原因" in unsaid.content.decode()
    assert office.post(where, {"grade": Grade.SHORT.value, "requirement": "请查明原因"}).status_code == 302
    assert "发督查单" not in office.get(page).content.decode().partition("存证记录")[0]
    # The form was open in another window.
    again = office.post(where, {"grade": Grade.MAJOR.value, "requirement": "请立即整改"})
    assert again.status_code == 422
    assert "还有一张督查单没有判定" in again.content.decode() and "请立即整改" in again.content.decode()
    assert Sheet.objects.count() == 1


def test_units_answer_their_own_sheets_and_judge_none(task: str) -> None:
    number = sheets.issue_sheet(by=viewer("supervisor"), document=D, code=task, grade=Grade.SHORT, requirement="x")
    with pytest.raises(NotAllowed):
        sheets.answer_sheet(by=viewer("liaison", "civil"), document=D, number=number, answer="冒答")
    with pytest.raises(NotAllowed):
        sheets.judge_sheet(by=viewer("liaison", "development"), document=D, number=number, outcome="met")
