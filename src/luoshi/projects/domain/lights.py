"""The light of a project: several counts judged apart, the worst shown, each with its reason.

Thresholds come as ``LightLimits`` (parameters). Gaps are compared as exact decimals, so 30.0 points is not over 30.
Source of the default: 银川市重大项目“三色灯”管理 (2025) for progress, start and entry into statistics; a county sets its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from luoshi.kernel.calendar import WorkCalendar, corresponding_day
from luoshi.kernel.errors import N_

from .budget import Finding

Colour = Literal["green", "yellow", "red", "blue", "grey"]
_ORDER: dict[Colour, int] = {"red": 0, "yellow": 1, "green": 2, "blue": 3, "grey": 4}

REASONS: dict[str, str] = {
    "done": N_("{day} 建成"),
    "not_started": N_("计划 {day} 开工，尚未到时间"),
    "in_reserve": N_("在储备中，还没有计划"),
    "start_late": N_("计划 {day} 开工，已晚 {months} 个月"),
    "progress_behind": N_("形象进度 {done}%，按计划应达 {planned}%，落后 {gap} 个百分点"),
    "progress_to_plan": N_("形象进度 {done}%，按计划应达 {planned}%"),
    "money_behind": N_("今年完成投资 {done} 万元，到本月应完成 {planned} 万元，差 {gap}%"),
    "permit_overdue": N_("“{step}”应于 {due} 办结，已逾期 {days} 天，在{office}"),
    "permit_lapsed": N_("“{step}”的批文 {day} 到期，还没有开工，已经失效"),
    "permit_lapsing": N_("“{step}”的批文 {day} 到期，还没有开工，只剩 {days} 个工作日"),
    "report_missing": N_("{month} 的月报没有报送，已晚 {days} 个工作日"),
    "finish_late": N_("按目前的速度预计 {forecast} 完工，比计划 {planned} 晚 {days} 天"),
    "budget_stop": N_("{finding}"),
    "problem_overdue": N_("问题“{problem}”应于 {due} 解决，已逾期 {days} 天"),
}


@dataclass(frozen=True)
class LightLimits:
    """``behind_yellow`` and ``behind_red`` in percentage points: yellow from the first (included) to the second (included).
    ``money_yellow`` is the share short of the plan to date from which investment is yellow, ``money_red`` over which it is
    red; ``start_red_months``: months late with the start from which it is red; report limits in working days and months."""

    behind_yellow: Decimal = Decimal(10)
    behind_red: Decimal = Decimal(30)
    money_yellow: Decimal = Decimal("0.10")
    money_red: Decimal = Decimal("0.50")
    start_red_months: int = 3
    report_yellow_days: int = 3
    report_red_months: int = 1
    finish_yellow_days: int = 30
    finish_red_days: int = 180
    lapse_warn_days: int = 30
    code: str = "default"


@dataclass(frozen=True)
class Reason:
    colour: Colour
    code: str
    params: dict[str, Any]

    def text(self, template: str | None = None) -> str:
        return (template or REASONS[self.code]).format(**self.params)


@dataclass(frozen=True)
class ProjectLight:
    """``reasons`` worst first; the light is the first one's."""

    colour: Colour
    reasons: tuple[Reason, ...]
    limits: str


@dataclass(frozen=True)
class Facts:
    """What is known of a project on a day. Percentages 0 to 100, money in 万元; None is not known, which is not zero."""

    stage: str
    start: date | None = None
    started: date | None = None
    finished: date | None = None
    done: Decimal | None = None
    planned: Decimal | None = None
    invested: Decimal | None = None
    invest_planned: Decimal | None = None
    report_due: date | None = None
    report_month: str = ""
    finish: date | None = None
    forecast: date | None = None
    overdue_permits: tuple[tuple[str, date, str], ...] = ()
    """(step, due day, office) of each clock that has run out."""
    papers: tuple[tuple[str, date], ...] = ()
    """(step, last day of validity) of each paper that lapses while works have not begun."""
    overdue_problems: tuple[tuple[str, date], ...] = ()
    stops: tuple[Finding, ...] = ()
    """Findings of the money rules that stop something."""


