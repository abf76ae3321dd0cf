"""Which days a law counts: working days or calendar days. One law, one row at a time (hit policy UNIQUE).

A limit printed in 工作日 is in working days under every law; the table answers for limits printed in plain 日.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .calendar import WorkCalendar, corresponding_day, days_after
from .citation import Citation
from .errors import N_, ExpectedError

DayUnit = Literal["working_day", "calendar_day", "month", "year"]
UNIT_LABELS: dict[DayUnit, str] = {"working_day": "个工作日", "calendar_day": "日", "month": "个月", "year": "年"}


class LawNotInTable(ExpectedError):
    code = "legal_days.law_not_in_table"
    message = N_("期限计算表中没有 {day} 有效的“{law}”。请补录该法按工作日还是自然日计算及其依据。")


class LawTwiceInTable(ExpectedError):
    code = "legal_days.law_twice_in_table"
    message = N_("期限计算表中“{law}”在 {day} 有两行同时有效：{first}；{second}。请改正其中一行的有效期。")


@dataclass(frozen=True, slots=True)
class DayRule:
    """How one law counts days. ``working``: the lengths that are working days, or every one of them."""

    law: str
    basis: Citation
    working: frozenset[int] | Literal["all"]
    rolls: bool
    """Whether a limit of calendar days that ends on a day off ends on the next working day."""
    interpretation: str = ""

    def unit(self, days: int, printed: str = "日") -> DayUnit:
        if "工作日" in printed or self.working == "all" or days in self.working:
            return "working_day"
        return "calendar_day"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time with its unit, as a law or a promise prints it; ``rolls`` as in DayRule."""

    length: int
    unit: DayUnit = "working_day"
    rolls: bool = True
    basis: Citation | None = None

    def __str__(self) -> str:
        return f"{self.length} {UNIT_LABELS[self.unit]}"

    def end(self, start: date, calendar: WorkCalendar) -> date:
        """The last day of the limit counted from ``start``, which is not counted itself."""
        if self.unit == "working_day":
            return calendar.add_working_days(start, self.length)
        if self.unit == "calendar_day":
            end = days_after(start, self.length)
        else:
            end = corresponding_day(start, self.length * (12 if self.unit == "year" else 1))
        return calendar.roll_forward(end) if self.rolls else end


_AGENCY_TIME = "机关自己的办理期限从严解释：末日为休息日的不顺延"

LEGAL_DAYS: tuple[DayRule, ...] = (
    DayRule(
        "行政许可法",
        Citation(
            "中华人民共和国行政许可法",
            article=82,
            issued=date(2003, 8, 27),
            in_force_from=date(2004, 7, 1),
            verified="seen",
        ),
        working="all",
        rolls=True,
    ),
    DayRule(
        "行政强制法",
        Citation(
            "中华人民共和国行政强制法",
            article=69,
            issued=date(2011, 6, 30),
            in_force_from=date(2012, 1, 1),
            verified="second_hand",
        ),
        working=frozenset(range(1, 11)),
        rolls=True,
    ),
    DayRule(
        "行政处罚法",
        Citation(
            "中华人民共和国行政处罚法",
            article=85,
            issued=date(2021, 1, 22),
            in_force_from=date(2021, 7, 15),
            verified="seen",
        ),
        working=frozenset({2, 3, 5, 7}),
        rolls=False,
        interpretation=_AGENCY_TIME,
    ),
    DayRule(
        "行政复议法",
        Citation(
            "中华人民共和国行政复议法",
            article=88,
            issued=date(2023, 9, 1),
            in_force_from=date(2024, 1, 1),
            verified="second_hand",
        ),
        working=frozenset({3, 5, 7, 10}),
        rolls=True,
    ),
    DayRule(
        "信访工作条例",
        Citation("信访工作条例", issued=date(2022, 2, 25), in_force_from=date(2022, 5, 1), verified="second_hand"),
        working=frozenset({5}),
        rolls=True,
    ),
    DayRule(
        "政府信息公开条例",
        Citation(
            "中华人民共和国政府信息公开条例",
            "国务院令第711号",
            issued=date(2019, 4, 3),
            in_force_from=date(2019, 5, 15),
            verified="seen",
        ),
        working=frozenset({7, 15, 20}),
        rolls=True,
    ),
    DayRule(
        "政府督查工作条例",
        Citation(
            "政府督查工作条例",
            "国务院令第733号",
            issued=date(2020, 12, 26),
            in_force_from=date(2021, 2, 1),
            verified="seen",
        ),
        working=frozenset(),
        rolls=True,
    ),
    DayRule(
        "市场主体登记管理条例",
        Citation(
            "中华人民共和国市场主体登记管理条例",
            "国务院令第746号",
            issued=date(2021, 7, 27),
            in_force_from=date(2022, 3, 1),
            verified="seen",
        ),
        working=frozenset({3}),
        rolls=True,
    ),
)


def day_rule(law: str, on: date, rules: Iterable[DayRule] = LEGAL_DAYS) -> DayRule:
    """The one row of a law that is in force on a day.

    Raises LawNotInTable when there is none: an edition the table lacks is not counted by a later one.
    Raises LawTwiceInTable when there are two, naming both.
    """
    found = [rule for rule in rules if rule.law == law and rule.basis.in_force(on)]
    if not found:
        raise LawNotInTable(law=law, day=on)
    if len(found) > 1:
        raise LawTwiceInTable(law=law, day=on, first=found[0].basis.in_full(), second=found[1].basis.in_full())
    return found[0]


def legal_limit(law: str, days: int, *, on: date, printed: str = "日") -> Limit:
    """A limit of days in a law, with the unit the law counts in. ``printed`` is the word behind the number."""
    rule = day_rule(law, on)
    return Limit(days, rule.unit(days, printed), rule.rolls, rule.basis)
