"""Puts a document's text together from lines and tables, keeping where each cell stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.policy.reader.model import SourceText, Span, Table, TableCell

from .errors import EmptyDocument, TextTooLong
from .limits import Limits, Stopwatch

_MOST_COLUMNS = 200  # a page that claims more is broken


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands: merged cells once, with the columns and rows they cover. ``column`` counts from 0."""

    text: str
    column: int
    column_span: int = 1
    row_span: int = 1


class TextBuilder:
    """Lines are added in order; ``source`` gives the whole."""

    def __init__(self, name: str, limits: Limits, watch: Stopwatch) -> None:
        self._name = name
        self._limits = limits
        self._watch = watch
        self._parts: list[str] = []
        self._length = 0
        self._tables: list[Table] = []
        self._notes: list[str] = []

    def note(self, remark: str) -> None:
        if remark not in self._notes:
            self._notes.append(remark)

    def line(self, text: str) -> None:
        """A line; blank ones are left out, and blanks at its ends are layout."""
        for part in text.split("\n"):
            if stripped := part.strip():
                self._add(stripped)

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """One line a row, cells parted by tabs. A table of a single cell is a frame, and its text is plain lines."""
        rows = [row for row in rows if any(cell.text.strip() for cell in row)]
        if not rows:
            return
        if len(rows) == 1 and len(rows[0]) == 1:
            self.line(rows[0][0].text)
            return
        start, cells = self._length, []
        for number, row in enumerate(rows):
            at = self._length
            texts = [one_line(cell.text) for cell in row]
            for cell, text in zip(row, texts, strict=True):
                cells.append(TableCell(number, cell.column, Span(at, at + len(text)), cell.row_span, cell.column_span))
                at += len(text) + 1
            self._add("\t".join(texts))
        self._tables.append(Table(Span(start, self._length - 1), tuple(cells)))

    def source(self) -> SourceText:
        """Raises EmptyDocument when there is no text at all."""
        text = "".join(self._parts)
        if not text.strip():
            raise EmptyDocument(name=self._name)
        # The last line ends the text; spans never reach past it.
        return SourceText(text.removesuffix("\n"), self._name, tuple(self._tables), tuple(self._notes))

    def _add(self, line: str) -> None:
        self._watch.check()
        self._parts.append(line + "\n")
        self._length += len(line) + 1
        if self._length > self._limits.characters:
            raise TextTooLong(name=self._name, characters=self._limits.characters)


def one_line(text: str) -> str:
    """The paragraphs of a cell as one line; tabs would part cells."""
    return " ".join(part for part in (piece.strip() for piece in text.replace("\t", " ").split("\n")) if part)


def spread_rows(rows: Sequence[Sequence[tuple[str, int, int]]]) -> list[list[Cell]]:
    """Rows of (text, columns, rows) cells as a page gives them, each cell in the column it comes to stand in."""
    free_from: dict[int, int] = {}
    placed: list[list[Cell]] = []
    for number, row in enumerate(rows):
        cells, column = [], 0
        for text, wide, deep in row:
            columns = max(1, min(wide, _MOST_COLUMNS))
            depth = len(rows) - number if deep == 0 else max(1, min(deep, len(rows) - number))
            while free_from.get(column, 0) > number:
                column += 1
            for across in range(column, column + columns):
                free_from[across] = number + depth
            cells.append(Cell(text, column, columns, depth))
            column += columns
        placed.append(cells)
    return placed
