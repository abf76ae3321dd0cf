"""How delivery shows itself to the rest of the house: on the workbench, on a clause, on a measure, in search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import SearchHit, Viewer, WorkItem
from luoshi.kernel.today import today
from luoshi.registry.api import unit_words

from .domain.lifecycle import STATE_LABELS, TaskState
from .domain.sheets import SHEET_LABELS
from .escalating import words_of_cause
from .lights import reason_text
from .models import Commitment, Request, Sheet, Talk, Task

_ACTIONS = {
    TaskState.ISSUED: "签收任务",
    TaskState.UNDER_WAY: "报送进展",
    TaskState.RETURNED: "修改后重报",
    TaskState.REPORTED: "审核报告",
    TaskState.OBJECTED: "答复异议",
    TaskState.DONE: "归档",
}
MOST = 200
SEVERAL = 3


def task_url(task: Task) -> str:
    return reverse("delivery:task", args=[task.document, task.code])


def reason_of(task: Task) -> str:
    """Why the task has its light, in the reader's language."""
    return words_of(task.light_reason, task.light_params)


def words_of(reason: str, params: dict[str, Any]) -> str:
    return reason_text(reason, params, english=get_language() == "en")


def _item(task: Task, action: str, due: date | None) -> WorkItem:
    return WorkItem(
        code=task.code,
        title=task.title,
        url=task_url(task),
        action=_(action),
        room="delivery",
        unit=unit_words(task.lead),
        due=due,
        light=task.light,  # type: ignore[arg-type]
        light_reason=reason_of(task),
        detail=_(STATE_LABELS[task.state]),
    )


def work_list(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    """What the person has to do: their unit's tasks to accept and report, those they have to review or answer."""
    yield from _sheets(viewer)
    yield from _to_report(viewer, day)
    yield from _to_review(viewer)
    if viewer.may("delivery.issue"):
        yield from _talks()
        yield from _to_issue()


def _scoped(viewer: Viewer, permission: str) -> Any:
    units = viewer.units(permission)
    rows = Task.objects.select_related("lead")
    return rows if units is None else rows.filter(lead__code__in=units)


def _to_report(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    if not viewer.may("delivery.report"):
        return
    soon = Q(state=TaskState.UNDER_WAY, next_report_due__lte=date.fromordinal(day.toordinal() + 10))
    rows = _scoped(viewer, "delivery.report").filter(Q(state__in=[TaskState.ISSUED, TaskState.RETURNED]) | soon)
    found = list(rows.order_by("next_report_due")[:MOST])
    yield from _together([task for task in found if task.state != TaskState.ISSUED])
    for task in found:
        yield _item(task, _ACTIONS[TaskState(task.state)], task.next_report_due)


def _sheets(viewer: Viewer) -> Iterator[WorkItem]:
    """Sheets to be received and answered by the unit, and those the office has to judge."""
    open_sheets = Sheet.objects.filter(outcome=Sheet.Outcome.OPEN).select_related("task__lead").order_by("due_date")
    answering, judging = viewer.units("delivery.report"), viewer.units("delivery.issue")
    for sheet in open_sheets[:MOST]:
        lead = sheet.task.lead.code
        if not sheet.answered_at and viewer.may("delivery.report", lead) and answering is not None:
            action = _("答复督查单") if sheet.received_at else _("签收督查单")
        elif (sheet.answered_at or sheet.due_date < today()) and judging is None and viewer.may("delivery.issue", lead):
            action = _("判定督查单")
        else:
            continue
        yield WorkItem(
            code=f"{sheet.document}/sheet/{sheet.number}",
            title=sheet.task.title,
            url=reverse("delivery:sheet", args=[sheet.document, sheet.number]),
            action=action,
            room="delivery",
            unit=unit_words(sheet.task.lead),
            due=sheet.due_date,
            light=sheet.task.light,  # type: ignore[arg-type]
            light_reason=reason_of(sheet.task),
            detail=_(SHEET_LABELS[sheet.colour]),
        )


def _together(tasks: list[Task]) -> Iterator[WorkItem]:
    """Where several reports of a document are due: one line that leads to the page that takes them all."""
    for document in dict.fromkeys(task.document for task in tasks):
        mine = [task for task in tasks if task.document == document]
        if len(mine) >= SEVERAL:
            yield WorkItem(
                code=f"{document}/report",
                title=_("%(count)s 项任务应报送进展，可在一页上办理") % {"count": len(mine)},
                url=reverse("delivery:bulk-report", args=[document]),
                action=_("批量报送"),
                room="delivery",
                due=mine[0].next_report_due,
            )


def _to_review(viewer: Viewer) -> Iterator[WorkItem]:
    if not viewer.may("delivery.review"):
        return
    for task in _scoped(viewer, "delivery.review").filter(state=TaskState.REPORTED).order_by("last_report_on")[:MOST]:
        yield _item(task, _ACTIONS[TaskState.REPORTED], task.due_date)


def _talks() -> Iterator[WorkItem]:
    """Talks called for and not held."""
    for talk in Talk.objects.filter(paper=None).select_related("task__lead").order_by("on", "pk")[:MOST]:
        url = reverse("delivery:talk", args=[talk.task.document, talk.pk])
        item = _item(talk.task, _("登记约谈"), None)
        yield replace(item, code=f"{talk.task.document}/talk/{talk.pk}", url=url, detail=words_of_cause(talk.cause))


def _to_issue() -> Iterator[WorkItem]:
    open_requests = Request.objects.filter(state=Request.State.OPEN).select_related("task__lead")
    for request in open_requests.order_by("asked_at")[:MOST]:
        action = "答复异议" if request.kind == Request.Kind.OBJECTION else "答复延期申请"
        yield _item(request.task, action, request.task.due_date)
    waiting = Commitment.objects.filter(state=Commitment.State.PROPOSED).order_by("document", "measure")
    for document, measure, count in waiting.values_list("document", "measure").annotate(Count("pk"))[:MOST]:
        yield WorkItem(
            code=f"{document}/{measure}",
            title=_("第 %(measure)s 条：%(count)s 项承诺待复核") % {"measure": measure, "count": count},
            url=reverse("delivery:review", args=[document, measure]),
            action=_("复核并交办"),
            room="delivery",
        )


def measure_tasks(viewer: Viewer, document: str, measure: str) -> dict[str, Any]:
    """The measure page's tab of tasks."""
    rows = list(Task.objects.select_related("lead").filter(document=document, measure=measure).order_by("pk")[:200])
    waiting = Commitment.objects.filter(document=document, measure=measure, state=Commitment.State.PROPOSED).count()
    return {
        "tasks": rows,
        "waiting": waiting,
        "may_issue": viewer.may("delivery.issue"),
        "review_url": reverse("delivery:review", args=[document, measure]),
    }


def search(viewer: Viewer, words: str, limit: int) -> list[SearchHit]:
    """Tasks whose words or code hold the words."""
    rows = Task.objects.select_related("lead").filter(Q(title__icontains=words) | Q(code=words)).order_by("pk")[:limit]
    return [
        SearchHit(
            title=task.title, url=task_url(task), kind=_("任务"), excerpt=f"{task.code} · {unit_words(task.lead)}"
        )
        for task in rows
    ]
