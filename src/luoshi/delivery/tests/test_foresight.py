"""Foresight on cases one can work out, and on histories whose truth is known."""

from __future__ import annotations

import random

import numpy as np
import pytest

from luoshi.delivery.domain.foresight import Step, brier, calibrate, chance_to_miss, steps_of

pytestmark = pytest.mark.pure


def test_steps_are_the_days_and_points_between_reports() -> None:
    assert steps_of([(30, 10.0), (60, 10.0), (75, 40.0)], start=0) == [Step(30, 10.0), Step(30, 0.0), Step(15, 30.0)]
    assert steps_of([], start=0) == []


@pytest.mark.parametrize(("percent", "left", "expected"), [(100, 10, 0.0), (50, 0, 1.0), (50, 60, 0.0), (50, 40, 1.0)])
def test_a_steady_pace_arrives_or_not_for_certain(percent: float, left: int, expected: float) -> None:
    """One point a day, always: fifty points need fifty days."""
    assert chance_to_miss(percent, left, own=[Step(30, 30.0)], crowd=[Step(30, 30.0)], silent_days=0) == expected


def test_days_since_the_last_report_count_too() -> None:
    steady = [Step(30, 30.0)]
    assert chance_to_miss(50, 40, own=steady, crowd=steady, silent_days=10) == 0.0


def test_without_anybodys_history_nothing_is_said() -> None:
    assert chance_to_miss(50, 40, own=[], crowd=[], silent_days=0) is None


def test_less_time_or_less_done_never_lowers_the_chance() -> None:
    rng = random.Random(3)
    crowd = [Step(rng.randrange(20, 40), rng.choice([0.0, 5.0, 15.0, 30.0])) for _ in range(50)]
    by_days = [chance_to_miss(40, days, own=[], crowd=crowd, silent_days=0) for days in (20, 60, 120, 240, 480)]
    by_percent = [chance_to_miss(p, 120, own=[], crowd=crowd, silent_days=0) for p in (0, 30, 60, 90)]
    assert by_days == sorted(by_days, reverse=True) and by_percent == sorted(by_percent, reverse=True)


def test_a_task_that_stood_still_three_times_is_trusted_less_than_the_crowd() -> None:
    crowd = [Step(30, 20.0)] * 20
    usual = chance_to_miss(40, 100, own=[], crowd=crowd, silent_days=0)
    stuck = chance_to_miss(40, 100, own=[Step(30, 0.0)] * 3, crowd=crowd, silent_days=0)
    assert usual == 0.0 and stuck > 0.5


def test_foresight_beats_late_if_late_now_where_the_truth_is_known() -> None:
    """Two hundred tasks with a pace of their own and months without progress; half teach, half try."""
    rng = np.random.default_rng(8)
    crowd, looks = [], []
    for _task in range(200):
        pace, due, at = rng.gamma(4, 0.16), 240, 150
        told, percent, day = [], 0.0, 0
        while percent < 100 and day < 600:
            day += 30
            if rng.random() > 0.2:
                percent = min(100.0, percent + pace * 30 * rng.uniform(0.6, 1.4))
            told.append((day, percent))
        late = percent < 100 or day > due
        known = [(d, p) for d, p in told if d <= at]
        crowd += steps_of(known, start=0)
        looks.append((known, late))
    foretold, naive, missed = [], [], []
    for n, (known, late) in enumerate(looks):
        percent = known[-1][1]
        chance = chance_to_miss(percent, 240 - 150, own=steps_of(known, start=0), crowd=crowd, silent_days=0, seed=n)
        foretold.append(chance)
        naive.append(1.0 if percent < 100 * 150 / 240 else 0.0)
        missed.append(late)
    made = calibrate(foretold[::2], missed[::2])
    tried = [made.corrected(chance) for chance in foretold[1::2]]
    assert 0.2 < np.mean(missed) < 0.8
    assert brier(tried, missed[1::2]) < 0.75 * brier(naive[1::2], missed[1::2])


def test_calibration_never_falls_and_learns_what_chances_were_worth() -> None:
    rng = random.Random(5)
    told = [rng.random() for _ in range(3000)]
    missed = [rng.random() < min(1.0, 0.5 * chance) for chance in told]  # chances twice too high
    made = calibrate(told, missed)
    values = [made.corrected(x / 20) for x in range(21)]
    assert values == sorted(values)
    assert made.corrected(0.5) == pytest.approx(0.25, abs=0.05)
    assert brier([made.corrected(x) for x in told], missed) < brier(told, missed)
