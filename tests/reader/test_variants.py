"""The same document in other clothes gives the same measures: widths, lost line breaks, broken lines, page furniture."""

from collections.abc import Callable

import pytest

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import Measure, SourceText

from .scoring import gold_documents

NAMES = ("minhou-2021-22", "25-gf2019-3-zongbaoqu", "28-gbf2018-121-tiyu-jingsai")
WIDE = str.maketrans("(),:;", "（），：；")
NARROW = str.maketrans("（），：；", "(),:;")


def one_line(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))


def broken_lines(text: str, width: int = 30) -> str:
    out = []
    for line in text.split("\n"):
        line = line.strip()
        out += [line[i : i + width] for i in range(0, len(line), width)] or [""]
    return "\n".join(out)


def paged(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{line}\n— {n} —" if n % 9 == 0 else line for n, line in enumerate(lines, start=1))


def essence(measures: tuple[Measure, ...]) -> list[tuple[str, list[str], int]]:
    plain = [(m.number.translate(NARROW), [r.name + r.role for r in m.responsible], len(m.groups)) for m in measures]
    return [(number, units, groups) for number, units, groups in plain]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "dress",
    [lambda t: t.translate(WIDE), lambda t: t.translate(NARROW), one_line, broken_lines, paged],
    ids=["wide", "narrow", "one line", "broken lines", "paged"],
)
def test_the_dress_of_a_text_does_not_change_what_it_says(name: str, dress: Callable[[str], str]) -> None:
    text = next(text for stem, text, _ in gold_documents() if stem == name)
    expected = essence(understand(SourceText(text)).measures)
    assert essence(understand(SourceText(dress(text))).measures) == expected
