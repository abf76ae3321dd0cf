"""Objections to inspections: for the inspected with their code, at a window for them, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import ViewerRequest, public, requires

from ..inspections import objections, ranking
from ..models import Inspection
from .inspections import told

_FIELDS = ("number", "code", "name", "contact", "reason")


@public
def ask(request: ViewerRequest) -> HttpResponse:
    """For whoever holds an inspection's number and code: what was found, what was answered, and a form to object."""
    given = {name: (request.POST if request.method == "POST" else request.GET).get(name, "") for name in _FIELDS}
    one: Inspection | None = None
    problem = ""
    try:
        if given["number"] or given["code"]:
            one = objections.of_code(given["number"], given["code"])
        if request.method == "POST":
            objections.raise_with_code(query_code=given.pop("code"), **given)
            messages.success(request, _("异议已登记，由检查人员以外的人答复。凭编号和查询码在本页看答复。"))
            return redirect(f"{request.path}?number={given['number']}&code={request.POST.get('code', '')}")
    except ExpectedError as error:
        problem = error.text(_(error.message))
    context: dict[str, Any] = {
        "one": one,
        "problem": problem,
        "given": {**given, "code": request.POST.get("code") or request.GET.get("code", "")},
    }
    if one is not None:
        context |= {
            "lines": ranking.item_lines(one),
            "objections": list(one.objections.all()),
            "until": objections.last_day(one),
            "waiting": any(row.outcome == objections.OPEN for row in one.objections.all()),
        }
    return render(request, "services/inspection_object.html", context, status=422 if problem else 200)


@requires("services.start")
@require_POST
def enter(request: ViewerRequest, number: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("name", "contact", "reason")}
    return told(
        request,
        lambda: objections.raise_for(by=request.viewer, number=number, **given),
        _("异议已登记。"),
        number,
    )


@requires("services.rank")
@require_POST
def answer(request: ViewerRequest, number: str) -> HttpResponse:
    given = {"outcome": request.POST.get("outcome", ""), "text": request.POST.get("answer", "")}
    return told(request, lambda: objections.answer(by=request.viewer, number=number, **given), _("已答复。"), number)
