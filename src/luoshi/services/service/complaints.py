"""Complaints about a case by whoever applied, and appeals of a unit against a bad rating: each a case of its own."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import require, system_viewer

from .. import errors
from ..domain import ratings
from ..models import Case, ProcessVersion, Rating
from .cases import locked
from .intake import start

COMPLAINT, APPEAL = "services.complaint", "services.rating-appeal"


def _process(mechanism: str) -> str:
    found = ProcessVersion.objects.filter(mechanism=mechanism, is_current=True).values_list("code", flat=True).first()
    if found is None:
        raise NotFound(what=mechanism)
    return found


@transaction.atomic
def complain(*, number: str, query_code: str, words: str, wanted: str = "", contact: str = "") -> Case:
    """By whoever holds the number and the query code. One complaint is open at a time; the unit complained of answers,
    another hears. Raises NoSuchCase, ReasonMissing, ComplaintOpen."""
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").filter(number=number).first()
    if case is None or case.query_code != query_code.strip().upper():
        raise errors.NoSuchCase()
    if not words.strip():
        raise errors.ReasonMissing()
    process = _process(COMPLAINT)
    if case.children.filter(version__code=process, finished_at=None).exists():
        raise errors.ComplaintOpen(number=number)
    data = {"complaint": words.strip()[:2000], "wanted": wanted.strip()[:500], "contact": contact.strip()[:20]}
    made = start(
        by=system_viewer(),
        process=process,
        title=f"投诉：{case.title}"[:200],
        applicant=case.applicant,
        data={**data, "about": number, "rated_unit": case.unit.code},
        channel="online",
        parent=case,
        synthetic=case.synthetic,
    )
    return Case.objects.get(number=made)


@transaction.atomic
def appeal(*, by: Viewer, number: str, reason: str) -> str:
    """The rated unit holds a bad rating to be mistaken or malicious, within the days laid down; who hears it is not
    who was rated. Raises ReasonMissing, NotAppealable."""
    case = locked(number)
    require(by, "services.as_clerk", case.unit.code)
    if not reason.strip():
        raise errors.ReasonMissing()
    rating = Rating.objects.select_for_update().filter(case=case).first()
    if rating is None or rating.grade >= ratings.FAIR or rating.appeal_id is not None:
        raise errors.NotAppealable(number=number)
    made = start(
        by=by,
        process=_process(APPEAL),
        title=f"差评申诉：{case.title}"[:200],
        applicant={"name": case.unit.name},
        data={"appeal_reason": reason.strip()[:2000], "rated": number, "grade": rating.grade, "words": rating.words},
        channel="event",
        parent=case,
        synthetic=case.synthetic,
    )
    rating.appeal = Case.objects.get(number=made)
    rating.save(update_fields=["appeal"])
    return made


def judge(case: Case, finding: str) -> None:
    """What the hearing of an appeal means for the rating: a mistaken or malicious one counts no more, and stays."""
    excluded = {"误评": Rating.Excluded.MISTAKEN, "恶意差评": Rating.Excluded.MALICIOUS}.get(finding)
    if excluded is not None:
        Rating.objects.filter(appeal=case).update(excluded_as=excluded, excluded_on=today())


def fixed_share() -> ratings.Fixed:
    """Of the bad ratings that stand, how many were put right: their call-back is finished."""
    bad = Rating.objects.filter(grade__lt=ratings.FAIR)
    confirmed: Any = bad.filter(excluded_as="")
    return ratings.Fixed(
        fixed=confirmed.filter(callback__finished_at__isnull=False).count(),
        confirmed=confirmed.count(),
        excluded=bad.exclude(excluded_as="").count(),
    )
