"""The narrowest rule in force wins; what is not known is not guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.citation import Citation
from luoshi.kernel.jurisdiction import (
    DatedValue,
    JurisdictionUnknown,
    Undetermined,
    ValuesOverlap,
    ValueUndetermined,
    line_of,
    normal_code,
    overlaps,
    resolve,
    value_of,
)

NATION = DatedValue("", 20, date(2004, 7, 1), supplier="国家主管部门")
PROVINCE = DatedValue("35", 15, date(2015, 1, 1), date(2021, 1, 1), supplier="省主管部门")
COUNTY = DatedValue("350121", 7, date(2020, 6, 1), citation=Citation("某县办法"), supplier="县主管部门")
ALL = [NATION, PROVINCE, COUNTY]


@pytest.mark.parametrize(
    ("place", "day", "value"),
    [
        ("350121", date(2020, 6, 1), 7),
        ("350121", date(2020, 5, 31), 15),
        ("350121100", date(2021, 7, 23), 7),
        ("3501", date(2020, 12, 31), 15),
        ("350100", date(2021, 1, 1), 20),
        ("110000", date(2021, 1, 1), 20),
    ],
)
def test_narrowest_in_force(place: str, day: date, value: int) -> None:
    assert value_of(ALL, place, day, label="办理期限") == value


def test_line_from_the_village_to_the_nation() -> None:
    assert line_of("350121100001") == ["350121100001", "350121100", "350121", "3501", "35", ""]
    assert normal_code("350000") == "35" and normal_code("000000") == "" and normal_code("350121000") == "350121"


@pytest.mark.parametrize("code", ["3", "350", "35012a", "CN", "３５", "3501211", "35 "])
def test_unknown_codes_are_refused(code: str) -> None:
    with pytest.raises(JurisdictionUnknown):
        normal_code(code)


def test_narrower_value_not_known_is_not_replaced_by_a_wider_one() -> None:
    open_entry = DatedValue("350121", None, date(2021, 1, 1), supplier="县民政部门")
    found = resolve([NATION, open_entry], "350121", date(2021, 7, 23))
    assert found == Undetermined("县民政部门", "350121")
    with pytest.raises(ValueUndetermined, match="请县民政部门补录文号、生效日期和数值"):
        value_of([NATION, open_entry], "350121", date(2021, 7, 23), label="低保标准")


def test_gap_names_the_unit_that_must_fill_it() -> None:
    assert resolve([PROVINCE], "350121", date(2021, 6, 1)) == Undetermined("省主管部门")
    assert resolve([COUNTY], "350121", date(2000, 1, 1), supplier="发改部门") == Undetermined("发改部门")
    with pytest.raises(ValueUndetermined, match="请主管部门补录"):
        value_of([COUNTY], "350121", date(2000, 1, 1), label="标准")


def test_two_values_of_one_level_are_an_error_naming_both() -> None:
    other = DatedValue("350121", 5, date(2021, 1, 1), citation=Citation("另一办法"))
    with pytest.raises(ValuesOverlap, match=r"《某县办法》.*《另一办法》"):
        resolve([*ALL, other], "350121", date(2021, 7, 23), label="办理期限")
    assert resolve([*ALL, other], "350121", date(2020, 7, 1)) == COUNTY
    assert overlaps([*ALL, other]) == [(COUNTY, other)]


def test_values_that_follow_each_other_do_not_overlap() -> None:
    later = DatedValue("350000", 10, date(2021, 1, 1))
    assert overlaps([PROVINCE, later]) == []
    assert resolve([PROVINCE, later], "35", date(2021, 1, 1)) == later


@given(st.permutations(ALL), st.dates(date(2004, 7, 1), date(2025, 1, 1)))
def test_order_of_entries_does_not_matter(entries: list[DatedValue[int]], day: date) -> None:
    assert resolve(entries, "350121", day) == resolve(ALL, "350121", day)
