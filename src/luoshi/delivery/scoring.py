"""What a score is computed from: tasks, duties, reports, sheets and lights of a document as they stood in a period.

Everything is read with its dates, so that a period can be scored again at any later time with the same result, and a
single point can be followed down to the report, day or sheet it comes from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from luoshi.kernel.progress import expected_points

from .columns import Moment, Wanted, table_of
from .domain.cycle import Cycle, ReportCycle, first_report_due, report_days
from .domain.plan import curve_of
from .domain.scoring import DUTIES, REPORTS, TASKS, Period, Rubric, judged_duties, rates, standing, totals
from .leading import Led, by_time, carried, lead_on, led_of
from .models import (
    EnteredRate,
    Evidence,
    Report,
    ReportCall,
    ScoreSheet,
    Suspension,
    Task,
)
from .moves import Counted, moves
from .parameters import rules_of

ENTERED = {"unit": pl.String, "part": pl.String, "rate": pl.Float64}
SPANS = {
    "task": pl.Int64,
    "issued": pl.Date,
    "finished": pl.Date,
    "kind": pl.String,
    "begin": pl.Date,
    "end": pl.Date,
}


@dataclass(frozen=True)
class Grounds:
    """``codes`` names tasks; ``moves`` is every point added or taken off with what for and when."""

    tasks: pl.DataFrame
    reports: pl.DataFrame
    duties: pl.DataFrame
    moves: pl.DataFrame
    codes: dict[int, str]


def grounds(document: str, period: Period, rubric: Rubric, units: Iterable[str] | None = None) -> Grounds:
    """What the scores of these units (all, without any named) rest on."""
    rows = Task.objects.filter(document=document, issued_on__lte=period.end)
    led = led_of(document)
    if units is not None:
        wanted = set(units)
        once = [task for task, times in led.items() if any(time.unit in wanted for time in times)]
        rows = rows.filter(Q(lead__code__in=wanted) | Q(pk__in=once))
    # A task that was done or withdrawn before the period began is the period's no more.
    over = pl.min_horizontal("finished", "withdrawn").fill_null(period.end) < period.start
    known = table_of(rows, _KNOWN).filter(~over)
    tasks = _times(known, led, period)
    if units is not None:
        tasks = tasks.filter(pl.col("unit").is_in(wanted))
    codes = dict(known.select("task", "code").iter_rows())
    codes |= {time.key: codes[task] for task, times in led.items() if task in codes for time in times}
    reports = _reports(rows)
    duties = _duties(_spans(known), *_asked_and_stood(document), period, rules_of(document, period.end).cycle)
    earlier = carried(reports, led, period.start - timedelta(days=1))
    own = tasks.select("task")
    lead = lead_on(led, dict(known.select("task", "unit").iter_rows()))
    return Grounds(
        tasks=tasks,
        reports=pl.concat([by_time(reports, led, "submitted"), earlier]).join(own, on="task", how="semi"),
        duties=by_time(duties, led, "due").join(own, on="task", how="semi"),
        moves=moves(Counted(document, period, rubric, codes, lead), tasks),
        codes=codes,
    )


_KNOWN: Wanted = {
    "task": ("pk", pl.Int64),
    "code": ("code", pl.String),
    "unit": ("lead__code", pl.String),
    "weight": ("weight", pl.Float64),
    "issued": ("issued_on", pl.Date),
    "due": ("due_date", pl.Date),
    "finished": ("finished_on", pl.Date),
    "withdrawn": ("withdrawn_on", pl.Date),
    "cycle": ("cycle", pl.String),
    "cycles": ("cycles", pl.String),
    "plan": ("plan", pl.String),
}


def _times(known: pl.DataFrame, led: dict[int, list[Led]], period: Period) -> pl.DataFrame:
    """Tasks as rows of ``TASKS``; of one that changed hands, a row for each time that reaches into the period."""
    changed = pl.col("task").is_in(list(led))
    parts = [known.filter(~changed).with_columns(pl.lit(period.end).alias("last"))]
    for row in known.filter(changed).iter_rows(named=True):
        for time in led[row["task"]]:
            end = time.end or period.end
            if (time.begin and time.begin > period.end) or end < max(period.start, row["issued"]):
                continue
            done = row["finished"] if row["finished"] and time.holds(row["finished"]) else None
            own = {"task": time.key, "unit": time.unit, "finished": done, "last": min(end, period.end)}
            parts.append(pl.DataFrame([row | own], schema=parts[0].schema))
    return pl.concat(parts).with_columns(_planned()).select(list(TASKS))


def _planned() -> pl.Expr:
    """Percent the plan asks for on the last day: nothing of a task withdrawn by then."""
    gone = (pl.col("withdrawn") <= pl.col("last")).fill_null(False)
    asked = pl.struct("plan", "issued", "due", "last").map_elements(_expected, return_dtype=pl.Float64)
    return pl.when(gone).then(0.0).otherwise(asked).alias("planned")


def _expected(row: dict[str, Any]) -> float:
    return expected_points(row["last"], start=row["issued"], due=row["due"], curve=curve_of(row["plan"]))


def _asked_and_stood(document: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(calls, pauses): see ``_duties``. A task withdrawn stands still for ever."""
    task, until = ("task_id", pl.Int64), ("until", pl.Date)
    calls = table_of(ReportCall.objects.filter(task__document=document), {"task": task, "due": ("due", pl.Date)})
    stood = {"task": task, "since": ("since", pl.Date), "until": until}
    pauses = table_of(Suspension.objects.filter(task__document=document), stood)
    withdrawn = table_of(
        Task.objects.filter(document=document, withdrawn_on__isnull=False),
        {"task": ("pk", pl.Int64), "since": ("withdrawn_on", pl.Date)},
    )
    return calls, pl.concat([pauses, withdrawn.with_columns(pl.lit(None, pl.Date).alias("until"))])


