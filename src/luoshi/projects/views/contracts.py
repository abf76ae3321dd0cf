"""Contracts of a project: signed and paid, with what was refused said above the form that still holds what was typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..models import Contract, Project
from ..present import money, words
from ..queries import project_of
from ..service import contracts as acts
from ..standing import WAN
from .calls import number
from .portfolio import as_date
from .shared import answered_elsewhere


@requires("projects.view")
def contracts(request: ViewerRequest, code: str) -> HttpResponse:
    """What was signed and paid, with the forms for it."""
    return _page(request, project_of(code))


def _act(request: ViewerRequest, code: str, form: str, what: Callable[[], None], done: str) -> HttpResponse:
    try:
        what()
    except ExpectedError as error:
        answered_elsewhere(error)
        return _page(request, project_of(code), form, error.text(_(error.message)), status=409)
    messages.success(request, done)
    return redirect("projects:contracts", code=code)


@requires("projects.contract")
@require_POST
def sign(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    facts = {
        "name": given.get("name", "").strip()[:120],
        "kind": given.get("kind", ""),
        "value_yuan": (number(given.get("value", "")) or Decimal(0)) * WAN,
        "supplier": given.get("supplier", "").strip()[:120],
        "tendered": "tendered" in given,
        "prefunded": "prefunded" in given,
        "start_date": as_date(given.get("start", "")),
        "finish_date": as_date(given.get("finish", "")),
    }
    contract = given.get("contract", "").strip()[:60]
    return _act(
        request,
        code,
        "sign",
        lambda: acts.sign(by=request.viewer, code=code, contract=contract, facts=facts),
        _("合同已签订。"),
    )


@requires("projects.pay")
@require_POST
def pay(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    return _act(
        request,
        code,
        "pay",
        lambda: acts.pay(
            by=request.viewer,
            code=code,
            contract=given.get("contract", ""),
            funding=int(given["funding"]) if given.get("funding", "").isdecimal() else 0,
            amount=(number(given.get("amount", "")) or Decimal(0)) * WAN,
            what=given.get("what", ""),
            voucher=given.get("voucher", ""),
        ),
        _("已登记支付。"),
    )


def _page(
    request: ViewerRequest, project: Project, form: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """``form``: the one that was sent and refused; what was typed stands in it."""
    rows = list(project.contracts.prefetch_related("payments__funding"))
    sources = list(project.funding.annotate(spent=Sum("payments__amount_yuan")))
    viewer, own = request.viewer, project.owner.code
    signed = [row for row in rows if row.signed_date]
    asked = request.GET.get("contract", "")
    wanted = next((row for row in rows if row.code == asked and not row.signed_date), None)
    context = {
        "one": project,
        "name": words(project),
        "budget": money(project.budget_yuan),
        "rows": [_row(row) for row in rows],
        "signed": [(row.code, row.name) for row in signed],
        "funding": [
            (
                str(s.pk),
                f"{_(s.source)} {s.year}"
                + _("（还有 %(left)s 万元）") % {"left": money(s.planned_yuan - (s.spent or 0))},
            )
            for s in sources
        ],
        "kinds": [(value, _(str(label))) for value, label in Contract.Kind.choices],
        "may_sign": viewer.may("projects.contract", own),
        "may_pay": viewer.may("projects.pay", own) and bool(signed) and bool(sources),
        "problem": problem,
        "sign": request.POST if form == "sign" else _filled(wanted),
        "pay": request.POST if form == "pay" else {},
        "day": today(),
    }
    return render(request, "projects/contracts.html", context, status=status)


def _filled(row: Contract | None) -> dict[str, Any]:
    """The form filled with a contract that a file brought and nobody has signed."""
    if row is None:
        return {"tendered": "on"}
    return {
        "contract": row.code,
        "name": row.name,
        "kind": row.kind,
        "value": f"{row.value_yuan / WAN:f}".rstrip("0").rstrip("."),
        "supplier": row.supplier,
        "start": row.start_date.isoformat() if row.start_date else "",
        "finish": row.finish_date.isoformat() if row.finish_date else "",
    } | ({"tendered": "on"} if row.tendered else {})


def _row(row: Contract) -> dict[str, Any]:
    paid = sum((p.amount_yuan for p in row.payments.all()), Decimal(0))
    return {
        "one": row,
        "kind": _(str(row.get_kind_display())),
        "value": money(row.value_yuan),
        "paid": money(paid),
        "share": f"{100 * paid / row.value_yuan:.0f}" if row.value_yuan else "",
        "payments": [{"one": p, "amount": money(p.amount_yuan)} for p in row.payments.all()],
    }
