"""Projects and plans as an Excel workbook: one sheet a subject, official column names, money with its unit in the heading."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from ..domain import rolling
from .records import (
    ActivityRecord,
    ContractRecord,
    FileFault,
    FileNotUnderstood,
    FileRefused,
    FundingRecord,
    LinkRecord,
    ParcelRecord,
    PlanRecord,
    ProjectRecord,
)

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 100_000
KINDS = {
    "government": "政府投资",
    "filing": "企业备案",
    "verification": "企业核准",
    "livelihood": "民生",
    "research": "研发",
    "promotion": "招商",
}
CATEGORIES = {"industry": "产业", "infrastructure": "基础设施", "livelihood": "民生补短板"}
LEVELS = {"national": "国家", "provincial": "省重点", "municipal": "市重点", "county": "县重点"}
CONTRACTS = {"works": "工程", "goods": "货物", "services": "服务"}
_SCALE = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True)
class Column:
    """``kind``: text, date, money, number, whole, yes, or the table of a code."""

    name: str
    label: str
    kind: str | dict[str, str] = "text"
    required: bool = False


PROJECT = (
    Column("code", "编号", required=True),
    Column("name", "名称", required=True),
    Column("national_code", "项目代码"),
    Column("name_en", "英文名称"),
    Column("scale", "建设内容和规模"),
    Column("kind", "类型", KINDS),
    Column("category", "类别", CATEGORIES),
    Column("works", "建设性质"),
    Column("sector", "行业"),
    Column("stage", "阶段", rolling.STAGES),
    Column("level", "级别", LEVELS),
    Column("city", "片区"),
    Column("township", "所在乡镇"),
    Column("owner", "责任单位代码"),
    Column("owner_name", "责任单位"),
    Column("sponsor", "项目单位"),
    Column("leader", "挂钩领导"),
    Column("lon", "经度", "number"),
    Column("lat", "纬度", "number"),
    Column("total_yuan", "总投资", "money"),
    Column("estimate_yuan", "可研估算", "money"),
    Column("budget_yuan", "概算", "money"),
    Column("start", "计划开工", "date"),
    Column("finish", "计划竣工", "date"),
    Column("started", "实际开工", "date"),
    Column("finished", "实际竣工", "date"),
    Column("document", "文件"),
    Column("measure", "措施"),
    Column("clauses", "服务的条款"),
    Column("synthetic", "样例数据（合成）", "yes"),
)
FUNDING = (
    Column("project", "编号", required=True),
    Column("source", "资金来源", required=True),
    Column("year", "年度", "whole", True),
    Column("planned_yuan", "计划", "money", True),
    Column("paid_yuan", "到位", "money"),
)
PARCEL = (
    Column("project", "编号", required=True),
    Column("code", "地块", required=True),
    Column("name", "名称"),
    Column("area_mu", "面积（亩）", "number", True),
    Column("approval", "批文"),
)
CONTRACT = (
    Column("project", "编号", required=True),
    Column("code", "合同编号", required=True),
    Column("name", "合同名称", required=True),
    Column("kind", "合同类别", CONTRACTS, True),
    Column("value_yuan", "合同价", "money", True),
    Column("supplier", "承包单位"),
    Column("tendered", "已招标", "yes"),
    Column("start", "开工", "date"),
    Column("finish", "竣工", "date"),
)
ACTIVITY = (
    Column("code", "工序编号", required=True),
    Column("name", "工序", required=True),
    Column("days", "工期（工作日）", "whole", True),
    Column("parent", "上级"),
    Column("earliest", "不早于", "date"),
    Column("percent", "完成百分比", "number"),
    Column("budget_yuan", "投资", "money"),
    Column("actual_start", "实际开始", "date"),
    Column("actual_finish", "实际完成", "date"),
    Column("baseline_start", "基线开始", "date"),
    Column("baseline_finish", "基线完成", "date"),
    Column("before", "前置"),
)
SHEETS = {"项目": PROJECT, "资金": FUNDING, "地块": PARCEL, "合同": CONTRACT}
_BEFORE = re.compile(r"(?P<code>.+?)(?P<kind>FS|SS|FF|SF)?(?P<lag>[+-]\d+)?")
Rows = list[dict[str, Any]]


def _heading(column: Column) -> str:
    return f"{column.label}（万元）" if column.kind == "money" else column.label


def write(records: Iterable[ProjectRecord]) -> bytes:
    """All projects with their money, land and contracts; the same sheets that can be read again."""
    records = list(records)
    book = Workbook(write_only=True)
    _sheet(book, "项目", PROJECT, [vars(r) | {"clauses": "、".join(r.clauses)} for r in records])
    for title, columns, name in (
        ("资金", FUNDING, "funding"),
        ("地块", PARCEL, "parcels"),
        ("合同", CONTRACT, "contracts"),
    ):
        rows = [{"project": r.code} | vars(part) for r in records for part in getattr(r, name)]
        _sheet(book, title, columns, rows)
    return _saved(book)


def write_plan(plan: PlanRecord) -> bytes:
    book = Workbook(write_only=True)
    before: dict[str, list[str]] = {}
    for link in plan.links:
        tail = ("" if link.kind == "FS" and not link.lag_days else link.kind) + (
            f"{link.lag_days:+d}" if link.lag_days else ""
        )
        before.setdefault(link.after, []).append(link.before + tail)
    rows = [vars(a) | {"before": "；".join(before.get(a.code, []))} for a in plan.activities]
    _sheet(book, "工序", ACTIVITY, rows)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(book: Any, title: str, columns: Sequence[Column], rows: Rows) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(title)
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, _heading(column))
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in rows:
        sheet.append([_shown(column, row.get(column.name)) for column in columns])


def _shown(column: Column, value: Any) -> Any:
    if value is None or value == "":
        return None
    if column.kind == "money":
        return f"{(Decimal(value) / 10_000).normalize():f}"
    if column.kind == "yes":
        return "是" if value else "否"
    if isinstance(column.kind, dict):
        return column.kind.get(value, value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text


def read(content: bytes) -> list[ProjectRecord]:
    """Raises FileNotUnderstood, FileRefused with every cell that cannot be read."""
    faults: list[FileFault] = []
    sheets = _sheets(content)
    if "项目" not in sheets:
        raise FileNotUnderstood(reason=_("没有名为“项目”的工作表"))
    tables = {
        title: _rows(title, sheets[title], columns, faults) for title, columns in SHEETS.items() if title in sheets
    }
    parts: dict[str, dict[str, list[Any]]] = {}
    known = {row["code"] for row in tables["项目"] if "code" in row}
    makers: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("资金", "funding", FundingRecord),
        ("地块", "parcels", ParcelRecord),
        ("合同", "contracts", ContractRecord),
    )
    for title, name, maker in makers:
        for row in tables.get(title, []):
            at, project = row.pop("row"), row.pop("project", "")
            if project not in known:
                faults.append(FileFault(title, at, "编号", str(project), _("“项目”表中没有这个编号")))
                continue
            if not faults:
                parts.setdefault(project, {}).setdefault(name, []).append(maker(**_defaults(maker, row)))
    if faults:
        raise FileRefused(faults)
    found = []
    for row in tables["项目"]:
        clauses = tuple(c for c in re.split(r"[、,，;；\s]+", row.pop("clauses", "") or "") if c)
        own: dict[str, Any] = {name: tuple(rows) for name, rows in parts.get(row["code"], {}).items()}
        found.append(ProjectRecord(**row, clauses=clauses, **own))
    return found


def _defaults(maker: Callable[..., Any], row: dict[str, Any]) -> dict[str, Any]:
    return {"name": row.get("name", row.get("code", "")), **row} if maker is ParcelRecord else row


def read_plan(content: bytes) -> PlanRecord:
    """The sheet 工序; 前置 is written as ``A；BSS+3`` (what follows the code: kind of link, lag in working days)."""
    faults: list[FileFault] = []
    sheets = _sheets(content)
    if "工序" not in sheets:
        raise FileNotUnderstood(reason=_("没有名为“工序”的工作表"))
    rows = _rows("工序", sheets["工序"], ACTIVITY, faults)
    codes = {str(row.get("code")) for row in rows}
    links = []
    for row in rows:
        for text in re.split(r"[；;、,，]+", row.pop("before", "") or ""):
            if not text.strip():
                continue
            link = _link(text.strip(), codes)
            if link is None:
                faults.append(
                    FileFault("工序", row["row"], "前置", text, _("没有这道工序，或写法不对；正确的写法如 A、BSS+3"))
                )
            else:
                links.append(LinkRecord(link[0], str(row.get("code")), link[1], link[2]))
    if faults:
        raise FileRefused(faults)
    return PlanRecord("", None, tuple(ActivityRecord(**row) for row in rows), tuple(links))


def _link(text: str, codes: set[str]) -> tuple[str, Any, int] | None:
    if text in codes:
        return text, "FS", 0
    found = _BEFORE.fullmatch(text)
    if found is None or found["code"] not in codes:
        return None
    return found["code"], found["kind"] or "FS", int(found["lag"] or 0)


def _sheets(content: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise FileNotUnderstood(reason=_("解压后过大"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise FileNotUnderstood(reason=_("不是 xlsx（%(error)s）") % {"error": str(error)[:60]}) from None
    return {sheet.title.strip(): sheet for sheet in book.worksheets}


def _rows(title: str, sheet: Any, columns: Sequence[Column], faults: list[FileFault]) -> Rows:
    lines = sheet.iter_rows(values_only=True)
    heads = [str(cell).strip() if cell is not None else "" for cell in next(lines, ())]
    by_label = {column.label: column for column in columns}
    places: list[tuple[int, Column, str]] = []
    for n, head in enumerate(heads):
        label, unit = head, ""
        if head not in by_label and (found := re.fullmatch(r"(.+?)[（(](元|万元|亿元)[）)]", head)):
            label, unit = found[1], found[2]
        if label in by_label:
            places.append((n, by_label[label], unit))
        elif head:
            faults.append(FileFault(title, 1, head, "", _("未知的列")))
    faults += [
        FileFault(title, 1, c.label, "", _("缺少这一列"))
        for c in columns
        if c.required and c not in [p[1] for p in places]
    ]
    found_rows: Rows = []
    for row, line in enumerate(lines, start=2):
        if row > MAX_ROWS:
            faults.append(FileFault(title, row, "", "", _("超过 %(n)s 行，请分成几个文件") % {"n": MAX_ROWS}))
            break
        if not any(cell not in (None, "") for cell in line):
            continue
        facts: dict[str, Any] = {"row": row}
        for n, column, unit in places:
            cell = line[n] if n < len(line) else None
            if cell is None or str(cell).strip() == "":
                if column.required:
                    faults.append(FileFault(title, row, column.label, "", _("必填")))
                continue
            try:
                facts[column.name] = _read(column, cell, unit)
            except (ValueError, InvalidOperation) as error:
                faults.append(FileFault(title, row, column.label, str(cell)[:60], str(error)[:120] or _("看不懂")))
        found_rows.append(facts)
    return found_rows


def _read(column: Column, cell: Any, unit: str) -> Any:
    text = str(cell).strip().removeprefix("'")
    if isinstance(column.kind, dict):
        codes = {label: code for code, label in column.kind.items()} | {code: code for code in column.kind}
        if text not in codes:
            raise ValueError(_("应是：%(words)s") % {"words": "、".join(column.kind.values())})
        return codes[text]
    if column.kind == "date":
        return _date(cell, text)
    if column.kind == "money":
        return _money(text, unit)
    if column.kind == "yes":
        if text not in ("是", "否"):
            raise ValueError(_("应填“是”或“否”"))
        return text == "是"
    if column.kind in ("number", "whole"):
        try:
            value = Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise ValueError(_("不是数字")) from None
        if not value.is_finite():
            raise ValueError(_("不是数字"))
        if column.kind == "whole":
            if value % 1:
                raise ValueError(_("应是整数"))
            return int(value)
        return value
    return text


def _date(cell: Any, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text.partition(" ")[0])
    try:
        if found is None:
            raise ValueError
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise ValueError(_("不是日期，正确的写法如 2021-07-23")) from None


def _money(text: str, unit: str) -> Decimal:
    """In yuan. A unit in the cell must be the heading's; an amount without any unit is refused, never guessed."""
    found = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?)\s*(元|万元|亿元)?", text)
    if found is None:
        raise ValueError(_("不是金额"))
    if found[2] and unit and found[2] != unit:
        raise ValueError(
            _("单元格写的是%(cell)s，表头是%(head)s：同一列只能用一个单位") % {"cell": found[2], "head": unit}
        )
    said = found[2] or unit
    if not said:
        raise ValueError(_("没有写单位：请在表头写明（元）或（万元）"))
    return Decimal(found[1].replace(",", "")) * _SCALE[said]
