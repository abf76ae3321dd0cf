"""What several pages share: the document in view, the day of a form, telling an error on the page it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError, NotAllowed
from luoshi.kernel.numerals import whole
from luoshi.policy.api import documents
from luoshi.registry.api import ViewerRequest, read_cells, requires

from .. import exports
from ..assets import service as assets
from ..errors import FileRefused
from ..models import Audit, CompensationRound, CreditRecord, Damage, Drawing, ResourceAccount, StateFirm
from ..resources.accounts import take_in_accounts

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MAX_BYTES = 20 * 1024 * 1024
_KINDS: dict[str, tuple[Any, Any, str]] = {
    "statements": (
        assets.take_in_statements,
        gettext_lazy("企业报表"),
        "firm, year, assets, liabilities, equity_open, equity_close, revenue, main_revenue, total_profit, net_profit, interest",
    ),
    "internals": (
        assets.take_in_internals,
        gettext_lazy("内部往来"),
        "year, kind, holder, other, amount, other_amount",
    ),
    "accounts": (
        take_in_accounts,
        gettext_lazy("自然资源账户"),
        "place, account, kind, year, opening, increase_human, increase_natural, decrease_human, decrease_natural, revaluation, reason, closing, quality",
    ),
}


def document_of(request: ViewerRequest) -> str:
    """The document in view: the one asked for, else the first there is; empty where there is none."""
    wanted = str(request.GET.get("document") or request.POST.get("document") or "")
    known = [one.code for one in documents()]
    return wanted if wanted in known else (known[0] if known else "")


def page_of(request: ViewerRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of this room: its tabs show the audits to those who may see them."""
    sees = {"sees_audits": request.viewer.may("accountability.view_audits")}
    return render(request, template, sees | context, status=status)


def chosen_year(request: ViewerRequest, years: list[int]) -> int | None:
    given = whole(request.GET.get("year", ""))
    return given if given in years else (years[0] if years else None)


def told(request: ViewerRequest, act: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """Do it; say that it is done or what stands in the way; go back to the page."""
    try:
        act()
        messages.success(request, done)
    except NotAllowed:
        raise
    except ExpectedError as error:
        messages.error(request, error.text(_(error.message)))
    return redirect(back)


def first_error(form: forms.Form) -> str:
    """The first thing wrong with a short form, with its field's label."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}{_('：')}{errors[0]}" if label else str(errors[0])
    return ""


@requires("accountability.view")
def home(request: ViewerRequest) -> HttpResponse:
    """The subjects with how much there is of each, and what to do first where there is nothing."""
    document = document_of(request)
    counts = {
        "assets": StateFirm.objects.filter(document=document).count(),
        "resources": ResourceAccount.objects.filter(document=document).count(),
        "credit": CreditRecord.objects.filter(document=document, state="published").count(),
        "drawings": Drawing.objects.filter(document=document).count(),
        "compensation": CompensationRound.objects.filter(document=document).count(),
    }
    if sees := request.viewer.may("accountability.view_audits"):
        counts["audits"] = Audit.objects.filter(document=document).count()
        counts["damages"] = Damage.objects.filter(document=document).count()
    return render(
        request,
        "accountability/home.html",
        {"counts": counts, "sees_audits": sees, "registers": exports.listed(request.viewer)},
    )


@requires("accountability.view")
def export(request: ViewerRequest, name: str) -> StreamingHttpResponse:
    """A whole register as CSV, for those who may read it."""
    exports.register_of(name, request.viewer)  # refused before the first line is sent
    lines = exports.write_csv(name, request.viewer, document_of(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("数据文件"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.parquet"})
    )
    source = forms.CharField(label=gettext_lazy("数据来源"), max_length=200)


@requires("accountability.keep")
def take_in(request: ViewerRequest, kind: str) -> HttpResponse:
    """All of a file or nothing; every line at fault is listed."""
    if kind not in _KINDS:
        raise Http404
    act, label, columns = _KINDS[kind]
    form, faults = FileForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(MAX_BYTES + 1)
        try:
            count = act(
                by=request.viewer,
                document=document_of(request),
                cells=read_cells(content[:MAX_BYTES], upload.name),
                source=form.cleaned_data["source"],
                sha256=hashlib.sha256(content).hexdigest(),
            )
            messages.success(request, _("已入账 %(count)s 行。") % {"count": count})
            return redirect("accountability:resources" if kind == "accounts" else "accountability:assets")
        except FileRefused as error:
            faults = error.faults[:200]
            form.add_error("file", _("文件有 %(count)s 处错误，一行也没有入库。") % {"count": len(error.faults)})
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error("file", error.text(_(error.message)))
    context = {"form": form, "faults": faults, "label": label, "columns": columns.split(", "), "kind": kind}
    return render(request, "accountability/take_in.html", context, status=422 if form.errors else 200)
