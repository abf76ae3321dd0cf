"""Evaluation of surface water (地表水环境质量评价办法（试行）, 环办〔2011〕22号): sections, rivers, change, trend.

Issued 2011-03-09. Classes are those of GB 3838-2002; qualities 1 (优) to 5 (重度污染). The bands of change, the months of a
yearly mean and the critical values of the trend are to be verified. Lakes have phosphorus limits of their own, their total
nitrogen takes no part, and their trophic state is in ``lake_trophic``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from luoshi.kernel.citation import Citation

from . import gb3838
from .arrays import UNDETERMINED, UNDETERMINED_LABEL, ClassArray, FloatArray, floats, readings, side_by_side, worst
from .editions import known_item, table
from .gb8170 import round_even

EDITION: Final = Citation(
    "地表水环境质量评价办法（试行）",
    "环办〔2011〕22号",
    issued=date(2011, 3, 9),
    in_force_from=date(2011, 3, 9),
    verified="second_hand",
)

SECTION_ITEMS: Final = tuple(
    row["item"] for row in table("gb3838") if row["section"] == "1" and row["item"] != "TP_lake"
)
"""The 21 items: table 1 without water temperature, total nitrogen and faecal coliforms."""
_PRIORITY: Final = {row["item"] for row in table("gb3838") if row["priority"] == "1"}
_WITHOUT_MULTIPLE: Final = {"DO", "pH"}

QUALITY_LABELS: Final = {
    1: "优", 2: "良好", 3: "轻度污染", 4: "中度污染", 5: "重度污染", UNDETERMINED: UNDETERMINED_LABEL,
}  # fmt: skip
COLOURS: Final = {1: "蓝色", 2: "绿色", 3: "黄色", 4: "橙色", 5: "红色"}
MAIN_POLLUTANTS: Final = 3
FEWEST_SECTIONS: Final = 5
"""From so many sections on a river is judged by the shares of its classes, below by the means of its items."""
FEWEST_MONTHS: Final = 8

CHANGE_UNDETERMINED: Final = -128
"""A change is a number with a sign, so its unknown needs another mark than UNDETERMINED."""
CHANGE_LABELS: Final = {-2: "明显变差", -1: "有所变差", 0: "无明显变化", 1: "有所好转", 2: "明显好转"}

_CRITICAL_RHO: Final = {5: 0.900, 6: 0.829, 7: 0.714, 8: 0.643, 9: 0.600, 10: 0.564}
"""Spearman's rank correlation, one-sided 0.05; n = 6 second-hand, the others from memory: all to be verified."""


@dataclass(frozen=True, slots=True)
class SectionEvaluation:
    """n sections; the (n, items) arrays have the columns ``items``."""

    items: tuple[str, ...]
    item_classes: ClassArray
    multiples: FloatArray
    """超标倍数 over the class Ⅲ limit; NaN where not exceeded, and for dissolved oxygen and pH."""
    classes: ClassArray
    qualities: ClassArray
    at_least: ClassArray
    """The worst class known, where ``classes`` is undetermined; UNDETERMINED where nothing is known."""
    ranks: NDArray[np.int8]
    """1 to 3 for the main pollutants in their order, 0 for the others."""

    def main_pollutants(self, row: int) -> list[str]:
        """As bulletins print them: ``氨氮(0.72)``, dissolved oxygen and pH without a multiple."""
        found = sorted((int(rank), place) for place, rank in enumerate(self.ranks[row]) if rank)
        return [self._printed(row, place) for _, place in found]

    def _printed(self, row: int, place: int) -> str:
        label, multiple = gb3838.items()[self.items[place]], self.multiples[row, place]
        return label if np.isnan(multiple) else f"{label}({float(round_even(multiple, 2)):g})"


def evaluate_sections(
    values: Mapping[str, ArrayLike],
    *,
    lake: bool = False,
    below_detection: Mapping[str, ArrayLike] | None = None,
    saturation: ArrayLike = np.nan,
) -> SectionEvaluation:
    """Class, quality and main pollutants of sections from their items (n values each).

    The worst item decides. Items given are judged and none may be missing: where one is, the class is undetermined,
    unless another is already worse than Ⅴ. Raises NotInStandard for an item that takes no part in the evaluation.
    """
    items = tuple(known_item(item, SECTION_ITEMS, EDITION) for item in values)
    not_found = below_detection or {}
    columns = [
        gb3838.classify(
            item, values[item], lake=lake, below_detection=not_found.get(item, False), saturation=saturation
        )
        for item in items
    ]
    item_classes: ClassArray = side_by_side(columns).astype(np.int8)
    multiples = side_by_side(multiple(item, values[item], lake=lake) for item in items)
    multiples = np.where(item_classes > 3, multiples, np.nan)
    classes = worst(item_classes, last=gb3838.WORSE_THAN_V)
    return SectionEvaluation(
        items=items,
        item_classes=item_classes,
        multiples=multiples,
        classes=classes,
        qualities=quality_of(classes),
        at_least=item_classes.max(axis=-1, initial=UNDETERMINED),
        ranks=_ranks(items, item_classes, multiples),
    )


def multiple(item: str, values: ArrayLike, *, lake: bool = False) -> FloatArray:
    """(value - class Ⅲ limit) / limit where above it, else NaN; NaN for dissolved oxygen and pH."""
    amounts = readings(values)
    if item in _WITHOUT_MULTIPLE:
        return np.full(amounts.shape, np.nan)
    third = gb3838.limits(item, lake=lake)[2]
    return np.where(amounts > third, (amounts - third) / third, np.nan)


