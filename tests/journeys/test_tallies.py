"""Whatever people do, in whatever order, the tallies say what a recount of the rows themselves says."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.app.programmes import apply
from luoshi.delivery.lights import relight_all
from luoshi.delivery.models import Commitment, CommitmentTally, LightChange, Task, TaskTally
from luoshi.delivery.panels import reason_of
from luoshi.delivery.queries import commitment_counts, standings, unit_measures, unit_standings
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import Programme
from luoshi.policy.api import text
from luoshi.registry.api import all_units

D = "sample"
CLAUSES = ["1.s1", "1.s2", "2.s1", "3.s1"]
UNITS = ["development", "finance", "industry", "civil", "east-town"]
START = date(2021, 8, 2)


def recounted() -> dict[tuple[str, str, str], tuple[int, float, float, int]]:
    """(kind, code, light) -> tasks, sums of percents and of their squares, tasks with evidence; counted here, in no query."""
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [0, 0.0, 0.0, 0])
    for task in Task.objects.select_related("lead"):
        for kind, code in (("clause", task.clause), ("measure", task.measure), ("unit", task.lead.code)):
            row = found[kind, code, task.light]
            row[0] += 1
            row[1] += task.percent
            row[2] += task.percent**2
            row[3] += task.has_evidence
    return {key: (tasks, round(a, 6), round(b, 6), evidence) for key, (tasks, a, b, evidence) in found.items()}


def kept() -> dict[tuple[str, str, str], tuple[int, float, float, int]]:
    return {
        (row.kind, row.code, row.light): (
            row.tasks,
            round(row.percent_sum, 6),
            round(row.percent_squares, 6),
            row.with_evidence,
        )
        for row in TaskTally.objects.all()
    }


def commitments_recounted() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in Commitment.objects.exclude(state="dropped"):
        counts = found[row.measure]
        counts[0] += 1
        counts[1] += row.lead_id is not None
        counts[2] += row.state == "issued"
        counts[3] += row.outcome_metric != ""
    return dict(found)


class Play:
    """A run of acts drawn by chance, many of them refused; ``done`` counts those that were not."""

    def __init__(self, seed: int, programme: Programme, on_day: Callable[[date], None]) -> None:
        self.rng, self.programme, self.on_day, self.day = random.Random(seed), programme, on_day, START
        self.office, self.units = viewer("supervisor"), {unit: viewer("liaison", unit) for unit in UNITS}
        self.done: Counter[str] = Counter()

    def commitment(self) -> dict[str, Any]:
        code = self.rng.choice(list(Commitment.objects.values_list("code", flat=True)))
        return {"by": self.office, "document": D, "code": code}

    def task(self, *states: str, by_lead: bool = False) -> dict[str, Any]:
        """A task for an act: mostly one in a state that allows it, sometimes any, sometimes none at all."""
        rows = Task.objects.select_related("lead")
        found = self.rng.choice(
            [*rows.filter(state__in=states), *(self.rng.sample([*rows, None], 1) if self.rng.random() < 0.3 else [])]
            or [None]
        )
        if found is None:
            return {"by": self.office, "document": D, "code": "none"}
        by = self.units.get(found.lead.code, self.office) if by_lead else self.office
        return {"by": by, "document": D, "code": found.code}

    def correct(self, **commitment: Any) -> None:
        due = self.day + timedelta(days=self.rng.randrange(-20, 400))
        commitments.correct(
            **(commitment or self.commitment()),
            lead=self.rng.choice([*UNITS, *UNITS, None]),
            supports=self.rng.sample(UNITS, 2),
            due_date=self.rng.choice([due, due, due, None]),
            outcome_metric=self.rng.choice(["", "件数"]),
        )

    def split(self) -> None:
        at = self.commitment()
        words = commitments.get(D, at["code"]).text
        cut = self.rng.randrange(len(words))
        commitments.split(**at, marked=f"{words[:cut]}|{words[cut:]}")

    def merge(self) -> None:
        commitments.merge(**self.commitment(), other=self.commitment()["code"])

    def add(self) -> None:
        words = self.rng.choice(["服务", "许可时间", "平台建设", "不在文中"])
        commitments.add(by=self.office, document=D, clause=self.rng.choice(CLAUSES), text=words)

    def drop(self) -> None:
        commitments.drop(**self.commitment(), reason="不单独立项")

    def restore(self) -> None:
        commitments.restore(**self.commitment())

    def issue(self) -> None:
        codes = list(Commitment.objects.filter(state="proposed").values_list("code", flat=True))
        chosen = self.rng.sample(codes, min(len(codes), self.rng.randrange(1, 3)))
        for code in chosen:
            self.correct(by=self.office, document=D, code=code)
        commitments.issue(by=self.office, document=D, codes=chosen)

    def accept(self) -> None:
        tasks.accept(**self.task("issued", by_lead=True))

    def object(self) -> None:
        tasks.object_to(**self.task("issued", by_lead=True), reason="不属于本单位")

    def answer_objection(self) -> None:
        granted = self.rng.random() < 0.7
        tasks.answer_objection(**self.task("objected"), granted=granted, answer="好", new_lead=self.rng.choice(UNITS))

    def report(self) -> None:
        files = [SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%")] if self.rng.random() < 0.5 else []
        tasks.report(
            **self.task("under_way", "returned", by_lead=True),
            text="进展",
            percent=self.rng.choice([-1, 0, 12.5, 33.3, 60, 100, 101]),
            complete=self.rng.random() < 0.3,
            files=files,
        )

    def review(self) -> None:
        tasks.review(**self.task("reported"), accepted=self.rng.random() < 0.7, note="请补充")

    def close(self) -> None:
        tasks.close(**self.task("done"))

    def ask_extension(self) -> None:
        new_due = self.day + timedelta(days=self.rng.randrange(500))
        tasks.ask_extension(**self.task("under_way", by_lead=True), new_due=new_due, reason="前期手续")

    def answer_extension(self) -> None:
        tasks.answer_extension(**self.task("under_way", "reported"), granted=self.rng.random() < 0.5, answer="好")

    def wait(self) -> None:
        self.day += timedelta(days=self.rng.randrange(1, 40))
        self.on_day(self.day)
        relight_all(self.day)

    def apply_again(self) -> None:
        apply(self.programme)

    ACTS = (
        *("correct", "split", "merge", "add", "add", "drop", "restore", "issue", "issue", "issue"),
        *("accept", "accept", "accept", "object", "answer_objection", "report", "report", "report"),
        *("review", "review", "review", "close", "ask_extension", "answer_extension", "wait", "apply_again"),
    )

    def step(self, name: str = "") -> None:
        name = name or self.rng.choice(self.ACTS)
        try:
            getattr(self, name)()
        except ExpectedError:
            return
        self.done[name] += 1


@pytest.mark.parametrize("seed", range(5))
def test_tallies_never_drift(programme: Programme, on_day: Callable[[date], None], seed: int) -> None:
    on_day(START)
    play = Play(seed, programme, on_day)
    for number in range(160):
        play.step()
        assert kept() == recounted(), (seed, number, play.done)
        in_tally = CommitmentTally.objects.values_list(
            "measure", "commitments", "with_owner", "with_task", "with_measure"
        )
        assert {measure: counts for measure, *counts in in_tally} == commitments_recounted(), (seed, number, play.done)
    assert sum(play.done.values()) > 40
    assert Task.objects.count() >= 3
    _the_pages_figures_agree()
    assert [c.code for c in Commitment.objects.all() if text(D)[c.start : c.end] != c.text] == []
    assert verify() == []


def test_every_act_that_chance_may_draw_can_be_carried_out(
    programme: Programme, on_day: Callable[[date], None]
) -> None:
    on_day(START)
    play = Play(99, programme, on_day)
    for _ in range(200):
        for name in dict.fromkeys(play.ACTS):
            if not play.done[name]:
                play.step(name)
        play.step(play.rng.choice(["add", "issue", "accept", "report", "review"]))
    assert set(play.ACTS) - set(play.done) == set()
    assert kept() == recounted()


def _the_pages_figures_agree() -> None:
    """What pages read of the tallies, against the rows."""
    where, rows = standings(D), list(Task.objects.select_related("lead"))
    assert where.whole.tasks == len(rows)
    assert dict(where.whole.lights) == dict(Counter(task.light for task in rows))
    assert where.whole.with_evidence == sum(task.has_evidence for task in rows)
    for unit in all_units():
        mine = [task for task in rows if task.lead.code == unit]
        assert (where.units[unit].tasks if unit in where.units else 0) == len(mine)
        assert unit_standings(D, unit).whole.tasks == len(mine)
        by_measure = Counter(task.measure for task in mine)
        assert {code: status.tasks for (_, code), status in unit_measures(unit).items()} == by_measure
        if mine:
            mean = sum(task.percent for task in mine) / len(mine)
            assert where.units[unit].percent == pytest.approx(mean)
    assert sum(row.with_task for row in commitment_counts(D).values()) == len(rows)
    for task in rows:
        last = LightChange.objects.filter(task=task).first()
        assert last is not None
        assert last.after == task.light


def test_lighting_again_writes_nothing_and_many_turns_cost_few_queries(
    programme: Programme, on_day: Callable[[date], None], django_assert_max_num_queries: Any
) -> None:
    on_day(START)
    user("liaison", "development", name="officer")
    code = Commitment.objects.filter(document=D).values_list("code", flat=True)[0]
    by = viewer("supervisor")
    commitments.correct(by=by, document=D, code=code, lead="development", supports=[], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document=D, codes=[code])
    one = Task.objects.get()
    Task.objects.bulk_create(
        Task(
            **{
                **{f.attname: getattr(one, f.attname) for f in Task._meta.concrete_fields if not f.primary_key},
                "commitment_id": None,
                "code": f"{code}-{n}",
                "state": "under_way",
                "next_report_due": START,
            }
        )
        for n in range(200)
    )
    day = START + timedelta(days=30)
    on_day(day)
    with django_assert_max_num_queries(40):
        assert relight_all(day) >= 200
    assert set(LightChange.objects.filter(on=day).values_list("after", flat=True)) == {"yellow"}
    with CaptureQueriesContext(connection) as again:
        assert relight_all(day) == 0
    assert [query["sql"] for query in again if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_a_late_task_is_not_written_each_day_and_still_says_how_late_it_is(
    programme: Programme, on_day: Callable[[date], None]
) -> None:
    on_day(START)
    by = viewer("supervisor")
    code = Commitment.objects.filter(document=D).values_list("code", flat=True)[0]
    commitments.correct(by=by, document=D, code=code, lead="development", supports=[], due_date=date(2021, 8, 20))
    commitments.issue(by=by, document=D, codes=[code])
    on_day(date(2021, 8, 23))
    assert relight_all(date(2021, 8, 23)) == 1
    assert "已逾期 3 天" in reason_of(Task.objects.get())
    on_day(date(2021, 8, 30))
    with CaptureQueriesContext(connection) as queries:
        assert relight_all(date(2021, 8, 30)) == 0
    assert not [query for query in queries if query["sql"].startswith('UPDATE "delivery_task"')]
    assert "已逾期 10 天" in reason_of(Task.objects.get())
    # The turn keeps the day it turned on.
    assert LightChange.objects.get(after="red").params["days"] == 3
