"""Cases: the list, one case with its diagram and its form, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.registry.api import FIRM, ROLES, ViewerRequest, find_entry, paged, requires

from .. import papers, queries
from ..clocks import clock_of, light_of, work_calendar
from ..domain import forms
from ..errors import FormIncomplete
from ..models import Case, Item, Step
from ..panels import reason_of
from ..service import cases as acts
from ..service import certificates, complaints, desk, finishing, handing_in, versions
from ..service.intake import may_begin, start
from ..service.processes import tables_of
from ..words import in_words, is_english


def typed(schema: dict[str, Any], posted: QueryDict) -> dict[str, Any]:
    """What was posted for a form's fields; lists where several may be chosen."""
    kinds = {field.name: field.kind for field in forms.fields(schema)}
    return {n: posted.getlist(n) if kind == "choices" else posted.get(n, "") for n, kind in kinds.items()}


def sent_papers(request: ViewerRequest, item: Item | None) -> dict[str, Any]:
    """The files that came with a form that ``paper_fields.html`` drew, by the name of the paper."""
    asked = enumerate(handing_in.asked_for(item))
    return {paper.name: file for n, paper in asked if (file := request.FILES.get(f"paper-{n}")) is not None}


def shown(schema: dict[str, Any], values: dict[str, Any]) -> list[dict[str, Any]]:
    """The form's fields with their values, as the template draws them."""
    return [
        {
            "field": field,
            "value": values.get(field.name, ""),
            "when": field.when[0] if field.when else "",
            "when_value": str(field.when[1]).lower()
            if field.when and field.when[1] in (True, False)
            else (field.when[1] if field.when else ""),
        }
        for field in forms.fields(schema)
    ]


@requires("services.view_cases")
def cases(request: ViewerRequest) -> HttpResponse:
    """The cases of the person's units: those to be worked first, by their day."""
    rows = queries.visible(request.viewer)
    state = request.GET.get("state", "open")
    if state == "open":
        rows = rows.filter(finished_at=None).order_by("due_date", "pk")
    elif state == "done":
        rows = rows.filter(finished_at__isnull=False).order_by("-finished_at")
    if process := request.GET.get("process"):
        rows = rows.filter(version__code=process)
    page = paged(rows, request)
    day = today()
    waiting: dict[int, list[str]] = {}
    english = is_english()
    for case_id, name, name_en in Step.objects.filter(
        case__in=list(page), state=Step.State.OPEN, kind=Step.Kind.HUMAN
    ).values_list("case_id", "name", "name_en"):
        waiting.setdefault(case_id, []).append((name_en if english else "") or name)
    for case in page:
        found = light_of(case, day)
        case.light, case.light_reason, case.waiting = found.colour, reason_of(found), waiting.get(case.pk, [])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "state": state,
        "tabs": [
            {"url": f"?state={code}", "label": label, "active": state == code, "count": None}
            for code, label in (("open", _("在办")), ("done", _("已办")), ("all", _("全部")))
        ],
        "query": query.urlencode(),
        "items": Item.objects.filter(is_current=True).order_by("name")[:60]
        if request.viewer.may("services.start")
        else [],
        "procedures": may_begin(request.viewer) if request.viewer.may("services.start") else [],
        "may_report": request.viewer.may("services.report"),
    }
    return render(request, "services/cases.html", context)


@requires("services.view_cases")
def paper(request: ViewerRequest, number: str, paper_id: int) -> FileResponse:
    """A paper of a case, for those who may see the case; always as an attachment, never shown in the page."""
    found = acts.get(number)
    _may_see(request, found)
    attachment = found.attachments.filter(pk=paper_id).first()
    if attachment is None:
        raise Http404(number)
    return FileResponse(papers.opened(attachment), as_attachment=True, filename=papers.file_name(attachment))


@requires("services.start")
def new(request: ViewerRequest, code: str) -> HttpResponse:
    """A window takes an application in."""
    item = Item.objects.select_related("unit").filter(code=code, is_current=True).first()
    if item is None:
        raise Http404(code)
    schema = start_form(acts.current(item.process))
    values: dict[str, Any] = {}
    problems: list[str] = []
    posted: Any = request.POST
    if code_asked := request.GET.get("applicant_code", "").strip()[:32]:
        posted, values, problems = _from_register(schema, code_asked)
    if request.method == "POST":
        given = typed(schema, request.POST) if schema else {}
        values, told = forms.read(schema, given) if schema else ({}, [])
        problems = [in_words(problem) for problem in told]
        name, number = request.POST.get("applicant_name", "").strip(), request.POST.get("applicant_code", "").strip()
        if not name:
            problems = [_("申请人没有填写"), *problems]
        if not problems:
            made = start(by=request.viewer, item=code, applicant={"name": name[:120], "code": number[:32]}, data=values)
            for refused in handing_in.take(request.viewer, acts.get(made), sent_papers(request, item)):
                messages.warning(request, in_words(refused))
            messages.success(request, _("已收件，办件编号 %(number)s。") % {"number": made})
            return redirect("services:case", made)
        values = {**given, **values}
    context = {
        "item": item,
        "papers": handing_in.asked_for(item),
        "fields": shown(schema, values) if schema else [],
        "problems": problems,
        "posted": posted,
    }
    return render(request, "services/new.html", context, status=422 if problems else 200)


