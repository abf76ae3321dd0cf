"""Rates give counts away: what an outsider who knows every denominator can work out from all that is printed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.indicators.domain import formula
from luoshi.indicators.domain.cube import Definition
from luoshi.indicators.domain.disclosure import WHOLE
from luoshi.indicators.domain.exposure import Key, Read, Table, counts_under, left_out
from luoshi.indicators.domain.periods import Frequency, parse

pytestmark = pytest.mark.pure
YEAR = 2021
ILL = Key(1, YEAR)
Printed = dict[str, int | None]


def definitions(**formulas: str) -> dict[str, Definition]:
    known = ["ill", "people", *formulas]
    entered = {code: Definition(code, Frequency.YEAR) for code in ("ill", "people")}
    return entered | {
        code: Definition(code, Frequency.YEAR, formula=formula.read(code, text, known))
        for code, text in formulas.items()
    }


def test_a_rate_gives_its_count_away_and_a_growth_that_of_the_year_before() -> None:
    net = definitions(rate="100 * ill / people", more="growth(rate)", part="of_whole(ill)")
    at = parse("2021", Frequency.YEAR).index
    assert counts_under(net, {"ill"}, "rate", at) == [Read("ill", at, False)]
    assert counts_under(net, {"ill"}, "more", at) == [Read("ill", at - 1, False), Read("ill", at, False)]
    assert counts_under(net, {"ill"}, "part", at) == [Read("ill", at, False), Read("ill", at, True)]
    assert counts_under(net, {"none"}, "rate", at) == []


def test_a_rate_of_two_people_goes_and_takes_the_next_smallest_with_it() -> None:
    """The counts are not printed at all, only the rates: whole and parts give them away all the same."""
    table = Table({WHOLE: 42, "a": 2, "b": 10, "c": 30}, adds_up=True)
    places = [WHOLE, "a", "b", "c"]
    _out, gone = left_out({ILL: table}, [[(ILL, place)] for place in places], threshold=3)
    assert dict(zip(places, gone, strict=True)) == {WHOLE: False, "a": True, "b": True, "c": False}


def test_all_but_two_tell_of_the_two() -> None:
    """Of 20 seen 19 are well: the one who is not is known by the rate."""
    seen, well = Key(1, YEAR), Key(2, YEAR)
    tables = {seen: Table({WHOLE: 20}, False), well: Table({WHOLE: 19}, False)}
    assert left_out(tables, [[(seen, WHOLE), (well, WHOLE)]], threshold=3)[1] == [True]
    tables[well] = Table({WHOLE: 15}, False)
    assert left_out(tables, [[(seen, WHOLE), (well, WHOLE)]], threshold=3)[1] == [False]


def test_a_rate_of_two_years_is_not_taken_for_one_of_a_difference() -> None:
    now, before = Key(1, YEAR), Key(1, YEAR - 1)
    tables = {now: Table({WHOLE: 1001}, False), before: Table({WHOLE: 1000}, False)}
    assert left_out(tables, [[(now, WHOLE), (before, WHOLE)]], threshold=3)[1] == [False]


def attack(counts: dict[str, int], seen: list[Printed]) -> dict[str, set[int]]:
    """Every table whose parts add up and that agrees with all that was printed, of whichever kind; per place the values left.
    A printed rate is as good as the count, since the outsider knows the denominators."""
    known: dict[str, int] = {}
    for printed in seen:
        known |= {place: value for place, value in printed.items() if value is not None}
    free = [place for place in counts if place not in known and place != WHOLE]
    found: dict[str, set[int]] = {place: set() for place in counts if place not in known}
    for guess in itertools.product(range(24), repeat=len(free)):
        trial = known | dict(zip(free, guess, strict=True))
        whole = sum(value for place, value in trial.items() if place != WHOLE)
        if known.get(WHOLE, whole) == whole:
            for place in found:
                found[place].add(whole if place == WHOLE else trial[place])
    return found


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 7), min_size=3, max_size=3),
    st.sampled_from(
        ["rates", "counts, then rates of all", "rates of all, then the counts", "rate of the whole and counts"]
    ),
)
def test_no_difference_of_counts_and_rates_printed_together_or_in_turn_reveals_anybody(
    parts: list[int], how: str
) -> None:
    counts = {f"p{n}": value for n, value in enumerate(parts)}
    counts[WHOLE] = sum(parts)
    everything = list(counts)
    prints = {
        "rates": [everything],
        "counts, then rates of all": [everything[:2], everything],
        "rates of all, then the counts": [everything, [*everything[:2], WHOLE]],
        "rate of the whole and counts": [[WHOLE], [place for place in everything if place != WHOLE]],
    }[how]
    seen: list[Printed] = []
    for places in prints:
        table = Table(counts, adds_up=True, earlier=list(seen))
        _out, gone = left_out({ILL: table}, [[(ILL, place)] for place in places], threshold=3)
        seen.append({p: None if away else counts[p] for p, away in zip(places, gone, strict=True)})
    shown = {place for printed in seen for place, value in printed.items() if value is not None}
    assert all(counts[place] == 0 or counts[place] >= 3 for place in shown)
    for place, values in attack(counts, seen).items():
        nothing_but_zeros = all(counts[p] == 0 for p in shown)
        assert len(values) >= 3 or nothing_but_zeros, (counts, seen, place)
