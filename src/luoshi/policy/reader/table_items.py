"""Rows of task tables as measures, beside those of the outline."""

from __future__ import annotations

import re

from .items import Item
from .tables import Row
from .unit_lists import UnitList, parse_list
from .view import View


def merge_rows(view: View, items: list[Item], rows: list[Row]) -> list[Item]:
    """Items in the order of the text; what stands inside a row of a table is the row's."""
    if not rows:
        return items
    items = [item for item in items if not _heads_rows(view, item, rows)]
    kept = [_shortened(item, rows) for item in items if not any(r.start <= item.start < r.end for r in rows)]
    kept = [item for item in kept if item.number or not any(r.start <= item.body[0][0] < r.end for r in rows)]
    return sorted([*kept, *(_item(view, row) for row in rows)], key=lambda item: item.start)


def _heads_rows(view: View, item: Item, rows: list[Row]) -> bool:
    """Whether an item is only the heading of rows below it; they take it for their section."""
    inside = [r for r in rows if item.start < r.start < item.end]
    if not inside:
        return False
    between = view.norm[item.body[0][0] : inside[0].start]
    if any("\t" not in line and "|" not in line for line in between.split("\n") if line.strip()):
        return False
    label = re.sub(r"\s+", "", view.text[item.start : max(item.title[1], item.start)])
    for row in inside:
        row.section = row.section or "/".join(p for p in (item.section, label) if p)
    return True


def _shortened(item: Item, rows: list[Row]) -> Item:
    """An item before a table ends where the table begins."""
    first = next((r.start for r in rows if item.start < r.start < item.end), None)
    if first is not None:
        item.end = first
        item.body = [(a, min(b, first)) for a, b in item.body if a < first] or [(item.start, item.start)]
    return item


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
