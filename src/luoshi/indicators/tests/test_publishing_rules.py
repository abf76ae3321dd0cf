"""What is left out of publications over time, what is comparable across breaks, what is off its path."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.indicators.domain.anomaly import anomaly
from luoshi.indicators.domain.breaks import Break, comparable, linked
from luoshi.indicators.domain.disclosure import WHOLE, withheld
from luoshi.indicators.domain.periods import Frequency

pytestmark = pytest.mark.pure
NAN = float("nan")


def possible(counts: dict[str, int], shown: dict[str, int | None]) -> dict[str, set[int]]:
    """The attack by listing: every table whose parts add up to the whole and that agrees with what is shown."""
    hidden = [p for p in counts if shown.get(p) is None]
    found: dict[str, set[int]] = {p: set() for p in hidden}
    for guess in itertools.product(range(14), repeat=len(hidden)):
        trial = {p: v for p, v in shown.items() if v is not None} | dict(zip(hidden, guess, strict=True))
        if sum(v for p, v in trial.items() if p != WHOLE) == trial[WHOLE]:
            for place in hidden:
                found[place].add(trial[place])
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=3, max_size=4))
def test_a_small_count_cannot_be_had_by_subtracting_the_others_from_the_whole(parts: list[int]) -> None:
    counts = {f"p{n}": value for n, value in enumerate(parts)}
    counts[WHOLE] = sum(parts)
    out = withheld(counts, chosen=set(counts), adds_up=True).places
    shown = {place: None if place in out else value for place, value in counts.items()}
    assert all(counts[p] == 0 or counts[p] >= 3 for p in counts if p not in out)
    for place, values in possible(counts, shown).items():
        everything_out = all(shown[p] is None or counts[p] == 0 for p in counts)
        assert len(values) >= 3 or everything_out, (counts, shown, place)


def test_one_small_count_takes_the_next_smallest_with_it() -> None:
    found = withheld({WHOLE: 42, "a": 2, "b": 10, "c": 30}, chosen={WHOLE, "a", "b", "c"}, adds_up=True)
    assert (found.small, found.others) == ({"a"}, {"b"})


def test_a_place_nobody_asked_for_hides_as_well_as_one_left_out() -> None:
    found = withheld({WHOLE: 42, "a": 2, "b": 10, "c": 30}, chosen={WHOLE, "a", "b"}, adds_up=True)
    assert found.places == {"a"}


def test_what_was_left_out_stays_left_out_so_that_revisions_tell_nothing() -> None:
    """Old: a=2 left out with b=10. New: a is 5 now and could be shown; but then the old whole less b and c gives the old a
    to whoever takes b for unchanged."""
    counts = {WHOLE: 45, "a": 5, "b": 10, "c": 30}
    earlier: dict[str, int | None] = {WHOLE: 42, "a": None, "b": None, "c": 30}
    found = withheld(counts, chosen=set(counts), adds_up=True, earlier=[earlier])
    assert {"a", "b"} <= found.places


def test_a_revision_by_one_person_is_not_shown_in_the_place_nor_in_the_whole() -> None:
    counts = {WHOLE: 43, "a": 3, "b": 10, "c": 30}
    earlier: dict[str, int | None] = {WHOLE: 42, "a": 3, "b": 9, "c": 30}
    found = withheld(counts, chosen=set(counts), adds_up=True, earlier=[earlier])
    assert {WHOLE, "b"} <= found.earlier
    assert "c" not in found.places


def test_nothing_is_left_out_of_large_counts() -> None:
    counts = {WHOLE: 60, "a": 10, "b": 20, "c": 30}
    assert not withheld(counts, chosen=set(counts), adds_up=True, earlier=[dict(counts)]).places


def test_a_published_link_makes_the_past_comparable_and_a_break_without_one_ends_it() -> None:
    values = np.array([10.0, 20.0, 30.0, 40.0])
    assert linked(2018, values, [Break(2020, 1.5)]).tolist() == [15.0, 30.0, 30.0, 40.0]
    assert np.isnan(linked(2018, values, [Break(2020, None)])[:2]).all()
    assert linked(2018, values, [Break(2019, 2.0), Break(2020, 1.5)]).tolist() == [30.0, 30.0, 30.0, 40.0]
    assert comparable(2019, 2020, 20, [Break(2020, 1.5)]) == 30
    assert comparable(2019, 2020, 20, [Break(2020, None)]) is None
    assert comparable(2020, 2021, 30, [Break(2020, None)]) == 30


def test_an_anomaly_is_far_off_the_same_month_of_last_year_grown_as_usual() -> None:
    """Five years of months that grow by 10 % a year and swing, within 1 %: 2022-01 foretold is 1.1 times 2021-01."""
    rng = np.random.default_rng(5)
    months = np.arange(60)
    past = 100 * 1.1 ** (months / 12) * (1 + 0.2 * np.sin(months * np.pi / 6)) * (1 + rng.normal(0, 0.01, 60))
    truth = float(100 * 1.1**5)
    assert anomaly(past, truth, Frequency.MONTH, limit=4) is None
    found = anomaly(past, 1.3 * truth, Frequency.MONTH, limit=4)
    assert found is not None
    assert found.expected == pytest.approx(truth, rel=0.03)
    assert found.times > 4


@pytest.mark.parametrize("past", [[], [1.0, 2.0], [100.0] * 20, [NAN] * 40])
def test_a_short_or_unknown_past_calls_nothing_an_anomaly(past: list[float]) -> None:
    assert anomaly(np.array(past, np.float64), 100.0, Frequency.MONTH, limit=4) is None


def test_a_series_that_never_moved_is_not_alarmed_by_a_trifle() -> None:
    past = np.full(40, 100.0)
    assert anomaly(past, 103.0, Frequency.QUARTER, limit=4) is None
    assert anomaly(past, 120.0, Frequency.QUARTER, limit=4) is not None
