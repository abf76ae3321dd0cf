"""Another system hands many cases over at once: each has its own outcome, and none is made twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import user
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.kernel.manifest import Programme
from luoshi.registry.models import Unit
from luoshi.services.models import Case, Item, Step
from luoshi.services.tests.samples import END, START, TWO_STEPS, node, process, published
from luoshi.services.tests.samples import user as human

MEETING = process(
    START + human("a") + node("serviceTask", "tell", camunda__topic="resolutions") + END,
    ("s", "a"),
    ("a", "tell"),
    ("tell", "e"),
)


def item(code: str, of: str) -> None:
    unit = Unit.objects.get(code="development")
    facts = {"name": code, "type_code": "01", "kind": "instant", "process": of, "promised_days": 5}
    Item.objects.create(code=code, unit=unit, facts={"objects": ["person"], "code": code}, **facts)


@pytest.fixture
def clerk(programme: Programme) -> Client:
    published(TWO_STEPS, code="walked")
    published(MEETING, code="meeting")
    item("walk", "walked")
    item("meet", "meeting")
    found = Client()
    found.force_login(user("clerk", "development"))
    return found


def case(key: str, of: str = "walk", **more: Any) -> dict[str, Any]:
    return {"key": key, "item": of, "applicant": {"name": "甲"}, **more}


def sent(by: Client, *cases: dict[str, Any]) -> Any:
    return by.post("/api/services/batches", {"cases": list(cases)}, content_type="application/json")


def test_each_case_of_a_batch_has_its_own_outcome(clerk: Client) -> None:
    ok = case("1", at_once={"a": {}})
    told = sent(
        clerk,
        ok,
        case("2", "none"),
        case("3", at_once={"z": {}}),
        case("4", "meet", at_once={"a": {}}),
        case("5", at_once={"a": {}, "b": {}}),
    ).json()
    codes = [one.get("code") for one in told["cases"]]
    assert codes == [None, "services.item_not_there", "services.step_closed", None, None]
    assert told["taken"] == 3
    assert [one.get("state") for one in told["cases"]] == ["open", None, None, "done", "done"]
    first = Case.objects.get(number=told["cases"][0]["number"])
    assert list(first.steps.values_list("node", "state")) == [("a", "done"), ("b", "open")]
    assert first.due_date is not None
    kept = set(Case.objects.values_list("number", flat=True))
    assert kept == {one["number"] for one in told["cases"] if "number" in one}
    assert set(RecordEntry.objects.filter(act="services.case_started").values_list("subject", flat=True)) == kept
    assert verify() == []


def test_what_a_refused_case_had_written_already_is_taken_back_alone(clerk: Client) -> None:
    """The step after the form is an action: the case stands in the table by then, and goes again."""
    published(
        process(
            START
            + human("a")
            + node("scriptTask", "put", "<bpmn:script>resolutions = 'x｜nobody｜2021-12-31'</bpmn:script>")
            + node("serviceTask", "tell", camunda__topic="resolutions")
            + END,
            ("s", "a"),
            ("a", "put"),
            ("put", "tell"),
            ("tell", "e"),
        ),
        code="wrong",
    )
    item("wrong", "wrong")
    told = sent(clerk, case("1"), case("2", "wrong", at_once={"a": {}}), case("3")).json()
    assert [one.get("code") for one in told["cases"]] == [None, "luoshi.not_found", None]
    assert Case.objects.count() == Step.objects.count() == 2
    assert verify() == []
    # Nothing of the refused one is kept, so its key is free for a better one.
    assert sent(clerk, case("2")).json()["cases"][0]["known"] is False


def test_a_batch_sent_again_makes_nothing_twice(clerk: Client) -> None:
    batch = [case("1"), case("2", at_once={"a": {}}), case("1")]
    first, again = sent(clerk, *batch).json(), sent(clerk, *batch).json()
    assert [one["known"] for one in first["cases"]] == [False, False, True]
    assert [one["known"] for one in again["cases"]] == [True, True, True]
    assert [one["number"] for one in first["cases"]] == [one["number"] for one in again["cases"]]
    assert Case.objects.count() == 2
    assert RecordEntry.objects.filter(act="services.case_started").count() == 2
    other = Client()
    other.force_login(user("clerk", "development", name="another"))
    assert sent(other, case("1")).json()["cases"][0]["known"] is False, "a key is its sender's own"
    changed = sent(clerk, {**case("1"), "applicant": {"name": "乙"}}).json()["cases"][0]
    assert changed["code"] == "services.key_used"
    assert first["cases"][0]["number"] in changed["message"]
    single = clerk.post("/api/services/cases", case("2"), content_type="application/json").json()
    assert single["number"] == first["cases"][1]["number"]
    assert [step["node"] for step in single["steps"]] == ["a", "b"]


def test_a_batch_needs_keys_and_rights_and_ends_somewhere(clerk: Client) -> None:
    assert sent(clerk, {"item": "walk", "applicant": {}}).json()["code"] == "services.key_missing"
    assert sent(clerk).status_code == sent(clerk, *(case(str(n)) for n in range(201))).status_code == 422
    stranger = Client()
    stranger.force_login(user("clerk", "civil"))
    told = sent(stranger, case("1", at_once={"a": {}})).json()["cases"][0]
    assert told["code"] == "luoshi.not_allowed"  # the step is another unit's
    auditor = Client()
    auditor.force_login(user("auditor"))
    assert sent(auditor, case("1")).status_code == 403
    assert Case.objects.count() == 0


def test_more_cases_are_more_rows_not_more_inserts(clerk: Client) -> None:
    def inserts(first: int, last: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert sent(clerk, *(case(str(n), at_once={"a": {}}) for n in range(first, last))).json()["taken"]
        wanted = ("INSERT", "UPDATE", "SELECT")
        return sum(q["sql"].startswith(wanted) and "sequence" not in q["sql"] for q in seen.captured_queries)

    inserts(0, 1)
    assert inserts(10, 12) == inserts(20, 40)
