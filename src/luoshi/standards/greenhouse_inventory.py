"""CO2 of burning fuels and using power, by sector (温室气体清单, energy part).

Combustion = quantity x net heat x carbon content x oxidised share x 44/12, with the default values of the national guides;
power by ``grid_factors``. Tonnes of CO2. What a row lacks makes its sector's sum undetermined, never smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, readings
from .editions import ValueNotKnown, known_item, number, table
from .grid_factors import grid_factor

SOURCE: Final = Citation("省级温室气体清单编制指南", verified="unverified")
CO2_PER_CARBON: Final = 44 / 12
OXIDISED_SOLID: Final = {"power_boiler": 0.95, "kiln": 0.99, "industrial_boiler": 0.85}
"""Oxidised share of solid fuels, by where they burn."""
ELECTRICITY: Final = "electricity"
_UNITS: Final = {
    ("t", "t"): 1.0,
    ("kg", "t"): 1e-3,
    ("10^4 t", "t"): 1e4,
    ("10^4 m3", "10^4 m3"): 1.0,
    ("m3", "10^4 m3"): 1e-4,
    ("MWh", "MWh"): 1.0,
    ("kWh", "MWh"): 1e-3,
    ("10^4 kWh", "MWh"): 10.0,
    ("GWh", "MWh"): 1e3,
}


@dataclass(frozen=True, slots=True)
class Fuel:
    """``net_heat`` GJ a unit (NaN: must be measured), ``carbon`` tC/GJ, ``oxidised`` share (NaN: a solid fuel's)."""

    label: str
    unit: str
    net_heat: float
    carbon: float
    oxidised: float


@cache
def fuels() -> dict[str, Fuel]:
    """Default values by fuel."""
    return {
        row["fuel"]: Fuel(
            row["label"], row["unit"], number(row["net_heat"]), number(row["carbon"]), number(row["oxidised"])
        )
        for row in table("combustion")
    }


def co2_per_unit(fuel: str, *, burnt_in: str = "", net_heat: float | None = None) -> float:
    """Tonnes of CO2 of one unit (t, 10^4 m3) of a fuel.

    ``burnt_in``: a key of OXIDISED_SOLID, needed for solid fuels. ``net_heat``: a measured one.
    Raises NotInStandard, and ValueNotKnown where a value is needed and not given.
    """
    values = fuels()[known_item(fuel, fuels(), SOURCE)]
    oxidised = values.oxidised
    if np.isnan(oxidised):
        if not burnt_in:
            raise ValueNotKnown(standard=SOURCE.title, item=f"{values.label}碳氧化率")
        oxidised = OXIDISED_SOLID[known_item(burnt_in, OXIDISED_SOLID, SOURCE)]
    heat = values.net_heat if net_heat is None else net_heat
    if np.isnan(heat):
        raise ValueNotKnown(standard=SOURCE.title, item=f"{values.label}低位发热量")
    return heat * values.carbon * oxidised * CO2_PER_CARBON


def combustion_co2(fuel: str, quantity: ArrayLike, *, burnt_in: str = "", net_heat: float | None = None) -> FloatArray:
    """Tonnes of CO2 of quantities in the fuel's unit; NaN where missing. Raises as ``co2_per_unit``."""
    return np.asarray(readings(quantity) * co2_per_unit(fuel, burnt_in=burnt_in, net_heat=net_heat))


def by_sector(uses: pl.DataFrame, *, region: str) -> pl.DataFrame:
    """The inventory: sector, year, direct (burning), power, total in tonnes of CO2, undetermined (rows), borrowed.

    ``uses``: sector, year, fuel (of ``fuels()`` or electricity), quantity, unit, and for solid fuels burnt_in. A sum with an
    undetermined row (quantity missing, negative, or of an unknown fuel, unit or place) is null. ``borrowed``: whether
    the grid factor is an earlier year's. ``region``: see ``grid_factors``.
    """
    rows = uses if "burnt_in" in uses.columns else uses.with_columns(burnt_in=pl.lit(""))
    rows = rows.with_columns(pl.col("burnt_in").fill_null(""))
    kinds = rows.select("fuel", "unit", "year", "burnt_in").unique(maintain_order=True)
    factors = [_factor(region=region, **kind) for kind in kinds.iter_rows(named=True)]
    kinds = kinds.with_columns(
        pl.Series("factor", [factor for factor, _ in factors], dtype=pl.Float64),
        pl.Series("borrowed", [borrowed for _, borrowed in factors], dtype=pl.Boolean),
    )
    quantity = pl.when(pl.col("quantity") >= 0).then(pl.col("quantity")).fill_nan(None)
    is_power = pl.col("fuel") == ELECTRICITY
    co2 = pl.col("co2")
    unknown = co2.is_null().any()
    return (
        rows.join(kinds, on=["fuel", "unit", "year", "burnt_in"], how="left", nulls_equal=True)
        .with_columns(co2=quantity * pl.col("factor"))
        .group_by("sector", "year", maintain_order=True)
        .agg(
            direct=pl.when(~co2.filter(~is_power).is_null().any()).then(co2.filter(~is_power).sum()),
            power=pl.when(~co2.filter(is_power).is_null().any()).then(co2.filter(is_power).sum()),
            total=pl.when(~unknown).then(co2.sum()),
            undetermined=co2.is_null().sum(),
            borrowed=pl.col("borrowed").any(),
        )
    )


def _factor(*, fuel: str, unit: str, year: int, burnt_in: str, region: str) -> tuple[float | None, bool]:
    """Tonnes of CO2 of one of the unit used, and whether by an earlier year's grid factor; None where not known."""
    try:
        if fuel == ELECTRICITY:
            found = grid_factor(region, year)
            return found.factor * _UNITS[unit, "MWh"], not found.is_of_the_year
        if fuel not in fuels():
            return None, False
        return co2_per_unit(fuel, burnt_in=burnt_in) * _UNITS[unit, fuels()[fuel].unit], False
    except (ValueNotKnown, KeyError):
        return None, False
