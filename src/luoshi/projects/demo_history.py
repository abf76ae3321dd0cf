"""Sample histories month by month: of finished projects, the reference of forecasts; and of those under way."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from luoshi.kernel.calendar import corresponding_day
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA as ZONE

from .domain.earned import s_curve
from .domain.rolling import DONE
from .domain.simulation import histories
from .models import Activity, MonthReport, Project

WAN = Decimal(10_000)


def _report(project: Project, month: date, points: float, invested: float) -> MonthReport:
    """``invested`` since the first of January, in 万元."""
    amount = Decimal(str(round(invested, 2))) * WAN
    return MonthReport(
        project=project,
        month=month,
        points=Decimal(str(round(points, 2))),
        invested_yuan=amount,
        paid_yuan=(amount * Decimal("0.9")).quantize(Decimal("0.01")),
        text="样例月报（合成）",
        by="system",
        at=datetime.combine(month + timedelta(days=33), time(9), ZONE),
        synthetic=True,
    )


def finished(programme: Programme, seed: int, count: int, as_of: date, owner: int) -> int:
    """Sample projects that were finished in the last years, with their reports."""
    rng, reports = random.Random(seed), []
    for n, history in enumerate(histories(seed=seed, count=count), start=1):
        months = len(history.done)
        last = corresponding_day(as_of.replace(day=1), -rng.randrange(1, 14))
        started = corresponding_day(last, -(months - 1))
        project = Project.objects.create(
            code=f"sample-finished-{n:02d}",
            name=f"样例竣工项目 {n:02d}",
            name_en=f"Sample finished project {n:02d}",
            document=programme.code,
            measure="",
            kind="government",
            category="infrastructure",
            owner_id=owner,
            total_yuan=Decimal(str(history.budget)).quantize(Decimal(1)) * WAN,
            start_date=started,
            finish_date=corresponding_day(started, history.planned_months),
            started_date=started,
            finished_date=corresponding_day(last, 1) - timedelta(days=1),
            stage=DONE,
            stage_since=last,
            light="blue",
            synthetic=True,
        )
        before = 0.0
        for m in range(months):
            month = corresponding_day(started, m)
            if month.month == 1 and m:
                before = history.spent[m - 1]
            reports.append(_report(project, month, 100 * history.done[m], history.spent[m] - before))
    MonthReport.objects.bulk_create(reports, batch_size=500)
    return count


def reports_of(rng: random.Random, p: Project, frozen: list[list[str]], as_of: date) -> float:
    """Reports of a project under way up to last month, one in eight without the last; the share done at the end."""
    assert p.started_date is not None and p.finish_date is not None and p.total_yuan is not None
    works = [row for row in frozen if row[0].startswith("W")]
    first, last = date.fromisoformat(works[0][1]), max(date.fromisoformat(row[2]) for row in works)
    pace, price = rng.choice([1.05, 1.0, 0.97, 0.9, 0.8, 0.6]), rng.uniform(0.95, 1.1)
    total = float((p.budget_yuan or p.total_yuan) / WAN)
    month, rows, share, spent, year_start = p.started_date.replace(day=1), [], 0.0, 0.0, 0.0
    end = as_of.replace(day=1) - timedelta(days=1)
    while month <= end:
        if month.month == 1:
            year_start = spent
        elapsed = (corresponding_day(month, 1) - timedelta(days=1) - first).days
        share = max(share, min(s_curve(max(pace * elapsed, 0) / (last - first).days), 0.99))
        spent = max(spent, total * share * price)
        rows.append(_report(p, month, 100 * share, spent - year_start))
        month = corresponding_day(month, 1)
    MonthReport.objects.bulk_create(rows[:-1] if rng.random() < 0.125 else rows)
    return share


def works_done(p: Project, frozen: list[list[str]], share: float, as_of: date) -> None:
    """Percent of each part of the works, so that together they are worth the share done."""
    when = {row[0]: (date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in frozen}
    lines = [line for line in p.activities.all() if line.code.startswith("W")]
    whole = sum((line.budget_yuan or Decimal(0)) for line in lines)
    left = Decimal(str(share)) * whole
    for line in lines:
        budget = line.budget_yuan or Decimal(0)
        part = min(left, budget)
        left -= part
        line.percent = (part * 100 / budget).quantize(Decimal("0.01")) if budget else Decimal(0)
        first, last = when[line.code]
        if line.percent > 0:
            line.actual_start = min(first, as_of - timedelta(days=10))
        if line.percent == 100:
            line.actual_finish = max(min(last, as_of - timedelta(days=3)), line.actual_start or first)
    Activity.objects.bulk_update(lines, ["percent", "actual_start", "actual_finish"])
