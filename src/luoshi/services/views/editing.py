"""Drawing a process anew: each step's role, unit, form and limit in a panel, checked as it would run, kept, published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import ROLES, ViewerRequest, all_units, requires

from ..action_table import ACTIONS
from ..domain import decision_tables
from ..domain.diagrams import APPLICANT
from ..domain.remarks import Named
from ..models import ProcessVersion
from ..service import drafts
from ..service.processes import faults_of
from ..words import in_words, is_english
from .processes import _current, draft_of


@requires("services.publish")
def edit(request: ViewerRequest, code: str) -> HttpResponse:
    """What was drawn is checked with each of the buttons; only what has no fault is published, anything is kept.
    Running cases stay with their version."""
    version, kept = _current(code), drafts.draft_of(code)
    bpmn = request.POST.get("bpmn", "") or (kept.bpmn if kept else version.bpmn)
    faults: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if done := _act(request, version, bpmn):
                messages.success(request, done)
                return redirect("services:edit-process" if "publish" not in request.POST else "services:process", code)
            faults = _told(version, bpmn)
            if not faults:
                messages.success(request, _("检查通过，可以发布。"))
        except ExpectedError as error:
            faults = [{"text": line, "node": ""} for line in in_words(error).splitlines()]
    elif kept:
        faults = _told(version, bpmn)
    context = {
        "process": version,
        "bpmn": bpmn,
        "faults": faults,
        "kept": kept,
        "seen": drafts.stands(code),
        **_choices(version),
    }
    return render(request, "services/edit.html", context, status=422 if faults and request.POST else 200)


def _act(request: ViewerRequest, version: ProcessVersion, bpmn: str) -> str:
    """Does what the button says; what was done, in words, or nothing where the drawing is only checked."""
    at: dict[str, Any] = {"by": request.viewer, "seen": request.POST.get("seen", "")}
    if "keep" in request.POST:
        drafts.keep(**at, code=version.code, bpmn=bpmn)
        return _("草稿已保存。")
    if "drop" in request.POST:
        drafts.drop(**at, code=version.code)
        return _("草稿已放弃，回到现行版本。")
    if "publish" in request.POST and not any(fault["severity"] == "error" for fault in _told(version, bpmn)):
        made = drafts.publish(**at, draft=draft_of(version, bpmn))
        return _("已发布第 %(number)s 版；在办的办件仍按原版本走完。") % {"number": made.number}
    return ""


def _told(version: ProcessVersion, bpmn: str) -> list[dict[str, str]]:
    """What is wrong with the drawing, each with the element it is about; in one line where it cannot be read at all."""
    try:
        found = faults_of(draft_of(version, bpmn))[1]
    except ExpectedError as error:
        return [{"text": in_words(error), "node": "", "severity": "error"}]
    return [{"text": in_words(one.problem), "node": one.node, "severity": one.severity} for one in found]


def _choices(version: ProcessVersion) -> dict[str, Any]:
    """What a step can be given: everything there is to choose from, in the reader's language."""
    english = is_english()
    tables = [table for xml in version.decisions.values() for table in decision_tables.read_table(xml)]
    forms = version.forms.items()
    return {
        "roles": [(APPLICANT, _("申请人")), *((role, _(label)) for role, label in ROLES.items())],
        "units": [(one.code, (one.name_en if english else "") or one.short_name) for one in all_units().values()],
        "forms": [(key, in_words(Named(one.get("title", key), one.get("x-title-en", "")))) for key, one in forms],
        "tables": [(table.code, in_words(table.title)) for table in tables],
        "actions": [(action, action) for action in sorted(ACTIONS)],
    }
