"""Somebody who reads English: steps, answers, results, tables and faults are said in English, and kept in Chinese."""

from __future__ import annotations

from datetime import date

from django.test import Client

from luoshi.services.models import Case, ProcessVersion
from services_town import at_desk, case, county, work


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def test_a_firms_request_is_followed_in_english(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    reader = english(Client())
    form = reader.get("/services/find/firm-request/apply/").content.decode()
    assert 'value="用地">Land</option>' in form
    missing = reader.post("/services/find/firm-request/apply/", {"applicant_name": "样例公司"}).content.decode()
    assert "Kind is missing" in missing
    sent = {"applicant_name": "样例公司", "category": "用地", "problem": "缺地", "contact": "13000000000"}
    reader.post("/services/find/firm-request/apply/", sent)
    found = Case.objects.get(version__code="firm-request")
    office, land = at_desk("liaison", "development-reform"), at_desk("liaison", "natural-resources")
    assert "Assign" in english(office).get("/workbench/").content.decode()
    work(office, found.number, "分办", level="部门")
    page = english(land).get(f"/services/cases/{found.number}/").content.decode()
    assert "Handle and answer" in page and "<dd>Department</dd>" in page and "<dd>部门</dd>" not in page
    work(land, found.number, "办理答复", solved="on", answer="已供地")
    work(at_desk("clerk", "service-centre"), found.number, "企业确认", verdict="部分解决")
    done = case(found.number)
    assert (done.result, done.result_en) == ("企业评价：部分解决", "The firm's verdict: Partly solved")
    track = f"/services/track/?number={done.number}&code={done.query_code}"
    assert "Partly solved" in reader.get(track).content.decode()
    assert "部分解决" in Client().get(track).content.decode()
    flow = english(at_desk("analyst")).get("/services/processes/firm-request/").content.decode()
    assert "Firm confirms" in flow and "&quot;Land&quot;" in flow and "Assignment of requests" in flow


def test_faults_are_told_in_english(db: None) -> None:
    county()
    administrator = english(at_desk("administrator"))
    source = ProcessVersion.objects.get(code="instant", is_current=True)
    bpmn = source.bpmn.replace('candidateGroups="clerk"', 'candidateGroups="nobody"')
    told = administrator.post("/services/processes/instant/edit/", {"bpmn": bpmn, "check": "1"}).content.decode()
    assert "“Done on the spot” has no role to do it (candidate groups: “nobody”)" in told
