"""What anyone may see without signing in: how far the document is, in plain words; no reports, no files, no names of people."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from luoshi.delivery.api import standings
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts, documents, measures
from luoshi.registry.api import all_units, public


@public
def home(request: HttpRequest) -> HttpResponse:
    found = documents()
    if len(found) == 1:
        return redirect("public-document", found[0].code)
    return render(request, "public_list.html", {"documents": found})


@public
def progress(request: HttpRequest, document: str) -> HttpResponse:
    facts, where = document_facts(document), standings(document)
    units = all_units()
    rows = [
        {
            "measure": measure,
            "status": where.measures.get(measure.code),
            "leads": [units[party.unit] for party in measure.parties if party.unit][:1],
            "clauses": [{"facts": clause, "status": where.clauses.get(clause.code)} for clause in measure.clauses],
        }
        for measure in measures(document)
    ]
    return render(request, "public.html", {"document": facts, "rows": rows, "whole": where.whole, "day": today()})


@public
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: the database answers."""
    return JsonResponse({"ok": True, "documents": len(documents())})
