"""Cheap signs before dear patterns save time only: with them the same is found as by the patterns alone."""

import re

import pytest

from luoshi.policy.reader import commitments, dates, head, outline, quantities, unit_lists, unit_names, verbs
from luoshi.policy.reader.scanning import WordStarts, matches_from, openings
from luoshi.policy.reader.view import normalise

from .scoring import gold_documents

TEXTS = [normalise(text) for _, text, _ in gold_documents()]
WHOLE = "\n".join(TEXTS)
# Every place of the texts where a clause could begin, and more.
TAILS = [WHOLE[at : at + 40] for at in range(0, len(WHOLE), 3)]


def spans(matches) -> list[tuple[int, int]]:
    return [m.span() for m in matches]


@pytest.mark.parametrize(
    ("signs", "pattern"),
    [
        (dates._SIGNS, dates.DATE),
        (quantities._SIGNS, quantities.QUANTITY),
        (outline._SIGNS, outline._INLINE),
    ],
)
def test_signs_leave_out_no_match(signs: re.Pattern[str], pattern: re.Pattern[str]) -> None:
    found = spans(matches_from(signs, pattern, WHOLE, 0, len(WHOLE)))
    assert found
    assert found == spans(pattern.finditer(WHOLE))


def test_dates_and_labels_are_all_found_from_their_last_or_first_character() -> None:
    assert spans(head._dates(WHOLE)) == spans(head.DATE.finditer(WHOLE)) != []
    assert spans(unit_lists._line_labels(WHOLE)) == spans(unit_lists._LINE_LABEL.finditer(WHOLE)) != []


def test_places_are_all_found_from_their_ends() -> None:
    text = "甲乙县人民政府关于丙丁自治县委的甲乙丙市若干措施，各县区人民政府、戊己镇政府。"
    for each in (text, WHOLE):
        assert list(unit_names._places_in(each)) == [m.group(1) for m in unit_names._PLACE.finditer(each)] != []


@pytest.mark.parametrize(
    ("signs", "pattern"),
    [
        (commitments._GUIDED_SIGNS, commitments._GUIDED),
        (commitments._STEP_SIGNS, commitments._STEP),
        (commitments._ENUMERATION_SIGNS | set("0123456789"), commitments._ENUMERATION),
    ],
)
def test_a_clause_opened_by_no_sign_matches_nothing(signs: frozenset[str], pattern: re.Pattern[str]) -> None:
    assert [t for t in TAILS if t[0] not in signs and pattern.match(t)] == []


def test_openings_of_words() -> None:
    assert openings("对(?!外|口)|按照", "由") >= set("对按由")
    with pytest.raises(ValueError, match="plain"):
        openings("(?:对|按)照")


def test_the_longest_word_that_begins_at_a_place() -> None:
    words = WordStarts(["推", "推动", "推动实现", "建设"])
    assert [words.at("推动实现建设", at) for at in range(7)] == ["推动实现", "", "", "", "建设", "", ""]
    assert words.at("推行", 0) == "推"


def test_a_clause_may_open_with_adverbs_before_its_verb() -> None:
    assert verbs.starts_with_verb("共同有序地推广")
    assert not verbs.starts_with_verb("企业共同推广")
