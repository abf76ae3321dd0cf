"""Basin compensation: a year's shares by place, each factor's score with what it comes of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.numerals import whole
from luoshi.registry.api import ViewerRequest, place_names, requires

from ..compensation import service
from ..models import CompensationRound
from ..present import Cell, percent, table
from .shared import document_of, first_error, page_of, told


class ComputeForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)
    pool = forms.DecimalField(
        label=gettext_lazy("资金总额（元）"), min_value=Decimal("0.01"), max_digits=15, decimal_places=2
    )
    source = forms.CharField(label=gettext_lazy("资金依据"), max_length=200)


@requires("accountability.view")
def board(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    rounds = list(CompensationRound.objects.filter(document=document).prefetch_related("lines"))
    names = place_names({line.place for one in rounds for line in one.lines.all()})
    context = {
        "rounds": [
            {
                "row": one,
                "state": _(one.get_state_display()),
                "last": one.state == CompensationRound.State.SETTLED,
                "pool": f"{Decimal(one.pool_fen) / 100:,.2f}",
                "weights": [(_(_FACTORS[name]), percent(share, 0)) for name, share in one.weights.items()],
                "table": _lines(one, names),
            }
            for one in rounds
        ],
        "form": ComputeForm() if request.viewer.may("accountability.keep") else None,
    }
    return page_of(request, "accountability/compensation.html", context)


_FACTORS = {"water": "水质", "forest": "森林", "use": "用水控制"}


def _lines(one: CompensationRound, names: dict[str, str]) -> Any:
    rows, left_out = [], 0
    for line in one.lines.all():
        basis = line.basis
        place = names.get(line.place, line.place)
        if line.amount_fen is None:
            left_out += 1
        rows.append(
            [
                place,
                Cell(_score(line.water), reverse("indicators:stations")),
                f"{basis['met']}/{basis['judged']}",
                Cell(_score(line.forest), _account(line.place, "land", "林地")),
                Cell(_score(line.use), _account(line.place, "water", "地表水")),
                f"{line.coefficient:g}",
                "" if line.amount_fen is None else f"{Decimal(line.amount_fen) / 100:,.2f}",
            ]
        )
    total = sum(line.amount_fen or 0 for line in one.lines.all())
    return table(
        _("分配"),
        (
            *(_("乡镇"), "#" + _("水质得分"), "#" + _("达标断面月")),
            *("#" + _("森林得分"), "#" + _("用水得分"), "#" + _("地区系数"), "#" + _("金额（元）")),
        ),
        rows,
        [Cell(_("合计"), strong=True), "", "", "", "", "", f"{Decimal(total) / 100:,.2f}"],
    )


def _account(place: str, account: str, kind: str) -> str:
    return reverse("accountability:resource-series", args=[place, account, kind])


def _score(value: float | None) -> str:
    return _("未测") if value is None else f"{value:.2f}"


@requires("accountability.keep")
@require_POST
def compute(request: ViewerRequest) -> HttpResponse:
    form, back = ComputeForm(request.POST), reverse("accountability:compensation")
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(back)
    given = form.cleaned_data
    return told(
        request,
        lambda: service.compute(
            by=request.viewer,
            document=document_of(request),
            year=given["year"],
            pool_fen=int(given["pool"] * 100),
            source=given["source"],
        ),
        _("已测算。"),
        back,
    )


@requires("accountability.keep")
@require_POST
def move(request: ViewerRequest) -> HttpResponse:
    year = whole(request.POST.get("year", "")) or 0
    return told(
        request,
        lambda: service.move(by=request.viewer, document=document_of(request), year=year),
        _("已更新。"),
        reverse("accountability:compensation"),
    )
