"""The board of firms on their way over the threshold of size."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import ViewerRequest, all_units, paged, requires

from ..pipeline import assign_helper, candidates
from .public import tabs


@requires("entitlements.view_sweeps")
def pipeline(request: ViewerRequest) -> HttpResponse:
    rows, sample = candidates()
    page = paged(rows, request, 20)
    context = {
        "tabs": tabs(request, "pipeline"),
        "page": page,
        "rows": page.object_list,
        "sample": sample,
        "total": len(rows),
        "reached": sum(row.share >= 1 for row in rows),
        "helped": sum(bool(row.helper) for row in rows),
        "units": [(code, facts.name) for code, facts in all_units().items()],
        "may_assign": request.viewer.may("entitlements.sweep"),
    }
    return render(request, "entitlements/pipeline.html", context)


@requires("entitlements.sweep")
@require_POST
def assign(request: ViewerRequest) -> HttpResponse:
    try:
        assign_helper(by=request.viewer, uscc=request.POST.get("uscc", ""), unit=request.POST.get("unit", ""))
    except ExpectedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已指定帮扶单位，培育办件已送到该单位。"))
    return redirect("entitlements:pipeline")
