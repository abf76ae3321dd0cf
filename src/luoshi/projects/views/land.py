"""Land coordination: plots, quota, who asks, what the assignment proposes and why, what the meeting resolved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..domain.land import MU_A_HECTARE, approved_by
from ..models import LandPlot, LandRound, Project
from ..present import words
from ..service import land
from .portfolio import as_date
from .rolling import amount, township_names
from .shared import USES, document_of, told

QUOTA = {"new": "新增建设用地", "cropland": "占用耕地"}
SIDE = 44


@requires("projects.view")
def board(request: ViewerRequest) -> HttpResponse:
    document, day = document_of(request), today()
    code = document.code if document else ""
    plots = list(LandPlot.objects.filter(document=code).select_related("project"))
    demands = land.open_demands(code)
    left, names = land.quota_left(code, day.year), township_names(code)
    rounds = list(LandRound.objects.filter(document=code).exclude(state=LandRound.State.DROPPED)[:6])
    newest = rounds[0] if rounds else None
    shown = _round(newest, {p.code: p for p in plots}) if newest else None
    viewer = request.viewer
    free = [p for p in plots if p.project is None]
    context = {
        "document": document,
        "figures": [
            {
                "label": _("可供地块"),
                "value": len(free),
                "unit": _("宗"),
                "note": _mu(sum((p.area_mu for p in free), Decimal(0))),
            },
            {
                "label": _("用地需求"),
                "value": len(demands),
                "unit": _("个"),
                "note": _mu(sum((d.mu for d in demands), Decimal(0))),
            },
            *(
                {
                    "label": _("剩余%(kind)s指标") % {"kind": _(QUOTA[kind])},
                    "value": f"{mu:,.0f}",
                    "unit": _("亩"),
                    "note": str(day.year),
                }
                for kind, mu in sorted(left.items())
            ),
        ],
        "rows": [
            {
                "one": d,
                "name": words(d.project),
                "use": _(USES[d.use]),
                "town": names.get(d.township[:9], "") if d.township else "",
            }
            for d in demands
        ],
        "plots": [_plot(p, names) for p in plots],
        "round": shown,
        "earlier": [r for r in rounds[1:] if r.state == LandRound.State.RESOLVED],
        "may_propose": viewer.may("projects.land") and bool(demands),
        "may_resolve": bool(
            newest and newest.state == "proposed" and not newest.jam and viewer.may("projects.land_resolve")
        ),
        "quota": [{"kind": kind, "label": _(QUOTA[kind]), "value": f"{mu:.0f}"} for kind, mu in sorted(left.items())],
        "day": day,
        "map_url": f"{reverse('projects:land-map')}?{urlencode({'document': code})}",
    }
    return render(request, "projects/land.html", context)


def _mu(amount_: Decimal) -> str:
    return _("%(mu)s 亩") % {"mu": f"{amount_:,.0f}"}


def _plot(p: LandPlot, names: dict[str, str]) -> dict[str, Any]:
    level = approved_by(
        basic_farmland=float(p.basic_farmland_mu) / MU_A_HECTARE,
        cropland=float(p.cropland_mu) / MU_A_HECTARE,
        other=float(p.area_mu - p.cropland_mu) / MU_A_HECTARE,
    )
    return {
        "one": p,
        "name": words(p),
        "use": _(USES.get(p.use, p.use)),
        "town": names.get(p.township[:9], p.township),
        "shape": shape_of(p.outline),
        "approved_by": _("国务院") if level == "state" else _("省政府"),
        "taken": words(p.project) if p.project else "",
    }


def shape_of(outline: dict[str, Any]) -> str:
    """The outline as the path of a small square drawing."""
    rings = (
        outline["coordinates"] if outline["type"] == "Polygon" else [r for part in outline["coordinates"] for r in part]
    )
    points = [point for ring in rings for point in ring]
    west, north = min(p[0] for p in points), max(p[1] for p in points)
    size = max(max(p[0] for p in points) - west, north - min(p[1] for p in points)) or 1.0
    drawn = [
        "M"
        + "L".join(f"{2 + (x - west) / size * SIDE:.1f} {2 + (north - y) / size * SIDE:.1f}" for x, y, *_z in ring)
        + "Z"
        for ring in rings
    ]
    return "".join(drawn)


def _round(one: LandRound, plots: dict[str, LandPlot]) -> dict[str, Any]:
    codes = {line["project"] for line in [*one.lines, *one.left]} | set((one.jam or {}).get("projects", []))
    codes |= {who for line in one.left for who in line["what"] if line["why"] == "outranked"}
    projects = {p.code: p for p in Project.objects.filter(code__in=codes)}

    def name(code: str) -> str:
        return words(projects[code]) if code in projects else code

    return {
        "one": one,
        "state": _(one.get_state_display()),
        "lines": [
            {**line, "name": name(line["project"]), "to": words(plots[line["plot"]]), "mu": plots[line["plot"]].area_mu}
            for line in one.lines
            if line["plot"] in plots
        ],
        "left": [
            {"code": line["project"], "name": name(line["project"]), "why": _why(line, name)} for line in one.left
        ],
        "jam": _jam(one.jam, name) if one.jam else "",
        "value": f"{one.value:.1f}",
        "bound": f"{one.bound:.1f}",
        "gap": f"{100 * (one.bound - one.value) / one.bound if one.bound else 0:.2f}",
    }


def _why(line: dict[str, Any], name: Any) -> str:
    what = line["what"]
    if line["why"] == "no_use":
        return _("没有符合用途和位置的地块")
    if line["why"] == "too_small":
        return _("符合用途的地块最大只有 %(mu)s 亩") % {"mu": what[0]}
    if line["why"] == "quota":
        return _("%(kinds)s指标不够") % {"kinds": _("、").join(_(QUOTA[k]) for k in what)}
    return _("合适的地块安排给了价值更高的%(names)s") % {"names": _("、").join(name(code) for code in what)}


def _jam(jam: dict[str, Any], name: Any) -> str:
    names = _("、").join(name(code) for code in jam["projects"])
    if jam["limits"]:
        kinds = _("、").join(_(QUOTA[k]) for k in jam["limits"])
        return _("必须保障的放不下。最少的冲突是：%(names)s。增加%(kinds)s指标，或不再把其中一个列为必须保障。") % {
            "names": names,
            "kinds": kinds,
        }
    return _("必须保障的放不下。最少的冲突是：%(names)s，能用的地块不够。增加地块，或不再把其中一个列为必须保障。") % {
        "names": names
    }


@requires("projects.land")
@require_POST
def propose(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    if document is None:
        raise NotFound(what="")
    given = {kind: value for kind in QUOTA if (value := amount(request.POST.get(kind, ""))) is not None}
    try:
        made = land.propose(by=request.viewer, document=document.code, quota=given or None)
        messages.success(request, _("已测算，%(n)s 个项目有地，待上会议定。") % {"n": len(made.lines)})
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:land")


@requires("projects.land_resolve")
@require_POST
def resolve(request: ViewerRequest, number: int) -> HttpResponse:
    refused = {
        k.removeprefix("refuse-"): request.POST.get(f"why-{k.removeprefix('refuse-')}", "")
        for k in request.POST
        if k.startswith("refuse-")
    }
    meeting = as_date(request.POST.get("meeting", "")) or today()
    try:
        land.resolve(
            by=request.viewer, round_=number, meeting=meeting, minutes=request.POST.get("minutes", ""), refused=refused
        )
        messages.success(request, _("已登记会议决定，供地事项已交督办。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:land")


@requires("projects.plan")
@require_POST
def ask(request: ViewerRequest, code: str) -> HttpResponse:
    mu = amount(request.POST.get("mu", ""))
    try:
        land.ask(
            by=request.viewer,
            code=code,
            use=request.POST.get("use", ""),
            mu=Decimal(str(mu or 0)),
            must="must" in request.POST,
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("已提出用地需求。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:project", code=code)
