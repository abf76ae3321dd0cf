"""Where projects stand on a day: progress against plan, money, earned value, forecast, the permit path, the light."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db import connection

from luoshi.kernel.calendar import CHINA, corresponding_day
from luoshi.registry.api import all_units, set_rows

from .domain import forecast
from .domain.budget import ContractKind, Finding, budget_exceeded, contract_findings, estimate_exceeded
from .domain.earned import Earned, EarnedSchedule, earned_schedule, s_curve
from .domain.lights import Facts, ProjectLight, light_of
from .domain.permits import PermitPath
from .domain.rolling import DONE, PRELIMINARY, STARTING, UNDER_WAY
from .lifecycle import Cycle, clocks, cycles_of, path_of
from .models import Baseline, MonthReport, Project
from .parameters import ProjectRules, rules_of
from .planning import planned_value

WAN = Decimal(10_000)
_ASKS = (PRELIMINARY, STARTING, UNDER_WAY)
DAYS_A_MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class Standing:
    """``earned`` in 万元. ``planned`` and ``done`` in percent of physical progress; None where not known."""

    project: Project
    light: ProjectLight
    path: PermitPath | None
    done: Decimal | None
    planned: Decimal | None
    earned: Earned | None
    in_time: EarnedSchedule | None
    finish: forecast.Band | None
    cost: forecast.Band | None
    forecast_day: date | None
    invested: Decimal | None
    invest_planned: Decimal | None
    findings: tuple[Finding, ...]


def month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def spent_of(reports: Iterable[MonthReport]) -> Decimal:
    """All that was invested since the start, in yuan: each year's last figure, which counts from its first of January."""
    by_year: dict[int, tuple[date, Decimal]] = {}
    for report in reports:
        if report.month.year not in by_year or report.month > by_year[report.month.year][0]:
            by_year[report.month.year] = (report.month, report.invested_yuan)
    return sum((amount for _month, amount in by_year.values()), Decimal(0))


def planned_points(project: Project, baseline: Baseline | None, day: date) -> Decimal | None:
    """Percent of physical progress planned by the end of a day: by the baseline's money, else by the S-curve over the time."""
    if baseline is not None:
        whole = sum((Decimal(row[3]) for row in baseline.plan), Decimal(0))
        if whole:
            return planned_value(baseline, day) * 100 / whole
    if project.start_date is None or project.finish_date is None or project.finish_date <= project.start_date:
        return None
    share = (day - project.start_date).days / (project.finish_date - project.start_date).days
    return Decimal(str(round(100 * s_curve(share), 4)))


