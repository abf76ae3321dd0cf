"""Sentences and clauses of a stretch of text, brackets and quotes kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_OPEN = {"(": ")", "[": "]", "“": "”", "《": "》", "‘": "’", "<": ">", "〈": "〉", "「": "」"}
_CLOSE = set(_OPEN.values())
# A bracket that never closes must not swallow the document: beyond this many characters it is taken for a slip.
_LONGEST_GROUP = 300


@lru_cache(maxsize=32)
def _signs(marks: str) -> re.Pattern[str]:
    return re.compile("[" + re.escape(marks + "".join(_OPEN)) + "]")


# A paragraph's last sentence that only puts units in charge: 由甲局、乙局负责落实。
_CHARGES = re.compile(
    r"由(?=[省市县区州各有相])[^。;:\n]{2,300}?(?:牵头|负责)(?:落实|组织实施|实施|推进|办理|抓好落实)?。(?=[ \t]*(?:\n|$))"
)


def charges(norm: str) -> Iterator[tuple[int, int]]:
    """Sentences that only put units in charge."""
    at = norm.find("由")
    while at >= 0:
        before = norm[max(0, at - 8) : at].rstrip(" \t")
        if not before or before[-1] in "。\n":
            match = _CHARGES.match(norm, at)
            if match is not None and not before.rstrip().endswith((":", "|")):
                yield match.span()
        at = norm.find("由", at + 1)


def split_top(norm: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """(start, end) of the parts of ``norm[start:end]`` between ``marks`` that stand outside brackets and quotes."""
    if len(marks) == 1 and norm.find(marks, start, end) < 0:
        return [(start, end)] if start < end else []
    out = []
    begin, outside = start, start
    for match in _signs(marks).finditer(norm, start, end):
        at = match.start()
        if at < outside:
            continue
        if norm[at] in _OPEN:
            outside = group_end(norm, at, end) + 1
        else:
            out.append((begin, at))
            begin = at + 1
    if begin < end:
        out.append((begin, end))
    return out


_GROUP_SIGNS = re.compile("[" + re.escape("".join(_OPEN) + "".join(_OPEN.values())) + "\n]")


def group_end(norm: str, at: int, end: int) -> int:
    """Index of the sign that closes the bracket or quote at ``at``; -1 where none does within reach."""
    stack = [_OPEN[norm[at]]]
    limit = min(end, at + _LONGEST_GROUP)
    first = _GROUP_SIGNS.search(norm, at + 1, limit)
    if first is None or first.group() == stack[0]:
        return first.start() if first else -1
    for match in _GROUP_SIGNS.finditer(norm, first.start(), limit):
        char = match.group()
        if char in _OPEN:
            if len(stack) > 8:
                return -1
            stack.append(_OPEN[char])
        elif char == "\n":
            return -1
        elif char in stack:
            while stack.pop() != char:
                pass
            if not stack:
                return match.start()
    return -1


def trim(norm: str, start: int, end: int, extra: str = "") -> tuple[int, int]:
    """The stretch without blanks (and the signs of ``extra``) at its ends."""
    blanks = " \n\t" + extra if extra else " \n\t"
    while start < end and norm[start] in blanks:
        start += 1
    while end > start and norm[end - 1] in blanks:
        end -= 1
    return start, end


def sentences(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences with their closing sign; a line break ends one, as officials set lists and headings."""
    out = []
    for begin, stop in split_top(norm, start, end, "。!?\n"):
        a, b = trim(norm, begin, stop)
        if b > a:
            out.append((a, b + 1 if b < end and norm[b] in "。!?" else b))
    return out


def paragraphs(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """Lines of the stretch that hold anything."""
    out, begin = [], start
    while begin < end:
        stop = norm.find("\n", begin, end)
        stop = end if stop < 0 else stop
        a, b = trim(norm, begin, stop)
        if b > a:
            out.append((a, b))
        begin = stop + 1
    return out
