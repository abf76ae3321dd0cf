"""Citations and the numerals in them."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.kernel.citation import Citation, CitationDatesWrong
from luoshi.kernel.numerals import chinese, chinese_in_full

DISCLOSURE = Citation(
    "中华人民共和国政府信息公开条例",
    "国务院令第711号",
    article=26,
    issued=date(2019, 4, 3),
    in_force_from=date(2019, 5, 15),
    verified="seen",
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (203, "二百零三"),
        (1001, "一千零一"),
        (10_010, "一万零一十"),
        (100_000, "十万"),
        (1_000_500, "一百万零五百"),
        (12_003_000, "一千二百万三千"),
        (100_000_001, "一亿零一"),
        (1_000_000_000_000, "一万亿"),
        (1_200_000_000_000, "一万二千亿"),
    ],
)
def test_numbers_are_said_as_documents_say_them(number: int, text: str) -> None:
    assert chinese(number) == text


def test_numbers_in_full_keep_the_leading_one() -> None:
    assert chinese_in_full(1_680) == "壹仟陆佰捌拾"
    assert chinese_in_full(10) == "壹拾"


@pytest.mark.parametrize("number", [-1, 10**16])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError):
        chinese(number)


def test_citation_as_printed() -> None:
    assert str(DISCLOSURE) == "《中华人民共和国政府信息公开条例》（国务院令第711号）第二十六条"
    provision = Citation("行政许可法", article=42, paragraph=2, item=3)
    assert str(provision) == "《行政许可法》第四十二条第二款第（三）项"


def test_citation_in_full_warns_unless_the_text_was_seen() -> None:
    assert DISCLOSURE.in_full().endswith("2019-04-03 发文，2019-05-15 施行")
    assert Citation("某办法", verified="second_hand").in_full() == "《某办法》，转引"
    assert Citation("某办法").in_full() == "《某办法》，待核实"


def test_in_force_includes_the_first_day_and_excludes_the_end() -> None:
    old = Citation("旧办法", in_force_from=date(2019, 1, 1), in_force_to=date(2021, 1, 1))
    days = [date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [old.in_force(day) for day in days] == [False, True, True, False]
    assert not Citation("日期不明").in_force(date(2021, 1, 1))


def test_dates_out_of_order_are_refused() -> None:
    with pytest.raises(CitationDatesWrong, match="施行日期 2021-01-01 应不晚于失效日期 2020-01-01"):
        Citation("某办法", in_force_from=date(2021, 1, 1), in_force_to=date(2020, 1, 1))
    with pytest.raises(CitationDatesWrong, match="发文日期"):
        Citation("某办法", issued=date(2021, 1, 2), published=date(2021, 1, 1))
