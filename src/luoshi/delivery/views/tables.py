"""Task tables: read from files and looked over before they are kept; the formal table as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, all_units, requires

from ..errors import TooMuchToReport
from ..lists import chosen, narrowed, safe
from ..models import TableImport
from ..service import tables as acts
from ..task_files import cells_of, formal_document, formal_workbook

A_PAGE = 200
_FORMS = {
    "xlsx": (formal_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (formal_document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
MOST_EXPORTED = 5000


@requires("delivery.issue")
def tables(request: ViewerRequest, document: str) -> HttpResponse:
    """Upload a table; those read before."""
    refused, status = "", 200
    if request.method == "POST":
        upload = request.FILES.get("table")
        try:
            if upload is None:
                messages.error(request, _("请先选择任务分解表文件。"))
                return redirect("delivery:tables", document)
            key = acts.read(by=request.viewer, document=document, name=str(upload.name), content=upload.read())
        except ExpectedError as error:
            if error.code == "luoshi.not_allowed":
                raise
            refused, status = error.text(_(error.message)), 422
        else:
            return redirect("delivery:table", document, key)
    context = {
        "document": document_facts(document),
        "tables": TableImport.objects.filter(document=document).defer("rows")[:50],
        "refused": refused,
    }
    return render(request, "delivery/tables.html", context, status=status)


@requires("delivery.issue")
def table(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    return _page(request, document, key)


def _page(request: ViewerRequest, document: str, key: int, refused: str = "", insist: bool = False) -> HttpResponse:
    found = acts.table_of(document, key)
    only = request.GET.get("only") == "faults"
    rows = [row for row in found.rows if row["faults"]] if only else found.rows
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("row"))
    for row in page:
        row["ticked"] = not ticked or str(row["number"]) in ticked
    units = {code: facts.short_name for code, facts in all_units().items()}
    context: dict[str, Any] = {
        "document": document_facts(document),
        "table": found,
        "page": page,
        "total": len(rows),
        "query": "only=faults" if only else "",
        "only": only,
        "units": units,
        "refused": refused,
        "insist": insist,
        "good": sum(1 for row in found.rows if acts.to_keep(row)),
        "kept": sum(1 for row in found.rows if row.get("kept")),
        "at_once": acts.AT_ONCE,
    }
    return render(request, "delivery/table.html", context, status=422 if refused else 200)


@requires("delivery.issue")
@require_POST
def keep_table(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    """Keep the ticked rows as tasks; with ``all``, every row without a fault."""
    found = acts.table_of(document, key)
    if request.POST.get("all"):
        numbers = set([row["number"] for row in found.rows if acts.to_keep(row)][: acts.AT_ONCE])
    else:
        numbers = {int(text) for text in request.POST.getlist("row") if text.isdecimal() and len(text) < 9}
    if not numbers:
        messages.error(request, _("请先勾选要立项的行。"))
        return redirect("delivery:table", document, key)
    try:
        override = request.POST.get("override", "").replace("\0", "")
        made = acts.keep(by=request.viewer, document=document, key=key, numbers=numbers, override=override)
    except ExpectedError as error:
        insist = error.code == TooMuchToReport.code
        return _page(request, document, key, error.text(_(error.message)), insist=insist)
    messages.success(request, _("已立项并交办 %(count)s 项。") % {"count": len(made)})
    if left := sum(1 for row in acts.table_of(document, key).rows if acts.to_keep(row)):
        messages.info(request, _("还有 %(count)s 行无误的没有立项。") % {"count": left})
        return redirect("delivery:table", document, key)
    return redirect("delivery:task-list", document)


@requires("delivery.view")
def formal_table(request: ViewerRequest, document: str, form: str) -> HttpResponse:
    """The formal table of the tasks that the list shows, as xlsx or docx."""
    if form not in _FORMS:
        raise Http404(form)
    write, content_type = _FORMS[form]
    rows = narrowed(document, chosen(request.GET))
    facts = document_facts(document)
    synthetic = rows.filter(synthetic=True).exists()
    note = _("样例数据（合成），不是真实进展") if synthetic else facts.issuer
    tasks = list(rows.order_by("measure", "code").prefetch_related("supports")[:MOST_EXPORTED])
    tasks.sort(key=lambda task: (_number(task.measure), task.pk if task.parent_id is None else task.parent_id, task.pk))
    content = write(f"《{facts.title}》任务分解表", note, cells_of(tasks), safe)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{document}-task-table.{form}"'
    return response


def _number(measure: str) -> int:
    return int(measure) if measure.isdecimal() else 0
