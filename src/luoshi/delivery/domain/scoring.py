"""A unit's score for a period (绩效考评): shares of what was due, done and right, with points added and taken off by rule.

Everything comes as columns and leaves as columns, so that a county of many thousand tasks is scored in seconds, and one
unit's score can be taken apart into the very reports and days it is made of.

``score = Σ weight × rate + bonus − deductions``, never below zero (RD-7 of the supervision rules the rubric cites).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

PartCode = Literal["timeliness", "completion", "quality", "evidence", "entered"]


@dataclass(frozen=True)
class Part:
    """``weight`` is the points it can give. ``entered`` parts are rates somebody puts in (public opinion, visits)."""

    code: str
    kind: PartCode
    weight: float
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Rubric:
    """``sheet`` and ``light`` are points taken off: for each supervision sheet by colour; ``twice_yellow`` once for a task
    that turned yellow a second time, ``red`` each time one turned red, ``false_factor`` times that for a report found
    false on site (RD-8), ``talk`` for each talk held with the unit's head. ``early_bonus`` is given for each task done at least
    ``early_days`` before its day, ``bonus_most`` at the most. A late report counts for ``late_credit`` of one in time.
    Units with fewer tasks than ``least_tasks`` are scored but not ranked. ``moves_per``: points are taken off and given for so
    many tasks; a unit with more has each count for less, so that leading much is no fault (None: each counts whole)."""

    parts: tuple[Part, ...]
    sheet: dict[str, float] = field(default_factory=dict)
    twice_yellow: float = 0.0
    red: float = 0.0
    talk: float = 0.0
    false_factor: float = 2.0
    early_days: int = 15
    early_bonus: float = 0.0
    bonus_most: float = 0.0
    late_credit: float = 0.5
    least_tasks: int = 3
    moves_per: int | None = None

    def counts_for(self, tasks: int) -> float:
        """How much of each point taken off or given counts for a unit with so many tasks."""
        return 1.0 if self.moves_per is None else self.moves_per / max(tasks, self.moves_per)


@dataclass(frozen=True)
class Period:
    """First and last day."""

    start: date
    end: date


TASKS = {
    "task": pl.Int64,
    "unit": pl.String,
    "weight": pl.Float64,
    "issued": pl.Date,
    "due": pl.Date,
    "finished": pl.Date,
    "planned": pl.Float64,
}
"""``planned``: percent the plan asks for on the period's last day."""
REPORTS = {
    "task": pl.Int64,
    "submitted": pl.Date,
    "percent": pl.Float64,
    "accepted": pl.Boolean,
    "reviewed": pl.Date,
    "evidence": pl.Boolean,
}
"""``accepted`` is null while nobody has reviewed it."""
DUTIES = {"task": pl.Int64, "due": pl.Date, "since": pl.Date}
"""A report that was due: by ``due``, and counting from after ``since`` (the duty before it)."""


def judged_duties(duties: pl.DataFrame, reports: pl.DataFrame, period: Period) -> pl.DataFrame:
    """(task, due, since, submitted, credit class): ``in_time`` for a report after ``since`` and by ``due``; ``late`` for one
    after that but before the next duty; ``none`` otherwise. Only duties due in the period."""
    duties = duties.sort("task", "due")
    following = (pl.col("task").shift(-1) == pl.col("task")) & (pl.col("since").shift(-1) == pl.col("due"))
    until = pl.when(following).then(pl.col("due").shift(-1)).alias("until")
    inside = duties.with_columns(until).filter(pl.col("due").is_between(period.start, period.end)).sort("due")
    sent = reports.select("task", "submitted").sort("submitted")
    near: dict[str, Any] = {
        "left_on": "due",
        "right_on": "submitted",
        "by": "task",
        "check_sortedness": False,
        "coalesce": True,
    }
    last, following_one = (sent.with_columns(pl.col("submitted").alias(name)) for name in ("last", "next"))
    table = inside.join_asof(last, **near).join_asof(following_one, **near, strategy="forward")
    in_time = (pl.col("last") > pl.col("since")).fill_null(False)
    late = ((pl.col("next") <= period.end) & (pl.col("next") <= pl.col("until")).fill_null(True)).fill_null(False)
    return table.select(
        "task",
        "due",
        "since",
        pl.when(in_time).then("last").when(late).then("next").alias("submitted"),
        pl.when(in_time).then(pl.lit("in_time")).when(late).then(pl.lit("late")).otherwise(pl.lit("none")).alias("how"),
    )


def standing(tasks: pl.DataFrame, reports: pl.DataFrame, period: Period) -> pl.DataFrame:
    """(task, unit, weight, planned, percent, attained): the percent last accepted by the period's end against the plan;
    ``attained`` is null where nothing was planned yet."""
    known = (
        reports.filter(pl.col("accepted") & (pl.col("reviewed") <= period.end))
        .sort("reviewed", "submitted")
        .group_by("task", maintain_order=True)
        .agg(pl.col("percent").last(), pl.col("evidence").any().alias("has_evidence"))
    )
    done = (pl.col("finished") <= period.end).fill_null(False)
    table = tasks.join(known, on="task", how="left").with_columns(
        pl.when(done).then(100.0).otherwise(pl.col("percent").fill_null(0.0)).alias("percent")
    )
    ratio = (pl.col("percent") / pl.col("planned")).clip(0, 1)
    attained = pl.when(pl.col("planned") > 0).then(ratio).otherwise(None).alias("attained")
    return table.with_columns(attained)


