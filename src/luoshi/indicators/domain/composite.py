"""Scores made of many indicators: brought to one scale, weighted, with what is missing said, and how robust a rank is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.errors import N_, ExpectedError

Floats = NDArray[np.float64]
Scale = Literal["range", "target", "rank"]
Direction = Literal["up", "down"]


class WeightsWrong(ExpectedError):
    code = "indicators.weights_wrong"
    message = N_("权重应为正数，且与指标数相同（{weights} 个权重，{parts} 个指标）。请更正。")


@dataclass(frozen=True)
class Part:
    """``scale``: between the worst and the best of those compared (range), as share of a target, or by rank."""

    code: str
    weight: float
    direction: Direction = "up"
    scale: Scale = "range"
    target: float | None = None


@dataclass(frozen=True)
class Score:
    """By row: the score (0 to 100, NaN where less than ``least_known`` of the weight is known), the known share of the
    weight, the rank (1 is best, ties share; 0 where there is no score) and the ranks it takes when the weights vary."""

    score: Floats
    known: Floats
    rank: NDArray[np.int64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    parts: Floats
    """(row, part): each part's points before weighting, 0 to 100."""


def score(values: Floats, parts: Sequence[Part], *, least_known: float = 0.8, draws: int = 400, seed: int = 1) -> Score:
    """``values`` is (row, part). Missing parts are left out and their weight shared among the others.

    The rank's range is taken over ``draws`` sets of weights, each weight drawn between half and one and a half times its
    own: a rank that moves a lot means little.
    """
    weights = np.array([part.weight for part in parts], np.float64)
    if values.ndim != 2 or values.shape[1] != len(parts) or not len(parts) or (weights <= 0).any():
        raise WeightsWrong(weights=len(parts), parts=values.shape[-1])
    points = np.column_stack([_points(values[:, n], part) for n, part in enumerate(parts)])
    total, known = _weighted(points, weights, least_known)
    rng = np.random.default_rng(seed)
    varied = weights * rng.uniform(0.5, 1.5, (draws, len(parts)))
    # Who has a score is settled once: varied weights move ranks, they do not let rows in or out.
    scored = np.where(np.isnan(total)[:, None], np.nan, points)
    ranks = np.stack([_ranks(_weighted(scored, w, 0)[0]) for w in varied]) if draws else _ranks(total)[None]
    return Score(total, known, _ranks(total), ranks.min(axis=0), ranks.max(axis=0), points)


def _points(column: Floats, part: Part) -> Floats:
    known = column[~np.isnan(column)]
    if not len(known):
        return np.full_like(column, np.nan)
    if part.scale == "target" and part.target:
        share = column / part.target if part.direction == "up" else part.target / np.where(column > 0, column, np.nan)
        return np.asarray(100 * np.clip(share, 0, 1), np.float64)
    if part.scale == "rank":
        worse = np.array([np.sum(known < value) + 0.5 * (np.sum(known == value) - 1) for value in column])
        share = worse / max(len(known) - 1, 1)
        share = np.where(np.isnan(column), np.nan, share if part.direction == "up" else 1 - share)
        return np.asarray(100 * share, np.float64)
    low, high = known.min(), known.max()
    if low == high:
        return np.where(np.isnan(column), np.nan, 100.0)
    share = (column - low) / (high - low)
    return np.asarray(100 * (share if part.direction == "up" else 1 - share), np.float64)


def _weighted(points: Floats, weights: Floats, least_known: float) -> tuple[Floats, Floats]:
    there = ~np.isnan(points)
    weight = (there * weights).sum(axis=1)
    known = weight / weights.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(there, points, 0).dot(weights) / weight
    return np.where(known >= least_known - 1e-12, total, np.nan), known


def _ranks(total: Floats) -> NDArray[np.int64]:
    rounded = np.round(total, 9)
    above = (rounded[:, None] < rounded[None, :]).sum(axis=1)
    return np.where(np.isnan(total), 0, above + 1).astype(np.int64)
