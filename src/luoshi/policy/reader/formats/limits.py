"""How large a document may be and how long reading it may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .errors import ReadingTooLong


@dataclass(frozen=True, slots=True)
class Limits:
    """``ratio`` is unpacked to packed bytes; office files of real documents stay far below it."""

    file_bytes: int = 40_000_000
    unpacked_bytes: int = 200_000_000
    ratio: int = 200
    pages: int = 1_000
    characters: int = 5_000_000
    seconds: float = 60.0


DEFAULT_LIMITS = Limits()


class Stopwatch:
    """Asked between pages and paragraphs, so that no document holds a worker for good."""

    __slots__ = ("_end", "_name", "_seconds")

    def __init__(self, name: str, seconds: float) -> None:
        self._name = name
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise ReadingTooLong(name=self._name, seconds=round(self._seconds))
