"""Two people at once: one does it, the other is told; the record stays whole and the tallies true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from factories import sample_programme, user, viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.delivery import errors
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.models import Commitment, Report, Sheet, Task, TaskTally
from luoshi.delivery.service import commitments, sheets, tasks
from luoshi.delivery.tallies import count_all
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.events import Event, publish
from luoshi.kernel.today import now
from luoshi.registry.api import RoleViewer
from luoshi.services.models import Case, Step
from luoshi.services.service.finishing import Finish, finish_with_others
from luoshi.services.service.intake import Application, start_all, start_with_others
from luoshi.services.tests.samples import TWO_STEPS, published

DUE = date(2021, 12, 31)
CODES = ["1.s1.c1", "1.s1.c2", "1.s2.c1", "2.s1.c1", "3.s1.c1"]


@pytest.fixture
def ready(transactional_db: None, tmp_path: Path, on_day: Callable[[date], None]) -> RoleViewer:
    """Everything put right and nothing issued; the supervisor who did it."""
    on_day(date(2021, 8, 2))
    sample_programme(tmp_path / "programme")
    by = viewer("supervisor")
    for code in CODES:
        commitments.correct(by=by, document="sample", code=code, lead="development", supports=[], due_date=DUE)
    return by


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; what each returned or raised."""
    results: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = acts[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def tallied() -> set[tuple[str, str, str, int, float]]:
    return set(TaskTally.objects.values_list("kind", "code", "light", "tasks", "percent_sum"))


def sound() -> None:
    assert verify() == []
    kept = tallied()
    count_all("sample")
    assert kept == tallied()


def told(results: list[object]) -> list[object]:
    """Those who were refused; anything that is not an expected error in words is a crash."""
    refused = [result for result in results if isinstance(result, Exception)]
    assert [error for error in refused if not isinstance(error, ExpectedError)] == []
    return refused


def test_two_who_issue_the_same_commitment_make_one_task(ready: RoleViewer) -> None:
    results = at_once(*[lambda: commitments.issue(by=ready, document="sample", codes=["1.s1.c1"]) for _ in range(4)])
    assert [type(error) for error in told(results)] == [errors.AlreadyIssued] * 3
    assert Task.objects.count() == 1
    assert RecordEntry.objects.filter(act="delivery.task_issued").count() == 1
    sound()


@pytest.mark.parametrize("round_", range(3))
def test_two_who_issue_many_in_opposite_order_do_not_lock_each_other_out(ready: RoleViewer, round_: int) -> None:
    there, back = list(CODES), list(reversed(CODES))
    results = at_once(
        *[
            lambda codes=codes: commitments.issue(by=ready, document="sample", codes=codes)
            for codes in (there, back) * 2
        ]
    )
    assert len(told(results)) == 3
    assert Task.objects.count() == len(CODES)
    sound()


def test_merging_both_ways_at_once_leaves_one(ready: RoleViewer) -> None:
    pairs = [("1.s1.c1", "1.s1.c2"), ("1.s1.c2", "1.s1.c1")] * 2
    results = at_once(
        *[lambda p=pair: commitments.merge(by=ready, document="sample", code=p[0], other=p[1]) for pair in pairs]
    )
    assert len(told(results)) == 3
    assert Commitment.objects.filter(clause="1.s1").count() == 1
    sound()


def test_two_who_add_to_a_clause_get_two_codes(ready: RoleViewer) -> None:
    results = at_once(
        *[lambda: commitments.add(by=ready, document="sample", clause="1.s2", text="企业服务机制") for _ in range(4)]
    )
    assert told(results) == []
    assert len(set(map(str, results))) == 4
    sound()


def test_two_who_report_at_once_send_one_report(ready: RoleViewer) -> None:
    commitments.issue(by=ready, document="sample", codes=["1.s1.c1"])
    liaisons = [viewer("liaison", "development"), viewer("liaison", "government")]
    where = {"document": "sample", "code": "1.s1.c1"}
    accepted = at_once(*[lambda by=by: tasks.accept(by=by, **where) for by in liaisons])
    assert [type(error) for error in told(accepted)] == [errors.StepNotAllowed]
    sent = at_once(
        *[lambda by=by, n=n: tasks.report(by=by, **where, text=f"{n}", percent=n) for n, by in enumerate(liaisons * 2)]
    )
    assert [type(error) for error in told(sent)] == [errors.StepNotAllowed] * 3
    assert Report.objects.count() == 1
    reviewed = at_once(*[lambda: tasks.review(by=ready, **where, accepted=True) for _ in range(3)])
    assert [type(error) for error in told(reviewed)] == [errors.StepNotAllowed] * 2
    sound()


def test_many_units_reporting_at_once_keep_the_tallies_true(ready: RoleViewer) -> None:
    commitments.issue(by=ready, document="sample", codes=CODES)
    liaison = viewer("liaison", "development")
    for code in CODES:
        tasks.accept(by=liaison, document="sample", code=code)
    sent = at_once(
        *[lambda c=code: tasks.report(by=liaison, document="sample", code=c, text="x", percent=30) for code in CODES]
    )
    assert told(sent) == []
    reviewed = at_once(
        *[lambda c=code: tasks.review(by=ready, document="sample", code=c, accepted=True) for code in CODES]
    )
    assert told(reviewed) == []
    assert sum(row[4] for row in tallied() if row[0] == "unit") == 150
    sound()


@pytest.fixture
def under_way(ready: RoleViewer) -> RoleViewer:
    """All tasks issued and accepted by the development bureau; the supervisor who issued them."""
    commitments.issue(by=ready, document="sample", codes=CODES)
    for code in CODES:
        tasks.accept(by=viewer("liaison", "development"), document="sample", code=code)
    return ready


def sheet_on(by: RoleViewer, code: str, requirement: str = "补齐台账") -> int:
    return sheets.issue_sheet(by=by, document="sample", code=code, grade=Grade.ORDINARY, requirement=requirement)


def entries(act: str) -> int:
    return RecordEntry.objects.filter(act=f"delivery.{act}").count()


def test_two_who_issue_a_sheet_on_one_task_issue_one(under_way: RoleViewer) -> None:
    results = at_once(*[lambda n=n: sheet_on(under_way, "1.s1.c1", f"要求 {n}") for n in range(4)])
    assert [type(error) for error in told(results)] == [errors.SheetOpen] * 3
    assert Sheet.objects.count() == entries("sheet_issued") == 1
    sound()


def test_sheets_on_many_tasks_at_once_are_numbered_without_gaps(under_way: RoleViewer) -> None:
    results = at_once(*[lambda c=code: sheet_on(under_way, c) for code in CODES])
    assert told(results) == []
    assert sorted(map(int, results)) == list(range(1, len(CODES) + 1))
    assert entries("sheet_issued") == len(CODES)
    sound()


def test_a_sheet_received_by_two_is_received_once(under_way: RoleViewer) -> None:
    number = sheet_on(under_way, "1.s1.c1")
    liaisons = [viewer("liaison", "development"), viewer("liaison", "government")]
    results = at_once(
        *[lambda by=by: sheets.receive_sheet(by=by, document="sample", number=number) for by in liaisons * 2]
    )
    assert told(results) == []
    assert entries("sheet_received") == 1
    assert Sheet.objects.get().received_by == RecordEntry.objects.get(act="delivery.sheet_received").actor
    sound()


@pytest.mark.parametrize("outcome", ["met", "missed", "excused"])
def test_two_who_judge_a_sheet_judge_it_once_and_one_sheet_follows(under_way: RoleViewer, outcome: str) -> None:
    number = sheet_on(under_way, "1.s1.c1")
    results = at_once(
        *[
            lambda: sheets.judge_sheet(by=under_way, document="sample", number=number, outcome=outcome, reason="x")
            for _ in range(4)
        ]
    )
    assert [type(error) for error in told(results)] == [errors.SheetJudged] * 3
    assert entries("sheet_judged") == 1
    assert Sheet.objects.filter(outcome="open").count() == (outcome != "met")
    assert Sheet.objects.count() == entries("sheet_issued") == 1 + (outcome != "met")
    sound()


def test_an_answer_and_a_judgement_at_once_lose_nothing(under_way: RoleViewer) -> None:
    """An answer that came first stands on the judged sheet; one that came after is told so."""
    number, liaison = sheet_on(under_way, "1.s1.c1"), viewer("liaison", "development")
    at = {"document": "sample", "number": number}
    answered, judged = at_once(
        lambda: sheets.answer_sheet(by=liaison, **at, answer="已补齐"),
        lambda: sheets.judge_sheet(by=under_way, **at, outcome="met"),
    )
    assert judged is None
    refused = [type(error) for error in told([answered])]
    assert refused in ([], [errors.SheetJudged])
    sheet = Sheet.objects.get(number=number)
    assert (sheet.outcome, sheet.answer) == ("met", "" if refused else "已补齐")
    assert entries("sheet_answered") == (not refused)
    sound()


@pytest.mark.parametrize("round_", range(3))
def test_acts_on_sheets_and_on_their_tasks_do_not_lock_each_other_out(under_way: RoleViewer, round_: int) -> None:
    """Sheets judged (so that others follow), sheets issued and reports sent, all at once on neighbouring tasks."""
    liaison, old, new = viewer("liaison", "development"), CODES[:3], CODES[3:]
    numbers = [sheet_on(under_way, code) for code in old]
    results = at_once(
        *[
            lambda n=n: sheets.judge_sheet(by=under_way, document="sample", number=n, outcome="missed", reason="x")
            for n in numbers
        ],
        *[lambda c=code: sheet_on(under_way, c) for code in new],
        *[lambda c=code: tasks.report(by=liaison, document="sample", code=c, text="x", percent=30) for code in CODES],
    )
    assert told(results) == []
    assert sorted(Sheet.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert Sheet.objects.filter(outcome="open").count() == Report.objects.count() == len(CODES)
    sound()


def test_one_unit_sending_the_same_bulk_report_twice_reports_each_task_once(
    under_way: RoleViewer, on_day: Callable[[date], None]
) -> None:
    on_day(date(2021, 8, 20))
    desks = [Client(), Client(), Client()]
    for number, desk in enumerate(desks):
        desk.force_login(user("liaison", "development", name=f"desk-{number}"))

    def send(number: int) -> tuple[int, str]:
        lines = {f"{c}-{name}": value for c in CODES for name, value in (("text", f"第 {number} 人"), ("percent", "9"))}
        answer = desks[number].post("/delivery/sample/report/", {"send": CODES, **lines}, follow=True)
        return answer.status_code, answer.content.decode()

    results = at_once(*[lambda n=n: send(n) for n in range(3)])
    assert told(results) == []
    assert Report.objects.count() == entries("report_submitted") == len(CODES)
    assert set(Task.objects.values_list("state", flat=True)) == {"reported"}
    for number, (_status, page) in enumerate(results):
        mine = Report.objects.filter(submitted_by=f"desk-{number}").count()
        assert (f"已报送 {mine} 项" in page) == (mine > 0)
        # Whatever was not sent is named, whether it was taken while this was on its way or before it came.
        assert mine == len(CODES) or "待审核" in page
    sound()


def test_the_first_two_acts_of_all_both_stand_in_the_record(transactional_db: None) -> None:
    def act(name: str) -> None:
        with transaction.atomic():
            publish(Event(actor=name, at=now(), subject=name))

    assert told(at_once(*[lambda n=n: act(f"{n}") for n in range(4)])) == []
    assert RecordEntry.objects.count() == 4
    assert verify() == []


def test_accounts_of_one_name_and_the_last_administrators_at_once(ready: RoleViewer) -> None:
    from luoshi.registry import service
    from luoshi.registry.models import RoleGrant

    one, two = user("administrator", name="one"), user("administrator", name="two")
    by = service.viewer_of(one)
    made = at_once(
        *[lambda: service.create_user(by=by, username="new", display_name="新", password=None) for _ in range(3)]
    )
    assert len(told(made)) == 2
    left = at_once(
        *[
            lambda name=name: service.switch_user(by=by, username=name, active=False)
            for name in (one.username, two.username)
        ]
    )
    assert len(told(left)) == 1
    assert RoleGrant.objects.filter(role="administrator", user__is_active=True).count() == 1
    sound()


def test_a_batch_sent_twice_at_once_makes_each_case_once(ready: RoleViewer) -> None:
    published(TWO_STEPS)
    by = viewer("clerk", "development")
    batch = [Application(by, {"process": "sample", "external_id": f"mark-{n}"}) for n in range(5)]
    results = at_once(*(lambda: start_all(batch) for _n in range(3)))
    numbers = {tuple(taken.case.number for taken in taken_in) for taken_in in results if isinstance(taken_in, list)}
    assert len(results) == 3
    assert len(numbers) == 1, results
    assert Case.objects.count() == Step.objects.count() == 5
    assert verify() == []


def test_clerks_who_finish_at_once_are_served_together_and_each_step_is_done_once(ready: RoleViewer) -> None:
    published(TWO_STEPS)
    clerks = [viewer("clerk", "development") for _n in range(6)]
    taken = at_once(
        *(lambda by=by: start_with_others(Application(by, {"process": "sample"})) for by in clerks)  # type: ignore[misc]
    )
    cases = [one.case for one in taken]  # type: ignore[attr-defined]
    assert len({case.number for case in cases}) == 6
    steps = {step.case_id: step.pk for step in Step.objects.filter(state="open")}
    wanted = [Finish(by, case.number, steps[case.pk], {}) for by in clerks for case in cases[:2]]
    outcomes = at_once(*(lambda one=one: finish_with_others(one) for one in wanted))  # type: ignore[misc]
    assert sum(isinstance(one, ExpectedError) for one in outcomes) == 10
    assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, ExpectedError)]
    assert Step.objects.filter(node="a", state="done").count() == 2
    assert Step.objects.filter(node="b", state="open").count() == 2
    assert verify() == []
