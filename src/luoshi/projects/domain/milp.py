"""HiGHS for choices in whole numbers: a solver that says its gap, rows from pairs, all columns whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import highspy


_one_at_a_time = Lock()


@contextmanager
def _nothing_printed() -> Iterator[None]:
    """HiGHS prints its name and licence when a solver is made, before it can be told not to, past Python's own output."""
    with _one_at_a_time, Path(os.devnull).open("w") as nowhere:
        kept = os.dup(1)
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def whole_solver(gap: float, seconds: float) -> highspy.Highs:
    import highspy  # here, not above: it takes time to load, and a server that chooses nothing need not wait for it

    with _nothing_printed():
        solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    return solver


def maximise(solver: highspy.Highs) -> None:
    import highspy

    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)


def whole_numbers(solver: highspy.Highs, count: int) -> None:
    import highspy

    kinds = np.array([highspy.HighsVarType.kInteger] * count)
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)


def row(solver: highspy.Highs, low: float, high: float, terms: Sequence[tuple[int, float]]) -> None:
    index = np.array([n for n, _value in terms], dtype=np.int32)
    solver.addRow(low, high, len(terms), index, np.array([value for _n, value in terms], dtype=float))
