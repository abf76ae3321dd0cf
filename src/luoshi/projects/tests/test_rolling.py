"""The rolling plan, ranking, choice, and scheduling under limits, against worked examples and other methods."""

from __future__ import annotations

import itertools
import random
from datetime import date
from decimal import Decimal as D

import pytest

from luoshi.projects.domain.choosing import Candidate, choose, smallest_conflict
from luoshi.projects.domain.network import Activity, Link
from luoshi.projects.domain.resources import NeedOverCapacity, NoPlanFits, Spender, level, phase
from luoshi.projects.domain.rolling import Standing, completion, counts, pushed, roll, score, statistics_form

pytestmark = pytest.mark.pure


def test_a_project_moves_one_stage_when_every_gate_is_passed() -> None:
    passed = frozenset({"coded", "owned", "placed", "approved", "land", "consented"})
    rows = [
        Standing("one", "reserve", passed),
        Standing("two", "preliminary", passed, date(2021, 1, 1)),
        Standing("three", "preliminary", passed | {"money"}),
        Standing("four", "done", passed),
    ]
    one, two, three, four = roll(rows, date(2021, 9, 30), {"preliminary": 180})
    assert (one.to, one.moves) == ("preliminary", True)
    assert (two.to, two.lacking, two.warns) == ("preliminary", ("money",), True)
    assert three.to == "starting"
    assert (four.to, four.moves, four.warns) == ("done", False, False)


def test_the_reserve_ratio_of_a_known_plan() -> None:
    stages = ["under_way"] * 180 + ["starting"] * 87 + ["preliminary"] * 69
    assert counts(stages).reserve_ratio == pytest.approx(0.3833, abs=5e-5)
    assert counts(["reserve"]).reserve_ratio is None


def test_completion_is_the_ratio_of_sums() -> None:
    assert completion([D(4800), D(21000), D(3500)], [D(10000), D(30000), D(5000)]) == D("65.11")
    assert completion([D("1446.31")], [D("1256.5")]) == D("115.11")
    assert completion([], []) is None


def test_ranking_by_five_batches_depends_on_the_published_method() -> None:
    rows = {"A": (12.0, 30, 20, 80), "B": (9.0, 45, 15, 120), "C": (15.0, 20, 25, 60)}
    found = score(rows)
    assert {s.code: round(s.score, 2) for s in found} == {"A": 43.33, "B": 50.0, "C": 50.0}
    assert [s.code for s in found] == ["B", "C", "A"]  # equal scores: the higher investment first
    other = score(rows, method="ratio_to_max")
    assert {s.code: round(s.score, 2) for s in other} == {"A": 73.33, "B": 80.0, "C": 73.61}


@pytest.mark.parametrize(("total", "form"), [(499, ""), (500, "206-2"), (4999, "206-2"), (5000, "206-1")])
def test_the_statistics_form_goes_by_the_total(total: int, form: str) -> None:
    assert statistics_form(D(total)) == form


def test_a_delay_is_passed_on_down_the_chain_of_projects() -> None:
    edges = [("bridge", "road", 10), ("road", "station", 0)]
    moved = pushed(edges, {"bridge": 100, "road": 150, "station": 200}, {"bridge": 0, "road": 95, "station": 160})
    assert moved == {"road": 15, "station": 5}


LAND = [("P1", 120, 9), ("P2", 80, 7), ("P3", 60, 5), ("P4", 40, 2)]


def candidates(*musts: str) -> list[Candidate]:
    return [Candidate(code, value, {"land": mu}, code in musts) for code, mu, value in LAND]


def test_land_goes_to_the_most_valuable_set() -> None:
    found = choose(candidates(), {"land": 200})
    assert (set(found.chosen), found.value, found.used) == ({"P1", "P2"}, 16, {"land": 200})
    assert found.gap < 0.001
    assert found.reasons == {"P3": "land", "P4": "land"}


def test_musts_exclusions_and_conditions_are_kept() -> None:
    found = choose(candidates("P4"), {"land": 200})
    assert (found.value, "P4" in found.chosen) == (14, True)  # P4, P2, P3
    assert choose(candidates(), {"land": 200}, [("P1", "P2")]).value == 14
    tied = [Candidate("a", 5, {"m": 1}, with_=("b",)), Candidate("b", 0, {"m": 10})]
    assert choose(tied, {"m": 9}).chosen == ()


def test_what_does_not_fit_is_explained_by_its_smallest_part() -> None:
    found = choose(candidates("P1", "P2", "P3", "P4"), {"land": 190})
    assert found.conflict is not None
    assert (set(found.conflict.codes), found.conflict.limit, found.conflict.needs) == ({"P1", "P2"}, "land", 200)
    assert smallest_conflict(candidates("P1", "P2"), {"land": 500}, [("P1", "P2")]) is not None
    assert smallest_conflict(candidates("P1", "P2"), {"land": 200}) is None


def test_choices_and_conflicts_equal_trying_everything() -> None:
    rng = random.Random(8)
    for _ in range(60):
        n = rng.randrange(3, 9)
        rows = [
            Candidate(
                str(k), rng.randrange(1, 20), {"m": rng.randrange(1, 30), "l": rng.randrange(1, 30)}, rng.random() < 0.3
            )
            for k in range(n)
        ]
        limits = {"m": rng.randrange(15, 70), "l": rng.randrange(15, 70)}

        def fits(chosen: tuple[Candidate, ...], limits: dict[str, int] = limits) -> bool:
            return all(sum(c.needs[name] for c in chosen) <= most for name, most in limits.items())

        sets = [s for size in range(n + 1) for s in itertools.combinations(rows, size)]
        musts = [c for c in rows if c.must]
        found = choose(rows, limits, gap=0.0)
        if fits(tuple(musts)):
            best = max(sum(c.value for c in s) for s in sets if fits(s) and all(m in s for m in musts))
            assert found.conflict is None and found.value == pytest.approx(best)
        else:
            fewest = min(len(s) for s in sets if not fits(s) and all(c.must for c in s))
            assert found.conflict is not None and len(found.conflict.codes) == fewest


def test_one_crane_makes_parallel_work_wait() -> None:
    rows = [Activity("a", 5), Activity("b", 4), Activity("c", 3)]
    found = level(rows, [Link("a", "c")], {"a": {"crane": 1}, "b": {"crane": 1}}, {"crane": 1})
    assert (found.free_length, found.length, found.bound, found.gap) == (8, 9, 9, 0.0)
    assert abs(found.start["a"] - found.start["b"]) >= 4
    with pytest.raises(NeedOverCapacity, match="crane"):
        level(rows, [], {"a": {"crane": 2}}, {"crane": 1})


def test_money_by_quarter_decides_who_starts_when() -> None:
    rows = [
        Spender("road", (6, 6), 0, 4, weight=3),
        Spender("park", (6, 6), 0, 4),
        Spender("school", (4, 0), 0, 4, weight=2),
    ]
    found = phase(rows, [10] * 6)
    assert found.start == {"road": 0, "school": 0, "park": 2}
    assert (found.delay, found.bound, found.gap) == (2, 2, 0.0)
    assert max(found.by_quarter) <= 10
    with pytest.raises(NoPlanFits):
        phase([Spender("road", (11,), 0, 2)], [10] * 6)
