"""A unit's page: what it leads, how it stands, what is due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.delivery.api import lead_tasks, standings
from luoshi.kernel.today import today
from luoshi.policy.api import documents, measures
from luoshi.registry.api import SIGNED_IN, paged, requires, unit_facts


@requires(SIGNED_IN)
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    facts = unit_facts(unit)
    sections = []
    for document in documents():
        where = standings(document.code, unit=unit)
        by_measure = [(m, where.measures[m.code]) for m in measures(document.code) if m.code in where.measures]
        sections.append({"document": document, "status": where.whole, "measures": by_measure})
    page = paged(lead_tasks(unit), request)
    return render(request, "unit.html", {"unit": facts, "sections": sections, "page": page, "today": today()})
