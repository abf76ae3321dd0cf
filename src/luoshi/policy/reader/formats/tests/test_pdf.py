"""PDF: paragraphs out of lines, and what to do where there is no text."""

from __future__ import annotations

import io
from math import nan

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from luoshi.policy.reader.formats import Limits, load
from luoshi.policy.reader.formats.errors import Damaged, Encrypted, NoTextLayer, ReadingTooLong, TooManyPages
from luoshi.policy.reader.formats.pdf_lines import Line, paragraphs, without_furniture

from .samples import pdf

LEFT, INDENT = 80.0, 112.0  # the first line of a paragraph is indented by two characters of 16 points
REST = ["提升办事效率。", "落实责任分工。", "接受群众监督。", "按季通报进度。"]
BODY = (
    "深化放管服改革，完善云代办打包办等服务，压减行政许可和企业开办时间，不断提高一趟不用跑事项比例，全面清理涉企收费。"
)


def item_of(number: int) -> str:
    return f"（{'一二三四'[number - 1]}）{BODY}{REST[number - 1]}"


def page(number: int) -> list[tuple[float, str]]:
    """A page of 28 characters a line: head, an item over several lines, a page number."""
    item = item_of(number)
    lines = [(INDENT, item[:26])] + [(LEFT, item[n : n + 28]) for n in range(26, len(item), 28)]
    return [(LEFT, "某县人民政府公报"), *lines, (270.0, f"— {number} —")]


def test_paragraphs_are_joined_and_furniture_is_dropped() -> None:
    text = load(pdf([page(n) for n in (1, 2, 3, 4)]), "公报.pdf").text
    assert text.split("\n") == [item_of(n) for n in (1, 2, 3, 4)]


def test_paragraph_runs_on_across_pages() -> None:
    item = "（一）" + BODY
    first, rest = [(INDENT, item[:26]), (270.0, "— 1 —")], [(LEFT, item[26:54]), (LEFT, item[54:]), (270.0, "- 2 -")]
    assert load(pdf([first, rest])).text == item


def test_centred_title_and_short_lines_stay_apart() -> None:
    lines = [(200.0, "关于推动高质量发展的"), (216.0, "二十二条措施"), *page(1)[1:-1], (LEFT, "2021年7月23日")]
    assert load(pdf([lines])).text.split("\n") == [
        "关于推动高质量发展的",
        "二十二条措施",
        item_of(1),
        "2021年7月23日",
    ]


def test_full_line_before_a_new_item_is_not_joined() -> None:
    full = Line("一、" + "字" * 25 + "。", 80, 528, 700, 716)
    opens = Line("二、第二项", 80, 160, 672, 688)
    goes_on = Line("还有几个字", 80, 160, 672, 688)
    assert paragraphs([[full, opens]]) == [full.text, opens.text]
    assert paragraphs([[full, goes_on]]) == [full.text + goes_on.text]


def test_signature_on_a_last_page_of_its_own_stays_in_lines() -> None:
    last = [(300.0, "某县人民政府"), (300.0, "2021年7月23日")]
    assert load(pdf([page(1), page(2), last])).text.split("\n")[-2:] == ["某县人民政府", "2021年7月23日"]


def test_line_that_ends_early_is_still_joined_where_paragraphs_are_indented() -> None:
    lines = page(1)[1:-1]
    short = [(left, line[:-2] if n == 1 else line) for n, (left, line) in enumerate(lines)]
    assert "\n" not in load(pdf([short, page(2)[1:-1]])).text.split("（二）")[0].strip()


def test_line_in_the_middle_that_is_only_a_number_stays() -> None:
    lines = [Line(text, 80, 200, 700 - 20 * n, 716 - 20 * n) for n, text in enumerate("甲乙丙3丁戊己")]
    assert [line.text for line in without_furniture([lines])[0]] == list("甲乙丙3丁戊己")


def test_lines_of_unknown_place_are_kept_apart() -> None:
    lines = [Line(text, nan, nan, nan, nan) for text in ("一行", "又一行")]
    assert paragraphs([lines]) == ["一行", "又一行"]


def test_rare_characters_do_not_shift_the_places_of_lines() -> None:
    lines = page(1)
    rare = [(LEFT, "\U00020000\U00020001" * 4), *lines]
    assert load(pdf([rare])).text.split("\n")[-1] == item_of(1)


def test_scan_is_named_and_a_page_without_text_is_noted() -> None:
    blank = io.BytesIO()
    canvas = Canvas(blank)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    with pytest.raises(NoTextLayer, match="文字识别"):
        load(blank.getvalue(), "扫描.pdf")
    source = load(pdf([page(1), [], page(2)]))
    assert source.notes == ("第 2 页没有文字（空白或图片），未读入",)


def test_password_is_named_and_a_mere_printing_ban_is_not_one() -> None:
    with pytest.raises(Encrypted, match="打开密码"):
        load(pdf([page(1)], encrypt=StandardEncryption("secret", canPrint=0)))
    assert "放管服" in load(pdf([page(1)], encrypt=StandardEncryption("", "owner", canPrint=0))).text


def test_limits() -> None:
    with pytest.raises(TooManyPages, match="有 3 页，超过 2 页"):
        load(pdf([page(1)] * 3), limits=Limits(pages=2))
    with pytest.raises(ReadingTooLong, match="已停止"):
        load(pdf([page(1)]), limits=Limits(seconds=0))


@pytest.mark.parametrize("content", [b"%PDF-1.7 rubbish", b"%PDF-1.4\n%%EOF"])
def test_damaged_pdf_says_so(content: bytes) -> None:
    with pytest.raises(Damaged, match="pdf"):
        load(content)
