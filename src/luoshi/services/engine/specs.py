"""From a BPMN file to SpiffWorkflow's specification, with this house's own kinds of task. Parsed once a version."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.base import TaskSpec

from ..domain import compensation, event_subprocesses
from ..domain import loops as loops_drawn
from ..domain.diagrams import process_of, tree_of
from ..domain.modelers import BPMN, called_by, in_one_hand, script_of
from . import loops

TIMER = "timer:"


class OutsideTask(TaskSpec):  # type: ignore[misc]
    """A task that the house itself performs: a decision table, an action of a room, a message sent."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.script_engine.perform(my_task)
        return True


class DecisionTask(OutsideTask, BpmnSpecMixin):  # type: ignore[misc]
    pass


class ActionTask(OutsideTask, BpmnSpecMixin):  # type: ignore[misc]
    pass


class Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {
        full_tag("businessRuleTask"): (TaskParser, DecisionTask),
        full_tag("serviceTask"): (TaskParser, ActionTask),
        full_tag("sendTask"): (TaskParser, ActionTask),
    }


class Specs:
    """The specification of a process with its sub-processes; ``names`` numbers the task specs for small states."""

    def __init__(self, top: Any, inner: dict[str, Any], undoable: frozenset[str] = frozenset()) -> None:
        self.top, self.inner, self.undoable = top, inner, undoable
        self.names: dict[str, list[str]] = {}
        self.numbers: dict[str, dict[str, int]] = {}
        for spec in [top, *inner.values()]:
            self.names[spec.name] = list(spec.task_specs)
            self.numbers[spec.name] = {name: n for n, name in enumerate(spec.task_specs)}


@lru_cache(maxsize=256)
def specs_of(sha256: str, files: tuple[str, ...]) -> Specs:
    """The specification of the first file; the others are processes it calls. ``sha256`` names them together."""
    parser = Parser()
    first, undoable = "", frozenset[str]()
    for xml in files:
        undoable |= compensation.undoable(tree_of(xml))
        root = _prepared(xml)
        process = process_of(root)
        first = first or process.get("id")
        parser.add_bpmn_xml(root)
    top = parser.get_spec(first)
    inner = parser.get_subprocess_specs(first)
    for spec in [top, *inner.values()]:
        loops.prepared(spec)
    return Specs(top, inner, undoable)


def _prepared(xml: str) -> Any:
    """The file with its first process executable and its timers as messages that the house's own clock sends.

    SpiffWorkflow counts in plain time and keeps the end in the case's state; here limits are working days and move
    when the holidays do, so a timer is a row beside the case and its end an event.
    """
    root = in_one_hand(tree_of(xml))
    chosen = process_of(root)
    for process in list(root.iter(f"{{{BPMN}}}process")):
        process.set("isExecutable", "true" if process is chosen else "false")
        if process is not chosen:
            process.getparent().remove(process)
    _start_plainly(chosen)
    event_subprocesses.in_plain_steps(chosen)
    loops_drawn.in_plain_words(chosen)
    known = {message.get("id"): message for message in root.iter(f"{{{BPMN}}}message")}
    for definition in list(root.iter(f"{{{BPMN}}}timerEventDefinition")):
        node = definition.getparent()
        code = f"Timer_{node.get('id')}"
        message = etree.SubElement(root, f"{{{BPMN}}}message", id=code, name=TIMER + node.get("id"))
        known[code] = message
        at = node.index(definition)
        node.remove(definition)
        node.insert(at, etree.Element(f"{{{BPMN}}}messageEventDefinition", messageRef=code))
    for task in chosen.iter(f"{{{BPMN}}}scriptTask"):
        if task.find(f"{{{BPMN}}}script") is None:
            etree.SubElement(task, f"{{{BPMN}}}script").text = script_of(task)
    for call in chosen.iter(f"{{{BPMN}}}callActivity"):
        call.set("calledElement", called_by(call))
    compensation.in_plain_steps(chosen)
    _default_paths(chosen)
    return root


def _start_plainly(process: Any) -> None:
    """A process that starts by the calendar is started from outside, like any other."""
    for start in process.iterchildren(f"{{{BPMN}}}startEvent"):
        for timer in list(start.iterchildren(f"{{{BPMN}}}timerEventDefinition")):
            start.remove(timer)


def _default_paths(process: Any) -> None:
    """A gateway with one unconditional way out takes it by default: bpmn.io draws joins of exclusive branches so."""
    flows = list(process.iter(f"{{{BPMN}}}sequenceFlow"))
    for gateway in process.iter(f"{{{BPMN}}}exclusiveGateway", f"{{{BPMN}}}inclusiveGateway"):
        out = [flow for flow in flows if flow.get("sourceRef") == gateway.get("id")]
        if len(out) == 1 and out[0].find(f"{{{BPMN}}}conditionExpression") is None:
            gateway.set("default", out[0].get("id"))
