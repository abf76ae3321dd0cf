"""投诉 by those who applied, 申诉 by those who were rated: neither is heard by whom it is about."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from luoshi.services.models import Rating
from luoshi.services.service.complaints import fixed_share
from luoshi.services.service.ratings import standing
from services_town import at_desk, case, county, step_of, work


@pytest.fixture
def number(db: None, on_day) -> str:
    """A finished case of the civil-affairs bureau."""
    county()
    on_day(date(2021, 9, 10))
    sent = at_desk("clerk").post("/services/new/elder-card/", {"applicant_name": "样例申请人", "matter": "申领"})
    number = str(sent["Location"].rstrip("/").rsplit("/", 1)[1])
    work(at_desk("clerk"), number, "当场办理", handled_note="已制证")
    return number


def test_a_complaint_is_answered_within_its_days_by_someone_else(number: str) -> None:
    about = case(number)
    public = Client()
    given = {"number": number, "code": about.query_code, "complaint": "排队两小时", "wanted": "加开窗口"}
    empty = public.post("/services/track/complain/", {**given, "complaint": " "})
    assert empty.status_code == 422
    assert "加开窗口" in empty.content.decode()  # what was written stays
    assert public.post("/services/track/complain/", {**given, "code": "WRONG1"}).status_code == 404
    assert public.post("/services/track/complain/", given).status_code == 302
    made = about.children.get()
    # Received on Friday the 10th, ten working days: over the Mid-Autumn holiday, with the 18th and 26th worked.
    assert made.due_date == date(2021, 9, 26)
    assert public.post("/services/track/complain/", given).status_code == 422  # one is open
    watch, rated = at_desk("clerk", "service-centre"), at_desk("clerk", about.unit.code)
    assert step_of(made.number, "登记受理").unit.code == "service-centre"
    work(watch, made.number, "登记受理", accepted="受理")
    assert step_of(made.number, "调查处理").unit.code == about.unit.code
    work(rated, made.number, "调查处理", complaint_finding="属实", finding_note="已加开窗口")
    work(watch, made.number, "答复并回访", answered_on="2021-09-13", complaint_verdict="不接受")
    work(at_desk("reviewer", "service-centre"), made.number, "复核", recheck_note="已当面说明")
    assert case(made.number).result == "投诉属实，投诉人不接受"
    page = public.get(f"/services/track/?number={number}&code={about.query_code}").content.decode()
    assert "投诉属实" in page


def test_a_malicious_rating_is_taken_out_only_by_a_hearing(number: str) -> None:
    about = case(number)
    rated = at_desk("clerk", about.unit.code)
    where = f"/services/cases/{number}/appeal/"
    assert rated.post(where, {"reason": "没有评价过"}).status_code == 422
    Client().post("/services/track/rate/", {"number": number, "code": about.query_code, "grade": "1", "words": "哼"})
    assert (standing().bad, fixed_share().confirmed) == (1, 1)
    assert at_desk("clerk", "tax").post(where, {"reason": "别的单位"}).status_code == 403
    assert rated.post(where, {"reason": "评价人冒用他人办件"}).status_code == 302
    assert rated.post(where, {"reason": "再来一次"}).status_code == 422
    hearing = Rating.objects.get().appeal
    assert hearing is not None
    step = step_of(hearing.number, "核实双方情况")
    refused = rated.post(f"/services/cases/{hearing.number}/steps/{step.pk}/finish/", {"appeal_finding": "恶意差评"})
    assert refused.status_code in (403, 422)
    reviewer = at_desk("reviewer", "service-centre")
    work(reviewer, hearing.number, "核实双方情况", appeal_finding="恶意差评", appeal_note="有监控为证")
    assert (standing().bad, standing().ratings) == (0, 0)
    assert (fixed_share().confirmed, fixed_share().excluded, fixed_share().share) == (0, 1, None)
    assert "恶意差评，不计入" in reviewer.get(f"/services/cases/{number}/").content.decode()
