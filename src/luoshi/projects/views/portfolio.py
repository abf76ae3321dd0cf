"""The portfolio: as a list, on a map, as files; and taking projects in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, Q, Sum, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, all_units, paged, requires, select_filter

from ..domain import rolling
from ..formats.records import FileRefused
from ..present import holder_words, money, rows, words
from ..queries import cities, portfolio
from ..service import files
from .shared import document_of, step_names

MAX_BYTES = 50 * 1024 * 1024
_SHOWN = 200
_TYPES = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "oc4ids": ("application/json", "json"),
}
_ORDERED = Case(*(When(light=light, then=n) for n, light in enumerate(("red", "yellow", "green", "grey"))), default=9)
_SORTS = {"": _ORDERED, "measure": "measure", "total": "-total_yuan", "finish": "finish_date"}
_LIGHTS = ("red", "yellow", "green", "blue", "grey")


def filtered(request: ViewerRequest, document: str) -> Any:
    """The projects of a document that the address asks for."""
    found = portfolio().filter(document=document)
    for name in ("stage", "city", "light", "measure", "category", "held_by"):
        if value := request.GET.get(name):
            found = found.filter(**{name: value[:64]})
    if text := request.GET.get("q", "").strip()[:60]:
        found = found.filter(
            Q(name__icontains=text) | Q(name_en__icontains=text) | Q(national_code=text) | Q(code=text)
        )
    return found


@requires("projects.view")
def board(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    code = document.code if document else ""
    found = filtered(request, code)
    sort = request.GET.get("sort", "")
    order = _SORTS.get(sort, _ORDERED)
    page = paged(found.order_by(order, "measure", "code"), request)
    counted = found.order_by().aggregate(
        total=Sum("total_yuan"), **{light: Count("pk", filter=Q(light=light)) for light in _LIGHTS}
    )
    query = {k: v for k, v in request.GET.items() if k != "page"}
    context = {
        "document": document,
        "page": page,
        "rows": rows(page.object_list, step_names(code)),
        "query": urlencode(query),
        "filters": filters(request, code),
        "figures": [
            {"label": _("项目"), "value": page.paginator.count, "unit": _("个")},
            {"label": _("总投资"), "value": money(counted["total"]), "unit": _("万元")},
            *(
                {
                    "label": label,
                    "value": counted[light],
                    "colour": light,
                    "url": "?" + urlencode({**query, "light": light}),
                }
                for light, label in (("red", _("滞后")), ("yellow", _("预警")), ("green", _("正常")))
            ),
        ],
        "sorts": [
            {"value": value, "label": label, "selected": sort == value}
            for value, label in (
                ("", _("亮灯")),
                ("measure", _("措施")),
                ("total", _("总投资")),
                ("finish", _("竣工时间")),
            )
        ],
        "may_import": request.viewer.may("projects.import"),
    }
    return render(request, "projects/board.html", context)


def filters(request: ViewerRequest, document: str) -> list[dict[str, Any]]:
    def select(name: str, label: str, options: list[tuple[str, str]]) -> dict[str, Any]:
        return select_filter(name, label, options, request.GET.get(name, ""))

    lights = [
        ("red", _("滞后")),
        ("yellow", _("预警")),
        ("green", _("正常")),
        ("blue", _("完成")),
        ("grey", _("未开始")),
    ]
    return [
        {"name": "q", "label": _("名称或代码"), "kind": "search", "value": request.GET.get("q", "")},
        select("stage", _("阶段"), [(code, _(label)) for code, label in rolling.STAGES.items()]),
        select("city", _("片区"), [(c.code, words(c)) for c in cities(document)]),
        select("light", _("亮灯"), lights),
    ]


@requires("projects.view")
def download(request: ViewerRequest, form: str) -> HttpResponse:
    if form not in _TYPES:
        raise NotFound(what=form)
    document = document_of(request)
    if document is None:
        raise NotFound(what="")
    content = files.give_out(
        by=request.viewer,
        subject=document.code,
        rows=filtered(request, document.code),
        form=form,
        publisher=document.issuer,
    )
    return attachment(content, form, f"{document.code}-projects")


def attachment(content: bytes, form: str, name: str) -> HttpResponse:
    kind, ending = _TYPES[form]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("项目文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.json"}),
        help_text=gettext_lazy("xlsx（可先导出作模板）或 OC4IDS 的 JSON"),
    )


@requires("projects.import")
def take_in(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid() and document is not None:
        upload = form.cleaned_data["file"]
        try:
            count = files.take_in(
                by=request.viewer, document=document.code, content=upload.read(MAX_BYTES + 1), name=upload.name
            )
            messages.success(request, _("已导入 %(count)s 个项目。") % {"count": count})
            return redirect("projects:board")
        except FileRefused as error:
            faults = error.faults
            form.add_error("file", error.text(_(error.message)))
        except ExpectedError as error:
            form.add_error("file", error.text(_(error.message)))
    context = {
        "document": document,
        "form": form,
        "faults": faults[:_SHOWN],
        "more_faults": max(0, len(faults) - _SHOWN),
    }
    return render(request, "projects/take_in.html", context, status=422 if form.errors else 200)


@requires("projects.view")
def phone(request: ViewerRequest) -> HttpResponse:
    """The leader's view: what is red, why, who holds it, since when. Made for a phone."""
    document = document_of(request)
    code = document.code if document else ""
    found = portfolio().filter(document=code)
    urgent = list(found.filter(light__in=["red", "yellow"]).order_by(_ORDERED, "measure")[:40])
    units = all_units()
    holders = found.exclude(waits_for="").exclude(held_by="").order_by().values("held_by").annotate(n=Count("pk"))
    context = {
        "document": document,
        "rows": rows(urgent, step_names(code)),
        "held": sorted(
            (
                {"name": holder_words(h["held_by"], units), "code": h["held_by"], "n": h["n"]}
                for h in holders
                if h["held_by"] in units
            ),
            key=lambda h: -h["n"],
        ),
        "counts": found.order_by().aggregate(**{light: Count("pk", filter=Q(light=light)) for light in _LIGHTS}),
        "day": today(),
    }
    return render(request, "projects/phone.html", context)


def as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_json(request: ViewerRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
