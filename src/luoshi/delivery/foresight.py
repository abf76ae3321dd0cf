"""Foreseeing slips: which open tasks will likely miss their day, and how far such foresight could be trusted so far."""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.utils.timezone import localdate

from .domain.foresight import Calibration, Step, brier, calibrate, chance_to_miss, steps_of
from .domain.lifecycle import OPEN_STATES
from .models import Report, Task

LOOK_BACK = (30, 60, 90)
"""Days before its day at which a finished task is looked at again, to learn what a chance is worth."""
CROWD = 3000
LEAST = 20
"""Fewer finished tasks than this teach nothing; chances are then shown as they are drawn, and said to be untried."""


@dataclass(frozen=True)
class Foresight:
    """``chance`` from 0 to 1, None where nothing can be said yet."""

    chance: float | None
    tried: int


@dataclass(frozen=True)
class Trial:
    """How foresight did on tasks whose end is known: mean squared error beside that of “late if late now”."""

    looks: int
    own: float
    naive: float


@dataclass(frozen=True)
class Lessons:
    """What all tasks' reports teach: their steps, and how chances turned out."""

    crowd: tuple[Step, ...]
    calibration: Calibration | None
    trial: Trial | None


def lessons(document: str, day: date) -> Lessons:
    """Learnt once a day and kept: every report accepted before ``day``. Two queries the first time."""
    key = f"foresight:{document}:{day.isoformat()}"
    found: Lessons | None = cache.get(key)
    if found is None:
        found = _learn(document, day)
        cache.set(key, found, 24 * 3600)
    return found


def _accepted(document: str, day: date) -> dict[int, list[tuple[int, float]]]:
    rows = Report.objects.filter(task__document=document, state=Report.State.ACCEPTED)
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for task, at, percent in rows.order_by("submitted_at").values_list("task_id", "submitted_at", "percent"):
        on = localdate(at)
        if on <= day:
            found[task].append((on.toordinal(), percent))
    return found


def _learn(document: str, day: date) -> Lessons:
    reports = _accepted(document, day)
    tasks = {
        task.pk: task
        for task in Task.objects.filter(document=document).only("issued_on", "due_date", "finished_on", "state", "plan")
    }
    crowd: list[Step] = []
    for pk, told in sorted(reports.items()):
        if pk in tasks:
            crowd += steps_of(told, start=tasks[pk].issued_on.toordinal())
    crowd = crowd[-CROWD:]
    chances, naive, missed = [], [], []
    for pk, task in tasks.items():
        ended = task.finished_on is not None or task.due_date < day
        if not ended:
            continue
        late = task.finished_on is None or task.finished_on > task.due_date
        for back in LOOK_BACK:
            at = task.due_date - timedelta(days=back)
            if at <= task.issued_on or (task.finished_on and task.finished_on <= at):
                continue
            told = [(on, p) for on, p in reports.get(pk, []) if on <= at.toordinal()]
            chance = _draw(task, told, at, crowd)
            if chance is not None:
                chances.append(chance)
                naive.append(1.0 if _late_now(task, told, at) else 0.0)
                missed.append(late)
    if len(chances) < LEAST:
        return Lessons(tuple(crowd), None, None)
    # Every second look teaches, the others try what was learnt: nothing is judged by what it was made from.
    made = calibrate(chances[::2], missed[::2])
    tried = [made.corrected(chance) for chance in chances[1::2]]
    trial = Trial(len(tried), brier(tried, missed[1::2]), brier(naive[1::2], missed[1::2]))
    return Lessons(tuple(crowd), calibrate(chances, missed), trial)


def _draw(task: Task, told: list[tuple[int, float]], day: date, crowd: list[Step] | tuple[Step, ...]) -> float | None:
    start = task.issued_on.toordinal()
    percent = told[-1][1] if told else 0.0
    last = told[-1][0] if told else start
    return chance_to_miss(
        percent,
        (task.due_date - day).days,
        own=steps_of(told, start=start),
        crowd=crowd,
        silent_days=max(0, day.toordinal() - last),
        seed=zlib.crc32(f"{task.pk}:{day}".encode()),
    )


def _late_now(task: Task, told: list[tuple[int, float]], day: date) -> bool:
    percent = told[-1][1] if told else 0.0
    whole = max((task.due_date - task.issued_on).days, 1)
    return percent < 100 * (day - task.issued_on).days / whole


def foresee(tasks: list[Task], day: date) -> dict[int, Foresight]:
    """The chance of each open task to miss its day. A few queries, however many tasks."""
    found: dict[int, Foresight] = {}
    by_document: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.state in OPEN_STATES:
            by_document[task.document].append(task)
    for document, own in by_document.items():
        learnt = lessons(document, day)
        told: dict[int, list[tuple[int, float]]] = defaultdict(list)
        rows = Report.objects.filter(task__in=own, state=Report.State.ACCEPTED).order_by("submitted_at")
        for pk, at, percent in rows.values_list("task_id", "submitted_at", "percent"):
            told[pk].append((localdate(at).toordinal(), percent))
        for task in own:
            chance = _draw(task, told[task.pk], day, learnt.crowd)
            if chance is not None and learnt.calibration is not None:
                chance = learnt.calibration.corrected(chance)
            found[task.pk] = Foresight(chance, learnt.trial.looks if learnt.trial else 0)
    return found


NEAR = timedelta(days=180)
MOST = 500


def likely_late(document: str, day: date) -> list[tuple[Task, float]]:
    """Open tasks that are not late yet but will likely be, the likeliest first: of those due within half a year, the nearest
    ``MOST``."""
    rows = Task.objects.filter(
        document=document, state__in=OPEN_STATES, due_date__gte=day, due_date__lte=day + NEAR
    ).exclude(light="red")
    tasks = list(rows.select_related("lead").order_by("due_date", "pk")[:MOST])
    seen = foresee(tasks, day)
    chances = [(task, one.chance) for task in tasks if (one := seen.get(task.pk)) and one.chance is not None]
    return sorted(chances, key=lambda pair: (-pair[1], pair[0].due_date, pair[0].pk))
