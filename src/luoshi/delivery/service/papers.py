"""Acts on papers: drafting from the figures, editing, issuing."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import document_facts
from luoshi.registry.api import require

from .. import bulletin, events
from ..domain.lifecycle import OPEN_STATES
from ..domain.paper import as_text, parse
from ..models import Paper, Task


class PaperIssued(ExpectedError):
    code = "delivery.paper_issued"
    message = N_("第 {number} 期已经印发，不能再改。需要更正的，另拟一期。")


class PaperEmpty(ExpectedError):
    code = "delivery.paper_empty"
    message = N_("正文是空的，没有可印发的内容。请写正文，或重新拟稿。")


class PaperChanged(ExpectedError):
    code = "delivery.paper_changed"
    message = N_("别人刚修改过这份稿子，您的修改没有保存，文字还在下面。请对照最新的稿子合并后再保存。")


def paper_of(document: str, key: int, *, lock: bool = False) -> Paper:
    """Raises NotFound."""
    rows = Paper.objects.filter(document=document, pk=key)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(what=str(key))
    return found


@transaction.atomic
def draft(*, by: Viewer, document: str, kind: str, office: str = "") -> int:
    """A new draft from the figures of today. Returns its key."""
    require(by, "delivery.bulletin")
    document_facts(document)
    day = today()
    if kind == Paper.Kind.WEEKLY:
        parts = bulletin.weekly(bulletin.figures(document, day, days=7), office=office, due=_due(document))
    else:
        parts = bulletin.bulletin(bulletin.figures(document, day), office=office)
    made = Paper.objects.create(
        document=document, kind=kind, day=day, text=as_text(parts), made_by=by.username, made_at=now()
    )
    publish(events.PaperDrafted(actor=by.username, at=now(), subject=_subject(made), kind=kind))
    return made.pk


def _due(document: str) -> list[tuple[str, str, date]]:
    day = today()
    rows = Task.objects.filter(
        document=document, state__in=OPEN_STATES, due_date__gt=day, due_date__lte=day + timedelta(days=7)
    )
    return [(t.title, t.lead.name, t.due_date) for t in rows.select_related("lead").order_by("due_date", "pk")[:5]]


def _subject(paper: Paper) -> str:
    return f"{paper.document}/papers/{paper.pk}"


@transaction.atomic
def edit(*, by: Viewer, document: str, key: int, text: str, seen: str) -> None:
    """Keep an edited text; ``seen`` is the digest of the text that was edited, so that nobody overwrites another's words.

    Raises PaperIssued, PaperChanged.
    """
    require(by, "delivery.bulletin")
    paper = paper_of(document, key, lock=True)
    if paper.state == Paper.State.ISSUED:
        raise PaperIssued(number=paper.number)
    if seen != digest(paper.text):
        raise PaperChanged()
    paper.text, paper.edited_at = text.replace("\r\n", "\n"), now()
    paper.save(update_fields=["text", "edited_at"])
    publish(events.PaperEdited(actor=by.username, at=now(), subject=_subject(paper), sha256=digest(paper.text)))


@transaction.atomic
def issue(*, by: Viewer, document: str, key: int) -> int:
    """Give the paper its number and fix its text. Returns the number. Raises PaperIssued, PaperEmpty."""
    require(by, "delivery.bulletin")
    paper = paper_of(document, key, lock=True)
    if paper.state == Paper.State.ISSUED:
        raise PaperIssued(number=paper.number)
    if not parse(paper.text):
        raise PaperEmpty()
    last = Paper.objects.filter(document=document, kind=paper.kind).aggregate(last=Max("number"))["last"]
    paper.state, paper.number = Paper.State.ISSUED, (last or 0) + 1
    paper.issued_by, paper.issued_at, paper.sha256 = by.username, now(), digest(paper.text)
    paper.save()
    publish(
        events.PaperIssuedEvent(
            actor=by.username,
            at=now(),
            subject=_subject(paper),
            kind=paper.kind,
            number=paper.number,
            sha256=paper.sha256,
        )
    )
    return paper.number


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
