"""Whether projects of a measure really run: they stand in the portfolio, are planned, judged and moved."""

from __future__ import annotations

from collections.abc import Callable

from .models import Call, City, LandQuota, LandRound, LeadMove, Project, Roll
from .panels import serves

STORIES = "tests/journeys/test_projects.py::test_{}"
PORTFOLIO = "tests/journeys/test_project_portfolio.py::test_{}"


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


def land_given(document: str, measure: str) -> bool:
    """An assignment of plots to projects was worked out under a quota."""
    rounds = LandRound.objects.filter(document=document)
    return LandQuota.objects.filter(document=document).exists() and rounds.filter(jam__isnull=True).exists()


def call_awarded(document: str, measure: str) -> bool:
    """A call of the measure was drawn, at least; one call of the programme has become a project."""
    calls = Call.objects.filter(programme__document=document)
    own = calls.filter(programme__measure=measure, state__in=["drawn", "reviewed", "publicised", "awarded"])
    return own.exists() and calls.filter(state="awarded", bids__project__isnull=False).exists()


def leads_move(document: str, measure: str) -> bool:
    return LeadMove.objects.filter(lead__document=document).exclude(from_stage="").exists()


def owners_voted(document: str, measure: str) -> bool:
    """A project of the measure has had a vote counted."""
    return any(p.ballots.exclude(closed_date=None).exists() for p in _of(document, measure))


WORK = "tests/journeys/test_project_work.py::test_{}"
MECHANISMS: tuple[tuple[str, Callable[[str, str], bool], str], ...] = (
    ("projects.portfolio", in_portfolio, STORIES.format("a_project_goes_from_its_code_to_acceptance")),
    ("projects.programme-board", programme_runs, STORIES.format("a_slip_turns_a_programmes_project_yellow_and_red")),
    ("projects.rolling-plan", rolled, PORTFOLIO.format("a_quarters_roll_moves_projects_by_rule_and_a_person_confirms")),
    ("projects.land-coordination", land_given, WORK.format("land_is_assigned_under_quota_and_a_meeting_makes_tasks")),
    (
        "projects.open-call",
        call_awarded,
        WORK.format("a_call_runs_from_its_seed_to_acceptance_and_reviewers_never_see_names"),
    ),
    ("projects.investment-pipeline", leads_move, WORK.format("a_lead_moves_by_stage_and_its_double_is_refused")),
    ("services.renewal-consent", owners_voted, WORK.format("owners_consent_gates_the_permits_of_a_renewal")),
    ("projects.city-boards", cities_stand, PORTFOLIO.format("each_city_has_its_board")),
)
