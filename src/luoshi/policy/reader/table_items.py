"""Rows of task tables as measures, beside those of the outline."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from .columns import Row
from .items import Item
from .unit_lists import UnitList, parse_list
from .view import View


def merge_rows(view: View, items: list[Item], rows: list[Row]) -> list[Item]:
    """Items in the order of the text; what stands inside a row of a table is the row's."""
    if not rows:
        return items
    starts = [r.start for r in rows]
    kept = []
    for item in items:
        inside = rows[bisect_right(starts, item.start) : bisect_left(starts, item.end)]
        if _is_in_row(rows, starts, item.start) or (inside and _heads_rows(view, item, inside)):
            continue
        if inside:
            _shorten(item, inside[0].start)
        if item.node is None and not item.number and not item.goal:
            # Guessed for want of numbers; the rows are the measures.
            continue
        if item.number or not _is_in_row(rows, starts, item.body[0][0]):
            kept.append(item)
    return sorted([*kept, *(_item(view, row) for row in rows)], key=lambda item: item.start)


def _is_in_row(rows: list[Row], starts: list[int], at: int) -> bool:
    index = bisect_right(starts, at) - 1
    return index >= 0 and at < rows[index].end


def _heads_rows(view: View, item: Item, inside: list[Row]) -> bool:
    """Whether an item is only the heading of rows below it; they take it for their section."""
    between = view.norm[item.body[0][0] : inside[0].start]
    if any("\t" not in line and "|" not in line for line in between.split("\n") if line.strip()):
        return False
    label = re.sub(r"\s+", "", view.text[item.start : max(item.title[1], item.start)])
    for row in inside:
        row.section = row.section or "/".join(p for p in (item.section, label) if p)
    return True


def _shorten(item: Item, first: int) -> None:
    """An item before a table ends where the table begins."""
    item.end = first
    item.body = [(a, min(b, first)) for a, b in item.body if a < first] or [(item.start, item.start)]


def _item(view: View, row: Row) -> Item:
    lists: list[UnitList] = []
    for role, a, b in row.parties:
        units = parse_list(view.norm, a, b, role)
        if units is not None:
            units.end = units.start
            lists.append(units)
    body = row.body or [(row.end, row.end)]
    return Item(
        row.number,
        row.title,
        row.section,
        row.start,
        row.end,
        body,
        None,
        confidence=0.85,
        lists=lists,
        deadline_cells=row.deadline,
        quoted_goals=row.results,
    )
