"""Is a new figure plausible? Doubts are told to whoever enters it and must be answered, not swallowed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.errors import N_

Floats = NDArray[np.float64]

DOUBTS: dict[str, str] = {
    "negative": N_("是负数，而这个指标不应为负"),
    "above_most": N_("大于上限 {most}"),
    "jump": N_("比上期 {before} 变化 {change}%，远大于往常"),
    "parts": N_("与各部分之和 {total} 不等"),
    "same": N_("与上期完全相同"),
    "magnitude": N_("与往常相差约 {times} 倍，请核对计量单位（万元、元）"),
}


@dataclass(frozen=True)
class Doubt:
    """A code of ``DOUBTS`` and its values. ``stops``: it cannot be right, and must be corrected before it is kept."""

    code: str
    params: dict[str, Any]
    stops: bool = False

    def text(self, template: str | None = None) -> str:
        return (template or DOUBTS[self.code]).format(**self.params)


def doubts(
    value: float,
    past: Sequence[float] | Floats,
    *,
    may_be_negative: bool = False,
    most: float | None = None,
    parts: Sequence[float] | None = None,
    tolerance: float = 0.005,
) -> list[Doubt]:
    """What is doubtful of a value, given the earlier ones (oldest first, NaN where unknown) and its parts if any.

    A jump is a change beyond six robust deviations of the earlier changes (median absolute deviation) and 20 %.
    """
    known = np.array([v for v in past if not math.isnan(v)], np.float64)
    found = []
    if value < 0 and not may_be_negative:
        found.append(Doubt("negative", {}, stops=True))
    if most is not None and value > most:
        found.append(Doubt("above_most", {"most": f"{most:g}"}, stops=True))
    if parts is not None and abs(value - sum(parts)) > max(tolerance, 1e-9 * abs(value)):
        found.append(Doubt("parts", {"total": f"{sum(parts):g}"}, stops=True))
    if len(known) and not found:
        found += _against_past(value, known)
    return found


def _against_past(value: float, known: Floats) -> list[Doubt]:
    before, level = float(known[-1]), float(np.median(np.abs(known)))
    times = abs(value) / level if level else 0.0
    if times >= 50 or (0 < times <= 1 / 50):
        near = 10 ** round(abs(math.log10(times)))
        return [Doubt("magnitude", {"times": f"{near:g}"})]
    changes = np.diff(known)
    if before and len(changes) >= 3:
        middle = float(np.median(changes))
        spread = 1.4826 * float(np.median(np.abs(changes - middle)))
        odd = abs(value - before - middle) > 6 * max(spread, 0.005 * abs(before))
        if odd and abs(value - before) > 0.2 * abs(before):
            return [Doubt("jump", {"before": f"{before:g}", "change": f"{100 * (value - before) / abs(before):.1f}"})]
    if len(known) >= 2 and value == before and value != 0 and known[-2] != before:
        return [Doubt("same", {})]
    return []
