"""Scheduling when crews, machines or money are limited: OR-Tools CP-SAT, with the gap to the best that can be proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.kernel.errors import N_, ExpectedError

from .network import Activity, Link, schedule

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class NeedOverCapacity(ExpectedError):
    code = "projects.need_over_capacity"
    message = N_(
        "“{activity}”需要 {resource} {need}，而一共只有 {capacity}，怎样安排都不够。请增加资源或拆开这道工序。"
    )


class NoPlanFits(ExpectedError):
    code = "projects.no_plan_fits"
    message = N_("在给定的资金和起止时间内排不下全部项目。请增加资金、放宽时间或减少项目。")


@dataclass(frozen=True)
class Levelled:
    """``bound``: no plan can be shorter (or cheaper) than this, proven; ``gap`` the share by which ours may be over it.
    ``free_length``: the length if nothing were limited."""

    start: dict[str, int]
    length: int
    bound: int
    gap: float
    free_length: int


def level(
    activities: Sequence[Activity],
    links: Sequence[Link],
    needs: Mapping[str, Mapping[str, int]],
    capacity: Mapping[str, int],
    seconds: float = 5.0,
) -> Levelled:
    """Starts of all activities, so that at no moment more of a resource is needed than there is, and the whole is short.

    Raises NeedOverCapacity for an activity that alone needs more than there is, and what ``schedule`` raises.
    """
    from ortools.sat.python import cp_model  # here, not above: half a second, which no start of a server should pay

    free = schedule(activities, links)
    for code, wanted in needs.items():
        for resource, amount in wanted.items():
            if amount > capacity.get(resource, 0):
                raise NeedOverCapacity(
                    activity=code, resource=resource, need=amount, capacity=capacity.get(resource, 0)
                )
    model = cp_model.CpModel()
    longest = sum(a.days for a in activities) + sum(abs(link.lag) for link in links)
    longest += max((a.earliest or 0 for a in activities), default=0)
    starts = {a.code: model.new_int_var(a.earliest or 0, longest, a.code) for a in activities}
    days = {a.code: a.days for a in activities}
    ends = {code: starts[code] + days[code] for code in starts}
    for link in links:
        one = starts if link.kind[0] == "S" else ends
        two = starts if link.kind[1] == "S" else ends
        model.add(two[link.after] >= one[link.before] + link.lag)
    for resource, most in capacity.items():
        users = [code for code in starts if needs.get(code, {}).get(resource) and days[code]]
        intervals = [model.new_fixed_size_interval_var(starts[code], days[code], code) for code in users]
        model.add_cumulative(intervals, [needs[code][resource] for code in users], most)
    length = model.new_int_var(free.length, longest, "length")
    for code in starts:
        model.add(length >= ends[code])
    model.minimize(length)
    solver = _solve(model, seconds)
    found, bound = solver.value(length), round(solver.best_objective_bound)
    gap = (found - bound) / found if found else 0.0
    return Levelled({code: solver.value(at) for code, at in starts.items()}, found, bound, gap, free.length)


@dataclass(frozen=True)
class Spender:
    """A project by quarters: ``spends`` in each quarter of its life; it may start from ``earliest`` to ``latest``. ``weight``:
    what a quarter's delay costs, relative to others."""

    code: str
    spends: tuple[int, ...]
    earliest: int
    latest: int
    weight: int = 1


@dataclass(frozen=True)
class Phased:
    """``delay``: weighted quarters of delay, ``bound`` the proven least, ``by_quarter`` what is spent in each."""

    start: dict[str, int]
    delay: int
    bound: int
    gap: float
    by_quarter: tuple[int, ...]


def phase(projects: Sequence[Spender], budget: Sequence[int], seconds: float = 5.0) -> Phased:
    """When each project starts so that no quarter spends more than its budget and the weighted delay is least.

    What is spent after the last quarter of ``budget`` is not limited. Raises NoPlanFits.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    at = {(p.code, q): model.new_bool_var(f"{p.code}@{q}") for p in projects for q in range(p.earliest, p.latest + 1)}
    spent: list[list[cp_model.LinearExprT]] = [[] for _ in budget]
    delay: list[cp_model.LinearExprT] = []
    for p in projects:
        model.add_exactly_one(at[p.code, q] for q in range(p.earliest, p.latest + 1))
        for q in range(p.earliest, p.latest + 1):
            delay.append(p.weight * (q - p.earliest) * at[p.code, q])
            for k, amount in enumerate(p.spends):
                if q + k < len(budget) and amount:
                    spent[q + k].append(amount * at[p.code, q])
    for terms, most in zip(spent, budget, strict=True):
        model.add(sum(terms) <= most)
    model.minimize(sum(delay))
    solver = _solve(model, seconds)
    start = {p.code: q for p in projects for q in range(p.earliest, p.latest + 1) if solver.value(at[p.code, q])}
    found, bound = round(solver.objective_value), round(solver.best_objective_bound)
    by_quarter = tuple(
        sum(p.spends[q - start[p.code]] for p in projects if 0 <= q - start[p.code] < len(p.spends))
        for q in range(len(budget))
    )
    return Phased(start, found, bound, (found - bound) / found if found else 0.0, by_quarter)


def _solve(model: cp_model.CpModel, seconds: float) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 7
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NoPlanFits()
    return solver
