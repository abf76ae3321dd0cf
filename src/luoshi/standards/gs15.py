"""GS 15-2006 Registration number of market entities (工商行政管理市场主体注册号编制规则), fifteen digits.

Issued 2007-04-01, in force 2007-07-01; given out until the unified social credit code took its place on 2015-10-01, and
still printed on older papers. Six digits of the registering office, eight of sequence, one check digit
(GB/T 17710, MOD 11,10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError

EDITION = Citation(
    "工商行政管理市场主体注册号编制规则",
    "GS 15-2006",
    issued=date(2007, 4, 1),
    in_force_from=date(2007, 7, 1),
    in_force_to=date(2015, 10, 1),
    verified="second_hand",
)


class RegistrationNumberWrong(ExpectedError):
    code = "gs15.wrong"
    message = N_("注册号“{number}”不对：应为 15 位数字。如为统一社会信用代码，请填入相应栏目。")


class RegistrationCheckWrong(ExpectedError):
    code = "gs15.check_wrong"
    message = N_("注册号“{number}”的校验码应为 {expected}。请对照营业执照重新录入。")


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    number: str
    office: str
    sequence: str


def check_digit(first_fourteen: str) -> str:
    """The check digit of the first fourteen. Raises RegistrationNumberWrong."""
    if len(first_fourteen) != 14 or not (first_fourteen.isascii() and first_fourteen.isdigit()):
        raise RegistrationNumberWrong(number=first_fourteen)
    product = 10
    for digit in first_fourteen:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def parse(number: str) -> RegistrationNumber:
    """Take a number apart. Raises RegistrationNumberWrong or RegistrationCheckWrong."""
    if len(number) != 15:
        raise RegistrationNumberWrong(number=number)
    expected = check_digit(number[:14])
    if number[14] != expected:
        raise RegistrationCheckWrong(number=number, expected=expected)
    return RegistrationNumber(number, number[:6], number[6:14])


def is_valid(number: str) -> bool:
    try:
        parse(number)
    except ExpectedError:
        return False
    return True
