"""Every page, walked as every role: who is let in, who is not; and no page outside this table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories import user
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.service import commitments, sheets
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import EVERYONE, PUBLIC, SIGNED_IN, Holds, system_viewer
from luoshi.registry.domain.roles import (
    ADMINISTRATOR,
    ANALYST,
    AUDITOR,
    CLERK,
    FIELD_WORKER,
    LEADER,
    LIAISON,
    REVIEWER,
    SUPERVISOR,
)

ALL, NOBODY = frozenset(EVERYONE), frozenset()
D = {"document": "sample"}
M = {**D, "measure": "1"}
T = {**D, "code": "1.s1.c1"}
R = {"register": "person"}
SEES = frozenset({CLERK, ANALYST, AUDITOR, ADMINISTRATOR})
N = {"code": "sample_series"}
SWEEPS = SEES | {LEADER, SUPERVISOR}
P = {"code": "delivery.report_day"}
U = {"username": "analyst-all"}
CASES = ALL - {ANALYST}
J = {"code": "none"}
OWNERS = frozenset({LIAISON})
JUDGES = frozenset({AUDITOR, LEADER, SUPERVISOR})
# name: (arguments, roles let in, method)
PAGES: dict[str, tuple[dict[str, object], frozenset[str] | str, str]] = {
    "home": ({}, PUBLIC, "get"),
    "sign-in": ({}, PUBLIC, "get"),
    "demo-sign-in": ({}, PUBLIC, "post"),
    "sign-out": ({}, PUBLIC, "post"),
    "set_language": ({}, PUBLIC, "post"),
    "public": ({}, PUBLIC, "get"),
    "public-document": (D, PUBLIC, "get"),
    "public-text": (D, PUBLIC, "get"),
    "public-data": ({**D, "form": "json"}, PUBLIC, "get"),
    "public-feed": (D, PUBLIC, "get"),
    "health": ({}, PUBLIC, "get"),
    "policy:reading-json": (D, PUBLIC, "get"),
    "policy:reading-akn": (D, PUBLIC, "get"),
    "own-password": ({}, ALL, "get"),
    "workbench": ({}, ALL, "get"),
    "documents": ({}, ALL, "get"),
    "document": (D, ALL, "get"),
    "clause": ({**D, "clause": "1.s1"}, ALL, "get"),
    "measure": (M, ALL, "get"),
    "cockpits": ({}, ALL, "get"),
    "cockpit": (D, ALL, "get"),
    "unit": ({"unit": "finance"}, ALL, "get"),
    "search": ({}, ALL, "get"),
    "parameters": ({}, ALL, "get"),
    "parameter": (P, ALL, "get"),
    "set-parameter": (P, frozenset({SUPERVISOR, ADMINISTRATOR}), "post"),
    "withdraw-parameter": ({**P, "value": 1}, frozenset({SUPERVISOR, ADMINISTRATOR}), "post"),
    "notices": ({}, ALL, "get"),
    "notice-count": ({}, ALL, "get"),
    "read-notices": ({}, ALL, "post"),
    "open-notice": ({"key": 1}, ALL, "get"),
    "notice-wishes": ({}, ALL, "get"),
    "calendar": ({"token": "none"}, PUBLIC, "get"),
    "history": ({}, ALL, "get"),
    "registry:units": ({}, ALL, "get"),
    "registry:users": ({}, frozenset({ADMINISTRATOR}), "get"),
    "registry:user": (U, frozenset({ADMINISTRATOR}), "get"),
    "registry:grant": (U, frozenset({ADMINISTRATOR}), "post"),
    "registry:revoke": ({**U, "grant_id": 1}, frozenset({ADMINISTRATOR}), "post"),
    "registry:switch": (U, frozenset({ADMINISTRATOR}), "post"),
    "registry:password": (U, frozenset({ADMINISTRATOR}), "post"),
    "registry:people": ({}, SEES, "get"),
    "registry:register": (R, SEES, "get"),
    "registry:take-in": (R, frozenset({ADMINISTRATOR}), "get"),
    "registry:take-out": (R, frozenset({CLERK, ANALYST, ADMINISTRATOR}), "post"),
    "registry:entry": ({**R, "entry": 1}, SEES, "get"),
    "registry:in-full": ({**R, "entry": 1}, frozenset({CLERK, AUDITOR, ADMINISTRATOR}), "post"),
    "registry:duplicates": ({}, frozenset({ADMINISTRATOR}), "get"),
    "registry:merge": ({"kept": 1, "gone": 2}, frozenset({ADMINISTRATOR}), "post"),
    "indicators:board": ({}, ALL, "get"),
    "indicators:take-in": ({}, frozenset({ANALYST, ADMINISTRATOR}), "get"),
    "indicators:indicator": (N, ALL, "get"),
    "indicators:analysis": ({"code": "sample_analysis"}, ALL, "get"),
    "indicators:stations": ({}, ALL, "get"),
    "indicators:stations-take-in": ({"medium": "air"}, frozenset({ANALYST, ADMINISTRATOR}), "get"),
    "indicators:station": ({"code": "sample-station"}, ALL, "get"),
    "indicators:publications": ({}, ALL, "get"),
    "indicators:public": (D, PUBLIC, "get"),
    "indicators:choose": (D, frozenset({ANALYST, SUPERVISOR}), "get"),
    "indicators:publication": ({"key": 1}, PUBLIC, "get"),
    "indicators:publication-download": ({"key": 1, "form": "csv"}, PUBLIC, "get"),
    "indicators:embed": (N, PUBLIC, "get"),
    "indicators:answer-alarm": ({"key": 1}, frozenset({LIAISON, ANALYST, SUPERVISOR}), "post"),
    "indicators:enter": (N, frozenset({LIAISON, ANALYST, SUPERVISOR}), "post"),
    "indicators:proof": ({**N, "period": "2021"}, ALL, "get"),
    "indicators:download": ({**N, "form": "csv"}, ALL, "get"),
    "entitlements:home": ({}, PUBLIC, "get"),
    "entitlements:calculations": ({}, PUBLIC, "get"),
    "entitlements:calculation": ({"entity": "medical_bill"}, PUBLIC, "get"),
    "entitlements:statutes": ({}, PUBLIC, "get"),
    "entitlements:statute": ({"name": "is_minimum_living"}, PUBLIC, "get"),
    "entitlements:firm": ({}, ALL, "get"),
    "entitlements:household": ({}, frozenset({CLERK, AUDITOR, ADMINISTRATOR}), "get"),
    "entitlements:finding": ({"finding": 1}, frozenset({CLERK, AUDITOR, ADMINISTRATOR}), "get"),
    "entitlements:sweeps": ({}, SWEEPS, "get"),
    "entitlements:sweep": ({"run": "none"}, SWEEPS, "get"),
    "entitlements:run": ({}, frozenset({CLERK, ANALYST, ADMINISTRATOR}), "post"),
    "entitlements:pipeline": ({}, SWEEPS, "get"),
    "entitlements:assign": ({}, frozenset({CLERK, ANALYST, ADMINISTRATOR}), "post"),
    "entitlements:what-if": ({}, frozenset({ANALYST, LEADER, ADMINISTRATOR}), "get"),
    "accountability:record": ({}, frozenset({AUDITOR, ADMINISTRATOR, SUPERVISOR}), "get"),
    "accountability:verify": ({}, frozenset({AUDITOR, ADMINISTRATOR, SUPERVISOR}), "post"),
    "accountability:home": ({}, ALL, "get"),
    "accountability:export": ({"name": "accounts"}, ALL, "get"),
    "accountability:take-in": ({"kind": "statements"}, frozenset({ANALYST, ADMINISTRATOR}), "get"),
    "accountability:assets": ({}, ALL, "get"),
    "accountability:layout": ({}, ALL, "get"),
    "accountability:performance": ({}, ALL, "get"),
    "accountability:simulate": ({}, ALL, "get"),
    "accountability:propose": ({}, frozenset({LIAISON, LEADER}), "post"),
    "accountability:reorganisation": ({"number": "none"}, ALL, "get"),
    "accountability:take-step": ({"number": "none"}, frozenset({LIAISON, LEADER}), "post"),
    "accountability:firm": (J, ALL, "get"),
    "accountability:resources": ({}, ALL, "get"),
    "accountability:resource-series": ({"place": "all", "account": "land", "kind": "林地"}, ALL, "get"),
    "accountability:audits": ({}, JUDGES, "get"),
    "accountability:open-audit": ({}, frozenset({AUDITOR}), "post"),
    "accountability:audit": ({"number": "none"}, JUDGES, "get"),
    "accountability:audit-report": ({"number": "none"}, JUDGES, "get"),
    "accountability:audit-points": ({"number": "none"}, frozenset({AUDITOR}), "post"),
    "accountability:add-finding": ({"number": "none"}, frozenset({AUDITOR}), "post"),
    "accountability:audit-act": ({"number": "none", "act": "draft"}, frozenset({AUDITOR}), "post"),
    "accountability:rectified": ({"finding": 1}, frozenset({AUDITOR}), "post"),
    "accountability:officials": ({}, JUDGES, "get"),
    "accountability:add-term": ({}, frozenset({AUDITOR, SUPERVISOR}), "post"),
    "accountability:official": (J, JUDGES, "get"),
    "accountability:decisions": ({}, JUDGES, "get"),
    "accountability:add-decision": ({}, frozenset({AUDITOR, SUPERVISOR}), "post"),
    "accountability:damage": ({"key": 1}, JUDGES, "get"),
    "accountability:hold-liable": ({"key": 1}, frozenset({AUDITOR, SUPERVISOR}), "post"),
    "accountability:sanction": ({"key": 1}, frozenset({AUDITOR, SUPERVISOR}), "post"),
    "accountability:credit": ({}, ALL, "get"),
    "accountability:add-credit": ({}, frozenset({CLERK, SUPERVISOR}), "get"),
    "accountability:credit-subject": ({"subject": "none"}, ALL, "get"),
    "accountability:drawings": ({}, ALL, "get"),
    "accountability:draw": ({}, frozenset({AUDITOR, SUPERVISOR}), "post"),
    "accountability:merge-visits": ({}, frozenset({AUDITOR, SUPERVISOR}), "post"),
    "accountability:joint": ({"number": "none"}, ALL, "get"),
    "accountability:drawing": ({"number": "none"}, ALL, "get"),
    "accountability:compensation": ({}, ALL, "get"),
    "accountability:compute-compensation": ({}, frozenset({ANALYST, ADMINISTRATOR}), "post"),
    "accountability:ledger": ({}, ALL, "get"),
    "accountability:debt": ({"key": 1}, ALL, "get"),
    "accountability:debt-act": ({"key": 1, "act": "pay"}, frozenset({ANALYST, ADMINISTRATOR}), "post"),
    "accountability:add-agreement": ({}, frozenset({ANALYST, ADMINISTRATOR}), "get"),
    "accountability:agreement": (J, ALL, "get"),
    "accountability:settle-agreement": (J, frozenset({ANALYST, ADMINISTRATOR}), "post"),
    "accountability:move-compensation": ({}, frozenset({ANALYST, ADMINISTRATOR}), "post"),
    "services:cases": ({}, CASES, "get"),
    "services:new": ({"code": "none"}, frozenset({CLERK, LIAISON}), "get"),
    "services:case": ({"number": "none"}, CASES, "get"),
    "services:case-act": ({"number": "none", "act": "resume"}, CASES, "post"),
    "services:step-act": ({"number": "none", "step_id": 1, "act": "claim"}, CASES, "post"),
    "services:paper": ({"number": "none", "paper_id": 1}, CASES, "get"),
    "services:processes": ({}, ALL, "get"),
    "services:process": ({"code": "none"}, ALL, "get"),
    "services:diagram": ({"code": "none"}, ALL, "get"),
    "services:edit-process": ({"code": "none"}, frozenset({ADMINISTRATOR}), "get"),
    "services:catalogue": ({}, ALL, "get"),
    "services:catalogue-upload": ({}, frozenset({ADMINISTRATOR}), "get"),
    "services:authorities": ({}, frozenset({CLERK, LIAISON}), "get"),
    "services:authority-revoke": ({"number": "none"}, frozenset({CLERK, LIAISON}), "post"),
    "services:edit-table": ({"code": "none", "file": "none.dmn"}, frozenset({ADMINISTRATOR}), "get"),
    "services:complain": ({}, PUBLIC, "post"),
    "services:catalogue-export": ({}, ALL, "get"),
    "services:fees": ({}, ALL, "get"),
    "services:documents": ({}, ALL, "get"),
    "services:contacts": ({}, CASES, "get"),
    "services:report": ({}, frozenset({CLERK, FIELD_WORKER}), "get"),
    "services:report-send": ({}, frozenset({CLERK, FIELD_WORKER}), "post"),
    "services:inspections": ({}, ALL, "get"),
    "services:publish-ranking": ({}, frozenset({SUPERVISOR, REVIEWER}), "post"),
    "services:ranking-public": (D, PUBLIC, "get"),
    "services:inspect": ({"sheet": "none"}, frozenset({FIELD_WORKER, CLERK}), "get"),
    "services:inspect-send": ({"sheet": "none"}, frozenset({FIELD_WORKER, CLERK}), "post"),
    "services:inspection": ({"number": "none"}, ALL, "get"),
    "services:void-inspection": ({"number": "none"}, frozenset({SUPERVISOR, REVIEWER}), "post"),
    "services:inspection-photo": ({"number": "none", "photo": 1}, ALL, "get"),
    "services:find": ({}, PUBLIC, "get"),
    "services:guide": ({"code": "none"}, PUBLIC, "get"),
    "services:apply": ({"code": "none"}, PUBLIC, "get"),
    "services:track": ({}, PUBLIC, "get"),
    "services:rate": ({}, PUBLIC, "post"),
    "services:windows": ({}, PUBLIC, "get"),
    "services:verify": ({"token": "none"}, PUBLIC, "get"),
    "services:certificate": ({"token": "none"}, PUBLIC, "get"),
    "projects:board": ({}, ALL, "get"),
    "projects:map": ({}, ALL, "get"),
    "projects:map-data": ({}, ALL, "get"),
    "projects:land-map": ({}, ALL, "get"),
    "projects:download": ({"form": "xlsx"}, ALL, "get"),
    "projects:take-in": ({}, frozenset({ANALYST, ADMINISTRATOR}), "get"),
    "projects:phone": ({}, ALL, "get"),
    "projects:public": ({}, PUBLIC, "get"),
    "projects:boards": ({}, ALL, "get"),
    "projects:city": (J, ALL, "get"),
    "projects:problems": ({}, ALL, "get"),
    "projects:solve": ({"problem": 1}, frozenset({LIAISON, SUPERVISOR}), "post"),
    "projects:rolling": ({}, ALL, "get"),
    "projects:propose": ({}, frozenset({ANALYST, SUPERVISOR}), "post"),
    "projects:decide": ({"line": 1}, frozenset({LEADER, SUPERVISOR}), "post"),
    "projects:choosing": ({}, frozenset({ANALYST, SUPERVISOR, LEADER}), "get"),
    "projects:land": ({}, ALL, "get"),
    "projects:land-propose": ({}, frozenset({ANALYST, SUPERVISOR, LIAISON}), "post"),
    "projects:land-resolve": ({"number": 1}, frozenset({LEADER, SUPERVISOR}), "post"),
    "projects:land-ask": (J, OWNERS, "post"),
    "projects:calls": ({}, ALL, "get"),
    "projects:calls-public": ({}, PUBLIC, "get"),
    "projects:integrity": ({}, ALL, "get"),
    "projects:integrity-note": ({}, OWNERS, "post"),
    "projects:object": (J, frozenset({CLERK, LIAISON}), "post"),
    "projects:objection-answer": ({**J, "objection": 1}, OWNERS, "post"),
    "projects:call": (J, ALL, "get"),
    "projects:call-proof": (J, PUBLIC, "get"),
    "projects:bid": (J, frozenset({CLERK, LIAISON}), "post"),
    "projects:review": (J, frozenset({REVIEWER}), "get"),
    "projects:award": (J, frozenset({LEADER}), "post"),
    "projects:call-act": ({**J, "act": "open"}, OWNERS, "post"),
    "projects:leads": ({}, ALL, "get"),
    "projects:lead-register": ({}, OWNERS, "post"),
    "projects:lead": (J, ALL, "get"),
    "projects:lead-facts": (J, OWNERS, "post"),
    "projects:lead-move": (J, OWNERS, "post"),
    "projects:lead-promise": (J, OWNERS, "post"),
    "projects:lead-fulfil": ({**J, "promise_id": 1}, OWNERS, "post"),
    "projects:consent": (J, ALL, "get"),
    "projects:taking-decide": (J, frozenset({LEADER}), "post"),
    "projects:ballot": ({**J, "act": "open"}, OWNERS, "post"),
    "projects:worth": (J, ALL, "get"),
    "projects:set-flows": (J, OWNERS, "post"),
    "projects:milestones": (J, ALL, "get"),
    "projects:change-ask": (J, OWNERS, "post"),
    "projects:change-decide": ({**J, "change": 1}, frozenset({LEADER}), "post"),
    "projects:claw-back": (J, frozenset({LEADER}), "post"),
    "projects:refund": (J, OWNERS, "post"),
    "projects:contracts": (J, ALL, "get"),
    "projects:contract-sign": (J, OWNERS, "post"),
    "projects:contract-pay": (J, OWNERS, "post"),
    "projects:milestone-act": ({**J, "act": "reach"}, OWNERS, "post"),
    "projects:milestone-pay": ({**J, "number_": 1}, OWNERS, "post"),
    "projects:photo": ({"photo_id": 1}, ALL, "get"),
    "projects:project": (J, ALL, "get"),
    "projects:report": (J, OWNERS, "post"),
    "projects:plan-year": (J, OWNERS, "post"),
    "projects:add-photo": (J, OWNERS, "post"),
    "projects:raise": (J, frozenset({LIAISON, SUPERVISOR, LEADER, FIELD_WORKER}), "post"),
    "projects:permit-act": ({**J, "step": "S10", "act": "accept"}, frozenset({LIAISON, CLERK, REVIEWER}), "post"),
    "projects:project-download": ({**J, "form": "xlsx"}, ALL, "get"),
    "projects:plan": (J, ALL, "get"),
    "projects:plan-draft": (J, OWNERS, "post"),
    "projects:plan-move": (J, OWNERS, "post"),
    "projects:plan-take-in": (J, OWNERS, "post"),
    "projects:plan-baseline": (J, OWNERS, "post"),
    "projects:plan-decide": ({**J, "number": 1}, frozenset({LEADER}), "post"),
    "projects:plan-download": ({**J, "form": "mspdi"}, ALL, "get"),
    "delivery:tasks": ({}, ALL, "get"),
    "delivery:task-list": (D, ALL, "get"),
    "delivery:task-workbook": (D, ALL, "get"),
    "delivery:task": (T, ALL, "get"),
    "delivery:bulk-report": (D, frozenset({LIAISON}), "get"),
    "delivery:report": (T, frozenset({LIAISON}), "post"),
    "delivery:save-draft": (T, frozenset({LIAISON}), "post"),
    "delivery:burden": (D, ALL, "get"),
    "delivery:tables": (D, frozenset({SUPERVISOR}), "get"),
    "delivery:table": ({**D, "key": 1}, frozenset({SUPERVISOR}), "get"),
    "delivery:keep-table": ({**D, "key": 1}, frozenset({SUPERVISOR}), "post"),
    "delivery:formal-table": ({**D, "form": "xlsx"}, ALL, "get"),
    "delivery:amendments": (D, frozenset({SUPERVISOR}), "get"),
    "delivery:amendment": ({**D, "key": 1}, frozenset({SUPERVISOR}), "get"),
    "delivery:amendment-act": ({**D, "key": 1, "act": "drop"}, frozenset({SUPERVISOR}), "post"),
    "delivery:handover": (D, frozenset({SUPERVISOR}), "get"),
    "delivery:hand-over": ({**D, "what": "officer"}, frozenset({SUPERVISOR}), "post"),
    "delivery:checks": (D, frozenset({SUPERVISOR, REVIEWER}), "get"),
    "delivery:check": ({**D, "key": 1}, frozenset({SUPERVISOR, REVIEWER}), "get"),
    "delivery:source-papers": (D, frozenset({SUPERVISOR}), "get"),
    "delivery:reforms": (D, ALL, "get"),
    "delivery:move-reform": (T, frozenset({SUPERVISOR, REVIEWER}), "post"),
    "delivery:events": (D, ALL, "get"),
    "delivery:act": ({**T, "act": "close"}, NOBODY, "post"),
    "delivery:evidence": ({"evidence_id": 1}, ALL, "get"),
    "delivery:papers": (D, frozenset({SUPERVISOR, LEADER}), "get"),
    "delivery:paper": ({**D, "key": 1}, frozenset({SUPERVISOR, LEADER}), "get"),
    "delivery:issue-paper": ({**D, "key": 1}, frozenset({SUPERVISOR, LEADER}), "post"),
    "delivery:paper-file": ({**D, "key": 1, "form": "pdf"}, frozenset({SUPERVISOR, LEADER}), "get"),
    "delivery:foresight": (D, ALL, "get"),
    "delivery:scores": (D, ALL, "get"),
    "delivery:score-sheet": ({**D, "key": 1}, ALL, "get"),
    "delivery:unit-score": ({**D, "key": 1, "unit": "finance"}, ALL, "get"),
    "delivery:score-act": ({**D, "key": 1, "act": "show"}, frozenset({SUPERVISOR}), "post"),
    "delivery:score-appeal": ({**D, "key": 1}, frozenset({LIAISON}), "post"),
    "delivery:weigh": (T, frozenset({SUPERVISOR}), "post"),
    "delivery:sheets": (D, ALL, "get"),
    "delivery:sheet": ({**D, "number": 1}, ALL, "get"),
    "delivery:issue-sheet": (T, frozenset({SUPERVISOR}), "post"),
    "delivery:sheet-act": ({**D, "number": 1, "act": "receive"}, frozenset({LIAISON}), "post"),
    "delivery:review-home": (D, frozenset({SUPERVISOR}), "get"),
    "delivery:review": (M, frozenset({SUPERVISOR}), "get"),
    "delivery:issue": (M, frozenset({SUPERVISOR}), "post"),
    "delivery:add-commitment": (M, frozenset({SUPERVISOR}), "post"),
    "delivery:commitment": (T, frozenset({SUPERVISOR}), "get"),
    "delivery:commitment-act": ({**T, "act": "restore"}, frozenset({SUPERVISOR}), "post"),
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "api":
            continue  # the JSON interface has its own test below
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield prefix + (entry.name or ""), entry


def test_every_address_stands_in_the_table_and_says_its_permission() -> None:
    named = dict(patterns())
    assert set(named) == set(PAGES)
    assert [name for name, entry in named.items() if not hasattr(entry.callback, "permission")] == []


@pytest.fixture
def walked(programme: Programme) -> None:
    from datetime import date

    by = system_viewer()
    commitments.correct(
        by=by, document="sample", code="1.s1.c1", lead="development", supports=[], due_date=date(2030, 1, 4)
    )
    commitments.issue(by=by, document="sample", codes=["1.s1.c1"])
    sheets.issue_sheet(by=by, document="sample", code="1.s1.c1", grade=Grade.SHORT, requirement="限期整改")
    user("analyst")


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_sees_what_it_may_and_nothing_else(walked: None, role: str) -> None:
    client = Client()
    client.force_login(user(role, name=f"walker-{role}"))
    wrong = []
    for name, (arguments, allowed, method) in PAGES.items():
        if name == "sign-out":
            continue
        status = getattr(client, method)(reverse(name, kwargs=arguments)).status_code
        let_in = allowed in {PUBLIC, SIGNED_IN} or role in allowed
        if allowed == NOBODY and name == "delivery:act":
            # Anybody may see the task, but nobody may close one that is not done: refused by the act itself.
            ok = status in {403, 409}
        else:
            ok = (status < 400 or status in {404, 409, 422}) if let_in else status == 403
        if not ok:
            wrong.append((name, status))
    assert wrong == []


def test_a_visitor_sees_public_pages_and_is_sent_to_sign_in_elsewhere(walked: None) -> None:
    wrong = []
    for name, (arguments, allowed, method) in PAGES.items():
        response = getattr(Client(), method)(reverse(name, kwargs=arguments))
        sent = response.status_code == 302 and response["Location"].startswith("/sign-in/")
        if (allowed == PUBLIC) == sent and name != "sign-out":
            wrong.append((name, response.status_code))
    assert wrong == []


def test_a_person_without_a_role_sees_nothing(walked: None) -> None:
    from luoshi.registry.models import User

    client = Client()
    client.force_login(User.objects.create_user("nobody", "x", display_name="无角色"))
    assert client.get(reverse("delivery:task", kwargs=T)).status_code == 403
    assert client.get(reverse("registry:units")).status_code == 403


INTERFACE = {
    ("GET", "/coverage/{document}"): SIGNED_IN,
    ("GET", "/policy/documents"): "policy.view",
    ("GET", "/policy/documents/{document}/measures"): "policy.view",
    ("GET", "/policy/documents/{document}/mechanisms"): "policy.view",
    ("GET", "/policy/documents/{document}/text"): "policy.view",
    ("GET", "/services/items"): "services.view",
    ("GET", "/services/items/{code}"): "services.view",
    ("GET", "/services/cases/{number}"): "services.view_cases",
    ("POST", "/services/cases"): "services.start",
    ("POST", "/services/cases/{number}/steps/{step_id}/claim"): "services.view_cases",
    ("POST", "/services/cases/{number}/steps/{step_id}/finish"): "services.view_cases",
    ("GET", "/projects/{document}/projects"): "projects.view",
    ("GET", "/projects/{document}/oc4ids"): "projects.view",
    ("GET", "/projects/projects/{code}"): "projects.view",
    ("POST", "/projects/projects/{code}/report"): "projects.report",
    ("GET", "/delivery/{document}/tasks"): "delivery.view",
    ("GET", "/delivery/{document}/tasks/{code}"): "delivery.view",
    ("GET", "/delivery/{document}/standings"): "delivery.view",
    ("POST", "/delivery/{document}/issue"): "delivery.issue",
    ("POST", "/delivery/{document}/tasks/{code}/accept"): "delivery.report",
    ("POST", "/delivery/{document}/tasks/{code}/report"): "delivery.report",
    ("POST", "/delivery/{document}/tasks/{code}/review"): "delivery.review",
    ("GET", "/accountability/registers"): "accountability.view",
    ("GET", "/accountability/{document}/registers/{name}"): "accountability.view",
    ("GET", "/accountability/{document}/assets/{year}"): "accountability.view",
    ("GET", "/accountability/credit/{subject}"): "accountability.view",
    ("POST", "/accountability/{document}/credit"): "accountability.keep_credit",
    ("POST", "/accountability/{document}/drawings"): "accountability.draw",
    ("GET", "/accountability/drawings/{number}/proof"): "accountability.view",
    ("POST", "/accountability/{document}/joint-inspections"): "accountability.draw",
    ("GET", "/accountability/joint-inspections/{number}/proof"): "accountability.view",
    ("GET", "/accountability/{document}/ledger"): "accountability.view",
    ("POST", "/accountability/ledger/{debt}/payments"): "accountability.keep",
    ("GET", "/accountability/record/head"): "accountability.view_record",
    ("GET", "/accountability/record/verify"): "accountability.view_record",
    ("GET", "/accountability/record/history"): "accountability.view_record",
}


def test_every_endpoint_stands_in_the_table_with_its_permission() -> None:
    from luoshi.portal.interface import interface

    found = {}
    for prefix, router in interface._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    # An endpoint without a guard of its own has its router's, and that the whole interface's.
                    inherited = router.auth if isinstance(router.auth, Holds) else interface.auth
                    guard = operation.auth_callbacks[0] if operation.auth_callbacks else inherited
                    found[method, f"{prefix}{path}"] = guard.permission
    assert found == INTERFACE


def test_the_interface_does_what_the_pages_do_and_says_why_not(walked: None) -> None:
    liaison, stranger = Client(), Client()
    liaison.force_login(user("liaison", "development"))
    stranger.force_login(user("liaison", "civil"))
    where = "/api/delivery/sample/tasks/1.s1.c1"
    assert Client().get(where).status_code == 401
    assert stranger.post(f"{where}/accept").status_code == 403
    assert liaison.post(f"{where}/accept").json()["state"] == "under_way"
    sent = liaison.post(f"{where}/report", {"text": "进展", "percent": 130}, content_type="application/json")
    assert (sent.status_code, sent.json()["code"]) == (409, "delivery.percent_out_of_range")
    assert liaison.get("/api/delivery/sample/tasks?unit=development").json()["count"] == 1
    assert liaison.get("/api/delivery/sample/standings").json()["clauses"]["1.s1"]["lights"]
    assert liaison.get("/api/coverage/none").status_code == 404
