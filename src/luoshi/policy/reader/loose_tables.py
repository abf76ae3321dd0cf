"""Flattened tables whose cells no longer match their columns: rows are told by running numbers, cells by what they hold.

Headings broken in two, a name over two lines, cells without a heading: the text of a row is what stands between its
number and its parties, the parties are its first cells that name units only.
"""

from __future__ import annotations

import re

from .columns import Cell, Row, column_kind, is_task_header
from .model import Role
from .sentences import trim
from .unit_names import is_group, looks_like_unit
from .view import View

_HEADINGS = 18
_LINES_OF_ROW = 24
_NUMBER = re.compile(r"\d{1,3}")
# A cell of words, and no date or amount.
_WORDS = re.compile(r"[一-鿿]{2}")
_PARTS = re.compile(r"[、,;和及 。]")
# 二、…: the rows that follow stand under it.
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
_PARTIES: tuple[Role, ...] = ("lead", "responsible", "support")


def loose_rows(view: View, known: list[Row]) -> list[Row]:
    """Rows of flattened tables that no stricter way of reading has found."""
    norm = view.norm
    if "序号" not in norm.replace(" ", ""):
        return []
    lines = [trim(norm, a, b, "|") for a, b in _lines(norm)]
    lines = [(a, b) for a, b in lines if b > a]
    rows: list[Row] = []
    for index, (a, b) in enumerate(lines):
        if norm[a:b].replace(" ", "") != "序号" or any(r.start <= a < r.end for r in rows):
            continue
        first = next((i for i in range(index + 2, min(index + _HEADINGS, len(lines))) if _is_number(norm, lines[i])), 0)
        headings = [line for line in lines[index:first] if not _SECTION.match(norm, *line)]
        kinds = _kinds(norm, headings) if first else []
        follows = lines[first][0] if first else 0
        if is_task_header(kinds) and _text_first(kinds) and not any(r.start <= follows < r.end for r in known):
            rows += _read_rows(view, [k for k in kinds if k in _PARTIES], lines, first)
    return rows


def headless_rows(view: View, grid: list[list[Cell]]) -> list[Row]:
    """Rows of a table whose headings were cut off: running numbers first, then a column of text, then one of units."""
    norm = view.norm
    numbered = [cells for cells in grid if len(cells) > 2 and _is_number(norm, cells[0])]
    numbers = [int(norm[slice(*cells[0])]) for cells in numbered]
    if len(numbered) < max(3, 0.8 * len(grid)) or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    width = min(len(cells) for cells in numbered)
    party = next((j for j in range(2, width) if all(_is_party(norm, cells[j]) for cells in numbered)), 0)
    if not party:
        return []
    text = max(range(1, party), key=lambda j: sum(cells[j][1] - cells[j][0] for cells in numbered))
    return [
        Row(
            cells[0][0],
            cells[-1][1],
            number=norm[slice(*cells[0])],
            body=[cells[text]],
            parties=[("unspecified", *cells[party])],
        )
        for cells in numbered
    ]


def _lines(norm: str) -> list[Cell]:
    out, start = [], 0
    while start <= len(norm):
        end = norm.find("\n", start)
        end = len(norm) if end < 0 else end
        out.append((start, end))
        start = end + 1
    return out


def _is_number(norm: str, line: Cell) -> bool:
    return _NUMBER.fullmatch(norm, *line) is not None


def _kinds(norm: str, lines: list[Cell]) -> list[str]:
    """Kinds of the headings; one broken in two lines is read as one, one unknown is passed over."""
    words = [re.sub(r"\s+", "", norm[a:b]) for a, b in lines]
    if any(len(word) > 16 for word in words):
        return []
    out, at = [], 0
    while at < len(words):
        pair = column_kind(words[at] + words[at + 1]) if at + 1 < len(words) and len(words[at]) <= 4 else ""
        alone = column_kind(words[at])
        out.append(pair if pair in _PARTIES else alone)
        at += 2 if pair in _PARTIES else 1
    return [kind for kind in out if kind]


def _text_first(kinds: list[str]) -> bool:
    """Whether the column of the text stands before those of the parties."""
    text = min((kinds.index(k) for k in ("title", "body") if k in kinds), default=99)
    return text < min((kinds.index(k) for k in _PARTIES if k in kinds), default=-1)


def _read_rows(view: View, roles: list[Role], lines: list[Cell], at: int) -> list[Row]:
    norm, section = view.norm, ""
    rows: list[Row] = []
    while at < len(lines) and _is_number(norm, lines[at]):
        number = int(norm[slice(*lines[at])])
        until = min(at + _LINES_OF_ROW, len(lines))
        stop = next((i for i in range(at + 2, until) if _follows(view, roles, number, lines[i : i + _LINES_OF_ROW])), 0)
        row = _row(view, roles, lines[at : stop or until])
        if row is None:
            break
        row.section = section
        rows.append(row)
        if not stop:
            break
        section = next(
            (view.text[a:b].strip() for a, b in reversed(lines[at + 1 : stop]) if _SECTION.match(norm, a, b)), section
        )
        row.end = max(row.end, lines[stop - 1][1])
        at = stop
    return rows


def _follows(view: View, roles: list[Role], number: int, cells: list[Cell]) -> bool:
    """Whether a row begins here after the one with this number; of an extract, in which numbers are left out, only one
    that has all parties."""
    if not _is_number(view.norm, cells[0]):
        return False
    own = int(view.norm[slice(*cells[0])])
    if own <= number + 1:
        return own == number + 1
    row = _row(view, roles, cells)
    return row is not None and len(row.parties) == len(roles)


def _row(view: View, roles: list[Role], cells: list[Cell]) -> Row | None:
    """The row, None where it has no text or no party."""
    norm = view.norm
    row = Row(cells[0][0], cells[0][1], number=norm[slice(*cells[0])])
    texts: list[Cell] = []
    for cell in cells[1:]:
        if _is_party(norm, cell) and texts:
            if len(row.parties) == len(roles):
                break
            row.parties.append((roles[len(row.parties)], *cell))
            row.end = cell[1]
        elif row.parties:
            break
        else:
            texts.append(cell)
    texts = [cell for cell in texts if _WORDS.search(norm, *cell)]
    wide = max(texts, key=lambda c: c[1] - c[0], default=None)
    if wide is None or not row.parties or wide[1] - wide[0] < 6:
        return None
    row.body = [wide]
    before = texts[: texts.index(wide)]
    if before and all(b - a <= 24 for a, b in before):
        row.title = (before[0][0], before[-1][1])
    row.end = max(row.end, wide[1])
    return row


def _is_party(norm: str, cell: Cell) -> bool:
    """Whether a cell names units and groups only."""
    a, b = cell
    names = [name for name in _PARTS.split(norm[a:b]) if name]
    return b - a <= 120 and bool(names) and all(len(n) >= 2 and (looks_like_unit(n) or is_group(n)) for n in names)
