"""From bytes to text: UTF-8, UTF-16, GB18030, and the repair of text once decoded with the wrong code page.

A repair is made only where it can be proved: written back in the wrong code page, the bytes must be UTF-8 or GB18030 of
Chinese throughout. Where bytes are lost the text is refused, for a measure with holes is worse than none.
"""

from __future__ import annotations

import codecs
import re

from .errors import EmptyDocument, GarbledText, NotText

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Code pages that programs take text for when nobody tells them; of those that fit, the first that proves itself.
_WRONG_PAGES = (
    "cp1252",
    "latin-1",
    "mac-roman",
    "cp1251",
    "mac-cyrillic",
    "koi8-r",
    "cp437",
    "cp850",
    "cp866",
    "cp1253",
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3000-\u303f\uff00-\uffef“”‘’—…·\u2460-\u24ff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Letters that Chinese split into single bytes turns into: Latin, Greek, Cyrillic, box drawing. Not Tibetan or Uygur.
_SHARDS = re.compile(r"[\x80-\u052f\u2500-\u25ff]")
# UTF-8 read as GBK: the full stop, the comma and the commonest words turn into these.
_UTF8_AS_GBK = re.compile("[锛銆鐨鍜涓鏈鍙璁绗鍥]")
_REPLACED = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯")
_MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ENOUGH = 0.98


def decode(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text and remarks on how it was got. Raises EmptyDocument, NotText or GarbledText."""
    text, notes = _decode_bytes(content, name)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise EmptyDocument(name=name)
    if len(_CONTROL.findall(text[:200_000])) > max(2, len(text[:200_000]) // 500):
        repaired = _repaired(text)
        if repaired is None:
            raise NotText(name=name) if re.search(r"[\x00-\x08\x0e-\x1a]", text) else GarbledText(name=name)
        return repaired
    if len(_REPLACED.findall(text)) > max(3, len(text) // 1000):
        raise GarbledText(name=name)
    if _looks_garbled(text):
        repaired = _repaired(text)
        if repaired is None:
            raise GarbledText(name=name)
        return repaired
    return text, notes


def _decode_bytes(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            try:
                return content.decode(encoding).removeprefix("\ufeff"), ()
            except UnicodeDecodeError:
                break
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if wide := _utf16_without_bom(content):
        return wide, ("文件为 UTF-16 编码且无标记，已按内容判断",)
    try:
        return content.decode("gb18030"), ()
    except UnicodeDecodeError:
        pass
    return _with_a_few_bad_bytes(content, name)


def _utf16_without_bom(content: bytes) -> str | None:
    if len(content) % 2 or b"\0" not in content:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _share(_CHINESE, text) + _ascii_share(text) > _ENOUGH:
            return text
    return None


def _with_a_few_bad_bytes(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """A cut or damaged byte does not spoil a document; more than one in a thousand does."""
    for encoding in ("utf-8", "gb18030"):
        text = content.decode(encoding, "replace")
        bad = text.count("\ufffd")
        if bad <= max(1, len(text) // 1000) and _share(_HAN, text) > 0.3:
            return text, (f"文件中有 {bad} 处字节损坏，已用“\ufffd”代替，请核对原件",)
    if b"\0" in content or _share(_HAN, content.decode("gb18030", "replace")) < 0.1:
        raise NotText(name=name)
    raise GarbledText(name=name)


def _share(pattern: re.Pattern[str], text: str) -> float:
    sample = text[:200_000]
    return len(pattern.findall(sample)) / len(sample) if sample else 0.0


def _ascii_share(text: str) -> float:
    return 1 - _share(_NOT_ASCII, text)


def _looks_garbled(text: str) -> bool:
    """Mostly letters that wrong code pages produce, or Chinese made of the shards of UTF-8."""
    sample = text[:200_000]
    other = len(_NOT_ASCII.findall(sample))
    if other < 20:
        return False
    if len(_SHARDS.findall(sample)) > 0.5 * other:
        return True
    return _is_utf8_as_gbk(sample) or len(_UTF8_AS_GBK.findall(sample)) > 0.1 * other


def _is_utf8_as_gbk(text: str) -> bool:
    """Whether the characters, written as GB18030, are UTF-8 of Chinese: real text breaks the rule within a few."""
    try:
        shards = text.encode("gb18030")
        # The sample may end within a character.
        return _share(_CHINESE, codecs.getincrementaldecoder("utf-8")().decode(shards)) > 0.3
    except UnicodeError:
        return False


def _repaired(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The text before it was decoded wrongly, with a remark; None where that cannot be proved."""
    try:
        whole = text.encode("gb18030").decode("utf-8")
        if _share(_CHINESE, whole) > 0.3:
            return whole, (_remark("GBK"),)
    except UnicodeError:
        pass
    for page in _WRONG_PAGES:
        shards = _written_back(text, page)
        if shards is None:
            continue
        fixed = _decode_sequences(shards, text, page)
        if fixed is None:
            fixed = _decode_gb(shards)
        if fixed is not None:
            return fixed, (_remark(page),)
    return None


def _remark(page: str) -> str:
    return f"原文曾被误按 {page} 编码打开而成乱码，已还原；请抽查几处"


def _written_back(text: str, page: str) -> bytes | None:
    """One byte for each character, in the wrong code page; None where it has a character the page lacks."""
    table = {}
    for byte in range(256):
        try:
            table[bytes([byte]).decode(page)] = byte
        except UnicodeDecodeError:
            # Bytes a page leaves open come out as control characters of the same number.
            table[chr(byte)] = byte
    shards = bytearray()
    for character in text:
        byte_value = table.get(character)
        if byte_value is None:
            if character != "\u00a0":
                return None
            byte_value = 0x20
        shards.append(byte_value)
    return bytes(shards)


def _decode_sequences(shards: bytes, text: str, page: str) -> str | None:
    """UTF-8 sequences decoded, all else kept. A space added later between them is allowed, a lost byte is not."""
    parts, done, kept = [], 0, 0
    for found in _MULTI_BYTE.finditer(shards):
        between = text[done : found.start()]
        kept += len(_NOT_ASCII.findall(between.replace("\u00a0", "")))
        parts.append(between)
        try:
            parts.append(found.group().decode("utf-8"))
        except UnicodeDecodeError:
            return None
        done = found.end()
    parts.append(text[done:])
    kept += len(_NOT_ASCII.findall(text[done:].replace("\u00a0", "")))
    fixed = "".join(parts)
    return fixed if not kept and _is_chinese(fixed) else None


def _decode_gb(shards: bytes) -> str | None:
    try:
        fixed = shards.decode("gb18030")
    except UnicodeDecodeError:
        return None
    # Any bytes in pairs make some character; only common ones make a text.
    common = len(re.findall(r"[的和一是在人大有中为以发国年工作设政府展业区]", fixed))
    return fixed if _is_chinese(fixed) and common > 0.05 * len(_HAN.findall(fixed)) else None


def _is_chinese(text: str) -> bool:
    other = len(_NOT_ASCII.findall(text))
    return other > 0 and len(_CHINESE.findall(text)) > _ENOUGH * len(_NOT_ASCII.findall(text.replace("\u00a0", "")))
