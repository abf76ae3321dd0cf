"""Asking the registers: what is known of an entry on a day, what was known earlier, and all of it as frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet

from luoshi.kernel.errors import NotFound

from .domain.frames import masked, schema
from .domain.registers import REGISTERS, Field, Register
from .kept_frames import kept
from .models import VERSIONS, Entry, Version

_ROWS = 20_000
"""Rows read at a time: as objects they take ten times the memory of their columns."""


@dataclass(frozen=True)
class Fact:
    """One fact as a page shows it; ``value`` is masked where it is personal and the viewer has not given a reason."""

    field: Field
    value: Any

    @property
    def is_money(self) -> bool:
        return self.field.type == "money"


@dataclass(frozen=True)
class VersionFacts:
    """What one version says. ``changed`` are the fields that differ from the version before."""

    facts: tuple[Fact, ...]
    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    source: str
    recorded_by: str


def register_of(code: str) -> Register:
    """Raises NotFound for a register there is not."""
    if code not in REGISTERS:
        raise NotFound(what=code)
    return REGISTERS[code]


def true_on(rows: QuerySet[Version], day: date, known_at: datetime | None = None) -> QuerySet[Version]:
    """The versions true on a day, as the register knew them at a moment (now, without one)."""
    known = Q(known_to__isnull=True)
    if known_at is not None:
        known = Q(known_from__lte=known_at) & (Q(known_to__isnull=True) | Q(known_to__gt=known_at))
    return rows.filter(known, Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def version_on(entry: Entry, day: date, known_at: datetime | None = None) -> Version | None:
    rows = VERSIONS[entry.register]._default_manager.filter(entry=entry)
    return true_on(rows, day, known_at).first()


def facts_of(version: Version, register: Register, *, unmasked: bool = False) -> tuple[Fact, ...]:
    return tuple(Fact(field, _shown(field, getattr(version, field.name), unmasked)) for field in register.fields)


def _shown(field: Field, value: Any, unmasked: bool) -> Any:
    if value is None:
        return None
    return masked(str(value)) if field.personal and not unmasked else value


def history(entry: Entry) -> list[VersionFacts]:
    """Every version there ever was, the latest known first; masked."""
    register = REGISTERS[entry.register]
    rows = VERSIONS[entry.register]._default_manager.filter(entry=entry).order_by("-known_from", "-valid_from", "-pk")
    return [
        VersionFacts(
            facts_of(row, register),
            row.valid_from,
            row.valid_to,
            row.known_from,
            row.known_to,
            row.source,
            row.recorded_by,
        )
        for row in rows
    ]


def snapshot(
    day: date, known_at: datetime | None = None, codes: Iterable[str] = tuple(REGISTERS)
) -> dict[str, pl.DataFrame]:
    """Registers as frames, one row an entry: what was true on a day, as known at a moment. Money in fen."""
    if known_at is None:
        return kept(day, codes, lambda code: frame_of(REGISTERS[code], day))
    return {code: frame_of(REGISTERS[code], day, known_at) for code in codes}


def read_ahead(day: date) -> int:
    """Read the registers in the night, so that the first to ask in the morning need not wait. Changes nothing."""
    snapshot(day)
    return 0


def frame_of(register: Register, day: date, known_at: datetime | None = None) -> pl.DataFrame:
    """One register's frame, in the order of keys; merged entries are left out."""
    rows = true_on(VERSIONS[register.code]._default_manager.filter(entry__merged_into__isnull=True), day, known_at)
    cells: Iterator[tuple[Any, ...]] = (
        rows.order_by("entry__key").values_list(*register.names).iterator(chunk_size=_ROWS)
    )
    columns = schema(register)
    parts = [pl.DataFrame(part, columns, orient="row") for part in iter(lambda: list(islice(cells, _ROWS)), [])]
    return pl.concat(parts, rechunk=True) if parts else pl.DataFrame(schema=columns)


def has_samples() -> bool:
    return Entry.objects.filter(synthetic=True).exists()


def register_frame(register: Register, day: date) -> tuple[pl.DataFrame, bool]:
    """A register's frame on a day, and whether there is sample data in it."""
    synthetic = Entry.objects.filter(register=register.code, synthetic=True).exists()
    return frame_of(register, day), synthetic


def search_entries(register: Register, words: str, township: str = "") -> QuerySet[Entry]:
    """By the beginning of the name or by the whole key; those merged away are left out."""
    rows = Entry.objects.filter(register=register.code, merged_into__isnull=True)
    if words:
        rows = rows.filter(Q(name__startswith=words) | Q(key=words.upper()) | Q(household=words))
    if township:
        rows = rows.filter(township=township)
    return rows.order_by("pk")


def entry_facts(code: str, pk: int) -> Entry:
    """Raises NotFound for an entry that is not in the register."""
    found = Entry.objects.filter(register=register_of(code).code, pk=pk).first()
    if found is None:
        raise NotFound(what=str(pk))
    return found


def find_entry(register: str, key: str, day: date) -> dict[str, Any] | None:
    """The facts (money in fen) that hold on a day of whoever has this number; None for nobody. Not masked: for
    computation, never for showing."""
    found = Entry.objects.filter(register=register_of(register).code, key=key).select_related("merged_into").first()
    version = version_on(found.merged_into or found, day) if found else None
    return {name: getattr(version, name) for name in REGISTERS[register].names} if version else None


def known_rows(register: str, day: date, **facts: Any) -> list[dict[str, Any]]:
    """The facts (money in fen) that hold on a day of all who have these facts, by key. Not masked: for computation,
    never for showing."""
    names = register_of(register).names
    rows = true_on(VERSIONS[register]._default_manager.filter(entry__merged_into__isnull=True, **facts), day)
    return list(rows.order_by("entry__key").values(*names))


def probable_duplicates(limit: int = 200) -> list[tuple[Entry, Entry]]:
    """Pairs of people of one name and day of birth with different numbers (or one without), the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, [limit])
        pairs = cursor.fetchall()
    entries = Entry.objects.in_bulk([pk for pair in pairs for pk in pair])
    return [(entries[one], entries[two]) for one, two in pairs]


_TWICE = """
SELECT a.entry_id, b.entry_id FROM registry_personversion a
JOIN registry_personversion b ON a.name = b.name AND a.birth_date = b.birth_date AND a.entry_id < b.entry_id
JOIN registry_entry ea ON ea.id = a.entry_id AND ea.merged_into_id IS NULL
JOIN registry_entry eb ON eb.id = b.entry_id AND eb.merged_into_id IS NULL
WHERE a.known_to IS NULL AND a.valid_to IS NULL AND b.known_to IS NULL AND b.valid_to IS NULL
ORDER BY b.entry_id DESC LIMIT %s
"""
