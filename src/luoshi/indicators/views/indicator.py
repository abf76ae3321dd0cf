"""One indicator: where it stands, how it went, where it is going, what it is made of; and entering a figure."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.policy.api import measures_named, place_of
from luoshi.registry.api import ViewerRequest, place_names, requires

from .. import service
from ..alarms import AnswerMissing, alarms_of, answer
from ..deriving import beside, frequency_of, network
from ..domain.breaks import linked
from ..domain.checks import DOUBTS
from ..domain.forecast import MODELS, Forecast, TooShort, chance_to_reach, forecast
from ..domain.periods import Period, parse
from ..files import revisions, write_csv, write_json, write_sdmx
from ..models import Indicator, Target
from ..present import figure, row, words
from ..queries import Point, beside_periods, breaks_of, places_of, prove, series, standings

HORIZON = {1: 5, 2: 6, 4: 8, 12: 12}
SHOWN = 60
_TYPES = {"csv": "text/csv; charset=utf-8", "sdmx": "text/csv; charset=utf-8", "json": "application/json"}


class FigureForm(forms.Form):
    period = forms.CharField(label=gettext_lazy("时期"), max_length=12)
    value = forms.FloatField(label=gettext_lazy("数值"), required=False, help_text=gettext_lazy("留空表示撤回这一期"))
    source = forms.CharField(label=gettext_lazy("数据来源"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("系统提示有疑问而数字无误时，在这里说明原因"),
    )


@requires("indicators.view")
def indicator(request: ViewerRequest, code: str) -> HttpResponse:
    return _page(request, service.indicator_of(code), None)


def _page(request: ViewerRequest, one: Indicator, form: FigureForm | None, status: int = 200) -> HttpResponse:
    (standing,) = standings(Indicator.objects.filter(pk=one.pk))
    points = series(one)
    targets = list(one.targets.all())
    made, later = _forecast(one, points, wait="outlook" in request.GET)
    net = network()
    formula = net.definitions[one.code].formula
    under = Indicator.objects.filter(code__in=formula.series if formula else [])
    above = Indicator.objects.filter(
        code__in=[c for c, d in net.definitions.items() if d.formula and one.code in d.formula.series]
    )
    may_enter = not one.formula and request.viewer.may("indicators.enter", one.owner.code if one.owner else None)
    measure = next((facts for _document, facts in measures_named([(one.document, one.measure)])), None)
    context = {
        "one": one,
        "name": words(one, "name"),
        "meaning": words(one, "meaning"),
        "unit": words(one, "unit"),
        "standing": row(standing),
        "measure": measure,
        "chart": series_chart(one, points, targets, made),
        "later": later,
        "outlook": _outlook(one, points, targets, made),
        "place_charts": [made for made in (_places(one, points), _neighbours(one, points)) if made],
        "breaks": [
            {
                "period": Period(frequency_of(one), row.period),
                "factor": row.factor,
                "reason": words(row, "reason"),
                "source": row.source,
            }
            for row in one.breaks.all()
        ],
        "alarms": alarms_of(one),
        "under": [
            {"name": words(u, "name"), "code": u.code, "url": reverse("indicators:indicator", args=[u.code])}
            for u in under
        ],
        "above": [{"name": words(u, "name"), "url": reverse("indicators:indicator", args=[u.code])} for u in above],
        "proof_url": reverse("indicators:proof", args=[one.code, str(points[-1].period)]) if points else "",
        "targets": [
            {"period": t.period, "value": figure(one, t.value), "source": t.source, "verified": t.verified}
            for t in targets
        ],
        "revisions": [
            {
                "period": Period(frequency_of(one), r.period),
                "value": figure(one, r.value) if r.value is not None else _("撤回"),
                "known_from": r.known_from,
                "known_to": r.known_to,
                "source": r.source,
                "note": r.note,
                "synthetic": r.synthetic,
            }
            for r in ([] if one.formula else revisions(one)[:30])
        ],
        "form": (form or FigureForm()) if may_enter else None,
    }
    return render(request, "indicators/indicator.html", context, status=status)


def _forecast(one: Indicator, points: list[Point], *, wait: bool) -> tuple[Forecast | None, bool]:
    """The forecast, None where the past is too short; and whether it has still to be made. Trying models on the past takes some
    tenths of a second, so the page is shown at once and fetches its outlook (``wait``); the same past always gives the same
    forecast, which is kept."""
    if not points:
        return None, False
    first, last = points[0].period.index, points[-1].period.index
    values = np.full(last - first + 1, np.nan)
    for point in points:
        if point.value is not None:
            values[point.period.index - first] = point.value
    values = linked(first, values, breaks_of([one.pk]).get(one.pk, []))
    frequency = frequency_of(one)
    key = f"forecast:{frequency}:{hashlib.sha256(values.tobytes()).hexdigest()}"
    kept: Forecast | str | None = cache.get(key)
    if kept is None:
        if not wait:
            return None, True
        try:
            kept = forecast(values[-SHOWN * 2 :], frequency, HORIZON[int(frequency)])
        except TooShort:
            kept = TOO_SHORT
        cache.set(key, kept, 24 * 3600)
    return (kept if isinstance(kept, Forecast) else None), False


TOO_SHORT = "too short"
"""Kept in a forecast's place, so that it is not tried again."""


