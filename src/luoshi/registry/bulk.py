"""Many rows in or over a table at once, past the model layer: what that does for each value costs more than the store's writing.

Nothing is checked and nobody is told: who calls this has done both. JSON comes as its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

Rows = Sequence[Sequence[Any]]


def insert_rows(model: type[Model], names: Sequence[str], rows: Rows) -> None:
    """Add rows with the values of the named fields, in their order."""
    table, fields = _named(model, names)
    head = f"{table} ({', '.join(fields)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {head} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {head} VALUES ({', '.join(['%s'] * len(fields))})", rows)


def set_rows(model: type[Model], names: Sequence[str], rows: Rows) -> None:
    """Set the named fields of the rows with these keys, each to values of its own: a row is the values, then the key.

    In one statement: ``bulk_update`` builds a condition for every row and value.
    """
    if not rows:
        return
    table, fields = _named(model, [*names, model._meta.pk.name])
    *columns, key = fields
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lists = ", ".join(f"%s::{kind}[]" for kind in fields.values())
            sets = ", ".join(f"{column} = given.{column}" for column in columns)
            given = f"unnest({lists}) AS given ({', '.join(fields)})"
            found = [list(values) for values in zip(*rows, strict=True)]
            cursor.execute(f"UPDATE {table} SET {sets} FROM {given} WHERE {table}.{key} = given.{key}", found)
        else:
            sets = ", ".join(f"{column} = %s" for column in columns)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", rows)


def _named(model: type[Model], names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The table, and its columns for these fields with their types, as the store writes them."""
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return quote(model._meta.db_table), {quote(f.column): f.cast_db_type(connection) for f in fields}
