"""Stations: how the air and water are now, over the year, and taking in readings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.kernel.numerals import whole
from luoshi.registry.api import ViewerRequest, read_cells, requires
from luoshi.standards import gb3838, hj633, hj663
from luoshi.standards.arrays import EXCEEDS, MEETS

from .. import air_years, monitoring, originals
from ..models import Station, StationResult

MAX_BYTES = 200 * 1024 * 1024
_ACTS = {"air": monitoring.take_in_air, "water": monitoring.take_in_water}


class ReadingsForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("数据文件"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.parquet"})
    )
    source = forms.CharField(label=gettext_lazy("数据来源"), max_length=200)


def grade_word(medium: str, grade: int) -> str:
    if medium == "air":
        return _(hj633.CLASS_LABELS.get(grade, "NA"))
    return str(gb3838.CLASS_LABELS.get(grade, _("无法评价")))


def _main(names: list[str]) -> str:
    return _("、").join(_(name) for name in names)


def _name(one: Station) -> str:
    return (one.name_en if get_language() == "en" else "") or one.name


def _line(one: Station, last: StationResult | None) -> dict[str, Any]:
    judged = last is not None and last.grade >= 1
    return {
        "name": _name(one),
        "url": reverse("indicators:station", args=[one.code]),
        "day": last.day if last else None,
        "index": last.index if last else None,
        "grade": grade_word(one.medium, last.grade) if last else "",
        "main": _main(last.main) if last else "",
        "target": grade_word("water", one.target_class) if one.target_class else "",
        "met": None if not judged or not one.target_class else last is not None and last.grade <= one.target_class,
        "synthetic": bool(last and last.synthetic),
    }


@requires("indicators.view")
def board(request: ViewerRequest) -> HttpResponse:
    """Every station with its newest result."""
    stations = list(Station.objects.filter(retired=False).annotate(newest=Max("results__day")))
    wanted = [(one.pk, one.newest) for one in stations if one.newest]
    rows = StationResult.objects.filter(station__in=[pk for pk, _d in wanted], day__in={d for _pk, d in wanted})
    latest = {row.station_id: row for row in rows if (row.station_id, row.day) in set(wanted)}
    groups = [
        {
            "medium": medium,
            "label": label,
            "rows": [_line(one, latest.get(one.pk)) for one in stations if one.medium == medium],
        }
        for medium, label in ((m.value, _(m.label)) for m in Station.Medium)
    ]
    context = {
        "groups": [g for g in groups if g["rows"]],
        "ranking": _ranking(stations),
        "may_import": request.viewer.may("indicators.import"),
    }
    return render(request, "indicators/stations.html", context)


@requires("indicators.view")
def station(request: ViewerRequest, code: str) -> HttpResponse:
    one = monitoring.station_of(code)
    results = list(StationResult.objects.filter(station=one).order_by("-day")[:400])
    given = whole(request.GET.get("year", ""))
    years = sorted({row.day.year for row in results}, reverse=True)
    year = given if given in years else (years[0] if years else date.today().year)
    shown = [row for row in results if row.day.year == year]
    context = {
        "one": one,
        "name": _name(one),
        "years": years,
        "year": year,
        "results": [
            {
                "day": row.day,
                "index": row.index,
                "grade": grade_word(one.medium, row.grade),
                "main": _main(row.main),
                "edition": row.edition,
            }
            for row in shown
        ],
        "synthetic": any(row.synthetic for row in shown),
        "summary": _year(one, year) if one.medium == "air" else None,
        "chart": _chart(one, list(reversed(shown))),
        "edition": shown[0].edition if shown else "",
    }
    return render(request, "indicators/station.html", context)


def _year(one: Station, year: int) -> dict[str, Any] | None:
    found = air_years.air_year(one, year)
    if found is None:
        return None
    return {
        "good": _number(100 * found.good, 1),
        "days": found.days,
        "of": found.of,
        "bases": [
            {
                "limits": basis.limits.in_full(),
                "procedure": basis.procedure.in_full(),
                "index": _number(basis.index, 2),
                "open": [_(what) for what in hj663.NOT_KNOWN[basis.procedure]],
                "lines": [_pollutant(line) for line in basis.lines],
            }
            for basis in found.bases
        ],
    }


def _pollutant(line: air_years.Line) -> dict[str, Any]:
    words = {MEETS: _("达标"), EXCEEDS: _("超标")}
    return {
        "name": _(line.pollutant),
        "unit": "mg/m³" if line.pollutant == hj633.LABELS["CO"] else "µg/m³",
        "mean": _number(line.mean, 1),
        "percentile": _number(line.percentile, 1),
        "verdict": words.get(line.verdict, _("有效天数不足，不作评价")),
    }


def _number(value: float, places: int) -> str:
    return "" if math.isnan(value) else f"{value:.{places}f}"


def _ranking(stations: Sequence[Station]) -> dict[str, Any] | None:
    """The stations of the newest year by composite index; none where there is only one to rank."""
    found = air_years.ranking()
    named = {one.pk: one for one in stations}
    rows = [place for place in found.places if place.station in named] if found else []
    if found is None or len(rows) < 2:
        return None
    return {
        "year": found.year,
        "limits": str(found.limits),
        "rows": [
            {
                "rank": place.rank,
                "name": _name(named[place.station]),
                "url": reverse("indicators:station", args=[named[place.station].code]) + f"?year={found.year}",
                "index": _number(place.index, 2),
            }
            for place in rows
        ],
    }


def _chart(one: Station, rows: list[StationResult]) -> dict[str, Any] | None:
    if not rows:
        return None
    air = one.medium == "air"
    return {
        "id": "results",
        "title": _("空气质量指数") if air else _("水质类别"),
        "kind": "line" if air else "bar",
        "unit": "",
        "headers": [_("日期"), _("指数") if air else _("类别")],
        "rows": [[row.day.isoformat(), row.index if air else (row.grade if row.grade >= 1 else None)] for row in rows],
        "whole": True,
    }


@requires("indicators.import")
def take_in(request: ViewerRequest, medium: str) -> HttpResponse:
    if medium not in _ACTS:
        raise NotFound(what=medium)
    form = ReadingsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(MAX_BYTES + 1)
        try:
            judged = _ACTS[medium](
                by=request.viewer,
                cells=read_cells(content, upload.name),
                source=form.cleaned_data["source"],
                sha256=originals.keep(content),
            )
            messages.success(request, _("已导入并评价 %(count)s 条；由站点计数的指标已重新计算。") % {"count": judged})
            return redirect("indicators:stations")
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error("file", error.text(_(error.message)))
    context = {
        "form": form,
        "medium": medium,
        "stations": [_name(one) for one in Station.objects.filter(medium=medium, retired=False)],
    }
    return render(request, "indicators/stations_take_in.html", context, status=422 if form.errors else 200)
