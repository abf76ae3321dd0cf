"""An activity done several times: once for each of a list, a number of times, or until a condition holds.

Each tool says which list in its own words (``loopDataInputRef`` of the standard, ``camunda:collection`` with
``elementVariable``, ``zeebe:loopCharacteristics``); all are put as the standard has them before the engine reads them.
While it runs, a completion condition may ask ``nrOfInstances``, ``nrOfCompletedInstances``, ``nrOfActiveInstances`` and
``loopCounter`` (or the names Camunda 8 has for them), as countersigning (会签) does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.numerals import whole

from . import expressions
from .modelers import BPMN, CAMUNDA, named, zeebe
from .remarks import Remark

MANY, AGAIN = f"{{{BPMN}}}multiInstanceLoopCharacteristics", f"{{{BPMN}}}standardLoopCharacteristics"
COUNTS = {
    "nrOfInstances": "numberOfInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
}


class Many(NamedTuple):
    """``collection``, ``result`` and ``until`` are expressions, ``times`` too; empty where not given."""

    times: str
    collection: str
    element: str
    results: str
    result: str
    until: str


def many_of(activity: Any) -> Many | None:
    loop = activity.find(MANY)
    if loop is None:
        return None

    def text(name: str) -> str:
        found = loop.find(f"{{{BPMN}}}{name}")
        return (found.text or "").strip() if found is not None else ""

    def item(name: str) -> str:
        found = loop.find(f"{{{BPMN}}}{name}")
        return str(found.get("name") or found.get("id") or "") if found is not None else ""

    return Many(
        times=text("loopCardinality"),
        collection=loop.get(f"{{{CAMUNDA}}}collection")
        or zeebe(loop, "inputCollection")
        or text("loopDataInputRef")
        or "",
        element=loop.get(f"{{{CAMUNDA}}}elementVariable") or zeebe(loop, "inputElement") or item("inputDataItem"),
        results=zeebe(loop, "outputCollection") or text("loopDataOutputRef"),
        result=zeebe(loop, "outputElement") or item("outputDataItem"),
        until=text("completionCondition"),
    )


def element_of(activity: Any) -> str:
    found = many_of(activity)
    return found.element if found is not None and found.collection else ""


def faults(activity: Any) -> Iterator[tuple[str, str, str]]:
    """(code, id, what is wrong)."""
    code, name = activity.get("id", ""), named(activity)
    again, many = activity.find(AGAIN), many_of(activity)
    if again is not None and not again.get("loopMaximum") and again.find(f"{{{BPMN}}}loopCondition") is None:
        yield "unsupported", code, Remark(N_("“{name}”要循环，但没有写循环条件或最多次数"), name=name)
    if again is not None and again.get("loopMaximum") and whole(again.get("loopMaximum")) is None:
        words = N_("“{name}”的最多循环次数“{most}”应是整数")
        yield "unsupported", code, Remark(words, name=name, most=again.get("loopMaximum"))
    if many is None:
        return
    if bool(many.times) == bool(many.collection):
        words = N_("“{name}”的多实例应给出次数（loopCardinality）或一个清单（collection），二者取一")
        yield "unsupported", code, Remark(words, name=name)
    if bool(many.results) != bool(many.result):
        words = N_("“{name}”的多实例要收集结果，应同时写明收到哪里和收什么")
        yield "unsupported", code, Remark(words, name=name)
    for expression in filter(None, (many.times, many.collection, many.result, many.until)):
        try:
            expressions.check(expression)
        except ExpectedError as error:
            yield "expression_wrong", code, Remark(error.message, **error.params)


def in_plain_words(process: Any) -> None:
    """Change the drawing in place: every list is said as the standard says it."""
    for loop in list(process.iter(MANY)):
        found = many_of(loop.getparent())
        if found is None:
            continue
        plain = etree.Element(MANY, isSequential=loop.get("isSequential", "false"))
        for name, value in (
            ("loopCardinality", found.times),
            ("loopDataInputRef", found.collection),
            ("loopDataOutputRef", found.results),
        ):
            if value:
                etree.SubElement(plain, f"{{{BPMN}}}{name}").text = value
        for name, value in (("inputDataItem", found.element), ("outputDataItem", found.result)):
            if value:
                etree.SubElement(plain, f"{{{BPMN}}}{name}", id=value, name=value)
        if found.until:
            etree.SubElement(plain, f"{{{BPMN}}}completionCondition").text = found.until
        loop.getparent().replace(loop, plain)
