"""The board of problems: raised, owner, due, solved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, requires

from ..models import Problem
from ..service import problems
from .portfolio import as_date
from .shared import document_of, told


@requires("projects.view")
def board(request: ViewerRequest) -> HttpResponse:
    document, day = document_of(request), today()
    found = Problem.objects.filter(project__document=document.code if document else "", project__retired=False)
    found = found.select_related("project", "owner")
    state = request.GET.get("state", "open")
    counts = {
        "open": found.filter(solved_date=None).count(),
        "late": found.filter(solved_date=None, due_date__lt=day).count(),
        "solved": found.exclude(solved_date=None).count(),
    }
    if state == "solved":
        found = found.exclude(solved_date=None).order_by("-solved_date")
    else:
        found = found.filter(solved_date=None)
        if state == "late":
            found = found.filter(due_date__lt=day)
    context = {
        "document": document,
        "page": paged(found, request),
        "day": day,
        "state": state,
        "tabs": [
            {"url": f"?state={code}", "label": label, "active": state == code, "count": counts[code]}
            for code, label in (("open", _("未解决")), ("late", _("已逾期")), ("solved", _("已解决")))
        ],
        "query": f"state={state}" if state in counts else "",
        "solvable": request.viewer.units("projects.solve") if request.viewer.may("projects.solve") else frozenset(),
    }
    return render(request, "projects/problems.html", context)


@requires("projects.raise")
@require_POST
def raise_problem(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    due = as_date(given.get("due", ""))
    kinds = Problem.Kind.values
    try:
        if due is None or due < today():
            messages.error(request, _("请填写解决期限，不能早于今天。"))
        else:
            kind = given.get("kind", "")
            problems.raise_problem(
                by=request.viewer,
                code=code,
                kind=kind if kind in kinds else Problem.Kind.OTHER,
                text=given.get("text", ""),
                owner=given.get("owner", ""),
                due=due,
            )
            messages.success(request, _("问题已提出，责任单位会在工作台看到。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:project", code)


@requires("projects.solve")
@require_POST
def solve(request: ViewerRequest, problem: int) -> HttpResponse:
    found = Problem.objects.filter(pk=problem).select_related("project").first()
    if found is None:
        raise NotFound(what=str(problem))
    try:
        problems.solve(by=request.viewer, problem=problem, solution=request.POST.get("solution", ""))
        messages.success(request, _("已登记为解决。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:problems")
