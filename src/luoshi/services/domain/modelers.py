"""What the modelers write beside the standard: attributes of Camunda 7, elements of Camunda 8."""

from __future__ import annotations

from typing import Any

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def zeebe(child: Any, name: str) -> str | None:
    """An attribute of Camunda 8's extension elements (assignmentDefinition, formDefinition, taskDefinition ...)."""
    extensions = child.find(f"{{{BPMN}}}extensionElements")
    for element in extensions.iterchildren(f"{{{ZEEBE}}}*") if extensions is not None else ():
        if element.get(name):
            return str(element.get(name))
    return None


def script_of(child: Any) -> str:
    """A script as Camunda 8 writes it, one expression with the name of its result; empty where there is none."""
    result, expression = zeebe(child, "resultVariable"), zeebe(child, "expression")
    return f"{result} = {expression.removeprefix('=').strip()}" if result and expression else ""


def called_by(child: Any) -> str:
    """The process that a call activity names, in the hand of either modeler."""
    return str(child.get("calledElement") or zeebe(child, "processId") or "")
