"""Files of registers: a table of text cells from CSV, xlsx or Parquet; and a frame written back in any of them."""

from __future__ import annotations

import io
import zipfile

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from luoshi.kernel.errors import N_, ExpectedError

from .domain.frames import SAMPLE
from .domain.registers import Register

MAX_BYTES = 200 * 1024 * 1024
_MAX_UNPACKED = 1024 * 1024 * 1024


class FileUnreadable(ExpectedError):
    code = "registry.file_unreadable"
    message = N_("读不出“{name}”：{reason}。请用 CSV（UTF-8 或 GBK）、xlsx 或 Parquet 文件，第一行是列名。")


def read_cells(content: bytes, name: str) -> pl.DataFrame:
    """All cells as text, the first row as names. Raises FileUnreadable."""
    if not content.strip():
        raise FileUnreadable(name=name, reason="文件是空的")
    if len(content) > MAX_BYTES:
        raise FileUnreadable(name=name, reason=f"超过 {MAX_BYTES // 1024 // 1024} MB")
    try:
        if content[:4] == b"PAR1":
            frame = pl.read_parquet(io.BytesIO(content))
            return frame.with_columns(pl.all().cast(pl.String, strict=False))
        if content[:2] == b"PK":
            return _workbook(content)
        return pl.read_csv(io.BytesIO(_utf8(content)), infer_schema_length=0, truncate_ragged_lines=False)
    except (
        pl.exceptions.PolarsError,
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
    ) as error:
        raise FileUnreadable(name=name, reason=str(error).splitlines()[0][:80] or "格式不对") from None


def _utf8(content: bytes) -> bytes:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    raise ValueError("不是 UTF-8 或 GBK 文本")


def _workbook(content: bytes) -> pl.DataFrame:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MAX_UNPACKED:
            raise ValueError("解压后过大")
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    names = [str(cell).strip() for cell in next(rows, ()) if cell is not None]
    if not names:
        raise ValueError("第一行没有列名")
    if len(set(names)) < len(names):
        raise ValueError("列名重复")
    cells = [
        ["" if c is None else str(c) for c in row[: len(names)]] for row in rows if any(c is not None for c in row)
    ]
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")


def write(frame: pl.DataFrame, register: Register, form: str, *, synthetic: bool = False) -> bytes:
    """A snapshot frame as ``csv`` or ``xlsx`` with official labels and yuan, or as ``parquet`` as it is (names, fen).

    Sample data says so in its last column.
    """
    buffer = io.BytesIO()
    if form == "parquet":
        frame.write_parquet(buffer)
        return buffer.getvalue()
    shown = labelled(frame, register)
    if synthetic:
        shown = shown.with_columns(pl.lit("是").alias(SAMPLE))
    if form == "csv":
        return "﻿".encode() + shown.write_csv().encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet(register.label)
    sheet.append(shown.columns)
    for row in shown.iter_rows():
        sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


def labelled(frame: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Official labels for names, labels for codes, yuan for fen, 是 and 否 for truth; a cell never begins a formula."""
    columns = []
    for field in register.fields:
        column = pl.col(field.name)
        if field.type == "money":
            column = (column.cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))
        elif field.type == "code":
            column = column.replace(dict(field.codes))
        elif field.type == "boolean":
            column = pl.when(column).then(pl.lit("是")).when(~column).then(pl.lit("否"))
        elif field.type == "text":
            column = pl.when(column.str.contains(r"^[=+\-@]")).then("'" + column).otherwise(column)
        columns.append(column.alias(field.label))
    return frame.select(columns)
