"""What a BPMN 2.0 file says, and what is wrong with it: read once when it is published, before any case meets it.

Roles, units, limits and forms stand in the extension elements that Camunda Modeler writes (``candidateGroups``,
``formKey``, ``properties``), so that files can be edited there and in bpmn-js alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lxml import etree

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.numerals import whole

from . import compensation, event_subprocesses, expressions, loops
from .modelers import BPMN, CAMUNDA, called_by, in_one_hand, named, not_run, properties_of, script_of, zeebe
from .remarks import Named, Remark
from .timers import may_start

MOST_NODES = 1500
APPLICANT = "applicant"

HUMAN = frozenset({"userTask", "manualTask"})
SUPPORTED = HUMAN | {
    "startEvent",
    "endEvent",
    "task",
    "scriptTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "eventBasedGateway",
    "subProcess",
    "callActivity",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
}
EVENT_KINDS = frozenset({"timer", "message", "signal", "error", "escalation", "terminate", "compensate"})
_NOT_NODES = frozenset(
    {"sequenceFlow", "laneSet", "documentation", "extensionElements", "textAnnotation", "association", "group"}
    | {"dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification", "incoming", "outgoing"}
    | {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "property", "auditing", "monitoring"}
    | {"dataInputAssociation", "dataOutputAssociation", "script"}
)


class DiagramUnreadable(ExpectedError):
    code = "services.diagram_unreadable"
    message = N_("流程图读不懂：{problem}。请用 bpmn.io 或 Camunda Modeler 打开检查后重新上传。")


@dataclass(frozen=True)
class Timer:
    """``kind`` is duration (ISO 8601, ``P5D``), date (a day, or an expression after ``=``) or, where a process starts by
    the calendar, cycle (``R/2021-09-01/P1M``)."""

    kind: str
    text: str
    working: bool


@dataclass(frozen=True)
class Node:
    id: str
    kind: str
    name: str
    name_en: str = ""
    lane: str = ""
    role: str = ""
    unit: str = ""
    """A unit's code, or an expression after ``=``; empty: the unit of the case."""
    days: int | None = None
    """Limit of a human step, in working days."""
    form: str = ""
    action: str = ""
    decision: str = ""
    script: str = ""
    event: str = ""
    message: str = ""
    timer: Timer | None = None
    attached_to: str = ""
    parent: str = ""
    counts: bool = True
    """False for a special step (特殊环节): the clock of the case stands still while it waits."""
    basis: str = ""
    """The provision under which the clock stands still."""
    special: bool = False
    aside: bool = False
    """No sequence flow leads to it and none leaves it: what undoes an activity, a sub-process that an event starts."""
    each: str = ""
    """Done once for each of a list: the name under which its instance knows its own."""

    @property
    def named(self) -> Named:
        return Named(self.name, self.name_en)


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class DiagramFault:
    """``code`` names the rule; ``node`` where it is; both ``severity`` "error" (not published) and "warning"."""

    code: str
    node: str
    problem: str
    severity: str = "error"


@dataclass
class Diagram:
    process: str
    title: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    faults: list[DiagramFault] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def human_steps(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind in HUMAN]

    def start(self) -> Node | None:
        """Where the process itself begins."""
        return next((n for n in self.nodes.values() if n.kind == "startEvent" and not n.parent), None)

    def as_json(self) -> dict[str, Any]:
        return {key: asdict(node) for key, node in self.nodes.items()}


