"""The rolling plan: stages, the quarter's roll, ranking, the year's plan; and choosing under limits of money and land."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, requires

from .. import choice
from ..domain import rolling as rules
from ..domain.choosing import Choice, choose
from ..domain.resources import phase
from ..models import MonthReport, Place, Project, Roll, RollLine
from ..present import money, stage_word, words
from ..queries import plan_and_done, portfolio
from ..service import rolls
from ..standing import WAN, last_month
from .shared import document_of, told

YEARS = 3
_SECONDS = 3.0


@requires("projects.view")
def plan(request: ViewerRequest) -> HttpResponse:
    document, day = document_of(request), today()
    code, year = document.code if document else "", last_month(day).year
    found = portfolio().filter(document=code)
    stages = list(found.order_by().values("stage").annotate(n=Count("pk"), total=Sum("total_yuan")))
    counted = {row["stage"]: row for row in stages}
    ratio = rules.counts([row["stage"] for row in stages for _n in range(row["n"])]).reserve_ratio
    latest = Roll.objects.filter(document=code).first()
    lines = latest.lines.select_related("project") if latest else RollLine.objects.none()
    moving = [line for line in lines if line.from_stage != line.to_stage]
    staying = [line for line in lines if line.from_stage == line.to_stage and (line.lacking or line.warns)]
    context = {
        "document": document,
        "figures": [
            {
                "label": _(label),
                "value": counted.get(stage, {}).get("n", 0),
                "unit": _("个"),
                "note": _("%(total)s 万元") % {"total": money(counted.get(stage, {}).get("total") or Decimal(0))},
            }
            for stage, label in rules.STAGES.items()
            if stage != rules.ENDED
        ],
        "ratio": "—" if ratio is None else f"{ratio:.2f}",
        "roll": latest,
        "quarter": rolls.quarter_of(day),
        "may_propose": request.viewer.may("projects.roll")
        and (latest is None or latest.quarter != rolls.quarter_of(day)),
        "may_choose": request.viewer.may("projects.choose"),
        "may_confirm": request.viewer.may("projects.confirm"),
        "moving": [_line(line) for line in moving],
        "staying": paged([_line(line) for line in staying], request),
        "year": year,
        "years": year_rows(code, year),
        "ranking": ranking(code, year),
    }
    return render(request, "projects/rolling.html", context)


def _line(line: RollLine) -> dict[str, Any]:
    return {
        "one": line,
        "project": line.project,
        "name": words(line.project),
        "from": stage_word(line.from_stage),
        "to": stage_word(line.to_stage),
        "met": [_(rules.GATES[gate]) for gate in line.met],
        "lacking": [_(rules.GATES[gate]) for gate in line.lacking],
        "decision": _(line.get_decision_display()),
    }


def year_rows(document: str, year: int) -> dict[str, Any]:
    """This year's plan against what was done, by category and in all; sums over sums."""
    by: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for row in plan_and_done(document, year):
        by.setdefault(row["category"], []).append((row["done"] or Decimal(0), row["amount_yuan"]))

    def line(label: str, pairs: list[tuple[Decimal, Decimal]]) -> dict[str, Any]:
        done, planned = [d for d, _p in pairs], [p for _d, p in pairs]
        share = rules.completion(done, planned)
        return {
            "label": label,
            "count": len(pairs),
            "planned": money(sum(planned, Decimal(0))),
            "done": money(sum(done, Decimal(0))),
            "share": share,
        }

    lines = [line(_(Project.Category(code).label), pairs) for code, pairs in sorted(by.items())]
    return {"lines": lines, "whole": line(_("合计"), [pair for pairs in by.values() for pair in pairs]) if by else None}


def ranking(document: str, year: int) -> list[dict[str, Any]]:
    """Townships by the quarter's counts of 五个一批, equal weights, from least to most: new starts, new industry starts, investment done this year."""
    rows: dict[str, list[float]] = {}
    last = MonthReport.objects.filter(project=OuterRef("pk"), month__gte=date(year, 1, 1), month__lte=date(year, 12, 1))
    found = portfolio().filter(document=document).exclude(township="").order_by()
    found = found.annotate(done=Subquery(last.order_by("-month").values("invested_yuan")[:1]))
    for town, category, started, total, done in found.values_list(
        "township", "category", "started_date", "total_yuan", "done"
    ):
        counts = rows.setdefault(town[:9], [0.0, 0.0, 0.0, 0.0])
        counts[2] += float((done or 0) / WAN)
        if started and started.year == year:
            counts[0] += 1
            counts[1] += category == "industry"
            counts[3] += float((total or 0) / WAN)
    names = township_names(document)
    values = {code: tuple(counts) for code, counts in rows.items()}
    return [
        {
            "rank": s.rank,
            "name": names.get(s.code, s.code),
            "score": f"{s.score:.2f}",
            "starts": int(rows[s.code][0]),
            "industry": int(rows[s.code][1]),
            "done": f"{rows[s.code][2]:,.0f}",
            "total": f"{rows[s.code][3]:,.0f}",
        }
        for s in rules.score(values)
    ]


def township_names(document: str) -> dict[str, str]:
    """Nine-digit code -> name, as the place's file gave them."""
    return {place.code: words(place) for place in Place.objects.filter(document=document)}


