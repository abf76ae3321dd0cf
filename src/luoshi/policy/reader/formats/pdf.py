"""PDF: the text layer, its lines joined to paragraphs, without page numbers and running heads."""

from __future__ import annotations

import re
from math import nan

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from luoshi.policy.reader.model import SourceText

from .errors import Damaged, Encrypted, GarbledTextLayer, NoTextLayer, TooManyPages
from .limits import Limits, Stopwatch
from .lines import TextBuilder
from .pdf_lines import Line, paragraphs, without_furniture

_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_FEW = 8  # characters; a page with fewer holds a picture


def read(content: bytes, name: str, limits: Limits, watch: Stopwatch) -> SourceText:
    """The text of a PDF. Raises Encrypted, Damaged, TooManyPages, NoTextLayer or GarbledTextLayer."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted(name=name) from None
        raise Damaged(name=name, kind="pdf") from None
    try:
        if len(document) > limits.pages:
            raise TooManyPages(name=name, pages=len(document), limit=limits.pages)
        pages = _pages(document, watch)
    except pdfium.PdfiumError:
        raise Damaged(name=name, kind="pdf") from None
    finally:
        document.close()
    without_text = [number for number, page in enumerate(pages, 1) if sum(len(line.text) for line in page) < _FEW]
    if len(without_text) == len(pages):
        raise NoTextLayer(name=name)
    whole = "".join(line.text for page in pages for line in page)
    if len(_UNREADABLE.findall(whole)) > 0.2 * len(whole):
        raise GarbledTextLayer(name=name)
    text = TextBuilder(name, limits, watch)
    if without_text:
        shown = "、".join(str(number) for number in without_text[:10]) + (" 等" if len(without_text) > 10 else "")
        text.note(f"第 {shown} 页没有文字（空白或图片），未读入")
    for paragraph in paragraphs(without_furniture(pages)):
        text.line(paragraph)
    return text.source()


def _pages(document: pdfium.PdfDocument, watch: Stopwatch) -> list[list[Line]]:
    pages = []
    for page in document:
        watch.check()
        text_page = page.get_textpage()
        try:
            pages.append(_lines(text_page, watch))
        finally:
            text_page.close()
            page.close()
    return pages


def _lines(text_page: pdfium.PdfTextPage, watch: Stopwatch) -> list[Line]:
    """Lines as the page shows them, with their left and right edges and height in points."""
    lines: list[Line] = []
    count = text_page.count_chars()
    # Asked page by page, not character by character: a line costs two places.
    text = text_page.get_text_range(0, count) if count > 0 else ""
    start = 0
    for piece in text.splitlines(keepends=True):
        words = piece.strip()
        if words:
            watch.check()
            first = start + _units(piece[: piece.index(words[0])])
            lines.append(_line(text_page, words, first, first + _units(words) - 1))
        start += _units(piece)
    return lines


def _units(words: str) -> int:
    """Length as the library counts: rare characters beyond the basic plane are two."""
    return len(words) if words.isascii() else len(words.encode("utf-16-le", "surrogatepass")) // 2


def _line(text_page: pdfium.PdfTextPage, words: str, first: int, last: int) -> Line:
    left, bottom, _, top = _box(text_page, first)
    _, _, right, _ = _box(text_page, last)
    # The text layer marks a word broken at a line's end with U+FFFE.
    return Line(words.replace("\ufffe", ""), left, right, bottom, top)


def _box(text_page: pdfium.PdfTextPage, place: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the character at a place of the text; not numbers where it has none."""
    character = pdfium_raw.FPDFText_GetCharIndexFromTextIndex(text_page, place)
    try:
        left, bottom, right, top = text_page.get_charbox(character, loose=True)
    except (pdfium.PdfiumError, IndexError, ValueError):
        return nan, nan, nan, nan
    return left, bottom, right, top
