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
from who_may import INTERFACE, NOBODY, PAGES, T


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