def last_month(day: date) -> date:
    """The first of the last whole month: what figures of "this year" can be about; in January that is last year."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def stands(projects: Sequence[Project], day: date) -> list[Standing]:
    """Standing of many projects of any documents; the queries do not grow with their number.

    The projects should come with ``with_all``.
    """
    rules: dict[str, ProjectRules] = {}
    cycles: dict[str, dict[str, Cycle]] = {}
    for document in {p.document for p in projects}:
        rules[document], cycles[document] = rules_of(document, day), cycles_of(document)
    names = {code: unit.short_name or unit.name for code, unit in all_units().items()}
    known = known_errors()
    return [_stand(p, day, rules[p.document], cycles[p.document].get(p.kind), names, known) for p in projects]


def with_all(rows: Any) -> Any:
    """With all that ``stands`` looks at."""
    return rows.select_related("owner").prefetch_related(
        "permits", "reports", "baselines", "problems", "year_plans", "contracts"
    )


def known_errors() -> forecast.Errors:
    """What forecasts erred by in finished projects; kept for an hour, as it is the same for every page."""
    found: forecast.Errors | None = cache.get("projects:errors")
    if found is None:
        found = forecast.errors(finished_histories())
        cache.set("projects:errors", found, 3600)
    return found


def finished_histories() -> list[forecast.History]:
    """Month by month, what the finished projects did and spent: those with a planned span and reports to the end."""
    rows = Project.objects.filter(stage=DONE, started_date__isnull=False, total_yuan__gt=0).prefetch_related("reports")
    found = []
    for project in rows:
        reports = sorted(project.reports.all(), key=lambda r: r.month)
        if len(reports) < 3 or reports[-1].points < 100 or not project.start_date or not project.finish_date:
            continue
        spent = [float(spent_of(reports[: n + 1]) / WAN) for n in range(len(reports))]
        done = [float(r.points) / 100 for r in reports]
        months = max(round((project.finish_date - project.start_date).days / float(DAYS_A_MONTH)), 1)
        budget = float((project.total_yuan or Decimal(0)) / WAN)
        found.append(forecast.History(months, budget, tuple(done), tuple(spent)))
    return found


def _stand(
    project: Project,
    day: date,
    rules: ProjectRules,
    cycle: Cycle | None,
    names: dict[str, str],
    known: forecast.Errors,
) -> Standing:
    reports = sorted((r for r in project.reports.all() if r.month <= day), key=lambda r: r.month)
    last = reports[-1] if reports else None
    baseline = next((b for b in project.baselines.all() if b.state == Baseline.State.APPROVED), None)
    as_of = min(month_end(last.month), day) if last else day
    done = last.points if last else None
    planned = planned_points(project, baseline, as_of)
    total = project.budget_yuan or project.total_yuan
    spent = spent_of(reports)
    earned, in_time = _earned(project, baseline, done, planned, spent, total, as_of)
    finish, forecast_day = _finish(project, known, done, as_of)
    cost = None
    if done is not None and total:
        share = float(done) / 100
        cost = (
            forecast.cost_band(known, done=share, spent=float(spent / WAN), budget=float(total / WAN))
            if share < 1
            else None
        )
    state = clocks(project.permits.all())
    path = path_of(cycle, state, day) if cycle is not None and project.stage in _ASKS else None
    findings = tuple(_findings(project, rules, spent))
    invested, invest_planned = _year(project, reports, day, as_of)
    facts = Facts(
        stage=project.stage,
        start=project.start_date,
        started=project.started_date,
        finished=project.finished_date,
        done=done,
        planned=planned,
        invested=invested,
        invest_planned=invest_planned,
        **_report_due(project, reports, day, rules.report_day),
        finish=project.finish_date,
        forecast=forecast_day,
        overdue_permits=_overdue(project, cycle, names, day),
        papers=_papers(project, cycle),
        overdue_problems=tuple(
            (p.text, p.due_date) for p in project.problems.all() if p.solved_date is None and p.due_date < day
        ),
        stops=tuple(finding for finding in findings if finding.stops),
    )
    light = light_of(facts, day, rules.lights, CHINA)
    return Standing(
        project,
        light,
        path,
        done,
        planned,
        earned,
        in_time,
        finish,
        cost,
        forecast_day,
        invested,
        invest_planned,
        findings,
    )


def _earned(
    project: Project,
    baseline: Baseline | None,
    done: Decimal | None,
    planned: Decimal | None,
    spent: Decimal,
    total: Decimal | None,
    as_of: date,
) -> tuple[Earned | None, EarnedSchedule | None]:
    if done is None or planned is None or not total:
        return None, None
    bac = float(total / WAN)
    earned = Earned(bac, bac * float(planned) / 100, bac * float(done) / 100, float(spent / WAN))
    if not project.start_date or not project.finish_date or project.started_date is None:
        return earned, None
    months = max(round((project.finish_date - project.start_date).days / float(DAYS_A_MONTH)), 1)
    ends = [corresponding_day(project.start_date, n) for n in range(1, months + 1)]
    curve = [float(planned_points(project, baseline, end) or 0) for end in ends]
    rising = curve[-1] > 0 and all(two >= one for one, two in pairwise(curve))
    elapsed = (as_of - project.started_date).days / float(DAYS_A_MONTH)
    return earned, earned_schedule(curve, float(done), elapsed) if rising and elapsed > 0 else None


def _finish(
    project: Project, known: forecast.Errors, done: Decimal | None, as_of: date
) -> tuple[forecast.Band | None, date | None]:
    if project.started_date is None or done is None or not 0 < done < 100 or as_of <= project.started_date:
        return None, None
    elapsed = (as_of - project.started_date).days / float(DAYS_A_MONTH)
    band = forecast.finish_band(known, done=float(done) / 100, elapsed=elapsed)
    return band, day_after(project.started_date, band.point) if band else None


def day_after(start: date, months: float) -> date | None:
    """None for a pace so slow that the day is beyond any calendar."""
    days = round(months * float(DAYS_A_MONTH))
    return start + timedelta(days=days) if days < 40 * 366 else None


def _findings(project: Project, rules: ProjectRules, spent: Decimal) -> Iterable[Finding]:
    if project.kind not in (Project.Kind.GOVERNMENT, Project.Kind.LIVELIHOOD):
        return
    if project.estimate_yuan and project.budget_yuan:
        found = estimate_exceeded(project.estimate_yuan / WAN, project.budget_yuan / WAN, rules.overrun)
        if found is not None:
            yield found
    for c in project.contracts.all():
        limits, value = rules.tender, _wan(c.value_yuan)
        kind: ContractKind = c.kind  # type: ignore[assignment]
        yield from contract_findings(
            name=c.name, kind=kind, value=value, tendered=c.tendered, prefunded=False, limits=limits
        )
    if project.budget_yuan:
        over = budget_exceeded(_wan(project.budget_yuan), _wan(spent))
        if over is not None:
            yield over


def _wan(yuan: Decimal) -> Decimal:
    return (yuan / WAN).quantize(Decimal("0.01"))


def _year(
    project: Project, reports: Sequence[MonthReport], day: date, as_of: date
) -> tuple[Decimal | None, Decimal | None]:
    """Invested this year (in January still last year) and what the year's plan wanted by then, in 万元; evenly over the months."""
    year = last_month(day).year
    plan = next((p for p in project.year_plans.all() if p.year == year), None)
    this_year = [r for r in reports if r.month.year == year]
    if plan is None or not this_year:
        return (this_year[-1].invested_yuan / WAN if this_year else None), None
    # What starts within the year has only the months from then on to spend its year's money in.
    first = project.start_date.month if project.start_date and project.start_date.year == year else 1
    share = Decimal(max(this_year[-1].month.month - first + 1, 0)) / (13 - first)
    return this_year[-1].invested_yuan / WAN, plan.amount_yuan / WAN * share


