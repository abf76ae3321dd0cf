"""Setting a policy text like an official document: letter, title, chapters, measures, each sentence by itself. Pure.

Nothing of the text is left out but empty lines: what is no letter, title, chapter heading or measure stands as a
plain paragraph where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

_DAY = re.compile(
    r"[\d〇○一二三四五六七八九十]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)


class Piece(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class MeasureLike(Piece, Protocol):
    @property
    def section(self) -> str: ...
    @property
    def clauses(self) -> Sequence[Piece]: ...


@dataclass
class Letter:
    """The covering notice, where the document has one before its title."""

    addressees: str = ""
    paragraphs: list[str] = field(default_factory=list)
    signature: str = ""
    day: str = ""
    openness: str = ""


@dataclass
class MeasureBlock:
    """``pieces`` are (clause code or empty, text) in order; ``tail`` what follows the last sentence (the units)."""

    code: str
    heading: str
    pieces: list[tuple[str, str]]
    tail: str


@dataclass
class Chapter:
    title: str
    blocks: list[str | MeasureBlock] = field(default_factory=list)


@dataclass
class Sheet:
    letter: Letter | None
    title_lines: list[str]
    preamble: list[str]
    chapters: list[Chapter]


def typeset(text: str, title: str, measures: Sequence[MeasureLike]) -> Sheet:
    """``measures`` in the order of the text, their spans and those of their clauses indexes into it."""
    ordered = sorted(measures, key=lambda measure: measure.start)
    headings = {part for measure in ordered for part in _section_parts(measure.section)}
    first = ordered[0].start if ordered else len(text)
    title_start, title_end = _title_span(text, title, first)
    sheet = Sheet(
        letter=_letter(_lines(text[:title_start])),
        title_lines=_lines(text[title_start:title_end]),
        preamble=[],
        chapters=[],
    )
    chapter = Chapter("")
    at = title_end
    for measure in [*ordered, None]:
        for line in _lines(text[at : measure.start if measure else len(text)]):
            if line in headings:
                chapter = Chapter(line)
                sheet.chapters.append(chapter)
            elif not sheet.chapters:
                sheet.preamble.append(line)
            else:
                chapter.blocks.append(line)
        if measure:
            if not sheet.chapters:
                sheet.chapters.append(chapter)
            chapter.blocks.append(_block(text, measure))
            at = max(at, measure.end)
    return sheet


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _section_parts(section: str) -> list[str]:
    return [part.strip() for part in section.split("/") if part.strip()]


def _block(text: str, measure: MeasureLike) -> MeasureBlock:
    at, pieces = measure.start, []
    heading = text[measure.start : measure.clauses[0].start] if measure.clauses else text[measure.start : measure.end]
    at = measure.clauses[0].start if measure.clauses else measure.end
    for clause in measure.clauses:
        if between := text[at : clause.start].strip():
            pieces.append(("", between))
        pieces.append((clause.code, text[clause.start : clause.end]))
        at = clause.end
    return MeasureBlock(measure.code, heading.strip(), pieces, text[at : measure.end].strip())


def _title_span(text: str, title: str, before: int) -> tuple[int, int]:
    """Where the title stands, though it may be broken over lines; the last place before the first measure."""
    letters = [(index, letter) for index, letter in enumerate(text[:before]) if not letter.isspace()]
    joined, wanted = "".join(letter for _, letter in letters), "".join(title.split())
    at = joined.rfind(wanted) if wanted else -1
    return (letters[at][0], letters[at + len(wanted) - 1][0] + 1) if at >= 0 else (0, 0)


def _letter(lines: list[str]) -> Letter | None:
    if not lines:
        return None
    letter = Letter()
    # The last day and the last mark of openness are the letter's own; one before them is part of what it says.
    days = [at for at, line in enumerate(lines) if _DAY.fullmatch(line)]
    marks = [at for at, line in enumerate(lines) if "公开" in line and len(line) < 20 and at not in days]
    for at, line in enumerate(lines):
        if not letter.addressees and line.endswith((":", "：")) and at not in marks[-1:]:
            letter.addressees = line
        elif at in days[-1:]:
            letter.day = line
        elif at in marks[-1:]:
            letter.openness = line
        else:
            letter.paragraphs.append(line)
    if letter.day and letter.paragraphs and not letter.paragraphs[-1].endswith(("。", "：", ":")):
        letter.signature = letter.paragraphs.pop()
    return letter
