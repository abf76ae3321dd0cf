"""Which plot goes to which project when land and quota do not reach for all: HiGHS, with its gap and reasons.

Areas are mu. A project asks for one plot of a use and at least a size; a plot goes to one project. What a plot takes of each
quota (new construction land, cropland to be made up for) is drawn from what the county has. Where the musts do not fit, the
fewest of them that cannot be together are named, proven fewest, by OR-Tools CP-SAT, which is quick to say what cannot be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal

import numpy as np

from .milp import maximise, row, whole_numbers, whole_solver

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

NEW, CROPLAND = "new", "cropland"
SCALE = 1000
"""What is possible is decided in thousandths of a mu: CP-SAT counts in whole numbers."""
GAP = 0.001
"""Share of the best by which an assignment may be below it and still be given as found."""
MU_A_HECTARE = 15
SECONDS = 10.0

Why = Literal["no_use", "too_small", "quota", "outranked"]


@dataclass(frozen=True)
class Demand:
    """``township`` empty: anywhere. ``value``: points, more is more urgent."""

    code: str
    use: str
    mu: float
    value: float
    township: str = ""
    must: bool = False


@dataclass(frozen=True)
class Plot:
    """``takes``: mu of each quota that building on it uses."""

    code: str
    use: str
    mu: float
    township: str
    takes: Mapping[str, float]


@dataclass(frozen=True)
class Left:
    """Why a demand got nothing: no plot of the use (in the township), all too small, the quota is used up (``what`` names
    it), or the plots that fit went to others of more worth (``what`` names them)."""

    why: Why
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Jam:
    """The fewest musts that cannot all have land. ``limits``: quotas of which more would let them; empty: the plots are short."""

    demands: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True)
class Assignment:
    """``value`` of the plan found and ``bound``, the proven most any could have; ``gap`` the share by which ours may be below."""

    pairs: dict[str, str]
    value: float
    bound: float
    gap: float
    used: dict[str, float]
    left: dict[str, Left]
    jam: Jam | None = None


def fits(demand: Demand, plot: Plot) -> bool:
    return demand.use == plot.use and plot.mu >= demand.mu and demand.township in ("", plot.township)


def worth(demand: Demand, plot: Plot) -> float:
    """The demand's value, less up to a fifth of it for land that it would not need: a plot twice too large loses a tenth."""
    return demand.value * (0.8 + 0.2 * demand.mu / plot.mu)


def assign(
    demands: Sequence[Demand], plots: Sequence[Plot], quota: Mapping[str, float], *, seconds: float = SECONDS
) -> Assignment:
    """Plots to demands of the greatest worth within the quota; every must has one, or ``jam`` says why not."""
    musts = [d for d in demands if d.must]
    if not _possible(musts, plots, quota):
        smallest = smallest_jam(musts, plots, quota)
        return Assignment({}, 0.0, 0.0, 0.0, dict.fromkeys(quota, 0.0), {}, smallest)
    lots = {p.code: p for p in plots}
    pairs, value, most = _best(demands, plots, quota, seconds)
    used = {name: sum(lots[p].takes.get(name, 0.0) for p in pairs.values()) for name in quota}
    left = {d.code: _left(d, plots, pairs, quota, used) for d in demands if d.code not in pairs}
    return Assignment(pairs, value, most, (most - value) / most if most else 0.0, used, left)


def _best(
    demands: Sequence[Demand], plots: Sequence[Plot], quota: Mapping[str, float], seconds: float
) -> tuple[dict[str, str], float, float]:
    """Pairs of the greatest worth, their worth, and the most that any could have, proven. The musts are known to fit.

    An assignment with two or three limits over it: its relaxation is nearly whole, which HiGHS uses and CP-SAT does not.
    """
    chosen = [(d, p) for d in demands for p in plots if fits(d, p)]
    if not chosen:
        return {}, 0.0, 0.0
    solver, count = whole_solver(GAP, seconds), len(chosen)
    for _pair in chosen:
        solver.addVar(0.0, 1.0)
    costs = np.array([worth(d, p) for d, p in chosen], dtype=float)
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
    whole_numbers(solver, count)
    of_demand: dict[str, list[tuple[int, float]]] = {d.code: [] for d in demands}
    of_plot: dict[str, list[tuple[int, float]]] = {p.code: [] for p in plots}
    for n, (d, p) in enumerate(chosen):
        of_demand[d.code].append((n, 1.0))
        of_plot[p.code].append((n, 1.0))
    for d in demands:
        if of_demand[d.code]:
            row(solver, 1.0 if d.must else 0.0, 1.0, of_demand[d.code])
    for terms in of_plot.values():
        if terms:
            row(solver, 0.0, 1.0, terms)
    for name, most in quota.items():
        taken = [(n, p.takes[name]) for n, (_d, p) in enumerate(chosen) if p.takes.get(name)]
        if taken and most != inf:
            row(solver, -inf, most, taken)
    maximise(solver)
    solver.run()
    info, values = solver.getInfo(), solver.getSolution().col_value
    pairs = {d.code: p.code for n, (d, p) in enumerate(chosen) if values[n] > 0.5}
    value = sum(worth(d, p) for n, (d, p) in enumerate(chosen) if values[n] > 0.5)
    return pairs, value, max(float(info.mip_dual_bound), value)


