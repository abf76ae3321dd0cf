"""Texts whose lines were joined with blanks: the blanks that stood for line breaks are made line breaks again."""

from __future__ import annotations

import re

_LONG = 150
_BLANK = re.compile(" +")
_OPENS_ITEM = re.compile(
    r" (?=第[一二三四五六七八九十百零〇\d]{1,5}(?:章|节|编|条)|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,3}[.、](?!\d)|附\s?件)"
)
_ITEM = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}(?:章|节|编|条)|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[.、](?!\d)"
    r"|[①-⑳]|附\s?件|[(\[]?(?:责任|牵头|配合|主办|协办|完成时限|完成时间)[^:]{0,8}:"
)
_NUMBER_ONLY = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,5}(?:章|节|编|条)|[一二三四五六七八九十\d]{1,3}[、.]).{0,1}"
)
_ENDS = "。;!?:)]》"
_LONGEST_LINE = 70


def restore_breaks(norm: str) -> str:
    """``norm``, normalised text, with blanks that parted lines turned into line breaks; of the same length."""
    lines = norm.split("\n")
    if not any(_lost_breaks(line) for line in lines):
        return norm
    return "\n".join(_broken(line) if _lost_breaks(line) else line for line in lines)


def _lost_breaks(line: str) -> bool:
    """Whether a long line, and no row of a table, holds items after blanks."""
    return len(line) >= _LONG and line.count("|") < 2 and _OPENS_ITEM.search(line) is not None


def _broken(line: str) -> str:
    out: list[str] = []
    begin = at = depth = 0
    for match in _BLANK.finditer(line):
        piece = line[at : match.start()]
        depth = max(0, depth + piece.count("(") + piece.count("[") - piece.count(")") - piece.count("]"))
        out.append(piece)
        at = match.end()
        if depth == 0 and _parts_lines(line, begin, match.start(), at):
            out.append("\n" + match.group()[1:])
            begin = at
        else:
            out.append(match.group())
        if match.start() - begin > 600:
            depth = 0
    out.append(line[at:])
    return "".join(out)


def _parts_lines(line: str, begin: int, stop: int, follows: int) -> bool:
    """Whether the blank between ``stop`` and ``follows`` ends the line that began at ``begin``."""
    said = line[begin:stop].strip()
    if not said or follows >= len(line):
        return False
    if _NUMBER_ONLY.fullmatch(said) or said == "第":
        return False
    if _ITEM.match(line, follows):
        return True
    if line[stop - 1] in _ENDS:
        return not line[follows].isdigit() or line[stop - 1] in "。;:"
    return len(said) <= _LONGEST_LINE and len(said) > 3 and not re.search(r"[。;,]", said)
