"""The light (亮灯) of a dated thing, with its reason. Pure: the same facts, day and rules always give the same light.

Green: going to plan. Yellow: needs attention. Red: late, or false. Grey: not started, or nothing to measure it by.
Blue: done. What follows from lights over time (two yellows, a talk, points) belongs to the room that keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from .errors import N_
from .manifest import LightColour
from .progress import Curve, expected_points

ReportState = Literal["none_due", "received", "missing", "returned"]
"""The last report that was due: none yet, received, not sent in (未报), sent back for correction (退回)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known today of a task, a project or a case that has a plan."""

    start: date | None = None
    due: date | None = None
    points: float | None = None
    """Progress last reported, 0 to 100; None where no figure was reported, which is not zero."""
    as_of: date | None = None
    """The day the reported progress is true of; without it the day of looking."""
    report: ReportState = "none_due"
    done_date: date | None = None
    """The day it was found done, after checking; reporting 100 points does not make it done."""
    curve: Curve = ()
    found_false: bool = False
    """A report on it was checked and found false."""


@dataclass(frozen=True, slots=True)
class LightRules:
    """What turns a light when: laid down by whoever keeps the lights, for delivery in its dated parameters."""

    behind_points: float = 5.0
    badly_behind_points: float | None = None
    near_due_days: int | None = None
    """Calendar days before the due day from which the light is yellow; None: never."""
    missing_report: LightColour = "yellow"
    returned_report: LightColour = "yellow"
    quarter_end: LightColour = "yellow"
    """The light of a plan not reached on the last day of a quarter."""


DEFAULT = LightRules()


class Reason(NamedTuple):
    zh: str
    en: str


REASONS: dict[str, Reason] = {
    "found_false": Reason(N_("报告经核查不实"), "A report was checked and found false"),
    "done": Reason(N_("{done} 办结"), "Done on {done}"),
    "done_late": Reason(N_("{done} 办结，比期限 {due} 晚 {days} 天"), "Done on {done}, {days} days after {due}"),
    "not_started": Reason(N_("{start} 开始，尚未到时间"), "Starts on {start}"),
    "not_measurable": Reason(N_("没有完成期限，也没有计划进度，暂不亮灯"), "It has neither a due day nor a plan"),
    "awaiting_check": Reason(N_("已报完成，等待核验"), "Reported as finished, to be checked"),
    "overdue": Reason(N_("应于 {due} 办结，已逾期 {days} 天"), "Was due on {due}, {days} days ago"),
    "badly_behind": Reason(
        N_("进度 {points}，应达 {expected}，落后 {gap} 个百分点，严重滞后"),
        "At {points} instead of {expected}, {gap} points behind, badly so",
    ),
    "quarter_missed": Reason(
        N_("季度末进度 {points}，应达 {expected}，落后 {gap} 个百分点"),
        "At the quarter's end at {points} instead of {expected}, {gap} points behind",
    ),
    "report_missing": Reason(N_("到期的进度报告没有报送"), "The report due was not sent in"),
    "report_returned": Reason(N_("进度报告被退回，尚未重报"), "The report was sent back and not sent in again"),
    "behind": Reason(
        N_("进度 {points}，应达 {expected}，落后 {gap} 个百分点"),
        "At {points} instead of {expected}, {gap} points behind",
    ),
    "near_due": Reason(N_("距期限 {due} 还有 {days} 天"), "{days} days left to {due}"),
    "on_plan": Reason(N_("进度 {points}，应达 {expected}，符合计划"), "At {points}, {expected} expected: to plan"),
    "in_time": Reason(N_("未到期限 {due}，没有进度数据可比"), "Not yet due ({due}); no figure to compare"),
}


class Light(NamedTuple):
    """A colour with its reason: a code of ``REASONS`` and the values of its placeholders."""

    colour: LightColour
    reason: str
    params: dict[str, Any]

    def sentence(self, language: Literal["zh", "en"] = "zh") -> str:
        return getattr(REASONS[self.reason], language).format(**self.params)  # type: ignore[no-any-return]


def light_of(standing: Standing, today: date, rules: LightRules = DEFAULT) -> Light:
    """The light on ``today``: the rows of the decision are tried from the top; the first that applies wins."""
    start, due, done = standing.start, standing.due, standing.done_date
    if standing.found_false:
        return Light("red", "found_false", {})
    if done is not None and done <= today:
        if due is not None and done > due:
            return Light("blue", "done_late", {"done": done, "due": due, "days": (done - due).days})
        return Light("blue", "done", {"done": done})
    if start is not None and today < start:
        return Light("grey", "not_started", {"start": start})
    if due is not None and today > due:
        return _light_past_due(standing, due, today)
    return _light_under_way(standing, today, rules)


def _light_past_due(standing: Standing, due: date, today: date) -> Light:
    in_time = standing.as_of is not None and standing.as_of <= due
    if in_time and standing.points is not None and standing.points >= 100 and standing.report == "received":
        # The unit did its part in time; that nobody has checked yet is not its delay.
        return Light("green", "awaiting_check", {})
    return Light("red", "overdue", {"due": due, "days": (today - due).days})


def _light_under_way(standing: Standing, today: date, rules: LightRules) -> Light:
    due = standing.due
    behind = _light_behind(standing, today, rules)
    if behind is not None and behind.colour == "red":
        return behind
    if standing.report == "missing":
        return Light(rules.missing_report, "report_missing", {})
    if standing.report == "returned":
        return Light(rules.returned_report, "report_returned", {})
    if behind is not None and behind.colour != "green":
        return behind
    if due is not None and rules.near_due_days is not None and (due - today).days <= rules.near_due_days:
        return Light("yellow", "near_due", {"due": due, "days": (due - today).days})
    if behind is not None:
        return behind
    if due is None:
        return Light("grey", "not_measurable", {})
    return Light("green", "in_time", {"due": due})


def _light_behind(standing: Standing, today: date, rules: LightRules) -> Light | None:
    """The light that progress against the plan gives; None where there is no figure or no plan."""
    points, start, curve = standing.points, standing.start, standing.curve
    due = standing.due or (curve[-1][0] if curve else None)
    if points is None or due is None or start is None:
        return None
    # A figure of last month is held against last month's plan, not against today's.
    as_of = standing.as_of or today
    expected = expected_points(as_of, start=start, due=due, curve=curve)
    gap = points - expected
    params = {"points": round(points, 2), "expected": round(expected, 2), "gap": round(-gap, 2)}
    if rules.badly_behind_points is not None and gap < -rules.badly_behind_points:
        return Light("red", "badly_behind", params)
    if gap < -rules.behind_points:
        if rules.quarter_end == "red" and _ends_quarter(as_of):
            return Light("red", "quarter_missed", params)
        return Light("yellow", "behind", params)
    return Light("green", "on_plan", params)


def _ends_quarter(day: date) -> bool:
    return (day.month, day.day) in ((3, 31), (6, 30), (9, 30), (12, 31))