_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def tree_of(xml: str | bytes) -> Any:
    """The file's root element; entities and outside addresses are never followed. Raises DiagramUnreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
    try:
        # What a text says of its encoding is no longer so.
        root = etree.fromstring(_DECLARATION.sub("", xml, count=1).encode() if isinstance(xml, str) else xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DiagramUnreadable(problem=Remark(N_("不是 XML（{why}）"), why=str(error)[:60])) from None
    if root.getroottree().docinfo.doctype:
        raise DiagramUnreadable(problem=Remark(N_("含有 DOCTYPE 声明")))
    return root


def _q(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def process_of(root: Any) -> Any:
    """The process of a file that is run: the executable one, or its only one. Other pools are who it deals with.

    Raises DiagramUnreadable where it is not clear which one is meant.
    """
    processes = list(root.iter(_q("process")))
    marked = [p for p in processes if p.get("isExecutable", "false") == "true"]
    drawn = [p for p in marked or processes if any(_local(child) in SUPPORTED for child in p)]
    chosen = drawn or marked or processes
    if not chosen:
        raise DiagramUnreadable(problem=Remark(N_("里面没有流程（process）")))
    if len(chosen) > 1:
        names = "、".join(f"“{p.get('name') or p.get('id')}”" for p in chosen)
        words = N_("里面有 {count} 个流程（{names}），不知道办哪一个；请只把要办的一个标为可执行（isExecutable）")
        raise DiagramUnreadable(problem=Remark(words, count=len(chosen), names=names))
    return chosen[0]


def read(xml: str | bytes) -> Diagram:
    """The process of a file. Raises DiagramUnreadable; everything milder is a fault of the result."""
    root = in_one_hand(tree_of(xml))
    process = process_of(root)
    diagram = Diagram(process.get("id", ""), process.get("name") or process.get("id", ""))
    # Who may begin it without an item to apply for, as Camunda 7 and Flowable write it: kept with its start event.
    starters = process.get(f"{{{CAMUNDA}}}candidateStarterGroups", "").strip()
    lanes = {
        (ref.text or "").strip(): lane.get("name", "")
        for lane in process.iter(_q("lane"))
        for ref in lane.iter(_q("flowNodeRef"))
    }
    messages = {m.get("id"): m.get("name") or m.get("id") for m in root.iter(_q("message"), _q("signal"))}
    _walk(process, "", diagram, lanes, messages)
    if (start := diagram.start()) is not None and starters:
        diagram.nodes[start.id] = replace(start, role=starters)
    if len(diagram.nodes) > MOST_NODES:
        problem = Remark(
            N_("有 {count} 个节点，超过 {most} 个；请拆成几个流程"), count=len(diagram.nodes), most=MOST_NODES
        )
        diagram.faults.append(DiagramFault("too_many_nodes", diagram.process, problem))
    return diagram


def _walk(holder: Any, parent: str, diagram: Diagram, lanes: Mapping[str, str], messages: Mapping[Any, Any]) -> None:
    defaults = {child.get("default") for child in holder if child.get("default")}
    diagram.faults += [DiagramFault("compensation", *fault) for fault in compensation.faults(holder)]
    diagram.faults += [DiagramFault("unsupported", *fault) for fault in event_subprocesses.faults(holder)]
    undoing = {pair.undoes for pair in compensation.pairs(holder)}
    for child in holder:
        kind = _local(child)
        if kind == "sequenceFlow":
            condition = child.find(_q("conditionExpression"))
            text = (condition.text or "").strip() if condition is not None else ""
            ends = child.get("sourceRef", ""), child.get("targetRef", "")
            diagram.flows.append(Flow(child.get("id", ""), *ends, text, child.get("id") in defaults))
        elif kind in _NOT_NODES or not kind or not child.tag.startswith(f"{{{BPMN}}}"):
            continue
        elif kind not in SUPPORTED:
            name = named(child)
            problem = Remark(N_("“{name}”用了不支持的元素 {kind}"), name=name, kind=kind)
            diagram.faults.append(DiagramFault("unsupported", child.get("id", ""), problem))
            diagram.nodes[child.get("id", "")] = Node(child.get("id", ""), kind, name)
        else:
            node = _node(child, kind, parent, diagram, lanes, messages)
            if node.id in undoing or node.event == "compensate" or event_subprocesses.is_one(child):
                node = replace(node, aside=True)
            diagram.nodes[node.id] = node
            if kind == "subProcess":
                _walk(child, node.id, diagram, lanes, messages)


def _node(
    child: Any, kind: str, parent: str, diagram: Diagram, lanes: Mapping[str, str], messages: Mapping[Any, Any]
) -> Node:
    code = child.get("id", "")
    properties = properties_of(child)
    lane = lanes.get(code, "")
    event, message, timer = _event(child, kind, properties, messages, diagram)
    script = child.find(_q("script"))
    diagram.faults += [DiagramFault(*fault) for fault in loops.faults(child)]
    diagram.faults += [DiagramFault("not_run", code, problem) for problem in not_run(child)]
    if kind == "task":
        words = N_("“{name}”没有类型，到了这里不等人办，直接往下走；要人办的请改为用户任务")
        problem = Remark(words, name=named(child))
        diagram.faults.append(DiagramFault("untyped", code, problem, "warning"))
    if kind == "callActivity":
        diagram.calls.append(called_by(child))
    days = properties.get("days", "")
    if days and whole(days) is None:
        problem = Remark(N_("“{name}”的时限“{days}”应是工作日数"), name=named(child), days=days)
        diagram.faults.append(DiagramFault("limit_wrong", code, problem))
    return Node(
        id=code,
        kind=kind,
        name=child.get("name") or code,
        name_en=properties.get("name_en", ""),
        lane=lane,
        role=(child.get(f"{{{CAMUNDA}}}candidateGroups") or zeebe(child, "candidateGroups") or "").strip(),
        unit=properties.get("unit", ""),
        days=whole(days),
        form=child.get(f"{{{CAMUNDA}}}formKey") or zeebe(child, "formId") or "",
        action=child.get(f"{{{CAMUNDA}}}topic") or zeebe(child, "type") or "",
        decision=child.get(f"{{{CAMUNDA}}}decisionRef") or zeebe(child, "decisionId") or "",
        script=(script.text or "") if script is not None else script_of(child),
        event=event,
        message=message,
        timer=timer,
        attached_to=child.get("attachedToRef", ""),
        parent=parent,
        counts=properties.get("counts", "yes") != "no",
        basis=properties.get("basis", ""),
        special=properties.get("special", "no") == "yes",
        each=loops.element_of(child),
    )


def _event(
    child: Any, kind: str, properties: Mapping[Any, str], messages: Mapping[Any, Any], diagram: Diagram
) -> tuple[str, str, Timer | None]:
    definitions = [one for one in child if _local(one).endswith("EventDefinition")]
    code, name = child.get("id", ""), named(child)
    if not definitions:
        if kind in {"sendTask", "receiveTask"}:
            return "message", str(messages.get(child.get("messageRef"), name)), None
        if kind in {"boundaryEvent", "intermediateCatchEvent"}:
            problem = Remark(N_("“{name}”没有说明等待什么事件"), name=name)
            diagram.faults.append(DiagramFault("unsupported", code, problem))
        return "", "", None
    event = _local(definitions[0]).removesuffix("EventDefinition")
    if event not in EVENT_KINDS or len(definitions) > 1:
        which = event if len(definitions) == 1 else Remark(N_("多重"))
        problem = Remark(N_("“{name}”用了不支持的事件 {event}"), name=name, event=which)
        diagram.faults.append(DiagramFault("unsupported", code, problem))
        return event, "", None
    if event == "timer":
        starts = kind == "startEvent" and not event_subprocesses.is_one(child.getparent())
        return event, "", _timer(definitions[0], code, name, properties, diagram, starts)
    reference = definitions[0].get("messageRef") or definitions[0].get("signalRef")
    return event, str(messages.get(reference, name)), None


_ISO = re.compile(r"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$")


def _timer(
    definition: Any, code: str, name: str, properties: Mapping[Any, str], diagram: Diagram, starts: bool
) -> Timer | None:
    """``starts`` for the event by which the process itself starts: on a day, or again and again."""
    for tag, kind in (
        (("timeDate", "date"), ("timeCycle", "cycle"))
        if starts
        else (("timeDuration", "duration"), ("timeDate", "date"))
    ):
        found = definition.find(_q(tag))
        if found is None:
            continue
        text = (found.text or "").strip().strip("\"'")
        expression = text.startswith(("=", "${", "#{"))
        if kind == "duration" and not _ISO.match(text) and not expression:
            problem = Remark(N_("“{name}”的时长“{text}”应写成 P5D 这样"), name=name, text=text)
            diagram.faults.append(DiagramFault("timer_wrong", code, problem))
        if starts and not may_start(kind, text):
            words = N_("“{name}”的定时启动“{text}”看不懂；请写成日期 2021-09-01 或循环 R/2021-09-01/P1M")
            diagram.faults.append(DiagramFault("timer_wrong", code, Remark(words, name=name, text=text)))
        if expression:
            expressions.check(text)
        return Timer(kind, text, properties.get("day_unit") == "working_day")
    ways = Remark(N_("日期和循环（R/2021-09-01/P1M）") if starts else N_("时长和日期"))
    problem = Remark(N_("“{name}”的定时方式不支持（只支持{ways}）"), name=name, ways=ways)
    diagram.faults.append(DiagramFault("unsupported", code, problem))
    return None