@requires("projects.roll")
@require_POST
def propose(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    if document is None:
        raise NotFound(what="")
    try:
        made = rolls.propose(by=request.viewer, document=document.code)
        moves = sum(line.from_stage != line.to_stage for line in made.lines.all())
        messages.success(request, _("已提出 %(moves)s 项调整，请逐项确认。") % {"moves": moves})
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:rolling")


@requires("projects.confirm")
@require_POST
def decide(request: ViewerRequest, line: int) -> HttpResponse:
    confirm = request.POST.get("decision") == "confirm"
    try:
        rolls.decide(by=request.viewer, line=line, confirm=confirm, reason=request.POST.get("reason", ""))
        messages.success(request, _("已调整阶段。") if confirm else _("已登记为不调整。"))
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:rolling")


def amount(text: str) -> float | None:
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() and 0 <= value < Decimal(10) ** 12 else None


@requires("projects.choose")
def choosing(request: ViewerRequest) -> HttpResponse:
    """What can be done with the money and the land there is; another limit shows what would change."""
    document, day = document_of(request), today()
    code = document.code if document else ""
    years = [day.year + n for n in range(YEARS)]
    names = {year: f"money-{year}" for year in years}
    projects = choice.candidates_of(code)
    musts = frozenset(request.GET.getlist("must"))
    found = choice.candidates(projects, names, musts)
    asked = {key: sum(c.needs.get(key, 0.0) for c in found) for key in [*names.values(), "land"]}
    # Without a limit given, two thirds of what is asked for: a start to work from, and it says so.
    usual = {key: round(amount * 2 / 3, -2 if key != "land" else 0) for key, amount in asked.items()}
    limits = {key: given if (given := amount(request.GET.get(key, ""))) is not None else usual[key] for key in usual}
    best = choose(found, limits)
    base = choose(found, usual) if limits != usual and best.conflict is None else None
    labels = {names[year]: _("%(year)s 年县级资金（万元）") % {"year": year} for year in years} | {
        "land": _("新增用地（亩）")
    }
    by_code = {p.code: p for p in projects}
    values = {c.code: c.value for c in found}
    context = {
        "document": document,
        "limits": [
            {
                "name": key,
                "label": labels[key],
                "value": f"{limits[key]:.0f}",
                "hint": _("需求 %(asked)s，用掉 %(used)s")
                % {"asked": f"{asked[key]:,.0f}", "used": f"{best.used.get(key, 0):,.0f}"}
                + ("" if key in request.GET else f" · {_('没有给出上限，先按需求的三分之二')}"),
            }
            for key in labels
        ],
        "rows": [
            {
                "project": p,
                "name": words(p),
                "chosen": p.code in best.chosen,
                "must": p.code in musts,
                "value": f"{values[p.code]:.1f}",
                "total": money(p.total_yuan),
                "land": f"{choice.needs(p, names)['land']:.0f}",
                "money": f"{sum(v for k, v in choice.needs(p, names).items() if k != 'land'):,.0f}",
                "why": labels.get(best.reasons.get(p.code, ""), ""),
                "changed": base is not None and (p.code in best.chosen) != (p.code in base.chosen),
            }
            for p in sorted(projects, key=lambda p: (p.code not in best.chosen, -values[p.code]))
        ],
        "best": best,
        "gap": f"{100 * best.gap:.2f}",
        "value": f"{best.value:.1f}",
        "bound": f"{best.bound:.1f}",
        "conflict": _conflict(best, by_code, labels),
        "unknown": choice.not_weighed(code),
        "phased": _phased(request, best, by_code, years, limits),
        "worth": [_(name) for name in choice.WORTH],
    }
    return render(request, "projects/choosing.html", context)


def _conflict(best: Choice, by_code: dict[str, Project], labels: dict[str, str]) -> dict[str, Any] | None:
    if best.conflict is None:
        return None
    c = best.conflict
    return {
        "names": [words(by_code[code]) for code in c.codes],
        "limit": labels.get(c.limit, ""),
        "needs": f"{c.needs:,.0f}",
        "most": f"{c.most:,.0f}",
        "over": f"{c.needs - c.most:,.0f}",
    }


def _phased(
    request: ViewerRequest, best: Choice, by_code: dict[str, Project], years: list[int], limits: dict[str, float]
) -> dict[str, Any] | None:
    """When the chosen ones start so that no quarter spends more than a quarter of its year's money."""
    if "phase" not in request.GET or not best.chosen:
        return None
    chosen = choice.spenders([by_code[code] for code in best.chosen], years)
    budget = [int(limits[f"money-{year}"]) // 4 for year in years for _q in range(4)]
    try:
        found = phase(chosen, budget, _SECONDS)
    except ExpectedError as error:
        return {"problem": error.text(_(error.message))}
    quarters = [f"{year}Q{q}" for year in years for q in range(1, 5)]
    later = _("%(year)s 年以后") % {"year": years[-1]}
    return {
        "rows": [
            {"name": words(by_code[code]), "start": quarters[at] if at < len(quarters) else later}
            for code, at in sorted(found.start.items(), key=lambda pair: pair[1])
        ],
        "quarters": [
            {"name": name, "spent": f"{spent:,}", "most": f"{most:,}"}
            for name, spent, most in zip(quarters, found.by_quarter, budget, strict=True)
        ],
        "delay": found.delay,
        "bound": found.bound,
        "gap": f"{100 * found.gap:.1f}",
    }
