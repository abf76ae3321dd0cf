"""Projects as pages show them: money in 万元, reasons in the reader's language, the plan as bars, curves as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import corresponding_day
from luoshi.registry.api import UnitFacts, all_units, unit_words

from .domain import rolling
from .domain.budget import FINDINGS, Finding
from .domain.lights import REASONS
from .lifecycle import cycles_of
from .models import Baseline, Project
from .planning import Plan
from .standing import WAN, Standing, month_end, planned_points, spent_of


def words(one: Any, name: str = "name") -> str:
    english = getattr(one, f"{name}_en", "") if get_language() == "en" else ""
    return str(english or getattr(one, name))


def money(yuan: Decimal | None) -> str:
    """In 万元, thousands parted; a dash where it is unknown."""
    return "—" if yuan is None else f"{yuan / WAN:,.0f}"


def stage_word(stage: str) -> str:
    return _(rolling.STAGES[stage])


def terms(document: str) -> dict[str, str]:
    """For readers of English: Chinese name of a step, a part of the works, a stage or a unit -> its English name."""
    if get_language() != "en":
        return {}
    cycles = cycles_of(document).values()
    named = [facts for cycle in cycles for facts in (*cycle.facts.values(), *cycle.works)]
    found = {facts["name"]: facts["name_en"] for facts in named if facts.get("name_en")}
    found |= {step.stage: _(step.stage) for cycle in cycles for step in cycle.steps}
    units = all_units().values()
    return found | {name: unit.name_en for unit in units for name in (unit.name, unit.short_name) if unit.name_en}


def reason_words(reasons: Iterable[Sequence[Any]], known: Mapping[str, str]) -> list[tuple[str, str]]:
    """(colour, sentence) of each kept reason, in the reader's language. ``known``: as ``terms`` gives it."""
    return [(colour, _reason(code, params, known)) for colour, code, params in reasons if code in REASONS]


def _reason(code: str, params: Mapping[str, str], known: Mapping[str, str]) -> str:
    if params.get("stop") in FINDINGS:
        text, basis = finding_words(Finding(params["stop"], dict(params), ""))
        return _("%(text)s（%(basis)s）") % {"text": text, "basis": basis}
    return _(REASONS[code]).format(**{name: known.get(value, value) for name, value in params.items()})


def finding_words(finding: Finding) -> tuple[str, str]:
    """A finding of the money rules and its provision, in the reader's language."""
    words_ = FINDINGS[finding.code]
    params = {name: _(value) if isinstance(value, str) and value else value for name, value in finding.params.items()}
    if "missing" in finding.params:
        params["missing"] = _("、").join(_(part) for part in finding.params["missing"].split("、"))
    article = _("%(law)s 第%(n)s条") % {"law": words_.law, "n": words_.article} if words_.article else _(words_.law)
    return _(words_.zh).format(**params), article


def holder_words(code: str, units: dict[str, UnitFacts]) -> str:
    """Name of the unit that holds a project; the project unit itself where it is empty."""
    if not code:
        return _("项目单位")
    return unit_words(units[code]) if code in units else code


def row(
    project: Project, units: dict[str, UnitFacts], steps: dict[str, str], known: Mapping[str, str]
) -> dict[str, Any]:
    """A project as a line of a list."""
    reasons = reason_words(project.light_reasons, known)
    return {
        "one": project,
        "name": words(project),
        "url": reverse("projects:project", args=[project.code]),
        "stage": stage_word(project.stage),
        "light": project.light,
        "reason": reasons[0][1] if reasons else "",
        "total": money(project.total_yuan),
        "waits_for": steps.get(project.waits_for, project.waits_for),
        "held_by": holder_words(project.held_by, units) if project.waits_for else "",
    }


def rows(projects: Iterable[Project], steps: dict[str, str]) -> list[dict[str, Any]]:
    projects, units = list(projects), all_units()
    known = terms(projects[0].document) if projects else {}
    return [row(project, units, steps, known) for project in projects]


@dataclass(frozen=True)
class Drawing:
    """The plan as a picture: sizes in units of the drawing, positions of bars and month lines."""

    width: int
    height: int
    left: int
    bars: list[dict[str, Any]]
    months: list[dict[str, Any]]
    arrows: list[str]
    today: float | None
    day_width: float
    first: str


LINE, LEFT, DAY = 26, 210, 900


