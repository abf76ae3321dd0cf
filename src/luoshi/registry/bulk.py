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
    table, columns = _named(model, names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, table, columns, rows)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def set_rows(model: type[Model], names: Sequence[str], rows: Rows) -> None:
    """Set the named fields of the rows with these keys, each to values of its own: a row is the values, then the key.

    In one statement: ``bulk_update`` builds a condition for every row and value.
    """
    if not rows:
        return
    table, columns = _named(model, [*names, model._meta.pk.name])
    *changed, key = columns
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # By way of a table of its own: quoting the values as arrays would cost more than the store's writing.
            cursor.execute(f"CREATE TEMPORARY TABLE given AS SELECT {', '.join(columns)} FROM {table} WITH NO DATA")
            _copy(cursor, "given", columns, rows)
            sets = ", ".join(f"{column} = given.{column}" for column in changed)
            cursor.execute(f"UPDATE {table} SET {sets} FROM given WHERE {table}.{key} = given.{key}")
            cursor.execute("DROP TABLE given")
        else:
            sets = ", ".join(f"{column} = %s" for column in changed)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", rows)


def _copy(cursor: Any, table: str, columns: list[str], rows: Rows) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _named(model: type[Model], names: Sequence[str]) -> tuple[str, list[str]]:
    """The table and its columns for these fields, as the store writes them."""
    quote = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return quote(model._meta.db_table), [quote(field.column) for field in fields]
