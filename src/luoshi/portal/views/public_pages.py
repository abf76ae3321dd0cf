"""What anyone may see without signing in: how far the document is; no reports, no files, no names of people."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.delivery.api import commitment_counts, standings
from luoshi.kernel.manifest import open_links_of
from luoshi.kernel.today import today
from luoshi.policy.api import documents, measures, public_facts
from luoshi.registry.api import ViewerRequest, public

from .. import present
from ..templatetags.luoshi import light_word
from .document import document_context


@public
def home(request: ViewerRequest) -> HttpResponse:
    found = documents(public_only=True)
    if len(found) == 1:
        return redirect("public-document", found[0].code)
    return render(request, "public_list.html", {"documents": found})


@public
def progress(request: ViewerRequest, document: str) -> HttpResponse:
    facts, where = public_facts(document), standings(document)
    rows = []
    for measure in measures(document):
        row = present.measure(document, measure, where.measures.get(measure.code))
        row["url"] = f"{reverse('public-text', args=[document])}#m{measure.code}"
        rows.append((present.words(measure, "section"), row))
    lights = where.whole.lights
    commitments = sum(row.commitments for row in commitment_counts(document).values())
    context = {
        "programme": present.programme(facts, "public-document"),
        "as_of": today(),
        "document_url": reverse("public-text", args=[document]),
        "figures": [
            {"label": _("承诺"), "value": commitments},
            {"label": light_word("blue"), "value": lights["blue"], "colour": "blue"},
            {"label": light_word("green"), "value": lights["green"], "colour": "green"},
            {"label": light_word("yellow"), "value": lights["yellow"], "colour": "yellow"},
            {"label": light_word("red"), "value": lights["red"], "colour": "red"},
        ],
        "chapters": present.by_chapter(rows),
    }
    return render(request, "public.html", context)


@public
def text(request: ViewerRequest, document: str) -> HttpResponse:
    """The living document as the public reads it: every sentence with its light, without the panel."""
    facts, where = public_facts(document), standings(document)
    context = document_context(facts, measures(document), where, measure_url="measure")
    context["programme"] = present.programme(facts, "public-document")
    context["links"] = present.links_by_measure(open_links_of(document))
    return render(request, "public_text.html", {**context, "as_of": today()})


@public
def health(request: ViewerRequest) -> HttpResponse:
    """For whoever watches the server: the database answers."""
    return JsonResponse({"ok": True, "documents": len(documents())})