def drawing(plan: Plan, day: date, known: Mapping[str, str]) -> Drawing:
    """``known``: as ``terms`` gives it. Bars over a scale of days; the width of a day is such that the whole takes ``DAY`` units."""
    bases = [b.baseline for b in plan.bars if b.baseline]
    first = min([plan.start, *(b.start for b in plan.bars), *(b[0] for b in bases)]).replace(day=1)
    last = max([plan.finish, *(b.finish for b in plan.bars), *(b[1] for b in bases)])
    days = max((last - first).days + 1, 30)
    width = DAY / days

    def x(on: date) -> float:
        return round(LEFT + (on - first).days * width, 1)

    bars, place = [], {}
    for n, bar in enumerate(plan.bars):
        y = 30 + n * LINE
        wide = round(max(((bar.finish - bar.start).days + 1) * width, 3), 1)
        place[bar.activity.code] = (x(bar.start), x(bar.start) + wide, y + LINE / 2)
        bars.append(
            {
                "code": bar.activity.code,
                "name": known.get(bar.activity.name, bar.activity.name),
                "x": x(bar.start),
                "y": y,
                "width": wide,
                "done": round(wide * float(bar.activity.percent) / 100, 1),
                "indent": 4 + bar.depth * 12,
                "start": bar.start,
                "finish": bar.finish,
                "days": bar.activity.days,
                "summary": bar.times is None,
                "critical": bool(bar.times and bar.times.critical and not bar.activity.actual_finish),
                "movable": bar.times is not None and bar.activity.actual_start is None,
                "float": bar.times.total_float if bar.times else None,
                "percent": bar.activity.percent,
                "base_x": x(bar.baseline[0]) if bar.baseline else None,
                "base_width": round(((bar.baseline[1] - bar.baseline[0]).days + 1) * width, 1)
                if bar.baseline
                else None,
            }
        )
    arrows = []
    for link in plan.links:
        one, two = place.get(link.before), place.get(link.after)
        if one and two:
            a = one[0] if link.kind[0] == "S" else one[1]
            b = two[0] if link.kind[1] == "S" else two[1]
            arrows.append(f"M{a:.1f} {one[2]:.1f}H{max(a, b) if link.kind == 'FF' else a + 4:.1f}V{two[2]:.1f}H{b:.1f}")
    step = max(1, round(days / 30 / 12))
    months, at, n = [], first, 0
    while at <= last:
        if n % step == 0:
            months.append({"x": x(at), "label": f"{at:%Y-%m}"})
        at, n = corresponding_day(first, n + 1), n + 1
    inside = first <= day <= last
    return Drawing(
        LEFT + DAY + 10,
        30 + len(bars) * LINE + 6,
        LEFT,
        bars,
        months,
        arrows,
        x(day) if inside else None,
        round(width, 4),
        first.isoformat(),
    )


def slip(plan: Plan | None, baseline: Baseline | None) -> dict[str, int]:
    """By how many days the plan ends after, or before, its baseline."""
    days = (plan.finish - baseline.finish_date).days if plan and baseline else 0
    return {"late": max(days, 0), "early": max(-days, 0)}


def curve(standing: Standing, baseline: Baseline | None, day: date) -> dict[str, Any] | None:
    """Planned, done and spent by month in percent of the whole, with the forecast: the S-curve as chart and table."""
    project = standing.project
    if project.start_date is None or project.finish_date is None:
        return None
    reports = sorted(project.reports.all(), key=lambda r: r.month)
    ends = [project.start_date, project.finish_date, *(r.month for r in reports)]
    if standing.forecast_day:
        ends.append(min(standing.forecast_day, project.finish_date + timedelta(days=730)))
    total = project.budget_yuan or project.total_yuan
    lines: list[list[Any]] = []
    at, last = month_end(min(ends)), month_end(max(ends))
    known = {month_end(r.month): r for r in reports}
    while at <= last:
        planned = planned_points(project, baseline, at)
        report = known.get(at)
        spent = None
        if report is not None and total:
            spent = round(float(spent_of([r for r in reports if r.month <= report.month]) * 100 / total), 1)
        lines.append(
            [
                f"{at:%Y-%m}",
                None if planned is None else round(float(planned), 1),
                float(report.points) if report else None,
                spent,
                None,
            ]
        )
        at = month_end(at + timedelta(days=1))
    if standing.forecast_day and standing.done is not None and reports:
        from_, to = month_end(reports[-1].month), month_end(min(standing.forecast_day, last))
        span = max((to - from_).days, 1)
        for line in lines:
            end = month_end(date.fromisoformat(f"{line[0]}-01"))
            if from_ <= end <= to:
                share = (end - from_).days / span
                line[4] = round(float(standing.done) + (100 - float(standing.done)) * share, 1)
    headers = [_("月份"), _("计划"), _("形象进度"), _("完成投资"), _("预测")]
    keep = [n for n in range(5) if n == 0 or any(line[n] is not None for line in lines)]
    return {
        "id": "s-curve",
        "title": _("S 曲线"),
        "kind": "line",
        "unit": "%",
        "headers": [headers[n] for n in keep],
        "rows": [[line[n] for n in keep] for line in lines],
        "whole": False,
    }


def earned_figures(standing: Standing) -> list[dict[str, Any]]:
    """The figures of earned value, each with what it means."""
    e = standing.earned
    if e is None:
        return []

    def index(value: float | None) -> str:
        return "—" if value is None else f"{value:.2f}"

    def amount(value: float | None) -> str:
        return "—" if value is None else f"{value:,.0f}"

    return [
        {"label": "PV", "value": amount(e.pv), "unit": _("万元"), "note": _("计划应完成")},
        {"label": "EV", "value": amount(e.ev), "unit": _("万元"), "note": _("已完成的价值")},
        {"label": "AC", "value": amount(e.ac), "unit": _("万元"), "note": _("实际花费")},
        {"label": "SPI", "value": index(e.spi), "note": _("进度：小于 1 是慢了")},
        {"label": "CPI", "value": index(e.cpi), "note": _("花钱：小于 1 是多花了")},
        {"label": "EAC", "value": amount(e.eac), "unit": _("万元"), "note": _("照此预计总花费")},
    ]
