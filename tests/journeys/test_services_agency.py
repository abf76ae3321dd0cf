"""云代办: a company is set up by an agent, with a clock, a reminder, one request for what is missing, and a rating."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.accountability.api import verify
from luoshi.kernel.today import CHINA, at_moment
from luoshi.services import daily
from luoshi.services.models import Certificate, PowerOfAttorney, Rating
from services_town import FORM, at_desk, case, county, step_of, waiting, work


@pytest.fixture
def town(db: None) -> None:
    county()


def test_an_agent_sets_up_a_company_from_power_of_attorney_to_rating(town: None, on_day) -> None:
    on_day(date(2021, 9, 10))  # a Friday
    public = Client()
    assert "企业开办" in public.get("/services/find/?q=开公司").content.decode()

    # Without a power of attorney that holds nobody acts for another.
    refused = public.post("/services/find/company-setup/apply/", FORM)
    assert refused.status_code == 422
    assert "委托书" in refused.content.decode()
    PowerOfAttorney.objects.create(
        number="WT-0001",
        principal=FORM["applicant_name"],
        principal_code=FORM["applicant_code"],
        agent="园区代办员",
        scope="company-setup",
        valid_from=date(2021, 9, 1),
        valid_to=date(2021, 12, 31),
    )
    papers = {
        "paper-0": SimpleUploadedFile("章程.pdf", b"%PDF-1.4 articles"),
        "paper-1": SimpleUploadedFile("证明.pdf", b"MZ not a paper"),
    }
    applied = public.post("/services/find/company-setup/apply/", {**FORM, **papers})
    assert applied.status_code == 302
    number = applied["Location"].split("number=")[1].split("&")[0]
    made = case(number)
    # Three working days: Monday, Tuesday make up the 11th; the 18th is worked, but lies behind.
    assert made.due_date == date(2021, 9, 15)

    centre, market = at_desk("clerk", "service-centre"), at_desk("clerk", "market-regulation")
    # What is a paper by its content is kept; what only calls itself one is not, and the applicant is told.
    kept = made.attachments.get()
    assert kept.material == "公司章程"
    assert "没有收下" in public.get(applied["Location"]).content.decode()
    assert b"".join(centre.get(f"/services/cases/{number}/papers/{kept.pk}/").streaming_content).startswith(b"%PDF")
    assert "视频预审、代填" in centre.get("/workbench/").content.decode()
    with at_moment(datetime(2021, 9, 10, 10, tzinfo=CHINA)):
        step = step_of(number, "视频预审、代填")
        where = f"/services/cases/{number}/steps/{step.pk}"
        assert centre.post(f"{where}/correction/", {"missing": "公司章程\n住所承诺书"}).status_code == 302
        assert "补正" in public.get(applied["Location"]).content.decode()
        again = centre.post(f"{where}/correction/", {"missing": "再要一份"})
        assert again.status_code == 422  # told once, in full
    with at_moment(datetime(2021, 9, 14, 10, tzinfo=CHINA)):
        assert centre.post(f"/services/cases/{number}/correct/", {"note": "收齐"}).status_code == 302
        # The 13th and 14th did not count.
        assert case(number).due_date == date(2021, 9, 17)
        work(centre, number, "视频预审、代填", precheck="齐全")
        assert waiting(number) == ["设立登记"]
    with at_moment(datetime(2021, 9, 15, 23, 59, 58, tzinfo=CHINA)):
        assert daily.tick(datetime(2021, 9, 15, 23, 59, 58, tzinfo=CHINA)) == 0
        # The agent is reminded when the registrar's working day is over.
        assert daily.tick(datetime(2021, 9, 16, 0, 0, 1, tzinfo=CHINA)) == 1
    assert waiting(number) == ["催办", "设立登记"]
    with at_moment(datetime(2021, 9, 16, 9, tzinfo=CHINA)):
        work(centre, number, "催办", urged_note="已电话催办")
        work(market, number, "设立登记", decision="准予")
        assert waiting(number) == ["公章刻制备案", "医保登记", "社保登记", "税务登记、发票申领"]
        for unit, name in [
            ("public-security", "公章刻制备案"),
            ("tax", "税务登记、发票申领"),
            ("human-resources", "社保登记"),
            ("medical-insurance", "医保登记"),
        ]:
            work(at_desk("clerk", unit), number, name)
        work(centre, number, "寄送结果、告知企业", delivery="邮寄", tracking="SF1")
    done = case(number)
    assert (done.state, done.result, done.counted_days) == ("done", "准予登记，执照和印章已寄送", 2)

    paper = Certificate.objects.get(case=done)
    assert public.get(f"/services/certificates/{paper.token}.pdf").content.startswith(b"%PDF")
    assert "真实有效" in public.get(f"/services/verify/{paper.token}/").content.decode()
    rated = {"number": number, "code": done.query_code, "grade": "1", "words": "等得太久"}
    assert public.post("/services/track/rate/", rated).status_code == 302
    rating = Rating.objects.select_related("callback").get(case=done)
    assert waiting(rating.callback.number) == ["联系核实"]
    assert rating.callback.steps.get(state="open").due_date == date(2021, 9, 17) or rating.callback.due_date
    assert public.post("/services/track/rate/", rated).status_code == 409  # one thing, one rating
    assert verify() == []


def test_a_certificate_that_is_revoked_says_so(town: None, on_day) -> None:
    on_day(date(2021, 9, 10))
    centre = at_desk("clerk", "service-centre")
    sent = centre.post("/services/new/elder-card/", {"applicant_name": "样例申请人", "matter": "申领"})
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    work(centre, number, "当场办理", handled_note="已制证")
    paper = Certificate.objects.get(case__number=number)
    keeper, where = at_desk("administrator"), f"/services/cases/{number}/revoke/"
    assert centre.post(where, {"certificate": paper.number, "reason": "冒领"}).status_code == 403
    assert keeper.post(where, {"certificate": paper.number, "reason": " "}).status_code == 422
    assert keeper.post(where, {"certificate": "none", "reason": "冒领"}).status_code in (404, 422)
    assert keeper.post(where, {"certificate": paper.number, "reason": "冒领"}).status_code == 302
    page = Client().get(f"/services/verify/{paper.token}/").content.decode()
    assert "已于 2021-09-10 吊销" in page
    assert Client().get("/services/verify/nothing/").status_code == 404