def quality_of(classes: ArrayLike) -> ClassArray:
    """Ⅰ and Ⅱ 优, Ⅲ 良好, Ⅳ 轻度污染, Ⅴ 中度污染, worse 重度污染."""
    numbers = np.asarray(classes, dtype=np.int8)
    return np.where(numbers == UNDETERMINED, UNDETERMINED, np.maximum(numbers - 1, 1)).astype(np.int8)


def _ranks(items: tuple[str, ...], item_classes: ClassArray, multiples: FloatArray) -> NDArray[np.int8]:
    """Cyanide and heavy metals over Ⅲ come first, then the worse class, then the larger multiple."""
    exceeding = item_classes > 3
    special = exceeding & np.array([item in _PRIORITY for item in items], dtype=np.bool_)
    keys = (-np.nan_to_num(multiples, nan=-1.0), -item_classes.astype(np.int64), ~special, ~exceeding)
    rank = np.argsort(np.lexsort(keys, axis=-1), axis=-1) + 1
    return np.where(exceeding & (rank <= MAIN_POLLUTANTS), rank, 0).astype(np.int8)


def evaluate_rivers(good: ArrayLike, worse_than_v: ArrayLike, sections: ArrayLike) -> ClassArray:
    """Quality of rivers from counts of their determined sections: of Ⅰ to Ⅲ, of worse than Ⅴ, of all.

    UNDETERMINED with fewer than five sections, where ``evaluate_river_by_means`` is to be used.
    """
    fine, bad, count = (np.asarray(numbers, dtype=np.int64) for numbers in (good, worse_than_v, sections))
    quality = np.select(
        [fine * 100 >= 90 * count, fine * 100 >= 75 * count, bad * 100 < 20 * count, bad * 100 < 40 * count],
        [1, 2, 3, 4],
        default=5,
    )
    return np.where(count < FEWEST_SECTIONS, UNDETERMINED, quality).astype(np.int8)


def evaluate_river(section_classes: ArrayLike) -> int:
    """Quality of one river from the classes of its sections; undetermined sections do not count."""
    classes = np.asarray(section_classes, dtype=np.int8)
    known = classes[classes != UNDETERMINED]
    return int(evaluate_rivers((known <= 3).sum(), (known == gb3838.WORSE_THAN_V).sum(), known.size))


def evaluate_river_by_means(values: Mapping[str, ArrayLike], *, lake: bool = False) -> SectionEvaluation:
    """A river of fewer than five sections (or a lake): the means of its items, judged as one section.

    A section without a value takes no part in that item's mean; an item without any leaves the river undetermined.
    """
    means = {}
    for item, column in values.items():
        amounts = readings(column)
        valid = amounts[~np.isnan(amounts)]
        means[item] = [valid.mean() if valid.size else np.nan]
    return evaluate_sections(means, lake=lake)


def yearly_mean(months: ArrayLike) -> FloatArray:
    """Mean of monthly samples (..., 12); NaN with fewer than eight."""
    amounts = readings(months)
    valid = ~np.isnan(amounts)
    count = valid.sum(axis=-1)
    sums = np.where(valid, amounts, 0.0).sum(axis=-1)
    return np.where(count >= FEWEST_MONTHS, sums / np.maximum(count, 1), np.nan)


def section_change(before: ArrayLike, after: ArrayLike) -> NDArray[np.int8]:
    """-2 to 2 (CHANGE_LABELS): one class is 有所, two or more 明显; -128 where either class is undetermined."""
    old, new = np.asarray(before, dtype=np.int16), np.asarray(after, dtype=np.int16)
    unknown = (old == UNDETERMINED) | (new == UNDETERMINED)
    return np.where(unknown, CHANGE_UNDETERMINED, np.clip(old - new, -2, 2)).astype(np.int8)


def basin_change(
    good_before: ArrayLike, good_after: ArrayLike, bad_before: ArrayLike, bad_after: ArrayLike
) -> NDArray[np.int8]:
    """-2 to 2 from shares in per cent of Ⅰ to Ⅲ and of worse than Ⅴ: up to 10 points none, to 20 有所, above 明显."""
    points = (floats(good_after) - floats(good_before)) - (floats(bad_after) - floats(bad_before))
    size = np.searchsorted(np.array([10.0, 20.0]), np.abs(np.round(points, 10)), side="left")
    return np.where(np.isnan(points), CHANGE_UNDETERMINED, np.sign(np.nan_to_num(points)) * size).astype(np.int8)


def rank_correlation(series: ArrayLike) -> float:
    """Spearman's r = 1 - 6 Σd² / (N³ - N) of a yearly series against time, at least five years; else NaN.

    Equal values share their mean rank. Missing years make it NaN: the formula counts years without gaps.
    """
    values = floats(series)
    count = values.size
    if count < 5 or np.isnan(values).any():
        return float("nan")
    below = (values[:, None] > values[None, :]).sum(axis=1)
    same = (values[:, None] == values[None, :]).sum(axis=1)
    ranks = below + (same + 1) / 2
    differences = ranks - np.arange(1, count + 1)
    return float(1 - 6 * (differences**2).sum() / (count**3 - count))


def trend(series: ArrayLike, *, critical: float | None = None) -> int:
    """1 rising, -1 falling, 0 neither at the one-sided 0.05 level; CHANGE_UNDETERMINED where it cannot be said.

    ``critical`` overrides the tabled value; without one, series of 5 to 10 years are judged.
    """
    r = rank_correlation(series)
    line = critical if critical is not None else _CRITICAL_RHO.get(floats(series).size, float("nan"))
    if np.isnan(r) or np.isnan(line):
        return CHANGE_UNDETERMINED
    return int(np.sign(r)) if abs(r) >= line else 0
