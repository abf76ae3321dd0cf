"""The clerk's review: the text of a measure beside the commitments proposed from it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.policy.api import MeasureFacts, document_facts, measure_facts, measures
from luoshi.registry.api import ViewerRequest, requires

from ..errors import TooMuchToReport
from ..forms import CommitmentForm, unit_choices
from ..models import Commitment
from ..queries import proposed_by_measure
from ..service import commitments as acts


@requires("delivery.issue")
def review_home(request: ViewerRequest, document: str) -> HttpResponse:
    """How far the review is, measure by measure."""
    waiting = proposed_by_measure(document)
    rows = [(measure, *waiting.get(measure.code, (0, 0))) for measure in measures(document)]
    # What waits comes first, and of that what the reader is unsure of.
    rows.sort(key=lambda row: (row[1] == 0, -row[2]))
    context = {"document": document_facts(document), "rows": rows, "left": sum(row[1] for row in rows)}
    return render(request, "delivery/review_home.html", context)


def _cards(document: str, measure: str) -> list[Commitment]:
    return list(
        Commitment.objects.filter(document=document, measure=measure)
        .select_related("lead")
        .prefetch_related("supports")
    )


def _neighbours(cards: list[Commitment]) -> dict[str, str]:
    """Code -> code of the next one of the same sentence, where the two can be merged."""
    return {
        one.code: two.code
        for one, two in pairwise(cards)
        if one.clause == two.clause and one.state == two.state == Commitment.State.PROPOSED
    }


def _pieces(measure: MeasureFacts, cards: list[Commitment]) -> list[dict[str, Any]]:
    """Each sentence cut at the commitments found in it, so that the page can mark them."""
    sentences = []
    for clause in measure.clauses:
        pieces: list[tuple[str, Commitment | None]] = []
        at = clause.start
        for card in (c for c in cards if c.clause == clause.code):
            if card.start > at:
                pieces.append((clause.text[at - clause.start : card.start - clause.start], None))
            begin = max(at, card.start)
            pieces.append((clause.text[begin - clause.start : card.end - clause.start], card))
            at = max(at, card.end)
        pieces.append((clause.text[at - clause.start :], None))
        sentences.append({"code": clause.code, "text_en": clause.text_en, "pieces": [p for p in pieces if p[0]]})
    return sentences


def _page(request: ViewerRequest, document: str, measure: str, **more: Any) -> HttpResponse:
    facts = measure_facts(document, measure)
    cards = _cards(document, measure)
    waiting = [card for card in cards if card.state == Commitment.State.PROPOSED]
    all_measures = measures(document)
    at = [m.code for m in all_measures].index(measure)
    context = {
        "document": document_facts(document),
        "measure": facts,
        "sentences": _pieces(facts, cards),
        "cards": cards,
        "neighbours": _neighbours(cards),
        "waiting": waiting,
        "unimplementable": sum(1 for card in waiting if card.is_unimplementable),
        "ready": [card.code for card in waiting if not card.missing],
        "previous": all_measures[at - 1] if at else None,
        "following": all_measures[at + 1] if at + 1 < len(all_measures) else None,
        **more,
    }
    return render(request, "delivery/review.html", context, status=422 if more else 200)


@requires("delivery.issue")
def review(request: ViewerRequest, document: str, measure: str) -> HttpResponse:
    return _page(request, document, measure)


def _ids(found: Commitment) -> str:
    """Several forms may stand on the review page at once: each has ids of its own."""
    return f"c{found.pk}-%s"


def _form_of(found: Commitment) -> CommitmentForm:
    initial = {
        "lead": found.lead.code if found.lead else "",
        "supports": [unit.code for unit in found.supports.all()],
        "due_date": found.due_date,
        "plan": "\n".join(f"{day} {percent:g}" for day, percent in found.plan),
        "outcome_metric": found.outcome_metric,
        "outcome_op": found.outcome_op,
        "outcome_value": found.outcome_value,
        "outcome_unit": found.outcome_unit,
    }
    return CommitmentForm(initial=initial, units=unit_choices(), auto_id=_ids(found))


@requires("delivery.issue")
def commitment(request: ViewerRequest, document: str, code: str) -> HttpResponse:
    """One commitment's form: a fragment for the review page, a page by itself without scripts."""
    found = acts.get(document, code)
    form = CommitmentForm(request.POST, auto_id=_ids(found)) if request.method == "POST" else _form_of(found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.correct(by=request.viewer, document=document, code=code, **form.cleaned_data)
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
        else:
            messages.success(request, _("%(code)s 已保存。") % {"code": code})
            response = redirect("delivery:review", document, found.measure)
            response["Location"] += f"#{code}"
            return response
    fragment = request.headers.get("HX-Request") == "true" and request.method == "GET"
    template = "delivery/commitment_form.html" if fragment else "delivery/commitment.html"
    context = {"document": document_facts(document), "card": found, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@requires("delivery.issue")
@require_POST
def commitment_act(request: ViewerRequest, document: str, code: str, act: str) -> HttpResponse:
    """Split, merge, drop or restore; what is refused is said on the page it came from."""
    found = acts.get(document, code)
    at: dict[str, Any] = {"by": request.viewer, "document": document, "code": code}
    try:
        if act == "split":
            acts.split(**at, marked=request.POST.get("marked", "").replace("\r\n", "\n"))
        elif act == "merge":
            acts.merge(**at, other=request.POST.get("other", ""))
        elif act == "drop":
            acts.drop(**at, reason=request.POST.get("reason", ""))
        elif act == "restore":
            acts.restore(**at)
        else:
            raise Http404(act)
    except ExpectedError as error:
        refused = {"code": code, "text": error.text(_(error.message)), "given": request.POST.get("marked", "")}
        return _page(request, document, found.measure, refused=refused)
    response = redirect("delivery:review", document, found.measure)
    response["Location"] += f"#{code}"
    return response


@requires("delivery.issue")
@require_POST
def add_commitment(request: ViewerRequest, document: str, measure: str) -> HttpResponse:
    clause, text = request.POST.get("clause", ""), request.POST.get("text", "")
    try:
        acts.add(by=request.viewer, document=document, clause=clause, text=text)
    except ExpectedError as error:
        refused = {"code": "add", "text": error.text(_(error.message)), "given": text}
        return _page(request, document, measure, refused=refused)
    messages.success(request, _("已添加。"))
    return redirect("delivery:review", document, measure)


@requires("delivery.issue")
@require_POST
def issue(request: ViewerRequest, document: str, measure: str) -> HttpResponse:
    """Issue the ticked commitments, all or none."""
    codes = request.POST.getlist("code")
    if not codes:
        messages.error(request, _("请先勾选要交办的事项。"))
        return redirect("delivery:review", document, measure)
    try:
        override = request.POST.get("override", "").replace("\0", "")
        made = acts.issue(by=request.viewer, document=document, codes=codes, override=override)
    except ExpectedError as error:
        refused = {"code": "issue", "text": error.text(_(error.message)), "ticked": codes}
        return _page(request, document, measure, refused=refused, insist=error.code == TooMuchToReport.code)
    messages.success(request, _("已交办 %(count)s 项，责任单位的工作台上已出现。") % {"count": len(made)})
    return redirect("delivery:review", document, measure)
