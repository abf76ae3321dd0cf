"""Files of people and firms: typed, or refused with every fault by row, column, value and rule."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from luoshi.registry.domain.frames import RowFault, masked, read, rule_faults, schema
from luoshi.registry.domain.registers import FIRM, FIRM_YEAR, HOUSEHOLD, PERSON, REGISTERS
from luoshi.registry.domain.synthetic import county
from luoshi.standards import gb11643, gb32100

pytestmark = pytest.mark.pure
TODAY = date(2022, 1, 21)
BODY = "99000019600101001"
NUMBER = BODY + gb11643.check_character(BODY)


def people(**columns: str) -> pl.DataFrame:
    return pl.DataFrame({"公民身份号码": [NUMBER], "姓名": ["样本一"], "出生日期": ["1960-01-01"], **columns})


def test_labels_and_names_are_understood_and_what_the_file_has_not_is_unknown() -> None:
    frame, faults = read(
        people(月工资性收入="3,210.50", 需要长期照护="是", 性别="女", employment="退休"), PERSON, TODAY
    )
    assert faults == []
    row = frame.row(0, named=True)
    assert row["wage_monthly"] == 321050
    assert (row["needs_care"], row["gender"], row["employment"]) == (True, "2", "retired")
    assert row["pension_monthly"] is None
    assert dict(frame.schema) == schema(PERSON)


@pytest.mark.parametrize("written", ["1960/1/1", "19600101", "1960年1月1日", "1960-01-01 00:00:00"])
def test_days_are_read_as_offices_write_them(written: str) -> None:
    frame, faults = read(people().with_columns(pl.lit(written).alias("出生日期")), PERSON, TODAY)
    assert (faults, frame["birth_date"].to_list()) == ([], [date(1960, 1, 1)])


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("月工资性收入", "三千", "应为金额（元，最多两位小数）"),
        ("月工资性收入", "10.005", "应为金额（元，最多两位小数）"),
        ("月工资性收入", "-1", "不得小于 0"),
        ("残疾等级", "5", "不得大于 4"),
        ("残疾等级", "2.5", "应为整数"),
        ("性别", "9", "应为 男、女"),
        ("需要长期照护", "也许", "应为 是 或 否"),
        ("死亡日期", "1950-01-01", "早于出生日期"),
        ("死亡日期", "昨天", "应为日期，如 2021-07-23"),
        ("户号", "H1", "有户号时必填"),
    ],
)
def test_a_wrong_cell_is_named(column: str, value: str, rule: str) -> None:
    _, faults = read(people(**{column: value}), PERSON, TODAY)
    assert [fault.text() for fault in faults] == [rule]
    assert faults[0].row == 2


def test_personal_values_are_masked_in_the_report_and_check_digits_hold() -> None:
    wrong = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
    _, faults = read(people().with_columns(pl.lit(wrong).alias("公民身份号码")), PERSON, TODAY)
    assert faults == [RowFault(2, "公民身份号码", wrong[:6] + "*" * 8 + wrong[-4:], "校验码不对")]


def test_two_heads_and_repeated_people_are_named_by_row() -> None:
    twice = pl.concat([people(户号="H1", 与户主关系="户主")] * 2)
    _, faults = read(twice, PERSON, TODAY)
    assert {(fault.row, fault.rule) for fault in faults} == {
        (2, "同一文件中重复"),
        (3, "同一文件中重复"),
        (2, "一户有两个户主"),
        (3, "一户有两个户主"),
    }


def test_unknown_repeated_and_missing_columns_are_named() -> None:
    _, faults = read(people(工资="1", name="x"), PERSON, TODAY)
    assert sorted(fault.rule for fault in faults) == ["未知的列", "这一列出现两次"]
    _, faults = read(people().drop("出生日期"), PERSON, TODAY)
    assert [(fault.column, fault.rule) for fault in faults] == [("出生日期", "缺少必填的列")]


def test_a_firms_year_comes_once() -> None:
    firm = "91990000" + "00000000" + "0"
    frame = pl.DataFrame({"统一社会信用代码": [firm, firm], "年度": ["2020", "2020"]})
    _, faults = read(frame, FIRM_YEAR, TODAY)
    assert [fault.rule for fault in faults] == ["同一企业同一年度重复"] * 2
    _, faults = read(
        pl.DataFrame({"uscc": [firm], "name": ["x"], "registered_on": ["2020-01-01"], "industry": ["1"]}), FIRM, TODAY
    )
    assert [fault.rule for fault in faults] == ["应为 18 位，无 I、O、S、V、Z"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("张三", "张*"), ("欧阳一", "欧**"), ("13800138000", "138****8000"), ("9" * 18, "999999********9999")],
)
def test_masks_keep_the_ends_only(value: str, shown: str) -> None:
    assert masked(value) == shown


def test_the_synthetic_county_is_plausible_consistent_and_always_the_same() -> None:
    made = county(20_000, seed=7, as_of=TODAY, townships=["990121101", "990121102", "990121103"])
    again = county(20_000, seed=7, as_of=TODAY, townships=["990121101", "990121102", "990121103"])
    assert all(made[name].equals(again[name]) for name in made)
    for name, frame in made.items():
        numbered = frame.with_row_index("row", 2).with_columns(pl.col("row").cast(pl.Int64))
        assert rule_faults(numbered, REGISTERS[name], TODAY) == [], name
    person = made["person"]
    assert person.height == 20_000
    age = (pl.lit(TODAY) - pl.col("birth_date")).dt.total_days() / 365.2425
    shares = person.select((age < 15).mean().alias("young"), (age >= 60).mean().alias("old")).row(0)
    assert 0.10 < shares[0] < 0.20  # seventh census: 19.3 % in the province, 14 to 20 % in its counties
    assert 0.12 < shares[1] < 0.26
    heads = person.group_by("household_number").agg((pl.col("relation") == "head").sum().alias("heads"))
    assert heads["heads"].unique().to_list() == [1]
    assert set(person["household_number"]) == set(made["household"]["household_number"])
    assert all(gb11643.check_character(n[:17]) == n[17] for n in person["identity_number"].head(200))
    assert all(gb32100.is_valid(code) for code in made["firm"]["uscc"].head(200))
    assert person.filter(pl.col("identity_number").str.starts_with("99")).height == person.height
    assert dict(made["household"].schema) == schema(HOUSEHOLD)
