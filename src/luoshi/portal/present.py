"""Standings and facts as the templates show them; the same words for the same thing on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.delivery.api import LIGHTS, ClauseAmended, Status
from luoshi.kernel.calendar import CHINA
from luoshi.kernel.manifest import PanelItem
from luoshi.policy.api import ClauseFacts, DocumentFacts, MeasureFacts
from luoshi.registry.api import all_units

from .templatetags.luoshi import light_word, listed
from .typeset import Chapter, MeasureBlock, Sheet


def english() -> bool:
    return get_language() == "en"


def words(thing: Any, name: str) -> str:
    """The English of a field where the reader wants English and there is one, else the Chinese."""
    in_english = getattr(thing, f"{name}_en", "") if english() else ""
    return str(in_english or getattr(thing, name))


def issuer(document: DocumentFacts) -> str:
    """Who issued it; for readers of English the English name, where the issuer is a known unit."""
    known = all_units().values() if english() else ()
    return next((unit.name_en for unit in known if unit.name == document.issuer and unit.name_en), document.issuer)


def programme(document: DocumentFacts, url_name: str = "document") -> dict[str, Any]:
    return {
        "code": document.code,
        "title": words(document, "title"),
        "url": reverse(url_name, args=[document.code]),
        "issuer": issuer(document),
        "issued_on": document.issued_on,
    }


def light_words(status: Status | None) -> str:
    """Why many tasks together have the light they have."""
    if status is None or not status.tasks:
        return _("还没有交办任务")
    return listed(
        f"{light_word(light)} {status.lights[light]}"
        for light in ("red", "yellow", "green", "grey", "blue")
        if status.lights[light]
    )


def lit(status: Status | None) -> dict[str, Any]:
    light = status.light if status else ""
    return {
        "light": light or "grey",
        "light_word": light_word(light),
        "light_reason": light_words(status),
        "tasks": status.tasks if status else 0,
        "counts": {colour: status.lights[colour] for colour in LIGHTS} if status else {},
        "progress": status.percent if status else None,
    }


def measure(document: str, facts: MeasureFacts, status: Status | None, url_name: str = "measure") -> dict[str, Any]:
    return {
        "number": facts.code,
        "label": facts.number,
        "title": words(facts, "title") or facts.number,
        "title_en": facts.title_en,
        "summary": facts.summary_en if english() else "",
        "chapter": words(facts, "section"),
        "url": reverse(url_name, args=[document, facts.code]),
        "anchor": f"m{facts.code}",
        **lit(status),
    }


def sentence(document: str, facts: ClauseFacts, status: Status | None) -> dict[str, Any]:
    return {
        "id": facts.code,
        "anchor": facts.code,
        "text": facts.text,
        "en": facts.text_en,
        "url": f"?sentence={facts.code}",
        "panel_url": reverse("clause", args=[document, facts.code]),
        "served": bool(status and status.tasks),
        "aside": False,
        "amended": [],
        "repealed": False,
        **lit(status),
    }


def amended(several: Sequence[ClauseAmended], day: date) -> list[dict[str, Any]]:
    """What other documents have made of a sentence, in words."""
    return [
        {
            "title": f"《{one.title}》{f'（{one.number}）' if one.number else ''}{one.article}",
            "day": one.in_force_on,
            "in_force": one.in_force_on <= day,
            "words": one.words,
            "key": one.key,
        }
        for one in several
    ]


def by_chapter(rows: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """(chapter, measure) pairs in order -> [{title, measures}]."""
    chapters: list[dict[str, Any]] = []
    for title, row in rows:
        if not chapters or chapters[-1]["title"] != title:
            chapters.append({"title": title, "measures": []})
        chapters[-1]["measures"].append(row)
    return chapters


def paper(
    document: DocumentFacts,
    sheet: Sheet,
    measures: Sequence[MeasureFacts],
    clauses: dict[str, Status],
    by_measure: dict[str, Status],
    measure_url: str,
) -> list[dict[str, Any]]:
    """The chapters of the typeset text with every sentence lit."""
    facts = {found.code: found for found in measures}
    sentences = {clause.code: clause for found in measures for clause in found.clauses}
    return [
        {
            "anchor": f"chapter-{number}",
            "title": chapter.title,
            "blocks": [
                {"plain": block}
                if isinstance(block, str)
                else {
                    "measure": _measure_block(
                        document.code, block, facts[block.code], sentences, clauses, by_measure, measure_url
                    )
                }
                for block in chapter.blocks
            ],
        }
        for number, chapter in enumerate(_not_empty(sheet.chapters), start=1)
    ]


def links_by_measure(links: dict[str, list[PanelItem]]) -> dict[str, list[dict[str, Any]]]:
    """What anyone may look at, under each measure, sentence by sentence: a page that shows several sentences comes once."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for clause, items in sorted(links.items()):
        number, _dot, place = clause.partition(".s")
        for item in items:
            shown = found.setdefault(number, {}).setdefault(item.url, {"item": item, "sentences": []})
            shown["sentences"].append(place)
    return {number: list(shown.values()) for number, shown in found.items()}


def _not_empty(chapters: list[Chapter]) -> list[Chapter]:
    return [chapter for chapter in chapters if chapter.title or chapter.blocks]


def _measure_block(
    document: str,
    block: MeasureBlock,
    facts: MeasureFacts,
    sentences: dict[str, ClauseFacts],
    clauses: dict[str, Status],
    by_measure: dict[str, Status],
    measure_url: str,
) -> dict[str, Any]:
    pieces = [
        {"sentence": sentence(document, sentences[code], clauses.get(code))} if code else {"plain": text}
        for code, text in block.pieces
    ]
    return {
        **measure(document, facts, by_measure.get(facts.code), measure_url),
        "heading": block.heading,
        "pieces": pieces,
        "sentences": [piece["sentence"] for piece in pieces if "sentence" in piece],
        "units_text": block.tail,
    }


def due_text(due: date, today: date) -> str:
    """How far off a day is, in working days."""
    if due == today:
        return _("今天到期")
    days = CHINA.working_days_between(today, due)
    if days >= 0:
        return _("还有 %(days)s 个工作日") % {"days": days}
    return _("已过 %(days)s 个工作日") % {"days": -days}


def lights_chart(code: str, title: str, kind: str, first: str, rows: list[list[Any]]) -> dict[str, Any]:
    """A chart with one series a light."""
    return {
        "id": code,
        "title": title,
        "kind": kind,
        "unit": _("项"),
        "headers": [first, *(light_word(light) for light in LIGHTS)],
        "rows": rows,
        "lights": list(LIGHTS),
        "whole": True,
    }
