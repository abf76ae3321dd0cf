"""GB/T 42195-2022 Ability assessment of the elderly (老年人能力评估规范): the grade from 26 item scores.

In force 2022-12-30. Whole scores, high is able, 90 in all. Grades 0 (能力完好) to 4 (完全失能), UNDETERMINED where an item is
missing or beyond its highest score: a missing item is not a zero. Reassessment every twelve months and on change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.citation import Citation

from .arrays import UNDETERMINED, UNDETERMINED_LABEL, BoolArray, ClassArray, FloatArray, floats
from .editions import NotInStandard, table

EDITION: Final = Citation(
    "老年人能力评估规范", "GB/T 42195-2022", in_force_from=date(2022, 12, 30), verified="second_hand"
)
GRADE_LABELS: Final = {
    0: "能力完好", 1: "轻度失能", 2: "中度失能", 3: "重度失能", 4: "完全失能", UNDETERMINED: UNDETERMINED_LABEL,
}  # fmt: skip
GROUP_LABELS: Final = {
    "self_care": "自理能力", "mobility": "基础运动能力", "mind": "精神状态", "senses": "感知觉与社会参与",
}  # fmt: skip
REASSESS_MONTHS: Final = 12
COMPLETELY_UNABLE: Final = 4
RISK_EVENTS: Final = 2
"""Falls, wanderings, chokings, self-harms or other such events in 30 days that make the grade one worse."""
_GRADE_FROM: Final = (30, 46, 66, 90)
"""Lowest totals of grades 3, 2, 1 and 0."""


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    group: str
    highest: int


@cache
def items() -> dict[str, Item]:
    """The 26 items in the order of the form."""
    return {row["item"]: Item(row["label"], row["group"], int(row["highest"])) for row in table("gb42195")}


@dataclass(frozen=True, slots=True)
class Assessment:
    """n people. ``total`` and ``groups`` are NaN where an item is missing or wrong, ``initial`` and ``grade`` UNDETERMINED.

    ``is_wrong``: (n, 26), a score that the item does not have, in the order of ``items()``.
    """

    groups: dict[str, FloatArray]
    total: FloatArray
    initial: ClassArray
    grade: ClassArray
    is_wrong: BoolArray


def grade_of(total: ArrayLike) -> ClassArray:
    """90 is grade 0, 66 to 89 is 1, 46 to 65 is 2, 30 to 45 is 3, below is 4; UNDETERMINED outside 0 to 90."""
    numbers = floats(total)
    grades = 4 - np.searchsorted(np.array(_GRADE_FROM), numbers, side="right")
    usable = (numbers >= 0) & (numbers <= 90)
    return np.where(usable, grades, UNDETERMINED).astype(np.int8)


def corrected(
    initial: ArrayLike,
    *,
    coma: ArrayLike = False,
    mental_disorder: ArrayLike = False,
    risk_events: ArrayLike = 0,
    upgrade_max: int = 1,
) -> ClassArray:
    """The grade after the corrections; coma is grade 4 whatever the score, even where there is none.

    ``mental_disorder``: confirmed dementia (F00-F03) or another (F04-F99). ``risk_events``: in the last 30 days.
    Each reason makes the grade one worse, together at most ``upgrade_max`` (whether two reasons add up is open).
    """
    grades = np.asarray(initial, dtype=np.int8)
    reasons = np.asarray(mental_disorder, dtype=np.int8) + (floats(risk_events) >= RISK_EVENTS)
    worse = np.minimum(grades + np.minimum(reasons, upgrade_max), COMPLETELY_UNABLE)
    worse = np.where(grades == UNDETERMINED, UNDETERMINED, worse)
    return np.where(np.asarray(coma, dtype=np.bool_), COMPLETELY_UNABLE, worse).astype(np.int8)


def assess(
    scores: Mapping[str, ArrayLike],
    *,
    coma: ArrayLike = False,
    mental_disorder: ArrayLike = False,
    risk_events: ArrayLike = 0,
    upgrade_max: int = 1,
) -> Assessment:
    """Totals and grades from the scores of every item (n each), named as in ``items()``.

    Raises NotInStandard when the names are not exactly the 26: a form with other items is another form.
    """
    if set(scores) != set(items()):
        odd = sorted(set(scores) ^ set(items()))
        raise NotInStandard(standard=EDITION.number, item="、".join(odd), known="、".join(items()))
    given = np.stack(np.broadcast_arrays(*(np.atleast_1d(floats(scores[name])) for name in items())), axis=-1)
    highest = np.array([item.highest for item in items().values()])
    is_wrong = ~np.isnan(given) & ((given < 0) | (given > highest) | (given != np.rint(given)))
    usable = np.where(is_wrong, np.nan, given)
    total: FloatArray = usable.sum(axis=-1)
    initial = grade_of(total)
    grade = corrected(
        initial, coma=coma, mental_disorder=mental_disorder, risk_events=risk_events, upgrade_max=upgrade_max
    )
    member = {group: [item.group == group for item in items().values()] for group in GROUP_LABELS}
    groups = {group: usable[..., columns].sum(axis=-1) for group, columns in member.items()}
    return Assessment(groups, total, initial, grade, is_wrong)
