"""The same document read from docx, pdf and html says the same as from plain text."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from luoshi.policy.reader import understand
from luoshi.policy.reader.formats import load
from luoshi.policy.reader.model import PolicyDocument, SourceText

from .samples import paragraph, raw_docx

POLICIES = Path(__file__).parents[6] / "tests/reader/policies"
DOCUMENTS = ["minhou-2021-22.txt", "25-gf2019-3-zongbaoqu.txt", "28-gbf2018-121-tiyu-jingsai.txt"]


def as_docx(lines: list[str]) -> bytes:
    return raw_docx("".join(paragraph(line) for line in lines))


def as_html(lines: list[str]) -> bytes:
    return ("<html><body>" + "".join(f"<p>　　{escape(line)}</p>\n" for line in lines) + "</body></html>").encode("gbk")


def as_pdf(lines: list[str]) -> bytes:
    """Set as an official document: paragraphs indented by two characters, a page number below."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=16, leading=28, wordWrap="CJK", firstLineIndent=32)

    def number(canvas: object, template: object) -> None:
        canvas.setFont("STSong-Light", 14)  # type: ignore[attr-defined]
        canvas.drawString(270, 30, f"— {template.page} —")  # type: ignore[attr-defined]

    file = io.BytesIO()
    flow = [Paragraph(escape(line), style) for line in lines]
    SimpleDocTemplate(file).build(flow, onFirstPage=number, onLaterPages=number)
    return file.getvalue()


def said(reading: PolicyDocument) -> list[object]:
    return [
        (
            measure.number,
            measure.title,
            [(party.name, party.role) for party in measure.responsible],
            [group.name for group in measure.groups],
            [target.text for target in measure.targets],
            [deadline.text for deadline in measure.deadlines],
            len(measure.sentences),
            [commitment.text for commitment in measure.commitments],
        )
        for measure in reading.measures
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("write", [as_docx, as_html, as_pdf])
def test_same_reading_from_every_format(name: str, write: Callable[[list[str]], bytes]) -> None:
    lines = [line.strip() for line in load(POLICIES / name).text.split("\n") if line.strip()]
    plain = said(understand(SourceText("\n".join(lines))))
    assert plain and said(understand(load(write(lines)))) == plain
