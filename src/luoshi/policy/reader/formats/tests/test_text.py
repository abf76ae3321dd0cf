"""Plain text in every encoding officials send, repaired where it can be proved, refused where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.policy.reader.formats import Limits, load
from luoshi.policy.reader.formats.errors import (
    EmptyDocument,
    Encrypted,
    FileMissing,
    FileTooLarge,
    FormatNotRead,
    GarbledText,
    NoTextLayer,
    NotText,
    TextTooLong,
)

from .samples import package

POLICY = (
    "　　关于推动高质量发展的二十二条措施\n　　一、打造一流营商环境。深化“放管服”改革，完善“云代办”“打包办”等服务，"
    "压减行政许可和企业开办时间，不断提高“一趟不用跑”事项比例。\n（责任单位：县发改局、行政服务中心、各乡镇）\n"
) * 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    assert load(POLICY.encode(encoding)).text == POLICY


def test_text_is_kept_as_it_is_but_for_its_line_ends() -> None:
    source = load("甲　乙 \r\n\r\n\t丙\r丁".encode(), "x.txt")
    assert source.text == "甲　乙 \n\n\t丙\n丁" and source.name == "x.txt" and source.notes == ()


@pytest.mark.parametrize(
    ("encoding", "wrong"),
    [
        ("utf-8", "latin-1"),
        ("utf-8", "mac-cyrillic"),
        ("utf-8", "mac-roman"),
        ("utf-8", "cp437"),
        ("gb18030", "latin-1"),
        ("gb18030", "cp866"),
    ],
)
def test_wrongly_decoded_text_is_restored_with_a_note(encoding: str, wrong: str) -> None:
    source = load(POLICY.encode(encoding).decode(wrong).encode())
    assert source.text == POLICY
    assert len(source.notes) == 1 and "已还原" in source.notes[0]


def test_blanks_added_between_the_shards_do_not_prevent_the_repair() -> None:
    wrong = POLICY.encode().decode("mac-cyrillic").split("\n")
    assert load("\n\u00a0".join(wrong).encode()).text == "\n\u00a0".join(POLICY.split("\n"))


def test_utf8_read_as_gbk_is_restored_only_while_no_byte_is_lost() -> None:
    lost = ("推动高质量发展，深化改革。" * 20).encode().decode("gb18030", "replace")
    assert "\ufffd" in lost
    with pytest.raises(GarbledText):
        load(lost.encode())
    whole = "推动高质量发展" * 20  # its bytes happen to make pairs throughout
    assert load(whole.encode().decode("gb18030").encode()).text == whole


@pytest.mark.parametrize(
    "text",
    [
        "锟斤拷锟斤拷锟斤拷" * 30,
        "\ufffd" * 300 + "营商环境",
        POLICY.encode().decode("latin-1").replace("\x80", ""),
        POLICY.encode().decode("mac-cyrillic").replace("А", "?"),
    ],
)
def test_text_with_lost_bytes_is_refused(text: str) -> None:
    with pytest.raises(GarbledText, match="无法还原"):
        load(text.encode(), "政策.txt")


def test_one_cut_byte_is_noted_and_does_not_spoil_the_document() -> None:
    source = load(POLICY.encode()[:-2] if POLICY[-1] != "\n" else POLICY.encode()[:-3])
    assert source.text.count("\ufffd") <= 1 and source.text.startswith("　　关于推动")
    assert source.notes and "字节损坏" in source.notes[0]


def test_other_scripts_of_the_country_are_no_mojibake() -> None:
    tibetan = "རྒྱལ་ཁབ་ཀྱི་སྲིད་ཇུས། " * 20
    assert load(tibetan.encode()).text == tibetan
    assert load(b"Measures to improve the business environment").notes == ()


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", EmptyDocument, "没有内容"),
        (b" \r\n\t\n", EmptyDocument, "没有内容"),
        ("\ufeff".encode(), EmptyDocument, "没有内容"),
        (b"\x0b", EmptyDocument, "没有内容"),
        (bytes(range(256)) * 40, NotText, "二进制"),
        (b"\x00\x01\x02\x03" * 500, NotText, "二进制"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), NoTextLayer, "扫描件或图片"),
        (b"{\\rtf1\\ansi text}", FormatNotRead, "RTF"),
        (package({"OFD.xml": "<OFD/>"}), FormatNotRead, "OFD"),
        (package({"xl/workbook.xml": "<a/>"}), FormatNotRead, "Excel"),
        (package({"照片.jpg": b"x"}), FormatNotRead, "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Encrypted, "去掉密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WpsDocument".encode("utf-16-le"), FormatNotRead, "WPS"),
        (b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>', FormatNotRead, "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), FormatNotRead, "DOC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FormatNotRead, "DOC/WPS"),
    ],
)
def test_what_is_no_text_says_what_to_do(content: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        load(content, "文件")


def test_fifty_megabytes_are_refused_unread(tmp_path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes("高质量发展".encode() * 3_400_000)
    with pytest.raises(FileTooLarge, match=r"“大\.txt”超过 40 MB"):
        load(path)
    with pytest.raises(TextTooLong, match="超过 10 字"):
        load("高质量发展高质量发展改革".encode(), limits=Limits(characters=10))


def test_missing_file_and_folder(tmp_path) -> None:
    for path in (tmp_path / "没有.txt", tmp_path):
        with pytest.raises(FileMissing, match="找不到文件"):
            load(path)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=200, max_size=400))
def test_no_chinese_text_is_changed(text: str) -> None:
    assert load(text.encode()).text == text
