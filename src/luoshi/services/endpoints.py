"""The JSON interface of services: the same acts as the pages, so that both leave the same record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from luoshi.kernel.errors import ExpectedError, NotAllowed
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import Holds, ViewerRequest

from . import catalogue, queries
from .clocks import light_of
from .domain import forms
from .errors import FormIncomplete, KeyMissing, KeyUsed
from .models import Case, Item, Step
from .panels import reason_of
from .service import cases as acts
from .service import desk, finishing, intake
from .views.cases import start_form

router = Router(tags=["services"], auth=Holds("services.view"))


MOST_AT_ONCE = 200
"""Cases of one batch: they stand or wait together, so a batch is kept short."""


class Application(Schema):
    """``key`` is the sender's own mark of the case: sent again with the same mark, it makes nothing twice. ``values`` are the form's fields; the form of an item stands at ``/api/services/items/{code}``. ``at_once`` are
    steps that are finished in the same breath, node -> its form's fields: an instant item decided at the counter."""

    key: str = Field("", max_length=100)
    item: str
    applicant: dict[str, str] = Field(max_length=20)
    values: dict[str, Any] = {}
    at_once: dict[str, dict[str, Any]] = Field({}, max_length=20)


class Batch(Schema):
    cases: list[Application] = Field(min_length=1, max_length=MOST_AT_ONCE)


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
    found = intake.item_of(code)
    return {**_item(found), "form": start_form(acts.current(found.process))}


@router.get("/cases/{number}", auth=Holds("services.view_cases"))
def case(request: ViewerRequest, number: str) -> dict[str, Any]:
    return _case(_seen(request, number))


def _seen(request: ViewerRequest, number: str) -> Case:
    found = acts.get(number)
    if not queries.may_see(request.viewer, found):
        raise NotAllowed(permission="services.view_cases")
    return found


def _case(found: Case, steps: Iterable[Step] | None = None) -> dict[str, Any]:
    """``steps`` are all of the case where they are at hand."""
    lit = light_of(found, today())
    steps = found.steps.select_related("unit") if steps is None else steps
    shown = [step for step in steps if step.kind == Step.Kind.HUMAN and step.state != Step.State.DROPPED]
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
            for step in shown
        ],
    }


@router.post("/cases", auth=Holds("services.start"))
def start(request: ViewerRequest, given: Application) -> dict[str, Any]:
    """Take an application in. Refused with every fault of the form."""
    made = intake.start_with_others(_wanted(request.viewer, given))
    if isinstance(made, ExpectedError):
        raise made
    return _case(acts.get(made.case.number) if made.known else made.case, None if made.known else made.steps)


@router.post("/batches", auth=Holds("services.start"))
def start_many(request: ViewerRequest, given: Batch) -> dict[str, Any]:
    """Take many applications in, each with its ``key`` and its own outcome: the case, or the code and message of what
    refuses it. A batch whose answer was lost is sent again as it was: what it has made is told as ``known``."""
    if not all(one.key for one in given.cases):
        raise KeyMissing()
    wanted = [_wanted(request.viewer, one) for one in given.cases]
    outcomes = intake.start_all(wanted)
    told = [_outcome(one, outcome) for one, outcome in zip(given.cases, outcomes, strict=True)]
    return {"taken": sum("number" in one for one in told), "cases": told}


def _outcome(one: Application, outcome: intake.Taken | ExpectedError) -> dict[str, Any]:
    if not isinstance(outcome, ExpectedError) and not _is_same(one, outcome):
        outcome = KeyUsed(key=one.key, number=outcome.case.number)
    if isinstance(outcome, ExpectedError):
        return {"key": one.key, "code": outcome.code, "message": outcome.text(_(outcome.message))}
    case = outcome.case
    stands = {"state": case.state, "due_date": case.due_date, "result": case.result}
    return {"key": one.key, "number": case.number, "known": outcome.known, **stands}


def _is_same(one: Application, taken: intake.Taken) -> bool:
    """Whether a case that is known under the key is the one now sent."""
    item = taken.case.item
    return not taken.known or (item is not None and item.code == one.item and taken.case.applicant == one.applicant)


def _wanted(viewer: Viewer, given: Application) -> intake.Application:
    facts = {
        "item": given.item,
        "applicant": given.applicant,
        "data": lambda version: _checked(start_form(version), given=given.values),
        "channel": "api",
        "external_id": intake.once_only(f"{viewer.username}|{given.key}") if given.key else None,
    }
    steps = {node: partial(_checked, given=fields) for node, fields in given.at_once.items()}
    return intake.Application(viewer, facts, steps)


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
    """Complete a step with what its form asks for. The answer has this step and those the case now waits at."""
    wanted = finishing.Finish(request.viewer, number, step_id, partial(_checked, given=given.values))
    stands = finishing.finish_with_others(wanted)
    if isinstance(stands, ExpectedError):
        raise stands
    return _case(*stands)
