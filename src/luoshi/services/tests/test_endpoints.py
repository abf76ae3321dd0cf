"""The JSON interface does what the pages do, and says why not."""

from __future__ import annotations

from django.test import Client

from factories import user
from luoshi.kernel.manifest import Programme
from luoshi.registry.models import Unit
from luoshi.services.models import Item

from .samples import TWO_STEPS, published


def test_a_case_is_taken_in_and_worked_over_the_interface(programme: Programme) -> None:
    published(TWO_STEPS, promised_days=5)
    Item.objects.create(
        code="walk",
        name="示例事项",
        said="示例 走一走",
        type_code="01",
        kind="promised",
        unit=Unit.objects.get(code="development"),
        process="sample",
        promised_days=5,
        facts={"objects": ["person"], "code": "walk"},
    )
    clerk, stranger = Client(), Client()
    clerk.force_login(user("clerk", "development"))
    stranger.force_login(user("clerk", "civil"))
    assert Client().get("/api/services/items").status_code == 401
    assert clerk.get("/api/services/items?q=走一走").json()["count"] == 1
    assert clerk.get("/api/services/items/none").json()["code"] == "services.item_not_there"
    made = clerk.post(
        "/api/services/cases", {"item": "walk", "applicant": {"name": "甲"}}, content_type="application/json"
    ).json()
    assert [step["node"] for step in made["steps"]] == ["a"]
    where = f"/api/services/cases/{made['number']}"
    assert stranger.get(where).status_code == 403
    step = f"{where}/steps/{made['steps'][0]['id']}"
    assert stranger.post(f"{step}/finish", {}, content_type="application/json").status_code == 403
    assert clerk.post(f"{step}/claim").json()["steps"][0]["claimed_by"] == "clerk-development"
    after = clerk.post(f"{step}/finish", {}, content_type="application/json").json()
    assert [(found["node"], found["state"]) for found in after["steps"]] == [("a", "done"), ("b", "open")]
    again = clerk.post(f"{step}/finish", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "services.step_closed")
