"""A synthetic county: people in households and firms with their years, from a fixed seed, with plausible margins.

Nobody in it exists. Identity numbers and credit codes begin with division 99, which is no division of the country, and
names are serial numbers. About one fact in fifty is missing, as in every register.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from luoshi.standards import gb11643, gb11714, gb32100

from .frames import schema
from .registers import FIRM, FIRM_YEAR, HOUSEHOLD, PERSON, TALENT
from .synthetic_records import absences, awards, signs

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]

SIZES = (0.16, 0.24, 0.24, 0.20, 0.10, 0.045, 0.015)
"""Shares of households of one to seven people: three people on average."""
MISSING = 0.02
PEOPLE_PER_FIRM = 45
INDUSTRIES: tuple[tuple[str, float], ...] = (
    ("3670", 0.05),
    ("2110", 0.05),
    ("2439", 0.06),
    ("1810", 0.05),
    ("3990", 0.06),
    ("4710", 0.08),
    ("5219", 0.27),
    ("5810", 0.03),
    ("6210", 0.12),
    ("6513", 0.10),
    ("7320", 0.05),
    ("0149", 0.04),
    ("8090", 0.04),
)
"""Classes of GB/T 4754-2017 with their share of the firms."""


def townships_like() -> list[str]:
    """Fifteen township codes of no county."""
    return [f"990101{n:03d}" for n in range(101, 116)]


def county(
    population: int, *, seed: int, as_of: date, townships: Sequence[str], firms: int | None = None
) -> dict[str, pl.DataFrame]:
    """``{person, household, firm, firm_year, talent}``, typed as snapshots are; money in fen.

    The same population, seed, day and townships always give the same county. ``firms``: as many as one to forty-five
    people, unless given.
    """
    rng = np.random.default_rng(seed)
    household = _households(rng, population, townships)
    person = _people(rng, household, population, as_of)
    firm, firm_year = _firms(rng, firms or max(3, population // PEOPLE_PER_FIRM), as_of, townships)
    person = _employers(rng, person, firm)
    talent = _talents(rng, person, as_of)
    person = absences(np.random.default_rng([seed, 2]), person)
    household = awards(np.random.default_rng([seed, 1]), household, person, as_of)
    person, household = signs(np.random.default_rng([seed, 3]), person, household, as_of)
    frames = {
        "person": person,
        "household": household.drop("size"),
        "firm": firm,
        "firm_year": firm_year,
        "talent": talent,
    }
    registers = {"person": PERSON, "household": HOUSEHOLD, "firm": FIRM, "firm_year": FIRM_YEAR, "talent": TALENT}
    return {name: _complete(frame, schema(registers[name])) for name, frame in frames.items()}


def _complete(frame: pl.DataFrame, wanted: dict[str, pl.DataType]) -> pl.DataFrame:
    lacking = [pl.lit(None, kind).alias(name) for name, kind in wanted.items() if name not in frame.columns]
    return frame.with_columns(lacking).select(pl.col(name).cast(kind) for name, kind in wanted.items())


def _gaps(rng: np.random.Generator, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Some facts of each column go missing."""
    lost = {name: rng.random(frame.height) < MISSING for name in names}
    return frame.with_columns(
        pl.when(pl.Series(lost[name])).then(None).otherwise(pl.col(name)).alias(name) for name in names
    )


def _households(rng: np.random.Generator, population: int, townships: Sequence[str]) -> pl.DataFrame:
    sizes = rng.choice(len(SIZES), size=population, p=np.array(SIZES) / sum(SIZES)) + 1
    enough = int(np.searchsorted(np.cumsum(sizes), population)) + 1
    sizes = sizes[:enough].astype(np.int64)
    sizes[-1] -= int(sizes.sum()) - population
    weights = rng.dirichlet(np.full(len(townships), 3.0))
    rich = rng.normal(0.0, 1.0, enough)
    frame = pl.DataFrame(
        {
            "household_number": [f"H{n:08d}" for n in range(1, enough + 1)],
            "township": np.array(townships)[rng.choice(len(townships), enough, p=weights)],
            "size": sizes,
            "deposits": (np.exp(10.3 + 1.1 * rich + rng.normal(0, 0.5, enough)) * 100).astype(np.int64),
            "houses": 1 + (rich > 1.2).astype(np.int64) - (rng.random(enough) < 0.06),
            "vehicles": (rich + rng.normal(0, 0.7, enough) > 0.3).astype(np.int64),
            "owns_company": rng.random(enough) < 0.07,
            "rigid_medical_year": _costs(rng, enough, 0.25, 8.6),
            "rigid_education_year": _costs(rng, enough, 0.2, 8.9),
            "rigid_rehabilitation_year": _costs(rng, enough, 0.02, 9.2),
        }
    )
    return _gaps(rng, frame, ("deposits", "houses", "vehicles", "rigid_medical_year"))


