"""Tables of tasks: rows of cells parted by tabs or |, one cell a line, or one label a line; each row is a measure."""

from __future__ import annotations

import re

from .columns import Cell, Row, column_kind, is_task_header
from .loose_tables import headless_rows, loose_rows
from .model import Table
from .sentences import trim
from .unit_names import looks_like_unit
from .view import View

_DUE = re.compile(r"\d{4}年|月底|年底|季度|\d{1,2}月|长期|持续")


def read_tables(view: View, tables: tuple[Table, ...]) -> list[Row]:
    """Rows of all task tables, in the order of the text."""
    rows: list[Row] = []
    taken: list[tuple[int, int]] = []
    kinds: list[str] = []
    for grid in _grids(view):
        found, kinds = _of_grid(view, grid, kinds if len(grid[0]) == len(kinds) else [])
        if found:
            rows += found
            taken.append((grid[0][0][0], grid[-1][-1][1]))
    for found in (_labelled(view), _flattened(view), _spaced(view)):
        rows += [r for r in found if not any(a <= r.start < b for a, b in taken)]
    rows += loose_rows(view, rows)
    return sorted(rows, key=lambda r: r.start)


def _lines(norm: str) -> list[tuple[int, int]]:
    out, start = [], 0
    while start <= len(norm):
        end = norm.find("\n", start)
        end = len(norm) if end < 0 else end
        out.append((start, end))
        start = end + 1
    return out


def _cells(norm: str, start: int, end: int) -> list[Cell]:
    sign = "\t" if norm.find("\t", start, end) >= 0 else "|"
    out, at = [], start
    while at <= end:
        stop = norm.find(sign, at, end)
        stop = end if stop < 0 else stop
        out.append(trim(norm, at, stop))
        at = stop + 1
    if sign == "|":
        if out and out[0][0] == out[0][1] and norm[start:end].lstrip().startswith("|"):
            out = out[1:]
        if out and out[-1][0] == out[-1][1]:
            out = out[:-1]
    return out


def _grids(view: View) -> list[list[list[Cell]]]:
    """Runs of lines that hold the same sign between cells."""
    norm = view.norm
    grids: list[list[list[Cell]]] = []
    current: list[list[Cell]] = []
    if "\t" not in norm and "|" not in norm:
        return []
    for a, b in _lines(norm):
        found = norm.find("\t", a, b) >= 0 or norm.count("|", a, b) >= 2
        cells = _cells(norm, a, b) if found else []
        if len(cells) > 1:
            if not re.fullmatch(r"[\s|:\-—]+", norm[a:b]):
                current.append(cells)
        elif current and b > a and norm[a:b].strip(" |"):
            grids.append(current)
            current = []
    if current:
        grids.append(current)
    return grids


def _of_grid(view: View, grid: list[list[Cell]], kinds: list[str]) -> tuple[list[Row], list[str]]:
    """Rows of a grid and the kinds of its columns; ``kinds`` are those of the table it may go on with."""
    norm = view.norm
    rows: list[Row] = []
    section = ""
    if not kinds and not any(is_task_header([column_kind(norm[a:b]) for a, b in cells]) for cells in grid):
        return headless_rows(view, grid), kinds
    for cells in grid:
        heads = [column_kind(norm[a:b]) for a, b in cells]
        if sum(1 for h in heads if h) >= max(2, len(cells) - 2) and is_task_header(heads):
            kinds = heads[: len(heads) - next(i for i, head in enumerate(reversed(heads)) if head)]
            continue
        if not kinds:
            continue
        texts = [c for c in cells if c[1] > c[0]]
        if len(texts) == 1 and len(cells) >= 2:
            section = norm[slice(*texts[0])].strip()
            continue
        row = _row(view, kinds, cells, section) if "number" in kinds else _self_numbered(view, kinds, cells, section)
        if row is not None:
            rows.append(row)
            section = row.section
        elif rows:
            _append(rows[-1], kinds, cells)
    return rows, kinds


_BARE_NUMBER = re.compile(r"\d{1,3}")
_LEADING_NUMBER = re.compile(r"(\d{1,3})\s?[.、]\s?(?!\d)")


def _self_numbered(view: View, kinds: list[str], cells: list[Cell], section: str) -> Row | None:
    """A row without a column for its number: it stands in a cell without heading, or opens the name of the task."""
    norm = view.norm
    cells = cells[: max(i + 1 for i, (a, b) in enumerate(cells) if b > a)]
    at = next((i for i, cell in enumerate(cells[:4]) if _BARE_NUMBER.fullmatch(norm, *cell)), -1)
    if at >= 0 and 0 < len(cells) - at - 1 <= len(kinds):
        above = "/".join(norm[a:b].strip("。 ") for a, b in cells[:at] if b > a)
        rest = cells[at + 1 :]
        row = _row(view, kinds[len(kinds) - len(rest) :], rest, above or section)
        if row is not None:
            row.start, row.number = cells[0][0], norm[slice(*cells[at])]
        return row
    if kinds[0] == "section" and _LEADING_NUMBER.match(norm, *cells[0]):
        kinds = kinds[1:]
    row = _row(view, kinds, cells, section)
    if row is not None:
        named = row.title if row.title[1] > row.title[0] else row.body[0]
        match = _LEADING_NUMBER.match(norm, *named)
        if match is not None:
            row.number = match.group(1)
            if named == row.title:
                row.title = (match.end(), named[1])
            else:
                row.body[0] = (match.end(), named[1])
    return row


