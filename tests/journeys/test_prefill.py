"""Figures come from what runs: at least three fifths of a report's fields are filled in before its officer types a word."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.delivery.models import Commitment, Task
from luoshi.delivery.prefill import drafts_of
from luoshi.delivery.service import commitments
from luoshi.kernel.manifest import manifests
from luoshi.registry.api import system_viewer
from services_town import county

pytestmark = pytest.mark.django_db
DAY = date(2022, 1, 21)
LEAST = 0.6
MEASURES = 22


def test_most_of_a_report_on_the_countys_measures_comes_from_what_runs(on_day) -> None:
    """Every promise of the county's document as a task, beside its sample projects and figures."""
    on_day(DAY)
    programme = county()
    for manifest in manifests():
        if manifest.room in {"indicators", "projects"} and manifest.seed:
            assert manifest.seed(programme)
    waiting = Commitment.objects.filter(document=programme.code, state="proposed", lead__isnull=False)
    waiting.update(due_date=date(2022, 12, 31))
    codes = list(waiting.values_list("code", flat=True))
    commitments.issue(by=system_viewer(), document=programme.code, codes=codes, override="试算全部任务的报送")
    tasks = list(Task.objects.filter(document=programme.code))
    assert len({task.measure for task in tasks}) == MEASURES
    made = drafts_of(tasks, DAY).values()
    fields, running = (sum(getattr(draft, name) for draft in made) for name in ("fields", "from_running"))
    assert running / fields >= LEAST, f"{running} of {fields}"
