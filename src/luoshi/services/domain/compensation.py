"""Compensation (补偿): what has been done is undone, the last first, when a process says so.

A compensating activity hangs on the activity it undoes, by a boundary event and an association; an event that throws
``compensate`` calls those of the activities that were completed. The engine knows nothing of this: the drawing is put
into plain steps before it is parsed. Where the event stands, a question for each activity asks whether it was completed
and not yet undone (``completed.<id>`` in the data of the case), and leads to what undoes it. Several are undone in the
order of the drawing, the last drawn first; those within a sub-process belong to that sub-process.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from lxml import etree

from luoshi.kernel.errors import N_

from .modelers import BPMN
from .remarks import Remark

COMPLETED = "completed"
"""The name under which the data of a case keep which undoable activities were completed."""


def _q(name: str) -> str:
    return f"{{{BPMN}}}{name}"


class Pair(NamedTuple):
    """An activity and the one that undoes it, by id."""

    activity: str
    undoes: str


def pairs(holder: Any) -> list[Pair]:
    """Of a process or sub-process: which activity is undone by which, in the order of the drawing."""
    events = {
        event.get("id"): event.get("attachedToRef", "")
        for event in holder.iterchildren(_q("boundaryEvent"))
        if event.find(_q("compensateEventDefinition")) is not None
    }
    found = {
        events[link.get("sourceRef")]: link.get("targetRef", "")
        for link in holder.iterchildren(_q("association"))
        if link.get("sourceRef") in events
    }
    order = [child.get("id") for child in holder]
    return [Pair(code, found[code]) for code in order if code in found]


def undoable(root: Any) -> frozenset[str]:
    """The activities, anywhere in the file, whose completion is to be remembered."""
    holders = [*root.iter(_q("process")), *root.iter(_q("subProcess"))]
    return frozenset(pair.activity for holder in holders for pair in pairs(holder))


def in_plain_steps(process: Any) -> None:
    """Change the drawing in place: no compensation is left in it, and it does the same."""
    for holder in [process, *process.iter(_q("subProcess"))]:
        known = pairs(holder)
        for event in list(holder):
            definition = event.find(_q("compensateEventDefinition"))
            if definition is None:
                continue
            if event.tag == _q("boundaryEvent"):
                holder.remove(event)
            else:
                wanted = definition.get("activityRef")
                _chain(holder, event, [p for p in known if wanted in (None, "", p.activity)])
        for pair in known:
            _by_id(holder, pair.undoes).attrib.pop("isForCompensation", None)


def _by_id(holder: Any, code: str) -> Any:
    return next(child for child in holder if child.get("id") == code)


def _chain(holder: Any, event: Any, known: list[Pair]) -> None:
    """Questions and undoing steps in place of what follows the event; an end event ends behind them."""
    event.remove(event.find(_q("compensateEventDefinition")))
    out = [flow for flow in holder.iterchildren(_q("sequenceFlow")) if flow.get("sourceRef") == event.get("id")]
    is_end = event.tag == _q("endEvent")
    event.tag = _q("exclusiveGateway")
    behind = event.get("id")
    for pair in reversed(known):
        ask, join = f"{behind}_ask", f"{behind}_met"
        first = event if behind == event.get("id") else None
        if first is None:
            first = _add(holder, "exclusiveGateway", behind)
        _flow(holder, behind, pair.undoes, f"'{pair.activity}' in {COMPLETED}", code=ask)
        _flow(holder, behind, join, code=f"{ask}_not")
        first.set("default", f"{ask}_not")
        _add(holder, "exclusiveGateway", join)
        forget = _add(holder, "scriptTask", f"{ask}_forget")
        etree.SubElement(forget, _q("script")).text = f"{COMPLETED} = without({COMPLETED}, '{pair.activity}')"
        _flow(holder, pair.undoes, forget.get("id"), code=f"{ask}_undone")
        _flow(holder, forget.get("id"), join, code=f"{ask}_back")
        following = f"{join}_on"
        _flow(holder, join, following, code=f"{join}_next")
        behind = following
    if known:
        _add(holder, "endEvent" if is_end else "exclusiveGateway", behind)
    elif is_end:
        event.tag = _q("endEvent")
    for flow in out:
        flow.set("sourceRef", behind)


def _add(holder: Any, kind: str, code: str) -> Any:
    return etree.SubElement(holder, _q(kind), id=code)


def _flow(holder: Any, source: str, target: str, condition: str = "", *, code: str) -> None:
    flow = etree.SubElement(holder, _q("sequenceFlow"), id=code, sourceRef=source, targetRef=target)
    if condition:
        etree.SubElement(flow, _q("conditionExpression")).text = condition


def faults(holder: Any) -> Iterable[tuple[str, str]]:
    """(id, what is wrong) of compensation that could not run: nothing hangs on the event, or one step undoes two."""
    known = pairs(holder)
    linked = {pair.activity for pair in known}
    for event in holder.iterchildren(_q("boundaryEvent")):
        is_one = event.find(_q("compensateEventDefinition")) is not None
        if is_one and event.get("attachedToRef") not in linked:
            yield event.get("id", ""), Remark(N_("没有用关联线连到撤销它的步骤"))
    undoing = [pair.undoes for pair in known]
    for pair in known:
        if undoing.count(pair.undoes) > 1:
            yield pair.undoes, Remark(N_("一个撤销步骤只能撤销一个活动"))
    throws = [
        event
        for event in holder
        if event.tag != _q("boundaryEvent") and event.find(_q("compensateEventDefinition")) is not None
    ]
    for event in throws:
        wanted = event.find(_q("compensateEventDefinition")).get("activityRef")
        if wanted and wanted not in linked:
            yield event.get("id", ""), Remark(N_("要撤销的“{wanted}”没有撤销步骤"), wanted=wanted)
    if len(throws) > 1 and known:
        yield throws[1].get("id", ""), Remark(N_("一个流程里只能有一处发起撤销；请合到一处"))
