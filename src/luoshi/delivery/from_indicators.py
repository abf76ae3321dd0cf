"""What indicators tells that supervision takes up: an odd figure nobody explained in time becomes a task."""

from __future__ import annotations

from collections.abc import Callable

from luoshi.indicators.api import AlarmUnanswered
from luoshi.kernel.calendar import CHINA
from luoshi.kernel.today import today

from .from_services import OVERDUE_DAYS, task


def alarm_unanswered(told: list[AlarmUnanswered]) -> None:
    for event in told:
        words = f"指标“{event.title}”{event.period} 的数值异常，逾期没有说明：限期查明是真实变化、口径变动还是填报错误"
        due = CHINA.add_working_days(today(), OVERDUE_DAYS)
        task(event.document, event.clause, words[:200], event.unit, due, event.subject)


SUBSCRIPTIONS: tuple[tuple[type, Callable[..., None]], ...] = ((AlarmUnanswered, alarm_unanswered),)
