"""Points given and taken off in a period, each for a sheet, a light, a talk or a report with its day, to the unit that led on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from luoshi.kernel.today import CHINA

from .domain.scoring import Period, Rubric
from .models import LightChange, OnSiteCheck, Sheet, Talk

MOVES = {"unit": pl.String, "kind": pl.String, "points": pl.Float64, "ref": pl.String, "on": pl.Date}
Move = tuple[str | None, str, float, str, date]
"""(unit, kind, points, what for, day)."""


@dataclass(frozen=True)
class Counted:
    """What points are counted for: ``codes`` names the tasks that count, ``lead`` says who led one on a day."""

    document: str
    period: Period
    rubric: Rubric
    codes: dict[int, str]
    lead: Callable[[int, date], str | None]

    @property
    def inside(self) -> tuple[date, date]:
        return self.period.start, self.period.end


def moves(counted: Counted, tasks: pl.DataFrame) -> pl.DataFrame:
    """Each in its fair share: a unit that leads many tasks has each count for less where the rubric says so."""
    many = dict(tasks.group_by("unit").len().iter_rows())
    found = [
        *_sheets(counted),
        *_lights(counted),
        *_talks(counted),
        *_false(counted),
        *_early(counted, tasks),
    ]
    fair = [
        (unit, kind, points * counted.rubric.counts_for(many[unit]), ref, on)
        for unit, kind, points, ref, on in found
        if unit in many
    ]
    return pl.DataFrame(fair, schema=MOVES, orient="row")


def _sheets(counted: Counted) -> Iterator[Move]:
    rows = Sheet.objects.filter(document=counted.document, issued_on__range=counted.inside).order_by("number")
    for task, colour, number, on in rows.values_list("task_id", "colour", "number", "issued_on"):
        if task in counted.codes and (off := counted.rubric.sheet.get(colour)):
            yield counted.lead(task, on), f"sheet_{colour}", -off, f"{counted.codes[task]}#{number}", on


def _lights(counted: Counted) -> Iterator[Move]:
    rubric, yellow = counted.rubric, Counter[int]()
    rows = LightChange.objects.filter(
        document=counted.document, after__in=("yellow", "red"), on__range=counted.inside
    ).order_by("on", "pk")
    for task, after, on in rows.values_list("task_id", "after", "on"):
        if task not in counted.codes:
            continue
        yellow[task] += after == "yellow"
        if after == "red" and rubric.red:
            yield counted.lead(task, on), "red", -rubric.red, counted.codes[task], on
        elif after == "yellow" and yellow[task] == 2 and rubric.twice_yellow:
            yield counted.lead(task, on), "twice_yellow", -rubric.twice_yellow, counted.codes[task], on


def _talks(counted: Counted) -> Iterator[Move]:
    """A talk was with whoever led the task when it was called for."""
    if not counted.rubric.talk:
        return
    rows = Talk.objects.filter(task__document=counted.document, paper__on__range=counted.inside)
    for task, unit, on in rows.order_by("paper__on", "pk").values_list("task_id", "unit__code", "paper__on"):
        if task in counted.codes:
            yield unit or counted.lead(task, on), "talk", -counted.rubric.talk, counted.codes[task], on


def _false(counted: Counted) -> Iterator[Move]:
    off = counted.rubric.red * counted.rubric.false_factor
    if not off:
        return
    rows = OnSiteCheck.objects.filter(task__document=counted.document, finding=OnSiteCheck.Finding.FALSE)
    for task, at in rows.order_by("pk").values_list("task_id", "checked_at"):
        on = at.astimezone(CHINA).date() if at else None
        if on and task in counted.codes and counted.period.start <= on <= counted.period.end:
            yield counted.lead(task, on), "false", -off, counted.codes[task], on


def _early(counted: Counted, tasks: pl.DataFrame) -> Iterator[Move]:
    rubric = counted.rubric
    if not rubric.early_bonus:
        return
    early = tasks.filter(
        pl.col("finished").is_between(*counted.inside)
        & (pl.col("finished") <= pl.col("due") - pl.duration(days=rubric.early_days))
    )
    for row in early.sort("finished", "task").iter_rows(named=True):
        yield row["unit"], "early", rubric.early_bonus, counted.codes[row["task"]], row["finished"]
