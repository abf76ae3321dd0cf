"""Draws that anybody can check: experts from a pool, and the order in which bids are opened.

Before bids are due the organiser makes a secret seed and publishes its SHA-256 (so it cannot be changed later). When bids are
closed the seed is shown. What is drawn depends on the seed and on what nobody knew when it was made: the digest of the bids
received. Each candidate's place is the SHA-256 of ``<purpose>|<seed>|<digest>|<code>``; the smallest come first. The organiser
cannot choose the outcome (the bids are others'), nor can a bidder (the seed is hidden), and everybody can compute it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from luoshi.kernel.errors import N_, ExpectedError

EXPERTS, OPENING = "experts", "opening"


class PoolTooSmall(ExpectedError):
    code = "projects.pool_too_small"
    message = N_("可以抽取的专家只有 {have} 人，少于需要的 {need} 人（已回避 {out} 人）。请补充专家库后再抽取。")


def commitment(seed: str) -> str:
    """What is published before: it fixes the seed without telling it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def digest(items: Iterable[str]) -> str:
    """One digest of a set of things, whatever their order: of the bids received, of the pool of experts."""
    return hashlib.sha256("\n".join(sorted(items)).encode()).hexdigest()


def place(purpose: str, seed: str, others: str, code: str) -> str:
    return hashlib.sha256(f"{purpose}|{seed}|{others}|{code}".encode()).hexdigest()


def order(purpose: str, seed: str, others: str, codes: Iterable[str]) -> list[str]:
    """All of them in the order drawn."""
    return sorted(codes, key=lambda code: place(purpose, seed, others, code))


def drawn(seed: str, others: str, pool: Iterable[str], out: Iterable[str], need: int) -> list[str]:
    """The first ``need`` experts of the pool in drawn order who need not stand aside. Raises PoolTooSmall."""
    aside = set(out)
    able = [code for code in order(EXPERTS, seed, others, pool) if code not in aside]
    if len(able) < need:
        raise PoolTooSmall(have=len(able), need=need, out=len(aside))
    return able[:need]


def proven(
    *, seed: str, committed: str, others: str, pool: Sequence[str], out: Sequence[str], need: int, seats: Sequence[str]
) -> bool:
    """Whether the seats are those that the published seed gives."""
    return commitment(seed) == committed and drawn(seed, others, pool, out, need) == list(seats)
