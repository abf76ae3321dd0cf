"""What the modelers write beside the standard: attributes of Camunda 7 and its kin, elements of Camunda 8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from luoshi.kernel.errors import N_

from .remarks import Named, Remark

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
_PROPERTY = (f"{{{CAMUNDA}}}property", f"{{{ZEEBE}}}property")
_KIN = ("http://flowable.org/bpmn", "http://activiti.org/bpmn")
"""Flowable and Activiti write the same words as Camunda 7, under names of their own."""
_NOT_RUN = {
    "executionListener": N_("执行监听器"),
    "taskListener": N_("任务监听器"),
    "executionListeners": N_("执行监听器"),
    "taskListeners": N_("任务监听器"),
    "inputOutput": N_("输入输出映射"),
    "ioMapping": N_("输入输出映射"),
    "connector": N_("连接器"),
    "formData": N_("内嵌表单"),
    "userTaskForm": N_("内嵌表单"),
    "in": N_("传入变量"),
    "out": N_("传出变量"),
    "class": N_("Java 类"),
    "expression": N_("Java 表达式"),
    "delegateExpression": N_("Java 委托"),
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
    name = named(child)
    extensions = child.find(f"{{{BPMN}}}extensionElements")
    spaces = (CAMUNDA, ZEEBE)
    found = [etree.QName(e) for e in (extensions if extensions is not None else ()) if isinstance(e.tag, str)]
    found += [etree.QName(key) for key in child.attrib]
    for word in dict.fromkeys(
        _NOT_RUN[q.localname] for q in found if q.namespace in spaces and q.localname in _NOT_RUN
    ):
        words = N_("“{name}”带有本系统不执行的扩展“{what}”，请去掉，或改用表单、决策表和动作")
        yield Remark(words, name=name, what=Remark(word))


def properties_of(element: Any) -> dict[str, str]:
    """The properties that a modeler keeps with an element: name -> value. Ours are ``unit``, ``days``, ``counts``,
    ``basis``, ``special``, ``day_unit`` and ``name_en``, the element's name in English."""
    found = (p for own in element.iterchildren("{*}extensionElements") for p in own.iter(*_PROPERTY))
    return {p.get("name", ""): p.get("value", "") for p in found}


def named(element: Any) -> Named:
    return Named(element.get("name") or element.get("id", ""), properties_of(element).get("name_en", ""))


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
