"""Owners' votes at, just above and just below the lines of the law; what taking houses must have first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

from luoshi.projects.domain.consent import Acquisition, Thresholds, Vote, stops, tally

LAW = Thresholds(Fraction(2, 3), Fraction(3, 4), Fraction(1, 2))


def votes(all_: tuple[int, int], voting: tuple[int, int], yes: tuple[int, int]) -> list[Vote]:
    """Owners and area of all, of those voting, of those agreeing; in each group all but one own a square metre."""
    groups = [
        ("yes", yes[0], D(yes[1])),
        ("no", voting[0] - yes[0], D(voting[1] - yes[1])),
        ("", all_[0] - voting[0], D(all_[1] - voting[1])),
    ]
    return [
        Vote(f"{said}{n}", D(1) if n else area - (count - 1), said)  # type: ignore[arg-type]
        for said, count, area in groups
        for n in range(count)
    ]


def test_the_examples_of_the_sheet() -> None:
    """100 owners, 9,000 m2; voting 70 owners, 6,300 m2; 54 and 4,860 pass three quarters, 52 and 4,800 only a half."""
    passed = tally(votes((100, 9000), (70, 6300), (54, 4860)), "special", LAW)
    assert (passed.quorum, passed.passed, passed.lacking) == (True, True, ())
    rows = votes((100, 9000), (70, 6300), (52, 4800))
    assert tally(rows, "special", LAW).lacking == ("yes_owners",)
    assert tally(rows, "ordinary", LAW).passed


def test_two_thirds_take_part_exactly_and_one_less_do_not() -> None:
    assert tally(votes((3, 300), (2, 200), (2, 200)), "special", LAW).passed
    assert tally(votes((300, 30000), (199, 20000), (199, 20000)), "special", LAW).lacking == ("quorum_owners",)
    assert tally(votes((300, 30000), (200, 19999), (200, 19999)), "special", LAW).lacking == ("quorum_area",)


def test_three_quarters_are_enough_and_a_half_is_not() -> None:
    assert tally(votes((4, 400), (4, 400), (3, 300)), "special", LAW).passed
    assert not tally(votes((4, 400), (4, 400), (2, 200)), "ordinary", LAW).passed
    assert tally(votes((5, 500), (5, 500), (3, 300)), "ordinary", LAW).passed


def test_an_owner_of_two_houses_counts_once_and_nobody_is_no_quorum() -> None:
    found = tally([Vote("a", D(50), "yes"), Vote("a", D(70), "yes"), Vote("b", D(60), "")], "special", LAW)
    assert (found.owners, found.voting, found.voting_area, found.lacking) == (2, 1, D(120), ("quorum_owners",))
    assert tally([], "special", LAW).passed is False


def test_a_house_is_not_taken_before_the_law_lets_it() -> None:
    ready = Acquisition(date(2021, 9, 13), D(5000), D(5000), D(10000), D(10000), True, Fraction(0), False)
    assert stops(ready, date(2021, 10, 13)) == []
    assert stops(ready, date(2021, 10, 12)) == [("plan_days", {"day": "2021-10-13"})]

    def codes(**change: object) -> list[str]:
        return [code for code, _ in stops(replace(ready, **change), date(2021, 10, 13))]  # type: ignore[arg-type]

    assert codes(money_in_account=D(4900)) == ["money"]
    assert codes(appraisal=D(9800)) == ["price"]
    assert codes(plan_opened=None) == ["plan_not_open"]
    assert codes(stability_assessed=False) == ["stability"]
    assert codes(objecting_share=Fraction(51, 100)) == ["hearing"]
    assert codes(objecting_share=Fraction(51, 100), hearing_held=True) == []
    assert codes(money_needed=None) == ["money"]
    assert codes(market=None) == ["price"]
