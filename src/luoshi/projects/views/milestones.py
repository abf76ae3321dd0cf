"""A research project after its award: milestones, payment, acceptance, changes by approval, and a grant taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..domain import rolling
from ..domain.calls import reached
from ..models import ChangeRequest, ClawBack, Milestone, Project
from ..present import money, words
from ..queries import project_of
from ..service import oversight, research
from ..standing import WAN
from .calls import number
from .shared import answered_elsewhere

RESULTS = {"passed": "通过", "mostly": "基本通过", "failed": "不通过"}


@requires("projects.view")
def milestones(request: ViewerRequest, code: str) -> HttpResponse:
    return page(request, code)


def page(request: ViewerRequest, code: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page, with what was wrong with a form that was sent; what was typed is still in it."""
    project, day = project_of(code), today()
    rows = list(project.milestones.all())
    if not rows:
        raise NotFound(what=code)
    bid = getattr(project, "bid", None)
    acceptance = getattr(project, "acceptance", None)
    actual = acceptance.actual if acceptance else {}
    viewer, own = request.viewer, project.owner.code
    posted = request.POST if problem else {}
    context = {
        "one": project,
        "name": words(project),
        "call": bid.call if bid else None,
        "rows": [_milestone(m, day) for m in rows],
        "last": rows[-1].number,
        "total": money(sum((m.amount_yuan for m in rows), Decimal(0))),
        "paid": money(sum((m.amount_yuan for m in rows if m.paid_date), Decimal(0))),
        "targets": [
            {
                "one": t,
                "actual": actual.get(t.name, "") or posted.get(f"t-{t.name}", ""),
                "share": f"{100 * share:.0f}"
                if t.name in actual and (share := reached(t, Decimal(actual[t.name]))) is not None
                else "",
            }
            for t in research.targets_of(project)
        ],
        "acceptance": acceptance,
        "result": _(RESULTS[acceptance.result]) if acceptance else "",
        "may": viewer.may("projects.call", own),
        "may_pay": viewer.may("projects.pay", own),
        "may_decide": viewer.may("projects.award", own),
        "changes": [_change(c) for c in project.changes.all()],
        "change_kinds": [(value, _(str(label))) for value, label in ChangeRequest.Kind.choices],
        "changeable": bid is not None and project.stage == rolling.UNDER_WAY,
        "back": _back(project),
        "causes": [(value, _(str(label))) for value, label in ClawBack.Cause.choices],
        "takeable": bid is not None and not hasattr(project, "claw_back"),
        "problem": problem,
        "posted": posted,
    }
    return render(request, "projects/milestones.html", context, status=status)


def _milestone(m: Milestone, day: date) -> dict[str, Any]:
    late = m.state == Milestone.State.OPEN and m.due_date < day
    colour = {"reached": "blue", "failed": "red"}.get(m.state, "red" if late else "grey")
    name, _space, number_ = m.name.partition(" ")  # 中期检查 1
    return {
        "one": m,
        "name": f"{_(name)} {number_}".strip() if number_.isdecimal() else _(m.name),
        "amount": money(m.amount_yuan),
        "state": _(m.get_state_display()),
        "colour": colour,
        "late": late,
    }


def _change(one: ChangeRequest) -> dict[str, Any]:
    colour = {"approved": "blue", "refused": "grey"}.get(one.state, "yellow")
    in_money = one.kind == ChangeRequest.Kind.BUDGET

    def shown(text: str) -> str:
        return f"{money(Decimal(text))} {_('万元')}" if in_money and text else text

    return {
        "one": one,
        "kind": _(str(one.get_kind_display())),
        "old": shown(one.old),
        "new": shown(one.new),
        "state": _(str(one.get_state_display())),
        "colour": colour,
    }


def _back(project: Project) -> dict[str, Any] | None:
    """The decision to take the grant back with its ledger; None where there is none."""
    one = ClawBack.objects.filter(project=project).prefetch_related("refunds").first()
    if one is None:
        return None
    left = one.amount_yuan - oversight.returned(one)
    late = left > 0 and one.due_date < today()
    return {
        "one": one,
        "cause": _(str(one.get_cause_display())),
        "paid": _exact(one.paid_yuan),
        "kept": _exact(one.kept_yuan),
        "amount": _exact(one.amount_yuan),
        "left": _exact(left),
        "open": left > 0,
        "colour": "red" if late else "yellow" if left > 0 else "blue",
        "state": _("逾期未退") if late else _("待退回") if left > 0 else _("已全部退回"),
        "refunds": [{"one": r, "amount": _exact(r.amount_yuan)} for r in one.refunds.all()],
    }


def _exact(yuan: Decimal) -> str:
    """In 万元 to the yuan: a ledger is not rounded."""
    return f"{yuan / WAN:,.4f}".rstrip("0").rstrip(".")


def _act(request: ViewerRequest, code: str, what: Callable[[], object]) -> HttpResponse:
    try:
        what()
    except ExpectedError as error:
        answered_elsewhere(error)
        return page(request, code, problem=error.text(_(error.message)), status=409)
    messages.success(request, _("已登记。"))
    return redirect("projects:milestones", code=code)


@requires("projects.call")
@require_POST
def milestone_act(request: ViewerRequest, code: str, act: str) -> HttpResponse:
    by, given = request.viewer, request.POST
    which = whole(given.get("number", "")) or 0
    passed, evidence = given.get("passed") != "no", given.get("evidence", "")
    if act == "accept":
        measured = {
            k.removeprefix("t-"): v for k in given if k.startswith("t-") and (v := number(given.get(k, ""))) is not None
        }
        return _act(request, code, lambda: research.accept_result(by=by, code=code, actual=measured, words=evidence))
    if act != "reach":
        raise NotFound(what=act)
    return _act(request, code, lambda: research.reach(by=by, code=code, number=which, passed=passed, evidence=evidence))


@requires("projects.pay")
@require_POST
def pay(request: ViewerRequest, code: str, number_: int) -> HttpResponse:
    return _act(request, code, lambda: research.pay(by=request.viewer, code=code, number=number_))


@requires("projects.call")
@require_POST
def ask_change(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    kind, new = given.get("kind", ""), given.get("new", "")
    if kind == ChangeRequest.Kind.BUDGET and (value := number(new)) is not None:
        new = f"{value * WAN:f}"
    return _act(
        request,
        code,
        lambda: oversight.ask_change(by=request.viewer, code=code, kind=kind, new=new, reason=given.get("reason", "")),
    )


@requires("projects.award")
@require_POST
def decide_change(request: ViewerRequest, code: str, change: int) -> HttpResponse:
    approve, said = request.POST.get("decision") == "approve", request.POST.get("words", "")
    return _act(
        request,
        code,
        lambda: oversight.decide_change(by=request.viewer, change=change, approve=approve, words=said),
    )


@requires("projects.award")
@require_POST
def claw_back(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    years = given.get("bar_years", "")
    return _act(
        request,
        code,
        lambda: oversight.claw_back(
            by=request.viewer,
            code=code,
            cause=given.get("cause", ""),
            kept=(number(given.get("kept", "") or "0") or Decimal(0)) * WAN,
            reason=given.get("reason", ""),
            bar_years=int(years) if years.isdecimal() else None,
        ),
    )


@requires("projects.pay")
@require_POST
def refund(request: ViewerRequest, code: str) -> HttpResponse:
    amount, voucher = number(request.POST.get("amount", "")) or Decimal(0), request.POST.get("voucher", "")
    return _act(
        request,
        code,
        lambda: oversight.refund(by=request.viewer, code=code, amount=amount * WAN, voucher=voucher),
    )