def _row(view: View, kinds: list[str], cells: list[Cell], section: str) -> Row | None:
    norm, text = view.norm, view.text
    shift = len(kinds) - len(cells)
    if shift > 0 and kinds[0] in ("section",):
        kinds = kinds[shift:]
    row = Row(cells[0][0], cells[-1][1], section=section)
    named = False
    for kind, (a, b) in zip(kinds, cells, strict=False):
        if b <= a:
            continue
        if kind == "number":
            row.number = norm[a:b].rstrip(".、")
        elif kind == "section":
            row.section = text[a:b].strip()
        elif kind == "title" and {"body", "target"} & set(kinds):
            row.title, named = (a, b), True
        else:
            _fill(row, kind, a, b)
    if (not row.body and not named) or (kinds[0] == "number" and not row.number):
        return None
    if not row.body:
        row.body = [row.title]
        row.title = (row.start, row.start)
    return row


def _fill(row: Row, kind: str, a: int, b: int) -> None:
    if kind in ("title", "body", "target"):
        row.body.append((a, b))
    elif kind in ("lead", "support", "responsible"):
        row.parties.append((kind, a, b))  # type: ignore[arg-type]
    elif kind == "deadline":
        row.deadline.append((a, b))


def _append(row: Row, kinds: list[str], cells: list[Cell]) -> None:
    """A row without a number goes on with the one above (merged cells)."""
    for kind, (a, b) in zip(kinds, cells, strict=False):
        if b > a:
            _fill(row, kind, a, b)
    row.end = max(row.end, cells[-1][1])


def _labelled(view: View) -> list[Row]:
    """A card for each task: 重点工作: | 135.… | then 牵头单位: | … | and so on, one label a line."""
    norm = view.norm
    rows: list[Row] = []
    row: Row | None = None
    if "|" not in norm:
        return []
    for a, b in _lines(norm):
        line = norm[a:b]
        match = re.match(r"\s*([^|:]{2,24}?)\s*:\s*\|\s*", line)
        kind = column_kind(match.group(1)) if match else ""
        if match is not None and re.search(r"进展|问题|建议|备注|完成情况", match.group(1)):
            kind = "skip"
        if match is None or not kind:
            if row is not None and b > a:
                row.results.append(trim(norm, a, b, "|"))
            continue
        at, stop = trim(norm, a + match.end(), b, "|")
        if kind == "title" and "目标" not in match.group(1):
            row = Row(a, b)
            rows.append(row)
            number = re.match(r"\s*(\d{1,4})\s?[.、]\s*", norm[at:stop])
            row.number = number.group(1) if number else ""
            begin = at + (number.end() if number else 0)
            row.title = trim(norm, begin, stop, "。")
        elif row is not None:
            row.end = b
            if kind in ("lead", "support", "responsible"):
                row.parties.append((kind, at, stop))  # type: ignore[arg-type]
            elif kind == "deadline":
                row.deadline.append((at, stop))
            elif kind in ("body", "target", "title"):
                row.body.append((at, stop))
    return [r for r in rows if r.parties or r.body]


_ROW_NUMBER = re.compile(r"\s*\d{1,3} +\S")


def _spaced(view: View) -> list[Row]:
    """A table whose cells are parted by blanks: a line of headings, then lines that begin with a running number."""
    norm = view.norm
    rows: list[Row] = []
    kinds: list[str] = []
    for a, b in _lines(norm):
        if b - a < 8:
            continue
        if norm.startswith(("序号 ", "编号 "), a + len(norm[a:b]) - len(norm[a:b].lstrip())):
            heads = [column_kind(word) for word in norm[a:b].split()]
            kinds = heads if len(heads) >= 4 and all(heads) and is_task_header(heads) else []
        elif kinds and _ROW_NUMBER.match(norm, a, b):
            cells = _aligned(kinds, [m.span() for m in _WORD.finditer(norm, a, b)])
            row = _row(view, kinds, cells, "") if cells else None
            if row is not None:
                row.section = row.section.replace(" ", "")
                rows.append(row)
        else:
            kinds = []
    return rows


_WORD = re.compile(r"\S+")


