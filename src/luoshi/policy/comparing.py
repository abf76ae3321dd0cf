"""Two texts of one document, clause by clause: what stayed, moved, was changed, came in, fell away. Pure.

Sentences are paired in three rounds: the same words at the same address; the same words elsewhere, in the order of the
text; then words that are most alike, the likest first. What is left has come in or fallen away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "moved", "changed", "added", "removed"]
ALIKE = 0.5
"""Share of letters two sentences must have in common, in order, to be taken for one that was changed."""
AT_HOME = 0.15
"""What standing at the same address counts for when sentences are compared."""


@dataclass(frozen=True)
class ClauseChange:
    """``before`` and ``after`` are addresses, ``was`` and ``now`` words; empty where there is none. ``alike``: 0 to 1."""

    kind: ChangeKind
    before: str
    after: str
    was: str
    now: str
    alike: float = 1.0


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[ClauseChange]:
    """Address -> words of both texts, in their order. In the order of the new text; what fell away stands after what stood
    before it."""
    pairs = {code: code for code, words in after.items() if before.get(code) == words}
    _pair_moved(before, after, pairs)
    alike = _pair_changed(before, after, pairs)
    found = [_change(before, after, pairs.get(code), code, alike.get(code, 1.0)) for code in after]
    place = {change.before: number for number, change in enumerate(found) if change.before}
    paired, last = set(pairs.values()), -1
    fallen: dict[int, list[ClauseChange]] = defaultdict(list)
    for code, words in before.items():
        if code in paired:
            last = place[code]
        else:
            fallen[last].append(ClauseChange("removed", code, "", words, "", 0.0))
    return fallen[-1] + [change for number, one in enumerate(found) for change in (one, *fallen[number])]


def _change(
    before: Mapping[str, str], after: Mapping[str, str], old: str | None, new: str, alike: float
) -> ClauseChange:
    if old is None:
        return ClauseChange("added", "", new, "", after[new], 0.0)
    was, now = before[old], after[new]
    kind: ChangeKind = "changed" if was != now else "same" if old == new else "moved"
    return ClauseChange(kind, old, new, was, now, alike)


def _left(before: Mapping[str, str], after: Mapping[str, str], pairs: Mapping[str, str]) -> tuple[list[str], list[str]]:
    taken = set(pairs.values())
    return [code for code in before if code not in taken], [code for code in after if code not in pairs]


def _pair_moved(before: Mapping[str, str], after: Mapping[str, str], pairs: dict[str, str]) -> None:
    olds, news = _left(before, after, pairs)
    waiting: dict[str, list[str]] = defaultdict(list)
    for code in olds:
        waiting[before[code]].append(code)
    for code in news:
        if same := waiting[after[code]]:
            pairs[code] = same.pop(0)


def _pair_changed(before: Mapping[str, str], after: Mapping[str, str], pairs: dict[str, str]) -> dict[str, float]:
    """Pair what is most alike; new address -> how alike."""
    olds, news = _left(before, after, pairs)
    ranked = []
    for there, new in enumerate(news):
        matcher = SequenceMatcher(a="", b=after[new], autojunk=False)
        for here, old in enumerate(olds):
            matcher.set_seq1(before[old])
            if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
                ranked.append((-(ratio + AT_HOME * (old == new)), there, here, ratio))
    alike: dict[str, float] = {}
    taken: set[str] = set()
    for _rank, there, here, ratio in sorted(ranked):
        if news[there] not in pairs and olds[here] not in taken:
            pairs[news[there]] = olds[here]
            taken.add(olds[here])
            alike[news[there]] = ratio
    return alike


def words_changed(was: str, now: str) -> list[tuple[Literal["same", "out", "in"], str]]:
    """The two as one line of pieces: what both have, what went out, what came in."""
    found: list[tuple[Literal["same", "out", "in"], str]] = []
    for op, a, b, c, d in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(("same", was[a:b]))
            continue
        if b > a:
            found.append(("out", was[a:b]))
        if d > c:
            found.append(("in", now[c:d]))
    return found
