"""Writing the record, and proving it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction

from luoshi.kernel.events import Event
from luoshi.registry.api import insert_rows

from .domain.chain import START, Break, Entry, breaks, digest
from .models import RecordEntry, RecordHead

_SAME = frozenset({str, int, bool, float})
_COMMON = {"actor", "at", "subject", "unit"}
_TEXTS = ("seq", "at", "actor", "act", "subject", "unit", "previous")


def _plain(value: Any) -> Any:
    """The value as JSON writes it back: exact numbers and dates as text."""
    if value is None or type(value) in _SAME:
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list | frozenset | set):
        return [_plain(item) for item in (sorted(value) if isinstance(value, frozenset | set) else value)]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


@cache
def _own(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in _COMMON)


def _content(event: Event) -> dict[str, Any]:
    return {name: _plain(getattr(event, name)) for name in _own(type(event))}  # type: ignore[arg-type]  # a class is hashable, whatever its instances are


def in_transaction() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def write(events: list[Event]) -> None:
    """Add one entry per event, in the caller's transaction. Writers take turns on the head's row."""
    if not in_transaction():
        raise RuntimeError(f"{events[0].act} was published outside a transaction: its record could be lost")
    head = _locked_head()
    rows = []
    for event in events:
        entry = Entry(
            seq=head.seq + 1,
            at=event.at.isoformat(),
            actor=event.actor,
            act=event.act,
            subject=event.subject,
            unit=event.unit,
            content=_content(event),
            previous=head.hash,
        )
        head.seq, head.hash = entry.seq, digest(entry)
        rows.append((*(getattr(entry, name) for name in _TEXTS), json.dumps(entry.content), head.hash))
    insert_rows(RecordEntry, (*_TEXTS, "content", "hash"), rows)
    head.save()


def _locked_head() -> RecordHead:
    heads = RecordHead.objects.select_for_update().filter(pk=1)
    if (head := heads.first()) is None:
        # Two who write the very first entries take turns here: the second waits until the first one's row stands.
        RecordHead.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": START})
        head = heads.get()
    return head


def _stored() -> Iterator[Entry]:
    names = [f.name for f in fields(Entry)]
    for row in RecordEntry.objects.order_by("seq").values_list(*names).iterator(chunk_size=5000):
        yield Entry(*row)


def verify(head: tuple[int, str] | None = None) -> list[Break]:
    """Every break of the stored chain: against itself, against its head row, and against a head noted earlier."""
    found = list(breaks(_stored(), head))
    stored_head = RecordHead.objects.filter(pk=1).first()
    last = RecordEntry.objects.order_by("-seq").first()
    if stored_head and (last is None or last.seq < stored_head.seq):
        found.append(Break(stored_head.seq, "cut"))
    elif last and (stored_head is None or (stored_head.seq, stored_head.hash) != (last.seq, last.hash)):
        found.append(Break(last.seq, "changed"))
    return found


def head() -> tuple[int, str]:
    """The number and hash of the last entry: print it, and a tail cut off later is found."""
    row = RecordHead.objects.filter(pk=1).first()
    return (row.seq, row.hash) if row else (0, START)
