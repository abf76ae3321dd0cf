"""What a picture looks like, in 64 bits, so that a photo used twice is found though it was resized or saved again.

The difference hash: the picture made grey, 9 by 8 points; each bit says whether a point is brighter than the one to its
right. Two pictures of at most ``NEAR`` differing bits are taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NEAR = 3
BANDS = 4
_FLAT = frozenset({0, 2**64 - 1})


def look_of(grey: Sequence[int]) -> str:
    """``grey``: 72 brightnesses, row by row of 9. Empty for a picture without any difference in it: it looks like every
    other such picture."""
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (grey[at] > grey[at + 1])
    return "" if bits in _FLAT else f"{bits:016x}"


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def bands(look: str) -> list[str]:
    """The four parts of a look, each after its place. Of two looks with at most three differing bits one is the same."""
    size = len(look) // BANDS
    return [f"{n}{look[n * size : (n + 1) * size]}" for n in range(BANDS)] if look else []


def nearest(look: str, others: Iterable[str]) -> list[str]:
    return [other for other in others if distance(look, other) <= NEAR]
