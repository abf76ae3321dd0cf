"""Ways to find patterns fast: dear ones are tried only where a cheap sign says they may begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def matches_from(
    signs: re.Pattern[str], pattern: re.Pattern[str], norm: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` yields, for a pattern that begins with one of the characters ``signs`` finds."""
    search, match_at = signs.search, pattern.match
    sign = search(norm, start, end)
    while sign is not None:
        at = sign.start()
        found = match_at(norm, at, end)
        if found is not None:
            yield found
            at = max(at, found.end() - 1)
        sign = search(norm, at + 1, end)


def openings(*words: str) -> frozenset[str]:
    """First characters of words parted by ``|``: a text that begins with none of them is matched by none of the words.

    A word may go on as a pattern (对(?!外|口)), but it must begin with a plain character.
    """
    found = frozenset(word[0] for part in words for word in part.split("|"))
    if found & set("([\\.^$?*+"):
        raise ValueError("words must begin with plain characters")
    return found


class WordStarts:
    """Words looked up where they begin in a text: by first character, then by length, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths: dict[str, list[int]] = {}
        for length in sorted({len(word) for word in self._words}, reverse=True):
            for first in {word[0] for word in self._words if len(word) == length}:
                self._lengths.setdefault(first, []).append(length)

    def at(self, text: str, index: int) -> str:
        """The longest word that begins at ``index``, "" where none does."""
        for length in self._lengths.get(text[index : index + 1], ()):
            word = text[index : index + length]
            if word in self._words:
                return word
        return ""


def any_of(words: Iterable[str]) -> str:
    """A pattern of the same words, branched by their first characters; where one begins another, the longer wins."""
    tree: dict[str, list[str]] = {}
    ends = False
    for word in words:
        if word:
            tree.setdefault(word[0], []).append(word[1:])
        else:
            ends = True
    branches = [re.escape(first) + any_of(rest) for first, rest in tree.items()]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)})" + ("?" if ends else "")
