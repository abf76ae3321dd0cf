"""Publications: choosing what to make public, seeing it first, and what was printed, for anyone to read and check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.policy.api import document_facts, documents, measures, public_facts
from luoshi.registry.api import ViewerRequest, place_names, public, requires

from ..models import Indicator, Publication
from ..opening import open_proof, parts_of
from ..present import words
from ..publishing import (
    REASONS,
    Print,
    as_csv,
    as_json,
    as_sdmx,
    preview,
    publication_of,
    publications,
    publish_numbers,
    reprint,
)

_FORMS: dict[str, tuple[Callable[[Publication], str], str]] = {
    "csv": (lambda one: "\ufeff" + as_csv(one), "text/csv; charset=utf-8"),
    "sdmx": (as_sdmx, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


class ChoosingForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    period = forms.CharField(
        label=gettext_lazy("时期"),
        max_length=12,
        help_text=gettext_lazy("例如 2021、2021Q3、2021-07；所选指标须为同一频度"),
    )
    with_places = forms.BooleanField(label=gettext_lazy("同时公布各乡镇"), required=False)


@requires("indicators.view")
def board(request: ViewerRequest) -> HttpResponse:
    """What has been made public of each document, newest first."""
    made = publications()
    context = {
        "groups": [{"document": d, "publications": made[d.code]} for d in documents() if d.code in made],
        "may_publish": request.viewer.may("indicators.publish"),
    }
    return render(request, "indicators/publications.html", context)


@requires("indicators.publish")
def choose(request: ViewerRequest, document: str) -> HttpResponse:
    """Tick indicators, see what would be printed, then publish: the same form, its second button."""
    facts = document_facts(document)
    form = ChoosingForm(request.POST or None)
    codes = tuple(request.POST.getlist("indicator"))
    lines: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = Print(codes, given["period"].strip(), given["with_places"])
        try:
            if request.POST.get("step") == "publish":
                key = publish_numbers(by=request.viewer, document=document, title=given["title"], wanted=wanted)
                messages.success(request, _("已发布，数据从此固定；以后的更正不改变它。"))
                return redirect("indicators:publication", key)
            lines = shown(preview(document, wanted))
        except (NotAllowed, NotFound):
            raise
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    names = {one.code: one for one in measures(document)}
    groups: dict[str, list[Indicator]] = {}
    for one in Indicator.objects.filter(document=document, retired=False):
        groups.setdefault(one.measure, []).append(one)
    context = {
        "document": facts,
        "form": form,
        "lines": lines,
        "groups": [
            (
                {
                    "number": names[measure].number,
                    "title": names[measure].title,
                    "title_en": names[measure].title_en,
                    "open": any(one.code in codes for one in found),
                },
                [
                    {
                        "code": one.code,
                        "name": words(one, "name"),
                        "frequency": one.get_frequency_display(),
                        "chosen": one.code in codes,
                    }
                    for one in found
                ],
            )
            for measure, found in groups.items()
        ],
    }
    return render(request, "indicators/choose.html", context, status=422 if form.errors else 200)


def shown(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Printed lines as people read them: places by name, the reason where a value is left out. For readers of English the
    names and units as they are called now; what was printed, and is proved, is the Chinese."""
    names = place_names({line["place"] for line in values if line["place"]})
    english = _in_english({line["code"] for line in values})
    return [
        {
            **line,
            **english.get(line["code"], {}),
            "place_name": names.get(line["place"], line["place"]) or _("全域"),
            "reason": _(REASONS[line["withheld"]]) if line["withheld"] else "",
        }
        for line in values
    ]


def _in_english(codes: set[str]) -> dict[str, dict[str, str]]:
    if get_language() != "en":
        return {}
    rows = Indicator.objects.filter(code__in=codes).only("code", "name", "name_en", "unit", "unit_en")
    return {one.code: {"name": words(one, "name"), "unit": words(one, "unit")} for one in rows}


def _allowed(request: ViewerRequest, key: int) -> Publication:
    """Officers see every publication; anyone else those of public documents."""
    return publication_of(key, public_only=not request.viewer.may("indicators.view"))


@public
def published(request: ViewerRequest, document: str) -> HttpResponse:
    """What has been published of a public document, for anyone."""
    facts = public_facts(document)
    context = {
        "document": facts,
        "publications": publications().get(document, []),
        "addresses": [
            ("definitions", _("每个指标的含义、单位、公式、小数位数、来源、目标和对应的条款")),
            ("observations", _("每个已公布的数最近一次公布的值，附“怎么来的”地址；可按指标、时期、区划筛选")),
            ("vintages", _("一个指标历次公布的值：哪一天知道的是多少")),
            ("publications", _("历次发布，附校验码；每次发布可整份读取并当场重算核对")),
            ("structure", _("SDMX 结构定义：维度、代码表；SDMX-CSV 文件按它编排")),
        ],
    }
    return render(request, "indicators/published.html", context)


@public
def publication(request: ViewerRequest, key: int) -> HttpResponse:
    one = _allowed(request, key)
    _lines, same = reprint(one)
    context = {
        "one": one,
        "lines": shown(one.values),
        "same": same,
        "synthetic": any(line["synthetic"] for line in one.values),
        "withheld": any(line["withheld"] for line in one.values),
        "officer": request.viewer.may("indicators.view"),
    }
    return render(request, "indicators/publication.html", context)


@public
def download(request: ViewerRequest, key: int, form: str) -> HttpResponse:
    if form not in _FORMS:
        raise NotFound(what=form)
    one = _allowed(request, key)
    write, kind = _FORMS[form]
    response = HttpResponse(write(one), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="publication-{key}.{"json" if form == "json" else "csv"}"'
    return response


@public
def proof(request: ViewerRequest, key: int, code: str) -> HttpResponse:
    """A published number down to the rows and files it is made of, without what would give people away."""
    one, place = _allowed(request, key), request.GET.get("place", "")
    found = open_proof(one, code, place)
    names = place_names({part.place for part in parts_of(found.line) if part.place})
    context = {
        "one": one,
        "proof": found,
        "line": found.line,
        "names": names,
        "officer": request.viewer.may("indicators.view"),
    }
    return render(request, "indicators/publication_proof.html", context)
