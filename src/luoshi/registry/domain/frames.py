"""Tables of a register as Polars frames: what a file holds, made typed; every fault by row, column, value and rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from luoshi.kernel.errors import N_
from luoshi.standards import gb11643, gb32100

from .registers import FIRM, FIRM_YEAR, HOUSEHOLD, PERSON, Field, Register

MOST_FAULTS = 2000
SAMPLE = "样例数据（合成）"
"""The column by which a file of sample data says so."""
_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "money": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
    "code": pl.String(),
}
_USCC = r"^[0-9A-HJ-NP-RTUWXY]{18}$"
_EARLIEST = date(1850, 1, 1)


@dataclass(frozen=True, order=True)
class RowFault:
    """``row`` counts as the file shows it: the first row of data is 2. ``rule`` may hold a ``{limit}``."""

    row: int
    column: str
    value: str
    rule: str
    limit: str = ""

    def text(self, template: str | None = None) -> str:
        """The rule in words, in the language of ``template`` (the translated ``rule``) when one is given."""
        return (template or self.rule).format(limit=self.limit)


def schema(register: Register) -> dict[str, pl.DataType]:
    """Column -> type as snapshots keep it (money in whole fen)."""
    return {field.name: _TYPES[field.type] for field in register.fields}


def read(raw: pl.DataFrame, register: Register, today: date) -> tuple[pl.DataFrame, list[RowFault]]:
    """A frame of text cells, its columns named by field or by official label, as a typed frame with its faults.

    Columns the file has not are missing facts (null), never zero. With any fault the frame is not to be used.
    """
    frame, faults = _named(raw, register)
    if faults:
        return frame, faults
    for field in register.fields:
        if field.name in frame.columns:
            faults += _type_faults(frame, field)
    typed = frame.with_columns(_typed(f).alias(f.name) for f in register.fields if f.name in frame.columns)
    typed = typed.with_columns(
        pl.lit(None, _TYPES[f.type]).alias(f.name) for f in register.fields if f.name not in frame.columns
    ).select(*register.names, "row")
    if not faults:
        faults = rule_faults(typed, register, today)
    return typed.drop("row"), sorted(faults)[:MOST_FAULTS]


def _named(raw: pl.DataFrame, register: Register) -> tuple[pl.DataFrame, list[RowFault]]:
    raw = raw.drop(SAMPLE, strict=False)
    known = {label: f.name for f in register.fields for label in (f.name, f.label)}
    names = {column: known.get(column.strip()) for column in raw.columns}
    faults = [RowFault(1, column, column, N_("未知的列")) for column, name in names.items() if name is None]
    found = [name for name in names.values() if name]
    faults += [RowFault(1, name, "", N_("这一列出现两次")) for name in sorted({n for n in found if found.count(n) > 1})]
    missing = [f for f in register.fields if f.required and f.name not in found]
    faults += [RowFault(1, f.label, "", N_("缺少必填的列")) for f in missing]
    if faults:
        return raw, sorted(faults)
    texts = raw.rename({column: name for column, name in names.items() if name}).with_columns(
        pl.all().cast(pl.String).str.strip_chars().replace("", None)
    )
    return texts.with_columns(pl.int_range(2, pl.len() + 2).alias("row")), []


def _text(name: str) -> pl.Expr:
    return pl.col(name)


def _typed(field: Field) -> pl.Expr:
    text = _text(field.name)
    plain = text.str.replace_all("[,，]", "")
    if field.type == "integer":
        return plain.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    if field.type == "money":
        return (plain.cast(pl.Decimal(18, 2), strict=False) * 100).cast(pl.Int64, strict=False)
    if field.type == "number":
        return plain.cast(pl.Float64, strict=False)
    if field.type == "date":
        day = text.str.slice(0, 10).str.replace_all("[/.年月]", "-").str.replace("日", "")
        return pl.coalesce(
            day.str.strptime(pl.Date, "%Y-%m-%d", strict=False), text.str.strptime(pl.Date, "%Y%m%d", strict=False)
        )
    if field.type == "boolean":
        yes = text.str.to_lowercase().is_in(["1", "是", "true", "yes", "y"])
        no = text.str.to_lowercase().is_in(["0", "否", "false", "no", "n"])
        return pl.when(yes).then(True).when(no).then(False).otherwise(None)
    if field.type == "code":
        return text.replace({label: code for code, label in field.codes})
    if field.name in {"identity_number", "uscc", "employer"}:
        return text.str.to_uppercase()
    return text


_WHAT = {
    "integer": N_("应为整数"),
    "money": N_("应为金额（元，最多两位小数）"),
    "number": N_("应为数字"),
    "date": N_("应为日期，如 2021-07-23"),
    "boolean": N_("应为 是 或 否"),
}


def _type_faults(frame: pl.DataFrame, field: Field) -> list[RowFault]:
    text = _text(field.name)
    if field.type in _WHAT:
        wrong, rule, limit = text.is_not_null() & _typed(field).is_null(), _WHAT[field.type], ""
        if field.type == "money":
            # A third decimal would be rounded away without a word.
            wrong = wrong | text.str.contains(r"\.\d{2}\d*[1-9]")
    elif field.type == "code":
        codes = [code for code, _ in field.codes]
        wrong = text.is_not_null() & ~_typed(field).is_in(codes)
        rule, limit = N_("应为 {limit}"), "、".join(label for _, label in field.codes)
    else:
        return []
    rows = frame.filter(wrong).select("row", text.alias("value")).head(MOST_FAULTS)
    return [RowFault(row, field.label, _shown(field, value), rule, limit) for row, value in rows.iter_rows()]


def rule_faults(frame: pl.DataFrame, register: Register, today: date) -> list[RowFault]:
    """What is wrong with typed rows (with a ``row`` column): bounds, required facts, keys, dates, check digits."""
    tests: list[tuple[str, pl.Expr, str, str]] = []
    for field in register.fields:
        column = pl.col(field.name)
        scale = 100 if field.type == "money" else 1
        if field.required:
            tests.append((field.name, column.is_null(), N_("必填"), ""))
        if field.least is not None:
            tests.append((field.name, column < field.least * scale, N_("不得小于 {limit}"), f"{field.least:g}"))
        if field.most is not None:
            tests.append((field.name, column > field.most * scale, N_("不得大于 {limit}"), f"{field.most:g}"))
        if field.type == "date":
            tests.append((field.name, column < _EARLIEST, N_("日期过早"), ""))
    tests += [(name, wrong, rule, "") for name, wrong, rule in _special(register, today)]
    return [
        fault for name, wrong, rule, limit in tests for fault in _where(frame, register.field(name), wrong, rule, limit)
    ]


def _special(register: Register, today: date) -> list[tuple[str, pl.Expr, str]]:
    if register is PERSON:
        number, born = pl.col("identity_number"), pl.col("birth_date")
        return [
            ("identity_number", number.is_duplicated() & number.is_not_null(), N_("同一文件中重复")),
            ("identity_number", ~number.str.contains(r"^\d{17}[\dX]$"), N_("应为 17 位数字加校验码")),
            ("identity_number", number.str.contains(r"^\d{17}[\dX]$") & ~gb11643.check_holds(number), N_("校验码不对")),
            ("birth_date", born > today, N_("出生日期在今天之后")),
            ("birth_date", (number.str.slice(6, 8) != born.dt.strftime("%Y%m%d")), N_("与身份号码中的出生日期不符")),
            ("death_date", pl.col("death_date") < born, N_("早于出生日期")),
            ("relation", pl.col("household_number").is_not_null() & pl.col("relation").is_null(), N_("有户号时必填")),
            (
                "relation",
                (pl.col("relation") == "head")
                & ((pl.col("relation") == "head").sum().over("household_number") > 1)
                & pl.col("household_number").is_not_null(),
                N_("一户有两个户主"),
            ),
            (
                "disability_grade",
                (pl.col("disability_kind") == "0") & pl.col("disability_grade").is_not_null(),
                N_("无残疾时应为空"),
            ),
        ]
    if register is HOUSEHOLD:
        key = pl.col("household_number")
        return [("household_number", key.is_duplicated(), N_("同一文件中重复"))]
    if register is FIRM:
        return [
            ("uscc", pl.col("uscc").is_duplicated(), N_("同一文件中重复")),
            ("uscc", ~pl.col("uscc").str.contains(_USCC), N_("应为 18 位，无 I、O、S、V、Z")),
            ("uscc", pl.col("uscc").str.contains(_USCC) & ~gb32100.check_holds(pl.col("uscc")), N_("校验码不对")),
            ("registered_on", pl.col("registered_on") > today, N_("成立日期在今天之后")),
        ]
    if register is FIRM_YEAR:
        return [
            ("year", pl.struct("uscc", "year").is_duplicated(), N_("同一企业同一年度重复")),
            ("year", pl.col("year") > today.year, N_("年度在今年之后")),
        ]
    return [(register.key, pl.col(register.key).is_duplicated(), N_("同一文件中重复"))]


def _where(frame: pl.DataFrame, field: Field, wrong: pl.Expr, rule: str, limit: str) -> list[RowFault]:
    rows = frame.filter(wrong).select("row", pl.col(field.name).cast(pl.String).alias("value")).head(MOST_FAULTS)
    return [RowFault(row, field.label, _shown(field, value), rule, limit) for row, value in rows.iter_rows()]


def _shown(field: Field, value: str | None) -> str:
    """A personal fact is masked even in a report of faults."""
    if value is None:
        return ""
    return masked(value) if field.personal else value


def masked(value: str) -> str:
    """First and last few characters, the rest starred: 350121********1234, 张*."""
    if len(value) <= 2:
        return value[:1] + "*" * (len(value) - 1)
    kept = 6 if len(value) >= 15 else 3 if len(value) >= 11 else 1
    tail = 4 if len(value) >= 11 else 0 if len(value) < 4 else 1
    return value[:kept] + "*" * (len(value) - kept - tail) + (value[-tail:] if tail else "")
