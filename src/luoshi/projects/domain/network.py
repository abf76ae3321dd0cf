"""The critical path of a network of activities, in working days from its start.

Links are FS, SS, FF and SF with a lag that may be negative (a lead). An activity that starts at ``s`` and takes ``d`` days
ends at ``s + d``; day numbers are instants between working days, so 0 is the morning of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from luoshi.kernel.errors import N_, ExpectedError

LinkKind = Literal["FS", "SS", "FF", "SF"]


class DependencyCycle(ExpectedError):
    code = "projects.dependency_cycle"
    message = N_("工序互相等待，无法排程：{cycle}。请去掉其中一条先后关系。")


class DurationNegative(ExpectedError):
    code = "projects.duration_negative"
    message = N_("工序“{activity}”的工期是 {days} 天，不能小于 0。请更正工期。")


class ActivityUnknown(ExpectedError):
    code = "projects.activity_unknown"
    message = N_("先后关系提到的工序“{activity}”不在计划中。请补上这道工序，或删去这条关系。")


class ActivityTwice(ExpectedError):
    code = "projects.activity_twice"
    message = N_("计划中有两道编号为“{activity}”的工序。请改成不同的编号。")


@dataclass(frozen=True, slots=True)
class Activity:
    """``earliest``: the day before which it may not start, None where nothing holds it."""

    code: str
    days: int
    earliest: int | None = None


class Link(NamedTuple):
    before: str
    after: str
    kind: LinkKind = "FS"
    lag: int = 0


class Times(NamedTuple):
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int
    free_float: int

    @property
    def critical(self) -> bool:
        return self.total_float <= 0


@dataclass(frozen=True)
class Schedule:
    """``order`` is one order in which the activities can be done; ``length`` the working days of the whole."""

    times: dict[str, Times]
    order: tuple[str, ...]
    length: int

    @property
    def critical(self) -> tuple[str, ...]:
        return tuple(code for code in self.order if self.times[code].critical)


def _offset(kind: LinkKind, lag: int, before: int, after: int) -> int:
    """How much later than the first the second must start, given both durations."""
    if kind == "FS":
        return before + lag
    if kind == "SS":
        return lag
    if kind == "FF":
        return before + lag - after
    return lag - after


def schedule(activities: Iterable[Activity], links: Iterable[Link], deadline: int | None = None) -> Schedule:
    """Earliest and latest times and floats of every activity.

    With ``deadline`` (a working day) the latest times are counted back from it, so floats may be negative; without it from the
    earliest end. Raises DependencyCycle naming the circle, DurationNegative, ActivityUnknown, ActivityTwice.
    """
    rows: list[Activity] = list(activities)
    index: dict[str, int] = {}
    for n, row in enumerate(rows):
        if row.days < 0:
            raise DurationNegative(activity=row.code, days=row.days)
        if index.setdefault(row.code, n) != n:
            raise ActivityTwice(activity=row.code)
    days = [row.days for row in rows]
    after: list[list[tuple[int, int]]] = [[] for _ in rows]
    waits = [0] * len(rows)
    for link in links:
        try:
            one, two = index[link.before], index[link.after]
        except KeyError as error:
            raise ActivityUnknown(activity=error.args[0]) from None
        after[one].append((two, _offset(link.kind, link.lag, days[one], days[two])))
        waits[two] += 1
    order = _sorted(rows, after, waits)
    start = [max(0, row.earliest or 0) for row in rows]
    for one in order:
        at = start[one]
        for two, offset in after[one]:
            start[two] = max(start[two], at + offset)
    end = max((at + length for at, length in zip(start, days, strict=True)), default=0)
    last = end if deadline is None else deadline
    late = [last - length for length in days]
    free = [end - at - length for at, length in zip(start, days, strict=True)]
    for one in reversed(order):
        for two, offset in after[one]:
            late[one] = min(late[one], late[two] - offset)
            free[one] = min(free[one], start[two] - start[one] - offset)
    times = {
        row.code: Times(start[n], start[n] + days[n], late[n], late[n] + days[n], late[n] - start[n], free[n])
        for n, row in enumerate(rows)
    }
    return Schedule(times, tuple(rows[n].code for n in order), end)


def _sorted(rows: Sequence[Activity], after: Sequence[Sequence[tuple[int, int]]], waits: list[int]) -> list[int]:
    """Kahn's order. Raises DependencyCycle."""
    ready = [n for n, count in enumerate(waits) if not count]
    for one in ready:  # grows while it is walked
        for two, _lag in after[one]:
            waits[two] -= 1
            if not waits[two]:
                ready.append(two)
    if len(ready) < len(rows):
        import networkx as nx  # here, not above: only a network that waits for itself needs it

        graph = nx.DiGraph(
            (one, two) for one in range(len(rows)) for two, _o in after[one] if waits[one] and waits[two]
        )
        circle = [rows[one].code for one, _two in nx.find_cycle(graph)]
        raise DependencyCycle(cycle=" → ".join([*circle, circle[0]]))
    return ready


def delays(lengths: Mapping[str, int], before: Schedule, after: Schedule) -> dict[str, int]:
    """By how many working days each activity ends later in the second schedule than in the first; only those that do."""
    return {
        code: late
        for code in lengths
        if code in before.times
        and code in after.times
        and (late := after.times[code].early_finish - before.times[code].early_finish)
    }


class ThreePoint(NamedTuple):
    expected: float
    deviation: float


def three_point(optimistic: float, likely: float, pessimistic: float) -> ThreePoint:
    """PERT: expected length ``(o + 4m + p) / 6`` and deviation ``(p - o) / 6``."""
    return ThreePoint((optimistic + 4 * likely + pessimistic) / 6, (pessimistic - optimistic) / 6)
