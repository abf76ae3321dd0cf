"""What the modelers write beside the standard: attributes of Camunda 7 and its kin, elements of Camunda 8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
_KIN = ("http://flowable.org/bpmn", "http://activiti.org/bpmn")
"""Flowable and Activiti write the same words as Camunda 7, under names of their own."""
_NOT_RUN = {
    "executionListener": "执行监听器",
    "taskListener": "任务监听器",
    "executionListeners": "执行监听器",
    "taskListeners": "任务监听器",
    "inputOutput": "输入输出映射",
    "ioMapping": "输入输出映射",
    "connector": "连接器",
    "formData": "内嵌表单",
    "userTaskForm": "内嵌表单",
    "in": "传入变量",
    "out": "传出变量",
    "class": "Java 类",
    "expression": "Java 表达式",
    "delegateExpression": "Java 委托",
}


def in_one_hand(root: Any) -> Any:
    """The file with the words of Camunda's kin put as Camunda 7 writes them."""
    for node in root.iter(etree.Element):
        space, name = etree.QName(node).namespace, etree.QName(node).localname
        if space in _KIN:
            node.tag = f"{{{CAMUNDA}}}{name}"
        for key, value in list(node.attrib.items()):
            if key.startswith(tuple(f"{{{kin}}}" for kin in _KIN)):
                node.set(f"{{{CAMUNDA}}}{etree.QName(key).localname}", value)
                del node.attrib[key]
    return root


def not_run(child: Any) -> Iterator[str]:
    """What a file asks of its own engine and this one does not do: said, never left out in silence."""
    name = child.get("name") or child.get("id", "")
    extensions = child.find(f"{{{BPMN}}}extensionElements")
    spaces = (CAMUNDA, ZEEBE)
    found = [etree.QName(e) for e in (extensions if extensions is not None else ()) if isinstance(e.tag, str)]
    found += [etree.QName(key) for key in child.attrib]
    for word in dict.fromkeys(
        _NOT_RUN[q.localname] for q in found if q.namespace in spaces and q.localname in _NOT_RUN
    ):
        yield f"“{name}”带有本系统不执行的扩展“{word}”，请去掉，或改用表单、决策表和动作"


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
