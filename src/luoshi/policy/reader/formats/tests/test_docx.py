"""Word documents: what the page shows, in its order."""

from __future__ import annotations

import pytest

from luoshi.policy.reader.formats import Limits, load
from luoshi.policy.reader.formats.errors import Damaged, EmptyDocument, HasEntities, UnpacksTooLarge

from .samples import LINES, W, abstract, level, num, numbered, package, paragraph, raw_docx, word


def text_of(*body: str, **parts: str) -> str:
    return load(raw_docx("".join(body), **parts)).text


def test_paragraphs_and_tables_in_order_without_header_and_footer() -> None:
    source = load(word(), "通知.docx")
    assert source.text.split("\n") == [*LINES, "序号 事项\t单位", "1\t甲\t发改局", "2\t乙", "附件说明"]
    (table,) = source.tables
    cells = {source.text[c.span.start : c.span.end]: (c.row, c.column, c.row_span, c.column_span) for c in table.cells}
    assert cells["序号 事项"] == (0, 0, 1, 2)
    assert cells["发改局"] == (1, 2, 2, 1)
    assert cells["乙"] == (2, 1, 1, 1)
    assert source.text[table.span.start : table.span.end].startswith("序号 事项\t") and len(table.cells) == 7


def test_automatic_numbers_become_the_numbers_the_page_shows() -> None:
    lists = abstract(
        0,
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimal", "%3.%4"),
    ) + num(1, 0)
    text = text_of(
        numbered("总体要求", 1),
        numbered("目标", 1, 1),
        numbered("任务", 1, 1),
        numbered("甲", 1, 2),
        numbered("细目", 1, 3),
        numbered("乙", 1, 2),
        paragraph("不编号的一段"),
        numbered("保障措施", 1),
        numbered("组织", 1, 1),
        numbering=lists,
    )
    assert text.split("\n") == [
        "一、总体要求",
        "（一）目标",
        "（二）任务",
        "1. 甲",
        "1.1 细目",
        "2. 乙",
        "不编号的一段",
        "二、保障措施",
        "（一）组织",
    ]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimal", "12"),
        ("decimalZero", "12"),
        ("upperRoman", "XII"),
        ("lowerLetter", "l"),
        ("chineseCounting", "十二"),
        ("chineseLegalSimplified", "壹拾贰"),
        ("ideographTraditional", "乙"),
        ("ideographDigital", "一二"),
        ("decimalFullWidth", "１２"),
        ("decimalEnclosedCircle", "⑫"),
        ("decimalEnclosedParen", "⑿"),
        ("unheardOf", "12"),
    ],
)
def test_number_formats(form: str, shown: str) -> None:
    lists = abstract(0, level(0, form, "第%1条", '<w:start w:val="12"/><w:suff w:val="nothing"/>')) + num(1, 0)
    assert text_of(numbered("内容", 1), numbering=lists) == f"第{shown}条内容"


def test_list_taken_up_again_counts_on_and_a_restarted_one_counts_anew() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, restart)
    text = text_of(
        numbered("甲", 1), numbered("乙", 2), numbered("丙", 3), numbered("丁", 3), numbered("戊", 9), numbering=lists
    )
    assert text.split("\n") == ["1. 甲", "2. 乙", "1. 丙", "2. 丁", "戊"]


def test_number_may_come_from_the_style_and_be_taken_away() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    lists = abstract(0, level(0, "chineseCounting", "%1、")) + num(1, 0)
    text = text_of(
        paragraph("甲", '<w:pStyle w:val="a"/>'),
        paragraph("乙", '<w:pStyle w:val="b"/>'),
        paragraph("丙", '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=lists,
        styles=styles,
    )
    assert text.split("\n") == ["一、甲", "二、乙", "丙"]


def test_bullets_leave_no_sign() -> None:
    lists = abstract(0, level(0, "bullet", "\uf0b7")) + num(1, 0)
    assert text_of(numbered("一项", 1), numbering=lists) == "一项"


def test_inserted_text_and_content_controls_stay_deleted_and_hidden_text_go() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>丁</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>戊</w:t></w:r></w:hyperlink><w:r><w:footnoteReference/></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t>己</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('庚')}</w:sdtContent></w:sdt>"
    )
    assert text_of(body) == "甲乙戊己\n庚"


def test_line_breaks_part_lines_and_tabs_are_blanks() -> None:
    body = "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>"
    assert text_of(body) == "甲\n乙 丙"


def test_text_box_is_read_once() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('某县人民政府文件')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>正文</w:t></w:r></w:p>"
    )
    assert text_of(body) == "正文\n某县人民政府文件"


def test_table_of_contents_is_left_out_with_a_note() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('一、总体要求 1')}</w:sdtContent></w:sdt>"
    )
    source = load(raw_docx(contents + paragraph("一、总体要求")))
    assert source.text == "一、总体要求" and source.notes == ("目录已略去",)


def test_table_with_nested_table_and_several_paragraphs_is_one_line_a_row() -> None:
    def cell(*inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(inner)}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(paragraph('丙'))}</w:tr></w:tbl>"
    table = f"<w:tbl><w:tr>{cell(paragraph('甲'), paragraph('乙'))}{cell(inner)}</w:tr></w:tbl>"
    assert text_of(table) == "甲 乙\t丙"


def test_table_of_one_cell_is_a_frame_and_its_numbers_are_counted_once() -> None:
    lists = abstract(0, level(0, "decimal", "%1.")) + num(1, 0)
    table = f"<w:tbl><w:tr><w:tc>{numbered('甲', 1)}{numbered('乙', 1)}</w:tc></w:tr></w:tbl>"
    source = load(raw_docx(table, numbering=lists))
    assert source.text == "1. 甲\n2. 乙" and source.tables == ()


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = package({"word/document.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(UnpacksTooLarge, match="解压后过大"):
        load(bomb)
    with pytest.raises(UnpacksTooLarge):
        load(raw_docx(paragraph("甲" * 2000)), limits=Limits(unpacked_bytes=1000))


def test_directory_that_lies_about_sizes_does_not_help_a_bomb() -> None:
    honest = package({"word/document.xml": b"0" * 5_000_000})
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little"))
    with pytest.raises(Damaged):
        load(lying)


def test_entities_are_refused() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(HasEntities, match="实体"):
        load(raw_docx(paragraph("x"), head=laughs))
    outside = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(HasEntities):
        load(raw_docx("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", head=outside))


@pytest.mark.parametrize(
    "content",
    [
        package({"word/document.xml": "<w:document"}),
        package({"word/styles.xml": "<a/>"}),
        package({"word/document.xml": "<a/>"}),
        word()[:3000],
        b"PK\x03\x04rubbish",
    ],
)
def test_damaged_documents_say_so(content: bytes) -> None:
    with pytest.raises(Damaged, match="已损坏"):
        load(content, "通知.docx")


def test_strict_document_and_a_main_part_elsewhere() -> None:
    body = f"<w:document {W}><w:body>{paragraph('甲')}</w:body></w:document>"
    body = body.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    rels = f'<Relationships><Relationship Type="{kind}" Target="/word/main.xml"/></Relationships>'
    assert load(package({"_rels/.rels": rels, "word/main.xml": body})).text == "甲"


def test_document_without_words_is_empty() -> None:
    with pytest.raises(EmptyDocument, match=r"通知\.docx"):
        load(raw_docx(paragraph(" ")), "通知.docx")
