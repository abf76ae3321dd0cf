"""What a change is made of, adding up exactly: by additive parts (income by source) and by factors (LMDI)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.kernel.errors import N_, ExpectedError


class PartsMissing(ExpectedError):
    code = "indicators.parts_missing"
    message = N_("缺少 {parts} 的数据，不能分解。请补录。")


@dataclass(frozen=True)
class Contribution:
    """Of one part: its change in the unit of the whole, its share of the whole's change in percent (None where the whole
    did not change), and the points of growth it pulled."""

    part: str
    before: float
    after: float
    change: float
    share: float | None
    pull: float | None


def contributions(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> list[Contribution]:
    """Contributions of additive parts; changes sum to the whole's change, pulls to its growth in percent.

    Source: R18-2 of the livelihood sheet. Raises PartsMissing naming parts without a value.
    """
    parts = list(dict.fromkeys([*before, *after]))
    missing = [part for part in parts if before.get(part) is None or after.get(part) is None]
    if missing:
        raise PartsMissing(parts="、".join(missing))
    old = {part: float(before[part] or 0.0) for part in parts}
    new = {part: float(after[part] or 0.0) for part in parts}
    whole, total = sum(old.values()), sum(new.values()) - sum(old.values())
    return [
        Contribution(
            part,
            old[part],
            new[part],
            new[part] - old[part],
            100 * (new[part] - old[part]) / total if total else None,
            100 * (new[part] - old[part]) / whole if whole else None,
        )
        for part in parts
    ]
