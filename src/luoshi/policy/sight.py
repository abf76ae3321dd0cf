"""The line of sight: whatever says that it serves a clause is kept here."""

from luoshi.kernel.events import Serves

from .models import Serving


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
