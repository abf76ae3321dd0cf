"""Bulletins and weekly pages: the list, drafting, editing beside how it will look, issuing, and the papers themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, requires

from ..domain.paper import Setter, parse, set_paper
from ..models import Paper
from ..service import papers as acts

_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@requires("delivery.bulletin")
def papers(request: ViewerRequest, document: str) -> HttpResponse:
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in Paper.Kind.values:
            raise Http404(kind)
        office = request.POST.get("office", "").strip()[:60]
        key = acts.draft(by=request.viewer, document=document, kind=kind, office=office)
        return redirect("delivery:paper", document, key)
    rows = Paper.objects.filter(document=document).defer("text")
    context = {"document": document_facts(document), "papers": rows[:100], "kinds": Paper.Kind.choices}
    return render(request, "delivery/papers.html", context)


@requires("delivery.bulletin")
def paper(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    found = acts.paper_of(document, key)
    if request.method != "POST":
        return _page(request, found)
    text = request.POST.get("text", "")[:200_000]
    try:
        acts.edit(by=request.viewer, document=document, key=key, text=text, seen=request.POST.get("seen", ""))
    except ExpectedError as error:
        if error.code == "luoshi.not_allowed":
            raise
        return _page(request, acts.paper_of(document, key), 422, refused=error.text(_(error.message)), text=text)
    messages.success(request, _("已保存。"))
    return redirect("delivery:paper", document, key)


def _page(request: ViewerRequest, found: Paper, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "document": document_facts(found.document),
        "paper": found,
        "text": found.text,
        "seen": acts.digest(found.text),
        "parts": parse(found.text),
        "draft": found.state == Paper.State.DRAFT,
        **more,
    }
    return render(request, "delivery/paper.html", context, status=status)


@requires("delivery.bulletin")
@require_POST
def issue_paper(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    number = acts.issue(by=request.viewer, document=document, key=key)
    messages.success(request, _("第 %(number)s 期已印发。") % {"number": number})
    return redirect("delivery:paper", document, key)


@requires("delivery.bulletin")
def paper_file(request: ViewerRequest, document: str, key: int, form: str) -> HttpResponse:
    if form not in _KINDS:
        raise Http404(form)
    found = acts.paper_of(document, key)
    response = HttpResponse(set_paper(parse(found.text), _setter(form)), content_type=_KINDS[form])
    name = f"{document}-{found.kind}-{found.number or found.day.isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _setter(form: str) -> Setter:
    """What sets it. Both libraries are slow to wake, and few pages need them."""
    if form == "pdf":
        from luoshi.standards.official_pdf import OfficialPdf

        return OfficialPdf()
    from luoshi.standards.official_paper import OfficialPaper

    return OfficialPaper()
