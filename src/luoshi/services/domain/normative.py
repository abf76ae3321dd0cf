"""When a normative document is to be looked at again: before its last day, once for each."""

from __future__ import annotations

from datetime import date


def is_review_due(
    valid_to: date | None, reviewed_on: date | None, repealed_on: date | None, day: date, days: int
) -> bool:
    """Whether the last day is ``days`` or less away and nobody has looked at the document for it."""
    if valid_to is None or repealed_on is not None or not 0 <= (valid_to - day).days <= days:
        return False
    return reviewed_on is None or (valid_to - reviewed_on).days > days
