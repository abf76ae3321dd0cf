"""How much of the document runs is computed from what is there; it cannot be claimed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from factories import MEASURE, user, viewer, write_programme
from luoshi.app.programmes import apply, load_programme
from luoshi.delivery.models import Commitment, LightChange, Task
from luoshi.delivery.service import commitments
from luoshi.kernel.content import ContentFaults
from luoshi.kernel.manifest import Manifest, Mechanism, Programme, manifests
from luoshi.policy.models import PlannedMechanism, Serving
from luoshi.portal import coverage as module
from luoshi.portal.coverage import coverage, states, story_exists

DUE = date(2021, 12, 31)


@pytest.fixture
def by(programme: Programme, on_day: Callable[[date], None]) -> Any:
    on_day(date(2021, 8, 2))
    return viewer("supervisor")


def issue(by: Any, *codes: str) -> None:
    for code in codes:
        commitments.correct(by=by, document="sample", code=code, lead="finance", supports=[], due_date=DUE)
    commitments.issue(by=by, document="sample", codes=codes)


def test_nothing_runs_before_anything_is_issued(by: Any) -> None:
    found = coverage("sample")
    assert (found.planned, found.running) == (2, 0)
    assert (found.clauses, found.clauses_served) == (4, 0)
    assert [(m.measure, m.commitments, m.with_task, m.planned, m.running) for m in found.measures] == [
        ("1", 3, 0, 2, 0),
        ("2", 1, 0, 0, 0),
        ("3", 1, 0, 0, 0),
    ]
    assert {state.facts.code: state.why_not for state in states("sample")} == {
        "delivery.supervision": "absent",
        "services.cloud-agency": "absent",
    }


def test_supervision_runs_when_all_that_is_to_be_done_is_issued(by: Any) -> None:
    issue(by, "1.s1.c1", "1.s1.c2")
    assert coverage("sample").running == 0  # one commitment of the measure still waits
    issue(by, "1.s2.c1")
    found = coverage("sample")
    assert (found.planned, found.running, found.clauses_served) == (2, 1, 2)
    assert (found.beyond_supervision.planned, found.beyond_supervision.running) == (1, 0)
    assert found.beyond_supervision.clauses_served == 0
    assert (found.measures[0].with_task, found.measures[0].running) == (3, 1)


def test_what_is_dropped_does_not_hold_supervision_back_but_dropping_all_runs_nothing(by: Any) -> None:
    for code in ("1.s1.c1", "1.s1.c2"):
        commitments.drop(by=by, document="sample", code=code, reason="口号")
    issue(by, "1.s2.c1")
    assert coverage("sample").running == 1
    LightChange.objects.all().delete()
    Task.objects.all().delete()  # a task that is gone from the store no longer counts
    assert coverage("sample").running == 0


def test_saying_that_something_serves_a_clause_does_not_make_it_run(by: Any) -> None:
    Serving.objects.create(
        document="sample", clause="1.s1", room="services", kind="item", code="services.cloud-agency", title="云代办"
    )
    Commitment.objects.update(state="issued")
    assert coverage("sample").running == 0


def test_a_mechanism_needs_a_declaration_life_in_the_store_and_a_story_test(
    by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared: list[Mechanism] = []
    extra = Manifest(room="services", label="服务", mechanisms=())
    real = manifests()
    monkeypatch.setattr(module, "manifests", lambda: [*real, replace(extra, mechanisms=tuple(declared))])
    asked: list[tuple[str, str]] = []

    def alive(document: str, measure: str) -> bool:
        asked.append((document, measure))
        return True

    story = "tests/journeys/test_supervision.py::test_a_sentence_is_carried_out_from_words_to_green_light"
    for written, why in {
        "": "untested",
        "tests/journeys/test_supervision.py": "untested",
        "tests/journeys/test_supervision.py::test_that_nobody_wrote": "untested",
        "tests/journeys/test_missing.py::test_a": "untested",
        "src/luoshi/portal/coverage.py::coverage": "untested",
        "../outside.py::test_a": "untested",
        story: "",
    }.items():
        declared[:] = [Mechanism("services.cloud-agency", alive, written)]
        found = {state.facts.code: state for state in states("sample")}["services.cloud-agency"]
        assert (found.running, found.why_not) == (not why, why), written
    assert asked == [("sample", "1")]
    assert coverage("sample").beyond_supervision.running == 1
    declared[:] = [Mechanism("services.cloud-agency", lambda document, measure: False, story)]
    assert coverage("sample").running == 0


def test_every_declared_mechanism_names_a_story_that_is_there() -> None:
    for code, mechanism in module.declared().items():
        assert story_exists(mechanism.story), code


@pytest.mark.parametrize("claim", ["running: true", "status: running", "done: 100"])
def test_the_number_cannot_be_typed_into_a_file(db: None, tmp_path: Path, claim: str) -> None:
    folder = write_programme(tmp_path / "programme")
    written = MEASURE.replace("    works_when: {zh: 一件", f"    {claim}\n    works_when: {{zh: 一件")
    assert claim in written
    (folder / "01-environment" / "measure.yaml").write_text(written, "utf-8")
    with pytest.raises(ContentFaults):
        apply(load_programme(folder))


def test_nor_is_there_a_place_for_it_in_the_store() -> None:
    names = {field.name for field in PlannedMechanism._meta.get_fields()}
    assert not names & {"running", "status", "state", "done"}


def test_page_command_and_interface_give_the_same_numbers(by: Any) -> None:
    issue(by, "1.s1.c1", "1.s1.c2", "1.s2.c1")
    computed = json.loads(json.dumps(asdict(coverage("sample"))))
    out = StringIO()
    call_command("coverage", "--json", stdout=out)
    assert json.loads(out.getvalue()) == computed
    client = Client()
    client.force_login(user("leader"))
    assert client.get("/api/coverage/sample").json() == computed
    page = client.get("/documents/sample/measures/1/").content.decode()
    assert page.count("已运行") == 1
    assert "待建" in page
    assert client.post("/api/coverage/sample", {"running": 99}).status_code == 405
