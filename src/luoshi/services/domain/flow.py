"""The flow of a process as its log shows it: how often, how long, how often again, where it waits most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Passed(NamedTuple):
    """One stay of a case at a node; ``done`` None: still there."""

    node: str
    name: str
    case: int
    opened: datetime
    done: datetime | None
    late: bool = False


class NodeFlow(NamedTuple):
    """Days are calendar days with fractions; ``again`` counts stays beyond a case's first; ``share`` is of all days."""

    node: str
    name: str
    times: int
    waiting: int
    median: float | None
    p90: float | None
    again: int
    late: int
    share: float
    is_bottleneck: bool
    name_en: str = ""


def quantile(ordered: Sequence[float], share: float) -> float:
    """By linear interpolation between neighbours. ``ordered`` rises and is not empty."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def flow(stays: Iterable[Passed]) -> list[NodeFlow]:
    """Nodes in the order they were first met. The bottleneck is where cases spent most days altogether."""
    nodes: dict[str, list[Passed]] = {}
    for stay in stays:
        nodes.setdefault(stay.node, []).append(stay)
    spent = {code: sorted(_days(stay) for stay in rows if stay.done) for code, rows in nodes.items()}
    total = sum(sum(days) for days in spent.values())
    most = max(spent, key=lambda code: sum(spent[code]), default="")
    found = []
    for code, rows in sorted(nodes.items(), key=lambda pair: min(stay.opened for stay in pair[1])):
        days = spent[code]
        found.append(
            NodeFlow(
                node=code,
                name=rows[0].name,
                times=len(rows),
                waiting=sum(stay.done is None for stay in rows),
                median=quantile(days, 0.5) if days else None,
                p90=quantile(days, 0.9) if days else None,
                again=len(rows) - len({stay.case for stay in rows}),
                late=sum(stay.late for stay in rows),
                share=sum(days) / total if total else 0.0,
                is_bottleneck=code == most and total > 0,
            )
        )
    return found


def _days(stay: Passed) -> float:
    assert stay.done is not None
    return (stay.done - stay.opened) / timedelta(days=1)
