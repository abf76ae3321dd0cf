"""A county changes a number the rules work by: in its content, or on the page; and the rules follow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from factories import user, viewer, write_programme
from luoshi.accountability.api import verify
from luoshi.app.programmes import apply, load_programme
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import Task
from luoshi.delivery.parameters import rules_of
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.jurisdiction import ValueUndetermined
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import system_viewer
from luoshi.registry.models import ParameterValue

DAY = date(2021, 11, 1)
GIVEN = {
    "value": "40",
    "start": "2021-10-01",
    "title": "本县督查办法",
    "number": "",
    "article": "3",
    "verified": "seen",
}


@pytest.fixture
def behind(programme: Programme, on_day) -> Task:
    """A task some 30 points behind its plan on the day."""
    by = system_viewer()
    on_day(date(2021, 8, 2))
    commitments.correct(
        by=by, document="sample", code="1.s1.c1", lead="development", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=["1.s1.c1"])
    tasks.accept(by=by, document="sample", code="1.s1.c1")
    on_day(DAY)
    tasks.report(by=by, document="sample", code="1.s1.c1", text="进展", percent=30)
    tasks.review(by=viewer("supervisor"), document="sample", code="1.s1.c1", accepted=True)
    return Task.objects.get(code="1.s1.c1")


def test_setting_a_threshold_on_the_page_turns_the_light_and_withdrawing_turns_it_back(behind: Task) -> None:
    assert (behind.light, behind.light_reason) == ("red", "badly_behind")
    client = Client()
    client.force_login(user("supervisor", name="office"))
    page = "/parameters/delivery.badly_behind_points/"
    assert "待核实" in client.get(page).content.decode()
    assert client.post(page + "set/", GIVEN).status_code == 302
    relight_all(DAY)
    behind.refresh_from_db()
    assert (behind.light, behind.light_reason) == ("yellow", "behind")
    shown = client.get(page).content.decode()
    assert "《本县督查办法》第三条" in shown
    assert "office" in shown
    # The day before it took effect the old number still holds.
    assert rules_of("sample", date(2021, 9, 30)).lights.badly_behind_points == 20
    row = ParameterValue.objects.get(origin="page")
    assert client.post(f"{page}withdraw/{row.pk}/").status_code == 302
    relight_all(DAY)
    behind.refresh_from_db()
    assert behind.light == "red"
    assert verify() == []


@pytest.mark.parametrize(("field", "value"), [("value", "101"), ("value", "x"), ("title", " "), ("start", "")])
def test_what_cannot_be_set_is_said_and_nothing_entered_is_lost(programme: Programme, field: str, value: str) -> None:
    client = Client()
    client.force_login(user("supervisor"))
    answer = client.post("/parameters/delivery.badly_behind_points/set/", {**GIVEN, "note": "研究过", field: value})
    assert answer.status_code == 422
    assert "研究过" in answer.content.decode()
    assert not ParameterValue.objects.filter(origin="page").exists()


LOCAL = """jurisdiction: ""
parameters:
  - code: delivery.report_day
    values:
      - {value: 20, in_force_from: 2021-01-01, source: {title: 本县报送办法, verified: seen}}
"""


def test_a_programmes_own_file_goes_before_the_nations_and_can_be_taken_out(db: None, tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "programme")
    facts = (folder / "programme.yaml").read_text("utf-8") + 'jurisdiction: "990101"\n'
    (folder / "programme.yaml").write_text(facts, "utf-8")
    apply(load_programme(folder))
    assert rules_of("sample", DAY).cycle.day_of_month == 25
    (folder / "parameters").mkdir()
    file = folder / "parameters" / "supervision.yaml"
    file.write_text(LOCAL.replace('jurisdiction: ""', 'jurisdiction: "990101"'), "utf-8")
    planned = apply(load_programme(folder), dry_run=True)
    assert [(c.kind, c.code, c.action) for c in planned] == [("parameter", "delivery.report_day", "create")]
    assert apply(load_programme(folder)) == planned
    assert apply(load_programme(folder)) == []
    assert rules_of("sample", DAY).cycle.day_of_month == 20
    file.unlink()
    assert [c.action for c in apply(load_programme(folder))] == ["remove"]
    assert rules_of("sample", DAY).cycle.day_of_month == 25


def test_a_number_nobody_laid_down_is_named_not_guessed(programme: Programme) -> None:
    rows = ParameterValue.objects.filter(parameter__code="delivery.red_days")
    rows.update(value=None, supplier="县政府督查室")
    with pytest.raises(ValueUndetermined, match=r"红色警告单答复期限.*县政府督查室"):
        rules_of("sample", DAY)


@pytest.mark.parametrize(
    ("number", "value", "light"),
    [("near_due_days", 90, ("yellow", "near_due")), ("missing_report_red", 1, ("red", "report_missing"))],
)
def test_what_turns_a_light_and_into_which_colour_is_a_countys_to_lay_down(
    behind: Task, number: str, value: int, light: tuple[str, str]
) -> None:
    """Far enough on, a task is green; the county says that nearing its day or an unsent report is not."""
    Task.objects.update(percent=95)
    ParameterValue.objects.filter(parameter__code="delivery.badly_behind_points").update(value=100)
    day = date(2021, 12, 1)
    relight_all(day)
    behind.refresh_from_db()
    assert (behind.light, behind.light_reason) == ("yellow", "report_missing")
    ParameterValue.objects.filter(parameter__code=f"delivery.{number}").update(value=value)
    if number == "near_due_days":
        Task.objects.update(next_report_due=date(2021, 12, 25))
    relight_all(day)
    behind.refresh_from_db()
    assert (behind.light, behind.light_reason) == light


def test_a_quarters_end_missed_is_red_where_a_county_says_so(behind: Task) -> None:
    Task.objects.update(percent_on=date(2021, 9, 30), percent=30)
    relight_all(DAY)
    behind.refresh_from_db()
    assert (behind.light, behind.light_reason) == ("yellow", "behind")
    ParameterValue.objects.filter(parameter__code="delivery.quarter_end_red").update(value=1)
    relight_all(DAY)
    behind.refresh_from_db()
    assert (behind.light, behind.light_reason) == ("red", "quarter_missed")
