"""Which sentences of a document another, later document has amended or repealed: the text stays as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .models import Amendment


@dataclass(frozen=True)
class ClauseAmended:
    """By ``title`` (its number and article) from ``in_force_on`` on: the words it has now, none where it is repealed. ``key`` is the
    amendment's."""

    title: str
    number: str
    article: str
    in_force_on: date
    words: str
    key: int

    @property
    def repealed(self) -> bool:
        return not self.words


def clauses_amended(document: str, clauses: Mapping[str, str]) -> dict[str, list[ClauseAmended]]:
    """Clause -> what amended it, the earliest first. ``clauses`` are the document's sentences as they stand: one that a new
    text has moved since is known by its words. One query."""
    by_words = {words: code for code, words in clauses.items()}
    rows = Amendment.objects.filter(
        document=document, kind=Amendment.Kind.DOCUMENT, state=Amendment.State.TAKEN, in_force_on__isnull=False
    )
    found: dict[str, list[ClauseAmended]] = {}
    for row in rows.defer("text").order_by("in_force_on", "pk"):
        for change in row.changes:
            # A sentence that a later text left out or wrote anew is no longer the one that was amended.
            if code := by_words.get(change["was"]):
                by = ClauseAmended(row.title, row.number, row.article, row.in_force_on, change["now"], row.pk)  # type: ignore[arg-type]
                found.setdefault(code, []).append(by)
    return found
