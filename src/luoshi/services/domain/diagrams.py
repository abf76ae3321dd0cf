"""What a BPMN 2.0 file says, and what is wrong with it: read once when it is published, before any case meets it.

Roles, units, limits and forms stand in the extension elements that Camunda Modeler writes (``candidateGroups``,
``formKey``, ``properties``), so that files can be edited there and in bpmn-js alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lxml import etree

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.numerals import whole

from . import compensation, expressions
from .modelers import BPMN, CAMUNDA, ZEEBE, called_by, script_of, zeebe

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
    """``kind`` is duration (ISO 8601, ``P5D``) or date (a day, or an expression after ``=``)."""

    kind: str
    text: str
    working: bool


@dataclass(frozen=True)
class Node:
    id: str
    kind: str
    name: str
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
    """Belongs to compensation: no sequence flow leads to what undoes an activity, and none leaves it."""


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

    def as_json(self) -> dict[str, Any]:
        return {key: asdict(node) for key, node in self.nodes.items()}


def tree_of(xml: str | bytes) -> Any:
    """The file's root element; entities and outside addresses are never followed. Raises DiagramUnreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
    try:
        root = etree.fromstring(xml.encode() if isinstance(xml, str) else xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DiagramUnreadable(problem=f"不是 XML（{str(error)[:60]}）") from None
    if root.getroottree().docinfo.doctype:
        raise DiagramUnreadable(problem="含有 DOCTYPE 声明")
    return root


def _q(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def read(xml: str | bytes) -> Diagram:
    """The first executable process of a file. Raises DiagramUnreadable; everything milder is a fault of the result."""
    root = tree_of(xml)
    processes = list(root.iter(_q("process")))
    chosen = [p for p in processes if p.get("isExecutable", "false") == "true"] or processes
    if not chosen:
        raise DiagramUnreadable(problem="里面没有流程（process）")
    process = chosen[0]
    diagram = Diagram(process.get("id", ""), process.get("name") or process.get("id", ""))
    lanes = {
        (ref.text or "").strip(): lane.get("name", "")
        for lane in process.iter(_q("lane"))
        for ref in lane.iter(_q("flowNodeRef"))
    }
    messages = {m.get("id"): m.get("name") or m.get("id") for m in root.iter(_q("message"), _q("signal"))}
    _walk(process, "", diagram, lanes, messages)
    if len(diagram.nodes) > MOST_NODES:
        problem = f"有 {len(diagram.nodes)} 个节点，超过 {MOST_NODES} 个；请拆成几个流程"
        diagram.faults.append(DiagramFault("too_many_nodes", diagram.process, problem))
    return diagram


def _walk(holder: Any, parent: str, diagram: Diagram, lanes: Mapping[str, str], messages: Mapping[Any, Any]) -> None:
    defaults = {child.get("default") for child in holder if child.get("default")}
    diagram.faults += [DiagramFault("compensation", *fault) for fault in compensation.faults(holder)]
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
            name = child.get("name") or child.get("id", "")
            diagram.faults.append(DiagramFault("unsupported", child.get("id", ""), f"“{name}”用了不支持的元素 {kind}"))
            diagram.nodes[child.get("id", "")] = Node(child.get("id", ""), kind, name)
        else:
            node = _node(child, kind, parent, diagram, lanes, messages)
            if node.id in undoing or node.event == "compensate":
                node = replace(node, aside=True)
            diagram.nodes[node.id] = node
            if kind == "subProcess":
                _walk(child, node.id, diagram, lanes, messages)


def _node(
    child: Any, kind: str, parent: str, diagram: Diagram, lanes: Mapping[str, str], messages: Mapping[Any, Any]
) -> Node:
    code = child.get("id", "")
    properties = {
        p.get("name"): p.get("value", "") for p in child.iter(f"{{{CAMUNDA}}}property", f"{{{ZEEBE}}}property")
    }
    lane = lanes.get(code, "")
    event, message, timer = _event(child, kind, properties, messages, diagram)
    script = child.find(_q("script"))
    loop = child.find(_q("multiInstanceLoopCharacteristics"))
    if loop is not None and loop.find(_q("loopCardinality")) is None:
        problem = f"“{child.get('name') or code}”的多实例只支持给出次数（loopCardinality）"
        diagram.faults.append(DiagramFault("unsupported", code, problem))
    if kind == "subProcess" and child.get("triggeredByEvent") == "true":
        diagram.faults.append(DiagramFault("unsupported", code, "不支持由事件触发的子流程"))
    if kind == "callActivity":
        diagram.calls.append(called_by(child))
    days = properties.get("days", "")
    if days and whole(days) is None:
        diagram.faults.append(DiagramFault("limit_wrong", code, f"“{child.get('name')}”的时限“{days}”应是工作日数"))
    return Node(
        id=code,
        kind=kind,
        name=child.get("name") or code,
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
    )


def _event(
    child: Any, kind: str, properties: Mapping[Any, str], messages: Mapping[Any, Any], diagram: Diagram
) -> tuple[str, str, Timer | None]:
    definitions = [one for one in child if _local(one).endswith("EventDefinition")]
    code, name = child.get("id", ""), child.get("name") or child.get("id", "")
    if not definitions:
        if kind in {"sendTask", "receiveTask"}:
            return "message", str(messages.get(child.get("messageRef"), name)), None
        if kind in {"boundaryEvent", "intermediateCatchEvent"}:
            diagram.faults.append(DiagramFault("unsupported", code, f"“{name}”没有说明等待什么事件"))
        return "", "", None
    event = _local(definitions[0]).removesuffix("EventDefinition")
    if event not in EVENT_KINDS or len(definitions) > 1:
        words = event if len(definitions) == 1 else "多重"
        diagram.faults.append(DiagramFault("unsupported", code, f"“{name}”用了不支持的事件 {words}"))
        return event, "", None
    if event == "timer":
        if kind == "startEvent":
            diagram.faults.append(DiagramFault("unsupported", code, "不支持定时启动；请由规则或事件启动"))
        return event, "", _timer(definitions[0], code, name, properties, diagram)
    reference = definitions[0].get("messageRef") or definitions[0].get("signalRef")
    return event, str(messages.get(reference, name)), None


_ISO = re.compile(r"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$")


def _timer(definition: Any, code: str, name: str, properties: Mapping[Any, str], diagram: Diagram) -> Timer | None:
    for tag, kind in (("timeDuration", "duration"), ("timeDate", "date")):
        found = definition.find(_q(tag))
        if found is None:
            continue
        text = (found.text or "").strip().strip("\"'")
        expression = text.startswith(("=", "${", "#{"))
        if kind == "duration" and not _ISO.match(text) and not expression:
            diagram.faults.append(DiagramFault("timer_wrong", code, f"“{name}”的时长“{text}”应写成 P5D 这样"))
        if expression:
            expressions.check(text)
        return Timer(kind, text, properties.get("day_unit") == "working_day")
    diagram.faults.append(DiagramFault("unsupported", code, f"“{name}”的定时方式不支持（只支持时长和日期）"))
    return None


def check(
    diagram: Diagram,
    *,
    roles: Iterable[str],
    forms: Iterable[str],
    decisions: Iterable[str],
    actions: Iterable[str],
    processes: Iterable[str] = (),
) -> list[DiagramFault]:
    """Everything that would stop a case: told when the process is published, not when a case reaches it."""
    found = list(diagram.faults)

    def wrong(code: str, node: Node, problem: str) -> None:
        found.append(DiagramFault(code, node.id, f"“{node.name}”{problem}"))

    known = {"roles": {*roles, APPLICANT}, "forms": set(forms), "decisions": set(decisions), "actions": set(actions)}
    for node in diagram.nodes.values():
        if node.kind in HUMAN and node.role not in known["roles"]:
            wrong("missing_role", node, f"没有办理角色（候选组为“{node.role or '空'}”）")
        if node.form and node.form not in known["forms"]:
            wrong("unknown_form", node, f"用到的表单“{node.form}”不存在")
        if node.kind == "businessRuleTask" and node.decision not in known["decisions"]:
            wrong("unknown_decision", node, f"用到的决策表“{node.decision or '空'}”不存在")
        if node.kind == "serviceTask" and node.action not in known["actions"]:
            wrong("unknown_action", node, f"要做的动作“{node.action or '空'}”不存在")
        if node.counts is False and not node.basis:
            wrong("no_basis", node, "不计入时限，但没有写依据")
        found += _script_faults(node)
    called = set(processes)
    found += [DiagramFault("unknown_process", c, f"调用的流程“{c}”不存在") for c in diagram.calls if c not in called]
    return found + _flow_faults(diagram)


def _script_faults(node: Node) -> list[DiagramFault]:
    try:
        if node.script:
            expressions.assignments(node.script)
        if node.unit.startswith("="):
            expressions.check(node.unit)
    except ExpectedError as error:
        return [DiagramFault("expression_wrong", node.id, str(error))]
    return []


def _flow_faults(diagram: Diagram) -> list[DiagramFault]:
    """Dead ends, nodes nothing leads to, branches without a condition or a way out."""
    leaving: dict[str, list[Flow]] = {}
    arriving: set[str] = set()
    for flow in diagram.flows:
        leaving.setdefault(flow.source, []).append(flow)
        arriving.add(flow.target)
    found = [fault for flow in diagram.flows for fault in _faults_of_flow(flow, diagram)]
    if not any(node.kind == "startEvent" and not node.parent for node in diagram.nodes.values()):
        found.append(DiagramFault("no_start", diagram.process, "没有开始事件"))
    for node in diagram.nodes.values():
        name = f"“{node.name}”"
        if node.kind != "endEvent" and node.id not in leaving and not _hangs(node):
            found.append(DiagramFault("dead_end", node.id, f"{name}之后没有去处，办件会停在这里"))
        if node.kind not in {"startEvent", "boundaryEvent"} and node.id not in arriving and not _hangs(node):
            found.append(DiagramFault("unreachable", node.id, f"{name}没有任何连线通到"))
        found += _faults_of_split(node, leaving.get(node.id, []))
    return found


def _hangs(node: Node) -> bool:
    return node.aside and node.kind not in {"intermediateThrowEvent", "endEvent"}


def _faults_of_flow(flow: Flow, diagram: Diagram) -> list[DiagramFault]:
    found = []
    if flow.condition:
        try:
            expressions.check(flow.condition)
        except ExpectedError as error:
            found.append(DiagramFault("expression_wrong", flow.id, str(error)))
    if not {flow.source, flow.target} <= diagram.nodes.keys():
        found.append(DiagramFault("loose_flow", flow.id, f"连线 {flow.id} 的一端没有接上"))
    return found


def _faults_of_split(node: Node, out: list[Flow]) -> list[DiagramFault]:
    if len(out) < 2 or node.kind in {"parallelGateway", "eventBasedGateway"}:
        return []
    name = f"“{node.name}”"
    if node.kind not in {"exclusiveGateway", "inclusiveGateway"}:
        return [DiagramFault("split_without_gateway", node.id, f"{name}直接分出多条线，请加网关")]
    bare = [flow for flow in out if not flow.condition and not flow.is_default]
    if bare:
        return [DiagramFault("no_condition", node.id, f"{name}有 {len(bare)} 条分支没有条件")]
    if not any(flow.is_default for flow in out):
        text = f"{name}没有默认分支，条件都不成立时办件会停下"
        return [DiagramFault("no_default", node.id, text, "warning")]
    return []
