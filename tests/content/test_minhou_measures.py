"""The realisation map of the Twenty-two Measures against the text of the document itself."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

PROGRAMME = Path(__file__).resolve().parents[2] / "programmes" / "minhou"
DIGITS = ["", *"一二三四五六七八九"]
NUMERALS = [*DIGITS[1:], *("十" + unit for unit in DIGITS), "二十", "二十一", "二十二"]
HEADING = re.compile(r"\((?P<number>[一二三四五六七八九十]+)\)(?P<title>.*?)。(?P<body>.*)\(责任单位:.*\)$", re.M)
ROOMS = {
    *("standards", "registry", "entitlements", "indicators", "territory", "services"),
    *("projects", "matching", "exchange", "delivery", "accountability"),
}

# Every row of the realisation plan: measure.sentence(s), a letter where one sentence becomes several things.
PLAN = """
1.1a 1.1b 1.1c 1.2a 1.2b 2.1a 2.1b 2.2a 2.2b 2.3a 2.3b 3.1 3.2 3.3 4.1 4.2a 4.2b 4.3 4.4 5.1a 5.1b
6.1 6.2 6.3-6.7 7.1-7.2 7.3 7.4 8.1 8.2 9.1 9.2 9.3 9.4 10.1 10.2 11.1a 11.1b 11.1c 11.2 11.3 11.4a 11.4b
12.1 12.2a 12.2b 12.2c 12.2d 13.1a 13.1b 13.2 14.1 14.2 14.3 14.4 14.5 15.1 15.2 16.1 16.2a 16.2b 16.2c
17.1 17.2 17.3 18.1-18.2 18.3 18.4 19.1-19.2 19.3 19.4-19.5 19.6 20.1-20.2 20.3 20.4 21.1 21.2 21.3 21.4
22.1a 22.1b 22.2a 22.2b 22.3
"""


def document() -> str:
    return (PROGRAMME / "policy.txt").read_text("utf-8")


def sentences() -> dict[int, dict[str, str]]:
    """Sentences of every measure by id: the body after the heading, cut at 。, without the bracket of units."""
    found: dict[int, dict[str, str]] = {}
    for match in HEADING.finditer(document()):
        measure = NUMERALS.index(match["number"]) + 1
        parts = [part for part in match["body"].split("。") if part]
        found[measure] = {f"{measure}.s{n}": part for n, part in enumerate(parts, 1)}
    return found


def titles() -> dict[int, str]:
    return {NUMERALS.index(match["number"]) + 1: match["title"] for match in HEADING.finditer(document())}


def measures() -> dict[int, dict[str, Any]]:
    folders = sorted(path for path in PROGRAMME.iterdir() if re.match(r"\d\d-", path.name))
    return {int(path.name[:2]): yaml.safe_load((path / "measure.yaml").read_text("utf-8")) for path in folders}


SENTENCES, MEASURES = sentences(), measures()
ALL_ROWS = [(number, row) for number, measure in MEASURES.items() for row in measure["rows"]]


def sentences_of_row(row: str) -> list[str]:
    """``6.3-6.7`` stands for 6.s3 to 6.s7, ``11.4a`` for 11.s4."""
    first, _, last = row.rstrip("abcd").partition("-")
    measure, start = first.split(".")
    end = last.split(".")[1] if last else start
    return [f"{measure}.s{n}" for n in range(int(start), int(end) + 1)]


def test_document_has_twenty_two_measures_and_each_has_its_folder() -> None:
    assert list(SENTENCES) == list(MEASURES) == list(range(1, 23))


@pytest.mark.parametrize("number", range(1, 23))
def test_title_is_the_documents_and_every_sentence_has_an_english_rendering(number: int) -> None:
    measure = MEASURES[number]
    assert measure["measure"] == str(number)
    assert measure["title"] == titles()[number]
    assert list(measure["clauses"]) == list(SENTENCES[number])
    assert all(clause["en"].strip() for clause in measure["clauses"].values())
    assert measure["title_en"] and measure["summary_en"]


def test_every_planned_row_stands_in_its_measure_once() -> None:
    found = Counter(row["row"] for number, row in ALL_ROWS)
    planned = Counter([*PLAN.split(), *(f"{number}.0" for number in range(1, 23))])
    assert found == planned
    assert all(row["row"].split(".")[0] == str(number) for number, row in ALL_ROWS)


@pytest.mark.parametrize(("number", "row"), ALL_ROWS, ids=[row["row"] for _, row in ALL_ROWS])
def test_quoted_words_stand_in_the_cited_sentences(number: int, row: dict[str, Any]) -> None:
    if row["row"].endswith(".0"):
        assert row["clauses"] == list(SENTENCES[number])
        letter = document().partition("(此件主动公开)")[0]
        assert row["words"] and all(words in letter for words in row["words"])
        return
    assert row["clauses"] == sentences_of_row(row["row"])
    cited = [SENTENCES[number][clause] for clause in row["clauses"]]
    missing = [words for words in row["words"] if not any(words in sentence for sentence in cited)]
    assert row["words"] and not missing
    silent = [sentence for sentence in cited if not any(words in sentence for words in row["words"])]
    assert not silent, "a row quotes at least one word of each sentence it covers"


def test_every_sentence_becomes_something_beyond_supervision() -> None:
    served = {clause for _, row in ALL_ROWS if not row["row"].endswith(".0") for clause in row["clauses"]}
    assert {clause for measure in SENTENCES.values() for clause in measure} - served == set()


def test_a_mechanism_has_one_room_and_one_name_wherever_it_is_used() -> None:
    names: dict[str, set[tuple[str, str]]] = {}
    for _, row in ALL_ROWS:
        assert row["mechanisms"] and row["works_when"]["zh"] and row["works_when"]["en"], row["row"]
        for mechanism in row["mechanisms"]:
            assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", mechanism["code"]), mechanism["code"]
            assert mechanism["code"].split(".")[0] in ROOMS
            names.setdefault(mechanism["code"], set()).add((mechanism["title"], mechanism["title_en"]))
    assert {code: name for code, name in names.items() if len(name) > 1} == {}
