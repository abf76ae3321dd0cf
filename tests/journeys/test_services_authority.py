"""委托书: registered at the window, good until its last day or until taken back; an agent stands and falls with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from luoshi.accountability.api import history_of
from luoshi.services.models import PowerOfAttorney
from services_town import FORM, at_desk, county

PAPER = {
    "number": "WT-0001",
    "principal": FORM["applicant_name"],
    "principal_code": FORM["applicant_code"],
    "agent": FORM["agent_name"],
    "scope": "company-setup",
    "valid_from": "2021-09-01",
    "valid_to": "2021-09-30",
}


@pytest.fixture
def window(db: None, on_day) -> Client:
    county()
    on_day(date(2021, 9, 10))
    return at_desk("clerk", "service-centre")


def applied() -> tuple[int, str]:
    sent = Client().post("/services/find/company-setup/apply/", FORM)
    return sent.status_code, sent.content.decode()


def test_an_agent_acts_while_the_paper_holds_and_not_a_day_longer(window: Client, on_day) -> None:
    assert applied()[0] == 422
    assert window.post("/services/authorities/", PAPER).status_code == 302
    assert "还有 20 天到期" in window.get("/services/authorities/").content.decode()
    assert applied()[0] == 302
    on_day(date(2021, 9, 30))
    assert applied()[0] == 302  # its last day
    on_day(date(2021, 10, 1))
    status, page = applied()
    assert status == 422
    assert "不在有效期内" in page
    assert "已到期" in window.get("/services/authorities/").content.decode()


def test_what_is_taken_back_holds_no_more_and_the_record_says_who_did_it(window: Client) -> None:
    window.post("/services/authorities/", PAPER)
    assert window.post("/services/authorities/WT-0001/revoke/").status_code == 302
    status, page = applied()
    assert status == 422
    assert "已由委托人撤销" in page
    assert window.post("/services/authorities/WT-0001/revoke/").status_code == 409
    acts = [line.act for line in history_of(["WT-0001"])]
    assert acts == ["services.authority_revoked", "services.authority_granted"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"agent": " "}, "都要填写"),
        ({"valid_to": "2021-08-31"}, "有效期应从前到后"),
        ({"valid_to": "2021-09-09"}, "还没有过去"),
        ({"valid_to": "2031-09-09"}, "不超过三年"),
        ({"valid_from": ""}, "起止日期"),
        ({"scope": "nothing"}, "目前不能办理"),
    ],
)
def test_a_paper_that_cannot_hold_is_refused_and_stays_on_the_page(window: Client, changed, says: str) -> None:
    sent = window.post("/services/authorities/", {**PAPER, **changed})
    assert sent.status_code == 422
    page = sent.content.decode()
    assert says in page
    assert PAPER["principal"] in page
    assert not PowerOfAttorney.objects.exists()


def test_the_same_number_is_registered_once(window: Client) -> None:
    window.post("/services/authorities/", PAPER)
    again = window.post("/services/authorities/", PAPER)
    assert again.status_code == 422
    assert "已经登记" in again.content.decode()
