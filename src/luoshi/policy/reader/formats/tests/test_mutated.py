"""Damaged documents end in an expected error or in a text, never in a crash."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.policy.reader.formats import DocumentUnreadable, Limits, load

from .samples import LINES, abstract, level, num, numbered, pdf, raw_docx, word
from .test_html import PAGE

SAMPLES = {
    "docx": word(),
    "numbered docx": raw_docx(
        "".join(numbered(line, 1, n % 2) for n, line in enumerate(LINES)),
        numbering=abstract(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2")) + num(1, 0),
    ),
    "pdf": pdf([[(80.0, line) for line in LINES]]),
    "html": PAGE.encode(),
    "utf-8": "\n".join(LINES).encode() * 3,
    "gb18030": "\n".join(LINES).encode("gb18030") * 3,
    "utf-16": "\n".join(LINES).encode("utf-16") * 3,
}


@st.composite
def mutations(draw: st.DrawFn, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(changed) - 1)))
        kind = draw(st.sampled_from(["set", "cut", "insert", "drop"]))
        if kind == "set" and changed:
            changed[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del changed[at:]
        elif kind == "insert":
            changed[at:at] = draw(st.binary(max_size=8))
        else:
            del changed[at : at + draw(st.integers(1, 40))]
    return bytes(changed)


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_mutated_document_never_crashes_the_reader(kind: str, data: st.DataObject) -> None:
    content = data.draw(mutations(SAMPLES[kind]))
    try:
        source = load(content, limits=Limits(seconds=10))
    except DocumentUnreadable as error:
        assert error.code.startswith("reader.") and str(error)
        return
    assert source.text.strip()
    for table in source.tables:
        assert 0 <= table.span.start <= table.span.end <= len(source.text)
        for cell in table.cells:
            assert table.span.start <= cell.span.start <= cell.span.end <= table.span.end
            assert "\t" not in source.text[cell.span.start : cell.span.end]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=3000))
def test_rubbish_never_crashes_the_reader(content: bytes) -> None:
    with contextlib.suppress(DocumentUnreadable):
        load(content)