def _aligned(kinds: list[str], words: list[Cell]) -> list[Cell]:
    """As many cells as columns: the last columns from the right, the longest word as the text, the rest before it."""
    text = max((i for i, kind in enumerate(kinds) if kind in ("title", "body", "target")), default=0)
    after = len(kinds) - text - 1
    middle = words[1 : len(words) - after]
    if text < 1 or len(middle) < text:
        return []
    longest = max(range(len(middle)), key=lambda i: middle[i][1] - middle[i][0])
    before = middle[:longest]
    if len(before) < text - 1:
        return []
    while len(before) > text - 1:
        before = [(before[0][0], before[1][1]), *before[2:]]
    tail = words[len(words) - after :] if after else []
    return [words[0], *before, (middle[longest][0], middle[-1][1]), *tail]


def _flattened(view: View) -> list[Row]:
    """A table that lost its grid: headings one a line, then the cells of each row one a line."""
    norm = view.norm
    lines = [trim(norm, a, b, "|") for a, b in _lines(norm)]
    lines = [(a, b) for a, b in lines if b > a]
    kinds_at = [column_kind(norm[a:b]) if b - a <= 16 else "" for a, b in lines]
    rows: list[Row] = []
    index = 0
    while index < len(lines):
        stop = index
        while stop < len(lines) and kinds_at[stop]:
            stop += 1
        if "number" in kinds_at[index:stop]:
            index += kinds_at[index:stop].index("number")
        kinds = kinds_at[index:stop]
        if (
            len(kinds) >= 3
            and kinds[0] in ("title", "section")
            and norm[slice(*lines[min(stop + 1, len(lines) - 1)])] == "1"
        ):
            # The first column groups the rows; their running number has no heading.
            kinds = ["number", *kinds[1:]]
        if "section" in kinds_at[index - 1 : index] and _is_first_group(norm, lines, kinds, stop):
            kinds, stop = kinds[:-1], stop - 1
        if len(kinds) >= 3 and kinds[0] == "number" and is_task_header(kinds):
            found, index = _flat_rows(view, kinds, lines, stop)
            rows += found
        else:
            index = stop + 1
    return rows


def _is_first_group(norm: str, lines: list[Cell], kinds: list[str], stop: int) -> bool:
    """Whether the last heading is the name of the first group of rows: the first row has one cell less."""
    numbers = [norm[slice(*lines[i])] for i in range(stop, min(stop + len(kinds) + 1, len(lines)))]
    return numbers[:1] == ["1"] and len(numbers) >= len(kinds) and numbers[len(kinds) - 1] == "2"


def _flat_rows(view: View, kinds: list[str], lines: list[Cell], at: int) -> tuple[list[Row], int]:
    """Cells between one running number and the next; a row with more lines than columns keeps the last for the units."""
    norm = view.norm
    rows: list[Row] = []
    expected = 1
    section = ""
    while at < len(lines):
        if norm[slice(*lines[at])].strip(".、") != str(expected):
            following = at + 1 < len(lines) and norm[slice(*lines[at + 1])].strip(".、") == str(expected)
            if following and lines[at][1] - lines[at][0] <= 40:
                section = view.text[slice(*lines[at])].strip()
                at += 1
                continue
            break
        stop = at + 1
        while stop < len(lines) and norm[slice(*lines[stop])].strip(".、") != str(expected + 1) and stop - at < 40:
            stop += 1
        cells = lines[at:stop]
        if stop == len(lines):
            cells = cells[: len(kinds)]
            stop = at + len(cells)
        cells, left = _fit(kinds, cells, norm)
        row = _row(view, kinds, cells, section)
        if row is None:
            break
        rows.append(row)
        at = stop - left
        expected += 1
    return rows, max(at, 1)


def _is_next_group(norm: str, cells: list[Cell]) -> bool:
    """Whether the last line names the group of the rows that follow: the cell before it is the deadline."""
    last, before = norm[slice(*cells[-1])], norm[slice(*cells[-2])]
    return not _DUE.search(last) and len(before) <= 20 and _DUE.search(before) is not None


def _fit(kinds: list[str], cells: list[Cell], norm: str) -> tuple[list[Cell], int]:
    """As many cells as columns: extra lines belong to the longest text column; a heading of the next part is left."""
    left = 0
    while len(cells) > len(kinds) and re.match(
        r"[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)", norm[slice(*cells[-1])]
    ):
        cells, left = cells[:-1], left + 1
    while len(cells) > len(kinds) and kinds[-1] == "deadline" and _is_next_group(norm, cells):
        cells, left = cells[:-1], left + 1
    extra = len(cells) - len(kinds)
    party = next((i for i, kind in enumerate(kinds) if kind in ("responsible", "lead", "support")), -1)
    if extra > 0 and party > 0 and kinds[-1] == "deadline":
        # Several units of one row may stand on lines of their own.
        units = [c for c in cells[party : party + extra + 1] if looks_like_unit(norm[slice(*c)])]
        if len(units) == extra + 1:
            return [*cells[:party], (units[0][0], units[-1][1]), *cells[party + extra + 1 :]], left
    if extra > 0:
        wide = next((i for i, kind in enumerate(kinds) if kind in ("body", "title")), 1)
        cells = [*cells[:wide], (cells[wide][0], cells[wide + extra][1]), *cells[wide + extra + 1 :]]
    return cells, left