def _left(
    demand: Demand,
    plots: Sequence[Plot],
    pairs: Mapping[str, str],
    quota: Mapping[str, float],
    used: Mapping[str, float],
) -> Left:
    usable = [p for p in plots if p.use == demand.use and demand.township in ("", p.township)]
    if not usable:
        return Left("no_use")
    large = [p for p in usable if p.mu >= demand.mu]
    if not large:
        return Left("too_small", (f"{max(p.mu for p in usable):g}",))
    taken = {plot: who for who, plot in pairs.items()}
    free = [p for p in large if p.code not in taken]
    if free:
        short = {n for p in free for n in quota if p.takes.get(n, 0.0) > quota[n] - used[n] + 1e-9}
        return Left("quota", tuple(sorted(short)))
    return Left("outranked", tuple(sorted(taken[p.code] for p in large)))


def smallest_jam(musts: Sequence[Demand], plots: Sequence[Plot], quota: Mapping[str, float]) -> Jam | None:
    """The fewest musts that cannot all have land, proven fewest; None where they can.

    By hitting sets: whatever cannot be together must hold one of what each largest set that can leaves out. The smallest set
    that does so and cannot be together is the answer (Ignatiev et al., Smallest MUS Extraction, 2015).
    """
    known = {d.code: d for d in musts}
    left_out: list[frozenset[str]] = []
    while True:
        hit = _fewest_hitting(list(known), left_out)
        if not _possible([known[c] for c in hit], plots, quota):
            return Jam(tuple(hit), _would_help([known[c] for c in hit], plots, quota))
        grown = list(hit)
        for code in known:
            if code not in grown and _possible([known[c] for c in [*grown, code]], plots, quota):
                grown.append(code)
        if len(grown) == len(known):
            return None
        left_out.append(frozenset(known) - frozenset(grown))


def _would_help(jammed: Sequence[Demand], plots: Sequence[Plot], quota: Mapping[str, float]) -> tuple[str, ...]:
    """Quotas each of which alone would end the jam if there were no end of it."""
    return tuple(name for name in quota if _possible(jammed, plots, {**quota, name: inf}))


def _fewest_hitting(codes: Sequence[str], sets: Sequence[frozenset[str]]) -> list[str]:
    from ortools.sat.python import cp_model  # here, not above: slow to load, and few requests need it

    model = cp_model.CpModel()
    taken = {code: model.new_bool_var(code) for code in codes}
    for one in sets:
        model.add_at_least_one(taken[code] for code in one)
    model.minimize(sum(taken.values()))
    solver = _solved(model, SECONDS)
    assert solver is not None
    return [code for code in codes if solver.value(taken[code])]


def _possible(demands: Sequence[Demand], plots: Sequence[Plot], quota: Mapping[str, float]) -> bool:
    if not demands:
        return True
    model, _ = _model(demands, plots, quota, {d.code for d in demands})
    return _solved(model, SECONDS) is not None


def _model(
    demands: Sequence[Demand], plots: Sequence[Plot], quota: Mapping[str, float], musts: set[str]
) -> tuple[cp_model.CpModel, dict[tuple[str, str], cp_model.IntVar]]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = {(d.code, p.code): model.new_bool_var(f"{d.code}@{p.code}") for d in demands for p in plots if fits(d, p)}
    for d in demands:
        mine = [var for (who, _plot), var in chosen.items() if who == d.code]
        if d.code in musts:
            model.add_exactly_one(mine) if mine else model.add_bool_or([])
        else:
            model.add_at_most_one(mine)
    for p in plots:
        model.add_at_most_one(var for (_who, plot), var in chosen.items() if plot == p.code)
    lots = {p.code: p for p in plots}
    for name, most in quota.items():
        if most == inf:
            continue
        taken = [round(lots[plot].takes.get(name, 0.0) * SCALE) * var for (_who, plot), var in chosen.items()]
        if taken:
            model.add(sum(taken) <= round(most * SCALE))
    return model, chosen


def _solved(model: cp_model.CpModel, seconds: float) -> cp_model.CpSolver | None:
    """None where it is proven that nothing fits. Not knowing in time is an error, not an answer."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 7
    state = solver.solve(model)
    if state == cp_model.INFEASIBLE:
        return None
    if state not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise TimeoutError("no assignment of land found in time")
    return solver


def approved_by(*, basic_farmland: float, cropland: float, other: float) -> Literal["state", "province"]:
    """Who must approve the taking of collective land (土地管理法 第四十六条). Areas in hectares."""
    if basic_farmland > 0 or cropland > 35 or other > 70:
        return "state"
    return "province"


def cropland_short(taken: float, banked: float) -> float:
    """Hectares of cropland still to be made up for before land may be taken (土地管理法 第三十条); 0 where it is balanced."""
    return max(taken - banked, 0.0)
