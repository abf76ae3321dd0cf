"""Into which groups people, households and firms fall, for seeing who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from luoshi.kernel.errors import N_

LABELS: dict[str, str] = {
    "size_1": N_("一人户"),
    "size_2": N_("二人户"),
    "size_3": N_("三人户"),
    "size_4": N_("四人及以上户"),
    "with_elder": N_("有六十岁以上成员的户"),
    "with_child": N_("有未成年人的户"),
    "with_disabled": N_("有残疾成员的户"),
    "male": N_("男"),
    "female": N_("女"),
    "age_0": N_("未满十八岁"),
    "age_18": N_("十八至五十九岁"),
    "age_60": N_("六十至七十九岁"),
    "age_80": N_("八十岁以上"),
    "staff_0": N_("不足二十人的企业"),
    "staff_20": N_("二十至三百人的企业"),
    "staff_300": N_("三百人以上的企业"),
}


def groups(entity: str, frames: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    """(key, group): one row for each group an entity is in; who is unknown in a respect is in none of its groups."""
    made = {"household": _households, "person": _people, "firm": _firms}.get(entity)
    if made is None:
        return pl.DataFrame(schema={"key": pl.String, "group": pl.String})
    return made(frames, day)


def _age(day: date) -> pl.Expr:
    """Whole years on the day."""
    born = pl.col("birth_date")
    turned = (born.dt.month() < day.month) | ((born.dt.month() == day.month) & (born.dt.day() <= day.day))
    return day.year - born.dt.year() - pl.when(turned).then(0).otherwise(1)


def _long(table: pl.DataFrame, key: str, tests: Mapping[str, pl.Expr]) -> pl.DataFrame:
    parts = [
        table.filter(test.fill_null(value=False)).select(
            pl.col(key).cast(pl.String).alias("key"), pl.lit(group).alias("group")
        )
        for group, test in tests.items()
    ]
    return pl.concat(parts)


def _people(frames: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    age, gender = _age(day), pl.col("gender")
    tests = {
        "male": gender == "male",
        "female": gender == "female",
        "age_0": age < 18,
        "age_18": age.is_between(18, 59),
        "age_60": age.is_between(60, 79),
        "age_80": age >= 80,
    }
    return _long(frames["person"], "identity_number", tests)


def _households(frames: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    alive = frames["person"].filter(pl.col("death_date").is_null() & pl.col("household_number").is_not_null())
    households = alive.group_by("household_number").agg(
        pl.len().alias("size"),
        (_age(day) >= 60).any().alias("elder"),
        (_age(day) < 18).any().alias("child"),
        pl.col("disability_grade").is_not_null().any().alias("disabled"),
    )
    size = pl.col("size")
    tests = {
        "size_1": size == 1,
        "size_2": size == 2,
        "size_3": size == 3,
        "size_4": size >= 4,
        "with_elder": pl.col("elder"),
        "with_child": pl.col("child"),
        "with_disabled": pl.col("disabled"),
    }
    return _long(households, "household_number", tests)


def _firms(frames: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    years = frames["firm_year"]
    newest = years.filter(pl.col("year") == pl.col("year").max()).select("uscc", "staff")
    staff = pl.col("staff")
    tests = {"staff_0": staff < 20, "staff_20": staff.is_between(20, 299), "staff_300": staff >= 300}
    return _long(newest, "uscc", tests)
