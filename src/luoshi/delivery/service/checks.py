"""Checks on site: drawing tasks by risk, and recording what was found there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import errors, events
from ..domain.lifecycle import OPEN_STATES
from ..domain.sampling import Signs, draw, risk
from ..evidence import store
from ..models import CheckSample, OnSiteCheck, Report, Task
from ..parameters import rules_of
from ..photos import photo_of
from .tasks import event, finish, locked


@transaction.atomic
def draw_checks(*, by: Viewer, document: str, share: float | None = None, seed: str = "") -> int:
    """Draw tasks under way that were reported on; the seed is told to everybody, so that anybody can draw the same again.
    Returns the sample's key. Raises NothingToCheck."""
    require(by, "delivery.review")
    day = today()
    asked = OnSiteCheck.objects.filter(finding=OnSiteCheck.Finding.OPEN).values("task")
    rows = Task.objects.filter(document=document, state__in=OPEN_STATES, last_report_on__isnull=False)
    tasks = {task.code: task for task in rows.exclude(pk__in=asked)}
    if not tasks:
        raise errors.NothingToCheck()
    weights = {code: risk(signs) for code, signs in facts_of(list(tasks.values())).items()}
    seed = (
        seed.strip()[:64] or f"{document}:{day.isoformat()}:{CheckSample.objects.filter(document=document).count() + 1}"
    )
    share = share if share is not None else rules_of(document, day).check_share
    drawn, chance = draw(weights, share=share, seed=seed)
    sample = CheckSample.objects.create(
        document=document,
        day=day,
        seed=seed,
        share=share,
        frame=[[code, weights[code], round(chance[code], 6)] for code in sorted(weights)],
        drawn_by=by.username,
    )
    OnSiteCheck.objects.bulk_create(OnSiteCheck(sample=sample, task=tasks[code], chance=chance[code]) for code in drawn)
    publish(events.ChecksDrawn(actor=by.username, at=now(), subject=document, seed=seed, tasks=tuple(drawn)))
    return sample.pk


def facts_of(tasks: Sequence[Task]) -> dict[str, Signs]:
    """Task code -> the facts its risk is judged by. One query."""
    told: dict[int, list[float]] = {}
    rows = Report.objects.filter(task__in=tasks, state=Report.State.ACCEPTED).order_by("number")
    for key, percent in rows.values_list("task_id", "percent"):
        told.setdefault(key, [0.0]).append(percent)
    return {
        task.code: Signs(
            task.light,
            task.percent,
            told[task.pk][-1] - told[task.pk][-2] if task.pk in told else 0.0,
            task.has_evidence,
            task.returned,
        )
        for task in tasks
    }


def check_of(document: str, key: int) -> OnSiteCheck:
    rows = OnSiteCheck.objects.select_related("task__lead", "sample").filter(sample__document=document)
    found = rows.filter(pk=key).first() if key < 2**62 else None
    if found is None:
        raise NotFound(what=str(key))
    return found


@transaction.atomic
def record_check(
    *,
    by: Viewer,
    document: str,
    key: int,
    finding: str,
    note: str,
    percent: float | None = None,
    lon: float | None = None,
    lat: float | None = None,
    photos: Sequence[UploadedFile[Any]] = (),
) -> None:
    """What was found on site. A report found false turns the task red whatever its percent says, until a later report is
    accepted (政府督查工作条例 第二十五条 is the ground for what follows for people). Raises CheckDone, TextMissing."""
    check = check_of(document, key)
    task = locked(document, check.task.code)
    require(by, "delivery.review", task.lead.code)
    check = OnSiteCheck.objects.select_for_update().get(pk=key)
    if check.finding != OnSiteCheck.Finding.OPEN:
        raise errors.CheckDone(task=task.code)
    if finding not in {"true", "partly", "false"}:
        raise NotFound(what=finding)
    if not note.strip():
        raise errors.TextMissing()
    kept = []
    for upload in photos:
        stored, photo = store(upload), photo_of(upload)
        taken = photo.taken_at.isoformat() if photo.taken_at else None
        kept.append(
            {"name": stored.name, "sha256": stored.sha256, "taken_at": taken, "lon": photo.lon, "lat": photo.lat}
        )
    check.finding, check.note, check.percent = finding, note.strip(), percent
    check.lon, check.lat, check.photos = lon, lat, kept
    check.checked_by, check.checked_at = by.username, now()
    check.save()
    if finding == OnSiteCheck.Finding.FALSE:
        task.found_false_on = today()
    finish(by, task, event(events.CheckRecorded, by, task, finding=finding, note=note.strip()))


def draw_again(sample: CheckSample) -> list[str]:
    """Who is drawn from the sample's frame with its seed: the same as then."""
    weights = {code: weight for code, weight, _chance in sample.frame}
    return draw(weights, share=sample.share, seed=sample.seed)[0]
