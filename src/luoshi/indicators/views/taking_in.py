"""Taking in a file of figures: whole, or not at all with every fault."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.policy.api import documents
from luoshi.registry.api import ViewerRequest, paged, place_names, read_cells, requires

from .. import originals, service
from ..deriving import frequency_of
from ..domain.periods import Period
from ..files import COLUMNS, FiguresRefused, figures
from ..models import Observation, SeriesImport
from ..present import figure, words

MAX_BYTES = 50 * 1024 * 1024
_SHOWN = 200


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("数据文件"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.parquet"})
    )
    source = forms.CharField(label=gettext_lazy("数据来源"), max_length=200)


@requires("indicators.import")
def take_in(request: ViewerRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(MAX_BYTES + 1)
        whole = next((d.jurisdiction for d in documents() if d.jurisdiction), "")
        try:
            found = figures(read_cells(content, upload.name), whole=whole)
            changed = service.take_in(
                by=request.viewer,
                figures=found,
                source=form.cleaned_data["source"],
                sha256=originals.keep(content),
                file_name=upload.name,
            )
            told = _("已导入 %(rows)s 个数，其中 %(changed)s 个有变化；相关指标已重新计算。")
            messages.success(request, told % {"rows": len(found), "changed": changed})
            return redirect("indicators:board")
        except FiguresRefused as error:
            faults = error.faults
            form.add_error("file", error.text(_(error.message)))
        except ExpectedError as error:
            form.add_error("file", error.text(_(error.message)))
    context = {
        "form": form,
        "faults": faults[:_SHOWN],
        "more_faults": max(0, len(faults) - _SHOWN),
        "columns": sorted({name: [k for k, v in COLUMNS.items() if v == name] for name in COLUMNS.values()}.items()),
        "imports": SeriesImport.objects.all()[:20],
    }
    return render(request, "indicators/take_in.html", context, status=422 if form.errors else 200)


def _import_of(key: int) -> SeriesImport:
    """Raises NotFound."""
    found = SeriesImport.objects.filter(pk=key).first()
    if found is None:
        raise NotFound(what=str(key))
    return found


@requires("indicators.view")
def taken(request: ViewerRequest, key: int) -> HttpResponse:
    """A file that was taken in: who, when, its hash, and the figures that came in it."""
    one = _import_of(key)
    rows = Observation.objects.filter(batch=one).select_related("indicator").order_by("pk")
    page = paged(rows, request, 100)
    names = place_names({row.place for row in page if row.place})
    context = {
        "one": one,
        "page": page,
        "rows": [
            {
                "code": row.indicator.code,
                "name": words(row.indicator, "name"),
                "unit": words(row.indicator, "unit"),
                "period": str(Period(frequency_of(row.indicator), row.period)),
                "place": names.get(row.place, row.place),
                "value": figure(row.indicator, row.value),
                "current": row.known_to is None,
                "synthetic": row.synthetic,
            }
            for row in page
        ],
        "results": one.results.count(),
        "kept": originals.is_kept(one.sha256),
    }
    return render(request, "indicators/import.html", context)


@requires("indicators.view")
def original(request: ViewerRequest, key: int) -> FileResponse:
    """The file as it was taken in."""
    one = _import_of(key)
    return FileResponse(originals.opened(one.sha256), as_attachment=True, filename=one.file_name)
