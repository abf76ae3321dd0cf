"""One measure: its text, and a tab for each kind of thing its words become; a tab says what is not there yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.accountability.api import history_of
from luoshi.delivery.api import commitment_counts, leads_of, standings, subjects
from luoshi.kernel.manifest import MeasureTab, manifests
from luoshi.policy.api import MeasureFacts, document_facts, measure_facts, measures
from luoshi.registry.api import SIGNED_IN, ViewerRequest, all_units, requires, unit_words

from .. import present
from ..coverage import MechanismState, states

# Every measure shows these, so that what is missing is seen; a room's own tab takes its place here by its code.
EXPECTED = (
    ("tasks", "任务", "delivery"),
    ("indicators", "指标", "indicators"),
    ("projects", "项目", "projects"),
    ("services", "服务", "services"),
    ("rules", "规则", "entitlements"),
    ("map", "地图", "territory"),
)


def _becomes(found: list[MechanismState]) -> list[dict[str, Any]]:
    """Rows of the realisation map, each with its mechanisms and whether they run."""
    rows: dict[str, list[MechanismState]] = {}
    for state in found:
        rows.setdefault(state.facts.row, []).append(state)
    return [
        {
            "row": row,
            "words": list(states[0].facts.words),
            "mechanisms": [
                {"title": present.words(state.facts, "title"), "code": state.facts.code, "running": state.running}
                for state in states
            ],
            "running": all(state.running for state in states),
            "works_when": present.words(states[0].facts, "works_when"),
        }
        for row, states in rows.items()
    ]


def _tabs(found: list[MechanismState], active: str) -> tuple[list[dict[str, Any]], MeasureTab | None]:
    own = {tab.code: tab for manifest in manifests() for tab in manifest.measure_tabs}
    tabs = [{"code": "becomes", "label": _("落实方案"), "count": len({state.facts.row for state in found})}]
    for code, label, room in EXPECTED:
        waiting = sum(state.facts.room == room and not state.running for state in found)
        tabs.append({"code": code, "label": _(label), "count": "" if code in own else waiting or ""})
    tabs += [
        {"code": tab.code, "label": str(tab.label)}
        for tab in own.values()
        if tab.code not in dict.fromkeys(c for c, _l, _r in EXPECTED)
    ]
    tabs.append({"code": "history", "label": _("记录")})
    if active not in {tab["code"] for tab in tabs}:
        active = "becomes"
    return [{**tab, "url": f"?tab={tab['code']}", "active": tab["code"] == active} for tab in tabs], own.get(active)


def _tab_html(
    request: ViewerRequest,
    document: str,
    measure: str,
    active: str,
    tab: MeasureTab | None,
    found: list[MechanismState],
) -> str:
    """The active tab: a room's own, the history, or an honest word on what is planned but not there."""
    if tab is not None:
        return render_to_string(tab.template, tab.context(request.viewer, document, measure), request)
    if active == "history":
        return render_to_string("parts/history.html", {"lines": history_of(subjects(document, measure))}, request)
    rooms = {code: room for code, _label, room in EXPECTED}
    if active not in rooms:
        return ""
    planned = [state for state in found if state.facts.room == rooms[active]]
    return render_to_string("parts/not_yet.html", {"becomes": _becomes(planned)}, request)


def _neighbour(document: str, facts: MeasureFacts | None) -> dict[str, str] | None:
    if facts is None:
        return None
    return {
        "title": f"{facts.number} {present.words(facts, 'title')}",
        "url": reverse("measure", args=[document, facts.code]),
    }


@requires(SIGNED_IN)
def measure(request: ViewerRequest, document: str, measure: str) -> HttpResponse:
    facts, where = measure_facts(document, measure), standings(document)
    found = states(document, measure)
    tabs, tab = _tabs(found, request.GET.get("tab", "becomes"))
    active = next(entry["code"] for entry in tabs if entry["active"])
    everything = measures(document)
    at = [other.code for other in everything].index(measure)
    units, count = all_units(), commitment_counts(document).get(measure)
    leads = leads_of(document, measure)
    named = [units[party.unit] for party in facts.parties if party.unit and not party.is_group]
    context = {
        "programme": present.programme(document_facts(document)),
        "measure": {
            **present.measure(document, facts, where.measures.get(measure)),
            "title": facts.title,
            "summary_en": facts.summary_en,
            "commitments": count.commitments if count else 0,
            "sentences": [
                {
                    **present.sentence(document, clause, where.clauses.get(clause.code)),
                    "url": f"{reverse('document', args=[document])}?sentence={clause.code}",
                }
                for clause in facts.clauses
            ],
            "units": [
                {"name": unit_words(unit), "url": reverse("unit", args=[unit.code]), "lead": unit.code in leads}
                for unit in named
            ],
            "groups": [party.name for party in facts.parties if party.is_group or not party.unit],
        },
        "becomes": _becomes(found),
        "tabs": tabs,
        "tab_html": _tab_html(request, document, measure, active, tab, found),
        "previous": _neighbour(document, everything[at - 1] if at else None),
        "next": _neighbour(document, everything[at + 1] if at + 1 < len(everything) else None),
    }
    return render(request, "measure.html", context)
