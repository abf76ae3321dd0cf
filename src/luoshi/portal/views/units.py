"""A unit's page: what it leads and supports, how it stands, what is due."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.delivery.api import LIGHTS, Counts, unit_measures, unit_talks, unit_tasks
from luoshi.kernel.today import today
from luoshi.policy.api import measures_named
from luoshi.registry.api import SIGNED_IN, ViewerRequest, all_units, paged, requires, select_filter, unit_facts

from .. import present
from ..templatetags.luoshi import light_word

SORTS = (("due", "期限从近到远"), ("percent", "进度从低到高"), ("-percent", "进度从高到低"))


@requires(SIGNED_IN)
def unit(request: ViewerRequest, unit: str) -> HttpResponse:
    facts, day = unit_facts(unit), today()
    wanted = {key: request.GET.get(key, "") for key in ("light", "role", "sort")}
    whole, standing = Counts(), unit_measures(unit)
    for status in standing.values():
        whole.merge(status)
    rows = [
        {**present.measure(document, m, standing[document, m.code]), "lead": True}
        for document, m in measures_named(standing)
    ]
    page = paged(unit_tasks(unit, **wanted), request)
    query = request.GET.copy()
    query.pop("page", None)
    parent = all_units().get(facts.parent or "")
    context: dict[str, Any] = {
        "unit": {
            "name": present.words(facts, "name"),
            "parent": present.words(parent, "name") if parent else "",
            "parent_url": reverse("unit", args=[parent.code]) if parent else "",
            "counts": {light: whole.lights[light] for light in LIGHTS},
        },
        "figures": _figures(whole),
        "filters": [
            select_filter("light", _("亮灯"), [(light, light_word(light)) for light in LIGHTS], wanted["light"]),
            select_filter("role", _("分工"), [("lead", _("牵头")), ("support", _("配合"))], wanted["role"]),
        ],
        "sorts": [{"value": code, "label": _(label), "selected": code == wanted["sort"]} for code, label in SORTS],
        "total": page.paginator.count,
        "reset_url": request.path if any(wanted.values()) else "",
        "tasks": [_row(task, unit, day) for task in page],
        "page": page,
        "query": query.urlencode(),
        "measures": rows,
        "talks": unit_talks(unit),
    }
    return render(request, "unit.html", context)


def _figures(whole: Counts) -> list[dict[str, Any]]:
    percent = whole.percent
    return [
        {"label": _("牵头任务"), "value": whole.tasks},
        {"label": _("平均进度"), "value": f"{percent:.0f}" if percent is not None else "—", "unit": "%"},
        *(
            {"label": light_word(light), "value": whole.lights[light], "colour": light, "url": f"?light={light}"}
            for light in LIGHTS
        ),
    ]


def _row(task: Any, unit: str, day: Any) -> dict[str, Any]:
    return {
        "title": task.title,
        "url": task.url,
        "measure_number": task.measure,
        "measure_url": reverse("measure", args=[task.document, task.measure]),
        "role": _("牵头") if task.unit == unit else _("配合"),
        "due": task.due_date,
        "due_text": "" if task.finished else present.due_text(task.due_date, day),
        "progress": task.percent,
        "light": task.light,
        "light_word": light_word(task.light),
        "light_reason": task.reason,
        "reported": task.last_report_on,
    }
