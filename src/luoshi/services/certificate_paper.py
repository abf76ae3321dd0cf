"""A certificate on paper: one page of PDF with a QR code that leads to the public check.

Chinese is set in STSong-Light, one of the fonts every PDF reader supplies for GB texts (ISO 32000-1, 9.7.5.2), so that
no font file has to be installed on the server nor travel in the file.
"""

from __future__ import annotations

from collections.abc import Iterator

import segno

from .models import Certificate

_WIDTH, _HEIGHT = 595, 842
_MODULE = 3.2


def pdf(certificate: Certificate, address: str) -> bytes:
    """``address`` is where anybody can check the certificate."""
    lines = list(_lines(certificate, address))
    content = "\n".join([_frame(), *(_text(*line) for line in lines), _qr(address)]).encode("ascii")
    return _file(content)


def _lines(certificate: Certificate, address: str) -> Iterator[tuple[float, float, float, str]]:
    """(x, y, size, text) of each line."""
    title = certificate.title
    yield (_WIDTH - 30 * len(title)) / 2, 690, 30, title
    rows = [
        ("证照编号", certificate.number),
        ("持有人", certificate.holder),
        ("事项", str(certificate.facts.get("item", ""))),
        ("颁发机关", str(certificate.facts.get("unit", ""))),
        ("颁发日期", certificate.issued_on.isoformat()),
        ("有效期至", certificate.valid_to.isoformat() if certificate.valid_to else "长期"),
    ]
    for place, (label, value) in enumerate(rows):
        yield 110, 590 - 38 * place, 14, f"{label}："
        yield 210, 590 - 38 * place, 14, value[:24]
    yield 110, 180, 10, "扫描二维码可以核验本证照的真伪和是否有效。"
    if certificate.case.synthetic:
        yield 110, 160, 10, "样例数据（合成），不具有任何效力。"
    yield 110, 140, 7, address[:90]


def _text(x: float, y: float, size: float, words: str) -> str:
    return f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td <{words.encode('utf-16-be').hex()}> Tj ET"


def _frame() -> str:
    return (
        f"0.55 0.1 0.1 RG 2 w 50 90 {_WIDTH - 100} {_HEIGHT - 180} re S 0.6 w 56 96 {_WIDTH - 112} {_HEIGHT - 192} re S"
    )


def _qr(address: str) -> str:
    """The code's dark modules as squares."""
    matrix = segno.make(address, error="m").matrix
    left, top = _WIDTH - 90 - len(matrix) * _MODULE, 130 + len(matrix) * _MODULE
    squares = [
        f"{left + x * _MODULE:.2f} {top - y * _MODULE:.2f} {_MODULE} {_MODULE} re"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    return "0 0 0 rg\n" + "\n".join(squares) + " f"


def _file(content: bytes) -> bytes:
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>"
    inner = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500] >>"
    )
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>"
    ).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font,
        inner,
        descriptor,
    ]
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
