"""The line of sight: whatever says that it serves a clause is kept here."""

from collections.abc import Sequence

from luoshi.kernel.events import Serves

from .comparing import ClauseChange
from .models import Document, PlannedMechanism, Serving


def keep(events: list[Serves]) -> None:
    """Store what serves which clause; saying it twice changes nothing but the title and address."""
    Serving.objects.bulk_create(
        [
            Serving(
                document=event.document,
                clause=clause,
                room=event.room,
                kind=event.kind,
                code=event.subject,
                title=event.title[:300],
                url=event.url,
            )
            for event in events
            for clause in event.clauses
        ],
        update_conflicts=True,
        unique_fields=["document", "clause", "room", "kind", "code"],
        update_fields=["title", "url"],
        batch_size=2000,
    )


def readdress(document: Document, changes: Sequence[ClauseChange]) -> None:
    """After a new text: what serves or is planned for a sentence follows it to where it now stands; what served a sentence
    that fell away serves it no more."""
    to = {change.before: change.after for change in changes if change.before and change.before != change.after}
    if not to:
        return
    rows = list(Serving.objects.filter(document=document.code, clause__in=to))
    Serving.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk, row.clause = None, to[row.clause]
    Serving.objects.bulk_create([row for row in rows if row.clause], ignore_conflicts=True)
    for planned in PlannedMechanism.objects.filter(document=document):
        clauses = [code for code in (to.get(clause, clause) for clause in planned.clauses) if code]
        if clauses != planned.clauses:
            planned.clauses = clauses
            planned.save(update_fields=["clauses"])
