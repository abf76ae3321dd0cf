"""Drawing at random so that anyone can draw again and find the same (双随机、一公开).

The order of the drawn is that of SHA-256(seed | code). The seed is the record's head when the drawing was made: it was not
known before the last act before it, and it cannot be chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil


@dataclass(frozen=True)
class Pair:
    subject: str
    inspectors: tuple[str, ...]


def mark(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}|{code}".encode()).hexdigest()


def shuffled(codes: Iterable[str], seed: str) -> list[str]:
    return sorted(codes, key=lambda code: (mark(seed, code), code))


def size(population: int, rate: Fraction) -> int:
    """How many of a grade are drawn: the rate's part, rounded up, never more than there are."""
    return min(population, ceil(population * rate))


def draw(grades: Mapping[str, str], rates: Mapping[str, Fraction], seed: str) -> dict[str, list[str]]:
    """Grade -> the subjects drawn of it, in the order they were drawn. ``grades``: subject -> grade."""
    by_grade: dict[str, list[str]] = {grade: [] for grade in rates}
    for code, grade in grades.items():
        by_grade[grade].append(code)
    return {grade: shuffled(codes, seed)[: size(len(codes), rates[grade])] for grade, codes in by_grade.items()}


def assign(
    subjects: Sequence[str],
    inspectors: Iterable[str],
    conflicts: Mapping[str, Iterable[str]],
    seed: str,
    *,
    each: int = 2,
) -> list[Pair]:
    """``each`` inspectors for every subject, by lot among those who have declared no conflict with it. Where fewer are
    free the pair is short, and is shown to be."""
    known = list(inspectors)
    return [
        Pair(
            subject,
            tuple(
                shuffled((one for one in known if subject not in conflicts.get(one, ())), f"{seed}|{subject}")[:each]
            ),
        )
        for subject in subjects
    ]


@dataclass(frozen=True)
class Lot:
    """What one drawing says of a firm: whose drawing, and which inspectors."""

    drawing: str
    agency: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """One visit of a firm that several agencies drew."""

    subject: str
    lots: tuple[Lot, ...]


def merged(drawn: Mapping[str, Sequence[tuple[str, Lot]]]) -> list[Visit]:
    """Firms that more than one drawing holds: one visit each (进一次门、查多项事), by code. ``drawn``: drawing -> (firm, lot)."""
    by_firm: dict[str, list[Lot]] = {}
    for drawing in sorted(drawn):
        for subject, lot in drawn[drawing]:
            by_firm.setdefault(subject, []).append(lot)
    return [Visit(subject, tuple(lots)) for subject, lots in sorted(by_firm.items()) if len(lots) > 1]


def fingerprint(grades: Mapping[str, str]) -> str:
    """Of the population drawn from: a later look shows whether it is the same."""
    lines = "\n".join(f"{code},{grades[code]}" for code in sorted(grades))
    return hashlib.sha256(lines.encode()).hexdigest()
