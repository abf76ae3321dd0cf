"""Files of parameters: wider ones say what a number is, narrower ones what it is there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.kernel.content import ContentFaults
from luoshi.kernel.jurisdiction import value_of
from luoshi.kernel.parameters import read_parameters

pytestmark = pytest.mark.pure

NATION = """jurisdiction: ""
parameters:
  - code: room.days
    label: 答复期限
    kind: integer
    least: 1
    most: 30
    values:
      - {value: 5, in_force_from: 2020-01-01, in_force_to: 2022-01-01, source: {title: 旧规定, verified: seen}}
      - {value: 3, in_force_from: 2022-01-01, source: {title: 新规定, number: 国发〔2022〕1号, article: 8}}
"""


def files(folder: Path, *texts: str) -> list[Path]:
    made = []
    for n, text in enumerate(texts):
        made.append(folder / f"{n}.yaml")
        made[-1].write_text(text, "utf-8")
    return made


def county(value: str) -> str:
    return f'jurisdiction: "350121"\nparameters:\n  - code: room.days\n    values:\n      - {value}\n'


def test_the_narrower_file_holds_where_it_says_anything(tmp_path: Path) -> None:
    local = county("{value: 7, in_force_from: 2023-01-01, source: {title: 本县办法}}")
    values = read_parameters(files(tmp_path, NATION, local))["room.days"].values
    held = [value_of(values, "350121", date(year, 6, 1), label="x") for year in (2021, 2022, 2023)]
    assert held == [Decimal(5), Decimal(3), Decimal(7)]
    assert value_of(values, "350122", date(2023, 6, 1), label="x") == Decimal(3)
    assert str(values[1].citation) == "《新规定》（国发〔2022〕1号）第八条"
    assert values[1].citation is not None
    assert values[1].citation.verified == "unverified"


@pytest.mark.parametrize(
    ("second", "line", "words"),
    [
        (county("{value: 31, in_force_from: 2023-01-01, source: {title: x}}"), 5, "不大于 30"),
        (county("{value: 2.5, in_force_from: 2023-01-01, source: {title: x}}"), 5, "整数"),
        (county("{value: null, in_force_from: 2023-01-01, source: {title: x}}"), 5, "补录"),
        (county("{value: 2, in_force_from: 2023-01-01, in_force_to: 2023-01-01, source: {title: x}}"), 5, "失效日期"),
        (county("{value: 2, in_force_from: 2023-01-01}"), 5, "source"),
        (
            county("{value: 2, in_force_from: 2023-01-01, source: {title: x}}").replace("room.days", "room.weeks"),
            3,
            "没有",
        ),
        (county("{value: 2, in_force_from: 2023-01-01, source: {title: x}}").replace("350121", "35012"), 1, "区划代码"),
        (NATION, 3, "已经定义"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, second: str, line: int, words: str) -> None:
    with pytest.raises(ContentFaults) as caught:
        read_parameters(files(tmp_path, NATION, second))
    assert [(fault.line, words in fault.message) for fault in caught.value.faults] == [(line, True)]


def test_two_values_of_one_place_at_once_are_refused(tmp_path: Path) -> None:
    twice = NATION.replace("in_force_to: 2022-01-01, ", "")
    with pytest.raises(ContentFaults, match="同时有效"):
        read_parameters(files(tmp_path, twice))
