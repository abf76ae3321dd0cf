"""One measure: its text, and a tab for each kind of thing its words become; a tab says honestly what is not there yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from luoshi.accountability.api import history_of
from luoshi.delivery.api import standings, subjects
from luoshi.kernel.manifest import manifests
from luoshi.policy.api import document_facts, measure_facts, measures
from luoshi.registry.api import SIGNED_IN, all_units, requires

from ..coverage import MechanismState, states

# Every measure shows these, so that what is missing is seen; a room's own tab takes the place of its name here.
EXPECTED_TABS = (
    ("tasks", "任务", "delivery"),
    ("indicators", "指标", "indicators"),
    ("projects", "项目", "projects"),
    ("services", "服务", "services"),
    ("rules", "规则", "entitlements"),
    ("map", "地图", "territory"),
)
_FURTHER = ("registry", "matching", "exchange", "accountability", "policy", "standards", "portal")


def _tabs(found: list[MechanismState]) -> list[dict[str, Any]]:
    own = {tab.code: tab for manifest in manifests() for tab in manifest.measure_tabs}
    tabs = [{"code": "text", "label": _("原文与落实"), "tab": None, "planned": found}]
    for code, label, room in EXPECTED_TABS:
        planned = [state for state in found if state.facts.room == room]
        tabs.append({"code": code, "label": _(label), "tab": own.pop(code, None), "planned": planned})
    tabs += [{"code": tab.code, "label": str(tab.label), "tab": tab, "planned": []} for tab in own.values()]
    further = [state for state in found if state.facts.room in _FURTHER]
    if further:
        tabs.append({"code": "further", "label": _("其他机制"), "tab": None, "planned": further})
    last = (("people", _("责任单位")), ("history", _("记录")))
    return [*tabs, *({"code": code, "label": label, "tab": None, "planned": []} for code, label in last)]


@requires(SIGNED_IN)
def measure(request: HttpRequest, document: str, measure: str) -> HttpResponse:
    facts, where = measure_facts(document, measure), standings(document)
    found = states(document, measure)
    tabs = _tabs(found)
    active = next((tab for tab in tabs if tab["code"] == request.GET.get("tab")), tabs[0])
    body = ""
    if active["tab"] is not None:
        room = active["tab"]
        body = render_to_string(room.template, room.context(request.viewer, document, measure), request)
    codes = [m.code for m in measures(document)]
    at = codes.index(measure)
    units = all_units()
    return render(
        request,
        "measure.html",
        {
            "document": document_facts(document),
            "measure": facts,
            "status": where.measures.get(measure),
            "clauses": [{"facts": clause, "status": where.clauses.get(clause.code)} for clause in facts.clauses],
            "tabs": [{**tab, "url": f"?tab={tab['code']}", "active": tab is active} for tab in tabs],
            "active": active,
            "body": body,
            "mechanisms": found,
            "parties": [{"facts": party, "unit": units.get(party.unit or "")} for party in facts.parties],
            "leads": [(units[code], count) for code, count in where.measures[measure].leads.items()]
            if measure in where.measures
            else [],
            "history": history_of(subjects(document, measure)) if active["code"] == "history" else [],
            "previous": codes[at - 1] if at else None,
            "following": codes[at + 1] if at + 1 < len(codes) else None,
        },
    )
