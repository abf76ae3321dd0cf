"""When a timer of a process goes off: ISO 8601 lengths and dates, in calendar time or in working days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from luoshi.kernel.calendar import WorkCalendar, corresponding_day
from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.today import CHINA

from . import expressions

_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_END_OF_DAY = time(23, 59, 59)


class TimerWrong(ExpectedError):
    code = "services.timer_wrong"
    message = N_("定时“{text}”看不懂。请写成 P5D（时长）或 2021-09-30（日期）。")


def timer_end(timer: Mapping[str, Any], start: datetime, data: Mapping[str, Any], work: WorkCalendar) -> datetime:
    """The moment the timer goes off. A day means its end; working days end with the last of them; one in the past
    goes off at the next look."""
    text = str(timer["text"])
    if text.startswith(("=", "${", "#{")):
        text = str(expressions.evaluate(text, data))
    if timer["kind"] == "date":
        return _moment(text)
    found = _LENGTH.fullmatch(text)
    if not found or text in ("P", "PT"):
        raise TimerWrong(text=text)
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    day = start.astimezone(CHINA).date()
    if timer["working"]:
        return datetime.combine(work.add_working_days(day, weeks * 5 + days), _END_OF_DAY, CHINA)
    if years or months:
        start = datetime.combine(corresponding_day(day, years * 12 + months), start.astimezone(CHINA).timetz())
    return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def may_start(kind: str, text: str) -> bool:
    """Whether the text says when a process is to start by the calendar."""
    try:
        if kind == "cycle":
            _cycle(text, datetime(2000, 1, 1, tzinfo=CHINA))
        else:
            _begin(text)
    except TimerWrong:
        return False
    return True


def last_start(timer: Mapping[str, Any], published: datetime, now: datetime) -> datetime | None:
    """The latest day, after the process was published and not in the future, on which it starts by the calendar: the
    moment the day begins. One that was missed is made up for once, not as often as it was missed.
    """
    if timer["kind"] == "date":
        moment = _begin(timer["text"])
        return moment if published < moment <= now else None
    times, first, step = _cycle(timer["text"], published)
    found, number = None, 0
    while (times is None or number < times) and (moment := _later(first, step, number)) <= now:
        found, number = (moment if moment > published else found), number + 1
    return found


_CYCLE = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?(P[^/]+)")


def _cycle(text: str, published: datetime) -> tuple[int | None, datetime, tuple[int, timedelta]]:
    """How often (None: without end), from when, and how far apart (months, the rest). ``R/P1M`` counts from the first
    of them after publication. Raises TimerWrong."""
    found = _CYCLE.fullmatch(text)
    length = _LENGTH.fullmatch(found[3]) if found else None
    if found is None or length is None:
        raise TimerWrong(text=text)
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in length.groups())
    step = (years * 12 + months, timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds))
    if step[0] == 0 and step[1] < timedelta(days=1):
        raise TimerWrong(text=text)
    today = datetime.combine(published.astimezone(CHINA).date(), time(), CHINA)
    first = _begin(found[2]) if found[2] else _later(today, step, 1)
    return (int(found[1]) if found[1] else None), first, step


def _begin(text: str) -> datetime:
    return datetime.combine(_moment(text).astimezone(CHINA).date(), time(), CHINA)


def _later(start: datetime, step: tuple[int, timedelta], number: int) -> datetime:
    start = start.astimezone(CHINA)
    day = corresponding_day(start.date(), step[0] * number)
    return datetime.combine(day, start.timetz()) + step[1] * number


def _moment(text: str) -> datetime:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), _END_OF_DAY, CHINA)
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise TimerWrong(text=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
