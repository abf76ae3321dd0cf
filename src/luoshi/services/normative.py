"""Normative documents as time passes: reviewed before their last day, lapsed after it."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_
from luoshi.kernel.events import publish
from luoshi.kernel.today import now
from luoshi.registry.api import system_viewer

from . import events
from .domain.normative import is_review_due
from .domain.purposes import NORMATIVE_REVIEW
from .models import Case, NormativeDocument
from .parameters import numbers
from .service.intake import once_only, start
from .service.processes import process_for

STANDINGS = {
    "repealed": (N_("已废止"), "grey"),
    "no_last_day": (N_("没有载明有效期，请起草单位补录"), "yellow"),
    "lapsed": (N_("已失效"), "red"),
    "due": (N_("临近到期，应评估后决定延续、修改或废止"), "yellow"),
    "in_force": (N_("有效"), "green"),
}


def review_days(document: str, day: date) -> int:
    """How many days before its last day the review of a normative document begins."""
    return int(numbers(document, day, "normative_review_days")["normative_review_days"])


def standing_of(row: NormativeDocument, day: date, days: int) -> tuple[str, str]:
    """Words and light of a document on a day, ``days`` as ``review_days`` says."""
    if row.repealed_on and row.repealed_on <= day:
        code = "repealed"
    elif row.valid_to is None:
        code = "no_last_day"
    elif row.valid_to < day:
        code = "lapsed"
    else:
        code = "due" if is_review_due(row.valid_to, row.reviewed_on, row.repealed_on, day, days) else "in_force"
    words, light = STANDINGS[code]
    return _(words), light


def open_reviews(day: date) -> int:
    """A case of the county's review process for each document whose last day is near; once for each last day."""
    rows = NormativeDocument.objects.filter(valid_to__gte=day, repealed_on=None).select_related("unit")
    made, days_of = 0, cache(lambda document: review_days(document, day))
    for row in rows:
        process = process_for(NORMATIVE_REVIEW, row.document)
        mark = once_only(f"{NORMATIVE_REVIEW}|{row.number}|{row.valid_to}")
        due = is_review_due(row.valid_to, row.reviewed_on, row.repealed_on, day, days_of(row.document))
        if process is None or not due or Case.objects.filter(external_id=mark).exists():
            continue
        start(
            by=system_viewer(),
            process=process.code,
            unit=row.unit.code,
            title=f"{row.title}（{row.number}，有效期至 {row.valid_to}）"[:200],
            data={"doc_number": row.number, "doc_title": row.title},
            channel="calendar",
            external_id=mark,
            synthetic=row.synthetic,
        )
        made += 1
    return made


@transaction.atomic
def lapse(day: date) -> int:
    """Documents past their last day are told to have lapsed, once each."""
    by, rows = system_viewer(), NormativeDocument.objects.filter(valid_to__lt=day, lapse_told=False, repealed_on=None)
    told = [
        events.NormativeLapsed(actor=by.username, at=now(), subject=row.number, unit=row.unit.code, title=row.title)
        for row in rows.select_related("unit")
    ]
    rows.update(lapse_told=True)
    publish(told)
    return len(told)
