"""Chinese numerals as documents print them (第四十二条, 壹贰叁), and whole numbers as addresses and forms write them."""

from __future__ import annotations

_PLAIN = "零一二三四五六七八九", ("", "十", "百", "千")
_FULL = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def chinese(number: int) -> str:
    """42 as 四十二, 110 as 一百一十, 12 as 十二. Whole numbers from 0 to below 10^16."""
    text = _spell(number, *_PLAIN)
    return text[1:] if text.startswith("一十") else text


def chinese_in_full(number: int) -> str:
    """1234 as 壹仟贰佰叁拾肆, the form that cannot be altered (正确填写票据和结算凭证的基本规定)."""
    return _spell(number, *_FULL)


def _spell(number: int, digits: str, places: tuple[str, ...]) -> str:
    if not 0 <= number < 10**16:
        raise ValueError(number)
    if number == 0:
        return digits[0]
    text, gap = "", False
    for group in range(3, -1, -1):
        four = number // 10 ** (4 * group) % 10000
        if not four:
            gap = bool(text)
            continue
        if text and (gap or four < 1000):
            text += digits[0]
        # 万亿 is said once: 一万亿, but 一万二千亿.
        unit = "万" if group == 3 and number // 10**8 % 10000 else _GROUPS[group]
        text += _four(four, digits, places) + unit
        gap = False
    return text


def _four(number: int, digits: str, places: tuple[str, ...]) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + places[place]
        gap = False
    return text


LONGEST = 9
"""Digits a number from outside may have: every store can keep it."""


def whole(text: str) -> int | None:
    """The whole number that plain digits write; None for anything else, so that no address makes a page fail ("²" is a
    digit to Python, and no number)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
