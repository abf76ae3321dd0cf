"""The leaders' cockpit: what is red, why, who; what waits for a decision; then the whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.delivery.api import (
    LIGHTS,
    Standings,
    commitment_counts,
    ranking,
    standings,
    to_decide,
    trend,
    turned,
    turned_count,
)
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts, documents, measures
from luoshi.registry.api import SIGNED_IN, ViewerRequest, requires, unit_words

from .. import present
from ..templatetags.luoshi import light_word

MOST_UNITS = 15
MOST_RANKED = 25


@requires(SIGNED_IN)
def cockpits(request: ViewerRequest) -> HttpResponse:
    found = documents()
    return redirect("cockpit", found[0].code) if found else render(request, "documents.html", {"documents": []})


def _figures(document: str, where: Standings, commitments: int, turned_red: int) -> list[dict[str, Any]]:
    tasks = reverse("delivery:task-list", args=[document])
    lights = where.whole.lights
    light_figures = [
        {"label": light_word(light), "value": lights[light], "colour": light, "url": f"{tasks}?light={light}"}
        for light in LIGHTS
    ]
    light_figures[0]["note"] = _("本周新增 %(count)s") % {"count": turned_red}
    progress = where.whole.percent
    return [
        {"label": _("承诺"), "value": commitments, "url": reverse("document", args=[document])},
        {"label": _("任务"), "value": where.whole.tasks, "url": tasks},
        {"label": _("平均进度"), "value": f"{progress:.0f}" if progress is not None else "—", "unit": "%"},
        *light_figures,
    ]


def _charts(document: str, where: Standings, day: date) -> dict[str, Any]:
    rows = ranking(where.units)
    most = sorted(rows, key=lambda row: (-row.status.tasks, row.unit.code))[:MOST_UNITS]
    by_unit = [[unit_words(row.unit), *(row.status.lights[light] for light in LIGHTS)] for row in most]
    by_day = [
        [on.strftime("%m-%d"), *(counts.get(light, 0) for light in LIGHTS)] for on, counts in trend(document, until=day)
    ]
    return {
        "unit_chart": present.lights_chart("unit-lights", _("各单位任务亮灯"), "stacked", _("单位"), by_unit),
        "trend_chart": present.lights_chart("trend", _("任务亮灯走势"), "line", _("日期"), by_day),
        "ranking": [
            {
                "rank": row.rank,
                "unit": unit_words(row.unit),
                "url": reverse("unit", args=[row.unit.code]),
                "progress": row.status.percent,
                "tasks": row.status.tasks,
                "counts": {light: row.status.lights[light] for light in LIGHTS},
            }
            for row in rows[:MOST_RANKED]
        ],
    }


@requires(SIGNED_IN)
def cockpit(request: ViewerRequest, document: str) -> HttpResponse:
    facts, where, day = document_facts(document), standings(document), today()
    week_ago = day - timedelta(days=7)
    counts = commitment_counts(document)
    tiles = []
    for measure in measures(document):
        count = counts.get(measure.code)
        tile = present.measure(document, measure, where.measures.get(measure.code))
        tiles.append((present.words(measure, "section"), {**tile, "commitments": count.commitments if count else 0}))
    turned_red = turned_count(document, "red", since=week_ago)
    context = {
        "programme": present.programme(facts),
        "as_of": day,
        "bulletin_url": reverse("delivery:papers", args=[document]) if request.viewer.may("delivery.bulletin") else "",
        "figures": _figures(document, where, sum(row.commitments for row in counts.values()), turned_red),
        "decisions": to_decide(request.viewer, document),
        "red": [
            {
                "title": item.title,
                "url": item.url,
                "unit": unit_words(item.unit),
                "unit_url": reverse("unit", args=[item.unit.code]),
                "reason": item.reason,
                "since": item.since,
            }
            for item in turned(document, "red", since=week_ago)
        ],
        "red_count": turned_red,
        "chapters": present.by_chapter(tiles),
        **_charts(document, where, day),
    }
    return render(request, "cockpit.html", context)
