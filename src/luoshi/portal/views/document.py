"""The living document: the text as published, each sentence with its light, owners and progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.delivery.api import (
    LIGHTS,
    Standings,
    chain_of,
    clauses_amended,
    commitment_counts,
    shares,
    standings,
    unit_standings,
)
from luoshi.kernel.manifest import Manifest, PanelItem, Viewer, manifests
from luoshi.kernel.today import today
from luoshi.policy.api import (
    DocumentFacts,
    MeasureFacts,
    clause_facts,
    document_facts,
    documents,
    measure_facts,
    measures,
    servings,
    text,
)
from luoshi.registry.api import SIGNED_IN, ViewerRequest, all_units, requires, select_filter, unit_words

from .. import present
from ..coverage import states
from ..templatetags.luoshi import light_word
from ..typeset import typeset


@requires(SIGNED_IN)
def documents_list(request: ViewerRequest) -> HttpResponse:
    """With one document, straight to it; with none, what to do first."""
    found = documents()
    if len(found) == 1:
        return redirect("document", found[0].code)
    return render(request, "documents.html", {"documents": found})


def document_context(
    facts: DocumentFacts, found: list[MeasureFacts], where: Standings, *, measure_url: str
) -> dict[str, Any]:
    """What the typeset paper needs, for those signed in and for the public alike."""
    sheet = typeset(text(facts.code), facts.title, found)
    chapters = present.paper(facts, sheet, found, where.clauses, where.measures, measure_url)
    _mark_amended(facts.code, found, chapters)
    return {
        "programme": present.programme(facts),
        "document": {
            "code": facts.code,
            "issuer": facts.issuer,
            "number": facts.doc_number,
            "title_lines": sheet.title_lines or [facts.title],
            "letter": sheet.letter,
            "preamble": sheet.preamble,
            "urls": {
                "self": "",
                "json": reverse("policy:reading-json", args=[facts.code]),
                "akn": reverse("policy:reading-akn", args=[facts.code]),
            },
        },
        "chapters": chapters,
        "show_english": present.english(),
    }


def _words(found: Sequence[MeasureFacts]) -> dict[str, str]:
    return {clause.code: clause.text for measure in found for clause in measure.clauses}


def _mark_amended(document: str, found: list[MeasureFacts], chapters: list[dict[str, Any]]) -> None:
    """Mark the sentences that other documents have amended or repealed."""
    by_clause = clauses_amended(document, _words(found))
    if not by_clause:
        return
    for chapter in chapters:
        for block in chapter["blocks"]:
            for sentence in block["measure"]["sentences"] if "measure" in block else ():
                several = present.amended(by_clause.get(sentence["id"], ()), today())
                sentence["amended"] = several
                sentence["repealed"] = any(one["in_force"] and not one["words"] for one in several)


def _share_rows(facts: DocumentFacts, where: Standings) -> list[dict[str, Any]]:
    counted = shares(commitment_counts(facts.code), where.whole.with_evidence)
    tasks = reverse("delivery:task-list", args=[facts.code])
    rows = (
        (_("有责任单位"), counted.with_owner, ""),
        (_("已交办任务"), counted.with_task, tasks),
        (_("有佐证"), counted.with_evidence, tasks),
        (_("有成效指标"), counted.with_measure, ""),
    )
    whole = counted.commitments
    return [
        {"label": label, "count": count, "total": whole, "share": 100 * count / whole if whole else 0, "url": url}
        for label, count, url in rows
    ]


def _set_aside(context: dict[str, Any], where: Standings, chosen: dict[str, str]) -> int:
    """Mark the sentences that the filters leave out; returns how many are left in."""
    left = 0
    of_unit = unit_standings(context["document"]["code"], chosen["unit"]).clauses if chosen["unit"] else {}
    for chapter in context["chapters"]:
        for block in chapter["blocks"]:
            for sentence in block["measure"]["sentences"] if "measure" in block else ():
                status = where.clauses.get(sentence["id"])
                fits = (
                    (not chosen["chapter"] or chosen["chapter"] == chapter["title"])
                    and (not chosen["unit"] or sentence["id"] in of_unit)
                    and (not chosen["light"] or chosen["light"] == (status.light if status else "none"))
                )
                sentence["aside"] = not fits
                left += fits
    return left


def _filters(context: dict[str, Any], where: Standings, chosen: dict[str, str]) -> list[dict[str, Any]]:
    units = all_units()
    lights = [(light, light_word(light)) for light in LIGHTS]
    chapters = [(chapter["title"], chapter["title"]) for chapter in context["chapters"] if chapter["title"]]
    return [
        select_filter("unit", _("牵头单位"), [(u, unit_words(units[u])) for u in where.units], chosen["unit"]),
        select_filter("light", _("亮灯"), [*lights, ("none", _("还没有交办"))], chosen["light"]),
        select_filter("chapter", _("章节"), chapters, chosen["chapter"]),
    ]


@requires(SIGNED_IN)
def living(request: ViewerRequest, document: str) -> HttpResponse:
    facts, found, where = document_facts(document), measures(document), standings(document)
    chosen = {key: request.GET.get(key, "") for key in ("unit", "light", "chapter")}
    context = document_context(facts, found, where, measure_url="measure")
    if any(chosen.values()):
        context["filtered"] = {"count": _set_aside(context, where, chosen), "reset_url": request.path}
    if wanted := request.GET.get("sentence"):
        context["chain"] = chain_context(request.viewer, facts, wanted)
    context |= {"shares": _share_rows(facts, where), "filters": _filters(context, where, chosen)}
    return render(request, "document.html", context)


def chain_context(viewer: Viewer, facts: DocumentFacts, code: str) -> dict[str, Any]:
    """What one sentence has become: words, commitments, tasks, latest evidence; and what it is still to become."""
    clause = clause_facts(facts.code, code)
    measure = measure_facts(facts.code, clause.measure)
    links, status = chain_of(viewer, facts.code, code)
    by_clause = clauses_amended(facts.code, {code: clause.text})
    units = all_units()
    return {
        "sentence": {
            **present.sentence(facts.code, clause, status),
            "measure_title": f"{measure.number} {present.words(measure, 'title')}",
            "measure_url": reverse("measure", args=[facts.code, measure.code]),
            "amended": [
                {**one, "url": _amendment_url(viewer, facts.code, one["key"])}
                for one in present.amended(by_clause.get(code, ()), today())
            ],
        },
        "commitments": [
            {
                "words": link.words,
                "url": link.url,
                "owner": unit_words(units[link.lead]) if link.lead else "",
                "owner_url": reverse("unit", args=[link.lead]) if link.lead else "",
                "supporters": [unit_words(units[code]) for code in link.supports] + list(link.groups),
                "tasks": [
                    {**task, "unit": unit_words(units[task["unit"]]), "light_word": light_word(task["light"])}
                    for task in link.tasks
                ],
            }
            for link in links
        ],
        "becomes": [
            {
                "row": state.facts.row,
                "title": present.words(state.facts, "title"),
                "running": state.running,
                "works_when": present.words(state.facts, "works_when"),
            }
            for state in states(facts.code, clause.measure)
            if code in state.facts.clauses
        ],
        "groups": [
            {"label": _(manifest.label), "items": items}
            for manifest in manifests()
            if (items := _items(manifest, viewer, facts.code, code))
        ],
    }


def _items(manifest: Manifest, viewer: Viewer, document: str, code: str) -> Sequence[PanelItem]:
    """What a room keeps for a sentence: its own panel, or whatever has said that it serves it. Tasks stand in the chain."""
    if manifest.clause_panel is not None:
        return manifest.clause_panel(viewer, document, code)
    if manifest.room == "delivery":
        return []
    return [
        PanelItem(title=title, url=url) for room, _kind, title, url in servings(document, code) if room == manifest.room
    ]


def _amendment_url(viewer: Viewer, document: str, key: int) -> str:
    return reverse("delivery:amendment", args=[document, key]) if viewer.may("delivery.issue") else ""


@requires(SIGNED_IN)
def clause(request: ViewerRequest, document: str, clause: str) -> HttpResponse:
    """The chain of a sentence alone: what the panel beside the text is filled with."""
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('document', args=[document])}?sentence={clause}#{clause}")
    chain = chain_context(request.viewer, document_facts(document), clause)
    return render(request, "parts/chain.html", {"chain": chain})
