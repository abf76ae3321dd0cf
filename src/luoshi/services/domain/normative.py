"""When a normative document is to be looked at again: before its last day, once for each."""

from __future__ import annotations

from datetime import date

REVIEW_DAYS = 180
"""How long before its last day a document's review begins."""


def is_review_due(valid_to: date | None, reviewed_on: date | None, repealed_on: date | None, day: date) -> bool:
    """Whether the last day is near and nobody has looked at the document for it."""
    if valid_to is None or repealed_on is not None or not 0 <= (valid_to - day).days <= REVIEW_DAYS:
        return False
    return reviewed_on is None or (valid_to - reviewed_on).days > REVIEW_DAYS
