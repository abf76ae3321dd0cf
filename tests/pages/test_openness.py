"""What the public may see follows the document's own mark; a request too large is refused unread."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from factories import user, write_programme
from luoshi.app.programmes import apply, load_programme
from luoshi.kernel.manifest import Programme
from luoshi.policy.content.document import is_public

OPEN = "/api/indicators/open/v1/sample"
PUBLIC = [
    *("/public/sample/", "/public/sample/text/", "/policy/sample/reading.json", "/policy/sample/reading.akn.xml"),
    *("/indicators/published/sample/", OPEN, f"{OPEN}/definitions", f"{OPEN}/observations", f"{OPEN}/publications"),
]


@pytest.mark.parametrize(
    ("mark", "opened"),
    [
        ("主动公开", True),
        ("此件主动公开", True),
        ("此件公开发布", True),
        ("依申请公开", False),
        ("不予公开", False),
        ("", False),
    ],
)
def test_the_mark_decides(mark: str, opened: bool) -> None:
    assert is_public(mark) is opened


def test_a_document_marked_open_is_for_anyone(programme: Programme) -> None:
    assert [Client().get(address).status_code for address in PUBLIC] == [200] * len(PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), [("(此件主动公开)\n", ""), ("主动公开", "依申请公开")])
def test_a_document_not_marked_open_does_not_exist_for_the_public(tmp_path: Path, old: str, new: str) -> None:
    folder = write_programme(tmp_path / "p")
    policy = folder / "policy.txt"
    policy.write_text(policy.read_text("utf-8").replace(old, new), "utf-8")
    apply(load_programme(folder))
    assert [Client().get(address).status_code for address in PUBLIC] == [404] * len(PUBLIC)
    assert "关于加快" not in Client().get("/public/").content.decode()
    inside = Client()
    inside.force_login(user("analyst"))
    assert inside.get("/policy/sample/reading.json").status_code == 200


@pytest.mark.django_db
def test_a_programme_may_say_otherwise(tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "p")
    with (folder / "programme.yaml").open("a", encoding="utf-8") as file:
        file.write("public: false\n")
    apply(load_programme(folder))
    assert Client().get("/public/sample/").status_code == 404


def test_a_request_too_large_is_refused_before_it_is_read(programme: Programme, settings) -> None:
    answer = Client().generic("POST", "/sign-in/", b"x", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1))
    assert answer.status_code == 413
    assert "120 MB" in answer.content.decode()
