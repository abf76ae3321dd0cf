"""Land to projects: against trying everything, with reasons, and the smallest conflicting part."""

from __future__ import annotations

import random
from itertools import combinations, permutations

from luoshi.projects.domain.land import (
    Demand,
    Jam,
    Left,
    Plot,
    approved_by,
    assign,
    cropland_short,
    fits,
    smallest_jam,
    worth,
)


def best_by_trying(demands: list[Demand], plots: list[Plot], quota: dict[str, float]) -> float:
    best = 0.0
    lots: list[Plot | None] = [*plots, *([None] * len(demands))]
    for places in permutations(range(len(lots)), len(demands)):
        order = [lots[n] for n in places]
        pairs = [(d, p) for d, p in zip(demands, order, strict=True) if p is not None]
        if any(not fits(d, p) for d, p in pairs):
            continue
        if any(sum(p.takes.get(n, 0) for _d, p in pairs) > most for n, most in quota.items()):
            continue
        if all(order[n] is not None for n, d in enumerate(demands) if d.must):
            best = max(best, sum(worth(d, p) for d, p in pairs))
    return best


def test_the_assignment_is_the_best_of_all_there_are() -> None:
    rng = random.Random(4)
    for _ in range(25):
        demands = [
            Demand(f"d{n}", rng.choice("ir"), rng.randrange(10, 60), rng.randrange(1, 100), rng.choice(["", "t1"]))
            for n in range(4)
        ]
        plots = [
            Plot(f"p{n}", rng.choice("ir"), rng.randrange(20, 80), rng.choice(["t1", "t2"]), {"new": rng.randrange(50)})
            for n in range(4)
        ]
        quota = {"new": 60.0}
        found = assign(demands, plots, quota)
        assert abs(found.value - best_by_trying(demands, plots, quota)) < 0.01
        assert found.gap < 1e-6
        assert set(found.pairs) | set(found.left) == {d.code for d in demands}
        assert found.used["new"] <= 60


def test_the_knapsack_of_the_sheet() -> None:
    """P1 120 mu / 9, P2 80 / 7, P3 60 / 5, P4 40 / 2; limit 200: P1 and P2, 200 mu, value 16."""
    asked = [("P1", 120, 9), ("P2", 80, 7), ("P3", 60, 5), ("P4", 40, 2)]
    demands = [Demand(code, code, mu, value) for code, mu, value in asked]
    plots = [Plot(f"at {code}", code, mu, "t", {"new": mu}) for code, mu, _value in asked]
    found = assign(demands, plots, {"new": 200.0})
    assert (sorted(found.pairs), found.used["new"], found.value) == (["P1", "P2"], 200, 16)
    assert found.left == {"P3": Left("quota", ("new",)), "P4": Left("quota", ("new",))}


def test_each_that_got_nothing_is_told_why() -> None:
    plots = [Plot("a", "industry", 50, "t1", {"new": 50}), Plot("b", "industry", 30, "t2", {"new": 0})]
    demands = [
        Demand("rich", "industry", 40, 90),
        Demand("poor", "industry", 45, 10),
        Demand("school", "school", 20, 50),
        Demand("huge", "industry", 500, 99),
        Demand("there", "industry", 30, 5, "t3"),
    ]
    found = assign(demands, plots, {"new": 100.0})
    assert found.pairs == {"rich": "a"}
    assert found.left["poor"] == Left("outranked", ("rich",))
    assert found.left["school"] == Left("no_use")
    assert found.left["there"] == Left("no_use")
    assert found.left["huge"] == Left("too_small", ("50",))


def test_the_smallest_conflicting_part_is_smallest() -> None:
    """Every subset tried: none smaller fails."""
    rng = random.Random(11)
    seen = 0
    for _ in range(40):
        demands = [Demand(f"d{n}", "i", rng.randrange(10, 60), 1, must=True) for n in range(5)]
        plots = [Plot(f"p{n}", "i", rng.randrange(10, 70), "t", {"new": rng.randrange(10, 40)}) for n in range(5)]
        quota = {"new": 90.0}
        jam = smallest_jam(demands, plots, quota)
        sizes = [
            size
            for size in range(1, 6)
            for part in combinations(demands, size)
            if best_by_trying(list(part), plots, quota) == 0
        ]
        assert (jam is None) == (not sizes)
        if jam is not None:
            seen += 1
            assert len(jam.demands) == min(sizes)
    assert seen > 5


def test_a_jam_says_whether_more_quota_would_help() -> None:
    plots = [Plot("a", "i", 50, "t", {"new": 50}), Plot("b", "i", 50, "t", {"new": 50})]
    musts = [Demand("x", "i", 40, 1, must=True), Demand("y", "i", 40, 1, must=True), Demand("z", "i", 10, 9)]
    assert assign(musts, plots, {"new": 60.0}).jam == Jam(("x", "y"), ("new",))
    assert assign(musts, plots[:1], {"new": 200.0}).jam == Jam(("x", "y"), ())
    assert assign([Demand("x", "i", 60, 1, must=True)], plots, {"new": 200.0}).jam == Jam(("x",), ())


def test_who_approves_the_taking_of_land() -> None:
    assert approved_by(basic_farmland=0, cropland=35, other=70) == "province"
    assert approved_by(basic_farmland=0, cropland=35.1, other=0) == "state"
    assert approved_by(basic_farmland=0, cropland=0, other=70.1) == "state"
    assert approved_by(basic_farmland=0.1, cropland=0, other=0) == "state"
    assert cropland_short(12.5, 10) == 2.5
    assert cropland_short(10, 10) == 0
