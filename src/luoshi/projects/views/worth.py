"""A project's economic evaluation, and a research project's milestones, money and acceptance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..domain.evaluation import Flows, evaluate, investment_of, tornado
from ..errors import FieldsWrong
from ..models import Project
from ..parameters import numbers
from ..present import money, words
from ..queries import project_of
from ..service import evaluation
from .calls import number
from .shared import told

WHAT = {"benefits": "效益", "investment": "建设投资", "running": "运营费用", "rate": "折现率"}
RESULTS = {"passed": "通过", "mostly": "基本通过", "failed": "不通过"}
WAN = 10_000


@requires("projects.view")
def worth(request: ViewerRequest, code: str) -> HttpResponse:
    return page(request, project_of(code))


def page(request: ViewerRequest, project: Project, problem: str = "", text: str = "") -> HttpResponse:
    """Net present value and the rest at the rate of the day; another rate may be tried by ``?rate=``."""
    rows = list(project.flows.all())
    rates = numbers(project.document, today(), "social_discount_rate", "sensitivity_share")
    tried = number(request.GET.get("rate", ""))
    rate = tried if tried is not None and 0 <= tried < 100 else rates["social_discount_rate"]
    context: dict[str, Any] = {
        "one": project,
        "name": words(project),
        "rate": f"{rate.normalize():f}",
        "usual": f"{rates['social_discount_rate'].normalize():f}",
        "rows": rows,
        "may": request.viewer.may("projects.plan", project.owner.code),
        "problem": problem,
        "text": text or "\n".join(f"{money(r.benefit_yuan)} {money(r.cost_yuan)}".replace(",", "") for r in rows),
    }
    if rows:
        flows = Flows(tuple(float(r.benefit_yuan) / WAN for r in rows), tuple(float(r.cost_yuan) / WAN for r in rows))
        context |= _worked_out(flows, float(rate) / 100, float(rates["sensitivity_share"]) / 100)
    return render(request, "projects/worth.html", context, status=409 if problem else 200)


def _worked_out(flows: Flows, rate: float, by: float) -> dict[str, Any]:
    found = evaluate(flows, rate)

    def years(value: float | None) -> str:
        return _("期内收不回") if value is None else f"{value:.2f}"

    swings = tornado(flows, rate, by)
    least, most = min(min(s.low, s.high) for s in swings), max(max(s.low, s.high) for s in swings)
    span = (most - least) or 1.0
    return {
        "figures": [
            {
                "label": _("净现值"),
                "value": f"{found.npv:,.0f}",
                "unit": _("万元"),
                "colour": "green" if found.npv >= 0 else "red",
            },
            {
                "label": _("内部收益率"),
                "value": "—" if found.irr is None else f"{100 * found.irr:.2f}%",
                "note": "" if found.irr is not None else _("净现金流不是只变号一次，没有唯一的内部收益率"),
            },
            {"label": _("效益费用比"), "value": "—" if found.ratio is None else f"{found.ratio:.3f}"},
            {
                "label": _("静态投资回收期"),
                "value": years(found.payback),
                "unit": "" if found.payback is None else _("年"),
            },
            {
                "label": _("动态投资回收期"),
                "value": years(found.discounted),
                "unit": "" if found.discounted is None else _("年"),
            },
        ],
        "building": investment_of(flows),
        "by": f"{100 * by:.0f}",
        "zero": round(100 * (found.npv - least) / span, 2),
        "npv": f"{found.npv:,.0f}",
        "swings": [
            {
                "what": _(WHAT[s.what]),
                "low": f"{s.low:,.0f}",
                "high": f"{s.high:,.0f}",
                "x": round(100 * (min(s.low, s.high) - least) / span, 2),
                "width": round(100 * s.width / span, 2),
                "switch": "" if s.switch is None else f"{100 * s.switch:+.1f}%",
            }
            for s in swings
        ],
    }


@requires("projects.plan")
@require_POST
def set_flows(request: ViewerRequest, code: str) -> HttpResponse:
    text = request.POST.get("flows", "")[:20_000]
    try:
        evaluation.set_flows(by=request.viewer, code=code, rows=_rows(text))
        messages.success(request, _("已保存。"))
    except ExpectedError as error:
        told(request, error)
        return page(request, project_of(code), error.text(_(error.message)), text)
    return redirect("projects:worth", code=code)


def _rows(text: str) -> list[tuple[Decimal, Decimal]]:
    """Each line benefit and cost of a year in 万元, from the first year. Raises FieldsWrong naming the line."""
    found = []
    for n, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        cells = [number(cell) for cell in line.replace("，", " ").replace("\t", " ").split()]
        if len(cells) != 2 or None in cells:
            raise FieldsWrong(
                problem=_("第 %(n)s 行“%(text)s”应写两个数：效益、费用（万元），中间空格")
                % {"n": n, "text": line.strip()[:40]}
            )
        found.append((Decimal(cells[0] or 0) * WAN, Decimal(cells[1] or 0) * WAN))
    return found