def _reports(tasks: QuerySet[Task]) -> pl.DataFrame:
    found = table_of(Report.objects.filter(task__in=tasks), _REPORTS)
    shown = table_of(Evidence.objects.filter(report__task__in=tasks), {"report": ("report_id", pl.Int64)})
    accepted = pl.col("state").replace_strict(_ACCEPTED, return_dtype=pl.Boolean)
    evidence = pl.col("report").is_in(shown["report"].unique().implode())
    return found.with_columns(accepted.alias("accepted"), evidence.alias("evidence")).select(list(REPORTS))


_REPORTS: Wanted = {
    "report": ("pk", pl.Int64),
    "task": ("task_id", pl.Int64),
    "submitted": ("submitted_at", Moment),
    "percent": ("percent", pl.Float64),
    "state": ("state", pl.String),
    "reviewed": ("reviewed_at", Moment),
}
_ACCEPTED = {Report.State.ACCEPTED.value: True, Report.State.RETURNED.value: False, Report.State.SUBMITTED.value: None}


def _duties(
    spans: pl.DataFrame, calls: pl.DataFrame, pauses: pl.DataFrame, period: Period, cycle: ReportCycle
) -> pl.DataFrame:
    """Every report that was due of every task up to the first after the period, each with the one before it.

    spans: (task, issued, finished, kind, begin, end): which cycle a task was on, from after ``begin`` to ``end``. calls:
    (task, due) of reports asked for. pauses: (task, since, until) while the clock stood still.
    """
    if spans.is_empty():
        return pl.DataFrame(schema=DUTIES)
    first_day = spans["issued"].min()
    found = [calls.join(spans.select("task", "issued", "finished").unique("task"), on="task")]
    for kind in (Cycle.TEN_DAY, Cycle.MONTHLY, Cycle.QUARTERLY):
        own = spans.filter(pl.col("kind") == kind.value)
        if not own.is_empty():
            found.append(_days_of_cycle(own, first_day, period, cycle, kind))  # type: ignore[arg-type]
    table = pl.concat([part.select("task", "due", "issued", "finished") for part in found])
    # Nobody reports on what is done, or while the clock stands still; the report that asked for it was the last.
    table = table.filter((pl.col("due") <= pl.col("finished")).fill_null(True))
    if not pauses.is_empty():
        stood = table.join(pauses, on="task").filter(
            (pl.col("due") > pl.col("since")) & ((pl.col("due") <= pl.col("until")).fill_null(True))
        )
        table = table.join(stood, on=["task", "due"], how="anti")
    table = table.sort("task", "due")
    same = pl.col("task") == pl.col("task").shift(1)
    table = table.filter(~(same & (pl.col("due") == pl.col("due").shift(1))).fill_null(False))
    since = pl.when(same).then(pl.col("due").shift(1)).otherwise(pl.col("issued") - pl.duration(days=1))
    return table.with_columns(since.alias("since")).select(list(DUTIES))


