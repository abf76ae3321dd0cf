"""Small cells: what must be left out of published counts so that nobody can be found by subtraction.

A count of people from 1 to ``threshold`` - 1 is left out, and further cells with it, until no left-out value can be worked
out from what is shown, exactly or too narrowly: within a table, and between what was published earlier and what is now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
WHOLE = ""


def suppressed(table: Counts, *, threshold: int = 3) -> Mask:
    """Which cells of a table of counts (without its totals, which are published) are left out.

    After the small cells, the smallest other cell is added along each row and column in which a left-out value could
    still be narrowed to fewer than ``threshold`` possible values.
    """
    small = (table > 0) & (table < threshold)
    return _widened(table.ravel(), small.ravel(), _lines(table.shape), threshold).reshape(table.shape)


def exposed_cells(table: Counts, hidden: Mask, *, threshold: int = 3) -> list[tuple[int, int]]:
    """Left-out cells that an attacker who knows all totals and shown cells can narrow to fewer than ``threshold``
    values."""
    found = _exposed(table.ravel(), hidden.ravel(), _lines(table.shape), threshold)
    return [divmod(n, table.shape[1]) for n in found]


@dataclass(frozen=True)
class Withheld:
    """Places left out, and why: the count itself is small, an earlier publication left it out or differs by a few people,
    or others could be worked out from it."""

    small: frozenset[str]
    earlier: frozenset[str]
    others: frozenset[str]

    @property
    def places(self) -> frozenset[str]:
        return self.small | self.earlier | self.others


def withheld(
    counts: Mapping[str, int],
    *,
    chosen: Collection[str],
    adds_up: bool,
    earlier: Sequence[Mapping[str, int | None]] = (),
    threshold: int = 3,
) -> Withheld:
    """Which of the ``chosen`` places' counts must be left out. ``counts`` has every place there is (the whole under ""),
    also those not chosen; ``adds_up``: the whole is the sum of all places, as everybody knows.

    ``earlier`` holds what was published of the same period before, oldest first (None: left out). A place once left out
    stays left out, for its old value may be its new one; and where a revision changes a published count by a few people,
    showing both would show them.
    """
    places = list(counts)
    values = np.array([counts[p] for p in places], np.int64)
    before: dict[str, int] = {}
    once_hidden: set[str] = set()
    for shown in earlier:
        before |= {p: v for p, v in shown.items() if v is not None}
        once_hidden |= {p for p, v in shown.items() if v is None}
    small = {p for p in places if 0 < counts[p] < threshold}
    moved = {p for p in places if p in before and 0 < abs(counts[p] - before[p]) < threshold}
    first = (small | moved | (once_hidden & set(places))) & set(chosen)
    parts = adds_up and WHOLE in counts and counts[WHOLE] == sum(v for p, v in counts.items() if p != WHOLE)
    lines = np.array([[-1.0 if p == WHOLE else 1.0 for p in places]]) if parts else np.zeros((0, len(places)))
    hidden = np.array([p in first or p not in chosen for p in places], np.bool_)
    # Who saw a place shown earlier will take it for unchanged: it hides nothing of the others.
    remembered = np.array([p in before and p not in small for p in places], np.bool_)
    hidden = _widened(values, hidden, lines, threshold, remembered)
    left_out = {p for p, out in zip(places, hidden, strict=True) if out and p in chosen}
    return Withheld(
        frozenset(small & left_out),
        frozenset((left_out & (once_hidden | moved)) - small),
        frozenset(left_out - small - once_hidden - moved),
    )


def _lines(shape: tuple[int, ...]) -> Floats:
    """The sums an outsider knows of a table: each row's and each column's."""
    rows, columns = shape
    cells = np.arange(rows * columns).reshape(shape)
    lines = np.zeros((rows + columns, rows * columns))
    for n in range(rows):
        lines[n, cells[n]] = 1
    for n in range(columns):
        lines[rows + n, cells[:, n]] = 1
    return lines


def _widened(values: Counts, hidden: Mask, lines: Floats, threshold: int, remembered: Mask | None = None) -> Mask:
    """``hidden`` with the smallest further cells that keep every left-out value wide enough."""
    hidden = hidden.copy()
    while found := _exposed(values, hidden, lines, threshold, remembered):
        beside = lines[lines[:, found[0]] != 0].any(axis=0)
        blocked = hidden if remembered is None else hidden | remembered
        candidates = [(int(values[n]), n) for n in np.flatnonzero(beside & ~blocked) if values[n] > 0]
        if not candidates:
            return hidden | (values > 0) if remembered is None else hidden | beside
        hidden[min(candidates)[1]] = True
    return hidden


def _exposed(values: Counts, hidden: Mask, lines: Floats, threshold: int, remembered: Mask | None = None) -> list[int]:
    """Left-out cells that can be narrowed to fewer than ``threshold`` values: for each, the least and the greatest value
    that fit are found by linear programming. A remembered cell is known, left out or not."""
    from scipy.optimize import linprog  # slow to wake, and only needed where something is published

    unknown = hidden if remembered is None else hidden & ~remembered
    cells = np.flatnonzero(unknown)
    known = lines[:, cells]
    lines_of = known.any(axis=1)
    system, sums = known[lines_of], (known @ values[cells])[lines_of]
    found = []
    for n, cell in enumerate(cells):
        if not system.size or not system[:, n].any():
            continue
        aim = np.zeros(len(cells))
        aim[n] = 1
        low = linprog(aim, A_eq=system, b_eq=sums, bounds=(0, None), method="highs")
        high = linprog(-aim, A_eq=system, b_eq=sums, bounds=(0, None), method="highs")
        if high.status == 3:  # nothing bounds it from above
            continue
        if np.floor(-high.fun + 1e-6) - np.ceil(low.fun - 1e-6) + 1 < threshold:
            found.append(int(cell))
    return found
