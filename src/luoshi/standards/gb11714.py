"""GB 11714-1997 Rules of coding for the representation of organization (全国组织机构代码编制规则).

Issued 1997-12-29, in force 1998-01-01, replacing GB/T 11714-1995. Eight characters and a check character; since
2015 the code lives on as the body (主体标识码) of the unified social credit code.
"""

from __future__ import annotations

from datetime import date

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError

EDITION = Citation(
    "全国组织机构代码编制规则",
    "GB 11714-1997",
    issued=date(1997, 12, 29),
    in_force_from=date(1998, 1, 1),
    verified="second_hand",
)

_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class OrganizationCodeWrong(ExpectedError):
    code = "gb11714.wrong"
    message = N_("组织机构代码“{number}”不对：应为 8 位数字或大写字母加 1 位校验码。请对照证书重新录入。")


class OrganizationCheckWrong(ExpectedError):
    code = "gb11714.check_wrong"
    message = N_("组织机构代码“{number}”的校验码不对：按前 8 位算应为 {expected}。请对照证书重新录入。")


def check_character(body: str) -> str:
    """The check character of the eight characters of a code. Raises OrganizationCodeWrong."""
    if len(body) != 8 or not all(character in _VALUES for character in body):
        raise OrganizationCodeWrong(number=body)
    check = 11 - sum(_VALUES[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def parse(number: str) -> str:
    """The code without its hyphen. Raises OrganizationCodeWrong or OrganizationCheckWrong."""
    code = number.replace("-", "") if number[8:9] == "-" else number
    if len(code) != 9:
        raise OrganizationCodeWrong(number=number)
    expected = check_character(code[:8])
    if code[8] != expected:
        raise OrganizationCheckWrong(number=number, expected=expected)
    return code


def is_valid(number: str) -> bool:
    try:
        parse(number)
    except ExpectedError:
        return False
    return True
