"""GB/T 8170-2008 Rules of rounding (数值修约规则与极限数值的表示和判定): to the nearest, halves to the even digit.

In force 2009-01-01. Pure numbers, any unit. The rule is one for decimals as written: 0.15 is exactly half way between
0.1 and 0.2 although its binary neighbour is not, so numbers are freed of binary noise before the half is judged.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import FloatArray, floats

EDITION = Citation(
    "数值修约规则与极限数值的表示和判定", "GB/T 8170-2008", in_force_from=date(2009, 1, 1), verified="unverified"
)

_NOISE_PLACES = 7


def round_even(values: ArrayLike, places: int = 0) -> FloatArray:
    """Rounded to ``places`` decimal places (negative: tens, hundreds); NaN stays NaN."""
    scale = 10.0 ** abs(places)
    scaled = floats(values) * scale if places >= 0 else floats(values) / scale
    whole = np.rint(np.round(scaled, _NOISE_PLACES))
    return whole / scale if places >= 0 else whole * scale
