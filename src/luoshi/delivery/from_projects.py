"""What projects tells that supervision takes up: problems in the way, and what a meeting resolved on land, become tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from luoshi.projects.api import LandResolved, ProblemRaised

from .from_services import task


def problem_raised(told: list[ProblemRaised]) -> None:
    for event in told:
        task(event.document, event.clause, event.title[:200], event.unit, event.due, event.subject)


def land_resolved(told: list[LandResolved]) -> None:
    for event in told:
        for what, unit, due in event.resolutions:
            task(event.document, event.clause, what, unit, date.fromisoformat(due), event.subject)


SUBSCRIPTIONS: tuple[tuple[type, Callable[..., None]], ...] = (
    (ProblemRaised, problem_raised),
    (LandResolved, land_resolved),
)
