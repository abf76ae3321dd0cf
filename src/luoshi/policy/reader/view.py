"""The text as it is meant to be read: page furniture left out, broken lines joined, spans kept.

A ``View`` is made of stretches of the source; every index of the view leads back to one of the source. ``norm`` has
the same length as ``text`` and writes punctuation, digits and blanks in one width, so that one pattern fits the
many ways officials type them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from .lost_breaks import restore_breaks
from .model import Span

_WIDTH = dict(zip("（）［］〔〕【】：；，．﹒！？％＋＜＞／～﹝﹞－﹑｜", "()[][][]:;,..!?%+<>/~[]-、|", strict=True))
_WIDTH |= {chr(0xFF10 + i): str(i) for i in range(10)}
_WIDTH |= {chr(0xFF21 + i): chr(65 + i) for i in range(26)} | {chr(0xFF41 + i): chr(97 + i) for i in range(26)}
_WIDTH |= dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u200b\ufeff\r\v\f", " ")

SENTENCE_END = "。;!?:"
_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[,/ ]?\s*共\s*\d{1,4}\s*页)?[-—–·\s]*")
_PAGE_LINK = re.compile(
    r"(?:上一页|下一页|返回目录|返回顶部|打印本页|关闭窗口|打印|字体[::]?[大中小 ]*|扫一扫.{0,20})+"
)
_CONTENTS_LINE = re.compile(r".{2,60}?(?:\.{4,}|…{2,}|·{4,})\s*\d{0,4}\s*")
_MARKUP = re.compile(r"<!--[^>]{0,200}-->")
# What comes back in the cells of a table, and is no running head.
_CELL = re.compile(r"^\d|年?底前?$|(?:局|委|办|厅|中心|部门|政府|办公室|单位)$")
# A line that opens an item is never the second half of a broken one.
STARTS_ITEM = re.compile(
    r"\s*(?:#{1,6}\s|第[一二三四五六七八九十百零〇\d]{1,5}(?:章|节|编|篇|条|部分)|[一二三四五六七八九十]{1,4}\s?[、.]|\([一二三四五六七八九十]{1,4}\)"
    r"|\d{1,3}\s?[.、](?!\d)|\(\d{1,3}\)|\d{1,2}\)|[①-⑳]|[㈠-㈩]|[⑴-⒇]|附\s?件|附\s?则|——|[((\[](?:责任|牵头|配合)"
    r"|(?:责任|牵头|配合|主办|协办|完成|重点|年度)[^:]{1,10}:)"
)


def normalise(text: str) -> str:
    """The same number of characters, in one width."""
    # A text holds few of these characters: replacing those is faster than looking up each of its own.
    for wide, narrow in _WIDTH.items():
        if wide in text:
            text = text.replace(wide, narrow)
    return text


class View:
    """``text`` and ``norm`` are read; ``span`` and ``raw`` lead back to the source."""

    def __init__(self, source: str, pieces: list[tuple[int, int]], norm: str) -> None:
        """``pieces``: (start, end) of the stretches of ``source`` to keep, in order; ``norm``: all of it normalised."""
        self.source = source
        self._starts: list[int] = []
        self._origins: list[int] = []
        length = 0
        for start, end in pieces:
            if end > start:
                self._starts.append(length)
                self._origins.append(start)
                length += end - start
        self.text = "".join([source[a:b] for a, b in pieces])
        self.norm = "".join([norm[a:b] for a, b in pieces])

        self._shift = self._origins[0] if len(self._starts) == 1 else None

    def origin(self, index: int) -> int:
        """Where character ``index`` of the view stands in the source."""
        at = bisect_right(self._starts, index) - 1
        return self._origins[at] + index - self._starts[at] if at >= 0 else index

    def span(self, start: int, end: int) -> Span:
        if self._shift is not None:
            return Span(start + self._shift, end + self._shift)
        return Span(self.origin(start), self.origin(end - 1) + 1) if end > start else Span(*[self.origin(start)] * 2)

    def raw(self, start: int, end: int) -> str:
        span = self.span(start, end)
        return self.source[span.start : span.end]


def read_view(source: str, *, keep: tuple[tuple[int, int], ...] = ()) -> View:
    """The view of ``source``; ``keep`` are stretches (tables) whose lines are left as they are."""
    norm = normalise(source)
    norm = norm if keep else restore_breaks(norm)
    lines = _lines(norm)
    norms = [norm[a:b] for a, b in lines]
    dropped, broken = _furniture(norms, lines, keep)
    width = _wrap_width(norms)
    running = not keep and not any("序号" in n.replace(" ", "")[:8] for n in norms)
    pieces: list[tuple[int, int]] = []
    previous = -1
    for index, (start, end) in enumerate(lines):
        if dropped[index]:
            continue
        if previous >= 0:
            wrapped = broken[index] or _is_wrapped(norms[previous], norms[index], width)
            wrapped = wrapped or (running and index == previous + 1 and _is_cut(norms[previous], norms[index]))
            if wrapped and not _inside(start, keep):
                start += len(norms[index]) - len(norms[index].lstrip(" "))
            else:
                pieces.append((lines[previous][1], lines[previous][1] + 1))
        pieces.append((start, end))
        previous = index
    return View(source, _joined(pieces), norm)


def _lines(source: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    while True:
        end = source.find("\n", start)
        if end < 0:
            lines.append((start, len(source)))
            return lines
        lines.append((start, end))
        start = end + 1


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in pieces:
        if out and out[-1][1] == start:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _inside(index: int, keep: tuple[tuple[int, int], ...]) -> bool:
    return any(a <= index < b for a, b in keep)


def _furniture(
    norms: list[str], lines: list[tuple[int, int]], keep: tuple[tuple[int, int], ...]
) -> tuple[list[bool], list[bool]]:
    """Which lines are page furniture, and which lines go on with a sentence that furniture has cut."""
    dropped, broken = [False] * len(norms), [False] * len(norms)
    stripped = [norm.strip() for norm in norms]
    repeated = _running_heads(stripped)
    # A table of which each cell and each rule between cells stands on a line of its own.
    rules = stripped.count("|") >= 5
    for index, line in enumerate(stripped):
        if _inside(lines[index][0], keep):
            continue
        short = len(line) <= 80
        dropped[index] = bool(
            (short and _PAGE_LINK.fullmatch(line))
            or (short and _PAGE_NUMBER.fullmatch(line) and _near_page_break(stripped, index))
            or (short and ("...." in line or "……" in line or "····" in line) and _CONTENTS_LINE.fullmatch(line))
            or (line.startswith("<!--") and _MARKUP.fullmatch(line))
            or (rules and line == "|")
            or index in repeated
        )
    last = -1
    for index, line in enumerate(stripped):
        if dropped[index] or not line:
            continue
        if last >= 0 and not rules and any(dropped[last + 1 : index]) and not STARTS_ITEM.match(norms[index]):
            broken[index] = len(stripped[last]) > 12 and stripped[last][-1] not in SENTENCE_END + ")]"
        if broken[index]:
            dropped[last + 1 : index] = [True] * (index - last - 1)
        last = index
    return dropped, broken


def _near_page_break(lines: list[str], index: int) -> bool:
    """A bare number is a page's when dashes or page words mark it, or a page link stands beside it."""
    if not lines[index].isdigit():
        return True
    around = [lines[i] for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return any(_PAGE_LINK.fullmatch(line) for line in around if line and len(line) < 60)


def _running_heads(lines: list[str]) -> set[int]:
    """Lines that come back at the top of pages (three times or more); their first occurrence is the title itself."""
    counts = Counter(line for line in lines if 4 <= len(line) <= 40)
    often = {line for line, n in counts.items() if n >= 3 and line[-1] not in SENTENCE_END + ")]"}
    often = {
        line
        for line in often
        if not STARTS_ITEM.match(line) and not _CELL.search(line) and "\t" not in line and "|" not in line
    }
    seen: set[str] = set()
    out = set()
    previous = ""
    for index, line in enumerate(lines):
        if line in often:
            after_break = _PAGE_LINK.fullmatch(previous) or _PAGE_NUMBER.fullmatch(previous) or previous in often
            if line in seen and previous and after_break:
                out.add(index)
            seen.add(line)
        if line:
            previous = line
    return out


def _wrap_width(norms: list[str]) -> int:
    """The width at which lines were broken, 0 where each paragraph stands on a line of its own."""
    lengths = sorted(len(n.strip()) for n in norms if len(n.strip()) > 8)
    if len(lengths) < 6:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = [n for n in norms if len(n.strip()) >= width * 0.85]
    unfinished = [n for n in full if n.strip()[-1] not in SENTENCE_END + ")]"]
    return width if 16 <= width <= 75 and lengths[-1] <= width * 1.5 and len(unfinished) >= 0.5 * len(full) else 0


_IDEOGRAPH = re.compile(r"[一-鿿]")


def _is_cut(line: str, following: str) -> bool:
    """Whether a long line of several sentences stops within one that the next line ends."""
    line, following = line.rstrip(), following.strip()
    if len(line) < 24 or len(following) < 8 or not _IDEOGRAPH.match(line, len(line) - 1):
        return False
    if not _IDEOGRAPH.match(following) or STARTS_ITEM.match(following):
        return False
    return ("。" in line or ";" in line) and any(sign in following for sign in "。;)")


_TITLE_END = ("的通知", "的意见", "的决定", "的若干意见", "的实施意见", "的指导意见", "的若干措施")
# Whom a document goes to, and the day it was signed: lines of their own, however wide the line before them.
_HEAD_LINE = re.compile(r"(?:各[^。:]{3,60}:|(?:19|20)\d\d年\d{1,2}月\d{1,2}日)")


def _is_wrapped(line: str, following: str, width: int) -> bool:
    line, following = line.rstrip(), following.rstrip()
    if not width or len(line) < width * 0.85 or not following or line[-1] in SENTENCE_END:
        return False
    if line.endswith(_TITLE_END) and following[0] not in "》”":
        return False
    if following.startswith("(此件") or _HEAD_LINE.fullmatch(following):
        return False
    return not STARTS_ITEM.match(following) and "\t" not in line and "\t" not in following
