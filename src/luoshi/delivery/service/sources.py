"""Tasks that come from elsewhere than a sentence's own words: instructions, minutes of meetings, tables of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.policy.api import clause_facts
from luoshi.registry.api import require

from .. import errors, events
from ..models import Commitment, SourcePaper, Task
from .commitments import correct, issue, next_code
from .tasks import get


@dataclass(frozen=True)
class Wanted:
    """A task to be made: what, by whom, by when, for which sentence."""

    what: str
    unit: str
    due: date
    clause: str
    supports: Sequence[str] = ()
    officer: str = ""
    metric: str = ""
    op: str = ""
    value: float | None = None
    measure_unit: str = ""
    years: Sequence[Sequence[Any]] = ()
    override: str = ""
    """Why it is asked although its unit reports more than the most already."""


def make_task(by: Viewer, document: str, wanted: Wanted, *, source: str, words: str, code: str = "") -> str:
    """A commitment of the clause (or the proposed one named by ``code``), put right and issued at once. Returns its code."""
    if not code:
        facts = clause_facts(document, wanted.clause)
        code = Commitment.objects.create(
            document=document,
            measure=facts.measure,
            clause=wanted.clause,
            code=next_code(document, wanted.clause),
            start=facts.start,
            end=facts.start,
            text=wanted.what,
            kind="other",
            note=words[:300],
        ).code
    correct(
        by=by,
        document=document,
        code=code,
        lead=wanted.unit,
        supports=wanted.supports,
        due_date=wanted.due,
        outcome_metric=wanted.metric,
        outcome_op=wanted.op,
        outcome_value=wanted.value,
        outcome_unit=wanted.measure_unit,
        officer=wanted.officer,
    )
    issue(by=by, document=document, codes=[code], override=wanted.override)
    Task.objects.filter(document=document, code=code).update(
        source=source, source_words=words[:200], years=[list(year) for year in wanted.years]
    )
    return code


@transaction.atomic
def register(
    *,
    by: Viewer,
    document: str,
    kind: str,
    title: str,
    number: str,
    who: str,
    on: date,
    words: str,
    tasks: Sequence[Wanted],
    stuck: str = "",
) -> int:
    """Put down an instruction or a meeting's minutes, and issue what it asks for. ``stuck``: code of the task the meeting
    was called for. Returns the paper's key. Raises ReasonMissing without words."""
    require(by, "delivery.issue")
    if not title.strip() or not words.strip():
        raise errors.ReasonMissing()
    paper = SourcePaper.objects.create(
        document=document,
        kind=kind,
        title=title.strip()[:200],
        number=number.strip()[:60],
        who=who.strip()[:100],
        on=on,
        words=words.strip(),
        stuck_task=get(document, stuck) if stuck else None,
        made_by=by.username,
        made_at=now(),
    )
    named: dict[str, Any] = {"source": kind, "words": f"{paper.title}（{paper.who}，{on}）"}
    codes = [make_task(by, document, wanted, **named) for wanted in tasks]
    paper.tasks.set(Task.objects.filter(document=document, code__in=codes))
    told = events.PaperRegistered(
        actor=by.username,
        at=now(),
        subject=f"{document}/paper/{paper.pk}",
        kind=kind,
        title=paper.title,
        tasks=tuple(codes),
    )
    publish(told)
    return paper.pk
