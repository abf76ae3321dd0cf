"""Which projects to take on when money and land do not reach for all: a mixed-integer choice by HiGHS, with its gap.

When what must be taken does not fit, the smallest part of it that cannot be together is named, proven smallest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from .milp import maximise, row, whole_numbers, whole_solver

SECONDS = 10.0


@dataclass(frozen=True)
class Candidate:
    """``needs``: how much of each limit it takes (``money 2022`` in 万元, ``land`` in mu). ``with_``: codes without which it
    makes no sense."""

    code: str
    value: float
    needs: Mapping[str, float]
    must: bool = False
    with_: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """The fewest musts that cannot be taken together: by which limit (``needs`` of them against ``limit``), or ``pair``:
    because two exclude each other (``limit`` empty)."""

    codes: tuple[str, ...]
    limit: str = ""
    needs: float = 0.0
    most: float = 0.0


@dataclass(frozen=True)
class Choice:
    """``gap``: how far the value may be from the best there can be (share of it), proven. ``conflict`` set: nothing fits."""

    chosen: tuple[str, ...]
    value: float
    bound: float
    gap: float
    used: dict[str, float]
    conflict: Conflict | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    """For what was left out, the limit of which it would need more than is left; empty where none stands out."""


def choose(
    candidates: Sequence[Candidate],
    limits: Mapping[str, float],
    excludes: Sequence[tuple[str, str]] = (),
    *,
    gap: float = 0.001,
    seconds: float = SECONDS,
) -> Choice:
    """The most valuable set within the limits. ``excludes``: pairs of which at most one may be taken."""
    conflict = smallest_conflict(candidates, limits, excludes)
    if conflict is not None:
        return Choice((), 0.0, 0.0, 0.0, {}, conflict)
    index = {c.code: n for n, c in enumerate(candidates)}
    solver = whole_solver(gap, seconds)
    for c in candidates:
        solver.addVar(1.0 if c.must else 0.0, 1.0)
    count = len(candidates)
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), np.array([c.value for c in candidates], dtype=float))
    whole_numbers(solver, count)
    for name, most in limits.items():
        taken = [(n, c.needs[name]) for n, c in enumerate(candidates) if c.needs.get(name)]
        row(solver, -inf, most, taken)
    for one, two in excludes:
        if one in index and two in index:
            row(solver, -inf, 1.0, [(index[one], 1.0), (index[two], 1.0)])
    for n, c in enumerate(candidates):
        for other in c.with_:
            if other in index:
                row(solver, -inf, 0.0, [(n, 1.0), (index[other], -1.0)])
    maximise(solver)
    solver.run()
    info, taken_values = solver.getInfo(), solver.getSolution().col_value
    chosen = tuple(c.code for n, c in enumerate(candidates) if taken_values[n] > 0.5)
    value = float(info.objective_function_value)
    bound = float(info.mip_dual_bound)
    used = {name: sum(candidates[index[code]].needs.get(name, 0.0) for code in chosen) for name in limits}
    reasons = {
        c.code: next((name for name, most in limits.items() if c.needs.get(name, 0.0) > most - used[name] + 1e-9), "")
        for c in candidates
        if c.code not in set(chosen)
    }
    return Choice(chosen, value, bound, abs(bound - value) / max(abs(bound), 1e-9), used, None, reasons)


def smallest_conflict(
    candidates: Sequence[Candidate], limits: Mapping[str, float], excludes: Sequence[tuple[str, str]] = ()
) -> Conflict | None:
    """The fewest musts (with what they cannot do without) that no choice can satisfy; None where they fit."""
    known = {c.code: c for c in candidates}
    musts = [c.code for c in candidates if c.must]
    taken = {code: _closure(code, known) for code in musts}
    for size in (1, 2):
        for one, two in excludes:
            holders = [[m for m in musts if code in taken[m]] for code in (one, two)]
            if not all(holders):
                continue
            both = next((m for m in holders[0] if m in holders[1]), None)
            if size == 1 and both:
                return Conflict((both,))
            if size == 2:
                return Conflict((holders[0][0], holders[1][0]))
    found: list[Conflict] = []
    for name, most in limits.items():
        everything = {code for m in musts for code in taken[m]}
        if sum(known[code].needs.get(name, 0.0) for code in everything) > most + 1e-9:
            codes = _fewest_over(musts, taken, {code: known[code].needs.get(name, 0.0) for code in everything}, most)
            needs = sum(known[c].needs.get(name, 0.0) for c in {c for m in codes for c in taken[m]})
            found.append(Conflict(codes, name, needs, most))
    return min(found, key=lambda conflict: len(conflict.codes), default=None)


def _closure(code: str, known: Mapping[str, Candidate]) -> frozenset[str]:
    """A project with all it cannot do without."""
    found, waiting = set(), [code]
    while waiting:
        one = waiting.pop()
        if one in known and one not in found:
            found.add(one)
            waiting += known[one].with_
    return frozenset(found)


def _fewest_over(
    musts: Sequence[str], taken: Mapping[str, frozenset[str]], needs: Mapping[str, float], most: float
) -> tuple[str, ...]:
    """The fewest musts whose projects together need more than ``most``: minimise their number, exactly."""
    solver = whole_solver(0.0, SECONDS)
    order = list(needs)
    for _ in [*musts, *order]:
        solver.addVar(0.0, 1.0)
    count = len(musts) + len(order)
    solver.changeColsCost(
        count, np.arange(count, dtype=np.int32), np.array([1.0] * len(musts) + [0.0] * len(order), dtype=float)
    )
    whole_numbers(solver, count)
    for k, code in enumerate(order):
        holders = [(n, -1.0) for n, must in enumerate(musts) if code in taken[must]]
        row(solver, -inf, 0.0, [(len(musts) + k, 1.0), *holders])
    # In shares of the limit, so that amounts in yuan and in mu are solved alike; the excess itself bounds the step.
    scale = max(abs(most), 1.0)
    step = min(1e-5, (sum(needs.values()) - most) / scale / 2)
    terms = [(len(musts) + k, needs[c] / scale) for k, c in enumerate(order) if needs[c]]
    row(solver, most / scale + step, inf, terms)
    solver.run()
    values = solver.getSolution().col_value
    return tuple(must for n, must in enumerate(musts) if values[n] > 0.5)
