"""Acts at the desk: one winner, lawful clocks, versions; and what each leaves in the record."""

from __future__ import annotations

from datetime import date

import pytest

from factories import viewer
from luoshi.kernel.calendar import CHINA, HolidayNotice
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import system_viewer
from luoshi.services import errors
from luoshi.services.clocks import recount
from luoshi.services.models import Case, ProcessVersion, Step
from luoshi.services.queries import desk as desk_of
from luoshi.services.service import desk, versions
from luoshi.services.service.finishing import finish_step
from luoshi.services.service.processes import publish_process
from luoshi.services.views.processes import draft_of

from .samples import END, START, TWO_STEPS, begun, done, process, published, user, waiting


@pytest.fixture
def number(programme: Programme, on_day) -> str:
    on_day(date(2021, 9, 10))
    published(TWO_STEPS, promised_days=20)
    return begun()


def step(number: str) -> Step:
    return Step.objects.get(case__number=number, state="open")


def test_of_two_clerks_one_wins_and_the_other_is_told_who(number: str) -> None:
    first, second = viewer("clerk", "development"), viewer("clerk")
    desk.claim(by=first, number=number, step_id=step(number).pk)
    with pytest.raises(errors.StepTaken) as taken:
        desk.claim(by=second, number=number, step_id=step(number).pk)
    assert first.username in str(taken.value)
    with pytest.raises(errors.StepTaken):
        finish_step(by=second, number=number, step_id=step(number).pk, values={})
    desk.delegate(by=first, number=number, step_id=step(number).pk, to="")
    finish_step(by=second, number=number, step_id=step(number).pk, values={})
    with pytest.raises(errors.StepClosed):
        finish_step(by=second, number=number, step_id=Step.objects.get(node="a").pk, values={})


def test_a_step_is_handed_to_a_colleague_of_the_desk_and_to_nobody_else(number: str) -> None:
    first, second = viewer("clerk", "development"), viewer("clerk")
    at = {"number": number, "step_id": step(number).pk}
    stranger = viewer("clerk", "civil")
    for nobody in (stranger.username, "typo"):
        with pytest.raises(errors.NoSuchColleague):
            desk.delegate(by=first, to=nobody, **at)
    desk.delegate(by=first, to=second.username, **at)
    assert step(number).claimed_by == second.username
    with pytest.raises(errors.StepTaken):
        finish_step(by=first, values={}, **at)
    finish_step(by=second, values={}, **at)


def test_a_clerk_of_another_unit_sees_and_does_nothing(number: str) -> None:
    stranger = viewer("clerk", "civil")
    with pytest.raises(NotAllowed):
        desk.claim(by=stranger, number=number, step_id=step(number).pk)
    assert desk_of(stranger, ["clerk"]) == []
    assert [found.node for found in desk_of(viewer("clerk", "development"), ["clerk"])] == ["a"]


def test_a_role_with_nobody_in_it_waits_visibly(programme: Programme) -> None:
    published(process(START + user("a", role="reviewer") + END, ("s", "a"), ("a", "e")))
    number = begun()
    assert waiting(number) == ["a"]
    assert desk_of(viewer("clerk"), ["clerk", "reviewer"]) == []


def test_the_clock_of_the_worked_example(number: str, on_day) -> None:
    # 行政许可法: accepted Friday 2021-09-10, 20 working days; expert review 17 to 26 September; ten more days.
    case = Case.objects.get(number=number)
    assert case.due_date == date(2021, 10, 14)
    on_day(date(2021, 9, 17))
    with pytest.raises(errors.ReasonMissing):
        desk.suspend(by=system_viewer(), number=number, reason="专家评审", basis="")
    desk.suspend(by=system_viewer(), number=number, reason="专家评审", basis="行政许可法 第四十五条")
    assert Case.objects.get(number=number).due_date is None
    on_day(date(2021, 9, 26))
    desk.resume(by=system_viewer(), number=number)
    assert Case.objects.get(number=number).due_date == date(2021, 10, 22)
    with pytest.raises(errors.ExtendedAlready):
        desk.extend(by=system_viewer(), number=number, days=11, reason="复杂")
    desk.extend(by=system_viewer(), number=number, days=10, reason="复杂")
    assert Case.objects.get(number=number).due_date == date(2021, 11, 5)
    with pytest.raises(errors.ExtendedAlready):
        desk.extend(by=system_viewer(), number=number, days=1, reason="再延长")


