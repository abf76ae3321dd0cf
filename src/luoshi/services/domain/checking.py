"""What would stop a case of a process: held against the roles, forms, tables and actions there are, before it is published."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.kernel.errors import N_, ExpectedError

from . import expressions
from .diagrams import APPLICANT, HUMAN, Diagram, DiagramFault, Flow, Node
from .remarks import Remark


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

    def wrong(code: str, node: Node, message: str, what: str = "") -> None:
        found.append(DiagramFault(code, node.id, Remark(message, name=node.named, what=what or Remark(N_("空")))))

    known = {"roles": {*roles, APPLICANT}, "forms": set(forms), "decisions": set(decisions), "actions": set(actions)}
    for node in diagram.nodes.values():
        if node.kind in HUMAN and node.role not in known["roles"]:
            wrong("missing_role", node, N_("“{name}”没有办理角色（候选组为“{what}”）"), node.role)
        if node.kind == "startEvent" and node.role and node.role not in known["roles"]:
            wrong("missing_role", node, N_("“{name}”写明由“{what}”启动，没有这个岗位"), node.role)
        if node.form and node.form not in known["forms"]:
            wrong("unknown_form", node, N_("“{name}”用到的表单“{what}”不存在"), node.form)
        if node.kind == "businessRuleTask" and node.decision not in known["decisions"]:
            wrong("unknown_decision", node, N_("“{name}”用到的决策表“{what}”不存在"), node.decision)
        if node.kind == "serviceTask" and node.action not in known["actions"]:
            wrong("unknown_action", node, N_("“{name}”要做的动作“{what}”不存在"), node.action)
        if node.counts is False and not node.basis:
            wrong("no_basis", node, N_("“{name}”不计入时限，但没有写依据"))
        found += _script_faults(node)
    called = set(processes)
    unknown = N_("调用的流程“{code}”不存在")
    found += [DiagramFault("unknown_process", c, Remark(unknown, code=c)) for c in diagram.calls if c not in called]
    return found + _flow_faults(diagram)


def _script_faults(node: Node) -> list[DiagramFault]:
    try:
        if node.script:
            expressions.assignments(node.script)
        if node.unit.startswith("="):
            expressions.check(node.unit)
    except ExpectedError as error:
        return [DiagramFault("expression_wrong", node.id, Remark(error.message, **error.params))]
    return []


def _flow_faults(diagram: Diagram) -> list[DiagramFault]:
    """Dead ends, nodes nothing leads to, branches without a condition or a way out."""
    leaving: dict[str, list[Flow]] = {}
    arriving: set[str] = set()
    for flow in diagram.flows:
        leaving.setdefault(flow.source, []).append(flow)
        arriving.add(flow.target)
    found = [fault for flow in diagram.flows for fault in _faults_of_flow(flow, diagram)]
    starts = [node for node in diagram.nodes.values() if node.kind == "startEvent" and not node.parent]
    if not starts:
        found.append(DiagramFault("no_start", diagram.process, Remark(N_("没有开始事件"))))
    if len(starts) > 1 and (timed := next((node for node in starts if node.event == "timer"), None)):
        problem = N_("“{name}”定时启动，流程就只能有这一个开始事件；请把另一种启动画成单独的流程")
        found.append(DiagramFault("unsupported", timed.id, Remark(problem, name=timed.named)))
    for node in diagram.nodes.values():
        if node.kind != "endEvent" and node.id not in leaving and not _hangs(node):
            problem = N_("“{name}”之后没有去处，办件会停在这里")
            found.append(DiagramFault("dead_end", node.id, Remark(problem, name=node.named)))
        if node.kind not in {"startEvent", "boundaryEvent"} and node.id not in arriving and not _hangs(node):
            problem = N_("“{name}”没有任何连线通到")
            found.append(DiagramFault("unreachable", node.id, Remark(problem, name=node.named)))
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
            found.append(DiagramFault("expression_wrong", flow.id, Remark(error.message, **error.params)))
    if not {flow.source, flow.target} <= diagram.nodes.keys():
        problem = N_("连线 {flow} 的一端没有接上")
        found.append(DiagramFault("loose_flow", flow.id, Remark(problem, flow=flow.id)))
    return found


def _faults_of_split(node: Node, out: list[Flow]) -> list[DiagramFault]:
    if len(out) < 2 or node.kind in {"parallelGateway", "eventBasedGateway"}:
        return []
    name = node.named
    if node.kind not in {"exclusiveGateway", "inclusiveGateway"}:
        problem = N_("“{name}”直接分出多条线，请加网关")
        return [DiagramFault("split_without_gateway", node.id, Remark(problem, name=name))]
    bare = [flow for flow in out if not flow.condition and not flow.is_default]
    if bare:
        problem = N_("“{name}”有 {count} 条分支没有条件")
        return [DiagramFault("no_condition", node.id, Remark(problem, name=name, count=len(bare)))]
    if not any(flow.is_default for flow in out):
        problem = N_("“{name}”没有默认分支，条件都不成立时办件会停下")
        return [DiagramFault("no_default", node.id, Remark(problem, name=name), "warning")]
    return []
