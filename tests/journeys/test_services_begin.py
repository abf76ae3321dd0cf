"""Procedures of the government's own are begun at its desks: a call, a decision, a document, a visit."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.registry.api import viewer_of
from luoshi.registry.models import User
from luoshi.services.errors import NotBegunByHand, ProcessFaulty
from luoshi.services.models import Case
from luoshi.services.service.intake import begin
from luoshi.services.tests.samples import END, START, process, published
from luoshi.services.tests.samples import user as human
from services_town import at_desk, county

CALL = {
    "title": "路灯不亮",
    "applicant_name": "来电人",
    "kind": "求助",
    "text": "样例路路灯三天不亮",
    "unit": "service-centre",
}


@pytest.fixture
def clerk(db: None) -> Client:
    county()
    return at_desk("clerk", "service-centre")


def test_a_call_is_taken_in_at_the_window(clerk: Client) -> None:
    listed = clerk.get("/services/cases/").content.decode()
    assert "/services/processes/hotline/begin/" in listed
    assert "/services/processes/major-decision/begin/" not in listed  # not the window's to begin
    page = clerk.get("/services/processes/hotline/begin/").content.decode()
    assert "来电登记" in page or "类型" in page
    answer = clerk.post("/services/processes/hotline/begin/", CALL)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get(title="路灯不亮")
    assert (case.channel, case.unit.code, case.data["kind"]) == ("office", "service-centre", "求助")
    assert case.steps.filter(state="open", node="dispatch").exists()


def test_the_form_speaks_the_readers_language(clerk: Client) -> None:
    clerk.cookies["django_language"] = "en"
    page = clerk.get("/services/processes/hotline/begin/").content.decode()
    assert "On the published list of small matters" in page
    assert "属于公布的便民事项" not in page


def test_what_was_typed_stays_when_something_is_missing(clerk: Client) -> None:
    answer = clerk.post("/services/processes/hotline/begin/", {**CALL, "title": " ", "kind": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "事由没有填写" in page
    assert "样例路路灯三天不亮" in page
    assert Case.objects.count() == 0


def test_a_bureau_plans_a_decision_and_a_visit(clerk: Client) -> None:
    liaison = at_desk("liaison", "development-reform")
    page = liaison.get("/services/processes/major-decision/begin/")
    assert page.status_code == 200
    visit = {"title": "走访", "firm": "样例企业", "post": "分管副县长", "unit": "development-reform"}
    page = liaison.get("/services/processes/leader-visit/begin/", visit).content.decode()
    assert 'value="样例企业"' in page
    assert liaison.post("/services/processes/leader-visit/begin/", visit).status_code == 302
    assert Case.objects.get().unit.code == "development-reform"
    assert liaison.post("/services/processes/leader-visit/begin/", {**visit, "unit": "tax"}).status_code == 403


def test_nobody_begins_what_is_not_theirs(clerk: Client) -> None:
    for code, status in (("major-decision", 403), ("single-permit", 403), ("callback", 403), ("none", 404)):
        assert clerk.get(f"/services/processes/{code}/begin/").status_code == status, code
    by = viewer_of(User.objects.get(username="clerk-service-centre"))
    with pytest.raises(NotBegunByHand):
        begin(by=by, process="callback", unit="service-centre", title="x")


def test_a_process_begun_by_a_role_that_is_not_there_is_not_published(clerk: Client) -> None:
    drawn = process(START + human("a") + END, ("s", "a"), ("a", "e"))
    with pytest.raises(ProcessFaulty) as refused:
        published(drawn.replace('isExecutable="true"', 'isExecutable="true" camunda:candidateStarterGroups="nobody"'))
    assert "没有这个岗位" in str(refused.value)