def _costs(rng: np.random.Generator, rows: int, share: float, log_mean: float) -> Ints:
    """Yearly costs in fen that a share of households has."""
    cost = np.exp(rng.normal(log_mean, 0.9, rows)) * 100
    return np.where(rng.random(rows) < share, cost, 0.0).astype(np.int64)


def _people(rng: np.random.Generator, household: pl.DataFrame, population: int, as_of: date) -> pl.DataFrame:
    size = household["size"].to_numpy()
    at = np.repeat(np.arange(len(size)), size)
    place = np.arange(population) - np.repeat(np.cumsum(size) - size, size)
    drawn, relation = _ages(rng, size, at, place)
    days = (drawn * 365.2425).astype(np.int64) + rng.integers(0, 365, population)
    born = np.datetime64(as_of) - days.astype("timedelta64[D]")
    male = rng.random(population) < 0.515
    male[place == 1] = ~male[np.flatnonzero(place == 1) - 1]
    age: Ints = ((np.datetime64(as_of) - born).astype(np.int64) / 365.2425).astype(np.int64)
    facts: dict[str, Any] = {
        "name": [f"样本{n:08d}" for n in range(1, population + 1)],
        "gender": np.where(male, "1", "2"),
        "birth_date": born,
        "hukou_kind": np.where(rng.random(population) < 0.55, "rural", "urban"),
        "residence": household["township"].to_numpy()[at],
        "household_number": household["household_number"].to_numpy()[at],
        "relation": relation,
        **_work(rng, age),
        **_health(rng, age),
        **_children(rng, age),
    }
    frame = pl.DataFrame(facts).with_columns(_numbers(rng, born, male, population))
    return _gaps(rng, frame, ("wage_monthly", "employment", "education", "self_paid_medical_year"))


def _ages(rng: np.random.Generator, size: Ints, at: Ints, place: Ints) -> tuple[Floats, NDArray[np.str_]]:
    """Ages and relations: head, spouse, children, then parents of the head in bigger households."""
    old = rng.random(len(size)) < np.where(size <= 2, 0.42, 0.08)
    head = np.where(old, rng.uniform(60, 90, len(size)), rng.uniform(24, 60, len(size)))
    alone = (size == 2) & (rng.random(len(size)) < 0.25)  # one parent and a child
    h = head[at]
    age = np.clip(h + rng.normal(0, 3, len(at)), 0, 100)
    relation = np.where(place == 0, "head", "spouse").astype("<U12")
    elders = np.where(size >= 5, 2, np.where(size == 4, (rng.random(len(size)) < 0.35).astype(int), 0))
    is_elder = (place >= 2) & (place >= size[at] - elders[at]) & (h < 62)
    is_child = ((place >= 2) & ~is_elder) | ((place == 1) & alone[at])
    age = np.where(is_child, np.clip(h - rng.uniform(21, 38, len(at)), 0, 55), age)
    age = np.where(is_elder, np.clip(h + rng.uniform(21, 33, len(at)), 50, 101), age)
    age[place == 0] = head
    relation[is_child] = "child"
    relation[is_elder] = "parent"
    return age, relation