def series_chart(
    one: Indicator, points: list[Point], targets: list[Target], made: Forecast | None
) -> dict[str, Any] | None:
    if not points:
        return None
    shown = points[-SHOWN:]
    rows: list[list[Any]] = [[str(p.period), p.value, None, None, None, None] for p in shown]
    if made is not None:
        last = shown[-1]
        rows[-1][2:5] = [last.value, last.value, last.value]
        for step in range(len(made.mean)):
            period = last.period.shifted(step + 1)
            band = [round(float(x[step]), one.places) for x in (made.mean, made.low[80], made.high[80])]
            rows.append([str(period), None, *band, None])
    at = {line[0]: line for line in rows}
    for target in targets:
        if target.period in at:
            at[target.period][5] = target.value
    headers = [_("时期"), _("实际"), _("预测"), _("预测下限（80%）"), _("预测上限（80%）"), _("目标")]
    keep = [n for n in range(6) if n == 0 or any(line[n] is not None for line in rows)]
    return {
        "id": "series",
        "title": words(one, "name"),
        "kind": "line",
        "unit": words(one, "unit"),
        "headers": [headers[n] for n in keep],
        "rows": [[line[n] for n in keep] for line in rows],
        "whole": False,
    }


def _outlook(
    one: Indicator, points: list[Point], targets: list[Target], made: Forecast | None
) -> dict[str, Any] | None:
    """What the forecast rests on, how it erred on the past, and the chance to reach each target within its reach."""
    if made is None:
        return None
    last, frequency = points[-1].period, frequency_of(one)
    chances = []
    for target in targets:
        step = parse(target.period, frequency).index - last.index - 1
        if 0 <= step < len(made.mean) and one.direction != Indicator.Direction.NONE:
            chance = chance_to_reach(made, step, target.value, at_least=one.direction == Indicator.Direction.UP)
            chances.append(
                {"period": target.period, "value": figure(one, target.value), "percent": f"{100 * chance:.0f}"}
            )
    return {
        "model": _(MODELS[made.model]),
        "error": figure(one, made.error),
        "error_percent": None if made.error_share is None else f"{100 * made.error_share:.1f}",
        "held": f"{100 * made.held:.0f}",
        "trials": made.trials,
        "chances": chances,
    }


