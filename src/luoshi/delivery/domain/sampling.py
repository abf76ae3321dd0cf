"""Drawing tasks to be checked on site: at random, the riskier the likelier, and the same again from the same seed.

Systematic sampling with chances in proportion to size, over a list put in random order: every task's chance of being drawn
is exactly the share of its risk (a task that would get more than 1 is drawn for certain), and the size is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from random import Random

from luoshi.kernel.errors import N_

RISKS: dict[str, tuple[float, str]] = {
    "red": (2.0, N_("亮红灯")),
    "yellow": (1.0, N_("亮黄灯")),
    "no_evidence": (1.5, N_("没有佐证")),
    "returned_twice": (1.0, N_("退回两次以上")),
    "leap": (2.0, N_("进度一次上升 40 个百分点以上")),
    "nearly_done": (0.5, N_("进度 90% 以上")),
}
"""Sign of risk -> what it adds to a task's weight of 1, and its name. The weights are the program's own choice."""
LEAP_POINTS = 40.0


@dataclass(frozen=True)
class Signs:
    light: str
    percent: float
    rise: float
    has_evidence: bool
    returned: int


def signs_of(facts: Signs) -> list[str]:
    """The signs of risk a task shows."""
    shown = {
        "red": facts.light == "red",
        "yellow": facts.light == "yellow",
        "no_evidence": not facts.has_evidence,
        "returned_twice": facts.returned >= 2,
        "leap": facts.rise >= LEAP_POINTS,
        "nearly_done": facts.percent >= 90,
    }
    return [sign for sign, present in shown.items() if present]


def risk(facts: Signs) -> float:
    return 1.0 + sum(RISKS[sign][0] for sign in signs_of(facts))


def chances(weights: Mapping[str, float], size: int) -> dict[str, float]:
    """Each one's chance of being drawn: in proportion to its weight, at most 1; together they come to ``size``."""
    certain: set[str] = set()
    while True:
        rest = {code: weight for code, weight in weights.items() if code not in certain}
        left, whole = size - len(certain), sum(rest.values())
        over = {code for code, weight in rest.items() if whole and left * weight / whole >= 1}
        if not over:
            return {code: 1.0 if code in certain else left * weights[code] / whole for code in weights}
        certain |= over
        if len(certain) == len(weights):
            return dict.fromkeys(weights, 1.0)


def draw(weights: Mapping[str, float], *, share: float, seed: str) -> tuple[list[str], dict[str, float]]:
    """Those drawn, and everybody's chance. At least one is drawn where there is any."""
    size = min(len(weights), max(1, ceil(share * len(weights) - 1e-9))) if weights else 0
    if not size:
        return [], {}
    chance = chances(weights, size)
    rng = Random(seed)
    order = sorted(weights)
    rng.shuffle(order)
    at, start, drawn = 0.0, rng.random(), []
    for code in order:
        before, at = at, at + chance[code]
        # Drawn where one of the points start, start + 1, start + 2 … lies within its stretch.
        if floor(at - start + 1e-9) > floor(before - start + 1e-9) or chance[code] >= 1:
            drawn.append(code)
    return sorted(drawn), chance
