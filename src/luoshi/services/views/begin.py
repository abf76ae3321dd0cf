"""Beginning a procedure of the government's own, which nobody applies for: a call, a decision, a document, a visit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotAllowed, NotFound
from luoshi.kernel.manifest import Viewer
from luoshi.registry.api import UnitFacts, ViewerRequest, all_units, requires

from ..domain import forms
from ..models import ProcessVersion
from ..service.cases import current
from ..service.intake import begin as begin_case
from ..service.intake import begun_by
from ..words import in_words
from .cases import shown, start_form, typed


def _units(viewer: Viewer, version: ProcessVersion) -> list[UnitFacts]:
    """For which units the person may begin it: the process's own first, else the person's."""
    held, known = viewer.units(f"services.as_{begun_by(version)}"), all_units()
    found = [facts for code, facts in known.items() if held is None or code in held]
    return sorted(found, key=lambda facts: facts.code != version.unit.code)


@requires("services.start")
def begin(request: ViewerRequest, code: str) -> HttpResponse:
    try:
        version = current(code)
    except NotFound:
        raise Http404(code) from None
    units = _units(request.viewer, version) if begun_by(version) else []
    if not units:
        raise NotAllowed(permission=_("发起这个流程"))
    schema = start_form(version)
    values: dict[str, Any] = {field.name: request.GET.get(field.name, "")[:200] for field in forms.fields(schema or {})}
    problems: list[str] = []
    if request.method == "POST":
        given = typed(schema, request.POST)
        values, told = forms.read(schema, given) if schema else ({}, [])
        problems = [in_words(problem) for problem in told]
        title, who = (request.POST.get(name, "").strip() for name in ("title", "applicant_name"))
        if not title:
            problems = [_("事由没有填写"), *problems]
        if not problems:
            unit = request.POST.get("unit") or units[0].code
            facts: dict[str, Any] = {"title": title[:200], "applicant": {"name": who[:120]}, "data": values}
            made = begin_case(by=request.viewer, process=code, unit=unit, **facts)
            messages.success(request, _("已发起，办件编号 %(number)s。") % {"number": made})
            return redirect("services:case", made)
        values = {**given, **values}
    context = {
        "process": version,
        "units": units,
        "fields": shown(schema, values) if schema else [],
        "problems": problems,
        "posted": request.POST or request.GET,
    }
    return render(request, "services/begin.html", context, status=422 if problems else 200)
