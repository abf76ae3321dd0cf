"""Small cells: what must be left out of a published table so that nobody can be found by subtraction.

A count of people from 1 to ``threshold`` - 1 is left out, and further cells with it, until every row and column (and the
whole) either misses nothing or so much that no left-out value can be worked out, exactly or too narrowly.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


def suppressed(table: Counts, *, threshold: int = 3) -> Mask:
    """Which cells of a table of counts (without its totals, which are published) are left out.

    After the small cells, the smallest other cell is added along each row and column in which a left-out value could
    still be narrowed to fewer than ``threshold`` possible values.
    """
    hidden = (table > 0) & (table < threshold)
    while exposed := exposed_cells(table, hidden, threshold=threshold):
        row, column = exposed[0]
        candidates = [
            (int(table[r, c]), r, c)
            for r, c in itertools.chain(
                ((row, c) for c in range(table.shape[1])), ((r, column) for r in range(table.shape[0]))
            )
            if not hidden[r, c] and table[r, c] > 0
        ]
        if not candidates:
            hidden[:] |= table > 0
            return hidden
        _, r, c = min(candidates)
        hidden[r, c] = True
    return hidden


def exposed_cells(table: Counts, hidden: Mask, *, threshold: int = 3) -> list[tuple[int, int]]:
    """Left-out cells that an attacker who knows all totals and shown cells can narrow to fewer than ``threshold``
    values: for each, the least and the greatest value that fit are found by linear programming."""
    cells = [tuple(map(int, at)) for at in np.argwhere(hidden)]
    if not cells:
        return []
    index = {at: n for n, at in enumerate(cells)}
    rows, totals = [], []
    for axis in (0, 1):
        for line in range(table.shape[axis]):
            chosen = [n for at, n in index.items() if at[axis] == line]
            if chosen:
                row = np.zeros(len(cells))
                row[chosen] = 1
                rows.append(row)
                totals.append(sum(int(table[cells[n]]) for n in chosen))
    found = []
    for n, at in enumerate(cells):
        aim = np.zeros(len(cells))
        aim[n] = 1
        low = linprog(aim, A_eq=np.array(rows), b_eq=totals, bounds=(0, None), method="highs").fun
        high = -linprog(-aim, A_eq=np.array(rows), b_eq=totals, bounds=(0, None), method="highs").fun
        if np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1 < threshold:
            found.append((at[0], at[1]))
    return found
