"""Hostile and huge text: time grows with length, nothing hangs."""

import time

import pytest

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import SourceText

BODY = "一、任务\n（一）加强工作。开展{}。（责任单位：县发改局）"
HOSTILE = {
    "opening brackets": "（",
    "opening quotes": "“",
    "digits": "1",
    "figures": "达到50%，",
    "spaces": " ",
    "units": "县发改局、",
    "years": "2025年",
    "numerals": "十",
    "numbers": "（一）",
    "without punctuation": "推动发展",
    "conditions": "以为",
    "line breaks": "\n",
}


def seconds(text: str) -> float:
    begin = time.process_time()
    understand(SourceText(text))
    return time.process_time() - begin


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length_and_no_faster(name):
    piece = HOSTILE[name]
    small, large = (BODY.format(piece * (n // len(piece))) for n in (8_000, 64_000))
    seconds(small)
    assert seconds(large) < 24 * max(seconds(small), 0.02)


def test_a_document_on_one_endless_line_is_read():
    item = "（{}）推进改革。加快建设，完善机制。（责任单位：市发改委）"
    numbers = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
    text = "".join(f"第{n}章 工作" + "".join(item.format(m) for m in numbers) for n in numbers) * 40
    assert len(understand(SourceText(text)).measures) >= 100
