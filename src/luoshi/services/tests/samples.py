"""Small processes to test with, as bpmn.io and Camunda Modeler write them."""

from __future__ import annotations

from typing import Any

from lxml import etree

from luoshi.registry.api import system_viewer
from luoshi.services.domain.modelers import BPMN, CAMUNDA, ZEEBE
from luoshi.services.models import ProcessVersion, Step
from luoshi.services.service.finishing import finish_step
from luoshi.services.service.intake import start
from luoshi.services.service.processes import Draft, publish_process

NS = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="x"'
)


def process(nodes: str, *flows: tuple[str, ...], more: str = "") -> str:
    """``flows`` are (source, target) or (source, target, condition)."""
    lines = ""
    for n, (source, target, *condition) in enumerate(flows):
        inner = f"<bpmn:conditionExpression>{condition[0]}</bpmn:conditionExpression>" if condition else ""
        lines += f'<bpmn:sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
    inner = f'<bpmn:process id="p" isExecutable="true">{nodes}{lines}</bpmn:process>{more}'
    return TOOLS[tool](f"<bpmn:definitions {NS}>{inner}</bpmn:definitions>")


def _bpmn_io(xml: str) -> str:
    """As bpmn.io writes it with the other prefix in use; same names, nothing else differs."""
    return xml.replace("xmlns:bpmn=", "xmlns:bpmn2=").replace("bpmn:", "bpmn2:")


_ZEEBE = {
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "formKey": ("formDefinition", "formId"),
    "topic": ("taskDefinition", "type"),
    "decisionRef": ("calledDecision", "decisionId"),
}


def _camunda_8(xml: str) -> str:
    """As the modeler for Camunda 8 writes it: elements of its own in place of Camunda 7's attributes, FEEL with ``=``."""
    root = etree.fromstring(xml.encode())
    for node in list(root.iter()):
        for name, (element, attribute) in _ZEEBE.items():
            if (value := node.attrib.pop(f"{{{CAMUNDA}}}{name}", None)) is not None:
                etree.SubElement(_extensions(node), f"{{{ZEEBE}}}{element}", {attribute: value})
        if node.tag == f"{{{BPMN}}}callActivity":
            etree.SubElement(_extensions(node), f"{{{ZEEBE}}}calledElement", processId=node.attrib.pop("calledElement"))
        script = node.find(f"{{{BPMN}}}script")
        if script is not None and "\n" not in (script.text or ""):
            name, _, value = (script.text or "").partition("=")
            made = {"expression": f"={value.strip()}", "resultVariable": name.strip()}
            etree.SubElement(_extensions(node), f"{{{ZEEBE}}}script", made)
            node.remove(script)
        if node.tag in (f"{{{CAMUNDA}}}properties", f"{{{CAMUNDA}}}property"):
            node.tag = f"{{{ZEEBE}}}{etree.QName(node).localname}"
    return str(etree.tostring(root, encoding="unicode"))


def _extensions(node: Any) -> Any:
    found = node.find(f"{{{BPMN}}}extensionElements")
    if found is None:
        found = etree.Element(f"{{{BPMN}}}extensionElements")
        node.insert(0, found)
    return found


TOOLS = {"camunda 7": str, "camunda 8": _camunda_8, "bpmn.io": _bpmn_io}
tool = "camunda 7"
"""In whose hand the processes of a test are written."""


def node(kind: str, code: str, inner: str = "", **attributes: str) -> str:
    words = "".join(f' {key.replace("__", ":")}="{value}"' for key, value in attributes.items())
    return f'<bpmn:{kind} id="{code}" name="{code}"{words}>{inner}</bpmn:{kind}>'


def user(code: str, inner: str = "", role: str = "clerk", days: int | None = None) -> str:
    limit = f'<camunda:property name="days" value="{days}"/>' if days is not None else ""
    extensions = f"<bpmn:extensionElements><camunda:properties>{limit}</camunda:properties></bpmn:extensionElements>"
    return node("userTask", code, (extensions if limit else "") + inner, camunda__candidateGroups=role)


START, END = node("startEvent", "s"), node("endEvent", "e")
TWO_STEPS = process(START + user("a", days=3) + user("b", days=5) + END, ("s", "a"), ("a", "b"), ("b", "e"))


def published(bpmn: str, code: str = "sample", **facts: Any) -> ProcessVersion:
    draft = Draft(code=code, title="示例流程", bpmn=bpmn, unit="development", **facts)
    return publish_process(by=system_viewer(), draft=draft)


def begun(code: str = "sample", **facts: Any) -> str:
    return start(by=system_viewer(), process=code, **facts)


def waiting(number: str, kind: str = "human") -> list[str]:
    return sorted(Step.objects.filter(case__number=number, state="open", kind=kind).values_list("node", flat=True))


def done(number: str, node_id: str, **values: Any) -> None:
    step = Step.objects.get(case__number=number, node=node_id, state="open")
    finish_step(by=system_viewer(), number=number, step_id=step.pk, values=values)