def rates(
    rubric: Rubric,
    *,
    tasks: pl.DataFrame,
    reports: pl.DataFrame,
    duties: pl.DataFrame,
    entered: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    """(unit, part, rate, of, variance): each part's rate from 0 to 1 (null where there is nothing to judge), out of how
    many, and the variance of that rate were the period drawn again.

    ``entered`` is (unit, part, rate). The variance of a share uses two successes and two failures more than were seen
    (Agresti and Coull), so that one report in time out of one is not taken for certainty.
    """
    unit_of = tasks.select("task", "unit")
    judged = judged_duties(duties, reports, period).join(unit_of, on="task")
    where = standing(tasks, reports, period)
    reviewed = reports.filter(
        pl.col("accepted").is_not_null() & pl.col("reviewed").is_between(period.start, period.end)
    ).join(unit_of, on="task")
    found = []
    for part in rubric.parts:
        if part.kind == "timeliness":
            credit = pl.col("how").replace_strict({"in_time": 1.0, "late": rubric.late_credit, "none": 0.0})
            found.append(_share(judged.with_columns(credit.alias("hit")), part.code))
        elif part.kind == "completion":
            found.append(_mean(where.filter(pl.col("attained").is_not_null()), part.code))
        elif part.kind == "quality":
            found.append(_share(reviewed.with_columns(pl.col("accepted").cast(pl.Float64).alias("hit")), part.code))
        elif part.kind == "evidence":
            told = where.filter(pl.col("has_evidence").is_not_null())
            found.append(_share(told.with_columns(pl.col("has_evidence").cast(pl.Float64).alias("hit")), part.code))
        else:
            own = entered.filter(pl.col("part") == part.code)
            found.append(
                own.select("unit", "part", "rate", pl.lit(1, pl.Int64).alias("of"), pl.lit(0.0).alias("variance"))
            )
    return pl.concat(found)


def _share(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    grouped = rows.group_by("unit").agg(pl.col("hit").sum().alias("hits"), pl.len().cast(pl.Int64).alias("of"))
    more, wider = pl.col("of") + 4, (pl.col("hits") + 2) / (pl.col("of") + 4)
    return grouped.select(
        "unit",
        pl.lit(code).alias("part"),
        (pl.col("hits") / pl.col("of")).alias("rate"),
        "of",
        (wider * (1 - wider) / more).alias("variance"),
    )


def _mean(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    """The weighted mean of what was attained; its variance is that of the tasks, and no less than that of a share."""
    weight, value = pl.col("weight"), pl.col("attained")
    grouped = rows.group_by("unit").agg(
        ((weight * value).sum() / weight.sum()).alias("rate"),
        pl.len().cast(pl.Int64).alias("of"),
        value.var().fill_null(0.0).alias("spread"),
    )
    wider = (pl.col("rate") * pl.col("of") + 2) / (pl.col("of") + 4)
    least = wider * (1 - wider) / (pl.col("of") + 4)
    return grouped.select(
        "unit",
        pl.lit(code).alias("part"),
        "rate",
        "of",
        pl.max_horizontal(pl.col("spread") / pl.col("of"), least).alias("variance"),
    )


def totals(rubric: Rubric, parts: pl.DataFrame, points: pl.DataFrame, units: Sequence[str]) -> pl.DataFrame:
    """(unit, earned, taken_off, bonus, score, known, error): ``points`` is (unit, kind, points) with negative ones taken
    off. A part without a rate is left out and its weight shared among the others; ``known`` is the share of the weight
    that could be judged. ``error`` is the score's standard error."""
    weights = pl.DataFrame({"part": [p.code for p in rubric.parts], "weight": [float(p.weight) for p in rubric.parts]})
    whole = sum(p.weight for p in rubric.parts)
    earned = (
        parts.filter(pl.col("rate").is_not_null())
        .join(weights, on="part")
        .group_by("unit")
        .agg(
            (pl.col("weight") * pl.col("rate")).sum().alias("sum"),
            pl.col("weight").sum().alias("weight"),
            (pl.col("weight").pow(2) * pl.col("variance")).sum().alias("variance"),
        )
        .select(
            "unit",
            (pl.col("sum") * whole / pl.col("weight")).alias("earned"),
            (pl.col("weight") / whole).alias("known"),
            (pl.col("variance").sqrt() * whole / pl.col("weight")).alias("error"),
        )
    )
    moved = points.group_by("unit").agg(
        (-pl.col("points").filter(pl.col("points") < 0).sum()).alias("taken_off"),
        pl.col("points").filter(pl.col("points") > 0).sum().clip(0, rubric.bonus_most).alias("bonus"),
    )
    table = pl.DataFrame({"unit": list(units)}, schema={"unit": pl.String})
    table = table.join(earned, on="unit", how="left").join(moved, on="unit", how="left")
    table = table.with_columns(
        pl.col("known").fill_null(0.0), pl.col("taken_off").fill_null(0.0), pl.col("bonus").fill_null(0.0)
    )
    score = (pl.col("earned") + pl.col("bonus") - pl.col("taken_off")).clip(0, None)
    return table.with_columns(score.alias("score")).sort("score", descending=True, nulls_last=True)
