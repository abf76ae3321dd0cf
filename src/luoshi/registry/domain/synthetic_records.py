"""What offices' records add to the synthetic county: absent parents, who receives assistance, signs of need."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

POOR_FEN, RICH_FEN = 70_000, 3_000_000
"""Below the one a month per head and below the other in deposits, a household of the synthetic county is poor."""


def absences(rng: np.random.Generator, person: pl.DataFrame) -> pl.DataFrame:
    """How long a parent has been detained or lost, and whether the old alone have somebody bound to support them."""
    away = ["detained", "out_of_contact"]
    months = {parent: pl.Series(rng.integers(0, 30, person.height)) for parent in ("father", "mother")}
    supported = pl.Series(rng.random(person.height) < 0.93)
    return person.with_columns(
        *(
            pl.when(pl.col(f"{parent}_state").is_in(away)).then(drawn).alias(f"{parent}_absent_months")
            for parent, drawn in months.items()
        ),
        supported.alias("has_able_supporter"),
    )


def awards(rng: np.random.Generator, household: pl.DataFrame, person: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Who receives assistance now: most of the poorest, not all of them, and some who are poor no more."""
    sources = ("wage_monthly", "business_income_monthly", "property_income_monthly", "pension_monthly")
    income = pl.sum_horizontal(pl.col(name).fill_null(0) for name in sources)
    per_head = person.group_by("household_number").agg((income.sum() / pl.len()).alias("per_head"))
    found = household.join(per_head, on="household_number", how="left", maintain_order="left")
    poor = (found["per_head"].to_numpy() < POOR_FEN) & (found["deposits"].fill_null(0).to_numpy() < RICH_FEN)
    draw, rows = rng.random(household.height), household.height
    state = np.select(
        [poor & (draw < 0.7), ~poor & (draw < 0.002), poor & (draw < 0.73)],
        ["minimum_living", "minimum_living", "edge"],
        "none",
    )
    since = np.datetime64(as_of) - rng.integers(40, 900, rows).astype("timedelta64[D]")
    helped = pl.Series(state) != "none"
    return household.with_columns(
        pl.Series("assistance", state),
        pl.Series("assistance_from", since).cast(pl.Date).set(~helped, None),
        pl.Series("income_checked_on", since).cast(pl.Date).set(~helped, None),
    )


def signs(
    rng: np.random.Generator, person: pl.DataFrame, household: pl.DataFrame, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What other offices' records say: new disability certificates, student aid, insurance, electricity, changes."""
    people, homes = person.height, household.height
    certified = pl.Series(np.datetime64(as_of) - rng.integers(1, 6000, people).astype("timedelta64[D]")).cast(pl.Date)
    aided, insured = pl.Series(rng.random(people) < 0.03), pl.Series(rng.random(people) < 0.96)
    idle = np.where(rng.random(homes) < 0.01, rng.integers(10, 120, homes), 0)
    changed = pl.Series(np.datetime64(as_of) - rng.integers(1, 300, homes).astype("timedelta64[D]")).cast(pl.Date)
    has_changed, told = pl.Series(rng.random(homes) < 0.01), pl.Series(rng.random(homes) < 0.7)
    return (
        person.with_columns(
            certified.set(person["disability_kind"] == "0", None).alias("disability_certified_on"),
            (aided & person["in_school"]).alias("receives_student_aid"),
            insured.alias("medical_insured"),
        ),
        household.with_columns(
            pl.Series("idle_electricity_days", idle.astype(np.int64)),
            changed.set(~has_changed, None).alias("changed_on"),
            changed.set(~(has_changed & told), None).alias("change_told_on"),
        ),
    )
