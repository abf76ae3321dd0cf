"""The minimum living allowance written as one writes for ttsim, the engine under gettsim: policy functions on scalars that
it vectorises, aggregations by group, parameters of the day. Same arguments and output as ``openfisca_side.py``."""

import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from ttsim import InputData, MainTarget, TTTargets, main
from ttsim.tt import (
    AggType,
    Currency,
    ScalarParam,
    TTSIMUnit,
    UnitSystem,
    agg_by_group_function,
    policy_function,
    policy_input,
)

NONE = TTSIMUnit.DIMENSIONLESS
MONEY = (
    "wage_monthly",
    "business_income_monthly",
    "property_income_monthly",
    "transfer_income_monthly",
    "pension_monthly",
    "basic_pension_monthly",
    "excluded_income_monthly",
)
HOLDINGS = ("deposits", "houses", "vehicles", "rigid_medical_year", "rigid_rehabilitation_year")


def rule(function):
    return policy_function(unit=NONE, verify_units=False)(function)


@rule
def is_counted_member(in_prison: bool, is_dead: bool) -> bool:
    return not in_prison and not is_dead


@rule
def work_cost(wage_monthly: float, work_cost_rate: float, xnp: object) -> float:
    return xnp.floor(wage_monthly * work_cost_rate + 0.5)


@rule
def countable_income(
    is_counted_member: bool,
    wage_monthly: float,
    work_cost: float,
    business_income_monthly: float,
    property_income_monthly: float,
    transfer_income_monthly: float,
    pension_monthly: float,
    basic_pension_monthly: float,
    excluded_income_monthly: float,
) -> float:
    earned = wage_monthly - work_cost + max(business_income_monthly, 0.0) + property_income_monthly
    income = earned + transfer_income_monthly + pension_monthly - basic_pension_monthly - excluded_income_monthly
    return income if is_counted_member else 0.0


@agg_by_group_function(agg_type=AggType.SUM, unit=NONE, verify_units=False)
def family_income_hh(countable_income: float, hh_id: int) -> float:
    pass


@agg_by_group_function(agg_type=AggType.SUM, unit=NONE, verify_units=False)
def members_hh(is_counted_member: bool, hh_id: int) -> int:
    pass


@rule
def assessed_income_hh(
    family_income_hh: float,
    rigid_medical_year_hh: float,
    rigid_rehabilitation_year_hh: float,
    rigid_deduction_rate: float,
    xnp: object,
) -> float:
    rigid = xnp.floor((rigid_medical_year_hh + rigid_rehabilitation_year_hh) * rigid_deduction_rate + 0.5)
    return max(family_income_hh - xnp.floor(rigid / 12 + 0.5), 0.0)


@rule
def meets_house_and_vehicle_limits_hh(
    houses_hh: float, vehicles_hh: float, house_limit: float, vehicle_limit: float
) -> bool:
    return houses_hh <= house_limit and vehicles_hh <= vehicle_limit


@rule
def meets_asset_limit_hh(
    meets_house_and_vehicle_limits_hh: bool, deposits_hh: float, members_hh: int, deposit_limit_per_person: float
) -> bool:
    return meets_house_and_vehicle_limits_hh and deposits_hh <= members_hh * deposit_limit_per_person


@rule
def is_minimum_living_hh(
    assessed_income_hh: float,
    members_hh: int,
    minimum_living_standard: float,
    meets_asset_limit_hh: bool,
    receives_extreme_poverty_hh: bool,
) -> bool:
    below = assessed_income_hh < members_hh * minimum_living_standard
    return below and meets_asset_limit_hh and not receives_extreme_poverty_hh


@rule
def minimum_living_allowance_hh(
    is_minimum_living_hh: bool,
    assessed_income_hh: float,
    members_hh: int,
    minimum_living_standard: float,
    xnp: object,
) -> float:
    gap = max(members_hh * minimum_living_standard - assessed_income_hh, 0.0)
    return xnp.ceil(gap / 100) * 100 if is_minimum_living_hh else 0.0


