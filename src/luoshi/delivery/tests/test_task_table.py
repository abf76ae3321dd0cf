"""What cells of task tables mean; which sentence a row belongs to; every fault named."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from luoshi.delivery.domain.task_table import (
    Clauses,
    Names,
    day_of,
    header_of,
    outcome_of,
    read_rows,
    units_of,
    unused,
)

pytestmark = pytest.mark.pure
NAMES = Names(
    {
        "示范县发展和改革局": "development",
        "县发改局": "development",
        "县工信局": "industry",
        "县委人才办": "talent",
        "县老局": "old",
    },
    frozenset({"old"}),
    frozenset({"各乡镇"}),
)
CLAUSES = Clauses({"1.s1": "完善“云代办”服务，压减许可时间。", "2.s1": "到2025年，培育规上企业达到50家。"})
TODAY = date(2021, 8, 2)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2021, 12, 31), date(2021, 12, 31)),
        ("2021年12月31日", date(2021, 12, 31)),
        ("2021-12-31", date(2021, 12, 31)),
        (" 2021/12/1 ", date(2021, 12, 1)),
        ("2021年9月底前", date(2021, 9, 30)),
        ("2022.2", date(2022, 2, 28)),
        ("2024年2月", date(2024, 2, 29)),
        ("2021年底", date(2021, 12, 31)),
        (44561, date(2021, 12, 31)),
        ("年底前", None),
        ("长期", None),
        ("2021-13-01", None),
        (3, None),
        (None, None),
    ],
)
def test_days_as_people_write_them(value: object, day: date | None) -> None:
    assert day_of(value) == day


def test_names_of_units_inherit_the_county_and_are_never_cut_short() -> None:
    assert units_of("县发改局、工信局，各乡镇", NAMES) == (["development", "industry"], [])
    assert units_of("县委人才办", NAMES) == (["talent"], [])
    assert units_of("县发改委", NAMES) == ([], ["没有单位“县发改委”，是不是“县发改局”？"])
    assert units_of("县老局", NAMES) == ([], ["单位“县老局”已撤销"])


@pytest.mark.parametrize(
    ("words", "found", "faults"),
    [
        ("培育规上企业达到50家", ("培育规上企业", ">=", 50, "家"), 0),
        ("办结时间不超过3天", ("办结时间", "<=", 3, "天"), 0),
        ("完成率 95%以上", ("完成率", ">=", 95, "%"), 0),
        ("完成率120%", ("完成率", ">=", 120, "%"), 1),
        ("产值增长120%", ("产值增长", ">=", 120, "%"), 0),
        ("绿化面积300亩地", ("绿化面积", ">=", 300, "亩地"), 1),
        ("形成长效机制", ("形成长效机制", "", None, ""), 0),
        ("投资1,200.5万元", ("投资", ">=", 1200.5, "万元"), 0),
    ],
)
def test_outcomes_with_their_units(words: str, found: tuple[object, ...], faults: int) -> None:
    got, wrong = outcome_of(words)
    assert got == found
    assert len(wrong) == faults


def test_the_header_is_found_below_a_title_and_rows_name_all_their_faults() -> None:
    cells = [
        ["任务分解表", None, None, None],
        ["序号", "工作任务", "责任单位", "完成时限"],
        [1, "完善云代办服务", "县发改局、工信局", "2021年12月底"],
        [None, None, None, None],
        [2, "培育规上企业", "县教改局", "尽快"],
        [3, "完善云代办服务", "县发改局", "2021-01-01"],
        [4, "举办龙舟赛", "", None],
    ]
    header = header_of(cells)
    assert header == (1, {"title": 1, "lead": 2, "due": 3})
    rows = read_rows(cells[2:], columns=header[1], first=3, names=NAMES, clauses=CLAUSES, today=TODAY)
    assert [row.number for row in rows] == [3, 5, 6, 7]
    first, second, third, fourth = rows
    assert (first.lead, first.supports, first.due, first.clause, first.faults) == (
        "development",
        ["industry"],
        "2021-12-31",
        "1.s1",
        [],
    )
    assert second.faults == ["没有单位“县教改局”，是不是“县发改局”？", "完成期限“尽快”不是日期"]
    assert second.clause == "2.s1"
    assert third.faults == ["完成期限 2021-01-01 已过", "与第 3 行重复"]
    assert fourth.faults == ["没有牵头单位", "没有完成期限", "没有找到对应的条款，请在表中写明条款编号"]
    assert header_of([["姓名", "电话"]]) is None


def test_a_clause_named_in_the_table_goes_before_likeness_and_must_exist() -> None:
    columns = {"title": 0, "lead": 1, "due": 2, "clause": 3}
    read = {"columns": columns, "first": 2, "names": NAMES, "clauses": CLAUSES, "today": TODAY}
    (one,) = read_rows([["举办龙舟赛", "县发改局", "2021年底", "2.s1"]], **read)
    assert (one.clause, one.faults) == ("2.s1", [])
    (other,) = read_rows([["举办龙舟赛", "县发改局", "2021年底", "9.s9"]], **read)
    assert other.faults == ["没有条款“9.s9”"]


def test_a_target_may_stand_in_a_column_of_its_own_and_columns_not_read_are_named() -> None:
    header = ["序号", "任务", "牵头单位", "完成期限", "成效指标", "目标值", "资金来源"]
    at, columns = header_of([["任务分解表"], header]) or (0, {})
    assert (at, unused(header, columns)) == (1, ["资金来源"])
    said = [("压减率", "≥50%"), ("引进资金", "30 万元"), ("办件数", "五十"), ("", "50家"), ("培育企业达到50家", "")]
    rows = [[n, f"完善云代办服务第{n}项", "县发改局", "2021-12-31", *one, "财政"] for n, one in enumerate(said)]
    found = read_rows(rows, columns=columns, first=3, names=NAMES, clauses=CLAUSES, today=TODAY)
    assert [(r.metric, r.op, r.value, r.unit) for r in found] == [
        ("压减率", ">=", 50, "%"),
        ("引进资金", ">=", 30, "万元"),
        ("办件数五十", "", None, ""),
        ("", "", None, ""),
        ("培育企业", ">=", 50, "家"),
    ]
    assert [len(r.faults) for r in found] == [0, 0, 1, 1, 0]
    assert "目标值“五十”看不懂" in found[2].faults[0]
