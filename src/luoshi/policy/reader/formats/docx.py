"""Word documents (ECMA-376): the body in order, with the numbers the page shows.

Read from the package itself, not through python-docx, whose paragraphs leave out inserted text, content controls and text
boxes. Headers, footers, footnotes, deleted and hidden text and the table of contents are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any

from lxml import etree

from luoshi.policy.reader.model import SourceText

from .docx_numbers import Numbers, W
from .errors import Damaged, Encrypted, HasEntities, UnpacksTooLarge
from .limits import Limits, Stopwatch
from .lines import Cell, TextBuilder

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_SMALL = 100_000  # bytes; below this the ratio says nothing
_OFFICE_DOCUMENT = "/relationships/officeDocument"
_LEFT_OUT = {
    f"{W}{name}"
    for name in [
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "rPr",
        "pPr",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "rt",
        "annotationRef",
        "sectPr",
    ]
}
_GROUPS = {
    f"{W}{name}"
    for name in ["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo"]
}
_MARKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}


def read(content: bytes, name: str, limits: Limits, watch: Stopwatch) -> SourceText:
    """The text of a docx. Raises Damaged, Encrypted, UnpacksTooLarge, HasEntities or EmptyDocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_bomb(package, len(content), name, limits)
            parts = _Parts(package, name, limits, watch)
            main = parts.main_name()
            body = _Body(
                TextBuilder(name, limits, watch),
                Numbers(parts.optional(join(main.rpartition("/")[0], "numbering.xml"))),
                parts.optional(join(main.rpartition("/")[0], "styles.xml")),
            )
            return body.read(parts.required(main))
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, EOFError, ValueError, NotImplementedError):
        raise Damaged(name=name, kind="docx") from None
    except RuntimeError:
        # zipfile's way of saying that an entry has a password.
        raise Encrypted(name=name) from None


def _refuse_bomb(package: zipfile.ZipFile, packed: int, name: str, limits: Limits) -> None:
    """Judged by what the directory declares; a part that unpacks beyond its declaration is stopped when read."""
    declared = sum(entry.file_size for entry in package.infolist())
    if declared > limits.unpacked_bytes or declared > limits.ratio * max(packed, _SMALL):
        raise UnpacksTooLarge(name=name)


class _Parts:
    def __init__(self, package: zipfile.ZipFile, name: str, limits: Limits, watch: Stopwatch) -> None:
        self._package = package
        self._name = name
        self._limits = limits
        self._watch = watch

    def main_name(self) -> str:
        """The main part by the package's relationships; the usual place where they do not say."""
        for relation in self._parse("_rels/.rels") if "_rels/.rels" in self._package.namelist() else ():
            if str(relation.get("Type", "")).endswith(_OFFICE_DOCUMENT):
                return normpath(str(relation.get("Target", "")).lstrip("/"))
        return "word/document.xml"

    def required(self, part: str) -> Any:
        return self._parse(part)

    def optional(self, part: str) -> Any | None:
        return self._parse(part) if part in self._package.namelist() else None

    def _parse(self, part: str) -> Any:
        self._watch.check()
        with self._package.open(part) as file:
            xml = file.read(self._limits.unpacked_bytes + 1)
        if len(xml) > self._limits.unpacked_bytes:
            raise UnpacksTooLarge(name=self._name)
        plain = xml.replace(b"\0", b"")
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise HasEntities(name=self._name)
        # Strict documents use another namespace for the same names.
        xml = xml.replace(_STRICT, _TRANSITIONAL)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        return etree.fromstring(xml, parser)


