"""Black and smelly urban water (城市黑臭水体整治工作指南, 2015): how bad a measuring point is.

Transparency cm, dissolved oxygen mg/L, redox potential mV, ammonia mg/L. The limits are to be verified. One measure past a
line is enough here, which is a reading of the guide, not its word.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, floats, readings, side_by_side, worst

EDITION: Final = Citation("城市黑臭水体整治工作指南", verified="unverified")
NONE: Final = 1
LIGHT: Final = 2
HEAVY: Final = 3
LABELS: Final = {NONE: "非黑臭", LIGHT: "轻度黑臭", HEAVY: "重度黑臭", UNDETERMINED: UNDETERMINED_LABEL}
_SHALLOW: Final = 25.0  # cm of water; below, transparency is judged by 40 % of the depth
_SHALLOW_SHARE: Final = 0.4


def grade(
    *,
    transparency: ArrayLike,
    oxygen: ArrayLike,
    redox: ArrayLike,
    ammonia: ArrayLike,
    depth: ArrayLike = np.inf,
) -> ClassArray:
    """NONE, LIGHT or HEAVY by the worst of the four; undetermined where one is missing and none is heavy.

    ``depth`` of the water in cm.
    """
    clear, deep = readings(transparency), floats(depth)
    shallow = deep < _SHALLOW
    light_line = np.where(shallow, deep * _SHALLOW_SHARE, 25.0)
    heavy_line = np.where(shallow, deep * _SHALLOW_SHARE, 10.0)
    columns = [
        _low_is_bad(clear, light_line, heavy_line),
        _low_is_bad(readings(oxygen), floats(2.0), floats(0.2)),
        _low_is_bad(floats(redox), floats(50.0), floats(-200.0)),
        _high_is_bad(readings(ammonia), 8.0, 15.0),
    ]
    return worst(side_by_side(columns), last=HEAVY)


def _low_is_bad(values: FloatArray, light: FloatArray, heavy: FloatArray) -> ClassArray:
    found = np.where(values < heavy, HEAVY, np.where(values < light, LIGHT, NONE))
    return np.where(np.isnan(values) | np.isnan(light), UNDETERMINED, found).astype(np.int8)


def _high_is_bad(values: FloatArray, light: float, heavy: float) -> ClassArray:
    found = np.where(values > heavy, HEAVY, np.where(values > light, LIGHT, NONE))
    return np.where(np.isnan(values), UNDETERMINED, found).astype(np.int8)
