"""Clues of damage that other rooms bring: a section worse than its target, a damage case that is closed."""

from __future__ import annotations

from django.urls import reverse

from luoshi.indicators.api import StandardExceeded
from luoshi.kernel.today import today
from luoshi.services.api import AIR_EXCEEDANCE, DAMAGE_COMPENSATION, CaseFacts, CaseFinished, case_facts

from .liability.service import find_damage


def on_exceeded(found: list[StandardExceeded]) -> None:
    """Water worse than its target is a clue to be looked into. A bad day of air has no one place to look: the case that
    services opens for it finds who it was, and becomes a clue when it does."""
    for event in found:
        if event.medium == "water":
            find_damage(
                actor=event.actor,
                document=event.document,
                found_on=event.day,
                fact=f"{event.name} {event.day:%Y-%m} 水质劣于目标：{event.reason}",
                source=event.subject,
                url=reverse("indicators:station", args=[event.station]),
                place=event.place,
                synthetic=event.synthetic,
            )


def on_case_finished(finished: list[CaseFinished]) -> None:
    """A case with a value of the damage, or with somebody who fouled the air: somebody may have to answer for it."""
    for event in finished:
        if event.purpose not in (DAMAGE_COMPENSATION, AIR_EXCEEDANCE):
            continue
        facts = case_facts(event.subject)
        if fact := _fact(facts):
            find_damage(
                actor=event.actor,
                document=facts.document,
                found_on=today(),
                fact=fact,
                source=event.subject,
                url=reverse("services:case", args=[event.subject]),
                place=str(facts.answers.get("place", "")),
                synthetic=facts.synthetic,
            )


def _fact(facts: CaseFacts) -> str:
    answers = facts.answers
    if facts.purpose == DAMAGE_COMPENSATION and answers.get("damage_yuan"):
        return f"{facts.title}：损害数额 {answers['damage_yuan']} 元；{facts.result}"
    if facts.purpose == AIR_EXCEEDANCE and answers.get("obligor"):
        return f"{facts.title}：{answers.get('cause', '')}，责任人 {answers['obligor']}；{answers.get('reason', '')}"
    return ""
