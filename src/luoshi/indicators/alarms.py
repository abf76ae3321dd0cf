"""Anomalies: figures far off their own past are told to the responsible unit, which explains or corrects them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA as WORK
from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.jurisdiction import ValueUndetermined
from luoshi.kernel.manifest import Viewer, WorkItem
from luoshi.kernel.today import CHINA, now, today
from luoshi.policy.api import place_of
from luoshi.registry.api import parameters_in_force, require

from .deriving import frequency_of
from .domain.anomaly import anomaly
from .domain.breaks import linked
from .domain.periods import Period
from .events import AlarmAnswered, AlarmRaised, AlarmUnanswered
from .models import Alarm, Indicator, Observation
from .present import figure, words
from .queries import breaks_of

SPAN = 10
"""Years of the past that are looked at."""


class AnswerMissing(ExpectedError):
    code = "indicators.answer_missing"
    message = N_("请写明原因：是真实变化、口径变动还是填报错误。填报错误的请先更正数据。")


class AlreadyAnswered(ExpectedError):
    code = "indicators.already_answered"
    message = N_("这条异常已由 {by} 说明。")


def watch(indicators: Iterable[Indicator], actor: str) -> list[Alarm]:
    """Look at the newest figure of each; raise an alarm where it is far off its past and none was raised for it yet. An
    open alarm whose figure has since been corrected back onto the path is withdrawn. Called inside the act that changed
    them, so that whoever hears of it hears in the same transaction."""
    watched = {one.pk: one for one in indicators}
    if not watched:
        return []
    limits: dict[str, float | None] = {}
    breaks = breaks_of(watched)
    made = []
    standing = {(a.indicator_id, a.period): a for a in Alarm.objects.filter(indicator__in=watched)}
    for one in watched.values():
        if one.document not in limits:
            limits[one.document] = _limit(one.document)
        limit = limits[one.document]
        if limit is None:
            continue
        frequency = frequency_of(one)
        rows = Observation.objects.filter(indicator=one, place="", known_to__isnull=True, value__isnull=False)
        newest = rows.order_by("-period").values_list("period", "value")[: SPAN * frequency]
        known = {period: value for period, value in newest if value is not None}
        if not known:
            continue
        last, first = max(known), min(known)
        values = np.full(last - first, np.nan)
        for period, value in known.items():
            if period != last:
                values[period - first] = value
        values = linked(first, values, [b for b in breaks.get(one.pk, []) if b.at <= last])
        found = anomaly(values, known[last], frequency, limit=limit)
        before = standing.get((one.pk, last))
        if found is None:
            if before is not None and before.answered_at is None:
                before.delete()
        elif before is None:
            made.append(
                Alarm.objects.create(
                    indicator=one,
                    period=last,
                    value=known[last],
                    expected=found.expected,
                    times=found.times,
                    raised_at=now(),
                )
            )
    publish([_raised(alarm, actor) for alarm in made])
    return made


def _limit(document: str) -> float | None:
    """None where nobody has laid it down: then nothing is called an anomaly."""
    try:
        return float(parameters_in_force("indicators.", ["alarm_points"], place_of(document), today())["alarm_points"])
    except ValueUndetermined:
        return None


def _raised(alarm: Alarm, actor: str) -> AlarmRaised:
    one = alarm.indicator
    reason = (
        f"{Period(frequency_of(one), alarm.period)} {one.name}为 {figure(one, alarm.value)}{one.unit}，"
        f"按以往推算约 {figure(one, alarm.expected)}{one.unit}"
    )
    return AlarmRaised(
        actor=actor,
        at=now(),
        subject=one.code,
        unit=one.owner.code if one.owner else "",
        document=one.document,
        measure=one.measure,
        clauses=tuple(one.clauses),
        title=one.name,
        reason=reason,
    )


@transaction.atomic
def answer(*, by: Viewer, key: int, text: str) -> Alarm:
    """The responsible unit says what is behind an anomaly. Raises NotFound, AnswerMissing, AlreadyAnswered."""
    alarm = Alarm.objects.select_for_update(of=("self",)).select_related("indicator__owner").filter(pk=key).first()
    if alarm is None:
        raise NotFound(what=str(key))
    unit = alarm.indicator.owner.code if alarm.indicator.owner else None
    require(by, "indicators.enter", unit)
    if alarm.answered_at is not None:
        raise AlreadyAnswered(by=alarm.answered_by)
    if not text.strip():
        raise AnswerMissing()
    alarm.answer, alarm.answered_by, alarm.answered_at = text.strip(), by.username, now()
    alarm.save(update_fields=["answer", "answered_by", "answered_at"])
    publish(
        AlarmAnswered(
            actor=by.username,
            at=now(),
            subject=alarm.indicator.code,
            unit=unit or "",
            period=str(Period(frequency_of(alarm.indicator), alarm.period)),
            answer=alarm.answer,
        )
    )
    return alarm


def alarms_of(one: Indicator) -> list[dict[str, Any]]:
    return [
        {
            "key": alarm.pk,
            "period": Period(frequency_of(one), alarm.period),
            "value": figure(one, alarm.value),
            "expected": figure(one, alarm.expected),
            "times": f"{alarm.times:.1f}",
            "answer": alarm.answer,
            "by": alarm.answered_by,
            "at": alarm.answered_at,
        }
        for alarm in one.alarms.all()[:12]
    ]


def work_list(viewer: Viewer, day: date) -> list[WorkItem]:
    """Anomalies nobody has explained yet, for those who enter the figure."""
    units = viewer.units("indicators.enter")
    if units is not None and not units:
        return []
    rows = Alarm.objects.filter(answered_at__isnull=True, indicator__owner__isnull=False)
    if units is not None:
        rows = rows.filter(indicator__owner__code__in=units)
    items = []
    for alarm in rows.select_related("indicator__owner")[:200]:
        one = alarm.indicator
        detail = _("%(period)s 为 %(value)s，按以往推算约 %(expected)s") % {
            "period": Period(frequency_of(one), alarm.period),
            "value": figure(one, alarm.value),
            "expected": figure(one, alarm.expected),
        }
        items.append(
            WorkItem(
                code=f"alarm/{alarm.pk}",
                title=words(one, "name"),
                url=reverse("indicators:indicator", args=[one.code]) + "#alarms",
                action=_("说明异常"),
                room="indicators",
                unit=one.owner.code if one.owner else "",
                light="yellow",
                light_reason=_("新数明显偏离以往"),
                detail=detail,
            )
        )
    return items


@transaction.atomic
def pass_on(day: date) -> int:
    """Alarms that nobody explained within the working days laid down go to supervision, each once; returns how many."""
    waiting = Alarm.objects.select_related("indicator__owner").filter(answered_at=None, passed_on_at=None)
    late = [alarm for alarm in waiting if (limit := _answer_by(alarm)) is not None and limit < day]
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in late]).update(passed_on_at=now())
    publish([_unanswered(alarm) for alarm in late if alarm.indicator.owner and alarm.indicator.clauses])
    return len(late)


def _answer_by(alarm: Alarm) -> date | None:
    """The last day for an answer; None where nobody has laid the days down."""
    place, raised = place_of(alarm.indicator.document), alarm.raised_at.astimezone(CHINA).date()
    try:
        days = parameters_in_force("indicators.", ["alarm_answer_days"], place, raised)["alarm_answer_days"]
    except ValueUndetermined:
        return None
    return WORK.add_working_days(raised, int(days))


def _unanswered(alarm: Alarm) -> AlarmUnanswered:
    one = alarm.indicator
    return AlarmUnanswered(
        actor="system",
        at=now(),
        subject=one.code,
        unit=one.owner.code if one.owner else "",
        document=one.document,
        clause=str(one.clauses[0]),
        title=one.name,
        period=str(Period(frequency_of(one), alarm.period)),
    )
