"""The three-colour rule on its worked examples."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.delivery.domain.sheets import (
    AnswerLimits,
    Decision,
    Grade,
    SheetColour,
    after_miss,
    answer_due,
    first_sheet,
)

pytestmark = pytest.mark.pure
BLUE, ORANGE, RED = SheetColour
LIMITS = AnswerLimits(blue=5, orange=3, red=2)


def test_a_matter_missed_three_times_goes_through_all_colours_on_the_days_of_the_example() -> None:
    assert answer_due(BLUE, date(2021, 9, 6), LIMITS) == date(2021, 9, 13)
    assert after_miss(BLUE, excused=False) == Decision(ORANGE, 5)
    assert answer_due(ORANGE, date(2021, 9, 14), LIMITS) == date(2021, 9, 17)
    assert after_miss(ORANGE, excused=False) == Decision(RED, 6)
    # 2021-09-18 is a Saturday that is worked; 19 to 21 are the Mid-Autumn holiday.
    assert answer_due(RED, date(2021, 9, 18), LIMITS) == date(2021, 9, 23)
    assert after_miss(RED, excused=False) == Decision(None, 8)


@pytest.mark.parametrize(
    ("grade", "decision"),
    [
        (Grade.ORDINARY, Decision(BLUE, 4)),
        (Grade.SHORT, Decision(BLUE, 3)),
        (Grade.MAJOR, Decision(ORANGE, 2)),  # a leader's note, nothing issued yet: the first sheet is orange
        (Grade.SPECIAL, Decision(RED, 1)),
    ],
)
def test_the_first_sheet_follows_the_grade(grade: Grade, decision: Decision) -> None:
    assert first_sheet(grade) == decision


@pytest.mark.parametrize("colour", list(SheetColour))
def test_a_valid_reason_keeps_the_colour(colour: SheetColour) -> None:
    assert after_miss(colour, excused=True) == Decision(colour, 7)
