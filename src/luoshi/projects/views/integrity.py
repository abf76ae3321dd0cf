"""The integrity record of research: who may neither bid nor review, until when, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, requires

from ..models import IntegrityEntry
from ..service import research
from .portfolio import as_date
from .shared import answered_elsewhere, document_of


@requires("projects.view")
def integrity(request: ViewerRequest) -> HttpResponse:
    return _page(request)


def _page(request: ViewerRequest, problem: str = "", status: int = 200) -> HttpResponse:
    document = document_of(request)
    found: Any = IntegrityEntry.objects.filter(document=document.code if document else "")
    if text := request.GET.get("q", "").strip()[:60]:
        found = found.filter(Q(who__icontains=text) | Q(credit_code=text))
    page = paged(found.order_by("-day", "-pk"), request)  # days alone do not part the pages
    context = {
        "document": document,
        "page": page,
        "rows": page.object_list,
        "filters": [{"name": "q", "label": _("单位或个人"), "kind": "search", "value": text}],
        "query": f"q={text}" if text else "",
        "may_note": request.viewer.may("projects.call"),
        "problem": problem,
        "posted": request.POST if problem else {},
        "day": today(),
    }
    return render(request, "projects/integrity.html", context, status=status)


@requires("projects.call")
@require_POST
def note(request: ViewerRequest) -> HttpResponse:
    document, given = document_of(request), request.POST
    try:
        research.note_integrity(
            by=request.viewer,
            document=document.code if document else "",
            who=given.get("who", ""),
            what=given.get("what", ""),
            until=as_date(given.get("until", "")) or today(),
            credit_code=given.get("credit_code", ""),
        )
    except ExpectedError as error:
        answered_elsewhere(error)
        return _page(request, error.text(_(error.message)), status=409)
    messages.success(request, _("已登记。"))
    return redirect("projects:integrity")
