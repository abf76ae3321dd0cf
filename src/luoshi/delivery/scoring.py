"""What a score is computed from: tasks, duties, reports, sheets and lights of a document as they stood in a period.

Everything is read with its dates, so that a period can be scored again at any later time with the same result, and a
single point can be followed down to the report, day or sheet it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast, TruncDate

from luoshi.kernel.progress import expected_points
from luoshi.kernel.today import CHINA

from .domain.cycle import Cycle, ReportCycle, first_report_due, report_days
from .domain.plan import curve_of
from .domain.scoring import DUTIES, REPORTS, TASKS, Period, Rubric, judged_duties, rates, standing, totals
from .leading import Led, by_time, carried, lead_on, led_of
from .models import (
    EnteredRate,
    Evidence,
    LightChange,
    OnSiteCheck,
    Report,
    ReportCall,
    ScoreSheet,
    Sheet,
    Suspension,
    Task,
)
from .parameters import rules_of

CHINA_ZONE = "Asia/Shanghai"
AT_ONCE = 100_000
ENTERED = {"unit": pl.String, "part": pl.String, "rate": pl.Float64}
SPANS = {
    "task": pl.Int64,
    "issued": pl.Date,
    "finished": pl.Date,
    "kind": pl.String,
    "begin": pl.Date,
    "end": pl.Date,
}
MOVES = {"unit": pl.String, "kind": pl.String, "points": pl.Float64, "ref": pl.String, "on": pl.Date}


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
    names = ("pk", "code", "lead__code", "weight", "issued_on", "due_date", "finished_on", "cycle", "cycles")
    known = list(rows.values_list(*names, "withdrawn_on", Cast("plan", TextField())))
    # A task that was done or withdrawn before the period began is the period's no more.
    known = [row for row in known if all(day is None or day >= period.start for day in (row[6], row[9]))]
    every = [row for r in known for row in _times_of(r, led.get(r[0]), period)]
    if units is not None:
        every = [row for row in every if row[1] in wanted]
    tasks = pl.DataFrame(every, schema=TASKS, orient="row")
    codes = {row[0]: row[1] for row in known}
    codes |= {time.key: codes[task] for task, times in led.items() if task in codes for time in times}
    cycle = rules_of(document, period.end).cycle
    reports = _reports(document, period)
    duties = _duties(_spans((r[0], r[4], r[6], r[7], r[8]) for r in known), *_asked_and_stood(document), period, cycle)
    earlier = carried(reports, led, period.start - timedelta(days=1))
    own = tasks.select("task")
    return Grounds(
        tasks=tasks,
        reports=pl.concat([by_time(reports, led, "submitted"), earlier]).join(own, on="task", how="semi"),
        duties=by_time(duties, led, "due").join(own, on="task", how="semi"),
        moves=_moves(document, period, rubric, tasks, codes, lead_on(led, {r[0]: r[2] for r in known})),
        codes=codes,
    )


def _times_of(row: tuple[Any, ...], times: list[Led] | None, period: Period) -> list[tuple[Any, ...]]:
    """A task as a row of ``TASKS``; of one that changed hands, a row for each time that reaches into the period."""
    key, _code, lead, weight, issued, due, finished, _cycle, _cycles, withdrawn, plan = row
    found = []
    for time in times or [Led(key, key, lead, None, None)]:
        if (time.begin and time.begin > period.end) or (time.end and time.end < max(period.start, issued)):
            continue
        last = min(time.end or period.end, period.end)
        done = finished if finished and time.holds(finished) else None
        planned = _planned(plan, issued, due, last, withdrawn=withdrawn)
        found.append((time.key, time.unit, float(weight), issued, due, done, planned))
    return found


def _asked_and_stood(document: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    calls = list(ReportCall.objects.filter(task__document=document).order_by().values_list("task_id", "due"))
    pauses = Suspension.objects.filter(task__document=document).order_by().values_list("task_id", "since", "until")
    withdrawn = Task.objects.filter(document=document, withdrawn_on__isnull=False).order_by()
    stood = [*pauses, *((task, since, None) for task, since in withdrawn.values_list("pk", "withdrawn_on"))]
    return (
        pl.DataFrame(calls, schema={"task": pl.Int64, "due": pl.Date}, orient="row"),
        pl.DataFrame(stood, schema={"task": pl.Int64, "since": pl.Date, "until": pl.Date}, orient="row"),
    )


def _planned(plan: str, start: date, due: date, day: date, *, withdrawn: date | None) -> float:
    """Percent the plan asks for on the day: nothing of a task withdrawn by then."""
    if withdrawn is not None and withdrawn <= day:
        return 0.0
    return expected_points(day, start=start, due=due, curve=curve_of(plan))


def _reports(document: str, period: Period) -> pl.DataFrame:
    """Read past the model layer: a province has millions, and only six of their fields are wanted."""
    wanted = Report.objects.filter(task__document=document, task__issued_on__lte=period.end)
    moments = [Cast(_as_kept(name), TextField()) for name in ("submitted_at", "reviewed_at")]
    rows = wanted.order_by().values_list("pk", "task_id", "percent", "state", *moments)
    sql, params = rows.query.sql_with_params()
    parts = [_some_reports([])]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(AT_ONCE):
            parts.append(_some_reports(some))
    shown = Evidence.objects.filter(report__task__document=document).order_by().values_list("report_id", flat=True)
    with_evidence = pl.Series(list(shown.distinct()), dtype=pl.Int64)
    return (
        pl.concat(parts)
        .with_columns(pl.col("report").is_in(with_evidence.implode()).alias("evidence"))
        .select(list(REPORTS))
    )


def _some_reports(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows of (report, task, percent, state, submitted_at, reviewed_at) as columns."""
    columns = list(zip(*rows, strict=True)) or [()] * 6
    accepted = [_ACCEPTED[state] for state in columns[3]]
    return pl.DataFrame(
        {
            "report": pl.Series(columns[0], dtype=pl.Int64),
            "task": pl.Series(columns[1], dtype=pl.Int64),
            "submitted": _days(columns[4]),
            "percent": pl.Series(columns[2], dtype=pl.Float64),
            "accepted": pl.Series(accepted, dtype=pl.Boolean),
            "reviewed": _days(columns[5]),
        }
    )