def test_when_the_holiday_notice_changes_open_clocks_move(number: str) -> None:
    # Without the notice's holidays and worked weekends of 2021, weekdays alone: 20 of them after the 10th.
    bare = CHINA.with_notice(HolidayNotice(2021, frozenset(), frozenset()))
    assert recount(bare) == 1  # the step's three days hold no holiday
    assert Case.objects.get(number=number).due_date == date(2021, 10, 8)
    assert recount() == 1
    assert Case.objects.get(number=number).due_date == date(2021, 10, 14)
    assert recount() == 0


def test_a_draft_is_kept_for_the_next_look(number: str) -> None:
    desk.keep_draft(by=viewer("clerk"), number=number, step_id=step(number).pk, values={"note": "半句"})
    assert step(number).draft == {"note": "半句"}


def test_a_running_case_keeps_its_version_and_moves_where_it_can(number: str) -> None:
    three = process(
        START + user("a", days=3) + user("b") + user("c") + END, ("s", "a"), ("a", "b"), ("b", "c"), ("c", "e")
    )
    assert published(TWO_STEPS, promised_days=20).number == 1  # the same again is no new version
    assert published(three, promised_days=20).number == 2
    stays = begun()
    assert Case.objects.get(number=number).version.number == 1
    assert Case.objects.get(number=stays).version.number == 2
    versions.move(by=system_viewer(), number=number)
    for node in ("a", "b", "c"):
        done(number, node)
    assert Case.objects.get(number=number).state == "done"


def test_a_moved_case_waits_at_the_step_as_it_is_drawn_now(number: str) -> None:
    step = Step.objects.get(case__number=number, state="open")
    desk.claim(by=system_viewer(), number=number, step_id=step.pk)
    at_industry = TWO_STEPS.replace(
        '"days" value="3"/>', '"days" value="7"/><camunda:property name="unit" value="industry"/>'
    )
    published(at_industry.replace('candidateGroups="clerk"', 'candidateGroups="liaison"', 1))
    versions.move(by=system_viewer(), number=number)
    step.refresh_from_db()
    assert (step.role, step.limit_days, step.unit.code if step.unit else "") == ("liaison", 7, "industry")
    assert step.claimed_by == ""  # the one who had it may not be of the new role
    assert step.due_date is not None


def test_a_case_that_stands_where_the_new_version_has_no_place_stays(number: str) -> None:
    published(process(START + user("z") + END, ("s", "z"), ("z", "e")))
    with pytest.raises(errors.CannotMove) as refused:
        versions.move(by=system_viewer(), number=number)
    assert "“a”" in str(refused.value)
    done(number, "a")
    done(number, "b")
    assert Case.objects.get(number=number).state == "done"
    assert ProcessVersion.objects.filter(code="sample").count() == 2


def test_what_is_withdrawn_is_waited_for_no_more(number: str) -> None:
    from luoshi.services.service.cases import withdraw

    withdraw(by=viewer("clerk"), number=number, reason="不办了")
    assert waiting(number) == []
    with pytest.raises(errors.StepClosed):
        finish_step(by=viewer("clerk"), number=number, step_id=Step.objects.get(node="a").pk, values={})


def test_a_process_drawn_anew_keeps_everything_else_it_is_known_by(programme: Programme) -> None:
    kept = {"purpose": "credit-repair", "opened_by_rule": "r", "mechanism": "services.callback", "promised_days": 3}
    before = published(TWO_STEPS, document="sample", measure="1", law="某法", **kept)
    after = publish_process(by=system_viewer(), draft=draft_of(before, TWO_STEPS.replace("days", "dayz")))
    assert after.number == 2
    changed = {"id", "number", "bpmn", "nodes", "sha256", "published_at", "is_current"}
    facts = [
        {f.attname: getattr(v, f.attname) for f in v._meta.fields if f.attname not in changed} for v in (before, after)
    ]
    assert facts[0] == facts[1]
