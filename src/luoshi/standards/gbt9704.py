"""GB/T 9704-2012 党政机关公文格式 (in force from 2012-07-01): page, type, numbering of levels, document numbers.

Lengths in millimetres, type sizes in points. Fonts are named with free fall-backs, since 小标宋 and the GB2312 faces
are not on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, LEFT = 37.0, 28.0
TYPE_WIDTH, TYPE_HEIGHT = 156.0, 225.0
RIGHT = PAGE_WIDTH - LEFT - TYPE_WIDTH
BOTTOM = PAGE_HEIGHT - TOP - TYPE_HEIGHT
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28
_POINTS_A_MILLIMETRE = 72 / 25.4
LINE_POINTS = TYPE_HEIGHT / LINES_A_PAGE * _POINTS_A_MILLIMETRE
"""Exact line spacing that puts 22 lines into the type area."""

SIZES = {"二号": 22.0, "三号": 16.0, "四号": 14.0}


@dataclass(frozen=True)
class Face:
    """A part's typeface (official name first, then free ones in order of preference) and size in points."""

    names: tuple[str, ...]
    size: float


TITLE = Face(("方正小标宋简体", "Noto Serif CJK SC", "SimSun"), SIZES["二号"])
BODY = Face(("仿宋_GB2312", "FangSong", "Noto Serif CJK SC"), SIZES["三号"])
LEVEL_FACES = (
    Face(("黑体", "SimHei", "Noto Sans CJK SC"), SIZES["三号"]),
    Face(("楷体_GB2312", "KaiTi", "Noto Serif CJK SC"), SIZES["三号"]),
    BODY,
    BODY,
)
PAGE_NUMBER = Face(("宋体", "SimSun", "Noto Serif CJK SC"), SIZES["四号"])

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as an outline counts: 一, 十, 十一, 二十, 二十一. Raises ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"an outline does not count to {number}")
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def level_number(level: int, number: int) -> str:
    """The number of an item on a level (7.3.3 of the standard): 1 一、 2 （一） 3 1． 4 （1）."""
    marks = {1: f"{chinese_number(number)}、", 2: f"（{chinese_number(number)}）", 3: f"{number}．", 4: f"（{number}）"}
    return marks[level]


def written_date(day: date) -> str:
    """A date of writing: Arabic digits, no leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number_faults(text: str) -> list[str]:
    """What is wrong with a document number (7.2.5): brackets, leading_zero, form; nothing where it is right.

    Office, year in hexagonal brackets 〔〕, number without 第 and without leading zeros, 号.
    """
    faults = []
    loose = re.fullmatch(
        r"(?P<office>[\u4e00-\u9fff]+)(?P<open>.)(?P<year>\d{4})(?P<close>.)(?P<number>第?\d+)号", text
    )
    if loose is None:
        return ["form"]
    if (loose["open"], loose["close"]) != ("〔", "〕"):
        faults.append("brackets")
    if loose["number"].startswith(("第", "0")):
        faults.append("leading_zero")
    return faults


def pages_needed(characters: int) -> int:
    """The fewest pages that hold this many characters of running text."""
    return -(-characters // (LINES_A_PAGE * CHARACTERS_A_LINE))
