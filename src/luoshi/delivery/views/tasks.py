"""Lists of tasks, one task with its reports, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import today
from luoshi.policy.api import ClauseFacts, clause_facts, document_facts, documents, measures
from luoshi.registry.api import ViewerRequest, all_units, paged, requires, unit_words

from ..domain.lifecycle import OPEN_STATES, STATE_LABELS, TaskState, acts_open
from ..evidence import path_of
from ..foresight import foresee
from ..forms import SheetForm
from ..lists import chosen, narrowed, workbook
from ..models import COLOURS, Evidence, LightChange, Request, Task
from ..panels import reason_of, words_of
from ..photos import used_before
from ..service import tasks as acts
from .task_parts import FORMS, levels_of, report_parts

SORT_LABELS = (
    ("code", "按原文顺序"),
    ("due", "期限从近到远"),
    ("-due", "期限从远到近"),
    ("percent", "进度从低到高"),
    ("-percent", "进度从高到低"),
    ("-report", "最近报送在前"),
)


@requires("delivery.view")
def tasks_home(request: ViewerRequest) -> HttpResponse:
    """The first document's tasks; with none yet, what to do first."""
    found = documents()
    if not found:
        return render(request, "delivery/no_document.html")
    return redirect("delivery:task-list", found[0].code)


@requires("delivery.view")
def tasks(request: ViewerRequest, document: str) -> HttpResponse:
    wanted = chosen(request.GET)
    page = paged(narrowed(document, wanted).prefetch_related("supports"), request)
    for row in page:
        row.reason = reason_of(row)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "document": document_facts(document),
        "page": page,
        "total": page.paginator.count,
        "may_issue": request.viewer.may("delivery.issue"),
        "may_review": request.viewer.may("delivery.review"),
        "query": query.urlencode(),
        "filters": _filters(document, wanted),
        "sorts": [
            {"value": key, "label": _(label), "selected": wanted.get("sort") == key} for key, label in SORT_LABELS
        ],
        "reset_url": request.path if wanted else "",
        "export_url": f"{reverse('delivery:task-workbook', args=[document])}?{query.urlencode()}",
    }
    return render(request, "delivery/tasks.html", context)


def _filters(document: str, wanted: dict[str, str]) -> list[dict[str, Any]]:
    """The toolbar's filters with what is chosen in each."""
    english = get_language() == "en"
    choices = {
        "unit": [(u.code, unit_words(u)) for u in all_units().values()],
        "measure": [
            (m.code, f"{m.number} {m.title_en if english and m.title_en else m.title}") for m in measures(document)
        ],
        "light": [(code, _(label)) for code, label in COLOURS],
        "state": [(code, _(label)) for code, label in STATE_LABELS.items()],
    }
    labels = {"unit": _("牵头单位"), "measure": _("措施"), "light": _("亮灯"), "state": _("状态")}
    words = {"name": "q", "label": _("词句或编号"), "kind": "search", "value": wanted.get("q", "")}
    return [
        words,
        *(
            {
                "name": name,
                "label": labels[name],
                "kind": "select",
                "options": [{"value": v, "label": w, "selected": wanted.get(name) == v} for v, w in options],
            }
            for name, options in choices.items()
        ),
    ]


@requires("delivery.view")
def tasks_workbook(request: ViewerRequest, document: str) -> HttpResponse:
    return workbook(document, narrowed(document, chosen(request.GET)))


@requires("delivery.view")
def task(request: ViewerRequest, document: str, code: str) -> HttpResponse:
    return task_page(request, acts.get(document, code))


def task_page(request: ViewerRequest, found: Task, status: int = 200, **forms: Any) -> HttpResponse:
    """The task with its reports and the forms of what this person may do now; ``forms`` replaces fresh ones."""
    viewer = request.viewer
    lead = found.lead.code
    steps = {step.act for step in acts_open(found.state) if viewer.may(step.permission, lead)}
    sees_reports = acts.may_see_reports(viewer, found)
    requests = list(found.requests.all())
    waiting = {r.kind: r for r in requests if r.state == Request.State.OPEN}
    reports = list(found.reports.prefetch_related("evidence")) if sees_reports else []
    context = {
        "document": document_facts(found.document),
        "task": found,
        "reason": reason_of(found),
        "state_label": STATE_LABELS[found.state],
        "clause": _clause(found),
        "supports": found.supports.all(),
        "reports": reports,
        "used_before": used_before([file for one in reports for file in one.evidence.all()]),
        "sees_reports": sees_reports,
        "requests": requests,
        "light_changes": _with_words(found),
        "steps": steps,
        "waiting_objection": waiting.get("objection"),
        "waiting_extension": waiting.get("extension") if viewer.may("delivery.issue", lead) else None,
        "may_extend": found.state in OPEN_STATES
        and viewer.may("delivery.report", lead)
        and "extension" not in waiting
        and today() <= found.due_date,
        **levels_of(viewer, found),
        **(report_parts(viewer, found) if "report" in steps else {}),
        "may_pause": found.state in {TaskState.UNDER_WAY, TaskState.RETURNED}
        and viewer.may("delivery.report", lead)
        and "suspension" not in waiting,
        "waiting_suspension": waiting.get("suspension") if viewer.may("delivery.issue", lead) else None,
        **{name: form_type(auto_id=f"{name}-%s") for form_type, name in FORMS.values()},
        "reviews": "accept_report" in steps,
        "waiting_complete": any(one.complete and one.state == "submitted" for one in reports),
        "sheets": (sheets := list(found.sheets.all())),
        "talks": list(found.talks.select_related("paper")),
        "foreseen": foresee([found], today()).get(found.pk),
        "may_score": viewer.may("delivery.score"),
        "may_issue_sheet": found.state in OPEN_STATES
        and viewer.may("delivery.issue", lead)
        and ("sheet_form" in forms or all(sheet.outcome != "open" for sheet in sheets)),
        "sheet_form": SheetForm(),
        "today": today(),
        **forms,
    }
    return render(request, "delivery/task.html", context, status=status)


def _clause(found: Task) -> ClauseFacts | None:
    """The sentence the task comes from; None where a later text no longer has it."""
    try:
        return clause_facts(found.document, found.clause)
    except NotFound:
        return None


def words_behind(found: Task) -> str:
    """The words the task came from: the sentence as it stands, or as it stood before a later text left it out."""
    if clause := _clause(found):
        return clause.text
    return found.amendments.order_by("-pk").values_list("was", flat=True).first() or ""


def _with_words(found: Task) -> list[tuple[LightChange, str]]:
    return [(change, words_of(change.reason, change.params)) for change in found.light_changes.all()[:20]]


@requires("delivery.view_reports")
def evidence(request: ViewerRequest, evidence_id: int) -> FileResponse:
    """A file, as an attachment under its own name: it is never shown inside a page of ours."""
    found = get_object_or_404(Evidence.objects.select_related("report__task__lead"), pk=evidence_id)
    acts.require_reports(request.viewer, found.report.task)
    path = path_of(found.sha256)
    if not path.exists():
        raise Http404(found.name)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox"
    return response
