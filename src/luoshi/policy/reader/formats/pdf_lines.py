"""Which lines of a page belong together, and which are furniture. Pure: lines with their places in, paragraphs out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import nan
from statistics import median
from typing import NamedTuple


class Line(NamedTuple):
    """A printed line; edges in points from the page's left and bottom."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


_PAGE_NUMBER = re.compile(
    r"[-—–－·.\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[,，/／]?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[-—–－·.\s]*"
)
_OPENS_ITEM = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,5}[章节编条款项]|[一二三四五六七八九十]{1,4}[、．.]|[（(][一二三四五六七八九十\d]{1,4}[）)]"
    r"|\d{1,3}[.．、](?!\d)|[①-⑳]|附件|抄送|——)"
)
_SENTENCE_END = re.compile(r"[。！？；：!?;:”）)》]$")
_EDGE_LINES = 2
_REPEATED_ON = 3


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without page numbers, and without heads and feet that stand on several pages alike but for their digits."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_same(line) for line in _edge_lines(page)})
    repeated = {text for text, times in edges.items() if times >= max(_REPEATED_ON, len(pages) // 2)}
    kept = []
    for page in pages:
        edge = {id(line) for line in _edge_lines(page)}
        kept.append(
            [
                line
                for line in page
                if id(line) not in edge or not (_PAGE_NUMBER.fullmatch(line.text) or _same(line) in repeated)
            ]
        )
    return kept


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Lines joined where the first fills its line and the second neither is indented nor opens an item."""
    joined: list[str] = []
    last: Line | None = None
    filled = nan
    for page, layout in zip(pages, _layouts(pages), strict=True):
        for line in page:
            if last is not None and _continues(last, filled, line, layout.left):
                joined[-1] += _joint(joined[-1], line.text) + line.text
            else:
                joined.append(line.text)
            last, filled = line, layout.right - layout.slack * line.height
    return joined


def _edge_lines(page: Sequence[Line]) -> list[Line]:
    """The outermost lines at the top and the bottom, by place and not by order: some programs write the foot first."""
    by_height = sorted(page, key=lambda line: -line.top if line.top == line.top else 0.0)
    return [*by_height[:_EDGE_LINES], *by_height[_EDGE_LINES:][-_EDGE_LINES:]]


def _same(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))


class _Layout(NamedTuple):
    """Where lines start and end on a page; ``slack`` is how far, in heights of a line, a full line may stay behind."""

    left: float
    right: float
    slack: float


def _layouts(pages: Sequence[Sequence[Line]]) -> list[_Layout]:
    """Pages with little on them, as a last page with a signature, take the margins of the others."""
    margins = [_margins(page) for page in pages]
    known = [margin for margin in margins if margin[0] == margin[0]]
    if not known:
        return [_Layout(nan, nan, 0.0) for _ in pages]
    usual_left, usual_right = median(left for left, _ in known), median(right for _, right in known)
    lines = [line for page in pages for line in page]
    indented = sum(1.2 * line.height < line.left - usual_left < 3 * line.height for line in lines)
    # Where paragraphs are indented, the indent tells them apart and a line may end early for want of half a word.
    slack = 2.7 if indented >= max(2, len(lines) // 20) else 1.6
    return [_Layout(min(left, usual_left), max(right, usual_right), slack) for left, right in margins]


def _margins(page: Sequence[Line]) -> tuple[float, float]:
    """The left edge most lines start at, and the right edge the full ones reach; not numbers on an empty page."""
    placed = [line for line in page if line.left == line.left and line.right == line.right]
    if not placed:
        return nan, nan
    lefts = Counter(round(line.left) for line in placed)
    most = max(lefts.values())
    left = min(edge for edge, times in lefts.items() if times >= max(1, most // 2))
    return float(left), max(line.right for line in placed)


def _continues(last: Line, filled: float, line: Line, left: float) -> bool:
    size = max(last.height, 1.0)
    # Written so that places not known (not a number) join nothing.
    is_as_high = abs(line.height - last.height) <= 0.25 * size
    is_at_the_margin = line.left <= left + 1.2 * size
    if not (is_as_high and is_at_the_margin):
        return False
    if line.text[0] in "，。、；：！？）”’》】":
        return True  # no paragraph begins so
    return last.right >= filled and not (_OPENS_ITEM.match(line.text) and _SENTENCE_END.search(last.text))


def _joint(before: str, after: str) -> str:
    """A blank between Latin words, nothing between Chinese ones."""
    return (
        " " if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalpha() else ""
    )
