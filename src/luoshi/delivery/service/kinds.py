"""Reform experiences and event plans: tasks with a life or a day of their own besides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import require

from .. import errors, events
from ..domain.kinds import REFORM_STAGES, Countdown, Judgement, Kind, countdown, may_move
from ..domain.lifecycle import OPEN_STATES
from ..models import Source, Task
from .sources import Wanted, make_task
from .tasks import event, finish, locked


@transaction.atomic
def propose_reform(*, by: Viewer, document: str, wanted: Wanted, problem: str, practice: str) -> str:
    """A reform experience is proposed: which problem it solves, how it is done. Returns its task's code."""
    require(by, "delivery.issue")
    if not problem.strip() or not practice.strip():
        raise errors.ReasonMissing()
    code = make_task(by, document, wanted, source=Source.DOCUMENT, words="改革经验台账")
    details = {"stage": "proposed", "problem": problem.strip(), "practice": practice.strip(), "history": []}
    Task.objects.filter(document=document, code=code).update(kind=Kind.REFORM, details=details)
    return code


@transaction.atomic
def move_reform(
    *,
    by: Viewer,
    document: str,
    code: str,
    to: str,
    words: str,
    judgement: Judgement | None = None,
    places: Sequence[str] = (),
) -> None:
    """On to the next stage, with why; judged with points, spread with the places that take it up. Raises StageNotOpen."""
    task = locked(document, code)
    require(by, "delivery.review", task.lead.code)
    stage = task.details.get("stage", "")
    if task.kind != Kind.REFORM or not may_move(stage, to):
        labels = REFORM_STAGES
        raise errors.StageNotOpen(stage=labels.get(stage, "—"), to=labels.get(to, to))
    if not words.strip() or (to == "judged" and judgement is None):
        raise errors.ReasonMissing()
    step = {"stage": to, "on": today().isoformat(), "by": by.username, "words": words.strip()[:1000]}
    if judgement is not None and to == "judged":
        step["points"] = str(judgement.points)
    spread = list(dict.fromkeys([*task.details.get("places", []), *places]))
    details = {**task.details, "stage": to, "places": spread, "history": [*task.details.get("history", []), step]}
    changes = {"stage": [stage, to], "words": step["words"]}
    task.details = details
    finish(by, task, event(events.TaskDetailed, by, task, changes=changes))


@transaction.atomic
def plan_event(*, by: Viewer, document: str, wanted: Wanted, event_day: date, place: str) -> str:
    """A task to prepare an event; its parts are handed down like any task's. Raises DayTooEarly where the preparation would
    end after the event."""
    require(by, "delivery.issue")
    if event_day < wanted.due:
        raise errors.DayTooEarly(day=event_day, after=wanted.due)
    code = make_task(by, document, wanted, source=Source.DOCUMENT, words="重大活动筹备")
    details = {"event_day": event_day.isoformat(), "place": place.strip()[:100]}
    Task.objects.filter(document=document, code=code).update(kind=Kind.EVENT, details=details)
    return code


def readiness(task: Task, day: date) -> Countdown:
    """How ready an event is: by its parts, or by its own progress where it was not handed down."""
    rows = [
        {"weight": p.weight, "percent": p.percent, "due": p.due_date, "done": p.state not in OPEN_STATES}
        for p in task.parts.all()
    ]
    own = {"weight": 1, "percent": task.percent, "due": task.due_date, "done": task.state not in OPEN_STATES}
    return countdown(date.fromisoformat(task.details["event_day"]), day, rows or [own])
