"""Whether projects of a measure really run: they stand in the portfolio, are planned, judged and moved."""

from __future__ import annotations

from collections.abc import Callable

from .models import City, Project, Roll
from .panels import serves

STORIES = "tests/journeys/test_projects.py::test_{}"


def _of(document: str, measure: str) -> list[Project]:
    rows = Project.objects.filter(document=document, retired=False)
    return [p for p in rows if serves(p, measure)]


def in_portfolio(document: str, measure: str) -> bool:
    """The measure has projects and each of them has been judged."""
    found = _of(document, measure)
    return bool(found) and all(p.light_day is not None for p in found)


def programme_runs(document: str, measure: str) -> bool:
    """Several projects stand together, one at least with a plan and reports."""
    found = _of(document, measure)
    return len(found) > 1 and any(p.activities.exists() and p.reports.exists() for p in found)


def rolled(document: str, measure: str) -> bool:
    """A quarter's roll was proposed over the measure's projects."""
    return bool(_of(document, measure)) and Roll.objects.filter(document=document).exists()


def cities_stand(document: str, measure: str) -> bool:
    """Every part of the place that is built as one has a project."""
    places = set(City.objects.filter(document=document).values_list("code", flat=True))
    built = set(Project.objects.filter(document=document, retired=False).values_list("city", flat=True))
    return bool(places) and places <= built and bool(_of(document, measure))


MECHANISMS: tuple[tuple[str, Callable[[str, str], bool], str], ...] = (
    ("projects.portfolio", in_portfolio, STORIES.format("a_project_goes_from_its_code_to_acceptance")),
    ("projects.programme-board", programme_runs, STORIES.format("a_slip_turns_a_programmes_project_yellow_and_red")),
    ("projects.rolling-plan", rolled, STORIES.format("a_quarters_roll_moves_projects_by_rule_and_a_person_confirms")),
    ("projects.city-boards", cities_stand, STORIES.format("each_city_has_its_board")),
)
