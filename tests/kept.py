"""What a folder's content makes of an empty store, kept for the worker's life: only the first test that needs it
reads and checks the same files again, the others get the same rows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from luoshi.accountability.models import RecordEntry
from luoshi.app.programmes import apply, load_programme
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import fixed_today
from luoshi.registry.models import User

BORN_WITH_THE_STORE = {"contenttypes", "auth", "sessions", "admin"}
"""Applications whose tables the migrations fill, or no content touches."""

_kept: dict[tuple[Any, ...], list[tuple[str, list[tuple[Any, ...]]]]] = {}


def applied(folder: Path) -> Programme:
    """The folder's programme, loaded and applied; on a store already begun, applied as anybody would."""
    programme = load_programme(folder)
    if RecordEntry.objects.exists() or User.objects.exists():
        apply(programme)
        return programme
    key = (programme.code, _content(folder), fixed_today())
    if key in _kept:
        _put_back(_kept[key])
    else:
        apply(programme)
        _kept[key] = _rows()
    return programme


def _content(folder: Path) -> str:
    told = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        told.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def _rows() -> list[tuple[str, list[tuple[Any, ...]]]]:
    """(statement that inserts, rows) of every table that has any."""
    found, quote = [], connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            meta = model._meta
            if meta.app_label in BORN_WITH_THE_STORE or meta.proxy or not meta.managed:
                continue
            names = ", ".join(quote(field.column) for field in meta.local_concrete_fields if not field.generated)
            cursor.execute(f"SELECT {names} FROM {quote(meta.db_table)}")
            if rows := cursor.fetchall():
                marks = ", ".join(["%s"] * len(rows[0]))
                found.append((f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({marks})", rows))
    return found


def _put_back(kept: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    # In one transaction: a row may point at one of a later table.
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, rows in kept:
            cursor.executemany(statement, rows)
