"""What kind of file some bytes are. Names lie (a web page called .doc is common); the first bytes do not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from luoshi.policy.reader.model import SourceText

from . import docx, html, pdf, txt
from .errors import Damaged, Encrypted, FormatNotRead, NoTextLayer
from .limits import Limits, Stopwatch

Reader = Callable[[bytes, str, Limits, Stopwatch], SourceText]

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|br|h[1-6]|span|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_ANY_XML = re.compile(rb"\s*(?:<\?xml\b|<!DOCTYPE\b)", re.IGNORECASE)


def kind_of(content: bytes, name: str) -> Reader:
    """The reader for the bytes; for a kind known but not read, the error that says what to do."""
    if b"%PDF-" in content[:1024]:
        return pdf.read
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content, name)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Encrypted(name=name)
        raise FormatNotRead(name=name, kind=_ole_kind(content))
    if content.startswith(b"{\\rtf"):
        raise FormatNotRead(name=name, kind="RTF")
    if content.startswith(_PICTURES):
        raise NoTextLayer(name=name)
    head = _as_ascii(content[:4096])
    if _MARKUP.match(head):
        return html.read
    if _ANY_XML.match(head):
        # Word's and WPS's flat XML, feeds and the like: not a document a person would file.
        if re.search(rb"<html[\s>]", head, re.IGNORECASE):
            return html.read
        raise FormatNotRead(name=name, kind="XML")
    return txt.read


def _as_ascii(head: bytes) -> bytes:
    """UTF-16 seen as ASCII, so that markup in it is recognised."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _package(content: bytes, name: str) -> Reader:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Damaged(name=name, kind="docx") from None
    if any(part.startswith("word/") for part in names):
        return docx.read
    if any(part.lower().endswith("ofd.xml") for part in names):
        raise FormatNotRead(name=name, kind="OFD")
    if any(part.startswith("xl/") for part in names):
        raise FormatNotRead(name=name, kind="Excel")
    if any(part.startswith("ppt/") for part in names):
        raise FormatNotRead(name=name, kind="PowerPoint")
    if "content.xml" in names:
        raise FormatNotRead(name=name, kind="ODF")
    raise FormatNotRead(name=name, kind="压缩包")


def _ole_kind(content: bytes) -> str:
    for stream, kind in (("WpsDocument", "WPS"), ("WordDocument", "DOC"), ("Workbook", "XLS"), ("PowerPoint", "PPT")):
        if stream.encode("utf-16-le") in content:
            return kind
    return "DOC/WPS"