@rule
def is_edge_household_hh(
    is_minimum_living_hh: bool,
    receives_extreme_poverty_hh: bool,
    meets_house_and_vehicle_limits_hh: bool,
    deposits_hh: float,
    members_hh: int,
    assessed_income_hh: float,
    minimum_living_standard: float,
    edge_rate: float,
    edge_deposit_limit_per_person: float,
) -> bool:
    fits = meets_house_and_vehicle_limits_hh and deposits_hh <= members_hh * edge_deposit_limit_per_person
    below = assessed_income_hh < members_hh * minimum_living_standard * edge_rate
    return fits and below and not is_minimum_living_hh and not receives_extreme_poverty_hh


RULES = (
    is_counted_member,
    work_cost,
    countable_income,
    family_income_hh,
    members_hh,
    assessed_income_hh,
    meets_house_and_vehicle_limits_hh,
    meets_asset_limit_hh,
    is_minimum_living_hh,
    minimum_living_allowance_hh,
    is_edge_household_hh,
)


def a_fact(name: str, kind: type) -> object:
    def fact():
        pass

    fact.__name__, fact.__annotations__ = name, {"return": kind}
    return policy_input(unit=NONE)(fact)


def environment(values: dict[str, float], day: str) -> dict[str, object]:
    facts = dict.fromkeys((*MONEY, *(f"{name}_hh" for name in HOLDINGS)), float)
    facts |= {"p_id": int, "hh_id": int, "in_prison": bool, "is_dead": bool, "receives_extreme_poverty_hh": bool}
    inputs = {name: a_fact(name, kind) for name, kind in facts.items()}
    limits = {name: ScalarParam(value=float(value), unit=NONE) for name, value in values.items()}
    return {**inputs, **{rule.leaf_name: rule for rule in RULES}, **limits}


def run(folder: Path, out: Path, given: dict) -> None:
    rules = environment(given["values"], given["day"])
    day = date.fromisoformat(given["day"])
    began = time.perf_counter()
    person = pl.read_parquet(folder / "person.parquet", columns=["household_number", "in_prison", "death_date", *MONEY])
    household = pl.read_parquet(folder / "household.parquet", columns=["household_number", "assistance", *HOLDINGS])
    homes = household.with_row_index("hh_id")
    both = person.join(homes, on="household_number", how="left", maintain_order="left")
    dead = both["death_date"].is_not_null() & (both["death_date"] <= day).fill_null(False)
    data = {name: both[name].cast(pl.Float64).to_numpy() for name in MONEY}
    data |= {f"{name}_hh": both[name].cast(pl.Float64).to_numpy() for name in HOLDINGS}
    data |= {
        "p_id": np.arange(both.height),
        "hh_id": both["hh_id"].cast(pl.Int64).to_numpy(),
        "in_prison": both["in_prison"].to_numpy(),
        "is_dead": dead.to_numpy(),
        "receives_extreme_poverty_hh": (both["assistance"] == "extreme_poverty").to_numpy(),
    }
    found = main(
        main_target=MainTarget.results.df_with_nested_columns,
        policy_environment=rules,
        policy_date_str=given["day"],
        evaluation_date_str=given["day"],
        input_data=InputData.flat({(name,): column for name, column in data.items()}),
        tt_targets=TTTargets.qname(["hh_id", "minimum_living_allowance_hh", "is_edge_household_hh"]),
        include_fail_nodes=False,
        include_warn_nodes=False,
        rounding=False,
        unit_system=UnitSystem(currencies={"CNY": Currency(statutory_from="1948-12-01")}),
    )
    columns = {column[-1] if isinstance(column, tuple) else column: found[column].to_numpy() for column in found}
    frame = pl.DataFrame(columns).unique("hh_id", maintain_order=True).sort("hh_id")
    numbers = homes["household_number"].gather(frame["hh_id"])
    pl.DataFrame(
        {
            "household_number": numbers,
            "minimum_living_allowance": frame["minimum_living_allowance_hh"].cast(pl.Int64),
            "is_edge_household": frame["is_edge_household_hh"],
        }
    ).write_parquet(out)
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]))
