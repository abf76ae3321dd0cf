"""Projects in a real browser: pages sound and usable, the map drawn from our own data, a bar dragged and the end told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from browser.conftest import DESKTOP, MARKS, NARROW, PHONE, Visitor
from browser.test_pages import AXE, OPEN_ALL, OVERFLOW, RUN_AXE, SAME_IDS
from factories import user
from luoshi.projects.models import Activity, Project
from luoshi.projects.service.plans import draft
from luoshi.projects.service.reports import report_month
from luoshi.registry.api import system_viewer
from services_town import county

pytestmark = MARKS
ROAD = "central-avenue"
DRAWING = "GL Driver Message"
"""What a machine without a graphics card says of its own slowness when a map is drawn."""


@pytest.fixture
def town(transactional_db: None, on_day: Any) -> None:
    """The county's projects, one of them with money, a plan and a report."""
    on_day(date(2021, 8, 2))
    county()
    user("liaison", "transport", name="liaison")
    user("leader", None, name="leader")
    project = Project.objects.get(code=ROAD)
    project.stage, project.start_date, project.started_date = "under_way", date(2021, 3, 1), date(2021, 3, 1)
    project.finish_date, project.total_yuan = date(2022, 6, 1), Decimal(10**8)
    project.save()
    draft(by=system_viewer(), code=ROAD)
    report_month(
        by=system_viewer(), code=ROAD, month=date(2021, 7, 1), points=Decimal(20), invested_yuan=Decimal(2 * 10**7)
    )


PAGES = [
    "/projects/",
    "/projects/map/",
    "/projects/cities/",
    "/projects/cities/central-town/",
    "/projects/rolling/",
    "/projects/problems/",
    "/projects/phone/",
    f"/projects/{ROAD}/",
    f"/projects/{ROAD}/plan/",
]


@pytest.mark.parametrize(
    ("size", "language"), [(DESKTOP, "zh-hans"), (PHONE, "en"), (NARROW, "zh-hans")], ids=["desk", "phone", "narrow"]
)
def test_pages_of_projects_are_accessible_fit_and_are_silent(
    town: None, visit: Visitor, size: dict[str, int], language: str
) -> None:
    wrong: list[str] = []
    made = visit("liaison", size=size, language=language)
    for address in [*PAGES, "/projects/public/"]:
        page = made.go(address)
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(150)
        page.evaluate(AXE.read_text("utf-8"))
        wrong += [f"{address} id twice: {found}" for found in page.evaluate(SAME_IDS)]
        wrong += [f"{address} {found}" for found in page.evaluate(RUN_AXE)]
        wrong += [f"{address} too wide: {found}" for found in page.evaluate(OVERFLOW)]
        wrong += [f"{address} {found}" for found in made.wrong if DRAWING not in found]
        made.wrong.clear()
    assert wrong == []


def test_a_dragged_bar_tells_the_new_end_before_it_is_saved(town: None, visit: Visitor) -> None:
    page = visit("liaison").go(f"/projects/{ROAD}/plan/")
    bar = page.locator('[data-activity="W5"] .gantt-bar')
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 85, box["y"] + 5, steps=4)
    page.mouse.up()
    page.wait_for_selector("#gantt-said button")
    assert "完工日" in page.inner_text("#gantt-said")
    assert Activity.objects.get(project__code=ROAD, code="W5").earliest_date is None
    with page.expect_navigation():
        page.click("#gantt-said .btn-primary")
    assert Activity.objects.get(project__code=ROAD, code="W5").earliest_date is not None


def test_the_map_draws_every_project_that_has_a_place(town: None, visit: Visitor) -> None:
    made = visit("leader")
    page = made.go("/projects/map/")
    placed = Project.objects.filter(retired=False, lon__isnull=False).count()
    page.wait_for_selector(".map-pin, .map-failed")
    if page.locator(".map-failed").count():
        pytest.skip("this browser has no WebGL")
    assert page.locator(".map-pin").count() == placed
    page.locator(".map-pin").first.click(force=True)
    assert page.locator(".maplibregl-popup a").count() >= 1
    made.wrong[:] = [found for found in made.wrong if DRAWING not in found]