def _places(one: Indicator, points: list[Point]) -> dict[str, Any] | None:
    if not points:
        return None
    found = sorted(places_of(one, points[-1].period), key=lambda pair: -pair[1])
    outside = beside([one.pk], [place for place, _value in found])
    inside = [(place, value) for place, value in found if place not in outside]
    if not inside:
        return None
    title = _("各地 %(period)s") % {"period": points[-1].period}
    return _bars("places", title, one, inside)


def _neighbours(one: Indicator, points: list[Point]) -> dict[str, Any] | None:
    """The same figure of other counties, with our own among them, where somebody entered or imported them."""
    own, known = place_of(one.document), {point.period.index: point for point in points if point.value is not None}
    for point in (known[index] for index in beside_periods(one) if index in known):
        found = places_of(one, point.period)
        outside = beside([one.pk], [place for place, _value in found])
        rows = [(place, value) for place, value in found if place in outside]
        rows = sorted([*rows, (own, point.value or 0.0)], key=lambda pair: -pair[1])
        return _bars("neighbours", _("与邻近县区比较 %(period)s") % {"period": point.period}, one, rows, own)
    return None


def _bars(name: str, title: str, one: Indicator, rows: list[tuple[str, float]], own: str = "") -> dict[str, Any]:
    names = place_names(place for place, _value in rows)
    return {
        "id": name,
        "title": title,
        "kind": "stacked",
        "own": names.get(own, own),
        "unit": words(one, "unit"),
        "headers": [_("区划"), words(one, "name")],
        "rows": [[names.get(place, place), value] for place, value in rows],
        "whole": False,
    }


@requires("indicators.enter")
@require_POST
def enter(request: ViewerRequest, code: str) -> HttpResponse:
    one, form = service.indicator_of(code), FigureForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, 422)
    given = form.cleaned_data
    try:
        changed = service.enter(
            by=request.viewer,
            code=code,
            period=given["period"],
            value=given["value"],
            source=given["source"],
            note=given["note"],
        )
    except service.DoubtsOpen as error:
        words_ = _("；").join(doubt.text(_(DOUBTS[doubt.code])) for doubt in error.found)
        form.add_error("value", words_)
        form.add_error("note", _("请核对；数字无误的，请说明原因后再次提交。"))
        return _page(request, one, form, 422)
    except (NotAllowed, NotFound):
        raise
    except ExpectedError as error:
        form.add_error(None, error.text(_(error.message)))
        return _page(request, one, form, 422)
    messages.success(request, _("已保存，相关指标已重新计算。") if changed else _("与已有的数相同，没有变化。"))
    return redirect("indicators:indicator", code)


@requires("indicators.enter")
@require_POST
def answer_alarm(request: ViewerRequest, key: int) -> HttpResponse:
    try:
        alarm = answer(by=request.viewer, key=key, text=request.POST.get("answer", ""))
    except AnswerMissing as error:
        messages.error(request, error.text(_(error.message)))
        return redirect(request.POST.get("back") or "indicators:board")
    messages.success(request, _("已记录说明。"))
    return redirect("indicators:indicator", alarm.indicator.code)


@requires("indicators.view")
def proof(request: ViewerRequest, code: str, period: str) -> HttpResponse:
    one = service.indicator_of(code)
    place = request.GET.get("place", "")
    found = prove(one, parse(period, frequency_of(one)), place)
    return render(
        request, "indicators/proof.html", {"one": one, "name": words(one, "name"), "proof": found, "line": found.line}
    )


@requires("indicators.view")
def download(request: ViewerRequest, code: str, form: str) -> HttpResponse:
    if form not in _TYPES:
        raise NotFound(what=form)
    one, place = service.indicator_of(code), request.GET.get("place", "")
    points = series(one, place)
    if form == "csv":
        content = "﻿" + write_csv(one, points, place)
    else:
        content = (write_sdmx if form == "sdmx" else write_json)(one, points, place)
    response = HttpResponse(content, content_type=_TYPES[form])
    name = f"{code}.{'json' if form == 'json' else 'csv'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
