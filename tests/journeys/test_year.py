"""A scripted year of supervision; then every light and every score worked out again from the record alone, plainly.

LUOSHI_YEAR="units,tasks" sets its size; the default keeps the suite quick. That of a county's document, half an hour's work:

    LUOSHI_YEAR=60,1500 pytest tests/journeys/test_year.py
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from factories import viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.delivery.domain.cycle import Cycle
from luoshi.delivery.domain.lifecycle import TaskState
from luoshi.delivery.escalating import escalate
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import Commitment, Request, Rubric, ScoreSheet, SheetRules, Task
from luoshi.delivery.rubric_content import rubric_of
from luoshi.delivery.scoring import scores
from luoshi.delivery.service import commitments, levels, pausing, tasks
from luoshi.kernel.calendar import CHINA
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.registry.api import RoleViewer, system_viewer
from luoshi.registry.models import Unit

D, FIRST, LAST = "sample", date(2021, 1, 4), date(2021, 12, 31)
TERMS: dict[str, Any] = {
    "parts": [
        {"code": c, "kind": c, "weight": w, "label": c, "label_en": c}
        for c, w in (("timeliness", 30.0), ("completion", 40.0), ("quality", 30.0))
    ],
    "sheet": {"blue": 0.5, "orange": 1.0, "red": 2.0},
    "twice_yellow": 1.0,
    "red": 2.0,
    "early_bonus": 0.0,
    "least_tasks": 1,
}
RULES = {
    "code": "own",
    "judge_unanswered": True,
    "rules": [{"when": "red", "act": "sheet", "grade": "ordinary", "days": 10, "count": 2}],
}
QUARTERS = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31))


def play(on_day: Any, units: int, count: int) -> None:
    """The year: units report late, not at all or too little; reports are sent back; days are moved; clocks stand."""
    rng = Random(22)
    made = [Unit(code=f"u{n}", name=f"第{n}单位", short_names=[f"单位{n}"], level="county") for n in range(units)]
    Unit.objects.bulk_create(made)
    office, reviewer = viewer("supervisor"), viewer("reviewer")
    habits = {f"u{n}": rng.choice([(1.05, 0.0), (1.0, 0.1), (0.7, 0.35)]) for n in range(units)}
    people = {code: _person(code) for code in habits}
    on_day(FIRST)
    for n in range(count):
        code = f"{n % 22 + 1}.s1.c{n // 22 + 100}"
        Commitment.objects.create(
            document=D,
            measure=str(n % 22 + 1),
            clause=f"{n % 22 + 1}.s1",
            code=code,
            start=0,
            end=0,
            text=f"任务{n}",
            kind="other",
        )
        due = date(2021, 6, 30) + timedelta(days=rng.randrange(0, 240))
        commitments.correct(by=office, document=D, code=code, lead=f"u{n % units}", supports=[], due_date=due)
        commitments.issue(by=office, document=D, codes=[code])
    day = FIRST
    while day <= LAST:
        on_day(day)
        if CHINA.is_working_day(day):
            _day(rng, day, people, habits, office, reviewer)
        if day.weekday() in {0, 3} or day == LAST:
            relight_all(day)
            escalate(day)
        day += timedelta(days=1)
    on_day(LAST)


def _person(unit: str) -> RoleViewer:
    system = system_viewer()
    return RoleViewer(f"p-{unit}", unit, system.grants, system.roles_of)


def _day(rng: Random, day: date, people: Any, habits: Any, office: Any, reviewer: Any) -> None:
    for task in Task.objects.filter(document=D).select_related("lead").order_by("pk"):
        at = {"document": D, "code": task.code}
        pace, late = habits[task.lead.code]
        person = people[task.lead.code]
        if task.state == TaskState.ISSUED:
            tasks.accept(by=person, **at)
        elif task.state == TaskState.REPORTED:
            tasks.review(by=reviewer, **at, accepted=rng.random() > 0.12, note="请补充")
        elif task.state == TaskState.SUSPENDED and rng.random() < 0.05:
            pausing.resume(by=office, **at)
        elif task.state in {TaskState.UNDER_WAY, TaskState.RETURNED} and task.next_report_due:
            left = (task.next_report_due - day).days
            if (0 <= left <= 3 and rng.random() < (1 - late) / 2) or (left < -4 and rng.random() < 0.2):
                share = (day - task.issued_on).days / (task.due_date - task.issued_on).days
                percent = max(task.percent, min(100.0, round(100 * share * pace * rng.uniform(0.85, 1.1))))
                tasks.report(by=person, **at, text="进展", percent=percent, complete=percent >= 98)
            elif task.due_date > day and rng.random() < 0.002:
                tasks.ask_extension(by=person, **at, new_due=task.due_date + timedelta(days=60), reason="前期") if not (
                    task.requests.filter(kind=Request.Kind.EXTENSION).exists()
                ) else None
            elif rng.random() < 0.001:
                pausing.ask_suspension(by=person, **at, reason="等待批复")
                pausing.answer_suspension(by=office, **at, granted=True)
            elif rng.random() < 0.001:
                levels.set_cycle(by=office, **at, cycle=rng.choice([Cycle.TEN_DAY, Cycle.MONTHLY, Cycle.QUARTERLY]))
    waiting = Request.objects.filter(kind=Request.Kind.EXTENSION, state=Request.State.OPEN).select_related("task")
    for request in waiting:
        granted = rng.random() < 0.6
        tasks.answer_extension(by=office, document=D, code=request.task.code, granted=granted, answer="已研究")


@dataclass
class Told:
    """One task as the record tells of it."""

    unit: str = ""
    issued: date = FIRST
    due: date = FIRST
    state: str = "issued"
    plan: list[tuple[date, float]] = field(default_factory=list)
    percent: float | None = None
    as_of: date | None = None
    finished: date | None = None
    reports: list[dict[str, Any]] = field(default_factory=list)
    next_due: date | None = None
    cycle: str = "monthly"
    cycles: list[tuple[date, str]] = field(default_factory=list)
    pauses: list[list[date | None]] = field(default_factory=list)
    lights: list[tuple[date, str]] = field(default_factory=list)
    sheets: list[tuple[date, str]] = field(default_factory=list)


def tell() -> dict[str, Told]:
    """The record from its first entry to its last, one plain step for each act."""
    found: dict[str, Told] = defaultdict(Told)
    rows = RecordEntry.objects.filter(act__startswith="delivery.", subject__startswith=D).order_by("seq")
    for at, act, subject, unit, said in rows.values_list("at", "act", "subject", "unit", "content"):
        day = datetime.fromisoformat(at).date()
        if act == "delivery.lights_turned":
            for _before, after, _reason, codes in said["turns"]:
                for code in codes:
                    found[code].lights.append((day, after))
        elif subject != D:
            step(found[subject.partition("/")[2]], day, act.partition(".")[2], unit, said)
    return {code: told for code, told in found.items() if told.unit}


def step(t: Told, day: date, act: str, unit: str, said: dict[str, Any]) -> None:  # noqa: C901
    if act == "task_issued":
        t.unit, t.issued, t.due, t.cycles = unit, day, date.fromisoformat(said["due"]), [(day, "monthly")]
        whole = (t.due - day).days
        ends = [end for end in (*QUARTERS, date(2022, 3, 31)) if day <= end < t.due]
        t.plan = [(end, round(100 * (end - day).days / whole)) for end in ends] + [(t.due, 100.0)]
        t.next_due = following(day, "monthly", at_least=10)
    elif act == "task_accepted":
        t.state = "under_way"
    elif act == "report_submitted":
        t.state = "reported"
        t.reports.append(
            {"on": day, "percent": said["percent"], "complete": said["complete"], "ok": None, "seen": None}
        )
        t.next_due = following(max(day, t.next_due or day), t.cycle)
    elif act in {"report_accepted", "report_returned"}:
        last = t.reports[-1]
        last["ok"], last["seen"] = act == "report_accepted", day
        t.state = "under_way" if last["ok"] else "returned"
        if last["ok"]:
            t.percent, t.as_of = (100 if last["complete"] else last["percent"]), last["on"]
        else:
            t.next_due = CHINA.add_working_days(day, 5)
    elif act == "task_done":
        t.state, t.finished = "done", day
    elif act == "extension_answered" and said["granted"]:
        move(t, date.fromisoformat(said["new_due"]), day)
    elif act == "suspension_answered" and said["granted"]:
        t.state, t.next_due = "suspended", None
        t.pauses.append([day, None])
    elif act == "task_resumed":
        t.pauses[-1][1] = day
        move(t, date.fromisoformat(said["new_due"]), t.pauses[-1][0])  # type: ignore[arg-type]
        t.state, t.next_due = "under_way", following(day, t.cycle)
    elif act == "cycle_changed":
        t.cycle = said["cycle"]
        t.cycles.append((day, t.cycle))
        if t.state != "returned":
            t.next_due = following(day, t.cycle)
    elif act == "sheet_issued":
        t.sheets.append((day, said["colour"]))


def move(t: Told, new_due: date, on: date) -> None:
    """What is left of the plan is stretched to the new day."""
    whole = max((t.due - on).days, 1)
    t.plan = [
        (
            min(on + timedelta(days=int((new_due - on).days * ((day - on).days / whole))), new_due)
            if day > on
            else day,
            p,
        )
        for day, p in t.plan
    ]
    t.due = new_due


def days_of(cycle: str) -> list[date]:
    """Reporting days of 2021 and of the year after, to which a quarterly report sent early may reach."""
    found = []
    for n in range(24):
        year, month = 2021 + n // 12, n % 12 + 1
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if cycle == "ten_day":
            found += [CHINA.roll_forward(d) for d in (date(year, month, 10), date(year, month, 20), last)]
        elif cycle == "monthly" or month % 3 == 0:
            found.append(CHINA.roll_forward(date(year, month, 25)))
    return found


def following(after: date, cycle: str, at_least: int = 0) -> date:
    later = [day for day in days_of(cycle) if day > after]
    return later[0] if (later[0] - after).days >= at_least else later[1]


def planned(t: Told, day: date) -> float:
    """Straight lines between the points of the plan."""
    points = [(t.issued, 0.0), *t.plan]
    if day <= t.issued:
        return 0.0
    for (one, low), (two, high) in pairwise(points):
        if day <= two:
            return low + (high - low) * (day - one).days / (two - one).days if two > one else high
    return 100.0


def light(t: Told, day: date) -> str:
    if t.state == "suspended":
        return "grey"
    if t.finished:
        return "blue"
    if day > t.due:
        done_in_time = t.percent == 100 and t.as_of and t.as_of <= t.due
        received = t.state != "returned" and not (t.next_due and t.next_due < day)
        return "green" if done_in_time and received else "red"
    gap = t.percent - planned(t, t.as_of) if t.percent is not None and t.as_of else 0.0
    if gap < -20:
        return "red"
    if t.state == "returned" or (t.next_due and t.next_due < day) or gap < -5:
        return "yellow"
    return "green"


def duties(t: Told) -> list[tuple[date, date]]:
    """(due, since) of every report that was due, the first after the year too."""
    found = []
    first = following(t.issued, "monthly", at_least=10)
    for n, (begin, cycle) in enumerate(t.cycles):
        end = t.cycles[n + 1][0] if n + 1 < len(t.cycles) else date.max
        after = begin if n else t.issued - timedelta(days=1)
        start = following(t.issued, cycle, at_least=3 if cycle == "ten_day" else 10) if n else first
        found += [d for d in days_of(cycle) if after < d <= end and d >= start]
    stood = lambda d: any(a < d and (b is None or d <= b) for a, b in t.pauses)  # type: ignore[operator]  # noqa: E731
    kept = sorted({d for d in found if not stood(d) and (t.finished is None or d <= t.finished)})
    return list(zip(kept, [t.issued - timedelta(days=1), *kept], strict=False))


def timely(t: Told) -> list[float]:
    """1 for a report in time, a half for a late one, nought for none, for each duty of the year."""
    every = duties(t)
    sent = [r["on"] for r in t.reports]
    found = []
    for n, (due, since) in enumerate(every):
        if not date(2021, 1, 1) <= due <= LAST:
            continue
        until = every[n + 1][0] if n + 1 < len(every) else date.max
        last = max((d for d in sent if d <= due), default=date.min)
        later = min((d for d in sent if d >= due), default=date.max)
        found.append(1.0 if last > since else 0.5 if later <= min(until, LAST) else 0.0)
    return found


def score(mine: list[Told]) -> float:
    credits = [credit for t in mine for credit in timely(t)]
    ratios = []
    for t in mine:
        seen = [r for r in t.reports if r["ok"]]
        percent = 100.0 if t.finished else (seen[-1]["percent"] if seen else 0.0)
        if (plan := planned(t, LAST)) > 0:
            ratios.append(min(percent / plan, 1.0))
    judged = [r["ok"] for t in mine for r in t.reports if r["ok"] is not None]
    parts = [(30, credits), (40, ratios), (30, judged)]
    known = [(w, sum(values) / len(values)) for w, values in parts if values]
    earned = sum(w * rate for w, rate in known) * 100 / sum(w for w, _ in known)
    off = 0.0
    for t in mine:
        off += sum({"blue": 0.5, "orange": 1.0, "red": 2.0}[colour] for _day, colour in t.sheets)
        off += 2.0 * sum(1 for _day, after in t.lights if after == "red")
        off += 1.0 if sum(1 for _day, after in t.lights if after == "yellow") >= 2 else 0.0
    return max(earned - off, 0.0)


def test_every_light_and_score_of_a_year_comes_out_the_same_from_the_record(programme: Programme, on_day) -> None:
    units, count = (int(text) for text in os.environ.get("LUOSHI_YEAR", "2,6").split(","))
    Rubric.objects.update_or_create(document=D, defaults={"title": "考评", "source": "样例", "terms": TERMS})
    SheetRules.objects.create(document=D, title="规则", source="样例", terms=RULES)
    play(on_day, units, count)
    told = tell()
    assert len(told) == count
    assert {code: light(t, LAST) for code, t in told.items()} == dict(Task.objects.values_list("code", "light"))
    assert {c: (t.due, t.state) for c, t in told.items()} == {
        code: (due, state) for code, due, state in Task.objects.values_list("code", "due_date", "state")
    }
    sheet = ScoreSheet.objects.create(
        document=D, label="2021", start=date(2021, 1, 1), end=LAST, terms=TERMS, computed_at=now(), by="office"
    )
    found, _parts, _grounds = scores(sheet, rubric_of(TERMS))
    by_unit: dict[str, list[Told]] = defaultdict(list)
    for t in told.values():
        by_unit[t.unit].append(t)
    expected = {unit: pytest.approx(score(mine)) for unit, mine in by_unit.items()}
    assert dict(found.select("unit", "score").iter_rows()) == expected
    # The year had some of everything.
    acts = set(RecordEntry.objects.values_list("act", flat=True))
    wanted = {"report_returned", "task_done", "sheet_issued", "lights_turned"}
    assert {f"delivery.{act}" for act in wanted} <= acts
    assert verify() == []