def _work(rng: np.random.Generator, age: Ints) -> dict[str, Any]:
    rows, draw = len(age), rng.random(len(age))
    working = (age >= 20) & (age < 60)
    steps = [0.58, 0.72, 0.86, 0.905]
    state = np.select(
        [draw < steps[0], draw < steps[1], draw < steps[2], draw < steps[3]],
        ["employed", "self_employed", "flexible", "registered_unemployed"],
        "out_of_labour_force",
    )
    state = np.where(
        working, state, np.where(age >= 60, "retired", np.where(age >= 6, "student", "out_of_labour_force"))
    )
    wage = np.where(np.isin(state, ["employed", "flexible"]), np.exp(rng.normal(8.25, 0.55, rows)), 0.0)
    business = np.where(state == "self_employed", np.exp(rng.normal(8.2, 0.9, rows)) - 800, 0.0)
    property_income = np.where(rng.random(rows) < 0.05, np.exp(rng.normal(6.0, 1.0, rows)), 0.0)
    staff_pension = (age >= 60) & (rng.random(rows) < 0.4)
    basic = np.where((age >= 60) & ~staff_pension, 130.0, 0.0)
    pension = np.where(staff_pension, np.exp(rng.normal(8.0, 0.3, rows)), basic + np.where(age >= 60, 60.0, 0.0))
    months = np.where(working, rng.uniform(0, 1, rows) * (age - 19) * 12, 0).astype(np.int64)
    education = rng.choice(["10", "20", "30", "40", "60", "70", "80"], rows, p=[0.02, 0.13, 0.12, 0.1, 0.13, 0.3, 0.2])
    return {
        "employment": state,
        "education": np.where(age < 6, "90", np.where(age < 16, "80", education)),
        "wage_monthly": _fen(wage),
        "business_income_monthly": _fen(business),
        "property_income_monthly": _fen(property_income),
        "transfer_income_monthly": np.zeros(rows, np.int64),
        "pension_monthly": _fen(pension),
        "basic_pension_monthly": _fen(basic),
        "excluded_income_monthly": np.zeros(rows, np.int64),
        "pension_months": months,
        "medical_months": months,
        "unemployment_months": np.where(state == "employed", months, 0),
        "in_school": (age >= 6) & (age < 19),
    }


def _fen(yuan: Floats) -> Ints:
    return np.round(yuan * 100).astype(np.int64)


def _health(rng: np.random.Generator, age: Ints) -> dict[str, Any]:
    rows = len(age)
    disabled = rng.random(rows) < np.where(age >= 60, 0.11, 0.025)
    kind = rng.choice(list("1234567"), rows, p=[0.14, 0.24, 0.02, 0.34, 0.08, 0.10, 0.08])
    grade = rng.choice(4, rows, p=[0.14, 0.22, 0.32, 0.32]) + 1
    ability = np.select([rng.random(rows) < 0.82, rng.random(rows) < 0.6], [0, 1], rng.integers(2, 5, rows))
    return {
        "disability_kind": np.where(disabled, kind, "0"),
        "disability_grade": pl.Series(grade).set(pl.Series(~disabled), None),
        "needs_care": disabled & (grade <= 2) & (rng.random(rows) < 0.7),
        "seriously_ill": rng.random(rows) < np.where(age >= 60, 0.03, 0.008),
        "self_paid_medical_year": _costs(rng, rows, 0.35, 7.2),
        "ability_grade": pl.Series(ability).set(pl.Series(age < 60), None),
        "in_prison": rng.random(rows) < 0.0012,
    }


def _children(rng: np.random.Generator, age: Ints) -> dict[str, Any]:
    rows, child = len(age), age < 18
    states = ["able", "dead", "missing", "severely_disabled", "seriously_ill", "detained", "out_of_contact"]
    shares = [0.967, 0.009, 0.001, 0.007, 0.008, 0.004, 0.004]
    found: dict[str, Any] = {}
    for parent in ("father_state", "mother_state"):
        found[parent] = pl.Series(rng.choice(states, rows, p=shares)).set(pl.Series(~child), None)
    found["parents_away"] = pl.Series(rng.random(rows) < 0.06).set(pl.Series(~child), None)
    return found


