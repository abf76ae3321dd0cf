"""Compensation: what was done is undone, the last first; what was not done is not."""

from __future__ import annotations

import pytest

from luoshi.kernel.manifest import Programme
from luoshi.services.errors import ProcessFaulty
from luoshi.services.models import Case

from .samples import END, START, begun, done, node, process, published, user, waiting

X = "exclusiveGateway"
EVENT = "<bpmn:compensateEventDefinition/>"


def undone_by(activity: str, undoing: str) -> str:
    """An attached event with the step that undoes the activity, as Camunda Modeler draws it."""
    event = node("boundaryEvent", f"{activity}_undo", EVENT, attachedToRef=activity)
    task = user(undoing).replace(f'id="{undoing}"', f'id="{undoing}" isForCompensation="true"')
    link = f'<bpmn:association id="{activity}_link" associationDirection="One" sourceRef="{activity}_undo" targetRef="{undoing}"/>'
    return event + task + link


def travel(throw: str, *flows: tuple[str, ...], more: str = "") -> str:
    """Room and flight are booked, the flight only if wanted; then the authority agrees or all is taken back."""
    nodes = START + user("room") + node(X, "w", default="f3") + user("flight") + node(X, "m") + user("ask")
    nodes += node(X, "x", default="f7") + throw + END + undone_by("room", "cancel_room")
    nodes += undone_by("flight", "cancel_flight")
    common = (("s", "room"), ("room", "w"), ("w", "flight", "wanted"), ("w", "m"), ("flight", "m"), ("m", "ask"))
    return process(nodes, *common, ("ask", "x"), ("x", "e"), ("x", "undo", "agreed == false"), *flows, more=more)


def test_what_was_done_is_undone_the_last_first(programme: Programme) -> None:
    nodes = node("intermediateThrowEvent", "undo", EVENT) + user("told") + node("endEvent", "e2")
    published(travel(nodes, ("undo", "told"), ("told", "e2")))
    number = begun(data={"wanted": True})
    done(number, "room")
    done(number, "flight")
    done(number, "ask", agreed=False)
    assert waiting(number) == ["cancel_flight"]
    done(number, "cancel_flight")
    assert waiting(number) == ["cancel_room"]
    done(number, "cancel_room")
    assert waiting(number) == ["told"]
    assert Case.objects.get(number=number).data["completed"] == []


def test_what_was_never_done_is_not_undone(programme: Programme) -> None:
    published(travel(node("endEvent", "undo", EVENT)))
    number = begun(data={"wanted": False})
    done(number, "room")
    done(number, "ask", agreed=False)
    assert waiting(number) == ["cancel_room"]
    done(number, "cancel_room")
    assert Case.objects.get(number=number).state == "done"
    agreed = begun(data={"wanted": True})
    for step in ("room", "flight"):
        done(agreed, step)
    done(agreed, "ask", agreed=True, completed=[])
    assert Case.objects.get(number=agreed).state == "done"
    assert Case.objects.get(number=agreed).data["completed"] == ["room", "flight"]  # no form sets it


def test_only_the_activity_named_is_undone(programme: Programme) -> None:
    named = '<bpmn:compensateEventDefinition activityRef="room"/>'
    published(travel(node("endEvent", "undo", named)))
    number = begun(data={"wanted": True})
    for step in ("room", "flight"):
        done(number, step)
    done(number, "ask", agreed=False)
    assert waiting(number) == ["cancel_room"]


def test_compensation_that_could_not_run_is_named_when_published(programme: Programme) -> None:
    wrong = '<bpmn:compensateEventDefinition activityRef="ask"/>'
    with pytest.raises(ProcessFaulty) as refused:
        published(travel(node("endEvent", "undo", wrong)))
    assert "“ask”没有撤销步骤" in str(refused.value)
