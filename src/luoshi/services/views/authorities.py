"""Powers of attorney at the window: registered from the signed paper, seen with what is left of them, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, requires

from ..models import Item, PowerOfAttorney
from ..service import authorities as acts

FIELDS = ("number", "principal", "principal_code", "agent", "scope", "valid_from", "valid_to")
SOON_DAYS = 30


@requires("services.start")
def authorities(request: ViewerRequest) -> HttpResponse:
    """The register, the longest-lived first; and, posted, one more paper in it."""
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    problem = ""
    if request.method == "POST":
        try:
            acts.grant(
                by=request.viewer,
                number=given["number"],
                principal=given["principal"],
                principal_code=given["principal_code"],
                agent=given["agent"],
                scope=given["scope"] or "*",
                first=date.fromisoformat(given["valid_from"]),
                last=date.fromisoformat(given["valid_to"]),
            )
        except ValueError:
            problem = _("请填写有效期的起止日期。")
        except ExpectedError as error:
            if isinstance(error, NotAllowed):
                raise
            problem = error.text(_(error.message))
        else:
            messages.success(request, _("委托书 %(number)s 已登记。") % {"number": given["number"]})
            return redirect("services:authorities")
    words = request.GET.get("q", "").strip()[:60]
    rows = PowerOfAttorney.objects.all()
    if words:
        rows = rows.filter(number__icontains=words) | rows.filter(principal__icontains=words) | rows.filter(agent=words)
    page = paged(rows, request)
    items = {item.code: item for item in Item.objects.filter(is_current=True).order_by("name")}
    for row in page:
        row.light, row.standing = standing_of(row, today())
        row.item = items.get(row.scope)
    context: dict[str, Any] = {"page": page, "q": words, "items": items.values(), "given": given, "problem": problem}
    return render(request, "services/authorities.html", context, status=422 if problem else 200)


def standing_of(row: PowerOfAttorney, day: date) -> tuple[str, str]:
    """Light and words of a power of attorney on a day."""
    if row.revoked_on is not None:
        return "grey", _("已撤销")
    if row.valid_to < day:
        return "grey", _("已到期")
    if row.valid_from > day:
        return "blue", _("尚未生效")
    left = (row.valid_to - day).days
    if left <= SOON_DAYS:
        return "yellow", _("还有 %(days)s 天到期") % {"days": left}
    return "green", _("有效")


@requires("services.start")
@require_POST
def revoke(request: ViewerRequest, number: str) -> HttpResponse:
    acts.revoke(by=request.viewer, number=number)
    messages.success(request, _("委托书 %(number)s 已撤销，此后不能再凭它办理。") % {"number": number})
    return redirect("services:authorities")
