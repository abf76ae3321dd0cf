"""The doors: signing in and out, guessing made slow, no way out of the house, no demonstration door outside one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factories import user
from luoshi.accountability.models import RecordEntry
from luoshi.portal import throttle
from luoshi.registry.models import User

pytestmark = pytest.mark.django_db
GOOD = {"username": "ming", "password": "a long password"}
BAD = {"username": "ming", "password": "not this one"}


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    return user("supervisor", name="ming")


def sign_in(client: Client, fields: dict[str, str] = GOOD, **more: Any) -> Any:
    return client.post("/sign-in/", fields, **more)


def test_right_words_open_the_door_and_the_record_says_so(person: User) -> None:
    client = Client()
    assert sign_in(client)["Location"] == "/"
    assert client.get("/workbench/").status_code == 200
    assert RecordEntry.objects.filter(act="registry.signed_in", subject="ming").count() == 1


@pytest.mark.parametrize("fields", [BAD, {**GOOD, "username": "nobody"}, {**GOOD, "password": "A long password"}])
def test_wrong_words_are_refused_alike_for_known_and_unknown_names(person: User, fields: dict[str, str]) -> None:
    answer = sign_in(Client(), fields)
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.content.decode()
    assert fields["password"] not in answer.content.decode()
    assert RecordEntry.objects.filter(act="registry.sign_in_refused").count() == 1
    assert fields["password"] not in str(list(RecordEntry.objects.values()))


def test_guessing_has_to_wait_but_only_for_that_account_from_that_place(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    user("leader", name="other")
    for _ in range(throttle.FAILURES):
        assert sign_in(Client(), BAD).status_code == 401
    waits = sign_in(Client())
    assert waits.status_code == 429  # even with the right words
    assert "15 分钟后再试" in waits.content.decode()
    assert sign_in(Client(), {**GOOD, "username": "other"}).status_code == 302
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.9").status_code == 302
    later = throttle.time.time() + throttle.WINDOW_SECONDS + 1
    monkeypatch.setattr(throttle.time, "time", lambda: later)
    assert sign_in(Client()).status_code == 302


def test_a_success_forgives_earlier_slips(person: User) -> None:
    for _ in range(throttle.FAILURES - 1):
        sign_in(Client(), BAD)
    assert sign_in(Client()).status_code == 302
    for _ in range(throttle.FAILURES - 1):
        assert sign_in(Client(), BAD).status_code == 401


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " https://evil.example",
        "https:/evil.example",
        "//testserver@evil.example/",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_sent_out_of_the_house(person: User, target: str, settings: Any) -> None:
    assert sign_in(Client(), {**GOOD, "next": target})["Location"] == "/"
    assert sign_in(Client(), GOOD, query_params={"next": target})["Location"] == "/"
    settings.DEMO = True
    User.objects.update(is_demo=True)
    assert Client().post("/sign-in/demo/", {"account": "ming", "next": target})["Location"] == "/"
    language = Client().post("/language/", {"language": "en", "next": target}, HTTP_REFERER="https://evil.example/")
    assert "evil" not in language["Location"]


def test_one_comes_back_to_the_page_one_wanted(person: User) -> None:
    client = Client()
    sent = client.get("/record/?actor=ming")
    assert sent["Location"] == "/sign-in/?next=/record/%3Factor%3Dming"
    assert sign_in(client, {**GOOD, "next": "/record/?actor=ming"})["Location"] == "/record/?actor=ming"


def test_outside_a_demonstration_there_is_no_door_without_a_password(person: User, settings: Any) -> None:
    User.objects.update(is_demo=True)
    settings.DEMO = False
    client = Client()
    assert client.post("/sign-in/demo/", {"account": "ming"}).status_code == 404
    assert "demo-card" not in client.get("/sign-in/").content.decode()
    assert client.get("/workbench/").status_code == 302


def test_a_demonstration_opens_only_its_own_accounts(person: User, settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    assert client.post("/sign-in/demo/", {"account": "ming"}).status_code == 404  # a real account
    assert client.post("/sign-in/demo/", {}).status_code == 404
    assert client.get("/sign-in/demo/?account=ming").status_code == 405
    User.objects.update(is_demo=True, is_active=False)
    assert client.post("/sign-in/demo/", {"account": "ming"}).status_code == 404
    assert "ming" not in client.get("/sign-in/").content.decode()


def test_an_account_without_a_password_cannot_be_signed_into(person: User) -> None:
    User.objects.create_user("demo", None, display_name="演示", is_demo=True)
    for password in ("", "!", "None"):
        assert sign_in(Client(), {"username": "demo", "password": password}).status_code in {401, 422}


def test_a_switched_off_account_is_out_at_once(person: User) -> None:
    client = Client()
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/workbench/").status_code == 302
    assert client.get("/api/policy/documents").status_code == 401
    assert sign_in(Client()).status_code == 401


def test_sign_out_needs_a_post_and_ends_the_session(person: User) -> None:
    client = Client()
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.get("/workbench/").status_code == 200
    client.post(reverse("sign-out"))
    stale = Client()
    stale.cookies["sessionid"] = key
    assert stale.get("/workbench/").status_code == 302


def test_the_session_key_changes_at_sign_in(person: User) -> None:
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != before


def test_forms_without_the_token_are_refused(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", GOOD).status_code == 403
    client.force_login(person)
    assert client.post("/sign-out/").status_code == 403
    assert client.post("/api/delivery/sample/tasks/1.s1.c1/accept").status_code == 403


CHANGE = {"old_password": GOOD["password"], "new_password1": "quite another one", "new_password2": "quite another one"}


def test_changing_ones_password_keeps_this_session_and_ends_the_others(person: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    assert here.post("/account/", CHANGE)["Location"] == "/"
    assert here.get("/workbench/").status_code == 200
    assert elsewhere.get("/workbench/").status_code == 302
    assert sign_in(Client()).status_code == 401
    assert sign_in(Client(), {**GOOD, "password": CHANGE["new_password1"]}).status_code == 302
    assert RecordEntry.objects.filter(act="registry.password_set", subject="ming").count() == 1
    assert CHANGE["new_password1"] not in str(list(RecordEntry.objects.values()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"old_password": "wrong"},
        {"new_password2": "not the same one"},
        {"new_password1": "short", "new_password2": "short"},
        {"new_password1": "password123", "new_password2": "password123"},
    ],
)
def test_a_poor_new_password_is_refused(person: User, wrong: dict[str, str]) -> None:
    client = Client()
    sign_in(client)
    assert client.post("/account/", CHANGE | wrong).status_code == 422
    assert sign_in(Client()).status_code == 302


def test_a_signed_in_page_is_not_kept_by_the_browser_and_lets_nothing_in(person: User) -> None:
    client = Client()
    sign_in(client)
    answer = client.get("/workbench/")
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