class _Body:
    def __init__(self, text: TextBuilder, numbers: Numbers, styles: Any | None) -> None:
        self._text = text
        self._numbers = numbers
        self._styles = {} if styles is None else {s.get(f"{W}styleId", ""): s for s in styles.iterchildren(f"{W}style")}
        self._default_style = next((key for key, s in self._styles.items() if _is_default_paragraph(s)), "")

    def read(self, document: Any) -> SourceText:
        body = document.find(f"{W}body")
        if body is None:
            raise KeyError("body")
        self._blocks(body)
        return self._text.source()

    def _blocks(self, parent: Any) -> None:
        """Paragraphs and tables in the order of the page; groups are gone into, to any depth the parser allows."""
        waiting = [iter(parent.iterchildren())]
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
            elif element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag == f"{_MC}AlternateContent":
                waiting.append(iter(_chosen(element)))
            elif element.tag in _GROUPS:
                if _is_contents(element):
                    self._text.note("目录已略去")
                else:
                    waiting.append(iter(element.iterchildren()))

    def _paragraph(self, paragraph: Any) -> None:
        style = self._style_of(paragraph)
        if re.fullmatch(r"toc \d", self._style_name(style), re.IGNORECASE):
            self._text.note("目录已略去")
            return
        words = "".join(_words(paragraph))
        if words.strip():
            self._text.line(self._number_of(paragraph, style) + words.lstrip())
        for box in _boxes(paragraph):
            self._blocks(box)

    def _table(self, table: Any) -> None:
        only = [cell for row in _rows(table) for cell in _cells(row)]
        if len(only) == 1:
            # A frame around text, not a table.
            self._blocks(only[0])
            return
        rows: list[list[Cell]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        for row in _rows(table):
            cells: list[Cell] = []
            before = row.find(f"{W}trPr/{W}gridBefore")
            column = _number(before, 0)
            for cell in _cells(row):
                columns = max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in open_cells:
                    above, place = open_cells[column]
                    top = rows[above][place]
                    rows[above][place] = Cell(top.text, top.column, top.column_span, top.row_span + 1)
                else:
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = (len(rows), len(cells))
                    cells.append(Cell(self._cell_text(cell), column, columns))
                column += columns
            rows.append(cells)
        self._text.table(rows)

    def _cell_text(self, cell: Any) -> str:
        """The paragraphs of a cell, and of tables in it, each on a line."""
        lines = []
        for paragraph in cell.iter(f"{W}p"):
            words = "".join(_words(paragraph)).strip()
            if words:
                lines.append(self._number_of(paragraph, self._style_of(paragraph)) + words)
        return "\n".join(lines)

    def _number_of(self, paragraph: Any, style: str) -> str:
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        level = None
        seen: set[str] = set()
        while properties is None or properties.find(f"{W}numId") is None:
            if properties is not None and level is None:
                level = properties.find(f"{W}ilvl")
            # What the paragraph leaves open its style says, or the style that one is based on.
            if not style or style in seen or style not in self._styles:
                return ""
            seen.add(style)
            element = self._styles[style]
            properties = element.find(f"{W}pPr/{W}numPr")
            based_on = element.find(f"{W}basedOn")
            style = "" if based_on is None else based_on.get(f"{W}val", "")
        number = properties.find(f"{W}numId").get(f"{W}val", "0")
        if level is None:
            level = properties.find(f"{W}ilvl")
        return "" if number == "0" else self._numbers.next(number, _number(level, 0))

    def _style_of(self, paragraph: Any) -> str:
        element = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._default_style if element is None else str(element.get(f"{W}val", ""))

    def _style_name(self, style: str) -> str:
        element = self._styles.get(style)
        name = None if element is None else element.find(f"{W}name")
        return "" if name is None else str(name.get(f"{W}val", ""))


def _words(paragraph: Any) -> Iterator[str]:
    """The visible words of a paragraph, without those of text boxes in it."""
    waiting = [iter(paragraph.iterchildren())]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag in _MARKS:
            yield _MARKS[element.tag]
        elif element.tag == f"{W}r":
            if element.find(f"{W}rPr/{W}vanish") is None:
                waiting.append(iter(element.iterchildren()))
        elif element.tag == f"{_MC}AlternateContent":
            waiting.append(iter(_chosen(element)))
        elif element.tag in _GROUPS or element.tag in (f"{W}ruby", f"{W}rubyBase"):
            waiting.append(iter(element.iterchildren()))
        elif element.tag not in _LEFT_OUT and not str(element.tag).startswith(W):
            # Drawings hold text boxes (read apart); mathematics holds words of its own.
            yield from (part.text or "" for part in element.iter("{*}t") if not str(part.tag).startswith(W))


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Contents of the text boxes anchored in a paragraph; of the two copies Word keeps, the first."""
    for box in paragraph.iter(f"{W}txbxContent"):
        for outer in box.iterancestors():
            if outer is paragraph:
                yield box
                break
            # A box inside a box is reached through the outer one.
            if outer.tag == f"{W}txbxContent" or (
                outer.tag == f"{_MC}Fallback" and outer.getparent().find(f"{_MC}Choice//{W}txbxContent") is not None
            ):
                break


def _chosen(alternatives: Any) -> list[Any]:
    choice = alternatives.find(f"{_MC}Choice")
    if choice is None:
        choice = alternatives.find(f"{_MC}Fallback")
    return [] if choice is None else list(choice)


def _is_contents(element: Any) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _is_default_paragraph(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")


def _rows(table: Any) -> Iterator[Any]:
    return _through_groups(table, f"{W}tr")


def _cells(row: Any) -> Iterator[Any]:
    return _through_groups(row, f"{W}tc")


def _through_groups(parent: Any, tag: str) -> Iterator[Any]:
    waiting = [iter(parent.iterchildren())]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == tag:
            yield element
        elif element.tag in _GROUPS:
            waiting.append(iter(element.iterchildren()))


def _number(element: Any | None, default: int) -> int:
    try:
        return default if element is None else min(int(element.get(f"{W}val", default)), 100)
    except ValueError:
        return default
