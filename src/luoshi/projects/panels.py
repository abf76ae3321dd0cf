"""How projects show themselves to the rest of the house: on the workbench, on a clause, on a measure, in search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import PanelItem, SearchHit, Viewer, WorkItem
from luoshi.registry.api import unit_words

from .domain.rolling import UNDER_WAY
from .models import Baseline, Problem, Project, RollLine
from .present import reason_words, rows, stage_word, terms, words
from .queries import portfolio
from .standing import last_month
from .views.boards import programme_curve
from .views.shared import step_names

SOON = timedelta(days=10)


def work_list(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    """Reports due, problems to solve, baselines and moves to decide."""
    known: dict[str, dict[str, str]] = {}
    if viewer.may("projects.report"):
        yield from _reports(viewer, day, known)
    if viewer.may("projects.solve"):
        yield from _problems(viewer, day)
    if viewer.may("projects.approve"):
        for asked in Baseline.objects.filter(state=Baseline.State.ASKED).select_related("project__owner")[:50]:
            yield _item(asked.project, _("审批基线"), reverse("projects:plan", args=[asked.project.code]), None, known)
    if viewer.may("projects.confirm"):
        pending = RollLine.objects.filter(decision=RollLine.Decision.PENDING).select_related("project__owner")
        for line in [line for line in pending[:400] if line.from_stage != line.to_stage][:50]:
            yield _item(line.project, _("确认阶段调整"), reverse("projects:rolling"), None, known)


def _scoped(viewer: Viewer, permission: str, rows_: Any, field: str) -> Any:
    units = viewer.units(permission)
    return rows_ if units is None else rows_.filter(**{f"{field}__in": units})


def _item(project: Project, action: str, url: str, due: date | None, known: dict[str, dict[str, str]]) -> WorkItem:
    """``known`` keeps each document's terms, which many items share."""
    if project.document not in known:
        known[project.document] = terms(project.document)
    reasons = reason_words(project.light_reasons, known[project.document])
    return WorkItem(
        code=f"{project.code}",
        title=words(project),
        url=url,
        action=action,
        room="projects",
        unit=unit_words(project.owner),
        due=due,
        light=project.light,  # type: ignore[arg-type]
        light_reason=reasons[0][1] if reasons else "",
        detail=stage_word(project.stage),
    )


def _reports(viewer: Viewer, day: date, known: dict[str, dict[str, str]]) -> Iterator[WorkItem]:
    month = last_month(day)
    found = portfolio().filter(stage=UNDER_WAY, started_date__lt=day.replace(day=1)).exclude(reports__month__gte=month)
    for project in _scoped(viewer, "projects.report", found, "owner__code")[:100]:
        due = day.replace(day=5)
        yield _item(project, _("报送月报"), reverse("projects:project", args=[project.code]), due, known)


def _problems(viewer: Viewer, day: date) -> Iterator[WorkItem]:
    found = Problem.objects.filter(solved_date=None, due_date__lte=day + SOON, project__retired=False)
    found = found.select_related("project__owner", "owner")
    for problem in _scoped(viewer, "projects.solve", found, "owner__code")[:100]:
        url = reverse("projects:problems")
        yield WorkItem(
            code=f"problem/{problem.pk}",
            title=problem.text,
            url=url,
            action=_("解决问题"),
            room="projects",
            unit=unit_words(problem.owner),
            due=problem.due_date,
            light="red" if problem.due_date < day else "yellow",
            detail=words(problem.project),
        )


def clause_panel(viewer: Viewer, document: str, clause: str) -> list[PanelItem]:
    if not viewer.may("projects.view"):
        return []
    return [
        PanelItem(
            words(p),
            reverse("projects:project", args=[p.code]),
            p.light,
            stage_word(p.stage),
        )
        for p in portfolio().filter(document=document)
        if clause in p.clauses
    ][:20]


def measure_projects(viewer: Viewer, document: str, measure: str) -> dict[str, Any]:
    found = [p for p in portfolio().filter(document=document).prefetch_related("reports") if serves(p, measure)]
    return {"rows": rows(found, step_names(document)), "programme_chart": programme_curve(found)}


def serves(project: Project, measure: str) -> bool:
    return project.measure == measure or any(c.partition(".")[0] == measure for c in project.clauses)


def search(viewer: Viewer, text: str, limit: int) -> list[SearchHit]:
    if not viewer.may("projects.view"):
        return []
    found = portfolio().filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(national_code=text))
    return [
        SearchHit(words(p), reverse("projects:project", args=[p.code]), _("项目"), stage_word(p.stage))
        for p in found[:limit]
    ]
