"""Boards: sweeps over everybody, what another parameter would do, and the statutes themselves."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.citation import VERIFIED_LABELS
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, paged, place_names, public, requires, select_filter, snapshot

from ..asking import said
from ..domain.cases import read_cases
from ..domain.errors import RuleUnknown
from ..domain.rules import Rule
from ..domain.sweeping import FAULTS, KINDS
from ..groups import LABELS
from ..models import Finding, Sweep
from ..panels import label_of
from ..service import STATUTES, law_on, place_of, run_sweep, whole_law
from ..whatif import Share, compare
from .public import frame_of, tabs

GROUPS = {
    "social_assistance": "社会救助",
    "social_insurance": "社会保险",
    "employment": "就业创业",
    "innovation": "科技创新和人才",
    "firms": "企业资质和规模",
    "industry": "产业政策",
    "local": "省级规定",
    "contribution_base": "社会保险",
    "outpatient": "社会保险",
    "research_centres": "科技创新和人才",
    "technology_and_headquarters": "产业政策",
    "persons": "人的事实",
}
SWEPT = ("social_assistance", "firms")


@requires("entitlements.view_sweeps")
def sweeps(request: ViewerRequest) -> HttpResponse:
    runs = list(Sweep.objects.all()[:20])
    latest = runs[0] if runs else None
    context = {
        "tabs": tabs(request, "sweeps"),
        "latest": latest,
        "rows": _summary(latest) if latest else [],
        "figures": _figures(latest) if latest else [],
        "runs": runs,
        "may_run": request.viewer.may("entitlements.sweep"),
        "groups": [(code, _(GROUPS[code])) for code in SWEPT],
        "day": today(),
    }
    return render(request, "entitlements/sweeps.html", context)


def _figures(sweep: Sweep) -> list[dict[str, Any]]:
    kinds = dict(sweep.findings.values_list("kind").annotate(Count("pk")).order_by())
    where = reverse("entitlements:sweep", args=[sweep.run])
    return [
        {"label": _(label), "value": kinds.get(code, 0), "url": f"{where}?kind={code}"} for code, label in KINDS.items()
    ]


def _summary(sweep: Sweep) -> list[dict[str, Any]]:
    found: dict[str, dict[str, int]] = {}
    for rule, kind, count in sweep.findings.values_list("rule", "kind").annotate(Count("pk")).order_by():
        found.setdefault(rule, {})[kind] = count
    return [
        {
            **count,
            "label": label_of(count["rule"]),
            "amount": None if count["amount"] is None else f"{count['amount'] / 100:,.2f}",
            "found": found.get(count["rule"], {}),
            "url": reverse("entitlements:sweep", args=[sweep.run]) + f"?rule={count['rule']}",
        }
        for count in sweep.counts
    ]


@requires("entitlements.sweep")
@require_POST
def run(request: ViewerRequest) -> HttpResponse:
    names = [name for name in request.POST.getlist("rules") if name in SWEPT] or list(SWEPT)
    try:
        outcome = run_sweep(by=request.viewer, names=names, day=today())
    except ExpectedError as error:
        messages.error(request, str(error))
        return redirect("entitlements:sweeps")
    if outcome.is_new:
        messages.success(request, _("已完成筛查，用时 %(seconds)s 秒。") % {"seconds": outcome.sweep.seconds})
    else:
        messages.info(request, _("名录、规则和参数与上一批次相同，结果没有变化。"))
    return redirect("entitlements:sweeps")


@requires("entitlements.view_sweeps")
def sweep(request: ViewerRequest, run: str) -> HttpResponse:
    """Whom a run points out, narrowed by kind, rule and township."""
    found = get_object_or_404(Sweep, run=run)
    wanted = {name: request.GET[name] for name in ("kind", "rule", "township") if request.GET.get(name)}
    page = paged(Finding.objects.filter(sweep=found, **wanted), request)
    may_look = request.viewer.may("entitlements.see_household")
    law = whole_law()
    context = {
        "tabs": tabs(request, "sweeps"),
        "sweep": found,
        "page": page,
        "query": "&".join(f"{k}={v}" for k, v in wanted.items()),
        "rows": [_finding(row, may_look, law) for row in page.object_list],
        "filters": _filters(found, wanted),
        "total": page.paginator.count,
        "reset_url": reverse("entitlements:sweep", args=[run]) if wanted else "",
    }
    return render(request, "entitlements/sweep.html", context)


def _filters(sweep: Sweep, wanted: dict[str, str]) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for name in ("kind", "rule", "township"):
        found[name] = list(sweep.findings.exclude(**{name: ""}).values_list(name, flat=True).order_by(name).distinct())
    words: dict[str, Callable[[str], str]] = {
        "kind": lambda code: _(KINDS.get(code) or code),
        "rule": label_of,
        "township": str,
    }
    labels = {"kind": _("类型"), "rule": _("规则"), "township": _("乡镇")}
    return [
        select_filter(name, labels[name], [(v, words[name](v)) for v in found[name]], wanted.get(name, ""))
        for name in found
    ]


def _finding(row: Finding, may_look: bool, law: Any) -> dict[str, Any]:
    key = row.key if row.entity != "person" else row.key[:3] + "*" * max(0, len(row.key) - 5) + row.key[-2:]
    return {
        "kind": _(KINDS.get(row.kind, row.kind)),
        "rule": label_of(row.rule) if row.rule else "",
        "key": key,
        "township": row.township,
        "amount": None if row.amount is None else f"{row.amount / 100:,.2f}",
        "missing": [_fact_label(name, law) for name in row.missing.split(",") if name],
        "url": reverse("entitlements:finding", args=[row.pk]) if may_look else "",
    }


def _fact_label(name: str, law: Any) -> str:
    if name in FAULTS:
        return _(FAULTS[name])
    for entity in law.entities.values():
        if (fact := entity.fact(name)) is not None:
            return said(fact)
    parameter = law.parameters.get(name)
    return said(parameter) if parameter else name


@requires("entitlements.what_if")
def what_if(request: ViewerRequest) -> HttpResponse:
    """Another value of a parameter: what it would cost, who would gain and lose, by township and group. Nothing is kept."""
    place, day = place_of(), today()
    law = law_on(day, place)
    benefits = {r.name: said(r) for r in law.rules.values() if r.unit == "bool" and r.amount in law.rules}
    benefit = request.GET.get("benefit", "is_minimum_living")
    benefit = benefit if benefit in benefits else "is_minimum_living"
    movable = {h.code: h for h in _parameters_of(law, benefit)}
    code = request.GET.get("parameter", "")
    code = code if code in movable else next(iter(movable), "")
    context: dict[str, Any] = {
        "tabs": tabs(request, "what-if"),
        "benefits": [(name, label, name == benefit) for name, label in benefits.items()],
        "parameters": [(c, f"{said(h)}（{h.raw:f} {h.unit}）", c == code) for c, h in movable.items()],
        "value": request.GET.get("value", ""),
    }
    if code and (text := request.GET.get("value", "").strip()):
        try:
            other = law_on(day, place, trying={code: Decimal(text)})
            result = compare(law, other, benefit, snapshot(day), day)
            names = place_names(share.code for share in result.townships)
            context["result"] = result
            context["townships"] = [(names.get(s.code, s.code or "—"), s) for s in result.townships]
            context["groups"] = [(_(LABELS[s.code]), s) for s in result.groups]
            context["sample"] = any(h.assumed for h in movable.values())
            context["chart"] = _chart(context["townships"])
        except (InvalidOperation, ValueError):
            context["problem"] = _("请填写数字。")
    return render(request, "entitlements/what_if.html", context)


def _parameters_of(law: Any, benefit: str) -> list[Any]:
    from ..domain.sweeping import plan_of

    return [h for h in plan_of(law, [law.rules[benefit]]).holdings() if h.raw is not None and not h.is_table]


def _chart(townships: list[tuple[str, Share]]) -> dict[str, Any]:
    return {
        "id": "townships",
        "title": _("各乡镇每月支出"),
        "kind": "bar",
        "unit": _("元/月"),
        "headers": [_("乡镇"), _("现行"), _("推演")],
        "rows": [[name, share.before / 100, share.after / 100] for name, share in townships],
        "whole": False,
    }


@public
def statutes(request: ViewerRequest) -> HttpResponse:
    law = law_on(today(), place_of())
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in whole_law().rules:
        folder = rule.file.split("/")[-2] if rule.file.count("/") > 2 else rule.file.split("/")[-1].removesuffix(".py")
        row = _rule_row(rule)
        row["holds"] = law.rules.get(rule.name) == rule
        groups.setdefault(_(GROUPS.get(folder, folder)), []).append(row)
    rules = whole_law().rules
    figures = [
        {"label": _("规则"), "value": len(rules)},
        {"label": _("参数和表"), "value": len(law.holdings)},
        {
            "label": _("尚无数值、待补录"),
            "value": sum(not h.known for h in whole_law().on(today(), place_of()).holdings.values()),
        },
        {"label": _("算例"), "value": sum(len(read_cases(path)) for path in STATUTES.glob("*/cases/*.yaml"))},
    ]
    context = {
        "frame": frame_of(request),
        "tabs": tabs(request, "statutes"),
        "groups": groups.items(),
        "figures": figures,
    }
    return render(request, "entitlements/statutes.html", context)


def _rule_row(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "label": said(rule),
        "source": rule.source,
        "since": rule.in_force_from,
        "until": rule.in_force_to,
        "place": rule.jurisdiction or _("全国"),
        "verified": _(VERIFIED_LABELS[rule.verified]),  # type: ignore[index]
        "url": reverse("entitlements:statute", args=[rule.name]),
    }


@public
def statute(request: ViewerRequest, name: str) -> HttpResponse:
    """A rule: its article, its text, what it rests on, parameters over time, worked examples, who rests on it."""
    whole = whole_law()
    try:
        versions = whole.named(name)
    except RuleUnknown:
        return render(request, "404.html", status=404)
    law = law_on(today(), place_of())
    rule = law.rules.get(name, versions[-1])
    context = {
        "frame": frame_of(request),
        "tabs": tabs(request, "statutes"),
        "rule": rule,
        "label": said(rule),
        "versions": [_rule_row(version) for version in versions],
        "text": inspect.getsource(rule.function),
        "rests_on": [_argument(argument, rule, law) for argument in rule.arguments],
        "used_by": [_rule_row(other) for other in whole.rules if name in other.arguments],
        "parameters": [_over_time(p) for p in _own_parameters(rule, whole)],
        "cases": [case for path in STATUTES.glob("*/cases/*.yaml") for case in read_cases(path) if name in case.expect],
    }
    return render(request, "entitlements/statute.html", context)


def _argument(name: str, rule: Rule, law: Any) -> dict[str, str]:
    if name in law.rules:
        return {"label": said(law.rules[name]), "url": reverse("entitlements:statute", args=[name]), "kind": _("规则")}
    if name in law.holdings:
        holding = law.holdings[name]
        value = (
            f"{holding.raw.normalize():f} {holding.unit}"
            if holding.raw is not None
            else ("" if holding.known else _("待补录"))
        )
        return {
            "label": said(holding),
            "url": "",
            "kind": _("参数"),
            "value": value,
            "assumed": "1" if holding.assumed else "",
        }
    if name == "as_of":
        return {"label": _("计算日"), "url": "", "kind": _("日期")}
    for code in (rule.entity, *law.entities):
        if (fact := law.entities[code].fact(name)) is not None:
            return {"label": said(fact), "url": "", "kind": _("事实")}
    return {"label": name, "url": "", "kind": ""}


def _own_parameters(rule: Rule, law: Any) -> list[Any]:
    return [p for code, p in law.parameters.items() if code.partition(".")[2] in rule.arguments]


def _over_time(parameter: Any) -> dict[str, Any]:
    values = sorted(parameter.values, key=lambda v: (v.jurisdiction, v.in_force_from))
    return {"label": said(parameter), "unit": parameter.unit, "code": parameter.code, "values": values}
