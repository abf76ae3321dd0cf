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


def _moment(text: str) -> datetime:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), _END_OF_DAY, CHINA)
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise TimerWrong(text=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
