"""What a supervision office has on its shelf in the demonstration: the last quarter scored and shown, a bulletin issued, a week's
page in draft. The figures are those of the sample tasks."""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.kernel.manifest import Viewer

from .domain.plan import quarter_before
from .models import Paper
from .service import papers, scores

DAYS_TO_APPEAL = 10


def shelf(document: str, office: Viewer, day: date) -> int:
    """Returns how many things it made."""
    start, end = quarter_before(day)
    quarter = (end.month - 1) // 3 + 1
    label = f"{end.year}年第{quarter}季度"
    key = scores.compute(by=office, document=document, label=label, start=start, end=end)
    scores.show(by=office, document=document, key=key, until=day + timedelta(days=DAYS_TO_APPEAL))
    papers.issue(by=office, document=document, key=papers.draft(by=office, document=document, kind=Paper.Kind.BULLETIN))
    papers.draft(by=office, document=document, kind=Paper.Kind.WEEKLY)
    return 3
