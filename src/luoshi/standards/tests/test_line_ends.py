"""Lines end where GB/T 15834-2011 lets them end, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards.line_ends import CLOSING, OPENING, lines


def broken(text: str, width: float = 5, first: float | None = None) -> list[str]:
    return lines(text, first=width if first is None else first, width=width, wide=len)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一二三四五六七", ["一二三四五", "六七"]),
        ("一二三四五。六", ["一二三四", "五。六"]),
        ("一二三四”）。五", ["一二三", "四”）。五"]),
        ("一二三四“五六", ["一二三四", "“五六"]),
        ("一二三2021年", ["一二三", "2021年"]),
        ("一二三四——五", ["一二三四", "——五"]),
        ("abcdefgh一", ["abcde", "fgh一"]),
        ("", [""]),
    ],
)
def test_lines_end_where_they_may(text: str, expected: list[str]) -> None:
    assert broken(text) == expected


def test_the_first_line_is_as_much_shorter_as_it_is_indented() -> None:
    assert broken("一二三四五六七八", first=3) == ["一二三", "四五六七八"]


@given(st.text(alphabet="一二三四五六七" + CLOSING[:3] + OPENING[:2], max_size=60))
def test_no_sign_stands_where_it_may_not_unless_it_is_wider_than_a_line(text: str) -> None:
    found = broken(text, width=12)
    assert "".join(found) == text
    assert all(len(line) <= 12 for line in found)
    signs = re.findall(f"[{CLOSING}{OPENING}]+", text)
    if max(map(len, signs), default=0) <= 5:
        assert not any(line[0] in CLOSING for line in found[1:])
        assert not any(line[-1] in OPENING for line in found[:-1])
