"""Sub-processes that an event starts while the rest of their process runs, ending it (interrupting) or beside it.

The engine's own kind of them does not outlive saving, so the drawing is put into plain steps before it is parsed: what
stands beside the sub-process goes into one of its own, with the event on its border, and the event leads to the
sub-process. Names stay, so a case shows the event's start where it was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from luoshi.kernel.errors import N_

from .modelers import BPMN, named
from .remarks import Remark

_OUTSIDE = frozenset({"laneSet", "documentation", "extensionElements", "ioSpecification", "property", "incoming"})
_OUTSIDE_TOO = frozenset({"outgoing", "dataObject", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})


def _q(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def is_one(node: Any) -> bool:
    return node is not None and node.tag == _q("subProcess") and node.get("triggeredByEvent") == "true"


def _event(start: Any) -> Any:
    return next((child for child in start if str(child.tag).endswith("EventDefinition")), None)


def faults(holder: Any) -> Iterator[tuple[str, str]]:
    """(id, what is wrong) of those that could not run."""
    found = [child for child in holder if is_one(child)]
    for one in found:
        name = named(one)
        starts = list(one.iterchildren(_q("startEvent")))
        if len(starts) != 1 or _event(starts[0]) is None:
            yield one.get("id", ""), Remark(N_("事件子流程“{name}”应有一个写明等待什么事件的开始事件"), name=name)
        elif _event(starts[0]).tag == _q("compensateEventDefinition"):
            words = N_("事件子流程“{name}”不能由补偿事件启动；请把补偿画在活动的边界上")
            yield one.get("id", ""), Remark(words, name=name)
    begins = list(holder.iterchildren(_q("startEvent")))
    if found and (len(begins) != 1 or _event(begins[0]) is not None):
        yield found[0].get("id", ""), Remark(N_("有事件子流程的流程应只有一个开始事件，且不等待事件"))


def in_plain_steps(process: Any) -> None:
    """Change the drawing in place: no sub-process is started by an event any more, and it does the same."""
    for holder in [*reversed(list(process.iter(_q("subProcess")))), process]:
        if events := [child for child in holder if is_one(child)]:
            _wrap(holder, events)


def _wrap(holder: Any, events: list[Any]) -> None:
    code = holder.get("id")
    kept = _OUTSIDE | _OUTSIDE_TOO
    inside = [c for c in holder if c not in events and isinstance(c.tag, str) and etree.QName(c).localname not in kept]
    body = etree.SubElement(holder, _q("subProcess"), id=f"{code}__body")
    body.extend(inside)
    etree.SubElement(holder, _q("startEvent"), id=f"{code}__in")
    etree.SubElement(holder, _q("endEvent"), id=f"{code}__out")
    _flow(holder, f"{code}__in", body.get("id"))
    _flow(holder, body.get("id"), f"{code}__out")
    for one in events:
        start = one.find(_q("startEvent"))
        border = etree.SubElement(holder, _q("boundaryEvent"), id=start.get("id"), attachedToRef=body.get("id"))
        border.set("name", start.get("name") or start.get("id"))
        border.set("cancelActivity", start.get("isInterrupting", "true"))
        border.append(_event(start))
        del one.attrib["triggeredByEvent"]
        began = f"{start.get('id')}__in"
        for flow in one.iterchildren(_q("sequenceFlow")):
            if flow.get("sourceRef") == start.get("id"):
                flow.set("sourceRef", began)
        start.set("id", began)
        done = etree.SubElement(holder, _q("endEvent"), id=f"{one.get('id')}__out")
        _flow(holder, border.get("id"), one.get("id"))
        _flow(holder, one.get("id"), done.get("id"))


def _flow(holder: Any, source: str, target: str) -> None:
    etree.SubElement(holder, _q("sequenceFlow"), id=f"{source}__to__{target}", sourceRef=source, targetRef=target)
