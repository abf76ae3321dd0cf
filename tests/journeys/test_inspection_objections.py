"""The inspected hold an inspection to be wrong: raised with the code they were given, answered by somebody else than the
inspector, in the record; and the published ranking is found from the public document's own sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from factories import user, viewer
from luoshi.accountability.api import history_of, verify
from luoshi.kernel.errors import NotAllowed
from luoshi.policy.models import Document
from luoshi.registry.service import viewer_of
from luoshi.services.errors import InspectionRefused, MonthClosed, MonthNotReady, ObjectionRefused
from luoshi.services.inspections import objections, ranking, service
from luoshi.services.models import Inspection, InspectionObjection
from services_town import at_desk, county, send

ASK = "/services/inspections/object/"


@pytest.fixture
def town(db: None, on_day: Any) -> None:
    county()
    on_day(date(2021, 10, 11))


def inspected(number: str = "phone-1", community: str = "community-01", **form: Any) -> Inspection:
    made = send(at_desk("field_worker", "ganzhe"), number, community, **form)
    return Inspection.objects.get(number=made["number"])


def raised(one: Inspection, **changed: str) -> Any:
    given = {
        "number": one.number,
        "code": one.query_code,
        "name": "样例物业",
        "contact": "0591-1",
        "reason": "桶是满的，但当天已清运",
    }
    return Client().post(ASK, {**given, **changed})


def test_an_objection_is_answered_by_another_and_takes_the_inspection_out(town: None, on_day: Any) -> None:
    one = inspected()
    grid = at_desk("field_worker", "ganzhe")
    assert one.query_code in grid.get(f"/services/inspections/{one.number}/").content.decode()
    page = Client().get(ASK, {"number": one.number, "code": one.query_code.lower()}).content.decode()
    assert "样例小区甲" in page and "最后一天 2021-10-18" in page  # five working days after the 11th
    sent = raised(one)
    assert sent.status_code == 302
    objection = InspectionObjection.objects.get()
    assert (objection.due_date, objection.raised_by) == (date(2021, 10, 18), "")
    # It waits with whoever may judge it, not with the inspector.
    officer = at_desk("supervisor")
    assert "答复异议" in officer.get("/workbench/").content.decode()
    page = officer.get(f"/services/inspections/{one.number}/").content.decode()
    assert "样例物业" in page and "0591-1" in page
    on_day(date(2021, 11, 1))
    with pytest.raises(MonthNotReady, match="1 件异议"):
        ranking.publish_month(by=viewer("supervisor"), sheet="waste-sorting", first=date(2021, 10, 1))
    answer = {"outcome": "upheld", "answer": "清运记录属实"}
    officer.post(f"/services/inspections/{one.number}/objections/answer/", answer)
    one.refresh_from_db()
    objection.refresh_from_db()
    assert one.void_reason == "异议成立：清运记录属实" and objection.outcome == "upheld"
    told = Client().get(ASK, {"number": one.number, "code": one.query_code}).content.decode()
    assert "清运记录属实" in told and "异议成立" in told and "样例物业" not in told
    acts = [line.act for line in history_of([one.number])]
    assert acts[:3] == [
        "services.inspection_voided",
        "services.inspection_objection_answered",
        "services.inspection_objected",
    ]
    assert verify() == []


def test_who_inspected_or_entered_it_may_not_answer(town: None) -> None:
    one = inspected()
    both = user("clerk", name="window")
    objections.raise_for(by=viewer_of(both), number=one.number, name="物业", contact="", reason="不对")
    judge = user("reviewer", name="judge")
    Inspection.objects.filter(pk=one.pk).update(inspector=judge.username)
    with pytest.raises(ObjectionRefused, match="请由其他人答复"):
        objections.answer(by=viewer_of(judge), number=one.number, outcome="rejected", text="没有问题")
    with pytest.raises(NotAllowed):
        objections.answer(by=viewer_of(both), number=one.number, outcome="rejected", text="没有问题")
    objections.answer(by=viewer("supervisor"), number=one.number, outcome="rejected", text="照片清楚")
    one.refresh_from_db()
    assert one.void_reason == ""  # rejected: it still counts
    # Answered once, another may be raised; two at once may not.
    raised(one)
    assert "已有一件异议等待答复" in raised(one).content.decode()
    with pytest.raises(InspectionRefused, match="请先答复"):
        service.void(by=viewer("supervisor"), number=one.number, reason="作废")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "WRONG1"}, "没有找到这次检查"),
        ({"number": "JC0"}, "没有找到这次检查"),
        ({"code": ""}, "没有找到这次检查"),
        ({"reason": " "}, "请写明事由"),
        ({"name": ""}, "请写明事由"),
    ],
)
def test_without_code_or_reason_nothing_is_taken_and_nothing_typed_is_lost(
    town: None, changed: dict[str, str], words: str
) -> None:
    one = inspected()
    answer = raised(one, **changed)
    assert answer.status_code == 422 and words in answer.content.decode()
    if "reason" not in changed and "code" not in changed and "number" not in changed:
        assert "当天已清运" in answer.content.decode()
    assert not InspectionObjection.objects.exists()


def test_after_its_last_day_and_after_publication_it_is_too_late(town: None, on_day: Any) -> None:
    one = inspected()
    inspected("phone-2")
    on_day(date(2021, 10, 18))
    assert raised(one).status_code == 302
    objections.answer(by=viewer("supervisor"), number=one.number, outcome="rejected", text="照片清楚")
    on_day(date(2021, 10, 19))
    assert "最后一天是 2021-10-18" in raised(one).content.decode()
    on_day(date(2021, 11, 1))
    ranking.publish_month(by=viewer("supervisor"), sheet="waste-sorting", first=date(2021, 10, 1))
    with pytest.raises(MonthClosed):
        objections.raise_for(by=viewer("clerk"), number=one.number, name="物业", contact="", reason="不对")


def test_the_public_document_leads_from_its_sentence_to_the_ranking_and_on_to_objections(
    town: None, on_day: Any
) -> None:
    inspected()
    inspected("phone-2")
    on_day(date(2021, 11, 1))
    ranking.publish_month(by=viewer("supervisor"), sheet="waste-sorting", first=date(2021, 10, 1))
    Document.objects.update(is_public=True)
    anyone = Client()
    page = anyone.get("/public/minhou-22/text/").content.decode()
    at = page.index("/services/inspections/public/minhou-22/?month=")
    assert "第 1 句" in page[at : at + 400] and "2021-10 排名" in page[at : at + 400]
    address = page[at : page.index('"', at)]
    ranked = anyone.get(address).content.decode()
    assert "样例小区甲" in ranked and ASK in ranked
    assert anyone.get(ASK).status_code == 200
