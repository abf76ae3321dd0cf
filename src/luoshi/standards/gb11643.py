"""GB 11643-1999 Citizen identification number (公民身份号码).

Issued 1999-01-19, in force 1999-07-01, replacing GB 11643-1989 (fifteen digits). Eighteen characters: division of first
registration (GB/T 2260), day of birth, sequence (odd for men), check character (ISO 7064 MOD 11-2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError

EDITION = Citation(
    "公民身份号码", "GB 11643-1999", issued=date(1999, 1, 19), in_force_from=date(1999, 7, 1), verified="second_hand"
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST = 150  # years; a birth further back is a slip of the pen


class CitizenNumberShapeWrong(ExpectedError):
    code = "gb11643.shape_wrong"
    message = N_("公民身份号码应为 17 位数字加 1 位校验码（数字或大写 X）。请对照证件重新录入。")


class CitizenNumberCheckWrong(ExpectedError):
    code = "gb11643.check_wrong"
    message = N_("公民身份号码的校验码应为 {expected}。请对照证件重新录入。")


class CitizenNumberBirthWrong(ExpectedError):
    code = "gb11643.birth_wrong"
    message = N_("公民身份号码中的出生日期 {birth} 不是有效日期，或在 {today} 之后。请对照证件重新录入。")


class CitizenNumberDivisionWrong(ExpectedError):
    code = "gb11643.division_wrong"
    message = N_("公民身份号码前六位 {division} 在任何时候都不是区划代码。请对照证件重新录入。")


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A number taken apart. ``division`` is where it was first given, which may since have been renamed or merged."""

    number: str
    division: str
    birth_date: date
    sequence: str

    @property
    def is_male(self) -> bool:
        return int(self.sequence) % 2 == 1

    def age(self, today: date) -> int:
        """Full years; someone born on 29 February is a year older on 1 March of a common year."""
        had_birthday = (today.month, today.day) >= (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - (not had_birthday)


def check_character(first_seventeen: str) -> str:
    """The check character of the first seventeen digits. Raises CitizenNumberShapeWrong."""
    if len(first_seventeen) != 17 or not (first_seventeen.isascii() and first_seventeen.isdigit()):
        raise CitizenNumberShapeWrong
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def parse(
    number: str, *, today: date, division_ever_existed: Callable[[str], bool] = lambda division: True
) -> CitizenNumber:
    """Take a number apart, judged on ``today``.

    ``division_ever_existed`` says whether six digits were ever a division: numbers outlive the counties they began
    in, so codes long replaced must pass. The messages never repeat the number: it is personal.
    Raises CitizenNumberShapeWrong, CitizenNumberCheckWrong, CitizenNumberBirthWrong, CitizenNumberDivisionWrong.
    """
    if len(number) != 18:
        raise CitizenNumberShapeWrong
    expected = check_character(number[:17])
    if number[17] != expected:
        raise CitizenNumberCheckWrong(expected=expected)
    printed = number[6:14]
    try:
        birth_date = date(int(printed[:4]), int(printed[4:6]), int(printed[6:]))
    except ValueError:
        raise CitizenNumberBirthWrong(birth=printed, today=today) from None
    if not today.year - _OLDEST <= birth_date.year or birth_date > today:
        raise CitizenNumberBirthWrong(birth=printed, today=today)
    if not division_ever_existed(number[:6]):
        raise CitizenNumberDivisionWrong(division=number[:6])
    return CitizenNumber(number, number[:6], birth_date, number[14:17])


def is_valid(number: str, *, today: date) -> bool:
    try:
        parse(number, today=today)
    except ExpectedError:
        return False
    return True


def masked(number: str) -> str:
    """For showing to those who need not know it whole: the first three and the last two characters."""
    return number[:3] + "*" * max(0, len(number) - 5) + number[-2:] if len(number) > 5 else "*" * len(number)


def check_holds(number: pl.Expr) -> pl.Expr:
    """Whether the check character of each number of seventeen digits and one more is right; null where it has not that
    shape. Only the check: division and day of birth are ``parse``'s."""
    digits = (number.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(17))
    total = pl.sum_horizontal([d * weight for d, weight in zip(digits, _WEIGHTS, strict=True)], ignore_nulls=False)
    wanted = (total % 11).replace_strict(list(range(11)), list(_CHECKS), default=None, return_dtype=pl.String)
    return number.str.slice(17, 1) == wanted
