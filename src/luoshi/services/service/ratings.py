"""Rating a finished case; a bad rating opens a call-back case with its own limits."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Count

from luoshi.kernel.events import publish
from luoshi.kernel.today import now
from luoshi.registry.api import system_viewer

from .. import errors, events
from ..domain import ratings
from ..models import Case, ProcessVersion, Rating
from .intake import start

CALLBACK_MECHANISM = "services.callback"


@transaction.atomic
def rate(*, number: str, query_code: str, grade: int, words: str = "") -> Rating:
    """By whoever holds the number and the query code; once. Returns the rating, with the case that calls back."""
    case = Case.objects.select_for_update(of=("self",)).select_related("version", "unit").filter(number=number).first()
    if case is None or case.query_code != query_code.strip().upper():
        raise errors.NoSuchCase()
    if case.finished_at is None or grade not in Rating.Grade.values:
        raise errors.RatedAlready()
    try:
        with transaction.atomic():
            made = Rating.objects.create(case=case, grade=grade, words=words.strip()[:500], rated_at=now())
    except IntegrityError:
        raise errors.RatedAlready() from None
    by = system_viewer()
    publish(events.CaseRated(actor="", at=now(), subject=number, unit=case.unit.code, grade=grade))
    callback = ProcessVersion.objects.filter(mechanism=CALLBACK_MECHANISM, is_current=True).first()
    if grade < ratings.FAIR and callback is not None:
        followed = start(
            by=by,
            process=callback.code,
            title=f"{case.title}：{made.get_grade_display()}"[:200],
            applicant=case.applicant,
            data={"rated": number, "grade": grade, "words": made.words},
            unit=case.unit.code,
            channel="event",
            parent=case,
            synthetic=case.synthetic,
        )
        made.callback = Case.objects.get(number=followed)
        made.save(update_fields=["callback"])
    return made


def standing(document: str = "") -> ratings.Standing:
    rows = Rating.objects.filter(excluded_as="")
    rows = rows.filter(case__document=document) if document else rows
    return ratings.standing(dict(rows.order_by().values_list("grade").annotate(Count("pk"))))
