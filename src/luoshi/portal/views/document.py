"""The living document: the text as published, each sentence with its light, owners and progress."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.delivery.api import Standings, Status, commitment_counts, shares, standings
from luoshi.kernel.manifest import manifests
from luoshi.policy.api import clause_facts, document_facts, documents, measure_facts, measures, servings, text
from luoshi.registry.api import SIGNED_IN, all_units, requires

from ..coverage import states
from ..typeset import typeset


@requires(SIGNED_IN)
def documents_list(request: HttpRequest) -> HttpResponse:
    """With one document, straight to it; with none, what to do first."""
    found = documents()
    if len(found) == 1:
        return redirect("document", found[0].code)
    return render(request, "documents.html", {"documents": found})


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "") for key in ("unit", "light", "section")}


def _matches(status: Status | None, section: str, chosen: dict[str, str]) -> bool:
    """Whether a sentence is among those asked for; with nothing asked, all are."""
    if chosen["section"] and chosen["section"] != section:
        return False
    if chosen["unit"] and (status is None or not status.leads[chosen["unit"]]):
        return False
    return not chosen["light"] or (status.light if status else "") == chosen["light"]


def lines(
    text: str, title: str, found: Any, where: Standings, chosen: dict[str, str], names: dict[str, str]
) -> list[dict[str, Any]]:
    """The typeset lines with what every sentence has become."""
    sections = {measure.code: measure.section for measure in found}
    ready = []
    for line in typeset(text, title, found):
        segments = []
        for segment in line.segments:
            entry: dict[str, Any] = {"kind": segment.kind, "text": segment.text, "clause": segment.clause}
            if segment.clause:
                status = where.clauses.get(segment.clause)
                entry["status"] = status
                entry["light"] = status.light if status else ""
                entry["leads"] = "、".join(names[code] for code in status.leads if code in names) if status else ""
                entry["dimmed"] = not _matches(status, sections[segment.measure], chosen)
            segments.append(entry)
        measure_status = where.measures.get(line.measure)
        ready.append({"kind": line.kind, "measure": line.measure, "segments": segments, "status": measure_status})
    return ready


def living_context(document: str, chosen: dict[str, str]) -> dict[str, Any]:
    facts, found, where = document_facts(document), measures(document), standings(document)
    units = all_units()
    names = {code: unit.short_name for code, unit in units.items()}
    return {
        "document": facts,
        "lines": lines(text(document), facts.title, found, where, chosen, names),
        "shares": shares(commitment_counts(document), where.whole.with_evidence),
        "whole": where.whole,
        "sections": list(dict.fromkeys(measure.section for measure in found if measure.section)),
        "units": [units[code] for code in where.units],
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "measures": found,
    }


@requires(SIGNED_IN)
def living(request: HttpRequest, document: str) -> HttpResponse:
    return render(request, "document.html", living_context(document, _chosen(request)))


@requires(SIGNED_IN)
def clause(request: HttpRequest, document: str, clause: str) -> HttpResponse:
    """The chain from a sentence to what runs: a fragment beside the text, a page by itself without scripts."""
    facts = clause_facts(document, clause)
    groups = [
        {"label": manifest.label, "items": items}
        for manifest in manifests()
        if manifest.clause_panel and (items := manifest.clause_panel(request.viewer, document, clause))
    ]
    context = {
        "document": document_facts(document),
        "clause": facts,
        "measure": measure_facts(document, facts.measure),
        "groups": groups,
        "servings": servings(document, clause),
        "mechanisms": [state for state in states(document, facts.measure) if clause in state.facts.clauses],
    }
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "parts/clause_panel.html" if fragment else "clause.html", context)
