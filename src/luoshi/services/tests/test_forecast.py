"""Where is my application: a range of days from like cases, and what is said when too few are known."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA
from luoshi.services.domain.forecasts import Done, held_range, kept_by
from luoshi.services.models import Case
from luoshi.services.queries import forecast

from .samples import TWO_STEPS, begun, published


def finished(days: int) -> None:
    case = Case.objects.get(number=begun())
    case.counted_days, case.state = days, "done"
    case.finished_at = datetime(2021, 9, 1, tzinfo=CHINA)
    case.save()


def test_the_range_is_that_of_nine_in_ten_like_cases(programme: Programme, on_day) -> None:
    on_day(date(2021, 9, 10))
    published(TWO_STEPS)
    for days in [*range(2, 10)] * 2 + [1, 5]:
        finished(days)
    open_case = Case.objects.get(number=begun())
    assert forecast(open_case, date(2021, 9, 10)) is None  # eighteen are too few to promise nine in ten by
    finished(10)
    # Of nineteen the first and the last, 1 and 10 counted days: from the first to the tenth working day after Friday
    # the 10th, over the holiday and the worked 18th and 26th.
    found = forecast(open_case, date(2021, 9, 10))
    assert found is not None
    assert (found.earliest, found.latest, found.based_on) == (date(2021, 9, 13), date(2021, 9, 26), 19)
    later = forecast(open_case, date(2021, 9, 22))
    assert later is not None
    assert later.earliest == date(2021, 9, 22)  # what has passed is promised no more


@pytest.mark.parametrize("known", [19, 40, 199])
@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: round(rng.lognormvariate(1.5, 0.8)),
        lambda rng: rng.choice([1, 1, 1, 2, 20]),
        lambda rng: rng.randrange(1, 60),
    ],
)
def test_nine_in_ten_cases_that_nobody_had_seen_keep_to_the_range(known: int, draw) -> None:
    rng, kept, trials = random.Random(22), 0, 4000
    for _ in range(trials):
        found = held_range([draw(rng) for _ in range(known)])
        assert found is not None
        kept += found[0] <= draw(rng) <= found[1]
    assert kept / trials >= 0.9 - 0.015  # three standard errors of 4,000 trials


def test_what_was_foretold_is_held_against_what_came() -> None:
    first = date(2021, 1, 1)
    steady = [Done(first + timedelta(n), first + timedelta(n + 1), 1 + n % 3) for n in range(60)]
    found = kept_by(steady)
    assert (found.foretold, found.kept) == (40, 40)  # the first twenty had too few finished before them
    late = Done(first + timedelta(70), first + timedelta(90), 15)
    assert kept_by([*steady, late]) == (41, 40)
