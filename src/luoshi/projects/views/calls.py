"""Open calls: programmes and their calls, one call with its bids, blind review, and the public page with the proof."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..domain.calls import CONFLICTS, CRITERIA, NAMED, STATES
from ..models import Bid, Call, IntegrityEntry, Objection, Programme
from ..present import money, words
from ..service import calls, oversight, research
from .shared import answered_elsewhere, document_of, told

NEXT_ACT = {
    "draft": ("open", "发布榜单"),
    "open": ("close", "截止并公开种子"),
    "closed": ("check", "形式审查"),
    "checked": ("draw", "抽取专家"),
    "drawn": ("end-review", "结束评审"),
    "reviewed": ("publicise", "公示拟立项"),
    "publicised": ("award", "批准立项"),
}


@requires("projects.view")
def board(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    code = document.code if document else ""
    found = Programme.objects.filter(document=code).select_related("owner").prefetch_related("calls__bids")
    granted: dict[int, Decimal] = {}
    for bid in Bid.objects.filter(call__programme__document=code, state__in=["chosen", "awarded"]).select_related(
        "call"
    ):
        granted[bid.call.programme_id] = granted.get(bid.call.programme_id, Decimal(0)) + (bid.grant_yuan or 0)
    context = {
        "document": document,
        "programmes": [
            {
                "one": p,
                "name": words(p),
                "budget": money(p.budget_yuan),
                "granted": money(granted.get(p.pk, Decimal(0))),
                "share": f"{100 * granted.get(p.pk, Decimal(0)) / p.budget_yuan:.0f}",
                "calls": [
                    {
                        "one": c,
                        "title": words(c, "title"),
                        "state": _(STATES[c.state]),
                        "cap": money(c.cap_yuan),
                        "bids": len(c.bids.all()),
                    }
                    for c in p.calls.all()
                ],
            }
            for p in found
        ],
        "integrity": IntegrityEntry.objects.filter(document=code, until__gte=today()).count(),
    }
    return render(request, "projects/calls.html", context)


def sees_names(request: ViewerRequest, call: Call) -> bool:
    """Who bids is known to who receives the bids, and to everybody once it is made public; never to an expert of the call."""
    if call.state in NAMED:
        return True
    viewer = request.viewer
    if viewer.may("projects.judge") or call.panel_seats.filter(expert__username=viewer.username).exists():
        return False
    return viewer.may("projects.call", call.programme.owner.code)


@requires("projects.view")
def call(request: ViewerRequest, code: str) -> HttpResponse:
    return page(request, code)


def page(request: ViewerRequest, code: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a call, with what was wrong with a form that was sent."""
    one = calls.call_of(code)
    viewer, named = request.viewer, sees_names(request, one)
    seats = list(one.panel_seats.select_related("expert").annotate(n=Count("reviews")))
    bids = list(one.bids.select_related("project"))
    objections = list(one.objections.select_related("bid"))
    act = NEXT_ACT.get(one.state)
    permission = "projects.award" if one.state == "publicised" else "projects.call"
    may = act is not None and viewer.may(permission, one.programme.owner.code)
    admitted = [b for b in bids if b.state != Bid.State.REFUSED]
    mine = next((s for s in seats if s.expert.username == viewer.username and not s.left_for), None)
    context = {
        "one": one,
        "title": words(one, "title"),
        "state": _(STATES[one.state]),
        "states": [
            {"label": _(label), "done": list(STATES).index(s) <= list(STATES).index(one.state)}
            for s, label in STATES.items()
            if s != "ended"
        ],
        "targets": one.targets,
        "cap": money(one.cap_yuan),
        "budget": money(one.budget_yuan),
        "share": f"{one.share * 100:.0f}",
        "bids": [bid_row(b, named=named) for b in bids],
        "bid_count": len(bids),
        "named": named,
        "seats": [
            {
                "code": s.expert.code,
                "rank": s.rank,
                "left": s.left_for,
                "done": f"{s.n}/{len(admitted)}",
                "employer": s.expert.employer if one.state in NAMED else "",
            }
            for s in seats
        ],
        "aside": [
            {"expert": e, "why": _(CONFLICTS[kind]), "who": who if named else ""} for e, _b, kind, who in one.aside
        ],
        "act": {"code": act[0], "label": _(act[1])} if act and may else None,
        "may_bid": one.state == "open" and viewer.may("projects.bid"),
        "mine": mine,
        "objections": [
            _objection(o, viewer_sees=viewer.may("projects.call", one.programme.owner.code)) for o in objections
        ],
        "chosen": [(b.code, f"{b.code} {b.bidder}") for b in bids if b.state == Bid.State.CHOSEN],
        "may_object": one.state == "publicised"
        and bool(one.shown_until and today() <= one.shown_until)
        and viewer.may("projects.bid"),
        "may_answer": viewer.may("projects.call", one.programme.owner.code),
        "problem": problem,
        "posted": request.POST if problem else {},
        "day": today(),
    }
    return render(request, "projects/call.html", context, status=status)


