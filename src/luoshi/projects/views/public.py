"""What anyone may see of the projects of an open document: where, what for, how far; no money by contract, no persons."""

from __future__ import annotations

from django.db.models import Case, When
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.policy.api import DocumentFacts, documents, public_facts
from luoshi.registry.api import ViewerRequest, paged, public

from ..domain.calls import NAMED
from ..domain.calls import STATES as CALL_STATES
from ..domain.rolling import STAGES
from ..models import Call
from ..present import money, stage_word, words
from ..queries import portfolio
from ..service.calls import call_of
from ..service.calls import proof as proof_of
from .calls import bid_row

_SHOWN = ("starting", "under_way", "done")
"""What is only being considered is not promised to the public."""
_UNDER_WAY_FIRST = Case(When(stage="under_way", then=0), When(stage="starting", then=1), default=2)


def open_document(request: ViewerRequest) -> DocumentFacts:
    """The open document asked for, else the first open one that has projects. Raises NotFound."""
    wanted = request.GET.get("document", "")
    if wanted:
        return public_facts(wanted)
    with_projects = set(portfolio().order_by().values_list("document", flat=True).distinct())
    open_ = [d for d in documents(public_only=True) if d.code in with_projects]
    if not open_:
        raise NotFound(what=_("公开的项目"))
    return open_[0]


@public
def projects(request: ViewerRequest) -> HttpResponse:
    document = open_document(request)
    found = portfolio().filter(document=document.code, stage__in=_SHOWN)
    stage = request.GET.get("stage", "")
    if stage in _SHOWN:
        found = found.filter(stage=stage)
    page = paged(found.order_by(_UNDER_WAY_FIRST, "code"), request, 24)
    context = {
        "document": document,
        "page": page,
        "query": f"document={document.code}" + (f"&stage={stage}" if stage in _SHOWN else ""),
        "stage": stage,
        "stages": [(code, _(STAGES[code])) for code in _SHOWN],
        "rows": [{"one": p, "name": words(p), "stage": stage_word(p.stage)} for p in page.object_list],
    }
    return render(request, "projects/public.html", context)


@public
def calls(request: ViewerRequest) -> HttpResponse:
    """Everybody: calls that are open, shown or awarded, and how to check the draw."""
    document = open_document(request)
    found = (
        Call.objects.filter(programme__document=document.code)
        .exclude(state="draft")
        .select_related("programme__owner")
        .prefetch_related("bids__project")
    )
    context = {
        "document": document,
        "calls": [
            {
                "one": c,
                "title": words(c, "title"),
                "state": _(CALL_STATES[c.state]),
                "cap": money(c.cap_yuan),
                "chosen": [
                    bid_row(b, named=True)
                    for b in c.bids.all()
                    if c.state in NAMED and b.state in ("chosen", "awarded")
                ],
            }
            for c in found
        ],
    }
    return render(request, "projects/calls_public.html", context)


@public
def proof(request: ViewerRequest, code: str) -> JsonResponse:
    one = call_of(code)
    public_facts(one.programme.document)  # not there for the public where its document is not open
    if one.state == "draft":
        raise NotFound(what=code)
    return JsonResponse(proof_of(one), json_dumps_params={"ensure_ascii": False, "indent": 1})
