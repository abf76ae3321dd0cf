"""The leaders' cockpit: all measures at a glance, lights by unit, ranking, trend, what turned red this week."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from luoshi.delivery.api import LIGHTS, ranking, standings, trend, turned, turned_count
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts, documents, measures
from luoshi.registry.api import SIGNED_IN, requires

from ..templatetags.luoshi import light_word


@requires(SIGNED_IN)
def cockpits(request: HttpRequest) -> HttpResponse:
    found = documents()
    return redirect("cockpit", found[0].code) if found else render(request, "documents.html", {"documents": []})


@requires(SIGNED_IN)
def cockpit(request: HttpRequest, document: str) -> HttpResponse:
    where, day = standings(document), today()
    week_ago = day - timedelta(days=7)
    english = get_language() == "en"
    tiles = [{"measure": measure, "status": where.measures.get(measure.code)} for measure in measures(document)]
    ranked = ranking(where.units)
    most = sorted(ranked, key=lambda row: -row[1].tasks)[:15]
    history = trend(document, until=day)
    charts = {
        "units": {
            "labels": [facts.name_en if english and facts.name_en else facts.short_name for facts, _, _ in most],
            "series": [
                {"light": light, "name": light_word(light), "values": [status.lights[light] for _, status, _ in most]}
                for light in LIGHTS
            ],
        },
        "trend": {
            "labels": [on.isoformat() for on, _ in history],
            "series": [
                {"light": light, "name": light_word(light), "values": [counts.get(light, 0) for _, counts in history]}
                for light in LIGHTS
            ],
        },
    }
    return render(
        request,
        "cockpit.html",
        {
            "document": document_facts(document),
            "tiles": tiles,
            "whole": where.whole,
            "charts": charts,
            "ranking": ranked,
            "turned_red": turned(document, "red", since=week_ago),
            "turned_red_count": turned_count(document, "red", since=week_ago),
            "week_ago": week_ago,
            "day": day,
        },
    )
