"""How well slips are foreseen on seeded histories, beside the rule “late if late now”.

python bench/foresight.py [--tasks N]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from luoshi.delivery.domain.foresight import Step, brier, calibrate, chance_to_miss, steps_of

Look = tuple[list[tuple[int, float]], int, int, bool]


def histories(tasks: int, seed: int) -> tuple[list[Look], list[Step]]:
    """Tasks of 120 to 360 days with a pace of their own, months without progress, set-backs and sprints before the end,
    each looked at 30, 60 and 90 days before its day: (reports known then, day of the look, due day, whether it was late)."""
    rng = np.random.default_rng(seed)
    looks, crowd = [], []
    for _task in range(tasks):
        due = int(rng.integers(120, 361))
        pace = 100 / due * rng.gamma(9, 1 / 8.5)
        told, percent, day = [], 0.0, 0
        while percent < 100 and day < 3 * due:
            day += 30
            speed = 1.8 if due - 60 < day <= due else 1.0
            if rng.random() < 0.05:
                percent = max(0.0, percent - 10)
            elif rng.random() > 0.25:
                percent = min(100.0, percent + speed * pace * 30 * rng.uniform(0.5, 1.7))
            told.append((day, percent))
        late = percent < 100 or day > due
        crowd += steps_of([r for r in told if r[0] <= due], start=0)
        for back in (30, 60, 90):
            known = [r for r in told if r[0] <= due - back]
            if not known or known[-1][1] < 100:
                looks.append((known, due - back, due, late))
    return looks, crowd


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=600)
    options = parser.parse_args()
    taught, crowd = histories(options.tasks, 1)
    tried, _ = histories(options.tasks, 2)
    began = time.perf_counter()
    made = calibrate([chance(look, crowd) for look in taught], [look[3] for look in taught])
    told = [made.corrected(chance(look, crowd)) for look in tried]
    took = time.perf_counter() - began
    missed = [look[3] for look in tried]
    naive = [1.0 if late_now(look) else 0.0 for look in tried]
    print(f"looks at unseen tasks: {len(tried)}, of which late in the end: {np.mean(missed):.2f}")
    print(f"Brier score, foresight:            {brier(told, missed):.3f}")
    print(f"Brier score, late if late now:     {brier(naive, missed):.3f}")
    print(f"Brier score, always the base rate: {brier([float(np.mean(missed))] * len(missed), missed):.3f}")
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        inside = [m for t, m in zip(told, missed, strict=True) if low <= t < high]
        if inside:
            print(f"  foretold {low:.1f}–{min(high, 1):.1f}: {len(inside):5d} looks, late {np.mean(inside):.2f}")
    print(f"{1000 * took / (len(taught) + len(tried)):.2f} ms a look")


def chance(look: Look, crowd: list[Step]) -> float:
    known, at, due, _late = look
    percent, last = (known[-1][1], known[-1][0]) if known else (0.0, 0)
    own = steps_of(known, start=0)
    return chance_to_miss(percent, due - at, own=own, crowd=crowd[:3000], silent_days=at - last) or 0.0


def late_now(look: Look) -> bool:
    known, at, due, _late = look
    return (known[-1][1] if known else 0.0) < 100 * at / due


if __name__ == "__main__":
    main()
