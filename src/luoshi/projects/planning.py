"""The plan of a project as its rows say: scheduled to dates, with what is done taken as done, beside its baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.kernel.calendar import CHINA

from .domain.network import Activity as Node
from .domain.network import Link, Times, schedule
from .domain.workdays import Workdays
from .formats.records import ActivityRecord, LinkRecord, PlanRecord
from .models import Activity, Baseline, Dependency, Permit, Project


@dataclass(frozen=True)
class Bar:
    """One line of the plan: when it runs by today's knowledge, and when the baseline had it. ``times`` None: a summary."""

    activity: Activity
    start: date
    finish: date
    times: Times | None
    depth: int
    baseline: tuple[date, date] | None = None


@dataclass(frozen=True)
class Plan:
    bars: tuple[Bar, ...]
    links: tuple[Link, ...]
    start: date
    finish: date
    length: int
    deadline: date | None

    @property
    def critical(self) -> tuple[Bar, ...]:
        return tuple(bar for bar in self.bars if bar.times is not None and bar.times.critical)


def baseline_of(project: Project) -> Baseline | None:
    """The last approved one."""
    return project.baselines.filter(state=Baseline.State.APPROVED).order_by("-number").first()


def start_of(project: Project, activities: Sequence[Activity], day: date) -> date:
    given = [a.actual_start for a in activities if a.actual_start] + [
        a.earliest_date for a in activities if a.earliest_date
    ]
    return min([d for d in (project.start_date, *given) if d] or [day])


def plan_of(project: Project, day: date, *, deadline: date | None = None) -> Plan | None:
    """The plan as it stands on a day; None where there is none. Four queries."""
    activities = list(project.activities.all())
    if not activities:
        return None
    with_permits(activities, {p.step: p for p in project.permits.all()})
    return scheduled(project, activities, list(project.dependencies.all()), baseline_of(project), day, deadline)


def with_permits(activities: Sequence[Activity], permits: dict[str, Permit]) -> None:
    """What has happened with a permit has happened with its line of the plan; nothing is saved."""
    for line in activities:
        permit = permits.get(line.step)
        if permit is None or permit.state == Permit.State.WAITING:
            continue
        if permit.state == Permit.State.LEFT_OUT:
            line.days = 0
            continue
        line.actual_start = permit.accepted_date or permit.done_date
        if permit.done_date:
            line.actual_finish, line.percent = permit.done_date, Decimal(100)
        elif permit.accepted_date and permit.due_date:
            line.days = max(CHINA.working_days_between(permit.accepted_date, permit.due_date), 1)


