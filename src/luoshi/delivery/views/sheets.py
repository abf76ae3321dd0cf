"""Supervision sheets: the list, one sheet as it is printed, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, paged, requires

from ..domain.sheets import Grade
from ..escalating import words_of_cause
from ..forms import JudgeForm, SheetForm
from ..models import Sheet, Talk
from ..service import sheets as acts
from ..service import tasks as task_acts
from .tasks import task_page, words_behind

MOST_TALKS = 50


@requires("delivery.view")
def sheets(request: ViewerRequest, document: str) -> HttpResponse:
    """All sheets on a document, the open ones first by the day they must be answered."""
    rows = (
        Sheet.objects.filter(document=document)
        .select_related("task__lead")
        .order_by("judged_at", "due_date", "-number")
    )
    outcome = request.GET.get("outcome", "")
    if outcome in Sheet.Outcome.values:
        rows = rows.filter(outcome=outcome)
    context = {
        "document": document_facts(document),
        "page": paged(rows, request),
        "outcome": outcome,
        "outcomes": Sheet.Outcome.choices,
        "today": today(),
        "talks": _talks(document),
    }
    return render(request, "delivery/sheets.html", context)


def _talks(document: str) -> list[tuple[Talk, str]]:
    """The talks that rules called for, those not held yet first, each with its cause in words."""
    rows = Talk.objects.filter(task__document=document).select_related("task__lead", "unit", "paper")
    rows = rows.order_by(F("paper__on").desc(nulls_first=True), "-on", "-pk")[:MOST_TALKS]
    return [(talk, words_of_cause(talk.cause)) for talk in rows]


@requires("delivery.view")
def sheet(request: ViewerRequest, document: str, number: int) -> HttpResponse:
    return _page(request, acts.get(document, number))


def _page(request: ViewerRequest, found: Sheet, status: int = 200, **forms: Any) -> HttpResponse:
    lead, viewer = found.task.lead.code, request.viewer
    still_open = found.outcome == Sheet.Outcome.OPEN
    context = {
        "document": document_facts(found.document),
        "sheet": found,
        "task": found.task,
        "words": words_behind(found.task),
        "following": Sheet.objects.filter(previous=found).first(),
        "may_answer": still_open and viewer.may("delivery.report", lead),
        "may_judge": still_open and viewer.may("delivery.issue", lead),
        "sees_answer": viewer.may("delivery.view_reports", lead),
        "judge_form": JudgeForm(),
        "today": today(),
        **forms,
    }
    return render(request, "delivery/sheet.html", context, status=status)


@requires("delivery.issue")
@require_POST
def issue_sheet(request: ViewerRequest, document: str, code: str) -> HttpResponse:
    """Issue the first sheet on a task; a mistake is said on the task's page, in the form with what was written."""
    form = SheetForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "grade": Grade(form.cleaned_data["grade"])}
        try:
            number = acts.issue_sheet(by=request.viewer, document=document, code=code, **given)
        except ExpectedError as error:
            if error.code == "luoshi.not_allowed":
                raise
            form.add_error(None, error.text(_(error.message)))
        else:
            messages.success(request, _("第 %(number)s 号督查单已发出。") % {"number": number})
            return redirect("delivery:sheet", document, number)
    return task_page(request, task_acts.get(document, code), 422, sheet_form=form)


@requires("delivery.view")
@require_POST
def sheet_act(request: ViewerRequest, document: str, number: int, act: str) -> HttpResponse:
    """Receive, answer or judge; the service checks who may."""
    at: dict[str, Any] = {"by": request.viewer, "document": document, "number": number}
    form = JudgeForm(request.POST) if act == "judge" else None
    try:
        if act == "receive":
            acts.receive_sheet(**at)
        elif act == "answer":
            acts.answer_sheet(**at, answer=request.POST.get("answer", "")[:5000])
        elif form is None:
            raise Http404(act)
        elif form.is_valid():
            following = acts.judge_sheet(**at, **form.cleaned_data)
            if following:
                messages.info(request, _("按规则发出第 %(number)s 号督查单。") % {"number": following})
                return redirect("delivery:sheet", document, following)
    except ExpectedError as error:
        if error.code == "luoshi.not_allowed":
            raise
        more = {"refused": error.text(_(error.message)), "given": request.POST.get("answer", "")}
        return _page(request, acts.get(document, number), 422, **more, **({"judge_form": form} if form else {}))
    if form is not None and form.errors:
        return _page(request, acts.get(document, number), 422, judge_form=form)
    messages.success(request, _("已办理。"))
    return redirect("delivery:sheet", document, number)
