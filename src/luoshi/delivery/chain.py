"""The chain from a sentence's words to its commitments, their tasks and the latest evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today

from .models import Commitment, Evidence, Request, Task
from .panels import reason_of, task_url
from .parameters import rules_of
from .queries import Status

MOST = 30


@dataclass(frozen=True)
class Link:
    """A commitment of a clause with its tasks (title, url, unit, due, progress, light, light_reason, evidence)."""

    words: str
    url: str
    lead: str
    supports: tuple[str, ...]
    groups: tuple[str, ...]
    tasks: tuple[dict[str, Any], ...]


def chain_of(viewer: Viewer, document: str, clause: str) -> tuple[list[Link], Status]:
    """The commitments of a clause in the order of the text (the first ``MOST``), and how its tasks stand together."""
    rows = list(
        Commitment.objects.filter(document=document, clause=clause)
        .exclude(state=Commitment.State.DROPPED)
        .select_related("lead", "task__lead")
        .prefetch_related("supports")
        .order_by("start")[:MOST]
    )
    tasks = [row.task for row in rows if hasattr(row, "task")]
    latest = _latest_evidence([task.pk for task in tasks])
    status = Status(rules=rules_of(document, today()).together)
    for task in tasks:
        status.add(task.light, 1, task.percent, int(task.has_evidence))
    return [_link(viewer, row, latest) for row in rows], status


def _link(viewer: Viewer, row: Commitment, latest: dict[int, Evidence]) -> Link:
    review = reverse("delivery:review", args=[row.document, row.measure]) + f"#{row.code}"
    task = getattr(row, "task", None)
    return Link(
        words=row.text,
        url=task_url(task) if task else review if viewer.may("delivery.issue") else "",
        lead=(task or row).lead.code if (task or row).lead else "",
        supports=tuple(unit.code for unit in row.supports.all()),
        groups=tuple(row.groups),
        tasks=(_task(task, latest.get(task.pk)),) if task else (),
    )


def _task(task: Task, evidence: Evidence | None) -> dict[str, Any]:
    return {
        "title": task.title,
        "url": task_url(task),
        "unit": task.lead.code,
        "due": task.due_date,
        "progress": task.percent,
        "light": task.light,
        "light_reason": reason_of(task),
        "evidence": {
            "title": evidence.name,
            "day": evidence.report.submitted_at,
            "by": evidence.report.submitted_by,
            "url": f"{task_url(task)}#report-{evidence.report.number}",
        }
        if evidence
        else None,
    }


def _latest_evidence(tasks: list[int]) -> dict[int, Evidence]:
    """Task -> the file handed in last. One query."""
    rows = Evidence.objects.filter(report__task__in=tasks).select_related("report").order_by("pk")
    return {row.report.task_id: row for row in rows}


def to_decide(viewer: Viewer, document: str, limit: int = 10) -> list[dict[str, Any]]:
    """What waits for a decision of those who supervise: objections and requests for more time, oldest first."""
    rows = Request.objects.filter(task__document=document, state=Request.State.OPEN).select_related("task__lead")
    return [
        {
            "title": row.task.title,
            "url": task_url(row.task),
            "asked_by": row.task.lead.short_name,
            "day": row.asked_at,
            "kind": _(row.get_kind_display()),
        }
        for row in rows.order_by("asked_at")[:limit]
    ]
