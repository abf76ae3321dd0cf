"""The minimum living allowance written as one writes for openfisca-core: variables, formulas, dated parameters.

    openfisca_side.py SNAPSHOT RESULT PARAMETERS

Reads the snapshot's Parquet, writes ``household_number, minimum_living_allowance, is_edge_household`` as Parquet and
prints the seconds it took. Money is in fen, so that results can be compared to the fen.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Person = build_entity("person", "people", "A person", is_person=True)
Household = build_entity("household", "households", "A household", roles=[{"key": "member", "plural": "members"}])
MONEY = ("wage_monthly", "business_income_monthly", "property_income_monthly", "transfer_income_monthly")
PENSIONS = ("pension_monthly", "basic_pension_monthly", "excluded_income_monthly")
HOLDINGS = ("deposits", "houses", "vehicles", "rigid_medical_year", "rigid_rehabilitation_year")


def half_up(amount: np.ndarray) -> np.ndarray:
    return np.floor(amount + 0.5)


def a_fact(name: str, of: object, kind: type) -> type[Variable]:
    facts = {"value_type": kind, "entity": of, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), facts)


class is_counted_member(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period):
        return ~person("in_prison", period) & ~person("is_dead", period)


class countable_income(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        wage = person("wage_monthly", period)
        work_cost = half_up(wage * parameters(period).work_cost_rate)
        business = np.maximum(person("business_income_monthly", period), 0)
        other = person("property_income_monthly", period) + person("transfer_income_monthly", period)
        pension = person("pension_monthly", period) - person("basic_pension_monthly", period)
        income = wage - work_cost + business + other + pension - person("excluded_income_monthly", period)
        return income * person("is_counted_member", period)


class members(Variable):
    value_type = int
    entity = Household
    definition_period = MONTH

    def formula(household, period):
        return household.sum(household.members("is_counted_member", period))


class assessed_income(Variable):
    value_type = float
    entity = Household
    definition_period = MONTH

    def formula(household, period, parameters):
        income = household.sum(household.members("countable_income", period))
        rigid = household("rigid_medical_year", period) + household("rigid_rehabilitation_year", period)
        deducted = half_up(half_up(rigid * parameters(period).rigid_deduction_rate) / 12)
        return np.maximum(income - deducted, 0)


class meets_house_and_vehicle_limits(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH

    def formula(household, period, parameters):
        limits = parameters(period)
        houses = household("houses", period) <= limits.house_limit
        return houses & (household("vehicles", period) <= limits.vehicle_limit)


class meets_asset_limit(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH

    def formula(household, period, parameters):
        most = household("members", period) * parameters(period).deposit_limit_per_person
        return household("meets_house_and_vehicle_limits", period) & (household("deposits", period) <= most)


class is_minimum_living(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH

    def formula(household, period, parameters):
        line = household("members", period) * parameters(period).minimum_living_standard
        below = household("assessed_income", period) < line
        return below & household("meets_asset_limit", period) & ~household("receives_extreme_poverty", period)


class minimum_living_allowance(Variable):
    value_type = float
    entity = Household
    definition_period = MONTH

    def formula(household, period, parameters):
        line = household("members", period) * parameters(period).minimum_living_standard
        gap = np.maximum(line - household("assessed_income", period), 0)
        return np.where(household("is_minimum_living", period), np.ceil(gap / 100) * 100, 0)


class is_edge_household(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH

    def formula(household, period, parameters):
        limits = parameters(period)
        line = household("members", period) * limits.minimum_living_standard * limits.edge_rate
        rich = household("deposits", period) > household("members", period) * limits.edge_deposit_limit_per_person
        higher = household("is_minimum_living", period) | household("receives_extreme_poverty", period)
        fits = household("meets_house_and_vehicle_limits", period) & ~rich
        return ~higher & fits & (household("assessed_income", period) < line)


FORMULAS = (
    is_counted_member,
    countable_income,
    members,
    assessed_income,
    meets_house_and_vehicle_limits,
    meets_asset_limit,
    is_minimum_living,
    minimum_living_allowance,
    is_edge_household,
)


def system(values: dict[str, float]) -> TaxBenefitSystem:
    found = TaxBenefitSystem([Person, Household])
    given = {name: {"values": {"2021-07-01": {"value": value}}} for name, value in values.items()}
    found.parameters = ParameterNode("", data=given)
    for name in (*MONEY, *PENSIONS):
        found.add_variable(a_fact(name, Person, float))
    for name in ("in_prison", "is_dead"):
        found.add_variable(a_fact(name, Person, bool))
    for name in HOLDINGS:
        found.add_variable(a_fact(name, Household, float))
    found.add_variable(a_fact("receives_extreme_poverty", Household, bool))
    for formula in FORMULAS:
        found.add_variable(formula)
    return found


def main(folder: Path, out: Path, given: dict) -> None:
    law = system(given["values"])
    period, day = given["day"][:7], date.fromisoformat(given["day"])
    began = time.perf_counter()
    person = pl.read_parquet(
        folder / "person.parquet", columns=["household_number", "in_prison", "death_date", *MONEY, *PENSIONS]
    )
    household = pl.read_parquet(folder / "household.parquet", columns=["household_number", "assistance", *HOLDINGS])
    builder = SimulationBuilder()
    builder.create_entities(law)
    builder.declare_person_entity("person", np.arange(person.height))
    homes = builder.declare_entity("household", household["household_number"].to_numpy())
    builder.join_with_persons(homes, person["household_number"].to_numpy(), ["member"] * person.height)
    simulation = builder.build(law)
    for name in (*MONEY, *PENSIONS, "in_prison"):
        simulation.set_input(name, period, person[name].to_numpy())
    dead = person["death_date"].is_not_null() & (person["death_date"] <= day).fill_null(False)
    simulation.set_input("is_dead", period, dead.to_numpy())
    for name in HOLDINGS:
        simulation.set_input(name, period, household[name].to_numpy())
    extreme = (household["assistance"] == "extreme_poverty").to_numpy()
    simulation.set_input("receives_extreme_poverty", period, extreme)
    results = {
        "household_number": household["household_number"],
        "minimum_living_allowance": simulation.calculate("minimum_living_allowance", period).astype(np.int64),
        "is_edge_household": simulation.calculate("is_edge_household", period),
    }
    pl.DataFrame(results).write_parquet(out)
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]))