def _report_due(project: Project, reports: Sequence[MonthReport], day: date, on: int) -> dict[str, Any]:
    """The last report that should be in and is not."""
    if project.started_date is None or project.finished_date is not None:
        return {}
    month = last_month(day)
    if month < project.started_date.replace(day=1) or any(r.month >= month for r in reports):
        return {}
    return {"report_due": day.replace(day=on), "report_month": f"{month:%Y-%m}"}


def _overdue(
    project: Project, cycle: Cycle | None, names: dict[str, str], day: date
) -> tuple[tuple[str, date, str], ...]:
    if cycle is None:
        return ()
    labels = {step.code: step.name for step in cycle.steps}
    return tuple(
        (labels.get(p.step, p.step), p.due_date, names.get(p.office, p.office) or "项目单位")
        for p in project.permits.all()
        if p.state == "running" and p.due_date is not None and p.due_date < day
    )


def _papers(project: Project, cycle: Cycle | None) -> tuple[tuple[str, date], ...]:
    """Papers whose validity still runs: once works have begun they have been used."""
    if cycle is None or project.started_date is not None:
        return ()
    labels = {step.code: step.name for step in cycle.steps}
    return tuple(
        (labels.get(p.step, p.step), p.valid_until)
        for p in project.permits.all()
        if p.state == "done" and p.valid_until is not None
    )


_KEPT = ("light", "light_reasons", "points", "waits_for", "held_by", "held_since", "light_day")


def refresh(rows: Any, day: date) -> int:
    """Compute the lights of projects anew and keep them with the permit that holds each; how many changed.

    What stands as it stood is not written, but for the day it was looked at.
    """
    found = stands(list(with_all(rows)), day)
    changed = []
    for one in found:
        project = one.project
        holder = one.path.holder if one.path else None
        facts = {
            "light": one.light.colour,
            "light_reasons": [[r.colour, r.code, {k: str(v) for k, v in r.params.items()}] for r in one.light.reasons],
            "points": one.done,
            "waits_for": holder.step if holder else "",
            "held_by": holder.office if holder else "",
            "held_since": holder.since if holder else None,
        }
        if any(getattr(project, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(project, name, value)
            project.light_day = day
            changed.append(project)
    _keep(changed)
    same = [one.project.pk for one in found if one.project.light_day != day]
    Project.objects.filter(pk__in=same).update(light_day=day)
    return len(changed)


def _keep(projects: Sequence[Project]) -> None:
    fields = [field for field in Project._meta.local_concrete_fields if field.name in _KEPT]
    rows = [[*(f.get_db_prep_save(getattr(p, f.attname), connection) for f in fields), p.pk] for p in projects]
    set_rows(Project, [field.name for field in fields], rows)
