"""What happens to indicators, as other rooms hear of it. ``subject`` is the indicator's code, or an import's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IndicatorsDefined(Event):
    """Files of definitions were applied; ``subject`` is the programme."""

    act: ClassVar[str] = "indicators.defined"
    label: ClassVar[str] = "更新指标定义"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ValueEntered(Event):
    """A figure was entered or revised. ``value`` is empty where it was withdrawn."""

    act: ClassVar[str] = "indicators.value_entered"
    label: ClassVar[str] = "填报指标"
    period: str
    place: str
    value: str
    before: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SeriesTaken(Event):
    """A file of figures, or figures fed by another room, were taken in."""

    act: ClassVar[str] = "indicators.series_taken"
    label: ClassVar[str] = "导入指标数据"
    rows: int
    changed: int
    source: str
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class NumbersPublished(Event):
    act: ClassVar[str] = "indicators.numbers_published"
    label: ClassVar[str] = "发布指标数据"
    sha256: str
    count: int


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(Event):
    """A new figure is far off its path: its unit is asked why."""

    act: ClassVar[str] = "indicators.alarm_raised"
    label: ClassVar[str] = "指标异常"
    document: str
    measure: str
    clauses: tuple[str, ...]
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AlarmUnanswered(Event):
    """Nobody explained an anomaly within the days for it: supervision takes it up."""

    act: ClassVar[str] = "indicators.alarm_unanswered"
    label: ClassVar[str] = "指标异常逾期未说明"
    document: str
    clause: str
    title: str
    period: str


@dataclass(frozen=True, kw_only=True)
class AlarmAnswered(Event):
    """The responsible unit explained an anomaly."""

    act: ClassVar[str] = "indicators.alarm_answered"
    label: ClassVar[str] = "说明指标异常"
    period: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class StandardExceeded(Event):
    """A station's day or month came out worse than its standard; ``subject`` is the station and the day. Told once, when
    the result first says so."""

    act: ClassVar[str] = "indicators.standard_exceeded"
    label: ClassVar[str] = "监测超标"
    document: str
    station: str
    name: str
    medium: str
    day: date
    place: str
    grade: int
    main: tuple[str, ...]
    reason: str
    synthetic: bool = False
