"""Setting a text loses nothing of it, whatever the text is like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import SourceText
from luoshi.portal.typeset import MeasureBlock, Sheet, typeset

pytestmark = pytest.mark.pure
POLICIES = sorted((Path(__file__).resolve().parents[4] / "tests" / "reader" / "policies").glob("*.txt"))


@dataclass(frozen=True)
class Clause:
    code: str
    start: int
    end: int


@dataclass(frozen=True)
class Measure(Clause):
    section: str
    clauses: tuple[Clause, ...]


def said(sheet: Sheet) -> list[str]:
    """Every piece of text that the sheet would print."""
    found = [*sheet.title_lines, *sheet.preamble]
    if sheet.letter:
        letter = sheet.letter
        found += [letter.addressees, *letter.paragraphs, letter.signature, letter.day, letter.openness]
    for chapter in sheet.chapters:
        found.append(chapter.title)
        for block in chapter.blocks:
            if isinstance(block, MeasureBlock):
                found += [block.heading, *(text for _, text in block.pieces), block.tail]
            else:
                found.append(block)
    return found


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


def measures_of(text: str) -> tuple[str, list[Measure]]:
    document = understand(SourceText(text))
    return document.head.title, [
        Measure(
            measure.id,
            measure.span.start,
            measure.span.end,
            measure.section,
            tuple(Clause(s.id, s.span.start, s.span.end) for s in measure.sentences),
        )
        for measure in document.measures
    ]


@pytest.mark.parametrize("path", POLICIES, ids=[path.stem for path in POLICIES])
def test_every_letter_of_a_real_document_is_printed_once(path: Path) -> None:
    text = path.read_text("utf-8", "replace")
    source = SourceText(text)
    title, measures = measures_of(source.text)
    sheet = typeset(source.text, title, measures)
    assert letters("".join(said(sheet))) == letters(source.text)
    for measure in measures:
        block = next(
            b for c in sheet.chapters for b in c.blocks if isinstance(b, MeasureBlock) and b.code == measure.code
        )
        assert [code for code, _ in block.pieces if code] == [clause.code for clause in measure.clauses]


LINES = st.sampled_from(
    [
        "各乡镇人民政府：",
        "县直各部门:",
        "示范县人民政府",
        "2021年7月23日",
        "二〇二一年七月二十三日",
        "2021年8月1日",
        "(此件主动公开)",
        "此件依申请公开",
        "关于加快发展的若干措施",
        "关于加快发展的",
        "若干措施",
        "一、优化服务",
        "二、保障民生",
        "(一)打造一流环境。完善服务，压减时间。(责任单位：县发改局)",
        "(二)发展产业。到2025年达到50家。",
        "第一条 各单位应当落实。",
        "第二条",
        "附件：1.清单",
        "   ",
        "",
        "县发改局 | 县财政局",
        "A",
        "。",
        "联系人：",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from(["", "关于加快发展的若干措施", "A", "没有这个标题"]))
def test_no_line_is_lost_however_oddly_lines_follow_each_other(lines: list[str], title: str) -> None:
    source = SourceText("\n".join(lines))
    _, measures = measures_of(source.text)
    assert letters("".join(said(typeset(source.text, title, measures)))) == letters(source.text)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=12), st.lists(LINES, max_size=12))
def test_no_line_of_the_letter_before_a_title_is_lost(before: list[str], after: list[str]) -> None:
    text = "\n".join([*before, "示范措施", *after])
    assert letters("".join(said(typeset(text, "示范措施", [])))) == letters(text)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="一二甲乙。：\n 年月日", max_size=120),
    st.lists(st.integers(min_value=0, max_value=120), max_size=12),
    st.text(alphabet="一二甲乙", max_size=4),
)
def test_no_letter_is_lost_wherever_measures_and_sentences_stand(text: str, cuts: list[int], title: str) -> None:
    at = sorted({min(cut, len(text)) for cut in cuts})
    measures = []
    for number, (start, end) in enumerate(zip(at[::2], at[1::2], strict=False)):
        middle = (start + end) // 2
        clauses = (Clause(f"{number}.s1", middle, end),) if number % 2 else ()
        measures.append(Measure(str(number), start, end, text[max(0, start - 4) : start], clauses))
    assert letters("".join(said(typeset(text, title, measures)))) == letters(text)


def test_a_letter_with_two_days_and_two_marks_of_openness_keeps_both() -> None:
    text = "各乡镇：\n请于下列日期前公开。\n2021年8月1日\n示范县人民政府\n2021年7月23日\n(此件主动公开)\n措施\n一、办。"
    sheet = typeset(text, "措施", [])
    assert sheet.letter is not None
    assert sheet.letter.day == "2021年7月23日"
    assert sheet.letter.signature == "示范县人民政府"
    assert sheet.letter.openness == "(此件主动公开)"
    assert sheet.letter.paragraphs == ["请于下列日期前公开。", "2021年8月1日"]
