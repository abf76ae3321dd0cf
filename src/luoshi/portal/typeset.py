"""Setting a policy text like an official document: its own lines, cut where sentences begin and end. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

LineKind = Literal["cover", "title", "section", "measure", "body"]
SegmentKind = Literal["plain", "heading", "sentence", "parties"]


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


@dataclass(frozen=True)
class Segment:
    kind: SegmentKind
    text: str
    clause: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Line:
    kind: LineKind
    segments: tuple[Segment, ...]
    measure: str = ""
    section: str = ""


def _marks(measures: Sequence[MeasureLike]) -> list[tuple[int, int, SegmentKind, str, str]]:
    """(start, end, kind, clause, measure) of every marked stretch, in order, not overlapping."""
    marks: list[tuple[int, int, SegmentKind, str, str]] = []
    for measure in measures:
        at = measure.start
        for clause in measure.clauses:
            if clause.start > at:
                kind: SegmentKind = "heading" if at == measure.start else "plain"
                marks.append((at, clause.start, kind, "", measure.code))
            marks.append((clause.start, clause.end, "sentence", clause.code, measure.code))
            at = clause.end
        if measure.end > at:
            marks.append((at, measure.end, "parties" if measure.clauses else "heading", "", measure.code))
    return sorted(marks)


def typeset(text: str, title: str, measures: Sequence[MeasureLike]) -> list[Line]:
    """The text line by line as printed; nothing of it is left out but empty lines."""
    marks, sections = _marks(measures), {m.section.rsplit("/", 1)[-1].strip() for m in measures if m.section}
    first = measures[0].start if measures else 0
    title_at = _title_span(text, title, first)
    lines, offset, section = [], 0, ""
    for raw in text.split("\n"):
        start, end = offset, offset + len(raw)
        offset = end + 1
        if not raw.strip():
            continue
        segments = tuple(_segments(raw, start, marks))
        measure = next((s.measure for s in segments if s.measure), "")
        if raw.strip() in sections:
            section = raw.strip()
            lines.append(Line("section", segments, section=section))
        else:
            kind = _kind(start, end, title_at, segments, first)
            lines.append(Line(kind, segments, measure=measure, section=section))
    return lines


def _kind(start: int, end: int, title_at: tuple[int, int], segments: tuple[Segment, ...], first: int) -> LineKind:
    if title_at[0] <= start and end <= title_at[1]:
        return "title"
    if any(segment.kind != "plain" for segment in segments):
        return "measure"
    return "cover" if end <= title_at[0] and end <= first else "body"


def _title_span(text: str, title: str, before: int) -> tuple[int, int]:
    """Where the title stands, though it may be broken over lines; the last place before the first measure."""
    letters = [(index, letter) for index, letter in enumerate(text[: before or len(text)]) if not letter.isspace()]
    joined, wanted = "".join(letter for _, letter in letters), "".join(title.split())
    at = joined.rfind(wanted) if wanted else -1
    return (letters[at][0], letters[at + len(wanted) - 1][0] + 1) if at >= 0 else (0, 0)


def _segments(raw: str, start: int, marks: list[tuple[int, int, SegmentKind, str, str]]) -> Iterator[Segment]:
    at, end = start, start + len(raw)
    for begin, stop, kind, clause, measure in marks:
        if stop <= at or begin >= end:
            continue
        if begin > at:
            yield Segment("plain", raw[at - start : begin - start])
            at = begin
        upto = min(stop, end)
        yield Segment(kind, raw[at - start : upto - start], clause, measure)
        at = upto
    if at < end:
        yield Segment("plain", raw[at - start :])
