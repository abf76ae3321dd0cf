"""The chain: each entry's hash covers its content and the hash of the entry before it.

A changed entry no longer fits its own hash; a removed or moved one no longer fits its neighbour; a tail cut off
is seen against a head (number and hash) that was printed earlier.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """``seq`` counts from 1 without gaps; ``at`` is an ISO instant in China's time."""

    seq: int
    at: str
    actor: str
    act: str
    subject: str
    unit: str
    content: dict[str, Any]
    previous: str
    hash: str = ""


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold. ``kind``: changed, missing, reordered, cut."""

    seq: int
    kind: str


def digest(entry: Entry) -> str:
    """SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of everything but the hash itself."""
    body = [entry.seq, entry.at, entry.actor, entry.act, entry.subject, entry.unit, entry.content, entry.previous]
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def breaks(entries: Iterable[Entry], head: tuple[int, str] | None = None) -> Iterator[Break]:
    """Every break of the chain, in order of storage. ``head`` is a (number, hash) noted earlier: the chain must
    still hold exactly that entry."""
    expected, previous, seen_head = 1, START, head is None
    for entry in entries:
        if entry.seq != expected:
            yield Break(expected, "missing" if entry.seq > expected else "reordered")
        elif entry.previous != previous:
            yield Break(entry.seq, "reordered")
        if digest(entry) != entry.hash:
            yield Break(entry.seq, "changed")
        if head is not None and entry.seq == head[0]:
            seen_head = True
            if entry.hash != head[1]:
                yield Break(entry.seq, "changed")
        expected, previous = entry.seq + 1, entry.hash
    if head is not None and not seen_head:
        yield Break(head[0], "cut")
