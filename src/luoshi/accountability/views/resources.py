"""Accounts of natural resources: the sheet of a year, and one account through the years."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.policy.api import place_of
from luoshi.registry.api import ViewerRequest, place_names, places, requires

from ..domain.resource_accounts import ACCOUNTS
from ..models import ResourceAccount
from ..present import Cell, amount, table
from ..resources.accounts import sheet
from .shared import chosen_year, document_of, page_of

_COLUMNS = (
    *("opening", "increase_human", "increase_natural", "decrease_human", "decrease_natural"),
    *("revaluation", "closing"),
)
ALL = "all"


def _headers() -> list[str]:
    return [
        *("#" + _("期初"), "#" + _("人为增加"), "#" + _("自然增加"), "#" + _("人为减少"), "#" + _("自然减少")),
        *("#" + _("调查核增（减）"), "#" + _("期末")),
    ]


@requires("accountability.view")
def board(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    rows = ResourceAccount.objects.filter(document=document)
    years = list(rows.order_by("-year").values_list("year", flat=True).distinct())
    year, place = chosen_year(request, years), request.GET.get("place", "")
    context: dict[str, Any] = {
        "years": years,
        "year": year,
        "place": place,
        "places": [(one.code, one.name, one.name_en) for one in places(place_of(document))] if document else [],
        "may_keep": request.viewer.may("accountability.keep"),
    }
    if year is not None:
        lines = sheet(document, year, place)
        context["table"] = table(
            _("自然资源账户"),
            (_("账户"), _("类别"), _("单位"), *_headers()),
            [
                [
                    _(ACCOUNTS[str(one["account"])]),
                    Cell(
                        _(str(one["kind"])),
                        reverse("accountability:resource-series", args=[place or ALL, one["account"], one["kind"]]),
                    ),
                    _(str(one["unit"])),
                    *(amount(one[f"sum_{name}"]) for name in _COLUMNS),
                ]
                for one in lines
            ],
        )
        context["synthetic"] = rows.filter(year=year, synthetic=True).exists()
    return page_of(request, "accountability/resources.html", context)


@requires("accountability.view")
def series(request: ViewerRequest, place: str, account: str, kind: str) -> HttpResponse:
    """The rows an amount comes of: each place and year with its source and its quality."""
    rows = ResourceAccount.objects.filter(document=document_of(request), account=account, kind=kind)
    if place != ALL:
        rows = rows.filter(place=place)
    found = list(rows.order_by("-year", "place")[:400])
    if not found:
        raise NotFound(what=kind)
    names = place_names({row.place for row in found})
    context = {
        "account": _(ACCOUNTS.get(account, account)),
        "kind": _(kind),
        "unit": _(found[0].unit),
        "place": names.get(place, ""),
        "synthetic": any(row.synthetic for row in found),
        "table": table(
            _("逐年逐地"),
            (_("年度"), _("地方"), *_headers(), _("核增减原因"), _("质量"), _("来源")),
            [
                [
                    row.year,
                    names.get(row.place, row.place),
                    *(amount(getattr(row, name)) for name in _COLUMNS),
                    row.reason,
                    "；".join(f"{_(grade)} {value}" for grade, value in row.quality.items()),
                    _(row.source),
                ]
                for row in found
            ],
        ),
    }
    return page_of(request, "accountability/resource_series.html", context)
