"""Documents made in the test, so that no binary file has to be kept."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINES = [
    "某县人民政府关于印发二十条措施的通知",
    "某政综〔2021〕88号",
    "一、深化改革",
    "（一）打造一流营商环境。深化“放管服”改革，压减行政许可时间。（责任单位：县发改局、县财政局）",
]


def package(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def raw_docx(body: str, numbering: str = "", styles: str = "", head: str = "") -> bytes:
    """A docx of nothing but the parts that hold text, as WPS and converters write them."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>',
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
    return package(parts)


def level(number: int, form: str, text: str, extra: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}">{extra}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, extra: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{extra}</w:num>'


def numbered(text: str, list_id: int, at: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>')


def word(lines: list[str] = LINES) -> bytes:
    """A docx as python-docx writes it, with a header, a footer and a table with merged cells."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(3, 3)
    for row, texts in zip(table.rows, (("序号", "事项", "单位"), ("1", "甲", "发改局"), ("2", "乙", "")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_paragraph("附件说明")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(pages: list[list[tuple[float, str]]], encrypt: object = None) -> bytes:
    """Pages of (left edge, line) in a font with a Chinese text layer, 16 points, from the top down."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=encrypt)  # type: ignore[arg-type]
    for lines in pages:
        canvas.setFont("STSong-Light", 16)
        for number, (left, line) in enumerate(lines):
            canvas.drawString(left, 780 - 28 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
