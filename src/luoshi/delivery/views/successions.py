"""Handing over: officers who left and units that were merged, with the tasks that still name them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, all_units, holders_over, requires

from ..models import LeadChange
from ..service import successions as acts


@requires("delivery.issue")
def handover(request: ViewerRequest, document: str) -> HttpResponse:
    return _page(request, document)


def _page(request: ViewerRequest, document: str, refused: str = "") -> HttpResponse:
    gone = acts.officers_gone(document)
    liaisons = holders_over("delivery.report", {unit for unit, _officer, _tasks in gone})
    units, ended = all_units(), acts.units_gone(document)
    given = request.POST if refused else {}
    context: dict[str, Any] = {
        "document": document_facts(document),
        "officers": [
            {
                "unit": units[unit],
                "officer": officer,
                "tasks": tasks,
                "liaisons": list(dict.fromkeys(liaisons[unit].values())),
            }
            for unit, officer, tasks in gone
        ],
        "ended": [(units[code], tasks) for code, tasks in ended],
        "leading": [(units[code], tasks) for code, tasks in acts.leading(document).items()],
        "standing": list(all_units(on=today()).values()),
        "changes": LeadChange.objects.filter(document=document)
        .select_related("task", "before", "after")
        .order_by("-pk")[:50],
        "given": given,
        "refused": refused,
    }
    return render(request, "delivery/handover.html", context, status=422 if refused else 200)


@requires("delivery.issue")
@require_POST
def hand_over(request: ViewerRequest, document: str, what: str) -> HttpResponse:
    """An officer's tasks to a successor, or a unit's to the unit that takes its place."""
    given = request.POST
    try:
        if what == "officer":
            count = acts.succeed_officer(
                by=request.viewer,
                document=document,
                unit=given.get("unit", ""),
                officer=given.get("officer", ""),
                successor=given.get("successor", ""),
            )
        elif what == "unit":
            count = acts.succeed_unit(
                by=request.viewer,
                document=document,
                before=given.get("before", ""),
                after=given.get("after", ""),
                reason=given.get("reason", ""),
            )
        else:
            raise Http404(what)
    except ExpectedError as error:
        if error.code == "luoshi.not_allowed":
            raise
        return _page(request, document, error.text(_(error.message)))
    messages.success(request, _("已移交 %(count)s 项任务。") % {"count": count})
    return redirect("delivery:handover", document)