def _days_of_cycle(
    spans: pl.DataFrame, first_day: date, period: Period, cycle: ReportCycle, kind: Cycle
) -> pl.DataFrame:
    """The reporting days of a cycle that fall in the spans, up to the first after the period."""
    days: list[date] = []
    for day in report_days(first_day, cycle, kind):
        days.append(day)
        if day > period.end:
            break
    first = {day: first_report_due(day, cycle, kind) for day in spans["issued"].unique().to_list()}
    calendar = pl.DataFrame({"due": days}, schema={"due": pl.Date})
    table = spans.with_columns(pl.col("issued").replace_strict(first, return_dtype=pl.Date).alias("first"))
    return table.join_where(calendar, pl.col("due") >= pl.col("first"), pl.col("due") > pl.col("begin")).filter(
        (pl.col("due") <= pl.col("end")).fill_null(True)
    )


def _spans(known: pl.DataFrame) -> pl.DataFrame:
    """(task, issued, finished, kind, begin, end): a span for each cycle a task was on."""
    always = pl.col("cycles").is_in(["", "[]"]) | pl.col("cycles").is_null()
    begin = (pl.col("issued") - pl.duration(days=1)).alias("begin")
    same = known.filter(always).with_columns(pl.col("cycle").alias("kind"), begin, pl.lit(None, pl.Date).alias("end"))
    found: list[tuple[Any, ...]] = []
    for row in known.filter(~always).select("task", "issued", "finished", "cycles").iter_rows():
        task, issued, finished, cycles = row
        history = [(date.fromisoformat(day), kind) for day, kind in json.loads(cycles)]
        # A day on which the cycle was changed still belongs to the one before.
        begins = [issued - timedelta(days=1), *(day for day, _kind in history[1:])]
        ends = [*(day for day, _kind in history[1:]), None]
        found += [
            (task, issued, finished, kind, begin, end)
            for (_day, kind), begin, end in zip(history, begins, ends, strict=True)
        ]
    return pl.concat([same.select(list(SPANS)), pl.DataFrame(found, schema=SPANS, orient="row")])


def scores(sheet: ScoreSheet, rubric: Rubric) -> tuple[pl.DataFrame, pl.DataFrame, Grounds]:
    """(totals, rates, grounds) of every unit with a task in the sheet's period."""
    period = Period(sheet.start, sheet.end)
    found = grounds(sheet.document, period, rubric)
    rows = EnteredRate.objects.filter(sheet=sheet).values_list("unit__code", "part", "rate")
    entered = pl.DataFrame(list(rows), schema=ENTERED, orient="row")
    parts = rates(rubric, tasks=found.tasks, reports=found.reports, duties=found.duties, entered=entered, period=period)
    units = sorted(found.tasks["unit"].unique())
    return totals(rubric, parts, found.moves.select("unit", "kind", "points"), units), parts, found


@dataclass(frozen=True)
class Reasons:
    """What one unit's rates are made of: duties not met in time, tasks behind their plan, reports sent back."""

    duties: list[dict[str, Any]]
    behind: list[dict[str, Any]]
    returned: list[dict[str, Any]]


def reasons(sheet: ScoreSheet, rubric: Rubric, unit: str) -> Reasons:
    period = Period(sheet.start, sheet.end)
    found = grounds(sheet.document, period, rubric, [unit])
    named = pl.DataFrame(
        {"task": list(found.codes), "code": list(found.codes.values())}, schema={"task": pl.Int64, "code": pl.String}
    )
    duties = judged_duties(found.duties, found.reports, period).filter(pl.col("how") != "in_time")
    behind = standing(found.tasks, found.reports, period).filter(pl.col("attained") < 1)
    returned = found.reports.filter(
        ~pl.col("accepted").fill_null(True) & pl.col("reviewed").is_between(period.start, period.end)
    )
    return Reasons(
        duties.join(named, on="task").sort("due", "code").to_dicts(),
        behind.join(named, on="task").sort("attained", "code").to_dicts(),
        returned.join(named, on="task").sort("reviewed", "code").to_dicts(),
    )
