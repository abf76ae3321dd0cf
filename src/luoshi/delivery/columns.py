"""A query's rows as columns, read past the model layer: a province has millions, and what that does for each value costs more
than the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate

from luoshi.kernel.today import CHINA

AT_ONCE = 5000
"""As many rows as a processor keeps near: ten times as many took half as long again."""


class Moment(pl.Date):
    """A moment, of which the day in China is wanted."""


Wanted = Mapping[str, tuple[str, Any]]
"""Column -> the field it comes from and its type: ``pl.String`` of JSON is its text, ``Moment`` becomes a day."""


def table_of(rows: QuerySet[Any], wanted: Wanted) -> pl.DataFrame:
    """The wanted columns of the rows, in no particular order."""
    asked = [_asked(field, kind) for field, kind in wanted.values()]
    sql, params = rows.order_by().values_list(*asked).query.sql_with_params()
    parts = [_columns([], wanted)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(AT_ONCE):
            parts.append(_columns(some, wanted))
    return pl.concat(parts)


def _asked(field: str, kind: Any) -> Any:
    """The field as its store gives text of it soonest, since text is read many at once: a moment SQLite keeps as text, PostgreSQL
    is asked for its day, in the time zone of the settings, which is China's."""
    if kind is Moment and connection.vendor != "sqlite":
        return Cast(TruncDate(field), TextField())
    return Cast(field, TextField()) if kind in (pl.Date, pl.String, Moment) else F(field)


def _columns(rows: Sequence[tuple[Any, ...]], wanted: Wanted) -> pl.DataFrame:
    values = list(zip(*rows, strict=True)) or [()] * len(wanted)
    return pl.DataFrame(
        [_series(name, kind, found) for (name, (_, kind)), found in zip(wanted.items(), values, strict=True)]
    )


def _series(name: str, kind: Any, values: Sequence[Any]) -> pl.Series:
    if kind not in (pl.Date, Moment):
        return pl.Series(name, values, dtype=kind)
    text = pl.Series(name, values, dtype=pl.String)
    if kind is Moment and connection.vendor == "sqlite":
        # It stands there in UTC.
        return (text.str.slice(0, 16).str.to_datetime("%Y-%m-%d %H:%M") + CHINA.utcoffset(None)).dt.date()
    return text.str.to_date("%Y-%m-%d")
