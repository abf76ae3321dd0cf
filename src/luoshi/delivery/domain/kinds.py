"""Kinds of task and the fields each has of its own.

A reform experience (改革经验) is proposed, judged, spread and tracked; an event plan (重大活动筹备) counts down to the day of
the event. Both are tasks like any other besides: with an owner, a day, reports and a light.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from luoshi.kernel.errors import N_


class Kind(StrEnum):
    ORDINARY = "ordinary"
    REFORM = "reform"
    EVENT = "event"


KIND_LABELS: dict[str, str] = {
    Kind.ORDINARY: N_("一般任务"),
    Kind.REFORM: N_("改革经验"),
    Kind.EVENT: N_("重大活动筹备"),
}
REFORM_STAGES: dict[str, str] = {
    "proposed": N_("已提出"),
    "judged": N_("已评审"),
    "spread": N_("推广中"),
    "established": N_("已固化为制度"),
    "declined": N_("未采纳"),
}
REFORM_STEPS = {
    "proposed": ("judged", "declined"),
    "judged": ("spread", "declined"),
    "spread": ("established", "declined"),
    "established": (),
    "declined": (),
}


@dataclass(frozen=True)
class Judgement:
    """Points of 0 to 5 that a reviewer gives a reform: new, working, able to be copied."""

    novelty: int
    effect: int
    copyable: int

    @property
    def points(self) -> int:
        """Out of 100, all three alike."""
        return round((self.novelty + self.effect + self.copyable) * 100 / 15)


def may_move(stage: str, to: str) -> bool:
    return to in REFORM_STEPS.get(stage, ())


@dataclass(frozen=True)
class Countdown:
    """``ready``: percent of the preparation that is done, each part by its weight; ``late``: parts past their day."""

    days: int
    ready: float
    parts: int
    done: int
    late: int


def countdown(event: date, day: date, parts: Sequence[Mapping[str, object]]) -> Countdown:
    """How far the preparation is; ``parts`` are {weight, percent, due, done}. With none, nothing is ready."""
    whole = sum(float(str(p["weight"])) for p in parts)
    ready = sum(float(str(p["weight"])) * float(str(p["percent"])) for p in parts) / whole if whole else 0.0
    late = sum(1 for p in parts if not p["done"] and isinstance(p["due"], date) and p["due"] < day)
    return Countdown((event - day).days, ready, len(parts), sum(1 for p in parts if p["done"]), late)
