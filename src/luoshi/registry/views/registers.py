"""Pages of the registers: find, look, see how it was known, take in a file, merge, take out."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today

from .. import register_acts as acts
from ..domain.frames import MOST_FAULTS, masked
from ..domain.registers import REGISTERS, Register
from ..models import Entry, RegisterImport
from ..places import townships
from ..register_files import MAX_BYTES
from ..registers import (
    Fact,
    entry_facts,
    facts_of,
    history,
    probable_duplicates,
    register_of,
    search_entries,
    version_on,
)
from ..web import ViewerRequest, paged, requires, select_filter

_SHOWN_FAULTS = 200
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("数据文件"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.parquet"})
    )
    valid_from = forms.DateField(
        label=gettext_lazy("数据日期"),
        help_text=gettext_lazy("从这一天起按文件所载"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _label(thing: Any) -> str:
    return str(thing.label_en if get_language() == "en" else thing.label)


def _tabs(current: Register) -> list[dict[str, Any]]:
    return [
        {"label": _label(r), "url": reverse("registry:register", args=[r.code]), "active": r is current}
        for r in REGISTERS.values()
    ]


def _cell(fact: Fact) -> str:
    value, field = fact.value, fact.field
    if value is None:
        return _("不详")
    if field.type == "money":
        return f"{value / 100:,.2f}"
    if field.type == "boolean":
        return _("是") if value else _("否")
    if field.type == "code":
        return _(dict(field.codes).get(value, value))
    return str(value)


def _rows(facts: tuple[Fact, ...]) -> list[dict[str, Any]]:
    return [
        {
            "label": _label(f.field),
            "value": _cell(f),
            "unknown": f.value is None,
            "unit": _("元") if f.is_money and f.value is not None else "",
        }
        for f in facts
    ]


@requires("registry.view_registers")
def people(request: ViewerRequest) -> HttpResponse:
    return redirect("registry:register", "person")


@requires("registry.view_registers")
def register(request: ViewerRequest, register: str) -> HttpResponse:
    wanted = register_of(register)
    words, township = request.GET.get("q", "").strip(), request.GET.get("township", "").strip()
    page = paged(search_entries(wanted, words, township), request, 50)
    personal, towns = acts.is_personal(wanted), townships()
    rows = [
        {
            "url": reverse("registry:entry", args=[wanted.code, entry.pk]),
            "name": masked(entry.name) if personal else entry.name,
            "key": masked(entry.key) if personal else entry.key,
            "township": towns.get(entry.township, entry.township),
            "synthetic": entry.synthetic,
        }
        for entry in page
    ]
    context = {
        "register": {"code": wanted.code, "label": _label(wanted), "key": _label(wanted.field(wanted.key))},
        "tabs": _tabs(wanted),
        "rows": rows,
        "page": page,
        "filters": [
            {"name": "q", "label": _("姓名或名称的开头，或完整编号"), "kind": "search", "value": words},
            select_filter("township", _("乡镇"), towns.items(), township),
        ],
        "reset_url": reverse("registry:register", args=[wanted.code]) if words or township else "",
        "query": _query(request),
        "may_import": request.viewer.may("registry.import_registers"),
        "forms": (("xlsx", "xlsx"), ("csv", "CSV"), ("parquet", "Parquet")),
        "may_export": request.viewer.may("registry.export_registers"),
        "synthetic": any(row["synthetic"] for row in rows),
    }
    return render(request, "registry/register.html", context)


def _query(request: ViewerRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _entry_page(request: ViewerRequest, entry: Entry, status: int = 200, **more: Any) -> HttpResponse:
    wanted = register_of(entry.register)
    day = _day(request.GET.get("day", "")) or today()
    known = _day(request.GET.get("known", ""))
    known_at: datetime | None = make_aware(datetime.combine(known, time.max)) if known else None
    version = version_on(entry, day, known_at)
    context = {
        "register": {"code": wanted.code, "label": _label(wanted)},
        "entry": entry,
        "title": more.pop("title", None) or f"{_label(wanted)} {entry.pk}",
        "facts": _rows(facts_of(version, wanted)) if version else [],
        "version": version,
        "day": day,
        "known": known,
        "history": history(entry)[:50],
        "members": _members(entry),
        "personal": acts.is_personal(wanted) and request.viewer.may("registry.see_personal"),
        **more,
    }
    return render(request, "registry/entry.html", context, status=status)


def _members(entry: Entry) -> list[dict[str, Any]]:
    """The people of a household, or the household of a person."""
    if not entry.household or entry.register not in {"person", "household"}:
        return []
    other = "household" if entry.register == "person" else "person"
    found = Entry.objects.filter(register=other, household=entry.household, merged_into__isnull=True).order_by("pk")[
        :30
    ]
    label = _label(REGISTERS[other])
    return [{"label": f"{label} {one.pk}", "url": reverse("registry:entry", args=[other, one.pk])} for one in found]


@requires("registry.view_registers")
def entry(request: ViewerRequest, register: str, entry: int) -> HttpResponse:
    found = entry_facts(register, entry)
    if found.merged_into_id:
        messages.info(request, _("这条记录已合并到下面这一条。"))
        return redirect("registry:entry", register, found.merged_into_id)
    return _entry_page(request, found)


@requires("registry.see_personal")
@require_POST
def in_full(request: ViewerRequest, register: str, entry: int) -> HttpResponse:
    found = entry_facts(register, entry)
    try:
        facts = acts.see_in_full(
            by=request.viewer, register=register, entry=entry, reason=request.POST.get("reason", "")
        )
    except acts.ReasonNeeded as error:
        return _entry_page(request, found, 422, reason_error=str(error))
    return _entry_page(request, found, full=_rows(facts))


@requires("registry.import_registers")
def take_in(request: ViewerRequest, register: str) -> HttpResponse:
    wanted = register_of(register)
    form = ImportForm(request.POST or None, request.FILES or None, initial={"valid_from": today()})
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            done = acts.import_file(
                by=request.viewer,
                register=wanted.code,
                content=upload.read(MAX_BYTES + 1),
                name=upload.name,
                valid_from=form.cleaned_data["valid_from"],
            )
            words = _("已导入 %(rows)s 行：新增 %(created)s，变更 %(changed)s，其余没有变化。")
            messages.success(request, words % {"rows": done.rows, "created": done.created, "changed": done.changed})
            return redirect("registry:register", wanted.code)
        except acts.RowsRefused as error:
            faults = error.faults
            form.add_error(None, str(error))
        except ExpectedError as error:
            form.add_error("file", str(error))
    context = {
        "register": {"code": wanted.code, "label": _label(wanted)},
        "form": form,
        "faults": [
            {"row": f.row, "column": f.column, "value": f.value, "rule": f.text(_(f.rule))}
            for f in faults[:_SHOWN_FAULTS]
        ],
        "more_faults": max(0, len(faults) - _SHOWN_FAULTS),
        "at_limit": len(faults) >= MOST_FAULTS,
        "fields": [
            {"label": _label(f), "name": f.name, "required": f.required, "codes": [_(label) for _c, label in f.codes]}
            for f in wanted.fields
        ],
        "imports": RegisterImport.objects.filter(register=wanted.code)[:20],
    }
    return render(request, "registry/take_in.html", context, status=422 if form.errors else 200)


@requires("registry.export_registers")
@require_POST
def take_out(request: ViewerRequest, register: str) -> HttpResponse:
    form = request.POST.get("form", "csv")
    if form not in _TYPES:
        form = "csv"
    try:
        content = acts.export(
            by=request.viewer,
            register=register,
            day=today(),
            form=form,
            full=request.POST.get("full") == "1",
            reason=request.POST.get("reason", ""),
        )
    except acts.ReasonNeeded as error:
        messages.error(request, str(error))
        return redirect("registry:register", register)
    response = HttpResponse(content, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{register}-{today().isoformat()}.{form}"'
    return response


@requires("registry.import_registers")
def duplicates(request: ViewerRequest) -> HttpResponse:
    pairs = [
        {"one": one, "two": two, "urls": [reverse("registry:entry", args=["person", e.pk]) for e in (one, two)]}
        for one, two in probable_duplicates()
    ]
    return render(request, "registry/duplicates.html", {"pairs": pairs})


@requires("registry.import_registers")
@require_POST
def merge(request: ViewerRequest, kept: int, gone: int) -> HttpResponse:
    try:
        acts.merge(by=request.viewer, kept=kept, gone=gone, reason=request.POST.get("reason", ""))
        messages.success(request, _("已合并。"))
    except acts.CannotMerge as error:
        messages.error(request, str(error))
    return redirect("registry:duplicates")