def _from_register(schema: dict[str, Any], code: str) -> tuple[dict[str, str], dict[str, Any], list[str]]:
    """What the register of firms knows of the applicant: the applicant, the form's values, and what is wrong."""
    facts = find_entry(FIRM.code, code, today())
    if facts is None:
        return {"applicant_code": code}, {}, [_("名录里没有“%(code)s”这家企业，请手工填写。") % {"code": code}]
    applicant = {"applicant_name": str(facts["name"]), "applicant_code": code}
    return applicant, forms.prefilled(schema, {"register": facts}) if schema else {}, []


def start_form(version: Any) -> dict[str, Any]:
    """The form with which a case begins: that of the start event, or none."""
    found = next((node["form"] for node in version.nodes.values() if node["kind"] == "startEvent"), "")
    return dict(version.forms.get(found, {}))


def _may_see(request: ViewerRequest, case: Case) -> None:
    if not queries.may_see(request.viewer, case):
        raise NotAllowed(permission=_("查看办件"))


@requires("services.view_cases")
def case(request: ViewerRequest, number: str) -> HttpResponse:
    found = acts.get(number)
    _may_see(request, found)
    return page_of(request, found)


def page_of(request: ViewerRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    """One case: its clock, its diagram, the form of the step this person can do, what has happened."""
    viewer, day = request.viewer, today()
    steps = list(case.steps.select_related("unit"))
    found = light_of(case, day)
    mine = [step for step in steps if _may_work(viewer, step)]
    chosen = next((step for step in mine if str(step.pk) == request.GET.get("step")), mine[0] if mine else None)
    schema = case.version.forms.get(case.version.nodes[chosen.node]["form"], {}) if chosen else {}
    known = {**case.data, **(chosen.draft if chosen else {}), **more.pop("typed", {})}
    clock, papers_there = clock_of(case), handing_in.papers_of(case)
    context = {
        "case": case,
        "light": found.colour,
        "light_reason": reason_of(found),
        "remaining": clock.remaining(day, work_calendar()) if clock and not case.finished_at else None,
        "steps": steps,
        "mine": mine,
        "chosen": chosen,
        "fields": shown(schema, forms.prefilled(schema, known)) if schema else [],
        "heat": queries.heat(case),
        "facts": facts_of(case),
        "suspensions": list(case.suspensions.order_by("from_date")),
        "certificates": list(case.certificates.all()),
        "papers": papers_there,
        "missing_papers": "\n".join(paper.name for paper in papers_there if paper.is_missing),
        "asked_for": handing_in.asked_for(case.item),
        "children": list(case.children.select_related("version")),
        "merged": case.merged.count(),
        "rating": getattr(case, "rating", None),
        "colleagues": {who: name for who, name in desk.colleagues(chosen).items() if who != viewer.username}
        if chosen
        else {},
        "may_revoke": viewer.may("services.revoke", case.unit.code),
        "may_appeal": viewer.may("services.as_clerk", case.unit.code),
        "may_extend": viewer.may("services.extend", case.unit.code)
        and not case.finished_at
        and not case.extension_days,
        "may_suspend": viewer.may("services.suspend", case.unit.code) and not case.finished_at,
        "may_correct": case.state == Case.State.RETURNED and viewer.may("services.as_clerk"),
        "may_withdraw": viewer.may("services.start") and not case.finished_at,
        "may_move": viewer.may("services.publish")
        and not case.finished_at
        and acts.current(case.version.code) != case.version,
        "forecast": queries.forecast(case, day),
        **more,
    }
    return render(request, "services/case.html", context, status=status)


def _may_work(viewer: Any, step: Step) -> bool:
    if step.state != Step.State.OPEN or step.kind != Step.Kind.HUMAN:
        return False
    role = "clerk" if step.role == "applicant" else step.role
    if role not in ROLES:
        return False
    return bool(viewer.may(f"services.as_{role}", step.unit.code if step.unit else None))


HIDDEN = {"applicant", "unit", "savings", "overdue_told", "missing"}


def facts_of(case: Case) -> list[tuple[str, Any]]:
    """The data of the case under the labels of its forms, in their order, and what tables decided of it."""
    used = dict.fromkeys(node["form"] for node in case.version.nodes.values() if node["form"])
    schemas = [case.version.forms[form] for form in used if form in case.version.forms]
    fields = {f.name: f for schema in reversed(schemas) for f in forms.fields(schema)}
    found = [(fields[name], value) for name, value in case.data.items() if name in fields and name not in HIDDEN]
    english = is_english()
    given = [(in_words(f.named), _spoken(f.english_of(value) if english else value)) for f, value in found]
    return given + [(in_words(label), _spoken(value)) for label, value in _decided(case, fields, english)]


def _decided(case: Case, asked: Container[str], english: bool) -> Iterator[tuple[str, Any]]:
    """What decision tables made of it, as far as they say how people call it; nothing that is empty."""
    for table in tables_of(case.version).values():
        for name, label in zip(table.outputs, table.labels, strict=True):
            if label and name not in asked and (value := case.data.get(name)) not in (None, "", []):
                yield label, (case.data.get(f"{name}_en") if english else None) or value


def _spoken(value: Any) -> Any:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _("、").join(map(str, value)) if isinstance(value, list) else value


@requires("services.view_cases")
@require_POST
def step_act(request: ViewerRequest, number: str, step_id: int, act: str) -> HttpResponse:
    """Claim, put back, keep a draft, ask for correction, complete; the act itself checks who may."""
    case = acts.get(number)
    _may_see(request, case)
    step = case.steps.filter(pk=step_id).first()
    if step is None:
        raise NotFound(what=number)
    at: dict[str, Any] = {"by": request.viewer, "number": number, "step_id": step_id}
    schema = case.version.forms.get(case.version.nodes[step.node]["form"], {})
    given = typed(schema, request.POST) if schema else {}
    try:
        match act:
            case "claim":
                desk.claim(**at)
            case "put-back":
                desk.delegate(**at, to="")
            case "delegate":
                desk.delegate(**at, to=request.POST.get("to", ""))
            case "draft":
                desk.keep_draft(**at, values={key: value for key, value in given.items() if value})
            case "correction":
                desk.ask_correction(**at, missing=request.POST.get("missing", "").splitlines())
            case "finish":
                values, problems = forms.read(schema, given) if schema else ({}, [])
                if problems:
                    raise FormIncomplete(count=len(problems), problems=_("、").join(map(in_words, problems)))
                finishing.finish_step(**at, values=values)
            case _:
                raise Http404(act)
    except ExpectedError as error:
        if isinstance(error, NotAllowed):
            raise
        return page_of(request, acts.get(number), 422, refused=error.text(_(error.message)), typed=given)
    messages.success(request, _("草稿已保存。") if act == "draft" else _("已办理。"))
    return redirect("services:case", number)


@requires("services.view_cases")
@require_POST
def case_act(request: ViewerRequest, number: str, act: str) -> HttpResponse:
    """What can be done with the case as a whole; the act itself checks who may."""
    case = acts.get(number)
    _may_see(request, case)
    known = _acts_of(request, case)
    if act not in known:
        raise Http404(act)
    try:
        known[act]()
    except ExpectedError as error:
        if isinstance(error, NotAllowed):
            raise
        return page_of(request, acts.get(number), 422, refused=error.text(_(error.message)))
    messages.success(request, _("已办理。"))
    return redirect("services:case", number)


def _acts_of(request: ViewerRequest, case: Case) -> dict[str, Callable[[], object]]:
    """Stop and start the clock, extend, take the correction in, appeal, revoke, move, withdraw."""
    at: dict[str, Any] = {"by": request.viewer, "number": case.number}
    words = {name: request.POST.get(name, "")[:2000] for name in ("reason", "basis", "note", "days", "certificate")}
    days = whole(words["days"]) or 0

    def correct() -> None:
        if not request.viewer.may("services.as_clerk"):
            raise PermissionDenied
        desk.correct(**at, note=words["note"])

    def revoke() -> None:
        if not case.certificates.filter(number=words["certificate"]).exists():
            raise NotFound(what=words["certificate"])
        certificates.revoke(by=request.viewer, number=words["certificate"], reason=words["reason"])

    return {
        "suspend": lambda: desk.suspend(**at, reason=words["reason"], basis=words["basis"]),
        "resume": lambda: desk.resume(**at),
        "extend": lambda: desk.extend(**at, days=days, reason=words["reason"]),
        "correct": correct,
        "papers": lambda: handing_in.add(**at, files=sent_papers(request, case.item)),
        "revoke": revoke,
        "appeal": lambda: complaints.appeal(**at, reason=words["reason"]),
        "move": lambda: versions.move(**at),
        "withdraw": lambda: acts.withdraw(**at, reason=words["reason"]),
    }
