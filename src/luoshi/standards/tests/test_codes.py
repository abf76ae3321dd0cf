"""Codes and check characters against codes that were really given out, and worked sums."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.standards import gb4754, gb11643, gb11714, gb32100, gs15

TODAY = date(2021, 7, 23)


@pytest.mark.parametrize(
    "number",
    ["11341602003166647K", "11341729003257952H", "12441500196720244T", "91110000600037341L"],
)
def test_published_credit_codes_are_valid(number: str) -> None:
    assert gb32100.check_character(number[:17]) == number[17]
    code = gb32100.parse(number)
    assert code.division == number[2:8] and code.body == number[8:17]
    assert gb11714.is_valid(code.body)


@pytest.mark.parametrize(
    "number", ["91350121MA2XTE5T6H", "91350121MA8T00016A", "91350121MA32000121", "1135012100360001X4"]
)
def test_made_up_codes_of_the_sample_data_are_valid(number: str) -> None:
    assert gb32100.parse(number).division == "350121"


def test_department_of_a_code() -> None:
    assert gb32100.parse("11341602003166647K").department_label == "机构编制"
    assert gb32100.parse("91350121MA2XTE5T6H").department_label == "市场监督管理"
    assert gb32100.MARKET_CLASSES[gb32100.parse("91350121MA2XTE5T6H").kind] == "企业"


def test_example_of_a_web_page_is_invalid_in_its_check_and_in_its_body() -> None:
    number = "91310115MA1G4L1WXK"
    with pytest.raises(gb32100.CreditCodeCheckWrong, match="校验码应为 7"):
        gb32100.parse(number)
    with pytest.raises(gb32100.CreditCodeBodyWrong, match="第 17 位"):
        gb32100.parse(number[:17] + "7")


def test_sum_divisible_by_31_gives_zero() -> None:
    assert gb32100.check_character("0" * 17) == "0"
    # 1 x 1 + 10 x 3 = 31
    assert gb32100.check_character("1A".ljust(17, "0")) == "0" and gb32100.ALPHABET.index("A") == 10


@pytest.mark.parametrize(
    ("number", "error", "says"),
    [
        ("", gb32100.CreditCodeLengthWrong, "有 0 位"),
        ("11341602003166647", gb32100.CreditCodeLengthWrong, "有 17 位"),
        ("11341602003166647k", gb32100.CreditCodeCharacterWrong, "第 18 位“k”"),
        ("O1341602003166647K", gb32100.CreditCodeCharacterWrong, "第 1 位“O”"),
        ("11A41602003166647K", gb32100.CreditCodeCharacterWrong, "第 3 位“A”"),
        ("１1341602003166647K", gb32100.CreditCodeCharacterWrong, "第 1 位"),
    ],
)
def test_wrong_credit_codes_say_what_is_wrong(number: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        gb32100.parse(number)
    assert not gb32100.is_valid(number)


@given(st.text(gb32100.ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(gb32100.ALPHABET))
def test_one_wrong_character_is_always_caught(text: str, place: int, other: str) -> None:
    number = text[:2] + "350121" + text[8:]
    if number[place] == other or (2 <= place < 8 and not other.isdigit()):
        return
    changed = number[:place] + other + number[place + 1 :]
    assert gb32100.check_character(number) != gb32100.check_character(changed)


@pytest.mark.parametrize(("body", "check"), [("00316664", "7"), ("M000100Y", "4"), ("PDY00001", "X")])
def test_organization_code(body: str, check: str) -> None:
    # PDY00001: P 25x3 + D 13x7 + Y 34x9 + 1x2 = 75 + 91 + 306 + 2 = 474; 474 mod 11 = 1; 11 - 1 = 10.
    assert gb11714.check_character(body) == check
    assert gb11714.parse(f"{body}-{check}") == body + check


def test_organization_code_whose_sum_is_divisible_by_eleven_ends_in_zero() -> None:
    # 1x3 + 1x8 = 11
    assert gb11714.check_character("10000100") == "0"


@pytest.mark.parametrize("number", ["", "0031666", "003166646", "00316664-6", "0031666a7", "00316-6647"])
def test_wrong_organization_codes(number: str) -> None:
    assert not gb11714.is_valid(number)


@pytest.mark.parametrize(
    ("number", "check"), [("11010519491231002", "X"), ("44052418800101001", "4"), ("35012119900101001", "5")]
)
def test_citizen_number_check(number: str, check: str) -> None:
    assert gb11643.check_character(number) == check


def test_citizen_number_taken_apart() -> None:
    person = gb11643.parse("11010519491231002X", today=TODAY)
    assert (person.division, person.birth_date, person.is_male) == ("110105", date(1949, 12, 31), False)
    assert person.age(date(2021, 12, 30)) == 71 and person.age(date(2021, 12, 31)) == 72


def test_age_of_someone_born_on_the_29th_of_february() -> None:
    number = "35012120000229001"
    person = gb11643.parse(number + gb11643.check_character(number), today=TODAY)
    assert person.age(date(2021, 2, 28)) == 20 and person.age(date(2021, 3, 1)) == 21


def test_messages_never_repeat_a_persons_number() -> None:
    for number in ("110105194912310021", "11010519491331002", "350121202202300011"):
        with pytest.raises(Exception) as caught:
            gb11643.parse(number, today=TODAY)
        assert number not in str(caught.value)


def numbered(first_seventeen: str) -> str:
    return first_seventeen + gb11643.check_character(first_seventeen)


@pytest.mark.parametrize("birth", ["20210230", "20210724", "18701231", "00000000"])
def test_impossible_births_are_refused(birth: str) -> None:
    with pytest.raises(gb11643.CitizenNumberBirthWrong, match=birth):
        gb11643.parse(numbered(f"350121{birth}001"), today=TODAY)


def test_old_divisions_pass_and_invented_ones_do_not() -> None:
    ever = {"350121", "350102"}
    assert gb11643.parse(numbered("35012119900101001"), today=TODAY, division_ever_existed=ever.__contains__)
    with pytest.raises(gb11643.CitizenNumberDivisionWrong, match="999999"):
        gb11643.parse(numbered("99999919900101001"), today=TODAY, division_ever_existed=ever.__contains__)


def test_masked_number_shows_five_characters() -> None:
    assert gb11643.masked("11010519491231002X") == "110*************2X"
    assert gb11643.masked("123") == "***"


def test_old_registration_number() -> None:
    assert gs15.check_digit("11000001302188") == "4"
    number = gs15.parse("110000013021884")
    assert (number.office, number.sequence) == ("110000", "01302188")
    with pytest.raises(gs15.RegistrationCheckWrong, match="校验码应为 4"):
        gs15.parse("110000013021885")
    assert not gs15.is_valid("11000001302188") and not gs15.is_valid("11000001302188X")


@given(st.text("0123456789", min_size=14, max_size=14), st.integers(0, 13), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_registration_number_is_always_caught(text: str, place: int, other: str) -> None:
    if text[place] != other:
        assert gs15.check_digit(text) != gs15.check_digit(text[:place] + other + text[place + 1 :])


def test_editions_say_from_when_they_hold() -> None:
    assert gb32100.EDITION.in_force(date(2015, 10, 1)) and not gb32100.EDITION.in_force(date(2015, 9, 30))
    assert gs15.EDITION.in_force(date(2015, 9, 30)) and not gs15.EDITION.in_force(date(2015, 10, 1))
    assert gb11643.EDITION.in_force(TODAY) and gb11714.EDITION.in_force(TODAY)


def test_an_industry_is_called_by_the_narrowest_name_known() -> None:
    assert gb4754.industry("4812") == ("4812", "公路工程建筑", "Highway construction")
    assert gb4754.industry("E4819") == ("48", "土木工程建筑业", "Civil engineering")
    assert gb4754.industry("36") == ("36", "汽车制造业", "Motor vehicles")
    assert gb4754.industry("") is gb4754.industry("98") is gb4754.industry("X") is gb4754.industry("4") is None
    assert [one.code for one in gb4754.divisions()] == [f"{n:02d}" for n in range(1, 98)]
