"""The yearly investment plan of a project: what the ordinance lets in, and what it does not."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain.budget import plan_findings
from ..models import Permit, Project, YearPlan
from ..queries import locked
from ..standing import refresh
from .contracts import stop

_APPROVED = ("S12", "S13", "S14", "S15")


@transaction.atomic
def plan_year(*, by: Viewer, code: str, year: int, amount_yuan: Decimal, nodes: str = "") -> None:
    """Put a project into a year's plan, or change what it is to invest in it.

    Raises ActStopped naming what is missing: approval (第十七条); content, period, totals, the year's source (第十六条).
    """
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    sources = project.funding.filter(year=year, planned_yuan__gt=0).values_list("source", flat=True)
    found = plan_findings(
        approved=project.permits.filter(step__in=_APPROVED, state=Permit.State.DONE).exists(),
        name=project.name,
        scale=project.scale,
        period=bool(project.start_date and project.finish_date),
        total=project.total_yuan,
        amount=amount_yuan,
        source="、".join(sources),
    )
    stop(found)
    nodes = nodes.strip()[:300]
    YearPlan.objects.update_or_create(project=project, year=year, defaults={"amount_yuan": amount_yuan, "nodes": nodes})
    publish(
        events.YearPlanned(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            year=year,
            amount_yuan=f"{amount_yuan:f}",
            nodes=nodes,
        )
    )
    refresh(Project.objects.filter(pk=project.pk), today())
