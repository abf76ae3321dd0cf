"""GB/T 17775 Quality levels of tourist spots (旅游景区质量等级): the level from the points of three papers.

Editions: 2003 (to 2025-02-28) and 2024 (from 2025-03-01), which no longer holds the assessment procedure: the points, from
the rules that went with the 2003 text, are given for both, the number of visitors for 2003 only. Levels 5 to 1, 0 none.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, readings
from .editions import in_force, number, table

EDITION_2003: Final = Citation(
    "旅游区（点）质量等级的划分与评定",
    "GB/T 17775-2003",
    in_force_from=date(2003, 5, 1),
    in_force_to=date(2025, 3, 1),
    verified="unverified",
)
EDITION_2024: Final = Citation(
    "旅游景区质量等级划分", "GB/T 17775-2024", in_force_from=date(2025, 3, 1), verified="second_hand"
)
EDITIONS: Final = (EDITION_2003, EDITION_2024)
LEVEL_LABELS: Final = {5: "5A", 4: "4A", 3: "3A", 2: "2A", 1: "1A", 0: "未达等级", UNDETERMINED: UNDETERMINED_LABEL}
HIGHEST: Final = {"service": 1000.0, "landscape": 100.0, "opinion": 100.0}


def edition_on(day: date) -> Citation:
    """Raises NoEditionInForce."""
    return in_force(EDITIONS, day)


@cache
def _needed(column: str) -> FloatArray:
    """Least points of levels 1 to 5; an empty cell asks for nothing."""
    cells = {int(row["level"]): row[column] for row in table("gb17775")}
    return np.array([number(cells[level]) if cells[level] else 0.0 for level in range(1, 6)])


def level(
    service: ArrayLike,
    landscape: ArrayLike,
    opinion: ArrayLike,
    *,
    edition: Citation,
    visitors: ArrayLike | None = None,
    overseas: ArrayLike | None = None,
) -> ClassArray:
    """The highest level whose least points are reached on every paper, and under 2003 the visitors if they are given.

    UNDETERMINED where a paper is missing or its points are impossible.
    """
    papers = {"service": service, "landscape": landscape, "opinion": opinion}
    columns = [_level_by(readings(points), _needed(paper), HIGHEST[paper]) for paper, points in papers.items()]
    if edition == EDITION_2003:
        for name, people in (("visitors", visitors), ("overseas", overseas)):
            if people is not None:
                columns.append(_level_by(readings(people), _needed(name), np.inf))
    lowest = np.minimum.reduce(np.broadcast_arrays(*columns))
    return np.asarray(lowest, dtype=np.int8)


def _level_by(points: FloatArray, needed: FloatArray, highest: float) -> ClassArray:
    found = np.searchsorted(needed, points, side="right")
    return np.where(np.isnan(points) | (points > highest), UNDETERMINED, found).astype(np.int8)
