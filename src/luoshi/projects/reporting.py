"""How far projects are, offered to those who report on the sentences they carry out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from luoshi.kernel.manifest import Figure

from .models import MonthReport, Problem, Project

MOST = 5


def figures(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> the physical progress and the year's investment of its projects (the largest ``MOST``), as last reported
    by ``day``, and their most pressing open problem. Three queries."""
    measures = {clause.partition(".")[0] for clause in clauses}
    listed = Project.objects.filter(document=document, measure__in=measures, retired=False)
    wanted = [key for key, own in listed.order_by().values_list("pk", "clauses") if set(own) & set(clauses)]
    if not wanted:
        return {}
    last = MonthReport.objects.filter(project=OuterRef("pk"), month__lte=day).order_by("-month")
    rows = (
        Project.objects.filter(pk__in=wanted)
        .annotate(
            told=Subquery(last.values("points")[:1]),
            invested=Subquery(last.values("invested_yuan")[:1]),
            month=Subquery(last.values("month")[:1]),
        )
        .filter(told__isnull=False)
        .order_by("-total_yuan", "code")
    )
    open_now = Problem.objects.filter(project__in=rows, raised_date__lte=day, solved_date__isnull=True)
    troubles = dict(open_now.order_by("-due_date").values_list("project", "text"))
    found: dict[str, list[Figure]] = {}
    for project in rows:
        url = reverse("projects:project", args=[project.code])
        source = f"项目月报（{project.month:%Y-%m}）"
        wan = f"{project.invested / 10000:.0f}"
        name = project.name
        both = [
            Figure(
                f"{name}形象进度",
                f"{project.told:.1f}",
                "%",
                day,
                source,
                url,
                percent=float(project.told),
                synthetic=project.synthetic,
                problem=f"{name}：{troubles[project.pk]}" if project.pk in troubles else "",
            ),
            Figure(f"{name}年内投资", wan, "万元", day, source, url, synthetic=project.synthetic),
        ]
        for clause in set(project.clauses) & set(clauses):
            if len(found.setdefault(clause, [])) < 2 * MOST:
                found[clause] += both
    return found
