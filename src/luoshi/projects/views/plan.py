"""The plan of a project: drafted, taken in, moved, levelled, checked, given out; its baseline asked for and decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..domain import quality
from ..domain.network import Activity as Node
from ..domain.network import Link
from ..domain.resources import level as levelled
from ..errors import PlanMissing
from ..formats import mspdi, workbook
from ..formats.records import FileRefused
from ..planning import Plan, baseline_of, plan_of, record_of
from ..present import drawing, slip, terms, words
from ..queries import project_of
from ..service import plans
from .portfolio import as_date, as_json
from .shared import told

MAX_BYTES = 50 * 1024 * 1024
_SECONDS = 5.0


@requires("projects.plan")
@require_POST
def draft(request: ViewerRequest, code: str) -> HttpResponse:
    try:
        plans.draft(by=request.viewer, code=code)
        messages.success(request, _("计划已起草。请逐项核对工期，再申请作为基线。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:plan", code)


@requires("projects.plan")
@require_POST
def move(request: ViewerRequest, code: str) -> HttpResponse:
    """From the form (saved at once) or from the drawing (JSON: shown first, saved when confirmed)."""
    in_json = request.content_type == "application/json"
    given: dict[str, Any] = as_json(request) if in_json else request.POST.dict()
    start = as_date(str(given.get("start", "")))
    days = str(given.get("days") or "")
    try:
        if start is None:
            raise NotFound(what=str(given.get("start", "")))
        found = plans.move(
            by=request.viewer,
            code=code,
            activity=str(given.get("activity", "")),
            start=start,
            days=int(days) if days.isdecimal() and len(days) < 6 else None,
            save=not in_json or given.get("save") is True,
        )
    except ExpectedError as error:
        if in_json:
            return JsonResponse({"message": error.text(_(error.message))}, status=409)
        told(request, error)
        return redirect("projects:plan", code)
    said = _("完工日 %(finish)s") % {"finish": found.finish}
    if found.slip:
        said += _("（%(days)s 天）") % {"days": f"{found.slip:+d}"}
    said += (
        _("，%(count)s 道工序随之推迟。") % {"count": len(found.pushed)} if found.pushed else _("，其他工序不受影响。")
    )
    if in_json:
        return JsonResponse(
            {"message": said, "saved": found.saved, "finish": found.finish.isoformat(), "slip": found.slip}
        )
    messages.success(request, said)
    return redirect("projects:plan", code)


@requires("projects.plan")
@require_POST
def take_in(request: ViewerRequest, code: str) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("请先选择计划文件。"))
        return redirect("projects:plan", code)
    content = upload.read(MAX_BYTES + 1)
    try:
        if content[:2] == b"PK":
            where, record = "工序", workbook.read_plan(content)
        else:
            where, record = "Tasks", mspdi.read(content)
        plans.take_in(by=request.viewer, code=code, plan=record, where=where)
    except FileRefused as error:
        return page(request, code, faults=error.faults, problem=error.text(_(error.message)), status=422)
    except ExpectedError as error:
        told(request, error)
        return redirect("projects:plan", code)
    messages.success(
        request, _("计划已导入，%(count)s 道工序。下面是 14 项检查的结果。") % {"count": len(record.activities)}
    )
    return redirect("projects:plan", code)


@requires("projects.plan")
@require_POST
def ask_baseline(request: ViewerRequest, code: str) -> HttpResponse:
    try:
        plans.ask_baseline(by=request.viewer, code=code, reason=request.POST.get("reason", ""))
        messages.success(request, _("已提交，等待批准。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:plan", code)


@requires("projects.approve")
@require_POST
def decide_baseline(request: ViewerRequest, code: str, number: int) -> HttpResponse:
    approve = request.POST.get("decision") == "approve"
    try:
        plans.decide_baseline(
            by=request.viewer, code=code, number=number, approve=approve, reason=request.POST.get("reason", "")
        )
        messages.success(request, _("基线已批准。") if approve else _("已退回。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:plan", code)


@requires("projects.view")
def plan(request: ViewerRequest, code: str) -> HttpResponse:
    return page(request, code)


def page(
    request: ViewerRequest, code: str, *, faults: list[Any] | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    one, day = project_of(code), today()
    found, baseline = plan_of(one, day), baseline_of(one)
    asked = one.baselines.filter(state="asked").first()
    context = {
        "one": one,
        "name": words(one),
        "plan": found,
        "drawing": drawing(found, day, terms(one.document)) if found else None,
        "movable": [
            (b.activity.code, f"{b.activity.name} {b.start:%Y-%m-%d}")
            for b in (found.bars if found else ())
            if b.times and not b.activity.actual_start
        ],
        "points": points_of(found, day) if found else [],
        "baseline": baseline,
        **slip(found, baseline),
        "asked": asked,
        "may_decide": asked is not None and request.viewer.may("projects.approve"),
        "may_plan": request.viewer.may("projects.plan", one.owner.code),
        "capacity": _capacity(found, request.GET) if found else {},
        "levelled": _levelled(request, found) if found else None,
        "faults": (faults or [])[:200],
        "problem": problem,
        "day": day,
    }
    return render(request, "projects/plan.html", context, status=status)


def points_of(found: Plan, day: Any) -> list[dict[str, Any]]:
    """The fourteen points in words, the failed ones first."""
    bars = [b for b in found.bars if b.times is not None]
    rows = [
        quality.Row(
            code=b.activity.code,
            name=b.activity.name,
            days=b.activity.days,
            fixed=b.activity.earliest_date is not None and b.activity.actual_start is None,
            # A permit costs no construction money: the office's time is what it needs.
            cost=bool(b.activity.budget_yuan) or bool(b.activity.step) or bool(b.activity.needs),
            milestone=not b.activity.days,
            baseline_finish=b.baseline[1] if b.baseline else None,
            start=b.start,
            finish=b.finish,
            actual_start=b.activity.actual_start,
            actual_finish=b.activity.actual_finish,
        )
        for b in bars
    ]
    codes = {r.code for r in rows}
    links = [k for k in found.links if k.before in codes and k.after in codes]
    shown = []
    for point in quality.check(rows, links, day):
        value = _value(point)
        shown.append(
            {
                "label": _(quality.POINTS[point.code]),
                "advice": _(quality.ADVICE[point.code]) if point.passed is False else "",
                "passed": point.passed,
                "value": value,
                "rows": list(point.rows[:8]),
                "more": max(0, len(point.rows) - 8),
            }
        )
    return sorted(shown, key=lambda s: s["passed"] is not False)


def _value(point: quality.Point) -> str:
    if point.value is None:
        return "—"
    if point.code == "critical":
        return _("是") if point.passed else _("否")
    return f"{point.value:.2f}" if point.code.endswith("_index") else f"{point.value:.0f}%"


def _capacity(found: Plan, given: Any) -> dict[str, int]:
    """Each resource the plan needs, with how much there is: as asked, else the most any activity needs."""
    most: dict[str, int] = {}
    for bar in found.bars:
        for name, amount in bar.activity.needs.items():
            most[name] = max(most.get(name, 0), int(amount))
    for name in most:
        text = given.get(f"capacity-{name}", "")
        if text.isdecimal() and len(text) < 7:
            most[name] = int(text)
    return most


def _levelled(request: ViewerRequest, found: Plan) -> dict[str, Any] | None:
    """What limited resources do to the finish, asked for by a button: it takes some seconds."""
    if "level" not in request.GET:
        return None
    bars = [b for b in found.bars if b.times is not None and b.activity.actual_finish is None]
    codes = {b.activity.code for b in bars}
    links = [Link(*k) for k in found.links if k.before in codes and k.after in codes]
    needs = {b.activity.code: {k: int(v) for k, v in b.activity.needs.items()} for b in bars}
    try:
        best = levelled(
            [Node(b.activity.code, b.activity.days) for b in bars],
            links,
            needs,
            _capacity(found, request.GET),
            _SECONDS,
        )
    except ExpectedError as error:
        return {"problem": error.text(_(error.message))}
    return {
        "free": best.free_length,
        "length": best.length,
        "bound": best.bound,
        "gap": f"{100 * best.gap:.1f}",
        "longer": best.length - best.free_length,
    }


@requires("projects.view")
def download(request: ViewerRequest, code: str, form: str) -> HttpResponse:
    one = project_of(code)
    found = plan_of(one, today())
    if found is None:
        raise PlanMissing(project=one.name)
    record = record_of(one)
    if form == "mspdi":
        content = mspdi.write(record, {b.activity.code: (b.start, b.finish) for b in found.bars})
        kind, ending = "application/xml", "xml"
    elif form == "xlsx":
        content = workbook.write_plan(record)
        kind, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    else:
        raise NotFound(what=form)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{code}-plan.{ending}"'
    return response
