"""Which days a law counts, on the laws' own limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.legal_days import LEGAL_DAYS, LawNotInTable, LawTwiceInTable, Limit, day_rule, legal_limit

LATE = date(2024, 6, 3)  # every law of the table is in force


@pytest.mark.parametrize(
    ("law", "working", "calendar"),
    [
        ("行政许可法", (5, 7, 10, 15, 20, 30, 45), ()),
        ("行政处罚法", (2, 3, 5, 7), (10, 15, 90)),
        ("行政复议法", (3, 5, 7, 10), (15, 30, 60)),
        ("信访工作条例", (5,), (15, 30, 60)),
        ("政府信息公开条例", (7, 15, 20), ()),
        ("政府督查工作条例", (), (30,)),
        ("市场主体登记管理条例", (3,), (20, 30, 45)),
        ("行政强制法", (2, 3, 10), (30, 60)),
    ],
)
def test_unit_of_each_limit(law: str, working: tuple[int, ...], calendar: tuple[int, ...]) -> None:
    units = {days: legal_limit(law, days, on=LATE).unit for days in working + calendar}
    assert units == {days: "working_day" if days in working else "calendar_day" for days in working + calendar}


def test_printed_working_days_are_working_days_under_every_law() -> None:
    assert legal_limit("信访工作条例", 15, on=LATE, printed="个工作日").unit == "working_day"


def test_penalty_case_runs_ninety_calendar_days() -> None:
    filed = date(2021, 8, 2)
    assert legal_limit("行政处罚法", 90, on=filed).end(filed, CHINA) == date(2021, 10, 31)
    # Read as working days it would end weeks later: 21 in August, 22, 17, 22, and 8 in December.
    assert CHINA.add_working_days(filed, 90) == date(2021, 12, 10)


def test_supervision_objection_rolls_past_national_day() -> None:
    received = date(2021, 9, 3)
    assert legal_limit("政府督查工作条例", 30, on=received).end(received, CHINA) == date(2021, 10, 8)


def test_active_disclosure_of_a_document_of_july_2021() -> None:
    assert legal_limit("政府信息公开条例", 20, on=date(2021, 7, 23)).end(date(2021, 7, 23), CHINA) == date(2021, 8, 20)


def test_months_and_years() -> None:
    assert Limit(3, "month", rolls=False).end(date(2021, 11, 30), CHINA) == date(2022, 2, 28)
    assert Limit(1, "year").end(date(2020, 2, 29), CHINA) == date(2021, 3, 1)  # 28 February is a Sunday
    assert str(Limit(20)) == "20 个工作日"


def test_an_edition_the_table_lacks_is_refused_not_guessed() -> None:
    legal_limit("行政处罚法", 7, on=date(2021, 7, 15))
    with pytest.raises(LawNotInTable, match="2021-07-14 有效的“行政处罚法”"):
        legal_limit("行政处罚法", 7, on=date(2021, 7, 14))


def test_two_rows_in_force_are_an_error_naming_both() -> None:
    row = day_rule("行政许可法", LATE)
    other = replace(row, basis=replace(row.basis, in_force_from=date(2019, 4, 23)))
    with pytest.raises(LawTwiceInTable, match=r"2004-07-01 施行；.*2019-04-23 施行"):
        day_rule("行政许可法", LATE, [*LEGAL_DAYS, other])


def test_every_row_is_dated_and_cited() -> None:
    for row in LEGAL_DAYS:
        assert row.basis.issued and row.basis.in_force_from, row.law
        assert row.basis.issued <= row.basis.in_force_from
