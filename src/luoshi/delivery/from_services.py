"""What services tells that supervision takes up: a meeting's resolutions, and cases past their day, become tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import today
from luoshi.policy.api import clause_facts
from luoshi.registry.api import system_viewer
from luoshi.services.api import CaseOverdue, ResolutionsTaken

from .models import Commitment
from .service.commitments import correct, issue, next_code

OVERDUE_DAYS = 5
"""Working days within which a unit answers for a case past its day."""


def resolutions_taken(told: list[ResolutionsTaken]) -> None:
    for event in told:
        for what, unit, due in event.resolutions:
            task(event.document, event.clause, what, unit, date.fromisoformat(due), event.subject)


def case_overdue(told: list[CaseOverdue]) -> None:
    for event in told:
        due = CHINA.add_working_days(today(), OVERDUE_DAYS)
        words = f"办件 {event.subject}“{event.title}”应于 {event.due} 办结，已逾期，限期办结并说明原因"
        task(event.document, event.clause, words[:200], event.unit, due, event.subject)


def task(document: str, clause: str, what: str, unit: str, due: date, case: str) -> None:
    """A commitment of the clause that the case serves, issued at once. A case that serves no clause of a document has
    no place in supervision and stays where it is."""
    try:
        facts = clause_facts(document, clause)
    except NotFound:
        return
    by = system_viewer()
    made = Commitment.objects.create(
        document=document,
        measure=facts.measure,
        clause=clause,
        code=next_code(document, clause),
        start=facts.start,
        end=facts.start,
        text=what,
        kind="other",
        note=case[:300],
    )
    due = max(due, today() + timedelta(days=1))
    correct(by=by, document=document, code=made.code, lead=unit, supports=[], due_date=due)
    # The meeting or the clock has decided; what it costs the unit is kept beside it.
    issue(by=by, document=document, codes=[made.code], override=what)


SUBSCRIPTIONS: tuple[tuple[type, Callable[..., None]], ...] = (
    (ResolutionsTaken, resolutions_taken),
    (CaseOverdue, case_overdue),
)