def scheduled(
    project: Project,
    activities: Sequence[Activity],
    dependencies: Sequence[Dependency],
    baseline: Baseline | None,
    day: date,
    deadline: date | None = None,
) -> Plan:
    """Done work stands where it was done; work under way has what is left of it to go; the rest cannot start in the past.

    Raises what ``network.schedule`` raises.
    """
    start = start_of(project, activities, day)
    workdays = Workdays(start, CHINA)
    today = workdays.number(day) if day > start else 0
    summaries = {a.parent for a in activities if a.parent}
    leaves = [a for a in activities if a.code not in summaries]
    nodes = [_node(a, workdays, today) for a in leaves]
    done = {a.code for a in leaves if a.actual_start}
    links = [
        Link(d.before, d.after, d.kind, d.lag_days)  # type: ignore[arg-type]
        for d in dependencies
    ]
    # What has begun in fact has answered whatever it was to wait for.
    live = [link for link in links if link.after not in done]
    limit = workdays.number(deadline) + 1 if deadline else None
    found = schedule(nodes, live, limit)
    frozen = (
        {row[0]: (date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in baseline.plan} if baseline else {}
    )
    dates: dict[str, tuple[date, date]] = {}
    for a in leaves:
        times = found.times[a.code]
        first = a.actual_start or workdays.start(times.early_start)
        last = a.actual_finish or max(first, workdays.finish(times.early_finish))
        dates[a.code] = (first, last)
    _summaries(activities, dates)
    parents = {a.code: a.parent for a in activities}
    bars = tuple(
        Bar(a, *dates[a.code], found.times.get(a.code), _depth(a.code, parents), frozen.get(a.code)) for a in activities
    )
    return Plan(bars, tuple(links), start, max(d[1] for d in dates.values()), found.length, deadline)


def _node(a: Activity, workdays: Workdays, today: int) -> Node:
    if a.actual_start is None:
        earliest = max(today, workdays.number(a.earliest_date) if a.earliest_date else 0)
        return Node(a.code, a.days, earliest)
    began = workdays.number(a.actual_start)
    if a.actual_finish is not None:
        return Node(a.code, max(workdays.number(a.actual_finish) + 1 - began, 0), began)
    left = math.ceil(a.days * (1 - float(a.percent) / 100))
    return Node(a.code, max(today - began + left, a.days if a.percent == 0 else 1), began)


def _summaries(activities: Sequence[Activity], dates: dict[str, tuple[date, date]]) -> None:
    """A summary runs from the first to the last day of what stands under it, at any depth."""
    children: dict[str, list[str]] = {}
    for a in activities:
        children.setdefault(a.parent, []).append(a.code)

    def span(code: str, above: frozenset[str]) -> tuple[date, date] | None:
        if code in dates:
            return dates[code]
        inside = [s for child in children.get(code, []) if child not in above and (s := span(child, above | {code}))]
        if inside:
            dates[code] = (min(s[0] for s in inside), max(s[1] for s in inside))
        return dates.get(code)

    known = list(dates.values())
    for a in activities:
        if span(a.code, frozenset()) is None:
            dates[a.code] = (min(d[0] for d in known), min(d[0] for d in known)) if known else (date.min, date.min)


def _depth(code: str, parents: dict[str, str]) -> int:
    depth = 0
    while (code := parents.get(code, "")) and depth < len(parents):
        depth += 1
    return depth


def frozen_rows(plan: Plan) -> list[list[str]]:
    """What a baseline keeps of a plan: code, first day, last day, yuan of each activity that is scheduled."""
    return [
        [b.activity.code, b.start.isoformat(), b.finish.isoformat(), f"{b.activity.budget_yuan or 0:f}"]
        for b in plan.bars
        if b.times is not None
    ]


def planned_value(baseline: Baseline, day: date) -> Decimal:
    """What the baseline had planned to be done by the end of a day: each activity's money evenly over its working days."""
    total = Decimal(0)
    for _code, first_text, last_text, yuan in baseline.plan:
        first, last = date.fromisoformat(first_text), date.fromisoformat(last_text)
        money = Decimal(yuan)
        if not money or day < first:
            continue
        if day >= last:
            total += money
            continue
        before = date.fromordinal(first.toordinal() - 1)
        whole = CHINA.working_days_between(before, last)
        total += money * CHINA.working_days_between(before, day) / whole if whole else money
    return total


def record_of(project: Project) -> PlanRecord:
    """The plan as files carry it."""
    baseline = baseline_of(project)
    frozen = (
        {row[0]: (date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in baseline.plan} if baseline else {}
    )
    activities = tuple(
        ActivityRecord(
            code=a.code,
            name=a.name,
            days=a.days,
            parent=a.parent,
            earliest=a.earliest_date,
            percent=a.percent,
            budget_yuan=a.budget_yuan,
            actual_start=a.actual_start,
            actual_finish=a.actual_finish,
            baseline_start=frozen.get(a.code, (None, None))[0],
            baseline_finish=frozen.get(a.code, (None, None))[1],
        )
        for a in project.activities.all()
    )
    links = tuple(
        LinkRecord(d.before, d.after, d.kind, d.lag_days)  # type: ignore[arg-type]
        for d in project.dependencies.all()
    )
    return PlanRecord(project.name, project.start_date, activities, links)
