"""What a statute is written with: the mark that makes a function a rule, and arithmetic that keeps the unknown unknown.

Columns are Narwhals expressions; money is whole fen, rates are whole ten-thousandths (``ONE``), months are counted from
year 0, so every result is exact on every engine (on Spark up to 2**53). A missing fact is null and stays null.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

import narwhals as nw

Column = Any
"""A Narwhals expression, or a number where a parameter is known."""
Unit = Literal["fen", "bool", "count", "month", "rate", "points", "text", "date", "days", "months", "hours"]
Gathering = Literal["sum", "count", "any", "all", "max", "min"]
MONTHS_A_YEAR = 12
ONE = 10_000
"""The whole as a rate: 15 % is 1500."""


@dataclass(frozen=True)
class Rule:
    """One provision as a function. ``members`` says how a rule of a household or firm gathers its people's values:
    its arguments are then facts and rules of the people."""

    name: str
    label: str
    label_en: str
    entity: str
    period: str
    unit: Unit
    source: str
    verified: str
    in_force_from: date
    in_force_to: date | None
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    members: Gathering | None = None
    jurisdiction: str = ""
    decides: str = ""
    """What question it answers, where several provisions answer the same one."""
    prevails: str = ""
    """On what ground it goes before the others that decide the same."""
    excludes: tuple[str, ...] = ()
    award: tuple[str, str] | None = None
    """(fact, code): by which fact the register shows that somebody already has it."""
    amount: str = ""
    """The rule that says how much, where this one says whether."""
    kept_by: str = ""
    """The rule by which somebody keeps it for a while who is no longer entitled."""
    warns: bool = False
    interpretation: str = ""
    benefit: str = ""
    """What a page calls the whole benefit whose test or amount this is."""
    service: str = ""
    """Code of the service that an entitled person may start."""
    meaning: str = ""
    file: str = ""
    version: str = field(default="", compare=False)

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)


def rule(
    label: str,
    *,
    entity: str,
    unit: Unit,
    source: str,
    in_force_from: date,
    in_force_to: date | None = None,
    period: str = "month",
    label_en: str = "",
    verified: str = "unverified",
    **more: Any,
) -> Callable[[Callable[..., Any]], Rule]:
    """Mark a function as a rule; its arguments name the facts, parameters and rules it needs."""

    def mark(function: Callable[..., Any]) -> Rule:
        text = inspect.getsource(function)
        return Rule(
            name=function.__name__,
            label=label,
            label_en=label_en,
            entity=entity,
            period=period,
            unit=unit,
            source=source,
            verified=verified,
            in_force_from=in_force_from,
            in_force_to=in_force_to,
            function=function,
            arguments=tuple(inspect.signature(function).parameters),
            meaning=inspect.getdoc(function) or "",
            version=hashlib.sha256(text.encode()).hexdigest()[:12],
            **more,
        )

    return mark


def whole(number: Column) -> Column:
    """A whole number as a column of 64 bits: narrower ones overflow without a word."""
    return nw.lit(number, nw.Int64) if type(number) is int else number


def choose(condition: Column, yes: Column, no: Column) -> Column:
    """``yes`` where the condition holds, ``no`` where it does not, unknown where that is not known."""
    return nw.when(condition).then(whole(yes)).otherwise(nw.when(~condition).then(whole(no)))


def at_least(amount: Column, floor: Column) -> Column:
    return choose(amount < floor, floor, amount)


def at_most(amount: Column, cap: Column) -> Column:
    return choose(amount > cap, cap, amount)


def all_of(*conditions: Column) -> Column:
    """False where one is false, true where all are true, else unknown."""
    return reduce(and_, conditions)


def any_of(*conditions: Column) -> Column:
    return reduce(or_, conditions)


def divide(amount: Column, by: Column, rounding: Literal["half_up", "down", "up"] = "half_up") -> Column:
    """The whole quotient. half_up: 四舍五入; down: 去尾; up: 进位 (towards the larger number)."""
    if rounding == "down":
        return amount // by
    if rounding == "up":
        return -((-amount) // by)
    return (amount * 2 + by) // (by * 2)


def times(amount: Column, rate: Column, rounding: Literal["half_up", "down", "up"] = "half_up") -> Column:
    """The amount times a rate, rounded once."""
    return divide(amount * rate, ONE, rounding)


def rounded_up(amount: Column, step: Column) -> Column:
    """Up to the next whole ``step``: 见分进元."""
    return divide(amount, step, "up") * step


def rate_of(part: Column, whole: Column) -> Column:
    """``part`` of ``whole`` as a rate, rounded down: for bands; exact comparisons multiply crosswise instead."""
    return part * ONE // whole


def month_of(day: Column) -> Column:
    """The month a day lies in, counted from year 0."""
    if isinstance(day, date):
        return day.year * 12 + day.month - 1
    return day.dt.year().cast(nw.Int64) * 12 + day.dt.month().cast(nw.Int64) - 1


def full_years(since: Column, day: date) -> Column:
    """Whole years from one day to another; who is born on 29 February is a year older on 1 March of common years."""
    turned = (since.dt.month() < day.month) | ((since.dt.month() == day.month) & (since.dt.day() <= day.day))
    return choose(turned, 0, -1) + (since.dt.year().cast(nw.Int64) * -1 + day.year)


def full_months(since: Column, day: date) -> Column:
    """Whole months from one day to another (民法典 第二百零二条: the same day of the later month)."""
    months = month_of(since) * -1 + month_of(day)
    return choose(since.dt.day() <= day.day, months, months - 1)


def one_of(value: Column, *codes: str) -> Column:
    """Whether a code is one of these; unknown where the code is."""
    return any_of(*(value == code for code in codes))


def is_missing(value: Column) -> Column:
    """For facts whose absence says something: no date of death means alive."""
    return value.is_null()
