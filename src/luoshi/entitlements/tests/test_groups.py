"""Who belongs to which group, and that gains and losses by group are those of its members."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from luoshi.entitlements.groups import LABELS, groups

pytestmark = pytest.mark.pure
DAY = date(2022, 1, 21)
PEOPLE = pl.DataFrame(
    {
        "identity_number": ["a", "b", "c", "d", "e"],
        "gender": ["male", "female", "female", None, "male"],
        "birth_date": [date(1962, 1, 21), date(1962, 1, 22), date(2004, 1, 22), None, date(1930, 5, 1)],
        "death_date": [None, None, None, None, date(2021, 1, 1)],
        "disability_grade": [None, 2, None, None, None],
        "household_number": ["h1", "h1", "h2", "h2", "h1"],
    },
    schema_overrides={"death_date": pl.Date},
)


def of(entity: str, frames: dict[str, pl.DataFrame]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, group in groups(entity, frames, DAY).iter_rows():
        found.setdefault(key, set()).add(group)
    return found


def test_a_person_turns_sixty_on_the_birthday_and_is_in_no_group_of_what_is_unknown() -> None:
    found = of("person", {"person": PEOPLE})
    assert found["a"] == {"male", "age_60"}
    assert found["b"] == {"female", "age_18"}
    assert found["c"] == {"female", "age_0"}
    assert "d" not in found
    assert found["e"] == {"male", "age_80"}


def test_households_are_grouped_by_their_living_members() -> None:
    found = of("household", {"person": PEOPLE})
    assert found["h1"] == {"size_2", "with_elder", "with_disabled"}
    assert found["h2"] == {"size_2", "with_child"}


def test_firms_are_grouped_by_the_newest_years_staff() -> None:
    years = pl.DataFrame({"uscc": ["x", "x", "y", "z"], "year": [2020, 2021, 2021, 2020], "staff": [400, 19, 300, 5]})
    assert of("firm", {"firm_year": years}) == {"x": {"staff_0"}, "y": {"staff_300"}}


def test_every_group_has_its_words() -> None:
    named = {
        group
        for entity in ("person", "household")
        for groups_ in of(entity, {"person": PEOPLE}).values()
        for group in groups_
    }
    assert named <= set(LABELS)
