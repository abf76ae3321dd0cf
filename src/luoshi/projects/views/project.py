"""A project on one screen: where, who, money, light and why, the next permit, plan, curve, contracts, problems, clauses."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, all_units, requires, unit_words

from ..errors import ReportWrong
from ..lifecycle import cycle_of
from ..models import Baseline, LandDemand, Photo, Problem, Project
from ..planning import baseline_of, plan_of
from ..present import (
    curve,
    drawing,
    earned_figures,
    finding_words,
    money,
    reason_words,
    slip,
    stage_word,
    terms,
    words,
)
from ..queries import project_of
from ..service import files, reports, year_plans
from ..service.land import uses
from ..service.renewal import needs_consent
from ..standing import Standing, day_after, stands, with_all
from .permits import government, path_words, permit_rows
from .portfolio import as_date, attachment
from .shared import USES, told


def _loaded(code: str) -> Project:
    found = with_all(Project.objects.filter(code=code, retired=False)).prefetch_related("funding", "parcels").first()
    if found is None:
        raise NotFound(what=code)
    return found  # type: ignore[no-any-return]


@requires("projects.view")
def project(request: ViewerRequest, code: str) -> HttpResponse:
    return page(request, code)


def page(request: ViewerRequest, code: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page, with what was wrong with a form that was sent (its values are still in it)."""
    one, day = _loaded(code), today()
    (standing,) = stands([one], day)
    plan, baseline, cycle = plan_of(one, day), baseline_of(one), cycle_of(one)
    units = all_units()
    own = one.owner.code
    viewer = request.viewer
    asked = one.baselines.filter(state=Baseline.State.ASKED).first()
    context = {
        "one": one,
        "name": words(one),
        "stage": stage_word(one.stage),
        "light": standing.light.colour,
        "reasons": reason_words(
            ((r.colour, r.code, {k: str(v) for k, v in r.params.items()}) for r in standing.light.reasons),
            terms(one.document),
        ),
        "document": document_facts(one.document),
        "total": money(one.total_yuan),
        "budget": money(one.budget_yuan),
        "estimate": money(one.estimate_yuan),
        "funding": [
            {"source": f.source, "year": f.year, "planned": money(f.planned_yuan), "paid": money(f.paid_yuan)}
            for f in one.funding.all()
        ],
        "years": [{"one": y, "amount": money(y.amount_yuan)} for y in one.year_plans.all()],
        "contracts": [{"one": c, "value": money(c.value_yuan)} for c in one.contracts.all()],
        "standing": standing,
        "planned": standing.planned,
        "findings": [finding_words(one) for one in standing.findings],
        "earned": earned_figures(standing),
        "outlook": outlook(standing),
        "steps": permit_rows(one, cycle, day) if cycle else [],
        "path": path_words(standing, cycle, units),
        "government": government(one, cycle, day),
        "drawing": drawing(plan, day, terms(one.document)) if plan else None,
        "plan": plan,
        **slip(plan, baseline),
        "baseline": baseline,
        "asked": asked,
        "may_decide": asked is not None and viewer.may("projects.approve"),
        "chart": curve(standing, baseline, day),
        "photos": list(one.photos.all()[:12]),
        "problems": list(one.problems.select_related("owner")),
        "reports": list(one.reports.all()[:6]),
        "may_report": viewer.may("projects.report", own),
        "may_permit": viewer.may("projects.permit", own),
        "may_plan": viewer.may("projects.plan", own),
        "may_raise": viewer.may("projects.raise"),
        "needs_consent": needs_consent(one.sector, one.works) or one.ballots.exists(),
        "has_milestones": one.kind == Project.Kind.RESEARCH and one.milestones.exists(),
        "demand": LandDemand.objects.filter(project=one).first(),
        "land_uses": [(use, _(USES.get(use, use))) for use in uses(one.document)]
        if viewer.may("projects.plan", own)
        else [],
        "problem": problem,
        "posted": request.POST if problem else {},
        "month": (day.replace(day=1)).strftime("%Y-%m"),
        "day": day,
        "units": [(u.code, unit_words(u)) for u in sorted(units.values(), key=lambda u: u.name)]
        if viewer.may("projects.raise")
        else [],
        "problem_kinds": [(code, _(label)) for code, label in Problem.Kind.choices],
    }
    return render(request, "projects/project.html", context, status=status)