def _numbers(rng: np.random.Generator, born: Any, male: Any, rows: int) -> pl.Series:
    """Identity numbers that hold their check character but begin with a division that does not exist."""
    order = pl.DataFrame({"born": pl.Series(born).cast(pl.Date), "male": male}).with_columns(
        pl.int_range(pl.len()).over("born", "male").alias("n")
    )
    body = order.select(
        pl.format(
            "99{}{}{}",
            (pl.col("n") // 500).cast(pl.String).str.zfill(4),
            pl.col("born").dt.strftime("%Y%m%d"),
            ((pl.col("n") % 500) * 2 + pl.col("male").cast(pl.Int64)).cast(pl.String).str.zfill(3),
        ).alias("identity_number")
    )["identity_number"]
    return pl.Series("identity_number", [number + gb11643.check_character(number) for number in body])


def _firms(
    rng: np.random.Generator, firms: int, as_of: date, townships: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    big = rng.pareto(1.15, firms) + 1
    staff = np.clip(np.round(big * 4), 1, 20000).astype(np.int64)
    codes = [_credit_code(n) for n in range(firms)]
    founded = np.datetime64(as_of) - rng.integers(60, 9000, firms).astype("timedelta64[D]")
    names, shares = zip(*INDUSTRIES, strict=True)
    technical = np.clip(rng.beta(1.3, 8, firms), 0, 0.9)
    firm = pl.DataFrame(
        {
            "uscc": codes,
            "name": [f"样本企业{n:06d}" for n in range(1, firms + 1)],
            "registered_on": founded,
            "state": rng.choice(["open", "suspended", "revoked", "closed"], firms, p=[0.93, 0.02, 0.02, 0.03]),
            "township": np.array(townships)[rng.integers(0, len(townships), firms)],
            "industry": np.array(names)[rng.choice(len(names), firms, p=np.array(shares) / sum(shares))],
            "is_resident_enterprise": rng.random(firms) < 0.98,
            "seriously_dishonest": rng.random(firms) < 0.01,
            "accident_in_year": rng.random(firms) < 0.01,
            "core_product_field": technical > 0.12,
            "patents_one": rng.poisson(technical * big * 0.6).astype(np.int64),
            "patents_two": rng.poisson(technical * big * 2).astype(np.int64),
            "above_scale": staff > 60,
            "is_headquarters": staff > 3000,
        }
    )
    years = [_firm_year(rng, codes, staff, technical, founded, year) for year in range(as_of.year - 3, as_of.year)]
    firm = _gaps(rng, firm, ("core_product_field", "patents_one"))
    return firm, _gaps(rng, pl.concat(years), ("rd_expense", "technical_staff"))


def _credit_code(number: int) -> str:
    body = f"{number:08d}"
    first = "91990000" + body + gb11714.check_character(body)
    return first + gb32100.check_character(first)


def _firm_year(
    rng: np.random.Generator, codes: list[str], staff: Ints, technical: Floats, founded: Any, year: int
) -> pl.DataFrame:
    rows = len(codes)
    revenue = staff * np.exp(rng.normal(12.6, 0.7, rows)) * (1 + 0.06 * (year - 2020))
    research = revenue * np.clip(technical * rng.uniform(0.1, 0.5, rows), 0, 0.4)
    assets = revenue * np.exp(rng.normal(-0.1, 0.6, rows))
    premium = staff * 260.0
    frame = pl.DataFrame(
        {
            "uscc": codes,
            "year": np.full(rows, year),
            "revenue": _fen(revenue),
            "high_tech_revenue": _fen(revenue * np.clip(technical * rng.uniform(1, 5, rows), 0, 1)),
            "total_assets": _fen(assets),
            "net_assets": _fen(assets * rng.uniform(-0.05, 0.8, rows)),
            "profit": _fen(revenue * rng.normal(0.06, 0.08, rows)),
            "taxes_paid": _fen(revenue * rng.uniform(0.01, 0.06, rows)),
            "rd_expense": _fen(research),
            "rd_expense_domestic": _fen(research * rng.uniform(0.5, 1, rows)),
            "staff": staff,
            "technical_staff": np.round(staff * technical).astype(np.int64),
            "insured_staff": np.round(staff * rng.uniform(0.6, 1, rows)).astype(np.int64),
            "layoffs": rng.binomial(staff, 0.02),
            "unemployment_premium": _fen(premium),
        }
    )
    return frame.filter(pl.Series(founded < np.datetime64(f"{year + 1}-01-01")))


def _employers(rng: np.random.Generator, person: pl.DataFrame, firm: pl.DataFrame) -> pl.DataFrame:
    codes = firm["uscc"].to_numpy()[rng.integers(0, firm.height, person.height)]
    employed = pl.col("employment") == "employed"
    return person.with_columns(
        pl.when(employed).then(pl.Series(codes)).otherwise(None).alias("employer"),
    )


def _talents(rng: np.random.Generator, person: pl.DataFrame, as_of: date) -> pl.DataFrame:
    chosen = person.filter((pl.col("education").is_in(["10", "20"])) & (pl.col("employment") == "employed"))
    chosen = chosen.filter(pl.Series(rng.random(chosen.height) < 0.01))
    rows = chosen.height
    start = np.datetime64(as_of) - rng.integers(30, 1500, rows).astype("timedelta64[D]")
    return chosen.select("identity_number", "name", "employer").with_columns(
        pl.Series("talent_class", rng.choice(["A", "B", "C", "D", "E"], rows, p=[0.01, 0.04, 0.15, 0.3, 0.5])),
        pl.Series("class_from", start).cast(pl.Date),
        pl.Series("contract_from", start).cast(pl.Date),
        pl.Series("contract_years", rng.choice([3.0, 5.0], rows)),
    )
