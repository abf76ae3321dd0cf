"""Amendments of the document: a new text or another document, compared clause by clause, decided task by task."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import manifests
from luoshi.policy.api import document_facts, measures, words_changed
from luoshi.registry.api import ViewerRequest, requires

from ..domain.amending import CHANGE_LABELS, PROPOSED, TO_DO
from ..forms import AmendingDocumentForm
from ..models import AmendedTask, Amendment
from ..service import amendments as acts

A_PAGE = 100
_FIRST = ("withdraw", "review", "keep")


@requires("delivery.issue")
def amendments(request: ViewerRequest, document: str) -> HttpResponse:
    """What has amended the document so far; bringing a new text, or another document that changes it."""
    form, refused = AmendingDocumentForm(), ""
    if request.method == "POST":
        try:
            if upload := request.FILES.get("text"):
                key = acts.bring_text(
                    by=request.viewer, document=document, name=str(upload.name), content=upload.read()
                )
                return redirect("delivery:amendment", document, key)
            form = AmendingDocumentForm(request.POST)
            if form.is_valid():
                key = acts.bring_document(by=request.viewer, document=document, **form.cleaned_data)
                return redirect("delivery:amendment", document, key)
        except ExpectedError as error:
            if error.code == "luoshi.not_allowed":
                raise
            refused = error.text(_(error.message))
    context = {
        "document": document_facts(document),
        "amendments": Amendment.objects.filter(document=document).defer("text", "changes")[:50],
        "measures": measures(document),
        "form": form,
        "refused": refused,
    }
    return render(request, "delivery/amendments.html", context, status=422 if refused or form.errors else 200)


@requires("delivery.issue")
def amendment(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    return _page(request, document, key)


def _page(request: ViewerRequest, document: str, key: int, refused: str = "") -> HttpResponse:
    found = acts.amendment_of(document, key)
    page = Paginator(found.changes, A_PAGE).get_page(request.GET.get("page"))
    for change in page:
        change["label"] = _(CHANGE_LABELS[change["kind"]])
        change["pieces"] = words_changed(change["was"], change["now"]) if change["was"] and change["now"] else []
    rows = list(found.tasks.select_related("task__lead"))
    # What needs a decision stands before what only moved.
    rows.sort(key=lambda row: (_FIRST.index(PROPOSED[row.change]), row.pk))
    for row in rows:
        row.label = _(CHANGE_LABELS[row.change])  # type: ignore[attr-defined]
        typed = request.POST.get(f"decision-{row.task.code}")
        if refused and typed:
            row.decision, row.reason = typed, request.POST.get(f"reason-{row.task.code}", "")
    context: dict[str, Any] = {
        "document": document_facts(document),
        "amendment": found,
        "page": page,
        "counts": _counts(found),
        "serving": _serving(found),
        "rows": rows,
        "waiting": sum(1 for row in rows if row.settled_at is None),
        "decisions": [(code, _(label)) for code, label in AmendedTask.Decision.choices],
        "refused": refused,
    }
    return render(request, "delivery/amendment.html", context, status=422 if refused else 200)


def _serving(found: Amendment) -> list[dict[str, Any]]:
    """What else names the sentences that do not stay as they were; those whose sentence is gone first."""
    rooms = {manifest.room: _(manifest.label) for manifest in manifests()}
    order = ("removed", "repealed", "changed", "amended", "moved")
    return [
        {
            "room": rooms.get(one["room"], ""),
            "planned": one["kind"] == "planned",
            "title": (one["title_en"] if get_language() == "en" else "") or one["title"],
            "url": one["url"],
            "before": change["before"],
            "after": change["after"],
            "gone": change["kind"] in {"removed", "repealed"},
            "to_do": _(TO_DO[change["kind"]]),
        }
        for change in sorted(
            (change for change in found.changes if change.get("serving")), key=lambda c: order.index(c["kind"])
        )
        for one in change["serving"]
    ]


def _counts(found: Amendment) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for change in found.changes:
        counts[change["kind"]] = counts.get(change["kind"], 0) + 1
    return [(_(label), counts[kind]) for kind, label in CHANGE_LABELS.items() if kind in counts]


@requires("delivery.issue")
@require_POST
def amendment_act(request: ViewerRequest, document: str, key: int, act: str) -> HttpResponse:
    """Take over, give up, or decide for a task that was left to be reviewed; anything wrong keeps what was typed."""
    at: dict[str, Any] = {"by": request.viewer, "document": document, "key": key}
    try:
        if act == "take":
            acts.take(**at, decisions=_decisions(request))
            messages.success(request, _("已采用，责任单位会看到对任务的处理。"))
        elif act == "drop":
            acts.drop(**at)
            messages.success(request, _("已放弃，现行文本没有改变。"))
        elif act == "settle":
            given = request.POST
            acts.settle(
                **at, code=given.get("code", ""), decision=given.get("decision", ""), reason=given.get("reason", "")
            )
            messages.success(request, _("已处理。"))
        else:
            raise Http404(act)
    except ExpectedError as error:
        if error.code == "luoshi.not_allowed":
            raise
        return _page(request, document, key, error.text(_(error.message)))
    return redirect("delivery:amendment", document, key)


def _decisions(request: ViewerRequest) -> dict[str, tuple[str, str]]:
    given = request.POST
    codes = [name.removeprefix("decision-") for name in given if name.startswith("decision-")]
    return {code: (given[f"decision-{code}"], given.get(f"reason-{code}", "")) for code in codes}
