"""Reporting many tasks on one page: a line each, sent separately, so that one mistake holds up no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, requires

from ..domain.drafting import RUNNING, Draft
from ..domain.lifecycle import TaskState
from ..forms import LineForm
from ..models import Task
from ..panels import reason_of
from ..prefill import drafts_of
from ..service import tasks as acts

SOON_DAYS = 10
MOST = 100


def _due(request: ViewerRequest, document: str) -> list[Task]:
    """The unit's tasks whose report is due soon or was returned, the most urgent first."""
    rows = Task.objects.filter(document=document, state__in=[TaskState.UNDER_WAY, TaskState.RETURNED])
    units = request.viewer.units("delivery.report")
    if units is not None:
        rows = rows.filter(lead__code__in=units)
    soon = today() + timedelta(days=SOON_DAYS)
    return list(rows.filter(next_report_due__lte=soon).select_related("lead").order_by("next_report_due", "pk")[:MOST])


def _last_words(tasks: list[Task]) -> dict[int, str]:
    """Task -> what was reported last, to be carried on from. One query."""
    rows = acts.reports_of(tasks).order_by("number").values_list("task", "text")
    return dict(rows)


@requires("delivery.report")
def bulk_report(request: ViewerRequest, document: str) -> HttpResponse:
    """Lines that were sent leave the page; those with a mistake stay, with all that was typed."""
    sent, lines, wrong = 0, [], False
    chosen = set(request.POST.getlist("send"))
    due = _due(request, document)
    words, made = _last_words(due), drafts_of(due, today())
    for task in due:
        # Lines that are not ticked may stay empty: the browser must not insist on them.
        form = LineForm(
            request.POST if chosen else None,
            prefix=task.code,
            initial={name: made[task.pk].values[name] for name in ("text", "percent")},
            use_required_attribute=False,
        )
        if task.code in chosen and _send(request, task, form, made[task.pk]):
            sent += 1
            continue
        wrong = wrong or task.code in chosen
        lines.append(
            {
                "task": task,
                "form": form,
                "last": words.get(task.pk, ""),
                "reason": reason_of(task),
                "figures": made[task.pk].figures,
                "send": task.code in chosen,
            }
        )
    if sent:
        messages.success(request, _("已报送 %(count)s 项，等待审核。") % {"count": sent})
    if gone := _gone(document, chosen, due):
        told = _("%(codes)s 这次没有报送：已经报送待审核，或不在您近期的报送清单里。请打开任务查看。")
        messages.error(request, told % {"codes": "、".join(gone)})
    if request.method == "POST" and not chosen:
        messages.error(request, _("请先勾选要报送的任务。"))
    if sent and not wrong:
        return redirect("delivery:bulk-report", document)
    context: dict[str, Any] = {"document": document_facts(document), "lines": lines, "today": today()}
    return render(request, "delivery/bulk_report.html", context, status=422 if wrong else 200)


def _gone(document: str, chosen: set[str], due: list[Task]) -> list[str]:
    """Ticked tasks that are no longer on the page: a colleague was quicker, or the page was old."""
    gone = chosen - {task.code for task in due}
    return list(Task.objects.filter(document=document, code__in=gone).values_list("code", flat=True)) if gone else []


def _send(request: ViewerRequest, task: Task, form: LineForm, made: Draft) -> bool:
    """Send a line with the figures that stand under it: what runs gave, and the person has before their eyes."""
    if not form.is_valid():
        return False
    figures = [(name, value) for name, value in made.figures if made.origins[f"figure:{name}"] == RUNNING]
    try:
        acts.report(by=request.viewer, document=task.document, code=task.code, figures=figures, **form.cleaned_data)
    except ExpectedError as error:
        form.add_error(None, error.text(_(error.message)))
        return False
    return True
