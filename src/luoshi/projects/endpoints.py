"""The JSON interface of projects: the same answers and acts as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Router, Schema

from luoshi.kernel.today import today
from luoshi.registry.api import Holds, ViewerRequest

from .formats import oc4ids
from .lifecycle import cycle_of
from .models import Project
from .queries import ProjectFacts, portfolio, project_facts, project_of, projects_of
from .service import files, reports
from .standing import stands, with_all

router = Router(tags=["projects"], auth=Holds("projects.view"))


class Report(Schema):
    """``invested_yuan`` counts from the first of January; ``points`` is physical progress, 0 to 100."""

    month: date
    points: Decimal
    invested_yuan: Decimal
    paid_yuan: Decimal = Decimal(0)
    text: str = ""


def _shown(facts: ProjectFacts) -> dict[str, Any]:
    return vars(facts)


@router.get("/{document}/projects")
def projects(request: ViewerRequest, document: str, measure: str = "") -> dict[str, Any]:
    """The projects of a document, or of one of its measures."""
    found = projects_of(document, measure)
    return {"count": len(found), "projects": [_shown(one) for one in found]}


@router.get("/{document}/oc4ids")
def package(request: ViewerRequest, document: str) -> dict[str, Any]:
    """The projects of a document as an OC4IDS package."""
    from luoshi.policy.api import document_facts

    records = files.records_of(files.for_files(portfolio().filter(document=document)))
    issuer = document_facts(document).issuer
    return oc4ids.package(records, publisher=issuer, uri=f"urn:luoshi:{document}", published=today())


@router.get("/projects/{code}")
def project(request: ViewerRequest, code: str) -> dict[str, Any]:
    """One project with its light and reasons, earned value, forecast, and who holds it now."""
    one = with_all(Project.objects.filter(pk=project_of(code).pk)).get()
    (found,) = stands([one], today())
    holder, earned = found.path.holder if found.path else None, found.earned
    cycle = cycle_of(one)
    return {
        **_shown(project_facts(code)),
        "light": found.light.colour,
        "reasons": [{"light": r.colour, "code": r.code, "text": r.text()} for r in found.light.reasons],
        "done": found.done,
        "planned": found.planned,
        "earned": None
        if earned is None
        else {
            "bac": earned.bac,
            "pv": earned.pv,
            "ev": earned.ev,
            "ac": earned.ac,
            "spi": earned.spi,
            "cpi": earned.cpi,
            "eac": earned.eac,
        },
        "forecast": found.forecast_day,
        "held": None
        if holder is None or cycle is None
        else {
            "step": holder.step,
            "name": cycle.step(holder.step).name,
            "unit": holder.office,
            "since": holder.since,
            "due": holder.due,
            "days_left": holder.days_left,
        },
    }


@router.post("/projects/{code}/report", auth=Holds("projects.report"))
def report(request: ViewerRequest, code: str, given: Report) -> dict[str, Any]:
    """Send in or correct the report of a month."""
    reports.report_month(by=request.viewer, code=code, **given.dict())
    return project(request, code)