def light_of(facts: Facts, today: date, limits: LightLimits, calendar: WorkCalendar) -> ProjectLight:
    """The same facts, day and limits always give the same light."""
    if facts.finished is not None and facts.finished <= today:
        reason = Reason("blue", "done", {"day": facts.finished})
        return ProjectLight("blue", (reason,), limits.code)
    found = [
        Reason("red", "budget_stop", {"finding": f"{one.text()}（{one.basis}）", "stop": one.code, **one.params})
        for one in facts.stops
    ]
    found += _start(facts, today, limits)
    found += _progress(facts, limits)
    found += _money(facts, limits)
    found += _report(facts, today, limits, calendar)
    found += _finish(facts, limits)
    found += [
        Reason("red", "permit_overdue", {"step": step, "due": due, "days": (today - due).days, "office": office})
        for step, due, office in facts.overdue_permits
    ]
    found += [reason for step, until in facts.papers for reason in _paper(step, until, today, limits, calendar)]
    found += [
        Reason("yellow", "problem_overdue", {"problem": problem, "due": due, "days": (today - due).days})
        for problem, due in facts.overdue_problems
    ]
    if not found:
        found = [Reason("grey", "in_reserve", {})]
    found.sort(key=lambda reason: _ORDER[reason.colour])
    return ProjectLight(found[0].colour, tuple(found), limits.code)


def _start(facts: Facts, today: date, limits: LightLimits) -> list[Reason]:
    if facts.started is not None or facts.start is None:
        return []
    if today <= facts.start:
        return [Reason("grey", "not_started", {"day": facts.start})]
    months = 12 * (today.year - facts.start.year) + today.month - facts.start.month
    months -= corresponding_day(facts.start, months) > today
    colour: Colour = "red" if months >= limits.start_red_months else "yellow"
    return [Reason(colour, "start_late", {"day": facts.start, "months": months})]


def progress_colour(done: Decimal, planned: Decimal, limits: LightLimits) -> Colour:
    """Under the first limit green, up to the second (included) yellow, over it red."""
    gap = planned - done
    if gap > limits.behind_red:
        return "red"
    return "yellow" if gap >= limits.behind_yellow else "green"


def _progress(facts: Facts, limits: LightLimits) -> list[Reason]:
    if facts.done is None or facts.planned is None or facts.started is None:
        return []
    colour = progress_colour(facts.done, facts.planned, limits)
    params = {
        "done": f"{facts.done:.1f}",
        "planned": f"{facts.planned:.1f}",
        "gap": f"{facts.planned - facts.done:.1f}",
    }
    return [Reason(colour, "progress_to_plan" if colour == "green" else "progress_behind", params)]


def money_colour(done: Decimal, planned: Decimal, limits: LightLimits) -> Colour:
    """Short of the plan to date by more than ``money_red`` of it red, by more than ``money_yellow`` yellow."""
    short = planned - done
    if short > planned * limits.money_red:
        return "red"
    return "yellow" if short > planned * limits.money_yellow else "green"


def _money(facts: Facts, limits: LightLimits) -> list[Reason]:
    if facts.invested is None or not facts.invest_planned:
        return []
    colour = money_colour(facts.invested, facts.invest_planned, limits)
    if colour == "green":
        return []
    gap = (facts.invest_planned - facts.invested) * 100 / facts.invest_planned
    params = {"done": f"{facts.invested:.0f}", "planned": f"{facts.invest_planned:.0f}", "gap": f"{gap:.0f}"}
    return [Reason(colour, "money_behind", params)]


def _report(facts: Facts, today: date, limits: LightLimits, calendar: WorkCalendar) -> list[Reason]:
    if facts.report_due is None or today <= facts.report_due:
        return []
    late = calendar.working_days_between(facts.report_due, today)
    if late < limits.report_yellow_days:
        return []
    red = corresponding_day(facts.report_due, limits.report_red_months) <= today
    return [Reason("red" if red else "yellow", "report_missing", {"month": facts.report_month, "days": late})]


def _paper(step: str, until: date, today: date, limits: LightLimits, calendar: WorkCalendar) -> list[Reason]:
    if until < today:
        return [Reason("red", "permit_lapsed", {"step": step, "day": until})]
    left = calendar.working_days_between(today, until)
    if left >= limits.lapse_warn_days:
        return []
    return [Reason("yellow", "permit_lapsing", {"step": step, "day": until, "days": left})]


def _finish(facts: Facts, limits: LightLimits) -> list[Reason]:
    if facts.finish is None or facts.forecast is None:
        return []
    late = (facts.forecast - facts.finish).days
    if late < limits.finish_yellow_days:
        return []
    colour: Colour = "red" if late >= limits.finish_red_days else "yellow"
    params = {"forecast": facts.forecast, "planned": facts.finish, "days": late}
    return [Reason(colour, "finish_late", params)]
