"""Task tables of others: read, looked over, kept as tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import measures
from luoshi.registry.api import all_units, groups, require

from .. import errors, events
from ..domain.task_table import Clauses, Names, header_of, pairs_of, read_rows, unused
from ..models import Commitment, Source, TableImport
from ..task_files import read_table
from .sources import Wanted, make_task

AT_ONCE = 500
"""Rows kept in one act: each becomes a task with its own entries of the record, while somebody waits."""
ALIKE = 0.6
"""Share of a proposed commitment's words that a row must hold to be taken for it."""


def names_of(day: date) -> Names:
    """How units are called: their full and short names."""
    codes: dict[str, str] = {}
    ended = set()
    for facts in all_units().values():
        codes.setdefault(facts.name, facts.code)
        codes.setdefault(facts.short_name, facts.code)
        if facts.valid_to and facts.valid_to <= day:
            ended.add(facts.code)
    return Names(codes, frozenset(ended), frozenset(groups()))


@transaction.atomic
def read(*, by: Viewer, document: str, name: str, content: bytes) -> int:
    """Read a table and keep what was understood, for somebody to look over. Returns its key. Raises TableUnreadable."""
    require(by, "delivery.issue")
    cells, unread = read_table(content, name)
    header = header_of(cells)
    if header is None:
        raise errors.TableUnreadable(name=name, why="前十行里没有表头")
    at, columns = header
    texts = {clause.code: clause.text for measure in measures(document) for clause in measure.clauses}
    rows = read_rows(
        cells[at + 1 :],
        columns=columns,
        first=at + 2,
        names=names_of(today()),
        clauses=Clauses(texts),
        today=today(),
        unread=lambda row, column: unread(row + at + 1, column),
    )
    if not rows:
        raise errors.TableUnreadable(name=name, why="表头下面没有任务")
    faulty = sum(1 for row in rows if row.faults)
    made = TableImport.objects.create(
        document=document,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=[row.plain() for row in rows],
        faults=faulty,
        unused=unused(cells[at], columns),
        by=by.username,
        at=now(),
    )
    publish(
        events.TableRead(
            actor=by.username,
            at=now(),
            subject=f"{document}/table/{made.pk}",
            name=made.name,
            rows=len(rows),
            faults=faulty,
        )
    )
    return made.pk


def table_of(document: str, key: int) -> TableImport:
    found = TableImport.objects.filter(document=document, pk=key).first() if key < 2**62 else None
    if found is None:
        raise NotFound(what=str(key))
    return found


@transaction.atomic
def keep(*, by: Viewer, document: str, key: int, numbers: Collection[int], override: str = "") -> list[str]:
    """Make tasks of the chosen rows, all or none; returns their codes. A row that says what is already proposed for its
    clause puts that right and issues it. The table is done once every row without a fault is kept; until then more of its
    rows may be. Raises TableHasFaults, TableDone, TooManyRows, TooMuchToReport."""
    require(by, "delivery.issue")
    table = TableImport.objects.select_for_update().filter(document=document, pk=key).first()
    if table is None:
        raise NotFound(what=str(key))
    if table.state != TableImport.State.READ:
        raise errors.TableDone()
    chosen = [row for row in table.rows if row["number"] in numbers and not row.get("kept")]
    if not chosen:
        raise errors.TableDone()
    if len(chosen) > AT_ONCE:
        raise errors.TooManyRows(rows=len(chosen), most=AT_ONCE)
    if faulty := sum(1 for row in chosen if row["faults"]):
        raise errors.TableHasFaults(count=faulty)
    used: set[str] = set()
    codes = []
    for row in chosen:
        code = _proposed(document, row, used)
        words = f"{table.name} 第 {row['number']} 行"
        codes.append(make_task(by, document, _wanted(row, override), source=Source.TABLE, words=words, code=code))
        used.add(codes[-1])
        row["kept"] = codes[-1]
    if not any(to_keep(row) for row in table.rows):
        table.state = TableImport.State.KEPT
    table.save(update_fields=["state", "rows"])
    told = events.TableKept(
        actor=by.username, at=now(), subject=f"{document}/table/{key}", name=table.name, tasks=tuple(codes)
    )
    publish(told)
    return codes


def to_keep(row: dict[str, Any]) -> bool:
    """Whether the row can be kept and has not been."""
    return not row["faults"] and not row.get("kept")


def _wanted(row: dict[str, Any], override: str) -> Wanted:
    return Wanted(
        what=row["title"],
        unit=row["lead"],
        due=date.fromisoformat(row["due"]),
        clause=row["clause"],
        supports=row["supports"],
        officer=row["officer"],
        metric=row["metric"],
        op=row["op"],
        value=row["value"],
        measure_unit=row["unit"][:30],
        years=row.get("years", ()),
        override=override,
    )


def _proposed(document: str, row: dict[str, Any], used: set[str]) -> str:
    """The commitment still proposed for the row's clause whose words it says; empty without one."""
    wanted = pairs_of(row["title"])
    waiting = Commitment.objects.filter(document=document, clause=row["clause"], state=Commitment.State.PROPOSED)
    best, share = "", 0.0
    for code, text in waiting.exclude(code__in=used).values_list("code", "text"):
        pairs = pairs_of(text)
        held = len(pairs & wanted) / len(pairs) if pairs else 0.0
        if held > share:
            best, share = code, held
    return best if share >= ALIKE else ""
