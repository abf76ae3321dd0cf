"""Units are ranked apart only where they differ by more than noise, and not at all where they lead too little."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from statistics import mean, stdev

import pytest
from django.apps import apps

from factories import viewer
from luoshi.delivery.models import Commitment, Task, TaskTally
from luoshi.delivery.parameters import rules_of
from luoshi.delivery.queries import Status, ranking, standings
from luoshi.delivery.service import commitments
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import today

D = "sample"


def status(tasks: Sequence[tuple[str, float]]) -> Status:
    found = Status(rules=rules_of(D, today()).together)
    for light, percent in tasks:
        found.add(light, 1, percent, 0)
    return found


def test_the_error_of_a_units_standing_is_that_of_its_mean(programme: Programme) -> None:
    found = status([("green", 80), ("yellow", 50), ("red", 40), ("green", 90)])
    merits = [80, 50, 40 - 100, 90]
    assert found.merit == mean(merits)
    assert found.merit_error == pytest.approx(stdev(merits) / 2)
    # Counted light by light from the tallies it is the same.
    whole = Status(rules=found.rules)
    whole.add("green", 2, 170, 0, 80**2 + 90**2)
    whole.add("yellow", 1, 50, 0, 50**2)
    whole.add("red", 1, 40, 0, 40**2)
    assert (whole.merit, whole.merit_error) == (found.merit, pytest.approx(found.merit_error))


def test_units_within_noise_share_a_rank_and_few_tasks_have_none(programme: Programme) -> None:
    steady = [("green", 60.0), ("green", 62.0), ("green", 58.0), ("green", 60.0)]
    found = ranking(
        {
            "development": status(steady),
            "finance": status([(light, percent - 1) for light, percent in steady]),
            "industry": status([(light, percent - 30) for light, percent in steady]),
            "civil": status([("green", 99.0)] * 2),
        }
    )
    assert [(row.unit.code, row.rank) for row in found] == [
        ("development", 1),
        ("finance", 1),
        ("industry", 3),
        ("civil", None),
    ]


def test_tallies_kept_before_learn_how_much_their_tasks_differ(programme: Programme, on_day) -> None:
    by = viewer("supervisor")
    for n, code in enumerate(Commitment.objects.filter(document=D).order_by("code").values_list("code", flat=True)):
        commitments.correct(
            by=by, document=D, code=code, lead="development", supports=[], due_date=today().replace(year=2030)
        )
        commitments.issue(by=by, document=D, codes=[code])
        Task.objects.filter(code=code).update(percent=10 * n)
    percents = list(Task.objects.values_list("percent", flat=True))
    TaskTally.objects.update(percent_sum=0, percent_squares=0)
    import_module("luoshi.delivery.migrations.0015_count_squares").count(apps, None)
    rows = TaskTally.objects.filter(kind="unit", code="development")
    assert sum(row.percent_squares for row in rows) == sum(percent**2 for percent in percents)
    assert standings(D).units["development"].tasks == len(percents)