def _objection(one: Objection, *, viewer_sees: bool) -> dict[str, Any]:
    """Who objects is known to who answers, and to nobody else."""
    late = one.decided_date is None and one.due_date < today()
    state = _("待答复") if one.upheld is None else _("成立") if one.upheld else _("不成立")
    return {
        "one": one,
        "who": one.who if viewer_sees else "",
        "contact": one.contact if viewer_sees else "",
        "text": one.text if viewer_sees else "",
        "state": state,
        "colour": "red" if late else "yellow" if one.upheld is None else "blue",
    }


def bid_row(b: Bid, *, named: bool) -> dict[str, Any]:
    return {
        "number": b.number,
        "code": b.code,
        "bidder": b.bidder if named else "",
        "state": _(b.get_state_display()),
        "faults": [fault_words(fault) for fault in b.faults] if named else [],
        "mark": b.mark,
        "asked": money(b.asked_yuan),
        "grant": money(b.grant_yuan) if b.grant_yuan else "",
        "sha256": b.sha256,
        "project": b.project,
    }


def fault_words(fault: Any) -> str:
    """A fault as it was kept: a template with what stands in it."""
    template, params = fault
    return _(template).format(**params)


@requires("projects.call")
@require_POST
def act(request: ViewerRequest, code: str, act: str) -> HttpResponse:
    by, words_ = request.viewer, request.POST.get("panel", "")
    done: dict[str, Any] = {
        "open": lambda: calls.open_call(by=by, code=code),
        "close": lambda: calls.close(by=by, code=code),
        "check": lambda: calls.check(by=by, code=code),
        "draw": lambda: calls.draw_experts(by=by, code=code),
        "end-review": lambda: calls.end_review(by=by, code=code),
        "publicise": lambda: calls.publicise(by=by, code=code, panel=words_),
        "end": lambda: calls.end(by=by, code=code, reason=words_),
    }
    if act not in done:
        raise NotFound(what=act)
    return _done(request, code, done[act])


