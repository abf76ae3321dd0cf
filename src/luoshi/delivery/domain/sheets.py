"""Three-colour supervision sheets (三色督查单): which colour comes next, and by when it must be answered.

Source: the city practice published for Sanming, 2017 (三色督查单：蓝色提醒、橙色警示、红色警告，一事一单), rows as there;
the working days to answer are parameters, since each sheet states its own limit and no fixed number was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from luoshi.kernel.calendar import CHINA, WorkCalendar
from luoshi.kernel.errors import N_


class SheetColour(StrEnum):
    BLUE = "blue"
    ORANGE = "orange"
    RED = "red"


class Grade(StrEnum):
    ORDINARY = "ordinary"
    SHORT = "short"
    MAJOR = "major"
    SPECIAL = "special"


GRADE_LABELS: dict[str, str] = {
    Grade.ORDINARY: N_("一般事项，进展缓慢或质量不高"),
    Grade.SHORT: N_("较重要、时限短"),
    Grade.MAJOR: N_("重大、紧急、突发或领导重要批示"),
    Grade.SPECIAL: N_("特别重大，直接红单"),
}
SHEET_LABELS: dict[str, str] = {
    SheetColour.BLUE: N_("蓝色提醒单"),
    SheetColour.ORANGE: N_("橙色警示单"),
    SheetColour.RED: N_("红色警告单"),
}
NEXT = {SheetColour.BLUE: SheetColour.ORANGE, SheetColour.ORANGE: SheetColour.RED}
_FIRST = {
    Grade.SPECIAL: (SheetColour.RED, 1),
    Grade.MAJOR: (SheetColour.ORANGE, 2),
    Grade.SHORT: (SheetColour.BLUE, 3),
    Grade.ORDINARY: (SheetColour.BLUE, 4),
}


@dataclass(frozen=True)
class AnswerLimits:
    """Working days to answer a sheet, by colour."""

    blue: int
    orange: int
    red: int


@dataclass(frozen=True)
class Decision:
    """What comes next: a sheet of a colour, or none where the matter goes to liability proceedings. ``row`` is the
    row of the decision table that applied."""

    colour: SheetColour | None
    row: int


def first_sheet(grade: Grade) -> Decision:
    """The first sheet on a matter (rows 1 to 4): its grade alone decides."""
    return Decision(*_FIRST[grade])


def after_miss(last: SheetColour, *, excused: bool) -> Decision:
    """What follows a sheet that was not met in time or not well enough (rows 5 to 8).

    With a valid reason the same colour with a new date; without, the next colour; after red, liability (not a sheet).
    """
    if excused:
        return Decision(last, 7)
    if last == SheetColour.RED:
        return Decision(None, 8)
    return Decision(NEXT[last], 5 if last == SheetColour.BLUE else 6)


def answer_due(colour: SheetColour, issued: date, limits: AnswerLimits, calendar: WorkCalendar = CHINA) -> date:
    """Last day to answer: working days from the day after issue (民法典 第二百零一条)."""
    return calendar.add_working_days(issued, getattr(limits, colour.value))
