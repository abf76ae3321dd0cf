"""Who led a task when: a unit that was merged into another keeps what it earned, and the other answers for what came after.

For scoring, a task that changed hands counts as one task for each time it was led: each with its own reports and duties.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from .models import LeadChange


@dataclass(frozen=True)
class Led:
    """``unit`` led ``task`` from ``begin`` to ``end``, both inclusive (None: from its issue, until now). ``key`` stands for the
    task in that time."""

    key: int
    task: int
    unit: str
    begin: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        return (self.begin is None or self.begin <= day) and (self.end is None or day <= self.end)


def led_of(document: str) -> dict[int, list[Led]]:
    """Task -> its times, for tasks that changed hands. One query."""
    changes: dict[int, list[tuple[date, str, str]]] = {}
    rows = LeadChange.objects.filter(document=document).order_by("pk")
    for task, on, before, after in rows.values_list("task_id", "on", "before__code", "after__code"):
        changes.setdefault(task, []).append((on, before, after))
    return {task: _times(task, found) for task, found in changes.items()}


def _times(task: int, changes: list[tuple[date, str, str]]) -> list[Led]:
    """The last time keeps the task's own key; those before it have keys no task has."""
    times, begin = [], None
    for n, (on, before, _after) in enumerate(changes):
        times.append(Led(-(task * 1000 + n), task, before, begin, on - timedelta(days=1)))
        begin = on
    return [*times, Led(task, task, changes[-1][2], begin, None)]


def lead_on(led: dict[int, list[Led]], unit_of: dict[int, str]) -> Callable[[int, date], str | None]:
    """Who answered for a task on a day; None for a task not asked about."""

    def lead(task: int, day: date) -> str | None:
        for time in led.get(task, ()):
            if time.holds(day):
                return time.unit
        return unit_of.get(task)

    return lead


def by_time(rows: pl.DataFrame, led: dict[int, list[Led]], day: str) -> pl.DataFrame:
    """The rows with the key of the time in which their ``day`` falls in place of the task."""
    times = [time for several in led.values() for time in several]
    if not times:
        return rows
    spans = pl.DataFrame(
        [(time.task, time.key, time.begin or date.min, time.end or date.max) for time in times],
        schema={"task": pl.Int64, "key": pl.Int64, "begin": pl.Date, "end": pl.Date},
        orient="row",
    )
    changed = rows.join(spans, on="task").filter(pl.col(day).is_between("begin", "end"))
    keyed = changed.with_columns(pl.col("key").alias("task")).select(rows.columns)
    return pl.concat([rows.join(spans, on="task", how="anti"), keyed])


def carried(reports: pl.DataFrame, led: dict[int, list[Led]], before: date) -> pl.DataFrame:
    """For each time but the first, the percent that was last accepted before it began, as a report of long ago (reviewed the
    day ``before`` the period): what was reached is still reached, but nobody reported it in this time."""
    parts = []
    for times in led.values():
        for time in times[1:]:
            earlier = reports.filter(
                (pl.col("task") == time.task) & pl.col("accepted") & (pl.col("submitted") < time.begin)
            )
            if not earlier.is_empty():
                last = earlier.sort("reviewed", "submitted").tail(1)
                long_ago = pl.lit(date.min).alias("submitted"), pl.lit(before).alias("reviewed")
                parts.append(last.with_columns(pl.lit(time.key, pl.Int64).alias("task"), *long_ago))
    return pl.concat(parts) if parts else reports.clear()
