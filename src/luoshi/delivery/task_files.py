"""Files of task tables: read from xlsx and docx, written as the formal table (任务分解表) in both."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.properties import PageSetupProperties

from .domain.years import Year, words_of_years
from .errors import TableUnreadable
from .models import Task

MAX_BYTES = 30 * 1024 * 1024
_MAX_UNPACKED = 1024 * 1024 * 1024
MOST_ROWS = 20_000
MOST_ROWS_IN_WORDS = 2_000
"""A document's table is read cell by cell through its own library, which takes many times as long."""
MOST_COLUMNS = 60
Unread = Callable[[int, int], bool]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = (
    "序号",
    "条款",
    "任务",
    "成效指标",
    "牵头单位",
    "配合单位",
    "责任人",
    "完成时限",
    "分季计划",
    "年度计划",
    "应交佐证",
)
_WIDTHS = (6, 9, 46, 20, 16, 24, 10, 12, 22, 26, 16)


def read_table(content: bytes, name: str) -> tuple[list[list[Any]], Unread]:
    """All cells of the first sheet or table, merged cells filled with their value; and which are formulas without one.
    Raises TableUnreadable."""
    if not content:
        raise TableUnreadable(name=name, why="文件是空的")
    if len(content) > MAX_BYTES:
        raise TableUnreadable(name=name, why=f"超过 {MAX_BYTES // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _MAX_UNPACKED:
                raise TableUnreadable(name=name, why="解压后过大")
            names = packed.namelist()
            in_words = any(part.startswith("word/") for part in names)
            _require_few_rows(packed, in_words, name)
        if in_words:
            return _document(content, name), lambda row, column: False
        return _workbook(content, name)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        etree.XMLSyntaxError,
        IndexError,
        TypeError,
    ) as error:
        raise TableUnreadable(name=name, why="不是完好的 xlsx 或 docx 文件") from error


def _require_few_rows(packed: zipfile.ZipFile, in_words: bool, name: str) -> None:
    """Refuse a table with more rows than can be read while somebody waits, before any of them is read."""
    sheets = sorted(part for part in packed.namelist() if part.startswith("xl/worksheets/sheet"))
    part, mark, most = (
        ("word/document.xml", b"<w:tr", MOST_ROWS_IN_WORDS) if in_words else (sheets[0], b"<row", MOST_ROWS)
    )
    rows, tail = 0, b""
    with packed.open(part) as stream:
        while some := stream.read(1 << 20):
            seen = tail + some
            rows += sum(seen.count(mark + end) for end in (b" ", b">"))
            # A mark cut in two is found in the next piece, and none is counted twice.
            tail = seen[-len(mark) :]
    if rows > most + 20:
        raise TableUnreadable(name=name, why=f"有 {rows} 行，一次最多读 {most} 行，请分成几张表")


def _document(content: bytes, name: str) -> list[list[Any]]:
    tables = Document(io.BytesIO(content)).tables
    if not tables:
        raise TableUnreadable(name=name, why="文件里没有表格")
    # A merged cell stands in every place it covers.
    return [[cell.text.strip() for cell in row.cells[:MOST_COLUMNS]] for row in tables[0].rows]


def _workbook(content: bytes, name: str) -> tuple[list[list[Any]], Unread]:
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    rows: list[list[Any]] = []
    for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        rows.append(list(row))
        if len(rows) > MOST_ROWS + 20:  # rows left out in the file count too: the reader fills them in
            raise TableUnreadable(name=name, why=f"超过 {MOST_ROWS} 行，请分成几张表")
    merged, formulas = _marks(content)
    for reference in merged:
        left, top, right, bottom = (bound or 0 for bound in range_boundaries(reference))
        if not left or not top or top > len(rows):
            continue
        value = rows[top - 1][left - 1] if left <= len(rows[top - 1]) else None
        for covered in rows[top - 1 : bottom]:
            for column in range(left - 1, min(right, len(covered))):
                covered[column] = value
    unread = {(row, column) for row, column in formulas if _empty(rows, row, column)}
    return rows, lambda row, column: (row, column) in unread


def _empty(rows: list[list[Any]], row: int, column: int) -> bool:
    return row < len(rows) and (column >= len(rows[row]) or rows[row][column] is None)


def _marks(content: bytes) -> tuple[list[str], list[tuple[int, int]]]:
    """(merged ranges, places of formulas counted from nought) of the first sheet, read past the library, which in its quick
    way of reading knows neither."""
    merged: list[str] = []
    formulas: list[tuple[int, int]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = sorted(n for n in packed.namelist() if n.startswith("xl/worksheets/sheet"))
        with packed.open(sheets[0]) as part:
            for _event, element in etree.iterparse(part, tag=(f"{_MAIN}c", f"{_MAIN}mergeCell"), huge_tree=False):
                if element.tag == f"{_MAIN}mergeCell":
                    merged.append(element.get("ref"))
                elif element.find(f"{_MAIN}f") is not None and element.get("r"):
                    column, row, *_rest = (bound or 1 for bound in range_boundaries(element.get("r")))
                    formulas.append((row - 1, column - 1))
                element.clear()
    return merged, formulas


def cells_of(tasks: Iterable[Task]) -> Iterable[list[str]]:
    """A row of the formal table for each task, parts after their whole."""
    for number, task in enumerate(tasks, start=1):
        value = f"{task.outcome_value:g}" if task.outcome_value is not None else ""
        yield [
            str(number),
            task.clause,
            ("　" if task.parent_id else "") + task.title,
            f"{task.outcome_metric}{task.outcome_op}{value}{task.outcome_unit}",
            task.lead.short_name,
            "、".join([*(unit.short_name for unit in task.supports.all()), *task.groups]),
            task.officer,
            task.due_date.isoformat(),
            "；".join(f"{day} 达 {percent:g}%" for day, percent in task.plan),
            words_of_years([Year(*year) for year in task.years], task.outcome_unit),
            "、".join(task.evidence_required),
        ]


def formal_workbook(title: str, note: str, rows: Iterable[Sequence[str]], safe: Callable[[Any], Any]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "任务分解表"
    line = Side(style="thin")
    for text, size in ((title, 18), (note, 10)):
        sheet.append([safe(text)])
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(COLUMNS))
        sheet.cell(sheet.max_row, 1).font = Font(size=size, bold=size > 12)
        sheet.cell(sheet.max_row, 1).alignment = Alignment(horizontal="center", wrap_text=True)
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    for cells in sheet.iter_rows(min_row=3):
        for cell in cells:
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            cell.font = Font(bold=cell.row == 3)
    for column, width in zip("ABCDEFGHIJK", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToHeight = False
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def formal_document(title: str, note: str, rows: Iterable[Sequence[str]], safe: Callable[[Any], Any]) -> bytes:
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    for text, size in ((title, 22), (note, 10.5)):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _font(line.add_run(str(safe(text))), size, bold=size > 12)
    table = made.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, COLUMNS, strict=True):
        _font(cell.paragraphs[0].add_run(heading), 10.5, bold=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _font(cell.paragraphs[0].add_run(str(safe(text))), 9)
    whole = sum(_WIDTHS)
    for column, width in enumerate(_WIDTHS):
        for cell in table.columns[column].cells:
            cell.width = Mm(267 * width / whole)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _font(run: Any, size: float, *, bold: bool = False) -> None:
    run.font.size, run.font.bold = Pt(size), bold
    run.font.name = "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
