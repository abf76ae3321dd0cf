"""Clues of damage that other rooms bring: a section worse than its target, a damage case that is closed."""

from __future__ import annotations

from django.urls import reverse

from luoshi.indicators.api import StandardExceeded
from luoshi.kernel.today import today
from luoshi.services.api import CaseFinished, case_facts

from .liability.service import find_damage

DAMAGE = "damage-compensation"
"""Code of the process in which damage is valued and compensated."""


def on_exceeded(found: list[StandardExceeded]) -> None:
    """Water worse than its target is a clue to be looked into; a bad day of air has no one place to look."""
    for event in found:
        if event.medium == "water":
            find_damage(
                actor=event.actor,
                document=event.document,
                found_on=event.day,
                fact=f"{event.name} {event.day:%Y-%m} 水质劣于目标，主要污染指标：{'、'.join(event.main) or '未定'}",
                source=event.subject,
                url=reverse("indicators:station", args=[event.station]),
                place=event.place,
                synthetic=event.synthetic,
            )


def on_case_finished(finished: list[CaseFinished]) -> None:
    """A case with a value of the damage: somebody may have to answer for it."""
    for event in finished:
        facts = case_facts(event.subject)
        if facts.process == DAMAGE and facts.answers.get("damage_yuan"):
            find_damage(
                actor=event.actor,
                document=facts.document,
                found_on=today(),
                fact=f"{facts.title}：损害数额 {facts.answers['damage_yuan']} 元；{facts.result}",
                source=event.subject,
                url=reverse("services:case", args=[event.subject]),
                synthetic=facts.synthetic,
            )