_ACCEPTED = {Report.State.ACCEPTED: True, Report.State.RETURNED: False, Report.State.SUBMITTED: None}


def _days(moments: Sequence[Any]) -> pl.Series:
    """The day in China of each, from what ``_as_kept`` gives."""
    text = pl.Series(moments, dtype=pl.String)
    if connection.vendor != "sqlite":
        return text.str.to_date("%Y-%m-%d")
    found = text.str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S", time_zone="UTC")
    return found.dt.convert_time_zone(CHINA_ZONE).dt.date()


def _as_kept(name: str) -> Any:
    """A moment as its store gives text of it soonest, since text is read many at once and moments one by one: SQLite keeps it as
    text, PostgreSQL is asked for its day, in the time zone of the settings, which is China's."""
    return F(name) if connection.vendor == "sqlite" else TruncDate(name)


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
    table = table.unique(["task", "due"]).sort("task", "due")
    since = pl.col("due").shift(1).over("task").fill_null(pl.col("issued") - pl.duration(days=1)).alias("since")
    return table.with_columns(since).select(list(DUTIES))


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


def _spans(rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    """(task, issued, finished, kind, begin, end) from rows of (task, issued, finished, cycle, cycles)."""
    found: list[tuple[Any, ...]] = []
    for task, issued, finished, cycle, cycles in rows:
        history = cycles or [[issued.isoformat(), cycle]]
        days = [date.fromisoformat(day) for day, _kind in history]
        # A day on which the cycle was changed still belongs to the one before.
        begins = [issued - timedelta(days=1), *days[1:]]
        ends = [*days[1:], None]
        found += [
            (task, issued, finished, kind, begin, end)
            for (_day, kind), begin, end in zip(history, begins, ends, strict=True)
        ]
    return pl.DataFrame(found, schema=SPANS, orient="row")


def _moves(
    document: str,
    period: Period,
    rubric: Rubric,
    tasks: pl.DataFrame,
    codes: dict[int, str],
    lead: Callable[[int, date], str | None],
) -> pl.DataFrame:
    """Points given and taken off, each to the unit that led on its day."""
    many = dict(tasks.group_by("unit").len().iter_rows())
    inside = (period.start, period.end)
    found: list[tuple[str | None, str, float, str, date]] = []
    sheets = Sheet.objects.filter(document=document, issued_on__range=inside).order_by("number")
    for task, colour, number, on in sheets.values_list("task_id", "colour", "number", "issued_on"):
        if task in codes and rubric.sheet.get(colour):
            found.append((lead(task, on), f"sheet_{colour}", -rubric.sheet[colour], f"{codes[task]}#{number}", on))
    yellow: dict[int, int] = {}
    turns = LightChange.objects.filter(document=document, after__in=("yellow", "red"), on__range=inside)
    for task, after, on in turns.order_by("on", "pk").values_list("task_id", "after", "on"):
        if task not in codes:
            continue
        if after == "red" and rubric.red:
            found.append((lead(task, on), "red", -rubric.red, codes[task], on))
        elif after == "yellow":
            yellow[task] = yellow.get(task, 0) + 1
            if yellow[task] == 2 and rubric.twice_yellow:
                found.append((lead(task, on), "twice_yellow", -rubric.twice_yellow, codes[task], on))
    if rubric.red and rubric.false_factor:
        false = OnSiteCheck.objects.filter(task__document=document, finding=OnSiteCheck.Finding.FALSE)
        for task, at in false.order_by("pk").values_list("task_id", "checked_at"):
            found_on = at.astimezone(CHINA).date() if at else None
            if found_on and task in codes and period.start <= found_on <= period.end:
                off = -rubric.red * rubric.false_factor
                found.append((lead(task, found_on), "false", off, codes[task], found_on))
    if rubric.early_bonus:
        early = tasks.filter(
            pl.col("finished").is_between(*inside)
            & (pl.col("finished") <= pl.col("due") - pl.duration(days=rubric.early_days))
        )
        found += [
            (row["unit"], "early", rubric.early_bonus, codes[row["task"]], row["finished"])
            for row in early.sort("finished", "task").iter_rows(named=True)
        ]
    fair = [
        (unit, kind, points * rubric.counts_for(many[unit]), ref, on)
        for unit, kind, points, ref, on in found
        if unit in many
    ]
    return pl.DataFrame(fair, schema=MOVES, orient="row")


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
