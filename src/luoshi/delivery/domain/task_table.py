"""Task tables (任务分解表) as offices keep them: which column is which, what a cell means, which sentence a row belongs to.

Every fault is named with its row and value; nothing is guessed: a row with a fault is shown and not kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from .years import outside, years_of

HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("任务", "工作任务", "任务内容", "重点任务", "主要任务", "任务名称", "工作内容", "督办事项"),
    "lead": ("牵头单位", "责任单位", "牵头部门", "责任部门", "主办单位"),
    "supports": ("配合单位", "协办单位", "配合部门", "参加单位"),
    "due": ("完成时限", "完成期限", "完成时间", "办结时限", "时限"),
    "officer": ("责任人", "责任领导", "分管领导", "联系人"),
    "outcome": ("成效指标", "目标任务", "工作目标", "年度目标", "目标"),
    "target": ("目标值", "指标值", "目标数"),
    "years": ("年度计划", "分年计划", "分年度计划", "年度举措"),
    "clause": ("条款", "出处", "原文条款"),
}
NUMBERING = frozenset({"", "序号", "编号", "号", "备注"})
"""Columns nobody needs to be told of that they were not read."""
LOOK_FOR_HEADER = 10
LEAST_SCORE = 0.35
UNITS = frozenset(
    [
        "家",
        "个",
        "件",
        "%",
        "亿元",
        "万元",
        "元",
        "项",
        "人",
        "人次",
        "场",
        "场次",
        "公里",
        "千米",
        "亩",
        "公顷",
        "吨",
        "户",
        "处",
        "座",
        "台",
        "所",
        "次",
        "套",
        "辆",
        "平方米",
        "平方公里",
        "天",
        "工作日",
        "张",
        "门",
        "间",
        "倍",
        "条",
        "名",
        "对",
        "亿千瓦时",
        "万吨",
        "万人次",
        "株",
        "村",
        "床",
    ]
)
_DASHES = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月)?(?:底|末|份)?$")
_YEAR = re.compile(r"(\d{4})年?(?:底|末|年底|年末)?$")
_OUTCOME = re.compile(
    r"^(?P<metric>.*?)(?P<op>达到|不少于|不低于|至少|≥|>=|不超过|不高于|≤|<=|=|＝)?\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>[^\d\s，。；,;]*?)(?:以上|以下|以内)?$"
)
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 2000-01-01 to 2099-12-31 as a spreadsheet counts days


@dataclass
class Row:
    """A row as it was understood; ``number`` is its place in the sheet. ``faults`` is empty where it can be kept."""

    number: int
    title: str = ""
    lead: str = ""
    supports: list[str] = field(default_factory=list)
    due: str = ""
    officer: str = ""
    metric: str = ""
    op: str = ""
    value: float | None = None
    unit: str = ""
    years: list[list[Any]] = field(default_factory=list)
    """As a task keeps them: [year, value or null, steps]."""
    clause: str = ""
    score: float = 0.0
    faults: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def header_of(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """(place of the header row, column by field) of the first row that names a task and a lead; None without one."""
    for at, row in enumerate(rows[:LOOK_FOR_HEADER]):
        words = ["".join(str(cell or "").split()) for cell in row]
        columns = {
            name: next(column for column, word in enumerate(words) if word in headings)
            for name, headings in HEADINGS.items()
            if set(words) & set(headings)
        }
        if {"title", "lead"} <= set(columns):
            return at, columns
    return None


def unused(header: Sequence[Any], columns: Mapping[str, int]) -> list[str]:
    """The columns with a heading that were not taken for anything."""
    words = ["".join(str(cell or "").split()) for cell in header]
    return [word for at, word in enumerate(words) if at not in columns.values() and word not in NUMBERING]


def day_of(value: Any) -> date | None:
    """A day as people write it: a date cell, a serial number, 2021年12月31日, 2021.12, 2021年底; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(value))
    words = "".join(str(value or "").split()).removesuffix("前").removesuffix("之前")
    try:
        if found := _DASHES.match(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _MONTH.match(words):
            return _month_end(int(found[1]), int(found[2]))
        if found := _YEAR.match(words):
            return date(int(found[1]), 12, 31)
    except ValueError:
        return None
    return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Names:
    """Unit names -> codes; ``ended`` are the codes of units that are no more."""

    codes: Mapping[str, str]
    ended: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def units_of(words: str, names: Names) -> tuple[list[str], list[str]]:
    """(codes, faults) of a cell of unit names. A name without 县 inherits it from those before it; a name is never cut to
    something shorter than itself (县委… stays)."""
    codes, faults = [], []
    for name in [part.strip() for part in re.split(r"[、，,;；/\n]+", words) if part.strip()]:
        code = names.codes.get(name) or names.codes.get(f"县{name}")
        if code is None and name in names.groups:
            continue
        if code is None:
            near = get_close_matches(name, names.codes, n=1, cutoff=0.6)
            faults.append(f"没有单位“{name}”" + (f"，是不是“{near[0]}”？" if near else ""))
        elif code in names.ended:
            faults.append(f"单位“{name}”已撤销")
        elif code not in codes:
            codes.append(code)
    return codes, faults


def outcome_of(words: str) -> tuple[tuple[str, str, float | None, str], list[str]]:
    """((metric, op, value, unit), faults) of a cell that says what is to be reached; words without an amount are a metric."""
    plain = words.strip()
    found = _OUTCOME.match(plain)
    if not plain or found is None or not found["metric"].strip():
        return (plain[:120], "", None, ""), []
    unit, value = found["unit"], float(found["value"].replace(",", ""))
    op = "<=" if found["op"] in {"不超过", "不高于", "≤", "<="} else ">="
    faults = []
    if unit and unit not in UNITS:
        faults.append(f"没有计量单位“{unit}”")
    if unit == "%" and value > 100 and "增" not in plain:
        faults.append(f"比例 {value:g}% 超过 100%")
    return (found["metric"].strip(" ：:")[:120], op, value, unit), faults


def _outcome(metric: str, target: str) -> tuple[tuple[str, str, float | None, str], list[str]]:
    """``outcome_of`` where the amount may stand in a column of its own."""
    if not target:
        return outcome_of(metric)
    if not metric:
        return ("", "", None, ""), [f"有目标值“{target}”，没有写成效指标"]
    found, faults = outcome_of(f"{metric}{target}")
    if found[2] is None:
        faults.append(f"目标值“{target}”看不懂，应写成数字，如“≥50%”“30 万元”")
    return found, faults


class Clauses:
    """The sentences of a document, found by the pairs of characters they share with a row's words."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.codes = set(texts)
        self._pairs: dict[str, list[str]] = {}
        for code, text in texts.items():
            for pair in pairs_of(text):
                self._pairs.setdefault(pair, []).append(code)

    def best(self, words: str) -> tuple[str, float]:
        """(clause, share of the words' pairs that it holds); ("", 0) where none holds any."""
        wanted = pairs_of(words)
        if not wanted:
            return "", 0.0
        counted = Counter(code for pair in wanted for code in self._pairs.get(pair, ()))
        if not counted:
            return "", 0.0
        most = max(counted.values())
        return min(code for code, count in counted.items() if count == most), most / len(wanted)


def pairs_of(words: str) -> set[str]:
    plain = re.sub(r"[\s，。、；：“”《》()（）,.;:]", "", words)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def read_rows(
    cells: Sequence[Sequence[Any]],
    *,
    columns: Mapping[str, int],
    first: int,
    names: Names,
    clauses: Clauses,
    today: date,
    unread: Callable[[int, int], bool] = lambda row, column: False,
) -> list[Row]:
    """The rows below the header. ``first``: the number of the first of them in the sheet. ``unread(row, column)``: a
    formula whose value the file does not hold. Rows without anything in them are left out."""
    found: list[Row] = []
    seen: dict[str, int] = {}
    for at, row in enumerate(cells):
        given = {name: row[column] if column < len(row) else None for name, column in columns.items()}
        if not any(str(value or "").strip() for value in given.values()):
            continue
        one = _row(first + at, given, names, clauses, today)
        one.faults += [
            f"“{HEADINGS[name][0]}”是公式，文件里没有存它的值" for name, column in columns.items() if unread(at, column)
        ]
        if one.title and one.title in seen:
            one.faults.append(f"与第 {seen[one.title]} 行重复")
        seen.setdefault(one.title, one.number)
        found.append(one)
    return found


def _row(number: int, given: Mapping[str, Any], names: Names, clauses: Clauses, today: date) -> Row:
    said = {name: str(value if value is not None else "").strip() for name, value in given.items()}
    one = Row(number, title=said["title"][:2000], officer=said.get("officer", "")[:60])
    if not one.title:
        one.faults.append("没有任务内容")
    leads, faults = units_of(said["lead"], names)
    one.faults += faults
    if not leads and not faults:
        one.faults.append("没有牵头单位")
    helpers, faults = units_of(said.get("supports", ""), names)
    one.faults += faults
    # The first named leads; those after it help.
    one.lead, one.supports = (leads[0] if leads else ""), [u for u in [*leads[1:], *helpers] if u not in leads[:1]]
    due = day_of(given.get("due"))
    if due is None:
        one.faults.append(f"完成期限“{said.get('due', '')}”不是日期" if said.get("due") else "没有完成期限")
    elif due <= today:
        one.faults.append(f"完成期限 {due} 已过")
    one.due = due.isoformat() if due else ""
    (one.metric, one.op, one.value, one.unit), faults = _outcome(said.get("outcome", ""), said.get("target", ""))
    one.faults += faults
    years, faults = years_of(said.get("years", ""))
    one.faults += faults
    if due is not None and (wrong := outside(years, today, due)):
        one.faults.append(f"年度计划里的 {'、'.join(map(str, wrong))} 年不在任务起止年份之内")
    one.years = [[year.year, year.value, year.steps] for year in years]
    _place(one, said.get("clause", ""), clauses)
    return one


def _place(one: Row, named: str, clauses: Clauses) -> None:
    if named and named in clauses.codes:
        one.clause, one.score = named, 1.0
        return
    clause, score = clauses.best(one.title)
    one.score = round(score, 3)
    if named:
        one.faults.append(f"没有条款“{named}”")
    elif score < LEAST_SCORE and one.title:
        one.faults.append("没有找到对应的条款，请在表中写明条款编号")
    else:
        one.clause = clause
