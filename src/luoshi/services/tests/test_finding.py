"""A service is found by what people say, not by what it is officially called."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.services import catalogue
from luoshi.services.domain.finding import best, terms
from services_town import county


@pytest.mark.pure
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("我要开饭店", {"开饭", "饭店"}),
        ("请问怎么申请低保", {"低保"}),
        ("办执照在哪里办", {"执照"}),
        ("税", {"税"}),
        ("I want to open a Restaurant", {"open", "restaurant"}),
        ("申请", {"申请"}),  # nothing else was said
    ],
)
def test_what_every_wish_begins_with_says_nothing(words: str, found: set[str]) -> None:
    assert terms(words) == found


@pytest.mark.pure
def test_what_few_services_have_says_more() -> None:
    said = {"a": ("开办", "开饭店 餐馆"), "b": ("食品", "饭店 食品"), "c": ("招牌", "招牌"), "d": ("卫生", "饭店 卫生")}
    assert best("食品", {**said, "e": ("许可", "食品 许可")})[0] == "b"  # it is called so
    assert best("我要开饭店", said)[0] == "a"
    assert best("外星人", said) == []
    assert best("", said) == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("我要开饭店", "open-restaurant"),
        ("信用修复", "credit-repair"),
        ("I want to open a restaurant", "open-restaurant"),
        ("怎么申请低保", "minimum-living"),
        ("挂招牌", "outdoor-sign"),
    ],
)
def test_the_county_finds_what_is_wished(db: None, on_day, words: str, first: str) -> None:
    on_day(date(2021, 9, 10))
    county()
    assert next(iter(catalogue.find(words))).code == first


def test_a_birth_is_found_with_all_that_belongs_to_it(db: None, on_day) -> None:
    on_day(date(2021, 9, 10))
    county()
    found = [item.code for item in catalogue.find("孩子出生要办什么手续")]
    assert {"birth-in-one", "birth-registration", "birth-certificate"} <= set(found)
    assert catalogue.find("外星人") == []
    assert len(catalogue.find("")) == len(catalogue.current_items())
