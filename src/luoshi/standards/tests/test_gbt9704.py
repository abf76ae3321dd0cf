"""GB/T 9704-2012 on its figures."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.standards import gbt9704

pytestmark = pytest.mark.pure


def test_the_type_area_fills_the_page() -> None:
    assert (gbt9704.RIGHT, gbt9704.BOTTOM) == (26.0, 35.0)
    assert gbt9704.PAGE_WIDTH == 28 + 156 + 26
    assert gbt9704.PAGE_HEIGHT == 37 + 225 + 35
    assert gbt9704.LINES_A_PAGE * gbt9704.CHARACTERS_A_LINE == 616
    assert pytest.approx(28.99, abs=0.01) == gbt9704.LINE_POINTS


def test_a_text_of_4688_characters_needs_at_least_eight_pages() -> None:
    assert gbt9704.pages_needed(4688) == 8
    assert (gbt9704.pages_needed(616), gbt9704.pages_needed(617)) == (1, 2)


@pytest.mark.parametrize(
    ("number", "faults"),
    [
        ("榕政办〔2021〕5号", []),
        ("榕政办[2021]05号", ["brackets", "leading_zero"]),
        ("国发（2019）第3号", ["brackets", "leading_zero"]),
        ("没有编号", ["form"]),
    ],
)
def test_document_numbers(number: str, faults: list[str]) -> None:
    assert gbt9704.document_number_faults(number) == faults


def test_levels_are_numbered_as_the_standard_says() -> None:
    assert [gbt9704.level_number(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2．", "（2）"]
    assert [gbt9704.chinese_number(n) for n in (1, 9, 10, 11, 20, 22, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十二",
        "九十九",
    ]
    with pytest.raises(ValueError, match="100"):
        gbt9704.chinese_number(100)
    assert gbt9704.written_date(date(2021, 7, 3)) == "2021年7月3日"
