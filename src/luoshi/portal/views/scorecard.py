"""The public scorecard for machines: numbers by measure as CSV and JSON, and what was done as an Atom feed. No task's words,
no reports, no names: only what the public page itself shows."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from luoshi.delivery.api import LIGHTS, commitment_counts, finished_by_day, standings
from luoshi.kernel.today import CHINA, today
from luoshi.policy.api import measures, public_facts
from luoshi.registry.api import ViewerRequest, public

from ..templatetags.luoshi import in_language, light_word

ENTRIES = 60
COLUMNS = ("measure", "title", "commitments", "tasks", *LIGHTS, "percent", "light")


def _rows(document: str) -> list[dict[str, Any]]:
    where, promised = standings(document), commitment_counts(document)
    rows = []
    for measure in measures(document):
        status = where.measures.get(measure.code)
        counted = promised.get(measure.code)
        rows.append(
            {
                "measure": measure.code,
                "title": in_language(measure, "title"),
                "commitments": counted.commitments if counted else 0,
                "tasks": status.tasks if status else 0,
                **{light: status.lights[light] if status else 0 for light in LIGHTS},
                "percent": round(status.percent, 1) if status and status.percent is not None else None,
                "light": status.light if status else "",
            }
        )
    return rows


@public
def data(request: ViewerRequest, document: str, form: str) -> HttpResponse:
    facts, rows = public_facts(document), _rows(document)
    if form == "json":
        return JsonResponse(
            {
                "document": facts.code,
                "title": facts.title,
                "as_of": today().isoformat(),
                "licence": "CC BY 4.0",
                "measures": rows,
            },
            json_dumps_params={"ensure_ascii": False},
        )
    if form != "csv":
        raise Http404(form)
    out = io.StringIO()
    writer = csv.writer(out)
    heads = (
        _("措施"),
        _("标题"),
        _("承诺"),
        _("任务"),
        *(light_word(light) for light in LIGHTS),
        _("平均进度（%）"),
        _("亮灯"),
    )
    writer.writerow(heads)
    for row in rows:
        writer.writerow([*(row[name] for name in COLUMNS[:-1]), light_word(row["light"])])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{document}-progress.csv"'
    return response


@public
def feed(request: ViewerRequest, document: str) -> HttpResponse:
    """What was done, newest first: one entry for a day and measure."""
    facts = public_facts(document)
    page = request.build_absolute_uri(reverse("public-document", args=[document]))
    titles = {measure.code: measure for measure in measures(document)}
    made = Atom1Feed(
        title=_("%(title)s：落实进展") % {"title": in_language(facts, "title")},
        link=page,
        description="",
        author_name=facts.issuer,
        feed_url=request.build_absolute_uri(),
    )
    text = request.build_absolute_uri(reverse("public-text", args=[document]))
    for done in finished_by_day(document, ENTRIES):
        measure = titles.get(done.measure)
        name = in_language(measure, "title") if measure else done.measure
        moment = datetime.combine(done.on, time(18), CHINA)
        words = _("第 %(number)s 条“%(title)s”办结 %(count)s 项") % {
            "number": done.measure,
            "title": name,
            "count": done.tasks,
        }
        made.add_item(
            title=words,
            link=f"{text}#m{done.measure}",
            description=words,
            unique_id=f"{page}#{done.on.isoformat()}-{done.measure}",
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
