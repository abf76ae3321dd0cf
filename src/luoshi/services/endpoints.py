"""The JSON interface of services: the same acts as the pages, so that both leave the same record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ninja import Router, Schema
from pydantic import Field

from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.today import today
from luoshi.registry.api import Holds, ViewerRequest

from . import catalogue, queries
from .clocks import light_of
from .domain import forms
from .errors import FormIncomplete
from .models import Case, Item, Step
from .panels import reason_of
from .service import cases as acts
from .service import desk
from .views.cases import start_form

router = Router(tags=["services"], auth=Holds("services.view"))


class Application(Schema):
    """``values`` are the form's fields; the form of an item stands at ``/api/services/items/{code}``. ``at_once`` are
    steps that are finished in the same breath, node -> its form's fields: an instant item decided at the counter."""

    item: str
    applicant: dict[str, str] = Field(max_length=20)
    values: dict[str, Any] = {}
    at_once: dict[str, dict[str, Any]] = Field({}, max_length=20)


class Answers(Schema):
    values: dict[str, Any] = {}


def _item(item: Item) -> dict[str, Any]:
    return {**item.facts, "version": item.number, "unit": item.unit.code}


@router.get("/items")
def items(request: ViewerRequest, q: str = "") -> dict[str, Any]:
    """The catalogue: all items, or those that answer to everyday words."""
    found = catalogue.find(q[:60])
    return {"count": len(found), "items": [_item(item) for item in found]}


@router.get("/items/{code}")
def item(request: ViewerRequest, code: str) -> dict[str, Any]:
    """One item with the JSON Schema of its application form."""
    found = acts.item_of(code)
    return {**_item(found), "form": start_form(acts.current(found.process))}


@router.get("/cases/{number}", auth=Holds("services.view_cases"))
def case(request: ViewerRequest, number: str) -> dict[str, Any]:
    return _case(_seen(request, number))


def _seen(request: ViewerRequest, number: str) -> Case:
    found = acts.get(number)
    if not queries.may_see(request.viewer, found):
        raise NotAllowed(permission="services.view_cases")
    return found


def _case(found: Case) -> dict[str, Any]:
    lit = light_of(found, today())
    steps = found.steps.select_related("unit").filter(kind=Step.Kind.HUMAN).exclude(state=Step.State.DROPPED)
    return {
        "number": found.number,
        "title": found.title,
        "process": found.version.code,
        "version": found.version.number,
        "item": found.item.code if found.item else None,
        "unit": found.unit.code,
        "state": found.state,
        "light": lit.colour,
        "light_reason": reason_of(lit),
        "due_date": found.due_date,
        "result": found.result,
        "synthetic": found.synthetic,
        "steps": [
            {
                "id": step.pk,
                "node": step.node,
                "name": step.name,
                "role": step.role,
                "unit": step.unit.code if step.unit else None,
                "state": step.state,
                "due_date": step.due_date,
                "claimed_by": step.claimed_by,
                "opened_at": step.opened_at,
                "done_at": step.done_at,
            }
            for step in steps
        ],
    }


@router.post("/cases", auth=Holds("services.start"))
def start(request: ViewerRequest, given: Application) -> dict[str, Any]:
    """Take an application in. Refused with every fault of the form."""
    made = acts.start_and_work(
        by=request.viewer,
        steps={node: partial(_checked, given=fields) for node, fields in given.at_once.items()},
        item=given.item,
        applicant=given.applicant,
        data=lambda version: _checked(start_form(version), given=given.values),
        channel="api",
    )
    return _case(made)


def _checked(schema: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    values, problems = forms.read(dict(schema), given) if schema else ({}, [])
    if problems:
        raise FormIncomplete(count=len(problems), problems="、".join(problems))
    return values


@router.post("/cases/{number}/steps/{step_id}/claim", auth=Holds("services.view_cases"))
def claim(request: ViewerRequest, number: str, step_id: int) -> dict[str, Any]:
    _seen(request, number)
    desk.claim(by=request.viewer, number=number, step_id=step_id)
    return _case(acts.get(number))


@router.post("/cases/{number}/steps/{step_id}/finish", auth=Holds("services.view_cases"))
def finish(request: ViewerRequest, number: str, step_id: int, given: Answers) -> dict[str, Any]:
    """Complete a step with what its form asks for."""
    return _case(
        acts.finish_step(
            by=request.viewer, number=number, step_id=step_id, values=partial(_checked, given=given.values)
        )
    )
