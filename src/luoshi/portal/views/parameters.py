"""The numbers the rules work by: what holds, since when, by which document, and whether anybody has checked it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.citation import VERIFIED_LABELS, Citation
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import manifests
from luoshi.kernel.today import today
from luoshi.policy.api import DocumentFacts, documents
from luoshi.registry.api import (
    SIGNED_IN,
    ParameterFacts,
    ValueFacts,
    ViewerRequest,
    paged,
    parameter_facts,
    parameters,
    requires,
    select_filter,
    set_parameter,
    withdraw_parameter,
)

from .. import present


class ParameterForm(forms.Form):
    value = forms.DecimalField(label=gettext_lazy("数值"), max_digits=20, decimal_places=6)
    start = forms.DateField(
        label=gettext_lazy("生效日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    title = forms.CharField(label=gettext_lazy("依据（文件或会议名称）"), max_length=200)
    number = forms.CharField(label=gettext_lazy("文号"), max_length=100, required=False)
    article = forms.IntegerField(label=gettext_lazy("第几条"), min_value=1, max_value=9999, required=False)
    verified = forms.ChoiceField(
        label=gettext_lazy("核对情况"), choices=[(code, gettext_lazy(label)) for code, label in VERIFIED_LABELS.items()]
    )
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def citation(self) -> Citation:
        given = self.cleaned_data
        return Citation(
            title=given["title"], number=given["number"], article=given["article"], verified=given["verified"]
        )


def _document(request: ViewerRequest) -> DocumentFacts | None:
    """The document whose place is meant: the one asked for, else the newest."""
    found = documents()
    wanted = request.GET.get("document", "")
    return next((document for document in found if document.code == wanted), found[0] if found else None)


def _value(facts: ParameterFacts, value: Decimal | None) -> str:
    return _("待补录") if value is None else f"{value.normalize():f} {present.words(facts, 'unit')}".strip()


def _source(value: ValueFacts | None) -> dict[str, Any]:
    """By which document, and whether anybody has checked it; without a document nobody can have."""
    citation = value.citation if value else None
    standing = citation.verified if citation else "unverified"
    return {
        "source": str(citation or _("没有查到规定")),
        "standing": standing,
        "verified": _(VERIFIED_LABELS[standing]),
        "checked": standing == "seen",
    }


def _row(facts: ParameterFacts, query: str) -> dict[str, Any]:
    current = facts.current
    return {
        "label": present.words(facts, "label"),
        "meaning": present.words(facts, "meaning"),
        "url": reverse("parameter", args=[facts.code]) + query,
        "value": _value(facts, current.value) if current else _("没有生效值"),
        "since": current.in_force_from if current else None,
        **_source(current),
        "place": (current.jurisdiction or _("全国")) if current else "",
        "on_page": current.on_page if current else False,
    }


def _fits(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    return (
        wanted["q"].lower() in f"{row['label']} {row['meaning']} {row['source']}".lower()
        and wanted["room"] in ("", row["room"])
        and wanted["standing"] in ("", row["standing"])
    )


def _filters(
    document: DocumentFacts | None, rows: list[dict[str, Any]], labels: dict[str, str], wanted: dict[str, str]
) -> list[dict[str, Any]]:
    known = [(one.code, present.words(one, "title")) for one in documents()]
    whose = select_filter("document", _("文件"), known, document.code if document else "")
    rooms = Counter(row["room"] for row in rows)
    standing = Counter(row["standing"] for row in rows)
    return [
        *([{**whose, "always": True}] if len(known) > 1 else []),
        {"name": "q", "label": _("名称或依据"), "kind": "search", "value": wanted["q"]},
        select_filter("room", _("用在"), [(room, labels.get(room, room)) for room in rooms], wanted["room"], rooms),
        select_filter(
            "standing",
            _("核对情况"),
            [(code, _(label)) for code, label in VERIFIED_LABELS.items()],
            wanted["standing"],
            standing,
        ),
    ]


@requires(SIGNED_IN)
def parameter_list(request: ViewerRequest) -> HttpResponse:
    document = _document(request)
    query = f"?document={document.code}" if document else ""
    labels = {manifest.room: _(manifest.label) for manifest in manifests()}
    rows = [
        {**_row(facts, query), "room": facts.code.partition(".")[0]}
        for facts in parameters(document.jurisdiction if document else "", today())
    ]
    wanted = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "room", "standing")}
    found = [row for row in rows if _fits(row, wanted)]
    groups: dict[str, list[dict[str, Any]]] = {}
    page = paged(found, request)
    for row in page:
        groups.setdefault(labels.get(row["room"], row["room"]), []).append(row)
    context = {
        "groups": list(groups.items()),
        "unverified": sum(1 for row in rows if not row["checked"]),
        "total": len(rows),
        "found": len(found),
        "page": page,
        "query": urlencode({name: value for name, value in request.GET.items() if name != "page"}),
        "filters": _filters(document, rows, labels, wanted),
        "reset_url": reverse("parameters") + query if any(wanted.values()) else "",
    }
    return render(request, "parameters.html", context)


def _page(request: ViewerRequest, code: str, form: ParameterForm | None, status: int = 200) -> HttpResponse:
    document = _document(request)
    facts = parameter_facts(code, document.jurisdiction if document else "", today())
    query = f"?document={document.code}" if document else ""
    current = facts.current
    may = request.viewer.may("registry.set_parameters")
    initial = {"value": current.value.normalize() if current and current.value is not None else None, "start": today()}
    context = {
        "parameter": _row(facts, query),
        "least": None if facts.least is None else _value(facts, facts.least),
        "most": None if facts.most is None else _value(facts, facts.most),
        "values": [
            {
                "id": value.id,
                "value": _value(facts, value.value),
                "holds": value == current,
                "place": value.jurisdiction or _("全国"),
                "start": value.in_force_from,
                "end": value.in_force_to,
                **_source(value),
                "note": value.note,
                "on_page": value.on_page,
                "set_by": value.set_by,
            }
            for value in facts.values
        ],
        "list_url": reverse("parameters") + query,
        "code": code,
        "query": query,
        "form": (form or ParameterForm(initial=initial)) if may else None,
        "place": (document.jurisdiction if document else "") or _("全国"),
    }
    return render(request, "parameter.html", context, status=status)


@requires(SIGNED_IN)
def parameter(request: ViewerRequest, code: str) -> HttpResponse:
    return _page(request, code, None)


@requires("registry.set_parameters")
@require_POST
def set_value(request: ViewerRequest, code: str) -> HttpResponse:
    form, document = ParameterForm(request.POST), _document(request)
    if not form.is_valid():
        return _page(request, code, form, 422)
    given = form.cleaned_data
    try:
        set_parameter(
            by=request.viewer,
            code=code,
            place=document.jurisdiction if document else "",
            value=given["value"],
            start=given["start"],
            citation=form.citation(),
            note=given["note"],
        )
    except ExpectedError as error:
        form.add_error(None, str(error))
        return _page(request, code, form, 422)
    messages.success(request, _("已保存。已有的亮灯在下一次每日计算或下一次办理时按新值重算。"))
    return redirect(reverse("parameter", args=[code]) + (f"?document={document.code}" if document else ""))


@requires("registry.set_parameters")
@require_POST
def withdraw_value(request: ViewerRequest, code: str, value: int) -> HttpResponse:
    withdraw_parameter(by=request.viewer, code=code, value_id=value)
    messages.success(request, _("已撤回，恢复为内容文件中的值。"))
    document = _document(request)
    return redirect(reverse("parameter", args=[code]) + (f"?document={document.code}" if document else ""))
