"""Scores on the sheet's example, and against a plain reading of the rules one task at a time."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from math import sqrt

import polars as pl
import pytest

from luoshi.delivery.domain.comparing import compare
from luoshi.delivery.domain.scoring import (
    DUTIES,
    REPORTS,
    TASKS,
    Part,
    Period,
    Rubric,
    judged_duties,
    rates,
    totals,
)

pytestmark = pytest.mark.pure
YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))
ENTERED = {"unit": pl.String, "part": pl.String, "rate": pl.Float64}
POINTS = {"unit": pl.String, "kind": pl.String, "points": pl.Float64}
RUBRIC = Rubric(
    (
        Part("timeliness", "timeliness", 15, "及时"),
        Part("completion", "completion", 50, "完成"),
        Part("quality", "quality", 20, "质量"),
        Part("evidence", "evidence", 15, "佐证"),
    )
)


def frame(rows: list[tuple[object, ...]], schema: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")  # type: ignore[arg-type]


def test_three_rates_and_the_deductions_of_the_lights_give_the_score_of_the_example() -> None:
    """RD-7 ⇒ 92, 88, 95 by 60/20/20 are 91.8; minus 3 (RD-4, twice yellow −1 and red −2) is 88.8."""
    rubric = Rubric(tuple(Part(c, "entered", w, c) for c, w in (("result", 60), ("public", 20), ("visits", 20))))
    entered = frame([("a", "result", 0.92), ("a", "public", 0.88), ("a", "visits", 0.95)], ENTERED)
    empty = {"tasks": frame([], TASKS), "reports": frame([], REPORTS), "duties": frame([], DUTIES)}
    found = rates(rubric, **empty, entered=entered, period=YEAR)
    points = frame([("a", "twice_yellow", -1.0), ("a", "red", -2.0)], POINTS)
    (row,) = totals(rubric, found, points, ["a"]).rows(named=True)
    assert row["earned"] == pytest.approx(91.8)
    assert row["score"] == pytest.approx(88.8)


def test_a_score_is_never_below_zero_and_a_bonus_has_its_most() -> None:
    rubric = Rubric((Part("x", "entered", 100, "x"),), bonus_most=2)
    entered = frame([("a", "x", 0.01), ("b", "x", 0.5)], ENTERED)
    found = rates(
        rubric,
        tasks=frame([], TASKS),
        reports=frame([], REPORTS),
        duties=frame([], DUTIES),
        entered=entered,
        period=YEAR,
    )
    points = frame([("a", "red", -9.0), ("b", "early", 3.0)], POINTS)
    score = {r["unit"]: r["score"] for r in totals(rubric, found, points, ["a", "b", "c"]).rows(named=True)}
    assert score == {"a": 0.0, "b": 52.0, "c": None}


@pytest.mark.parametrize(
    ("sent", "how"),
    [
        ([], "none"),
        ([date(2021, 9, 26)], "in_time"),  # the day itself
        ([date(2021, 9, 27)], "late"),
        ([date(2021, 8, 25)], "none"),  # it was for the duty before
        ([date(2021, 8, 26)], "in_time"),
        ([date(2021, 10, 26)], "none"),  # it is for the duty after
    ],
)
def test_a_report_counts_for_the_duty_whose_time_it_falls_in(sent: list[date], how: str) -> None:
    days = [date(2021, 7, 26), date(2021, 8, 25), date(2021, 9, 26), date(2021, 10, 25)]
    duties = frame([(1, due, since) for since, due in itertools.pairwise(days)], DUTIES)
    reports = frame([(1, day, 10.0, None, None, False) for day in sent], REPORTS)
    found = judged_duties(duties, reports, Period(date(2021, 9, 1), date(2021, 9, 30)))
    assert found["how"].to_list() == [how]


def make(seed: int, tasks: int = 60, units: int = 6) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    rng = random.Random(seed)
    rows, reports, duties = [], [], []
    for task in range(tasks):
        issued = date(2021, 1, 4) + timedelta(days=rng.randrange(200))
        due = issued + timedelta(days=rng.randrange(30, 300))
        finished = due - timedelta(days=rng.randrange(-20, 40)) if rng.random() < 0.4 else None
        planned = rng.choice([0.0, 20.0, 55.0, 100.0])
        rows.append((task, f"u{rng.randrange(units)}", rng.choice([1.0, 1.5, 2.0]), issued, due, finished, planned))
        since = issued
        for month in range(1, 13):
            day = date(2021, month, 25)
            if day <= issued:
                continue
            duties.append((task, day, since))
            since = day
            if rng.random() < 0.85:
                sent = day + timedelta(days=rng.randrange(-12, 9))
                accepted = rng.choice([True, True, True, False, None])
                reviewed = None if accepted is None else sent + timedelta(days=rng.randrange(0, 6))
                reports.append((task, sent, float(rng.randrange(101)), accepted, reviewed, rng.random() < 0.5))
    return frame(rows, TASKS), frame(reports, REPORTS), frame(duties, DUTIES)


def plainly(
    tasks: pl.DataFrame, reports: pl.DataFrame, duties: pl.DataFrame, period: Period
) -> dict[tuple[str, str], float]:
    """The same rules, one unit and one task at a time."""
    found = {}
    for unit in set(tasks["unit"]):
        own = [t for t in tasks.iter_rows(named=True) if t["unit"] == unit]
        credits, attained, weights, passed, evidence = [], [], [], [], []
        for task in own:
            sent = [r for r in reports.iter_rows(named=True) if r["task"] == task["task"]]
            mine = sorted(
                (d for d in duties.iter_rows(named=True) if d["task"] == task["task"]), key=lambda d: d["due"]
            )
            for n, duty in enumerate(mine):
                if not period.start <= duty["due"] <= period.end:
                    continue
                until = mine[n + 1]["due"] if n + 1 < len(mine) else date.max
                days = [r["submitted"] for r in sent]
                if any(duty["since"] < d <= duty["due"] for d in days):
                    credits.append(1.0)
                elif any(duty["due"] < d <= min(until, period.end) for d in days):
                    credits.append(0.5)
                else:
                    credits.append(0.0)
            taken = sorted(
                (r for r in sent if r["accepted"] and r["reviewed"] <= period.end),
                key=lambda r: (r["reviewed"], r["submitted"]),
            )
            percent = taken[-1]["percent"] if taken else 0.0
            if task["finished"] and task["finished"] <= period.end:
                percent = 100.0
            if task["planned"]:
                attained.append(min(1.0, percent / task["planned"]) * task["weight"])
                weights.append(task["weight"])
            if taken:
                evidence.append(any(r["evidence"] for r in taken))
            passed += [
                r["accepted"] for r in sent if r["accepted"] is not None and period.start <= r["reviewed"] <= period.end
            ]
        for part, values, over in (
            ("timeliness", credits, len(credits)),
            ("completion", attained, sum(weights)),
            ("quality", passed, len(passed)),
            ("evidence", evidence, len(evidence)),
        ):
            if over:
                found[(unit, part)] = sum(values) / over
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("period", [YEAR, Period(date(2021, 4, 1), date(2021, 6, 30))])
def test_columns_say_what_the_rules_say_read_one_task_at_a_time(seed: int, period: Period) -> None:
    tasks, reports, duties = make(seed)
    found = rates(RUBRIC, tasks=tasks, reports=reports, duties=duties, entered=frame([], ENTERED), period=period)
    told = {(r["unit"], r["part"]): r["rate"] for r in found.rows(named=True) if r["rate"] is not None}
    expected = plainly(tasks, reports, duties, period)
    assert told.keys() == expected.keys()
    for key, value in expected.items():
        assert told[key] == pytest.approx(value, abs=1e-12), key


def test_a_part_nobody_can_judge_leaves_its_weight_to_the_others() -> None:
    rubric = Rubric((Part("a", "entered", 60, "a"), Part("b", "entered", 40, "b")))
    entered = frame([("u", "a", 0.9)], ENTERED)
    found = rates(
        rubric,
        tasks=frame([], TASKS),
        reports=frame([], REPORTS),
        duties=frame([], DUTIES),
        entered=entered,
        period=YEAR,
    )
    (row,) = totals(rubric, found, frame([], POINTS), ["u"]).rows(named=True)
    assert (row["score"], row["known"]) == (pytest.approx(90), pytest.approx(0.6))


def test_equal_scores_share_a_rank_as_the_sheet_says() -> None:
    found = compare([("a", 95, 0, True), ("b", 90, 0, True), ("c", 90, 0, True), ("d", 80, 0, True)])
    assert [(c.unit, c.rank) for c in found] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]
    assert [c.band for c in found] == [1, 2, 2, 3]


def test_a_difference_within_its_noise_ranks_nobody_apart() -> None:
    found = compare(
        [("a", 91, 3, True), ("b", 88, 3, True), ("c", 70, 1, True), ("few", 99, 0, False), ("none", None, 0, True)]
    )
    assert [(c.unit, c.band) for c in found] == [("a", 1), ("b", 1), ("c", 2), ("few", None), ("none", None)]
    assert [c.rank for c in found] == [1, 1, 3, None, None]
    assert 91 - 88 < 1.96 * sqrt(18) < 91 - 70


def test_one_report_in_time_out_of_one_is_less_sure_than_thirty_out_of_thirty() -> None:
    tasks = frame(
        [(n, "one" if n == 0 else "many", 1.0, date(2021, 1, 4), date(2021, 12, 31), None, 0.0) for n in range(31)],
        TASKS,
    )
    duties = frame([(n, date(2021, 2, 25), date(2021, 1, 4)) for n in range(31)], DUTIES)
    reports = frame([(n, date(2021, 2, 1), 1.0, None, None, False) for n in range(31)], REPORTS)
    found = rates(RUBRIC, tasks=tasks, reports=reports, duties=duties, entered=frame([], ENTERED), period=YEAR)
    variance = {r["unit"]: r["variance"] for r in found.filter(pl.col("part") == "timeliness").rows(named=True)}
    assert variance["one"] > 5 * variance["many"] > 0
