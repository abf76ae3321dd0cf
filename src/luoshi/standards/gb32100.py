"""GB 32100-2015 Unified social credit identifier (法人和其他组织统一社会信用代码编码规则).

Issued 2015-09-17, in force 2015-10-01, with amendment No. 1 of 2016. Eighteen characters: registering department,
class of organization, division of registration (GB/T 2260), body (GB 11714), check character.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError

from . import gb11714

EDITION = Citation(
    "法人和其他组织统一社会信用代码编码规则",
    "GB 32100-2015",
    issued=date(2015, 9, 17),
    in_force_from=date(2015, 10, 1),
    verified="second_hand",
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""No I, O, S, V, Z; a character's value is its place."""
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

DEPARTMENTS = {"1": "机构编制", "5": "民政", "9": "市场监督管理", "N": "农业农村", "Y": "其他"}
"""Registering departments in use that are known here; a code of another department is not an error."""
MARKET_CLASSES = {"1": "企业", "2": "个体工商户", "3": "农民专业合作社"}


class CreditCodeLengthWrong(ExpectedError):
    code = "gb32100.length_wrong"
    message = N_("统一社会信用代码“{number}”有 {length} 位，应为 18 位。请对照证照重新录入。")


class CreditCodeCharacterWrong(ExpectedError):
    code = "gb32100.character_wrong"
    message = N_("统一社会信用代码“{number}”第 {place} 位“{character}”不可用：无 I、O、S、V、Z，第 3 至 8 位是数字。")


class CreditCodeBodyWrong(ExpectedError):
    code = "gb32100.body_wrong"
    message = N_("统一社会信用代码“{number}”第 17 位（主体标识码的校验码）应为 {expected}。请对照证照重新录入。")


class CreditCodeCheckWrong(ExpectedError):
    code = "gb32100.check_wrong"
    message = N_("统一社会信用代码“{number}”的校验码应为 {expected}。请对照证照重新录入。")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code taken apart; ``department`` and ``kind`` are the characters printed, ``division`` is of GB/T 2260."""

    number: str
    department: str
    kind: str
    division: str
    body: str

    @property
    def department_label(self) -> str:
        """The department's name; empty where it is not known here."""
        return DEPARTMENTS.get(self.department, "")


def check_character(first_seventeen: str) -> str:
    """The check character of the first seventeen. Raises CreditCodeLengthWrong or CreditCodeCharacterWrong."""
    if len(first_seventeen) != 17:
        raise CreditCodeLengthWrong(number=first_seventeen, length=len(first_seventeen))
    _characters(first_seventeen)
    total = sum(_VALUES[character] * weight for character, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def parse(number: str) -> CreditCode:
    """Take a code apart.

    Raises CreditCodeLengthWrong, CreditCodeCharacterWrong, CreditCodeCheckWrong, CreditCodeBodyWrong.
    """
    if len(number) != 18:
        raise CreditCodeLengthWrong(number=number, length=len(number))
    _characters(number)
    expected = check_character(number[:17])
    if number[17] != expected:
        raise CreditCodeCheckWrong(number=number, expected=expected)
    body = number[8:17]
    body_check = gb11714.check_character(body[:8])
    if body[8] != body_check:
        raise CreditCodeBodyWrong(number=number, expected=body_check)
    return CreditCode(number, number[0], number[1], number[2:8], body)


def is_valid(number: str) -> bool:
    try:
        parse(number)
    except ExpectedError:
        return False
    return True


def _characters(number: str) -> None:
    for place, character in enumerate(number, 1):
        if character not in _VALUES or (3 <= place <= 8 and _VALUES[character] > 9):
            raise CreditCodeCharacterWrong(number=number, place=place, character=character)


def check_holds(number: pl.Expr) -> pl.Expr:
    """Whether the last character of each code of eighteen is the check of the others; null where it has not that shape."""
    places = [
        number.str.slice(place, 1).replace_strict(_VALUES, default=None, return_dtype=pl.Int32) * weight
        for place, weight in enumerate(_WEIGHTS)
    ]
    check = (31 - pl.sum_horizontal(places, ignore_nulls=False) % 31) % 31
    wanted = check.replace_strict(list(range(31)), list(ALPHABET), default=None, return_dtype=pl.String)
    return number.str.slice(17, 1) == wanted
