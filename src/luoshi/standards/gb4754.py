"""GB/T 4754-2017 Industrial classification for national economic activities (国民经济行业分类): what a code is called.

All 97 divisions (two digits) and the classes (four digits) that content names; a class that is not in the table is called by its
division. From memory, to be verified.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final, NamedTuple

from luoshi.kernel.citation import Citation

from .editions import table

EDITION: Final = Citation("国民经济行业分类", "GB/T 4754-2017", in_force_from=date(2017, 10, 1), verified="unverified")


class Industry(NamedTuple):
    """``code``: the digits of the code that the name stands for."""

    code: str
    name: str
    name_en: str


@cache
def _names() -> dict[str, Industry]:
    return {row["code"]: Industry(row["code"], row["name"], row["name_en"]) for row in table("gb4754")}


def industry(code: str) -> Industry | None:
    """The narrowest known industry that a code of two to four digits (with or without the letter of its section) lies in; None
    where it lies in none."""
    digits = code.strip().lstrip("ABCDEFGHIJKLMNOPQRST")
    for length in (4, 3, 2):
        if len(digits) >= length and (found := _names().get(digits[:length])):
            return found
    return None


def divisions() -> list[Industry]:
    return [one for one in _names().values() if len(one.code) == 2]
