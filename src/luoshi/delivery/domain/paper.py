"""An official paper as text a clerk can edit, and as the parts it is set from.

One line, one part. A line's first sign says what it is; everything else is body text, so that a text written without any
sign is still a paper::

    # title             @ addressees          ## heading (一、)      ### heading (（一）)     #### heading (1．)
    | a | b |  table    ▇ label | 3 red | 2 green   bar              % annex heading         > office | 2021-09-06
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

Kind = Literal["title", "addressees", "heading", "body", "table", "bars", "annex", "signature"]
COLOURS = ("blue", "green", "yellow", "red", "grey")


@dataclass(frozen=True)
class Part:
    """``rows`` are a table's (its first the header); ``bars`` are (label, ((count, colour), ...))."""

    kind: Kind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    bars: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = ()
    day: date | None = None


class Setter(Protocol):
    """What sets a paper: as .docx, as .pdf."""

    def title(self, *lines: str) -> None: ...
    def addressees(self, text: str) -> None: ...
    def heading(self, level: int, text: str) -> None: ...
    def body(self, text: str) -> None: ...
    def signature(self, office: str, day: date) -> None: ...
    def annex(self, text: str) -> None: ...
    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None: ...
    def bars(self, rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> None: ...
    def save(self) -> bytes: ...


_BAR = re.compile(r"(\d+)\s*(" + "|".join(COLOURS) + ")")
_SIGNED = re.compile(r"^>\s*(?P<office>[^|]*)\|\s*(?P<day>\d{4}-\d\d-\d\d)\s*$")
TYPE_WIDTH = 156.0


def parse(text: str) -> list[Part]:
    """The parts of an edited text, in order; rows of a table and bars that follow one another belong together."""
    parts: list[Part] = []
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.strip()
        if not line:
            continue
        part = _part(line)
        last = parts[-1] if parts else None
        if last is not None and part.kind == last.kind == "table":
            parts[-1] = Part("table", rows=(*last.rows, *part.rows))
        elif last is not None and part.kind == last.kind == "bars":
            parts[-1] = Part("bars", bars=(*last.bars, *part.bars))
        else:
            parts.append(part)
    return parts


def _part(line: str) -> Part:
    if line.startswith("|"):
        return Part("table", rows=(tuple(cell.strip() for cell in line.strip("|").split("|")),))
    if line.startswith("▇"):
        label, *counts = (cell.strip() for cell in line[1:].split("|"))
        found = tuple((int(m[1]), m[2]) for cell in counts if (m := _BAR.fullmatch(cell)))
        return Part("bars", bars=((label, found),))
    if line.startswith("#"):
        marks = len(line) - len(line.lstrip("#"))
        words = line[marks:].strip()
        return Part("title", words) if marks == 1 else Part("heading", words, level=min(marks - 1, 4))
    if line.startswith("@"):
        return Part("addressees", line[1:].strip())
    if line.startswith("%"):
        return Part("annex", line[1:].strip())
    if signed := _SIGNED.match(line):
        try:
            return Part("signature", signed["office"].strip(), day=date.fromisoformat(signed["day"]))
        except ValueError:
            return Part("body", line)
    return Part("body", line)


def as_text(parts: Iterable[Part]) -> str:
    """The text of parts, to be edited; ``parse`` reads it back as the same parts."""
    lines: list[str] = []
    for part in parts:
        if part.kind == "title":
            lines.append(f"# {part.text}")
        elif part.kind == "addressees":
            lines.append(f"@ {part.text}")
        elif part.kind == "heading":
            lines.append(f"{'#' * (part.level + 1)} {part.text}")
        elif part.kind == "annex":
            lines.append(f"% {part.text}")
        elif part.kind == "signature" and part.day:
            lines.append(f"> {part.text} | {part.day.isoformat()}")
        elif part.kind == "table":
            lines += ["| " + " | ".join(cell.replace("|", "／") for cell in row) + " |" for row in part.rows]
        elif part.kind == "bars":
            for label, counts in part.bars:
                lines.append(" | ".join([f"▇ {label}", *(f"{count} {colour}" for count, colour in counts)]))
        else:
            lines.append(part.text.replace("\n", " "))
    return "\n".join(lines) + "\n"


def set_paper(parts: Iterable[Part], paper: Setter) -> bytes:
    """The parts set one after the other."""
    for part in parts:
        if part.kind == "title":
            paper.title(part.text)
        elif part.kind == "addressees":
            paper.addressees(part.text)
        elif part.kind == "heading":
            paper.heading(part.level, part.text)
        elif part.kind == "annex":
            paper.annex(part.text)
        elif part.kind == "signature" and part.day:
            paper.signature(part.text, part.day)
        elif part.kind == "table":
            _set_table(part.rows, paper)
        elif part.kind == "bars":
            paper.bars(part.bars)
        else:
            paper.body(part.text)
    return paper.save()


def _set_table(rows: Sequence[Sequence[str]], paper: Setter) -> None:
    """Columns as wide as their longest cells ask for, between a tenth and a half of the page; short rows are filled up."""
    count = max(len(row) for row in rows)
    whole = [[*row, *[""] * (count - len(row))] for row in rows]
    longest = [max(1, *(len(row[n]) for row in whole)) for n in range(count)]
    shares = [min(max(size / sum(longest), 0.1 if count < 9 else 0.05), 0.5) for size in longest]
    widths = [TYPE_WIDTH * share / sum(shares) for share in shares]
    paper.table(whole[0], whole[1:], widths)


@dataclass
class Draft:
    """Parts put together by a program."""

    parts: list[Part] = field(default_factory=list)

    def add(self, kind: Kind, text: str = "", **more: object) -> None:
        self.parts.append(Part(kind, text, **more))  # type: ignore[arg-type]
