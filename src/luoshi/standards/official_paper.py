"""Setting an official paper as .docx in the layout of GB/T 9704-2012."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from . import gbt9704
from .gbt9704 import Face


class OfficialPaper:
    """A paper under way. Levels are numbered by the paper itself, each starting anew below the level above."""

    def __init__(self) -> None:
        self._docx = Document()
        self._counts = [0, 0, 0, 0]
        self._page()

    def _page(self) -> None:
        section = self._docx.sections[0]
        section.page_width, section.page_height = Mm(gbt9704.PAGE_WIDTH), Mm(gbt9704.PAGE_HEIGHT)
        section.top_margin, section.bottom_margin = Mm(gbt9704.TOP), Mm(gbt9704.BOTTOM)
        section.left_margin, section.right_margin = Mm(gbt9704.LEFT), Mm(gbt9704.RIGHT)
        section.footer_distance = Mm(gbt9704.BOTTOM - 7)
        self._docx.settings.odd_and_even_pages_header_footer = True
        self._footer(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        self._footer(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    def _footer(self, footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
        """``— 1 —``: odd pages right, even pages left, one character from the edge."""
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        indent = Pt(gbt9704.PAGE_NUMBER.size)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
        _run(paragraph, "— ", gbt9704.PAGE_NUMBER)
        run = _run(paragraph, "", gbt9704.PAGE_NUMBER)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
        _run(paragraph, " —", gbt9704.PAGE_NUMBER)

    def _paragraph(self, text: str, face: Face, *, align: Any = None, indent: float = 2, space: float = 0) -> Any:
        paragraph = self._docx.add_paragraph()
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(gbt9704.LINE_POINTS)
        form.space_before, form.space_after = Pt(0), Pt(space)
        form.first_line_indent = Pt(indent * face.size)
        if align is not None:
            paragraph.alignment = align
        _run(paragraph, text, face)
        return paragraph

    def title(self, *lines: str) -> None:
        for number, line in enumerate(lines):
            last = number == len(lines) - 1
            space = gbt9704.LINE_POINTS if last else 0
            self._paragraph(line, gbt9704.TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0, space=space)

    def addressees(self, text: str) -> None:
        self._paragraph(text, gbt9704.BODY, indent=0)

    def heading(self, level: int, text: str) -> None:
        """The next item on a level from 1 to 4, numbered 一、 （一） 1． （1）."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        number = gbt9704.level_number(level, self._counts[level - 1])
        self._paragraph(number + text, gbt9704.LEVEL_FACES[level - 1])

    def body(self, text: str) -> None:
        for line in filter(None, (part.strip() for part in text.split("\n"))):
            self._paragraph(line, gbt9704.BODY)

    def signature(self, office: str, day: date) -> None:
        """The office and the date, the date four characters from the right."""
        # Never alone on a page: the last words of the text stay with it.
        self._docx.paragraphs[-1].paragraph_format.keep_with_next = True
        self._paragraph("", gbt9704.BODY).paragraph_format.keep_with_next = True
        for text in (office, gbt9704.written_date(day)):
            paragraph = self._paragraph(text, gbt9704.BODY, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0)
            paragraph.paragraph_format.right_indent = Pt(4 * gbt9704.BODY.size)
            paragraph.paragraph_format.keep_with_next = text == office

    def annex(self, text: str) -> None:
        """The heading of an annex, on a page of its own (7.3.6)."""
        self._paragraph(text, gbt9704.LEVEL_FACES[0], indent=0).paragraph_format.page_break_before = True

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table over the type area; ``widths`` in millimetres. The header is repeated on every page."""
        table = self._docx.add_table(rows=1, cols=len(header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _cells(table.rows[0], header, widths, bold=True)
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row in rows:
            _cells(table.add_row(), row, widths, bold=False)

    def bars(self, rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> None:
        """Each label with its counts side by side, as wide as they are many: a chart of coloured cells, which every office
        program shows alike and nobody needs a font or a library for."""
        longest = max((sum(count for count, _colour in counts) for _label, counts in rows), default=0) or 1
        for label, counts in rows:
            shown = [(count, colour) for count, colour in counts if count]
            table = self._docx.add_table(rows=1, cols=1 + len(shown))
            table.autofit = False
            widths = [44.0, *(max(6.0, 106 * count / longest) for count, _colour in shown)]
            for column, width in zip(table.columns, widths, strict=True):
                column.width = Mm(width)
            _cells(table.rows[0], [label, *(str(count) for count, _colour in shown)], widths, bold=False)
            for cell, (_count, colour) in zip(table.rows[0].cells[1:], shown, strict=True):
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), BAR_COLOURS[colour])
                cell._tc.get_or_add_tcPr().append(shade)
            self._gap()

    def _gap(self) -> None:
        """A line of two points: tables that touch are taken for one table, with the columns of both."""
        form = self._docx.add_paragraph().paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
        form.space_before = form.space_after = Pt(0)

    def save(self) -> bytes:
        packed = BytesIO()
        self._docx.save(packed)
        return packed.getvalue()


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML, and so a .docx, cannot hold."""
BAR_COLOURS = {"blue": "9DB8D9", "green": "A9D3B2", "yellow": "F2D28C", "red": "E8A29B", "grey": "CFD4DA"}
_SMALL = Face(gbt9704.BODY.names, 12.0)


def printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _cells(row: Any, texts: Sequence[str], widths: Sequence[float], *, bold: bool) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        _run(paragraph, text, _SMALL).bold = bold


def _run(paragraph: Any, text: str, face: Face) -> Any:
    """A run whose Chinese face is the official one; readers without it fall back by their own table."""
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(face.size)
    run.font.name = "Times New Roman"
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face.names[0])
    return run
