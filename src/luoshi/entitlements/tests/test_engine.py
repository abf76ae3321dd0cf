"""The engine: what it refuses, what it never does, and that it agrees with a naive reading of the statute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.entitlements.domain import sweeping
from luoshi.entitlements.domain.answers import cliffs, curve, next_question, smallest_change, threshold
from luoshi.entitlements.domain.errors import NameUnknown, RuleCycle, RuleNotInForce, RulesOverlap, RuleUnknown
from luoshi.entitlements.domain.law import Law, read_law
from luoshi.entitlements.domain.plan import wire
from luoshi.entitlements.domain.reasons import missing, reasons
from luoshi.entitlements.domain.single import ask
from luoshi.entitlements.statutes import register_entities
from luoshi.registry.api import synthetic_county, townships_like

pytestmark = pytest.mark.pure
DAY = date(2023, 6, 1)
EXAMPLES = {
    "minimum_living_standard": 760,
    "work_cost_rate": 20,
    "rigid_deduction_rate": 30,
    "deposit_limit_per_person": 20000,
    "edge_deposit_limit_per_person": 30000,
    "house_limit": 1,
    "vehicle_limit": 0,
}
PERSON: dict[str, Any] = {
    "in_prison": False,
    "wage_monthly": 50000,
    "business_income_monthly": 0,
    "property_income_monthly": 0,
    "transfer_income_monthly": 0,
    "pension_monthly": 0,
    "basic_pension_monthly": 0,
    "excluded_income_monthly": 0,
}
HOME: dict[str, Any] = {
    "deposits": 100000,
    "houses": 1,
    "vehicles": 0,
    "assistance": "none",
    "rigid_medical_year": 0,
    "rigid_rehabilitation_year": 0,
}


def on(law: Law, **values: Any):
    given = {**EXAMPLES, **values}
    return law.assuming({f"social_assistance.{n}": Decimal(str(v)) for n, v in given.items()}).on(DAY, "")


def allowance(law: Law, home: dict[str, Any], people: list[dict[str, Any]], **values: Any) -> int | None:
    answer = ask(on(law, **values), ["minimum_living_allowance"], {"household": [home], "person": people})
    found: int | None = answer.value("minimum_living_allowance")
    return found


def naive(home: dict[str, Any], people: list[dict[str, Any]], p: dict[str, int]) -> int | None:
    """The statute read household by household, as a clerk would with pencil and paper; None where a fact is missing
    that matters. Rates are ten-thousandths, money fen; written apart from the engine."""

    def half_up(amount: int, rate: int) -> int:
        return (amount * rate * 2 + 10000) // 20000

    income, members, known = 0, 0, True
    for person in people:
        if person["death_date"] is not None and person["death_date"] <= p["day"]:
            continue
        if person["in_prison"] is None:
            return None
        if person["in_prison"]:
            continue
        members += 1
        parts = [person[n] for n in ("wage_monthly", "business_income_monthly", "property_income_monthly")]
        parts += [person[n] for n in ("transfer_income_monthly", "pension_monthly", "basic_pension_monthly")]
        parts.append(person["excluded_income_monthly"])
        if None in parts:
            known = False
            continue
        wage, business, property_, transfer, pension, basic, excluded = parts
        income += wage - half_up(wage, p["work"]) + max(business, 0) + property_ + transfer + pension - basic - excluded
    rigid = (home["rigid_medical_year"], home["rigid_rehabilitation_year"])
    assessed = None
    if known and None not in rigid:
        monthly = (half_up(sum(rigid), p["rigid"]) * 2 + 12) // 24
        assessed = max(income - monthly, 0)
    tests = [
        None if assessed is None else assessed < p["standard"] * members,
        None if home["deposits"] is None else home["deposits"] <= p["deposit"] * members,
        None if home["houses"] is None else home["houses"] <= 1,
        None if home["vehicles"] is None else home["vehicles"] <= 0,
        None if home["assistance"] is None else home["assistance"] != "extreme_poverty",
    ]
    if False in tests:
        return 0
    if None in tests or assessed is None:
        return None
    gap = max(p["standard"] * members - assessed, 0)
    return -(-gap // 100) * 100


@pytest.fixture(scope="module")
def county() -> dict[str, pl.DataFrame]:
    return synthetic_county(4000, seed=5, as_of=DAY, townships=townships_like())


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    standard=st.integers(300, 1500),
    work=st.integers(0, 40),
    rigid=st.integers(0, 100),
    deposit=st.integers(1000, 60000),
)
def test_the_engine_agrees_to_the_fen_with_the_naive_reading(
    law: Law, county: dict[str, pl.DataFrame], standard: int, work: int, rigid: int, deposit: int
) -> None:
    values = {"minimum_living_standard": standard, "work_cost_rate": work}
    day = on(law, **values, rigid_deduction_rate=rigid, deposit_limit_per_person=deposit)
    plan = wire(day, ["minimum_living_allowance"])
    state = plan.run({name: nw.from_native(frame) for name, frame in county.items()})
    found = dict(nw.to_native(state["household"]).select("household_number", "minimum_living_allowance").iter_rows())
    people: dict[str, list[dict[str, Any]]] = {}
    for person in county["person"].iter_rows(named=True):
        people.setdefault(person["household_number"], []).append(person)
    p = {"standard": standard * 100, "work": work * 100, "rigid": rigid * 100, "deposit": deposit * 100, "day": DAY}
    for home in county["household"].iter_rows(named=True):
        number = home["household_number"]
        assert found[number] == naive(home, people[number], p), number


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wage=st.integers(0, 300000), more=st.integers(0, 100000))
def test_more_income_never_raises_the_allowance_beyond_rounding(law: Law, wage: int, more: int) -> None:
    less_paid = allowance(law, HOME, [{**PERSON, "wage_monthly": wage}])
    better_paid = allowance(law, HOME, [{**PERSON, "wage_monthly": wage + more}])
    assert less_paid is not None and better_paid is not None
    assert better_paid <= less_paid


@pytest.mark.parametrize("fact", [name for name in PERSON if name != "in_prison"])
def test_a_missing_fact_of_a_person_leaves_the_answer_open_and_is_named(law: Law, fact: str) -> None:
    given_facts = {"household": [HOME], "person": [{**PERSON, fact: None}]}
    answer = ask(on(law), ["minimum_living_allowance"], given_facts)
    assert answer.value("minimum_living_allowance") is None
    assert [leaf.name for leaf in missing(reasons(answer, "minimum_living_allowance"))] == [fact]


@pytest.mark.parametrize("fact", list(HOME))
def test_a_missing_fact_of_the_household_leaves_the_answer_open_and_is_named(law: Law, fact: str) -> None:
    answer = ask(on(law), ["minimum_living_allowance"], {"household": [{**HOME, fact: None}], "person": [PERSON]})
    assert answer.value("minimum_living_allowance") is None
    assert [leaf.name for leaf in missing(reasons(answer, "minimum_living_allowance"))] == [fact]


def test_the_order_of_rows_is_irrelevant(law: Law, county: dict[str, pl.DataFrame]) -> None:
    def run(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
        plan = wire(on(law), ["minimum_living_allowance", "is_edge_household"])
        state = plan.run({name: nw.from_native(frame) for name, frame in frames.items()})
        found: pl.DataFrame = nw.to_native(state["household"])
        return found.select("household_number", "minimum_living_allowance", "is_edge_household").sort(
            "household_number"
        )

    shuffled = {name: frame.sample(fraction=1.0, shuffle=True, seed=3) for name, frame in county.items()}
    assert run(county).equals(run(shuffled))


def test_lazy_and_eager_tables_give_the_same(law: Law, county: dict[str, pl.DataFrame]) -> None:
    plan = wire(on(law), ["minimum_living_allowance"])
    eager = plan.run({name: nw.from_native(frame) for name, frame in county.items()})["household"]
    lazy = plan.run({name: nw.from_native(frame.lazy()) for name, frame in county.items()})["household"]
    key = ["household_number", "minimum_living_allowance"]
    assert nw.to_native(eager).select(key).sort(key).equals(nw.to_native(lazy).select(key).collect().sort(key))


def test_a_person_in_two_households_is_a_fault_and_entitles_neither(law: Law) -> None:
    person = {**PERSON, "wage_monthly": 0, "birth_date": date(1980, 1, 1), "identity_number": "X", "relation": "head"}
    people = [{**person, "household_number": "H1"}, {**person, "household_number": "H2"}]
    homes = [{**HOME, "household_number": number, "township": "1"} for number in ("H1", "H2")]
    found = _findings(law, homes, people)
    assert {(row["kind"], row["key"]) for row in found if row["rule"] == "is_minimum_living"} == set()
    assert {(row["key"], row["missing"]) for row in found if row["kind"] == "fault"} == {
        ("X", "two_households"),
        ("H1", "member_elsewhere"),
        ("H2", "member_elsewhere"),
    }


def test_negative_ages_and_two_heads_are_faults(law: Law) -> None:
    person = {**PERSON, "wage_monthly": 0, "birth_date": date(1980, 1, 1), "relation": "head", "household_number": "H1"}
    unborn = {**person, "birth_date": date(2030, 1, 1), "relation": "child", "identity_number": "U"}
    people = [{**person, "identity_number": "A"}, {**person, "identity_number": "B"}, unborn]
    found = _findings(law, [{**HOME, "household_number": "H1", "township": "1"}], people)
    faults = {(row["key"], row["missing"]) for row in found if row["kind"] == "fault"}
    assert faults == {("U", "unborn"), ("H1", "unborn"), ("H1", "two_heads")}


def _findings(law: Law, homes: list[dict[str, Any]], people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    day = on(law)
    rules = sweeping.chosen(day, ["is_minimum_living"])
    plan = sweeping.plan_of(day, rules)
    frames = {"household": nw.from_native(pl.DataFrame(homes)), "person": nw.from_native(pl.DataFrame(people))}
    wrong = sweeping.faults(frames, DAY)
    found = nw.concat(sweeping.findings(plan, rules, sweeping.run(plan, frames), wrong))
    rows: list[dict[str, Any]] = nw.to_native(found).to_dicts()
    return rows


def test_firms_without_a_year_are_faults(law: Law) -> None:
    firms = pl.DataFrame({"uscc": ["A", "B"]})
    years = pl.DataFrame({"uscc": ["A"], "year": [2022]})
    wrong = sweeping.faults({"firm": nw.from_native(firms), "firm_year": nw.from_native(years)}, DAY)
    assert nw.to_native(wrong["firm", "no_year"])["uscc"].to_list() == ["B"]


HEAD = "from datetime import date\nfrom luoshi.entitlements.domain.rules import rule\n"
RULE = '@rule("{name}", entity="household", unit="fen", source="某法", in_force_from=date({year}, 1, 1)){end}\n'


def small(folder: Path, *texts: str) -> Law:
    for n, text in enumerate(texts):
        path = folder / "cn" / "rules" / f"r{n}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, "utf-8")
    return read_law(folder, register_entities())


def a_rule(name: str, arguments: str, year: int = 2000) -> str:
    return RULE.format(name=name, year=year, end="") + f"def {name}({arguments}):\n    return {arguments} + 1\n"


def test_a_cycle_is_named(tmp_path: Path) -> None:
    law = small(tmp_path, a_rule("one", "two"), a_rule("two", "three"), a_rule("three", "one"))
    with pytest.raises(RuleCycle, match="one → two → three → one"):
        wire(law.on(DAY, ""), ["one"])


def test_a_typo_is_answered_with_the_name_that_was_meant(tmp_path: Path) -> None:
    law = small(tmp_path, a_rule("one", "deposit"))
    with pytest.raises(NameUnknown, match="是不是“deposits”"):
        wire(law.on(DAY, ""), ["one"])
    with pytest.raises(RuleUnknown, match="是不是“one”"):
        wire(law.on(DAY, ""), ["onn"])


def test_two_provisions_of_one_level_in_force_together_are_an_error_naming_both(tmp_path: Path) -> None:
    law = small(tmp_path, a_rule("one", "deposits"), a_rule("one", "houses", 2010))
    with pytest.raises(RulesOverlap, match="某法"):
        law.on(DAY, "")


def test_a_rule_before_its_day_is_not_in_force(tmp_path: Path) -> None:
    law = small(tmp_path, a_rule("one", "deposits", 2024))
    with pytest.raises(RuleNotInForce):
        wire(law.on(DAY, ""), ["one"])
    assert wire(law.on(date(2024, 1, 1), ""), ["one"])


def test_the_nearest_change_agrees_with_exhaustive_search(law: Law) -> None:
    """Over a grid of small facts, the changes told are exactly the single facts that turn the answer."""
    day = on(law)
    values = {"deposits": [0, 5_000_000], "vehicles": [0, 1], "houses": [0, 2]}
    for deposits, vehicles, houses, wage in product([0, 5_000_000], [0, 1], [0, 2], [50_000, 300_000]):
        home = {**HOME, "deposits": deposits, "vehicles": vehicles, "houses": houses}
        facts = {"household": [home], "person": [{**PERSON, "wage_monthly": wage}]}
        places: dict[Any, list[Any]] = {("household", 0, name): options for name, options in values.items()}
        places["person", 0, "wage_monthly"] = [0]
        answer = ask(day, ["is_minimum_living"], facts).value("is_minimum_living")
        if answer:
            continue
        told = smallest_change(day, "is_minimum_living", facts, places)
        for size in (1, 2):
            turning = _turning(day, facts, places, size)
            if turning:
                break
        assert {tuple(sorted((c.entity, c.fact) for c in change)) for change in told} == turning


def _turning(day: Any, facts: dict[str, Any], places: dict[Any, list[Any]], size: int) -> set[tuple[Any, ...]]:
    from itertools import combinations

    found = set()
    for chosen in combinations(places, size):
        for options in product(*(places[place] for place in chosen)):
            changed = {entity: [dict(row) for row in rows] for entity, rows in facts.items()}
            for (entity, row, name), value in zip(chosen, options, strict=True):
                changed[entity][row][name] = value
            if ask(day, ["is_minimum_living"], changed).value("is_minimum_living"):
                found.add(tuple(sorted((entity, name) for entity, _, name in chosen)))
    return found


def test_the_threshold_is_exact_to_the_fen(law: Law) -> None:
    facts = {"household": [HOME], "person": [{**PERSON, "wage_monthly": 300_000}]}
    found = threshold(on(law), "is_minimum_living", facts, ("person", 0, "wage_monthly"), 0)
    assert found is not None
    below = {"household": [HOME], "person": [{**PERSON, "wage_monthly": found}]}
    above = {"household": [HOME], "person": [{**PERSON, "wage_monthly": found + 1}]}
    assert ask(on(law), ["is_minimum_living"], below).value("is_minimum_living") is True
    assert ask(on(law), ["is_minimum_living"], above).value("is_minimum_living") is False


def test_the_next_question_is_one_that_settles_the_answer(law: Law) -> None:
    facts = {"household": [{**HOME, "deposits": None}], "person": [PERSON]}
    places = {("household", 0, "deposits"): [0, 10**9], ("household", 0, "houses"): [1, 2]}
    assert next_question(on(law), "is_minimum_living", facts, places) == ("household", 0, "deposits")


def test_a_single_amount_makes_a_cliff_and_a_difference_does_not(law: Law) -> None:
    facts = {"household": [HOME], "person": [PERSON]}
    points = curve(
        on(law), ["minimum_living_allowance"], facts, ("person", 0, "wage_monthly"), range(0, 200_001, 5_000)
    )
    assert cliffs(points) == []
    assert points[0].benefit == 76000
    assert points[-1].benefit == 0


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wages=st.lists(st.integers(0, 120000), min_size=2, max_size=4))
def test_a_family_split_in_two_is_never_counted_twice(law: Law, wages: list[int]) -> None:
    """Registered as two households, each person counts in one of them; registered in both, neither is entitled."""
    people = [{**PERSON, "wage_monthly": wage, "birth_date": date(1980, 1, 1)} for wage in wages]
    apart = [
        {**person, "identity_number": f"P{n}", "household_number": f"H{n % 2 + 1}", "relation": "other"}
        for n, person in enumerate(people)
    ]
    homes = [{**HOME, "household_number": number, "township": "1"} for number in ("H1", "H2")]
    members = {"H1": 0, "H2": 0}
    for person in apart:
        members[person["household_number"]] += 1
    plan = wire(on(law), ["members", "family_income"])
    frames = {"household": nw.from_native(pl.DataFrame(homes)), "person": nw.from_native(pl.DataFrame(apart))}
    found = nw.to_native(plan.run(frames)["household"]).sort("household_number")
    assert found["members"].to_list() == list(members.values())
    whole = ask(on(law), ["family_income"], {"household": [HOME], "person": people}).value("family_income")
    assert found["family_income"].sum() == whole
    twice = [*apart, {**apart[0], "household_number": "H2"}]
    entitled = [row for row in _findings(law, homes, twice) if row["kind"] == "entitled"]
    assert {row["key"] for row in entitled} & {"H1", "H2"} == set()
