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
