"""Drawing a process whose file says what follows what but not where it stands, so that every process can be seen.

Columns follow the longest way from the start; rows follow the lanes, and within a lane the order of the file.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from .diagrams import process_of, tree_of
from .modelers import BPMN

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DD = "http://www.omg.org/spec/DD/20100524/DI"
_COLUMN, _ROW, _LEFT, _TOP, _LANE_HEAD = 160, 110, 60, 40, 30
_SIZES = {"Event": (36, 36), "Gateway": (50, 50)}
_TASK = (110, 70)


def with_diagram(xml: str) -> str:
    """The file with a diagram: its own where it has one, else one made here."""
    root = tree_of(xml)
    if root.find(f"{{{_DI}}}BPMNDiagram") is not None:
        return xml
    process = process_of(root)
    drawing = _Drawing(process)
    diagram = etree.SubElement(root, f"{{{_DI}}}BPMNDiagram", id="diagram")
    plane = etree.SubElement(diagram, f"{{{_DI}}}BPMNPlane", id="plane", bpmnElement=process.get("id"))
    drawing.draw(plane)
    etree.cleanup_namespaces(root, top_nsmap={"bpmndi": _DI, "dc": _DC, "di": _DD})
    return str(etree.tostring(root, encoding="unicode", pretty_print=True))


def _size(kind: str) -> tuple[int, int]:
    return next((size for end, size in _SIZES.items() if kind.endswith(end)), _TASK)


class _Drawing:
    def __init__(self, process: Any) -> None:
        self.process = process
        self.nodes = {
            child.get("id"): child
            for child in process
            if isinstance(child.tag, str) and child.get("id") and _is_node(child)
        }
        self.flows = [child for child in process if child.tag == f"{{{BPMN}}}sequenceFlow"]
        self.lanes = list(process.iter(f"{{{BPMN}}}lane"))
        self.column = self._columns()
        self.box: dict[str, tuple[int, int, int, int]] = {}
        self.lane_box: dict[str, tuple[int, int]] = {}
        self._place()

    def _columns(self) -> dict[str, int]:  # noqa: C901 - one walk over the graph
        """Longest way from a start; flows that lead back are left out."""
        after: dict[str, list[str]] = {code: [] for code in self.nodes}
        for flow in self.flows:
            if flow.get("sourceRef") in after and flow.get("targetRef") in self.nodes:
                after[flow.get("sourceRef")].append(flow.get("targetRef"))
        hosts = {}
        for code, node in self.nodes.items():
            if node.get("attachedToRef") in self.nodes:
                hosts[code] = node.get("attachedToRef")
                after[node.get("attachedToRef")] += after[code]
        order, state = [], dict.fromkeys(self.nodes, 0)
        back: set[tuple[str, str]] = set()
        for first in self.nodes:
            stack = [(first, iter(after[first]))] if not state[first] else []
            state[first] = state[first] or 1
            while stack:
                code, following = stack[-1]
                target = next(following, None)
                if target is None:
                    state[code] = 2
                    order.append(code)
                    stack.pop()
                elif state[target] == 1:
                    back.add((code, target))
                elif not state[target]:
                    state[target] = 1
                    stack.append((target, iter(after[target])))
        column = dict.fromkeys(self.nodes, 0)
        for code in reversed(order):
            for target in after[code]:
                if (code, target) not in back:
                    column[target] = max(column[target], column[code] + 1)
        return {**column, **{code: column[host] for code, host in hosts.items()}}

    def _place(self) -> None:
        lane_of = {
            (ref.text or "").strip(): lane.get("id")
            for lane in self.lanes
            for ref in lane.iter(f"{{{BPMN}}}flowNodeRef")
        }
        codes = [lane.get("id") for lane in self.lanes] or [""]
        top = _TOP
        for lane in codes:
            used: dict[int, int] = {}
            inside = [c for c in self.nodes if lane_of.get(c, codes[0]) == lane]
            for code in inside:
                if self.nodes[code].get("attachedToRef") in self.nodes:
                    continue
                column = self.column[code]
                row = used.get(column, 0)
                used[column] = row + 1
                width, height = _size(_kind(self.nodes[code]))
                left = _LEFT + (_LANE_HEAD if self.lanes else 0) + column * _COLUMN + (_COLUMN - width) // 2
                self.box[code] = (left, top + row * _ROW + (_ROW - height) // 2, width, height)
            height = max(used.values(), default=1) * _ROW
            self.lane_box[lane] = (top, height)
            top += height
        attached: dict[str, int] = {}
        for code, node in self.nodes.items():
            host = self.box.get(node.get("attachedToRef", ""))
            if host:
                place = attached[node.get("attachedToRef")] = attached.get(node.get("attachedToRef"), 0) + 1
                self.box[code] = (host[0] + host[2] - 44 * place + 8, host[1] + host[3] - 18, 36, 36)
        self.width = max((x + w for x, _, w, _ in self.box.values()), default=0) + _LEFT

    def draw(self, plane: Any) -> None:
        for lane in self.lanes:
            top, height = self.lane_box[lane.get("id")]
            shape = self._shape(plane, lane.get("id"), (_LEFT, top, self.width - _LEFT, height))
            shape.set("isHorizontal", "true")
        for code, box in self.box.items():
            shape = self._shape(plane, code, box)
            if _kind(self.nodes[code]) == "subProcess":
                shape.set("isExpanded", "false")
        for flow in self.flows:
            source, target = self.box.get(flow.get("sourceRef", "")), self.box.get(flow.get("targetRef", ""))
            if source and target:
                edge = etree.SubElement(
                    plane, f"{{{_DI}}}BPMNEdge", id=f"{flow.get('id')}_di", bpmnElement=flow.get("id")
                )
                for x, y in _way(source, target):
                    etree.SubElement(edge, f"{{{_DD}}}waypoint", x=str(x), y=str(y))

    def _shape(self, plane: Any, code: str, box: tuple[int, int, int, int]) -> Any:
        shape = etree.SubElement(plane, f"{{{_DI}}}BPMNShape", id=f"{code}_di", bpmnElement=code)
        names = zip(("x", "y", "width", "height"), map(str, box), strict=True)
        etree.SubElement(shape, f"{{{_DC}}}Bounds", dict(names))
        return shape


def _kind(node: Any) -> str:
    return str(etree.QName(node).localname)


def _is_node(child: Any) -> bool:
    kind = _kind(child)
    return kind.endswith(("Event", "Gateway", "Task", "task")) or kind in {"subProcess", "callActivity"}


def _way(source: tuple[int, int, int, int], target: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """From box to box in right angles; a way back runs above."""
    (sx, sy, sw, sh), (tx, ty, tw, th) = source, target
    start, end = (sx + sw, sy + sh // 2), (tx, ty + th // 2)
    if tx >= sx + sw:
        if start[1] == end[1]:
            return [start, end]
        middle = tx - 25
        return [start, (middle, start[1]), (middle, end[1]), end]
    if abs(sx + sw // 2 - tx - tw // 2) < 40:  # the same column
        down = ty > sy
        return [(sx + sw // 2, sy + sh if down else sy), (tx + tw // 2, ty if down else ty + th)]
    above = min(sy, ty) - 18
    return [(sx + sw // 2, sy), (sx + sw // 2, above), (tx + tw // 2, above), (tx + tw // 2, ty)]
