"""Sentences and clauses of a stretch of text, brackets and quotes kept whole."""

from __future__ import annotations

from collections.abc import Iterator

_OPEN = {"(": ")", "[": "]", "“": "”", "《": "》", "‘": "’", "<": ">", "「": "」"}
_CLOSE = set(_OPEN.values())
# A bracket that never closes must not swallow the document: beyond this many characters it is taken for a slip.
_LONGEST_GROUP = 300


def split_top(norm: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the parts of ``norm[start:end]`` between ``marks`` that stand outside brackets and quotes."""
    begin, at = start, start
    while at < end:
        char = norm[at]
        if char in _OPEN:
            closing = group_end(norm, at, end)
            at = closing + 1 if closing >= 0 else at + 1
            continue
        if char in marks:
            yield begin, at
            begin = at + 1
        at += 1
    if begin < end:
        yield begin, end


def group_end(norm: str, at: int, end: int) -> int:
    """Index of the sign that closes the bracket or quote at ``at``; -1 where none does within reach."""
    stack = [_OPEN[norm[at]]]
    for index in range(at + 1, min(end, at + _LONGEST_GROUP)):
        char = norm[index]
        if char == stack[-1]:
            stack.pop()
            if not stack:
                return index
        elif char in _OPEN:
            if len(stack) > 8:
                return -1
            stack.append(_OPEN[char])
        elif char in _CLOSE and char in stack:
            while stack and stack[-1] != char:
                stack.pop()
            stack.pop()
            if not stack:
                return index
        elif char == "\n":
            return -1
    return -1


def trim(norm: str, start: int, end: int, extra: str = "") -> tuple[int, int]:
    """The stretch without blanks (and the signs of ``extra``) at its ends."""
    blanks = " \n\t" + extra
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
