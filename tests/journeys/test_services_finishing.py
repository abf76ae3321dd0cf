"""Steps of several people in one transaction: each with its own outcome, and the next sees what the last has left."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from django.utils.translation import override

from factories import viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.kernel.manifest import Programme
from luoshi.services import errors
from luoshi.services.models import Case, Certificate, Step
from luoshi.services.service.finishing import Finish, Stands, finish_all
from luoshi.services.service.intake import Application, start_all
from luoshi.services.tests.samples import END, START, TWO_STEPS, begun, node, process, published, user, waiting


@pytest.fixture
def numbers(programme: Programme, on_day) -> list[str]:
    on_day(date(2021, 9, 10))
    published(TWO_STEPS, promised_days=20)
    return [begun() for _n in range(4)]


def wanted(by, number: str, at: str = "a", **values: object) -> Finish:
    step = Step.objects.filter(case__number=number, node=at).latest("pk")
    return Finish(by, number, step.pk, values)


def test_each_has_its_own_outcome_and_the_others_stay(numbers: list[str]) -> None:
    clerk, stranger = viewer("clerk", "development"), viewer("clerk", "civil")
    first, second, third, fourth = numbers
    taken = Step.objects.get(case__number=fourth)
    taken.claimed_by = "somebody"
    taken.save()
    outcomes = finish_all(
        [
            wanted(clerk, first, why="好"),
            wanted(stranger, second),
            Finish(clerk, "20210910-9999", 1, {}),
            wanted(clerk, third),
            wanted(clerk, fourth),
        ]
    )
    assert [type(one) for one in outcomes] == [Stands, NotAllowed, NotFound, Stands, errors.StepTaken]
    assert [waiting(number) for number in numbers] == [["b"], ["a"], ["b"], ["a"]]
    assert [step.node for step in outcomes[0].steps] == ["a", "b"]  # type: ignore[union-attr]
    assert Case.objects.get(number=first).data["why"] == "好"
    step = Step.objects.get(case__number=first, node="a")
    assert (step.state, step.done_by, step.claimed_by) == ("done", clerk.username, clerk.username)
    assert RecordEntry.objects.filter(act="services.step_done").count() == 2
    assert verify() == []


def test_two_who_finish_the_same_step_at_once_are_told_apart(numbers: list[str]) -> None:
    one, other = viewer("clerk", "development"), viewer("clerk", "development")
    first = numbers[0]
    outcomes = finish_all([wanted(one, first, who="one"), wanted(other, first, who="other")])
    assert isinstance(outcomes[0], Stands)
    assert isinstance(outcomes[1], errors.StepClosed)
    case = Case.objects.get(number=first)
    assert case.data["who"] == "one"
    assert waiting(first) == ["b"]


def test_two_steps_of_one_case_both_count(programme: Programme) -> None:
    flows = (("s", "g"), ("g", "a"), ("g", "b"), ("a", "j"), ("b", "j"), ("j", "e"))
    gates = node("parallelGateway", "g") + node("parallelGateway", "j")
    published(process(START + gates + user("a") + user("b") + END, *flows))
    number, clerk = begun(), viewer("clerk", "development")
    outcomes = finish_all([wanted(clerk, number, "a", x=1), wanted(clerk, number, "b", y=2)])
    assert [type(one) for one in outcomes] == [Stands, Stands]
    case = Case.objects.get(number=number)
    assert (case.state, case.data["x"], case.data["y"]) == ("done", 1, 2)


def test_what_an_action_wrote_goes_with_the_act_that_is_refused_after_it(programme: Programme) -> None:
    """An action writes to the tables in the middle of an act; what refuses the act later takes that back too."""
    paper, shut = node("serviceTask", "paper", camunda__topic="certificate"), node("exclusiveGateway", "g")
    flows = (("s", "a"), ("a", "paper"), ("paper", "g"), ("g", "e", "${good}"))
    bpmn = process(START + user("a") + paper + shut + END, *flows)
    published(bpmn)
    numbers, clerk = [begun(), begun()], viewer("clerk", "development")
    outcomes = finish_all(
        [wanted(clerk, number, good=good) for number, good in zip(numbers, (False, True), strict=True)]
    )
    assert isinstance(outcomes[0], ExpectedError)
    assert isinstance(outcomes[1], Stands)
    assert [Case.objects.get(number=number).state for number in numbers] == ["open", "done"]
    assert list(Certificate.objects.values_list("case__number", flat=True)) == numbers[1:]
    acts = RecordEntry.objects.filter(subject=numbers[0]).values_list("act", flat=True)
    assert set(acts) == {"services.case_started"}
    assert verify() == []


def test_each_is_done_in_the_language_of_who_asked(numbers: list[str]) -> None:
    clerk, heard = viewer("clerk", "development"), []

    def hear(form: object) -> dict[str, str]:
        heard.append(_("办理中"))
        return {}

    asked = []
    for number, language in zip(numbers, ("en", "zh-hans"), strict=False):
        with override(language):
            asked.append(Finish(clerk, number, wanted(clerk, number).step_id, hear))
    finish_all(asked)
    assert heard == ["under way", "办理中"]


def test_many_cost_hardly_more_statements_than_one(numbers: list[str]) -> None:
    clerk = viewer("clerk", "development")

    def statements(count: int) -> int:
        made = start_all([Application(clerk, {"process": "sample"}) for _n in range(count)])
        acts = [wanted(clerk, taken.case.number) for taken in made]  # type: ignore[union-attr]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            finish_all(acts)
        return len(asked)

    statements(1)
    assert statements(10) == statements(2)
