"""Progress against time (序时进度): how far a thing should be today, and how far it is from that.

Points run from 0 to 100. Expected points follow a declared curve, or the share of time gone where none is declared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Literal

Curve = tuple[tuple[date, float], ...]
"""Days and the points to be reached on them, in order of days; between two of them the plan runs straight."""

ProgressClass = Literal["done", "ahead", "on_plan", "behind", "other"]
PROGRESS_LABELS: dict[ProgressClass, str] = {
    "done": "已完成（含提前）",
    "ahead": "超进度",
    "on_plan": "达进度",
    "behind": "欠进度",
    "other": "其它",
}

_day_of = itemgetter(0)


def expected_points(as_of: date, *, start: date, due: date, curve: Curve = ()) -> float:
    """Points the plan asks for at the end of a day: 0 up to the start, from the due day 100 or the last value."""
    if as_of <= start:
        return 0.0
    if not curve:
        return 100.0 if as_of >= due else 100.0 * (as_of - start).days / (due - start).days
    after = bisect_right(curve, as_of, key=_day_of)
    if after == len(curve):
        return curve[-1][1]
    next_day, next_points = curve[after]
    last_day, last_points = curve[after - 1] if after else (start, 0.0)
    return last_points + (next_points - last_points) * (as_of - last_day).days / (next_day - last_day).days


def monthly_curve(month_ends: Sequence[date]) -> Curve:
    """A plan of equal steps, one at the end of each month: five months of twelve are 41.67 points."""
    return tuple((day, 100.0 * n / len(month_ends)) for n, day in enumerate(month_ends, 1))


def is_rising(curve: Curve) -> bool:
    """Whether days and points of a declared plan both rise, so that it can be followed at all."""
    return all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(curve))


def progress_class(
    gap: float | None, *, done: bool, behind_points: float = 5.0, ahead_points: float = 10.0
) -> ProgressClass:
    """The class a thing has in the bulletin.

    ``gap`` is actual less expected points, None where it cannot be measured yet.
    """
    if done:
        return "done"
    if gap is None:
        return "other"
    if gap < -behind_points:
        return "behind"
    return "ahead" if gap > ahead_points else "on_plan"


def percent(part: Decimal | int, whole: Decimal | int, *, places: int = 2) -> Decimal | None:
    """``part`` in hundredths of ``whole``, rounded half up once; None of a whole that is zero."""
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
