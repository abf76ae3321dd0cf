"""The rolling plan: reserve → preliminary → to start → under way → done, moved each quarter by rule, each move with its reasons.

A rule proposes; a person confirms. Gates: 政府投资条例 第十六条、第十七条 (approval, source of money named); the rest is practice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from luoshi.kernel.errors import N_

RESERVE, PRELIMINARY, STARTING, UNDER_WAY, DONE, ENDED = (
    "reserve",
    "preliminary",
    "starting",
    "under_way",
    "done",
    "ended",
)
STAGES: dict[str, str] = {
    RESERVE: N_("谋划储备"),
    PRELIMINARY: N_("预备前期"),
    STARTING: N_("计划新开工"),
    UNDER_WAY: N_("在建"),
    DONE: N_("建成"),
    ENDED: N_("终止"),
}
GATES: dict[str, str] = {
    "coded": N_("已赋项目代码"),
    "owned": N_("责任单位明确"),
    "placed": N_("选址落位"),
    "approved": N_("已批准可研，或已核准、备案"),
    "land": N_("用地落实"),
    "money": N_("资金来源明确"),
    "consented": N_("业主表决通过，或不需要表决"),
    "permitted": N_("已取得施工许可"),
    "started": N_("已报开工"),
    "finished": N_("形象进度 100%"),
    "accepted": N_("已通过竣工验收"),
}
NEXT: dict[str, tuple[str, tuple[str, ...]]] = {
    RESERVE: (PRELIMINARY, ("coded", "owned", "placed")),
    PRELIMINARY: (STARTING, ("approved", "land", "money", "consented")),
    STARTING: (UNDER_WAY, ("permitted", "started")),
    UNDER_WAY: (DONE, ("finished", "accepted")),
}
"""From each stage the next one and the gates before it."""


class Standing(NamedTuple):
    """What the roll looks at: the stage, which gates are passed, and since when the project has stood where it stands."""

    project: str
    stage: str
    passed: frozenset[str]
    since: date | None = None


@dataclass(frozen=True)
class Proposal:
    """``to`` equals ``stage`` where the project stays; ``lacking`` are the gates it stays for. ``warns``: it has stood too long."""

    project: str
    stage: str
    to: str
    met: tuple[str, ...]
    lacking: tuple[str, ...]
    warns: bool = False

    @property
    def moves(self) -> bool:
        return self.to != self.stage


def roll(standings: Sequence[Standing], cutoff: date, longest_days: Mapping[str, int]) -> list[Proposal]:
    """One quarter's roll. One stage at a time; a project that stands longer than its stage's ``longest_days`` is named."""
    found = []
    for one in standings:
        to, gates = NEXT.get(one.stage, (one.stage, ()))
        met = tuple(gate for gate in gates if gate in one.passed)
        lacking = tuple(gate for gate in gates if gate not in one.passed)
        moves = bool(gates) and not lacking
        longest = longest_days.get(one.stage)
        late = not moves and bool(gates) and longest is not None and one.since is not None
        warns = bool(late and one.since and longest is not None and (cutoff - one.since).days > longest)
        found.append(Proposal(one.project, one.stage, to if moves else one.stage, met, lacking, warns))
    return found


class Counts(NamedTuple):
    """Reserve ratio: preliminary projects for each one under way; None where nothing is under way."""

    stages: dict[str, int]
    reserve_ratio: float | None


def counts(stages: Sequence[str]) -> Counts:
    by = {stage: stages.count(stage) for stage in STAGES}
    return Counts(by, by[PRELIMINARY] / by[UNDER_WAY] if by[UNDER_WAY] else None)


def completion(done: Sequence[Decimal], planned: Sequence[Decimal]) -> Decimal | None:
    """Done over planned of many projects in percent: sum over sum, never a mean of ratios. None without a plan."""
    whole = sum(planned, Decimal(0))
    return (sum(done, Decimal(0)) * 100 / whole).quantize(Decimal("0.01")) if whole else None


ScoreMethod = Literal["min_max", "ratio_to_max"]


@dataclass(frozen=True)
class Scored:
    code: str
    score: float
    rank: int


def score(
    rows: Mapping[str, Sequence[float]],
    weights: Sequence[float] | None = None,
    method: ScoreMethod = "min_max",
    ties: int = -1,
) -> list[Scored]:
    """Ranks places or projects on several counts, best first.

    ``min_max``: ``100 Σ w (x - min) / (max - min)``; a count in which all are equal gives nothing. ``ratio_to_max``:
    ``100 Σ w x / max``. Equal weights unless given. Equal scores (to two places) are parted by column ``ties``. The two
    methods can give different orders, so the method is published with the ranking.
    """
    if not rows:
        return []
    columns = list(zip(*rows.values(), strict=True))
    share = [w / sum(weights) for w in weights] if weights else [1 / len(columns)] * len(columns)
    totals = {}
    for code, values in rows.items():
        total = 0.0
        for value, column, weight in zip(values, columns, share, strict=True):
            least, most = (min(column), max(column)) if method == "min_max" else (0.0, max(column))
            total += weight * (value - least) / (most - least) if most > least else 0.0
        totals[code] = 100 * total
    order = sorted(rows, key=lambda code: (-round(totals[code], 2), -rows[code][ties], code))
    return [Scored(code, totals[code], n) for n, code in enumerate(order, start=1)]


def statistics_form(total: Decimal) -> str:
    """The statistics form of a project by its total in 万元: none under 500, 206-2 under 5,000, else 206-1."""
    if total < 500:
        return ""
    return "206-2" if total < 5000 else "206-1"


def pushed(
    edges: Sequence[tuple[str, str, int]], finish: Mapping[str, int], start: Mapping[str, int]
) -> dict[str, int]:
    """By how many days projects are moved by those they depend on: ``max(0, EF_p + lag - ES_q)``, passed on down the chain.

    edges: (before, after, lag in days). finish, start: day numbers as planned.
    """
    moved: dict[str, int] = {}
    for _ in range(len(start)):
        changed = False
        for before, after, lag in edges:
            late = finish[before] + moved.get(before, 0) + lag - start[after]
            if late > moved.get(after, 0):
                moved[after], changed = late, True
        if not changed:
            return moved
    return moved
