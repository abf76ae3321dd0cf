"""When a supervision sheet is issued without anybody's asking, and when a unit's head is called in: rules as data.

The presets are those of published county practice; a county names one, or lays down its own rules, in its programme.
Which colour the sheet has is not decided here but by the three-colour table (``sheets``): a rule gives the matter's grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.kernel.calendar import CHINA, WorkCalendar
from luoshi.kernel.errors import N_

from .sheets import Grade

When = Literal["red", "yellow_again", "overdue", "reds_in_a_row"]
Act = Literal["sheet", "talk"]
CAUSES: dict[str, str] = {
    "red": N_("亮红灯满 {days} 个工作日"),
    "yellow_again": N_("同一任务第 {count} 次亮黄灯"),
    "overdue": N_("逾期满 {days} 个工作日"),
    "reds_in_a_row": N_("连续 {count} 个月末亮红灯"),
}

SINCE: dict[str, str] = {
    "red": N_("自 {day} 起亮红灯"),
    "yellow_again": N_("{day} 再次亮黄灯"),
    "overdue": N_("应于 {day} 完成，已逾期"),
    "reds_in_a_row": N_("到 {day} 连续多个月末亮红灯"),
}
"""A kept cause in words, where the rule that called for it may be another by now."""


@dataclass(frozen=True)
class Rule:
    """``days``: working days the state has lasted (red, overdue). ``count``: how often (yellow_again, reds_in_a_row)."""

    when: When
    act: Act = "sheet"
    grade: Grade = Grade.ORDINARY
    days: int = 0
    count: int = 2


@dataclass(frozen=True)
class Scheme:
    """``judge_unanswered``: a sheet not answered by its day is judged as missed, so that the next colour follows."""

    code: str
    source: str
    rules: tuple[Rule, ...]
    judge_unanswered: bool = False


PRESETS: dict[str, Scheme] = {
    scheme.code: scheme
    for scheme in (
        Scheme(
            "yellow_twice_letter",
            "广元市督查亮灯（2018）：同一任务两次亮黄灯发督办函，亮红灯约谈主要负责人",
            (Rule("yellow_again", count=2, grade=Grade.ORDINARY), Rule("red", "talk")),
        ),
        Scheme(
            "three_reds_talk",
            "隆昌市红黄绿榜（2020）：连续三次红榜约谈并书面报告",
            (Rule("reds_in_a_row", "talk", count=3),),
        ),
        Scheme(
            "overdue_escalates",
            "三明市三色督查单（2017）：未按时限落实的逐级升级；天数原文未载，为参数",
            (Rule("red", days=5, grade=Grade.ORDINARY), Rule("overdue", days=1, grade=Grade.SHORT)),
            judge_unanswered=True,
        ),
    )
}


@dataclass(frozen=True)
class History:
    """What is known of a task's lights: each turn as (day, colour), oldest first."""

    due: date
    turns: Sequence[tuple[date, str]]

    def on(self, day: date) -> str:
        """The light at the end of a day."""
        return next((colour for turned, colour in reversed(self.turns) if turned <= day), "")


@dataclass(frozen=True)
class Call:
    """A rule applies: ``cause`` names what for, the same as long as it is the same matter, so that it is acted on once."""

    rule: Rule
    cause: str


def called_for(rules: Sequence[Rule], history: History, day: date, calendar: WorkCalendar = CHINA) -> list[Call]:
    """The rules that apply to a task on a day, each with its cause."""
    found = []
    for rule in rules:
        cause = _cause(rule, history, day, calendar)
        if cause:
            found.append(Call(rule, f"{rule.when}:{cause}"))
    return found


def _cause(rule: Rule, history: History, day: date, calendar: WorkCalendar) -> str:
    if rule.when == "red":
        since = history.turns[-1][0] if history.turns and history.turns[-1][1] == "red" else None
        return since.isoformat() if since and calendar.working_days_between(since, day) >= rule.days else ""
    if rule.when == "overdue":
        late = history.due < day and calendar.working_days_between(history.due, day) >= rule.days
        return history.due.isoformat() if late and history.on(day) != "blue" else ""
    if rule.when == "yellow_again":
        yellows = [turned for turned, colour in history.turns if colour == "yellow" and turned <= day]
        return yellows[rule.count - 1].isoformat() if len(yellows) >= rule.count else ""
    ends = month_ends(history.turns[0][0], day) if history.turns else []
    rows = runs([history.on(end) for end in ends], "red", rule.count)
    return ends[rows[-1]].isoformat() if rows else ""


def runs(colours: Sequence[str], colour: str, count: int) -> list[int]:
    """Places at which a row of ``count`` of the colour is complete; a longer row is complete once."""
    found, length = [], 0
    for at, one in enumerate(colours):
        length = length + 1 if one == colour else 0
        if length == count:
            found.append(at)
    return found


def month_ends(first: date, last: date) -> list[date]:
    """Last days of the months from that of ``first`` on, not after ``last``."""
    ends: list[date] = []
    year, month = first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = date.fromordinal(date(year, month, 1).toordinal() - 1)
        if end > last:
            return ends
        ends.append(end)
