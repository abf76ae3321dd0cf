"""A unit with many tasks reports them on one page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from factories import user, viewer
from luoshi.delivery.models import Commitment, Report, Task
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.manifest import Programme

PAGE = "/delivery/sample/report/"


@pytest.fixture
def liaison(programme: Programme, on_day) -> Client:
    """The development bureau's liaison officer with three tasks whose reports are due."""
    on_day(date(2021, 8, 2))
    by, mine = viewer("supervisor"), viewer("liaison", "development")
    codes = list(Commitment.objects.filter(document="sample", measure="1").values_list("code", flat=True))
    for code in codes:
        commitments.correct(
            by=by, document="sample", code=code, lead="development", supports=[], due_date=date(2021, 12, 31)
        )
    commitments.issue(by=by, document="sample", codes=codes)
    for code in codes:
        tasks.accept(by=mine, document="sample", code=code)
    on_day(date(2021, 8, 20))
    client = Client()
    client.force_login(user("liaison", "development", name="development-desk"))
    return client


def test_several_reports_are_sent_at_once_and_leave_the_page(liaison: Client) -> None:
    codes = list(Task.objects.values_list("code", flat=True))
    assert len(codes) >= 3
    assert "批量报送" in liaison.get("/workbench/").content.decode()
    sent = {"send": codes[:2]} | {
        f"{code}-{name}": value for code in codes for name, value in (("text", "按计划推进"), ("percent", "15"))
    }
    assert liaison.post(PAGE, sent).status_code == 302
    assert set(Task.objects.filter(state="reported").values_list("code", flat=True)) == set(codes[:2])
    page = liaison.get(PAGE).content.decode()
    assert " required" not in page.partition("<main")[2]
    assert f'value="{codes[2]}"' in page
    assert f'value="{codes[0]}"' not in page


def test_a_mistake_in_one_line_keeps_that_line_with_its_words_and_sends_the_others(liaison: Client) -> None:
    good, bad, *_ = Task.objects.values_list("code", flat=True)
    given = {
        "send": [good, bad],
        f"{good}-text": "已完成摸底",
        f"{good}-percent": "20",
        f"{bad}-text": "写了很久",
        f"{bad}-percent": "500",
    }
    answer = liaison.post(PAGE, given)
    assert answer.status_code == 422
    assert "写了很久" in answer.content.decode()
    assert "已报送 1 项" in answer.content.decode()
    assert (Task.objects.get(code=good).state, Task.objects.get(code=bad).state) == ("reported", "under_way")


def test_nothing_ticked_is_said(liaison: Client) -> None:
    assert "请先勾选" in liaison.post(PAGE, {}).content.decode()
    assert Task.objects.filter(state="reported").count() == 0


def test_tasks_of_other_units_are_not_on_the_page(liaison: Client) -> None:
    other = Client()
    other.force_login(user("liaison", "civil", name="civil-desk"))
    code = Task.objects.values_list("code", flat=True)[0]
    assert code not in other.get(PAGE).content.decode()
    other.post(PAGE, {"send": [code], f"{code}-text": "冒报", f"{code}-percent": "99"})
    assert Task.objects.get(code=code).state == "under_way"


def test_who_comes_after_a_colleague_is_told_which_lines_were_already_sent(liaison: Client) -> None:
    code = Task.objects.values_list("code", flat=True)[0]
    given = {"send": [code], f"{code}-text": "按计划推进", f"{code}-percent": "15"}
    assert liaison.post(PAGE, given).status_code == 302
    colleague = Client()
    colleague.force_login(user("liaison", "development", name="second-desk"))
    page = colleague.post(PAGE, given).content.decode()
    assert f"{code} 这次没有报送：已经报送待审核" in page
    assert Report.objects.count() == 1
