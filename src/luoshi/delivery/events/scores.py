"""Scoring of units: its rules, its numbers, its appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RubricSet(Event):
    """The rules of scoring were laid down or changed; ``subject`` is the document."""

    act: ClassVar[str] = "delivery.rubric_set"
    label: ClassVar[str] = "更新考评细则"
    title: str


@dataclass(frozen=True, kw_only=True)
class ScoresComputed(Event):
    """``subject`` is ``<document>/scores/<sheet>``, here and below; ``scores`` is (unit, score)."""

    act: ClassVar[str] = "delivery.scores_computed"
    label: ClassVar[str] = "计算考评得分"
    period: str
    scores: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RateEntered(Event):
    act: ClassVar[str] = "delivery.rate_entered"
    label: ClassVar[str] = "填报评议得分"
    part: str
    rate: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ScoresShown(Event):
    act: ClassVar[str] = "delivery.scores_shown"
    label: ClassVar[str] = "公示考评得分"
    until: date


@dataclass(frozen=True, kw_only=True)
class ScoreAppealed(Event):
    act: ClassVar[str] = "delivery.score_appealed"
    label: ClassVar[str] = "申诉考评得分"
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppealAnswered(Event):
    act: ClassVar[str] = "delivery.appeal_answered"
    label: ClassVar[str] = "答复考评申诉"
    granted: bool
    points: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class ScoresFrozen(Event):
    act: ClassVar[str] = "delivery.scores_frozen"
    label: ClassVar[str] = "考评得分定稿"
    scores: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TaskWeighed(Event):
    act: ClassVar[str] = "delivery.task_weighed"
    label: ClassVar[str] = "设定任务难度"
    before: str
    after: str
