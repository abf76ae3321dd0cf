"""GB 55019-2021 Accessibility of buildings and municipal works (建筑与市政工程无障碍通用规范): ramps for wheelchairs.

In force 2022-04-01. Metres. To be verified.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, ClassArray, FloatArray, readings

EDITION: Final = Citation(
    "建筑与市政工程无障碍通用规范", "GB 55019-2021", in_force_from=date(2022, 4, 1), verified="unverified"
)
RISES: Final = ((0.75, 12.0), (0.90, 16.0), (1.20, 20.0))
"""Highest rise of one flight, and the least run for a metre of it."""
CLEAR_WIDTH: Final = 1.20
CLEAR_WIDTH_INSIDE: Final = 1.00
MEETS: Final = 1
FAILS: Final = 2


def least_run(rise: ArrayLike) -> FloatArray:
    """Least length on plan of one flight; NaN for a rise no single flight may make (above 1.20) or a missing one."""
    height = readings(rise)
    tops, runs = np.array(RISES).T
    step = np.minimum(np.searchsorted(tops, height, side="left"), len(tops) - 1)
    return np.where(height <= tops[-1], np.round(height * runs[step], 9), np.nan)


def ramp(rise: ArrayLike, run: ArrayLike, width: ArrayLike, *, is_inside: ArrayLike = False) -> ClassArray:
    """MEETS, FAILS or UNDETERMINED (a measure is missing) for each flight."""
    height, length, clear = np.broadcast_arrays(readings(rise), readings(run), readings(width))
    needed = least_run(height)
    fits = (length >= needed) & (clear >= np.where(is_inside, CLEAR_WIDTH_INSIDE, CLEAR_WIDTH))
    missing = np.isnan(height) | np.isnan(length) | np.isnan(clear)
    return np.where(missing, UNDETERMINED, np.where(fits, MEETS, FAILS)).astype(np.int8)
