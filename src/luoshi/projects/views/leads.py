"""Investment promotion: the pipeline by stage, one lead with its promises, and what the headquarters rules say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, all_units, paged, requires, unit_words

from ..domain import promotion as rules
from ..headquarters import MONEY, YES_NO, fields, headquarters, typed
from ..models import Lead, LeadMove, Promise
from ..present import holder_words, money
from ..service import promotion
from .calls import number
from .portfolio import as_date
from .shared import answered_elsewhere, document_of

KINDS = {"same_firm": "同一企业", "same_project": "同一项目", "alike": "名称相近"}
COUNTED = ("jobs", "land")
"""Promises that are not money."""


def _stays(document: str) -> dict[str, list[int]]:
    """Days that leads stayed in each stage before they went on."""
    found: dict[str, list[int]] = defaultdict(list)
    before: dict[int, tuple[str, date]] = {}
    rows = LeadMove.objects.filter(lead__document=document).order_by("lead", "day", "pk")
    for lead, to, day in rows.values_list("lead_id", "to_stage", "day"):
        if lead in before:
            found[before[lead][0]].append((day - before[lead][1]).days)
        before[lead] = (to, day)
    return found


def _furthest(document: str) -> list[str]:
    best: dict[int, str] = {}
    rows = LeadMove.objects.filter(lead__document=document, to_stage__in=rules.ORDER)
    for lead, to in rows.values_list("lead_id", "to_stage"):
        if lead not in best or rules.ORDER.index(to) > rules.ORDER.index(best[lead]):
            best[lead] = to
    return list(best.values())


@requires("projects.view")
def board(request: ViewerRequest) -> HttpResponse:
    document, day = document_of(request), today()
    code = document.code if document else ""
    found = Lead.objects.filter(document=code).select_related("owner")
    stage = request.GET.get("stage", "")
    furthest, stays = _furthest(code), _stays(code)
    chance = rules.chances(furthest)
    active = [
        (s, float(i))
        for s, i in found.exclude(stage__in=["lost", "producing", "full"]).values_list("stage", "invest_yuan")
    ]
    page = paged(found.filter(stage=stage) if stage in rules.STAGES else found, request)
    kept = [_kept(p, day) for p in Promise.objects.filter(lead__document=code).only("amount", "done", "due_date")]
    signed = sum(s not in ("lead", "talks") for s in furthest)
    context = {
        "document": document,
        "figures": [
            {
                "label": _("在谈线索"),
                "value": len(active),
                "unit": _("条"),
                "note": _("意向投资 %(n)s 万元") % {"n": money(Decimal(sum(i for _s, i in active)))},
            },
            {
                "label": _("预期投资"),
                "value": money(Decimal(rules.pipeline_value(active, chance))),
                "unit": _("万元"),
                "note": _("意向投资 × 同阶段线索走到投产的比例"),
            },
            {"label": _("签约"), "value": signed, "unit": _("个")},
            {
                "label": _("承诺兑现"),
                "value": sum(k.colour == "blue" for k in kept),
                "unit": _("项"),
                "note": _("逾期 %(n)s 项") % {"n": sum(k.colour == "red" for k in kept)},
            },
        ],
        "funnel": [
            {
                "label": _(rules.STAGES[s]),
                "stage": s,
                "count": n,
                "share": "" if share is None else f"{100 * share:.0f}",
                "width": round(100 * n / len(furthest)) if furthest else 0,
            }
            for s, n, share in rules.conversion(furthest)
        ],
        "page": page,
        "query": f"stage={stage}" if stage else "",
        "rows": [
            {
                "one": lead,
                "stage": _(rules.STAGES[lead.stage]),
                "invest": money(lead.invest_yuan),
                "days": (day - lead.stage_since).days,
                "long": lead.stage not in ("lost", "full")
                and rules.long_stay((day - lead.stage_since).days, stays[lead.stage]),
            }
            for lead in page.object_list
        ],
        "stage": stage,
        "units": _own_units(request),
        "posted": {},
    }
    return render(request, "projects/leads.html", context)


def _own_units(request: ViewerRequest) -> list[tuple[str, str]]:
    """(Code, name) of the units for which the viewer may register leads."""
    if not request.viewer.may("projects.promote"):
        return []
    own = request.viewer.units("projects.promote")
    known = sorted((u for u in all_units().values() if own is None or u.code in own), key=lambda u: u.name)
    return [(u.code, unit_words(u)) for u in known]


def _kept(p: Promise, day: date) -> rules.Kept:
    return rules.kept(float(p.amount), float(p.done), p.due_date, day)


@requires("projects.view")
def lead(request: ViewerRequest, code: str) -> HttpResponse:
    return page(request, code)


def page(request: ViewerRequest, code: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    """One lead, with what was wrong with a form that was sent; what was typed is still in it."""
    one, day = promotion.lead_of(code), today()
    units = all_units()
    said = headquarters(one.document, one.facts, day, "en" if get_language() == "en" else "zh")
    english = get_language() == "en"
    may = request.viewer.may("projects.promote", one.owner.code)
    context = {
        "one": one,
        "stage": _(rules.STAGES[one.stage]),
        "invest": money(one.invest_yuan),
        "moves": [{"one": m, "stage": _(rules.STAGES[m.to_stage])} for m in one.moves.all()],
        "doubles": [
            {
                "code": d.code,
                "unit": holder_words(d.unit, units),
                "kind": _(KINDS[d.kind]),
                "held": d.held,
                "until": "" if d.until == date.max else d.until,
            }
            for d in promotion.doubles_of(one, day)
        ],
        "promises": [_promise(p, day) for p in one.promises.all()],
        "questions": [_question(f, one, english, request.POST if problem else {}) for f in fields(one.document, day)],
        "facts": one.facts,
        "problem": problem,
        "posted": request.POST if problem else {},
        "said": said,
        "reward": money(Decimal(str(said.reward_yuan))) if said.reward_yuan is not None else "",
        "next": [
            {"code": to, "label": _(label), "evidence": _(rules.EVIDENCE[to])}
            for to, label in rules.STAGES.items()
            if rules.may_move(one.stage, to)
        ]
        if may
        else [],
        "may": may,
        "sides": [(code_, _(label)) for code_, label in Promise.Side.choices],
        "whats": [(code_, _(label)) for code_, label in Promise.What.choices],
    }
    return render(request, "projects/lead.html", context, status=status)


def _question(fact: Any, one: Lead, english: bool, posted: Mapping[str, str]) -> dict[str, Any]:
    """One fact of the headquarters rules as a field of the form."""
    label = (fact.label_en if english else "") or fact.label
    options = [(code, _(text) if text else code) for code, text in fact.codes]
    if fact.type in YES_NO:
        options = [("1", _("是")), ("0", _("否"))]
    return {
        "name": fact.name,
        "label": f"{label}{_('（万元）') if fact.type in MONEY else ''}",
        "help": (fact.help_en if english else "") or fact.help,
        "options": options,
        "value": posted[fact.name] if fact.name in posted else typed(one.facts.get(fact.name), fact.type),
    }


def _promise(p: Promise, day: date) -> dict[str, Any]:
    kept = _kept(p, day)
    counted = p.what in COUNTED

    def amount(value: Decimal) -> str:
        return f"{value:,.0f}" if counted else money(value)

    return {
        "one": p,
        "side": _(p.get_side_display()),
        "what": _(p.get_what_display()),
        "unit": {"jobs": _("人"), "land": _("亩")}.get(p.what, _("万元")),
        "amount": amount(p.amount),
        "done": amount(p.done),
        "share": "" if kept.share is None else f"{100 * kept.share:.0f}",
        "colour": kept.colour,
    }


@requires("projects.promote")
@require_POST
def register(request: ViewerRequest) -> HttpResponse:
    document, given = document_of(request), request.POST
    if document is None:
        raise NotFound(what="")
    try:
        code = promotion.register(
            by=request.viewer,
            document=document.code,
            unit=given.get("unit", ""),
            company=given.get("company", ""),
            project_name=given.get("project_name", ""),
            credit_code=given.get("credit_code", ""),
            invest_yuan=(number(given.get("invest", "")) or Decimal(0)) * 10_000,
            source=given.get("source", ""),
            industry=given.get("industry", ""),
        )
        messages.success(request, _("已登记为首谈单位。"))
        return redirect("projects:lead", code=code)
    except ExpectedError as error:
        answered_elsewhere(error)
        context = {"posted": given, "units": _own_units(request), "problem": error.text(_(error.message))}
        return render(request, "projects/lead_form.html", context, status=409)


def _act(request: ViewerRequest, code: str, what: Any) -> HttpResponse:
    try:
        what()
    except ExpectedError as error:
        answered_elsewhere(error)
        return page(request, code, problem=error.text(_(error.message)), status=409)
    messages.success(request, _("已登记。"))
    return redirect("projects:lead", code=code)


@requires("projects.promote")
@require_POST
def note_facts(request: ViewerRequest, code: str) -> HttpResponse:
    return _act(request, code, lambda: promotion.note_facts(by=request.viewer, code=code, posted=request.POST))


@requires("projects.promote")
@require_POST
def move(request: ViewerRequest, code: str) -> HttpResponse:
    to, evidence = request.POST.get("to", ""), request.POST.get("evidence", "")
    return _act(request, code, lambda: promotion.move(by=request.viewer, code=code, to=to, evidence=evidence))


@requires("projects.promote")
@require_POST
def promise(request: ViewerRequest, code: str) -> HttpResponse:
    given = request.POST
    value = number(given.get("amount", "")) or Decimal(0)
    amount = value if given.get("what") in COUNTED else value * 10_000
    due = as_date(given.get("due", "")) or today()
    return _act(
        request,
        code,
        lambda: promotion.promise(
            by=request.viewer, code=code, side=given.get("side", ""), what=given.get("what", ""), amount=amount, due=due
        ),
    )


@requires("projects.promote")
@require_POST
def fulfil(request: ViewerRequest, code: str, promise_id: int) -> HttpResponse:
    one = Promise.objects.filter(pk=promise_id, lead__code=code).first()
    if one is None:
        raise NotFound(what=str(promise_id))
    value = number(request.POST.get("done", "")) or Decimal(0)
    done = value if one.what in COUNTED else value * 10_000
    evidence = request.POST.get("evidence", "")
    return _act(
        request, code, lambda: promotion.fulfil(by=request.viewer, promise_id=promise_id, done=done, evidence=evidence)
    )
