"""Rows of land, calls and leads for the tests that count queries."""

from __future__ import annotations

from datetime import date, datetime

from luoshi.projects.models import (
    Bid,
    Call,
    Expert,
    LandDemand,
    LandPlot,
    LandQuota,
    LandRound,
    Lead,
    Programme,
    Project,
)
from luoshi.registry.models import Unit

SQUARE = {"type": "Polygon", "coordinates": [[[119.0, 26.0], [119.1, 26.0], [119.1, 26.1], [119.0, 26.0]]]}


def grow_work(first: int, last: int, day: date, at: datetime) -> None:
    """More of everything that the pages of land, calls and leads list."""
    owner = Unit.objects.get(code="development")
    for n in range(first, last):
        project = Project.objects.get(code=f"project-{n}")
        plot = {"code": f"P{n}", "name": f"地块{n}", "township": "350121001", "use": "industry", "outline": SQUARE}
        LandPlot.objects.create(document="sample", area_mu=10, **plot)
        LandDemand.objects.create(project=project, use="industry", mu=5, reason="x", asked_by="x", asked_date=day)
        LandQuota.objects.get_or_create(document="sample", year=day.year, kind="new", defaults={"mu": 9, "source": "x"})
        line = {"project": project.code, "plot": f"P{n}", "kept": True, "reason": ""}
        kept = LandRound.objects.get_or_create(document="sample", year=day.year, by="x", at=at, quota={})[0]
        kept.lines = [*kept.lines, line]
        kept.save()
        special = Programme.objects.create(
            document="sample", code=f"s{n}", name=f"专项{n}", measure="1", budget_yuan=9, owner=owner
        )
        for code in (f"call-{n}", f"more-{n}"):
            Call.objects.create(
                programme=special,
                code=code,
                title=code,
                field="f",
                problem="x",
                budget_yuan=9,
                cap_yuan=9,
                share=1,
                state="awarded",
                closes_date=day,
            )
        call = Call.objects.get(code="call-0")
        facts = {"asked_yuan": 1, "budget_yuan": 2, "proposal": "x", "by": "x", "at": at, "project": project}
        Bid.objects.create(
            call=call, code=f"b{n}", bidder=f"企业{n}", number=n + 1, state="awarded", grant_yuan=1, **facts
        )
        expert = Expert.objects.create(document="sample", code=f"e{n}", name="x", employer="x")
        call.panel_seats.create(expert=expert, rank=n + 1)
        lead = Lead.objects.create(
            document="sample",
            code=f"lead-{n}",
            company=f"企业{n}",
            project_name="x",
            measure="1",
            invest_yuan=1,
            owner=owner,
            stage_since=day,
            last_contact=day,
            by="x",
        )
        lead.moves.create(to_stage="lead", day=day, evidence="x", by="x")
        lead.promises.create(side="firm", what="jobs", amount=1, due_date=day)
