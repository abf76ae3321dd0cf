"""Open calls: worked examples of the fact sheet, and a draw that anybody can prove."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal as D

import pytest

from luoshi.projects.domain.calls import (
    CRITERIA,
    BidFacts,
    ExpertFacts,
    Target,
    accepted,
    conflicts,
    granted,
    joined,
    names_in,
    parts,
    reached,
)
from luoshi.projects.domain.draw import PoolTooSmall, commitment, digest, drawn, order, proven

DAY = date(2021, 9, 1)


def test_marks_leave_out_the_highest_and_lowest_from_five_experts_on() -> None:
    assert joined([D(n) for n in (92, 88, 85, 70, 90)]) == D("87.67")
    assert joined([D(90), D(80)]) == D(85)
    assert joined([]) is None
    assert sum(most for _label, most in CRITERIA.values()) == 100


def test_a_grant_is_the_least_of_what_is_asked_a_share_and_the_cap() -> None:
    million = D(10_000)
    assert granted(asked=620 * million, budget=5000 * million, share=D("0.4"), cap=500 * million) == 500 * million
    assert granted(asked=620 * million, budget=1000 * million, share=D("0.4"), cap=500 * million) == 400 * million
    assert granted(asked=100 * million, budget=1000 * million, share=D("0.4"), cap=500 * million) == 100 * million


def test_a_grant_is_paid_by_milestones_to_the_fen() -> None:
    assert parts(D(400), [D("0.5"), D("0.3"), D("0.2")]) == [D(200), D(120), D(80)]
    thirds = parts(D("100.01"), [D("0.3333"), D("0.3333"), D("0.3334")])
    assert sum(thirds) == D("100.01")


def test_a_target_is_the_way_from_base_to_goal() -> None:
    rate = Target("良率", "%", D(60), D(90), core=True)
    cost = Target("能耗", "kWh", D(100), D(80), core=False)  # less is better: the way goes down
    assert reached(rate, D(87)) == D("0.9")
    assert reached(cost, D(84)) == D("0.8")
    assert reached(Target("x", "", D(1), D(1), core=False), D(2)) is None
    assert accepted([rate, cost], {"良率": D(90), "能耗": D(80)}, D("0.8")) == "passed"
    assert accepted([rate, cost], {"良率": D(90), "能耗": D(84)}, D("0.8")) == "mostly"
    assert accepted([rate, cost], {"良率": D(90), "能耗": D(85)}, D("0.8")) == "failed"
    assert accepted([rate, cost], {"良率": D(87), "能耗": D(80)}, D("0.8")) == "failed"
    assert accepted([rate, cost], {"良率": D(90)}, D("0.8")) is None


def test_who_stands_aside() -> None:
    bids = [BidFacts("b1", frozenset({"甲公司", "乙大学"}), frozenset({"张某"}))]

    def of(**facts: object) -> list[str]:
        base = {"code": "e", "name": "李某", "employer": "丙大学", "fields": frozenset({"f"})}
        return [c.kind for c in conflicts(ExpertFacts(**{**base, **facts}), bids, DAY)]  # type: ignore[arg-type]

    assert of() == []
    assert of(employer="乙大学") == ["employer"]
    assert of(name="张某") == ["self"]
    assert of(close=(("张某", "supervisor", 0),)) == ["supervisor"]
    assert of(close=(("张某", "coauthor", 2018),)) == ["coauthor"]
    assert of(close=(("张某", "coauthor", 2017),)) == []
    assert of(close=(("甲公司", "partner", 2020),)) == ["partner"]


def test_a_proposal_that_names_its_bidder_is_found() -> None:
    assert names_in("本 公司（甲 公司）拟", ["甲公司", "乙大学"]) == ["甲公司"]
    assert names_in("拟采用新的外延工艺", ["甲公司"]) == []


def test_the_draw_can_be_computed_again_and_not_be_chosen() -> None:
    pool = [f"e{n}" for n in range(12)]
    seed, bids = "a secret kept till bids are closed", digest(["bid one", "bid two"])
    seats = drawn(seed, bids, pool, ["e3"], 5)
    facts = {"seed": seed, "committed": commitment(seed), "others": bids, "pool": pool, "out": ["e3"], "need": 5}
    assert proven(**facts, seats=seats)  # type: ignore[arg-type]
    assert "e3" not in seats
    # Another seed, other bids, another seat or another one set aside: the proof fails.
    for change in (
        {"seed": "another"},
        {"others": digest(["bid one"])},
        {"seats": [*seats[:4], next(e for e in pool if e not in seats and e != "e3")]},
        {"out": [seats[0]]},
    ):
        assert not proven(**{**facts, "seats": seats, **change})  # type: ignore[arg-type]
    assert digest(["b", "a"]) == digest(["a", "b"])
    with pytest.raises(PoolTooSmall):
        drawn(seed, bids, pool[:5], ["e3"], 5)


def test_every_expert_is_drawn_about_as_often() -> None:
    """5 of 10, 4000 times: each 2000 times, with a standard deviation of 32."""
    pool = [f"e{n}" for n in range(10)]
    seen = Counter(code for n in range(4000) for code in drawn(f"seed {n}", "d", pool, (), 5))
    assert all(abs(count - 2000) < 160 for count in seen.values())
    assert order("opening", "s", "d", pool) != order("experts", "s", "d", pool)
