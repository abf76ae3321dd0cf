"""Talks with the heads of units (约谈) that rules called for: holding one, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import errors, events
from ..models import SourcePaper, Talk
from .sources import Wanted, register


def get(document: str, key: int) -> Talk:
    rows = Talk.objects.select_related("task__lead", "unit", "paper").filter(task__document=document, pk=key)
    found = rows.first() if key < 2**62 else None
    if found is None:
        raise NotFound(what=str(key))
    return found


@transaction.atomic
def hold(
    *, by: Viewer, document: str, key: int, on: date, attended: str, agreed: str, tasks: Sequence[Wanted] = ()
) -> None:
    """Put down that a talk was held: on which day, who attended, what was agreed; what is to be done becomes tasks.

    Raises TalkHeldAlready, TalkDayWrong, ReasonMissing without who or what.
    """
    Talk.objects.select_for_update().filter(pk=key).first()
    talk = get(document, key)
    require(by, "delivery.issue", talk.task.lead.code)
    if talk.paper is not None:
        raise errors.TalkHeldAlready(on=talk.paper.on)
    if not talk.on <= on <= today():
        raise errors.TalkDayWrong(day=on, since=talk.on)
    if not attended.strip():
        raise errors.ReasonMissing()
    unit = talk.unit or talk.task.lead
    paper = register(
        by=by,
        document=document,
        kind=SourcePaper.Kind.TALK,
        title=f"约谈{unit.short_name}：{talk.task.title}",
        number="",
        who=attended,
        on=on,
        words=agreed,
        tasks=tasks,
    )
    talk.paper_id = paper
    talk.save(update_fields=["paper"])
    made = SourcePaper.objects.get(pk=paper).tasks.values_list("code", flat=True)
    publish(
        events.TalkHeld(
            actor=by.username,
            at=now(),
            subject=f"{document}/{talk.task.code}",
            unit=unit.code,
            on=on,
            attended=attended.strip(),
            agreed=agreed.strip(),
            tasks=tuple(made),
        )
    )
