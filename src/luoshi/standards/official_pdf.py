"""Setting an official paper as .pdf in the layout of GB/T 9704-2012, with the same calls as ``official_paper``.

Chinese is set in STSong-Light, which every PDF reader supplies for GB texts (ISO 32000-1, 9.7.5.2): no font file has to be
installed on the server nor travel in the file. The standard's own faces (小标宋, 仿宋, 黑体) stand in the .docx.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

from . import gbt9704
from .line_ends import lines
from .official_paper import BAR_COLOURS, printable

FACE = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FACE))
TYPE_WIDTH = gbt9704.TYPE_WIDTH * mm
CELL_PADDING = 6


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    leading = more.pop("leading", gbt9704.LINE_POINTS)
    return ParagraphStyle(name, fontName=FACE, fontSize=size, leading=leading, wordWrap="CJK", **more)


_BODY = _style("body", gbt9704.BODY.size, firstLineIndent=2 * gbt9704.BODY.size)
_FLUSH = _style("flush", gbt9704.BODY.size)
_TITLE = _style("title", gbt9704.TITLE.size, alignment=TA_CENTER, spaceAfter=gbt9704.LINE_POINTS, leading=32)
_SIGNED = _style("signed", gbt9704.BODY.size, alignment=TA_RIGHT, rightIndent=4 * gbt9704.BODY.size)
_CELL = _style("cell", 10.5, leading=14)
_GRID = HexColor("#333333")


class OfficialPdf:
    """A paper under way; levels are numbered by the paper itself, each starting anew below the level above."""

    def __init__(self) -> None:
        self._story: list[Any] = []
        self._counts = [0, 0, 0, 0]

    def title(self, *titles: str) -> None:
        self._story.append(_set(titles, _TITLE))

    def addressees(self, text: str) -> None:
        self._story.append(_set([text], _FLUSH))

    def heading(self, level: int, text: str) -> None:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        number = gbt9704.level_number(level, self._counts[level - 1])
        style = ParagraphStyle(f"level{level}", parent=_BODY, keepWithNext=True)
        self._story.append(_set([number + text], style, bold=level < 3))

    def body(self, text: str) -> None:
        self._story += [_set([line], _BODY) for line in text.split("\n") if line.strip()]

    def signature(self, office: str, day: date) -> None:
        """The office and the date, the date four characters from the right, never alone on a page."""
        signed = [_set([text], _SIGNED) for text in ("　", office, gbt9704.written_date(day)) if text]
        last = [self._story.pop()] if self._story else []
        self._story.append(KeepTogether([*last, *signed]))

    def annex(self, text: str) -> None:
        self._story += [PageBreak(), _set([text], _FLUSH, bold=True)]

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        wide = [width * mm for width in widths]
        cells = [[_cell(text, width, bold=True) for text, width in zip(header, wide, strict=True)]]
        cells += [[_cell(text, width) for text, width in zip(row, wide, strict=True)] for row in rows]
        style = [("GRID", (0, 0), (-1, -1), 0.5, _GRID), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        self._story.append(Table(cells, colWidths=wide, repeatRows=1, style=style))

    def bars(self, rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> None:
        """Each label with its counts side by side, as wide as they are many."""
        longest = max((sum(count for count, _colour in counts) for _label, counts in rows), default=0) or 1
        for label, counts in rows:
            shown = [(count, colour) for count, colour in counts if count]
            widths = [max(6.0, 106 * count / longest) for count, _colour in shown]
            style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 1)]
            style += [
                ("BACKGROUND", (n, 0), (n, 0), HexColor(f"#{BAR_COLOURS[colour]}"))
                for n, (_count, colour) in enumerate(shown, start=1)
            ]
            row = [
                _cell(label, 44 * mm),
                *(_cell(str(count), width * mm) for (count, _), width in zip(shown, widths, strict=True)),
            ]
            table = Table([row], colWidths=[44 * mm, *(width * mm for width in widths)], style=style, hAlign="LEFT")
            self._story.append(table)

    def save(self) -> bytes:
        packed = BytesIO()
        document = BaseDocTemplate(packed, pagesize=(gbt9704.PAGE_WIDTH * mm, gbt9704.PAGE_HEIGHT * mm))
        frame = Frame(
            gbt9704.LEFT * mm,
            gbt9704.BOTTOM * mm,
            gbt9704.TYPE_WIDTH * mm,
            gbt9704.TYPE_HEIGHT * mm,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        document.addPageTemplates([PageTemplate(frames=[frame], onPage=_number)])
        document.build(self._story or [Paragraph("", _BODY)])
        return packed.getvalue()


def _number(canvas: Any, _document: Any) -> None:
    """``— 1 —``: odd pages right, even pages left, one character from the edge."""
    canvas.setFont(FACE, gbt9704.PAGE_NUMBER.size)
    page, indent = canvas.getPageNumber(), gbt9704.PAGE_NUMBER.size
    height = (gbt9704.BOTTOM - 7) * mm
    words = f"— {page} —"
    if page % 2:
        canvas.drawRightString((gbt9704.LEFT + gbt9704.TYPE_WIDTH) * mm - indent, height, words)
    else:
        canvas.drawString(gbt9704.LEFT * mm + indent, height, words)


def _cell(text: str, width: float, *, bold: bool = False) -> Paragraph:
    return _set([text], _CELL, bold=bold, width=width - 2 * CELL_PADDING)


def _set(texts: Sequence[str], style: ParagraphStyle, *, bold: bool = False, width: float = TYPE_WIDTH) -> Paragraph:
    """A paragraph whose lines are broken here: the library knows the Japanese rules, and of several signs holds the first."""

    def wide(piece: str) -> float:
        return float(pdfmetrics.stringWidth(piece, style.fontName, style.fontSize))

    width -= style.leftIndent + style.rightIndent
    first = width - style.firstLineIndent
    found = [line for text in texts for line in lines(printable(text), first=first, width=width, wide=wide)]
    words = "<br/>".join(escape(line) for line in found)
    return Paragraph(f"<b>{words}</b>" if bold else words, style)