@requires("projects.bid")
@require_POST
def object_to(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    try:
        oversight.object_to(
            by=request.viewer,
            code=code,
            bid=given.get("bid", ""),
            who=given.get("who", ""),
            contact=given.get("contact", ""),
            text=given.get("text", ""),
        )
    except ExpectedError as error:
        answered_elsewhere(error)
        return page(request, code, problem=error.text(_(error.message)), status=409)
    messages.success(request, _("已收到异议，答复以前不能立项。"))
    return redirect("projects:call", code=code)


@requires("projects.call")
@require_POST
def answer(request: ViewerRequest, code: str, objection: int) -> HttpResponse:
    upheld, said = request.POST.get("decision") == "uphold", request.POST.get("words", "")
    return _done(
        request,
        code,
        lambda: oversight.answer(by=request.viewer, objection=objection, upheld=upheld, words=said),
    )


@requires("projects.award")
@require_POST
def award(request: ViewerRequest, code: str) -> HttpResponse:
    return _done(request, code, lambda: research.award(by=request.viewer, code=code))


def _done(request: ViewerRequest, code: str, what: Any) -> HttpResponse:
    try:
        what()
        messages.success(request, _("已办理。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:call", code=code)


def number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 13 else None


@requires("projects.bid")
@require_POST
def bid(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    try:
        made = calls.take_bid(
            by=request.viewer,
            code=code,
            bidder=given.get("bidder", ""),
            credit_code=given.get("credit_code", ""),
            partners=given.get("partners", "").splitlines(),
            people=given.get("people", "").splitlines(),
            proposal=given.get("proposal", ""),
            asked=(number(given.get("asked", "")) or Decimal(0)) * 10_000,
            budget=(number(given.get("budget", "")) or Decimal(0)) * 10_000,
        )
        messages.success(request, _("已收到，申报编号 %(code)s。") % {"code": made})
    except ExpectedError as error:
        told(request, error)
        return bid_form(request, calls.call_of(code), error.text(_(error.message)))
    return redirect("projects:call", code=code)


def bid_form(request: ViewerRequest, one: Call, problem: str) -> HttpResponse:
    """The form again with all that was typed, and what was wrong."""
    context = {"one": one, "title": words(one, "title"), "posted": request.POST, "problem": problem}
    return render(request, "projects/bid.html", context, status=409)


@requires("projects.judge")
def review(request: ViewerRequest, code: str) -> HttpResponse:
    """What an expert sees: numbers and proposals, nothing of who bids."""
    one = calls.call_of(code)
    problem = ""
    posted: dict[str, str] = {}
    if request.method == "POST":
        posted = {name: request.POST.get(name, "") for name in request.POST}
        try:
            if "leave" in posted:
                calls.stand_aside(by=request.viewer, code=code, reason=posted.get("reason", ""))
                messages.success(request, _("已登记回避，由下一位专家接替。"))
                return redirect("projects:call", code=code)
            marks = {c: value for c in CRITERIA if (value := number(posted.get(c, ""))) is not None}
            which = whole(posted.get("number", "")) or 0
            calls.review(by=request.viewer, code=code, number=which, marks=marks, words=posted.get("words", ""))
            messages.success(request, _("已提交 %(n)s 号申报的评分。") % {"n": which})
            return redirect("projects:review", code=code)
        except ExpectedError as error:
            answered_elsewhere(error)
            problem = error.text(_(error.message))
    seat = one.panel_seats.filter(expert__username=request.viewer.username, left_for="").first()
    given = {r.bid_id: r for r in seat.reviews.all()} if seat else {}
    rows = []
    for b in one.bids.filter(state=Bid.State.ADMITTED) if seat else []:
        mine = given.get(b.pk)
        again = posted if posted.get("number") == str(b.number) else {}
        rows.append(
            {
                "number": b.number,
                "proposal": b.proposal,
                "asked": money(b.asked_yuan),
                "budget": money(b.budget_yuan),
                "total": mine.total if mine else None,
                "words": again.get("words", mine.words if mine else ""),
                "criteria": [
                    {
                        "key": f"{b.number}-{c}",
                        "code": c,
                        "label": _(label) + _("（%(text)s）") % {"text": f"0–{most}"},
                        "value": again.get(c, mine.marks.get(c, "") if mine else ""),
                    }
                    for c, (label, most) in CRITERIA.items()
                ],
            }
        )
    context = {
        "one": one,
        "title": words(one, "title"),
        "seat": seat,
        "rows": rows,
        "targets": one.targets,
        "open": one.state == "drawn",
        "problem": problem,
    }
    return render(request, "projects/review.html", context, status=409 if problem else 200)