def outlook(standing: Standing) -> dict[str, Any] | None:
    """The forecast as a sentence: the point, its band, on how many finished projects it rests."""
    one = standing.project
    if standing.finish is None or one.started_date is None:
        return None
    band, cost = standing.finish, standing.cost
    days = [day_after(one.started_date, months) if months is not None else None for months in (band.low, band.high)]
    return {
        "finish": standing.forecast_day,
        "low": days[0],
        "high": days[1],
        "cases": band.cases,
        "cost": f"{cost.point:,.0f}" if cost else "",
        "cost_low": f"{cost.low:,.0f}" if cost and cost.low is not None else "",
        "cost_high": f"{cost.high:,.0f}" if cost and cost.high is not None else "",
    }


@requires("projects.report")
@require_POST
def report(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    month = as_date(f"{given.get('month', '')[:7]}-01")
    try:
        if month is None:
            raise ReportWrong(problem=_("月份没有填写"))
        reports.report_month(
            by=request.viewer,
            code=code,
            month=month,
            points=_number(given.get("points", "")),
            invested_yuan=_number(given.get("invested", "")) * 10_000,
            paid_yuan=_number(given.get("paid", "") or "0") * 10_000,
            text=given.get("text", "")[:2000],
        )
    except ReportWrong as error:
        return page(request, code, problem=error.text(_(error.message)), status=422)
    messages.success(request, _("月报已保存，亮灯已重新计算。"))
    return redirect("projects:project", code)


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        raise ReportWrong(problem=_("“%(text)s”不是数字") % {"text": text[:30]}) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 9:
        raise ReportWrong(problem=_("“%(text)s”不是数字") % {"text": text[:30]})
    return value.quantize(Decimal("0.01"))


@requires("projects.plan")
@require_POST
def plan_year(request: ViewerRequest, code: str) -> HttpResponse:
    year, given = request.POST.get("year", ""), request.POST
    try:
        if not (year.isdecimal() and 2000 <= int(year) <= 2100):
            raise ReportWrong(problem=_("“%(text)s”不是年份") % {"text": year[:30]})
        amount = _number(given.get("amount", "")) * 10_000
        year_plans.plan_year(
            by=request.viewer, code=code, year=int(year), amount_yuan=amount, nodes=given.get("nodes", "")
        )
        messages.success(request, _("已列入年度投资计划。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:project", code)


@requires("projects.report")
@require_POST
def add_photo(request: ViewerRequest, code: str) -> HttpResponse:
    upload = request.FILES.get("photo")
    taken = as_date(request.POST.get("taken", "")) or today()
    if upload is None:
        messages.error(request, _("请先选择一张照片。"))
    else:
        try:
            reports.add_photo(
                by=request.viewer, code=code, upload=upload, taken=taken, text=request.POST.get("text", "")
            )
            messages.success(request, _("照片已保存。"))
        except ExpectedError as error:
            told(request, error)
    return redirect("projects:project", code)


@requires("projects.view")
def photo(request: ViewerRequest, photo_id: int) -> HttpResponseBase:
    found = Photo.objects.filter(pk=photo_id, project__retired=False).first()
    if found is None:
        raise NotFound(what=str(photo_id))
    response = FileResponse(reports.opened(found), content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires("projects.view")
def download(request: ViewerRequest, code: str, form: str) -> HttpResponse:
    if form not in ("oc4ids", "xlsx"):
        raise NotFound(what=form)
    one = project_of(code)
    publisher = document_facts(one.document).issuer
    rows = Project.objects.filter(pk=one.pk)
    content = files.give_out(by=request.viewer, subject=code, rows=rows, form=form, publisher=publisher)
    return attachment(content, form, code)
