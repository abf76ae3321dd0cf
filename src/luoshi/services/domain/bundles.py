"""One thing, one go (一件事): what handling several items together saves, against handling them one by one.

Source: 国务院办公厅关于加快推进“一件事一次办”打造政务服务升级版的指导意见（国办发〔2022〕32号）.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """``after`` names the parts whose results this one needs; ``shared`` the papers that come from data sharing."""

    code: str
    materials: frozenset[str]
    days: int
    shared: frozenset[str] = frozenset()
    forms: int = 1
    visits: int = 0
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Savings:
    """Before and after, and the share saved, 0 to 1; None of nothing."""

    materials: tuple[int, int]
    days: tuple[int, int]
    forms: tuple[int, int]
    visits: tuple[int, int]

    def cut(self, name: str) -> float | None:
        before, after = getattr(self, name)
        return 1 - after / before if before else None

    def as_json(self) -> dict[str, Any]:
        return {key: list(value) for key, value in asdict(self).items()}


def savings(parts: Sequence[Part], *, own_visits: int = 0) -> Savings:
    """Papers: the union without what is shared, of all papers. Days: the longest chain, of all days."""
    shared = frozenset().union(*(part.shared for part in parts)) if parts else frozenset()
    union = frozenset().union(*(part.materials for part in parts)) - shared if parts else frozenset()
    return Savings(
        materials=(sum(len(part.materials) for part in parts), len(union)),
        days=(sum(part.days for part in parts), longest_chain(parts)),
        forms=(sum(part.forms for part in parts), 1 if parts else 0),
        visits=(sum(part.visits for part in parts), own_visits),
    )


def longest_chain(parts: Sequence[Part]) -> int:
    """Days of the critical path. Raises ValueError for parts that wait for each other in a ring."""
    by_code = {part.code: part for part in parts}
    done: dict[str, int] = {}

    def finish(code: str, above: tuple[str, ...]) -> int:
        if code in above:
            raise ValueError("、".join((*above, code)))
        if code not in done:
            part = by_code[code]
            before = [finish(other, (*above, code)) for other in part.after if other in by_code]
            done[code] = part.days + max(before, default=0)
        return done[code]

    return max((finish(part.code, ()) for part in parts), default=0)
