"""Chinese numerals as officials write them: counting numbers of items, and quantities."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


def counting_number(text: str) -> int | None:
    """The value of 一, 二十二, 一百零三 or 12; None where it is no number."""
    if text.isdigit():
        return int(text)
    if not text:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) < 6 else None
    total, digit = 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            return None
    return total + digit
