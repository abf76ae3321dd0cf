"""Earned value, earned schedule and the S-curve (PMI / ANSI-748 formulas; all money in one unit, whichever it is)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.kernel.errors import N_, ExpectedError


class CurveWrong(ExpectedError):
    code = "projects.curve_wrong"
    message = N_("计划曲线应逐期不减，且至少有一期大于 0。请核对各期的累计计划。")


@dataclass(frozen=True)
class Earned:
    """``bac`` budget at completion, ``pv`` planned, ``ev`` earned, ``ac`` actual. What divides by nothing is None."""

    bac: float
    pv: float
    ev: float
    ac: float

    @property
    def sv(self) -> float:
        return self.ev - self.pv

    @property
    def cv(self) -> float:
        return self.ev - self.ac

    @property
    def spi(self) -> float | None:
        return self.ev / self.pv if self.pv else None

    @property
    def cpi(self) -> float | None:
        return self.ev / self.ac if self.ac else None

    @property
    def eac(self) -> float | None:
        """Estimate at completion: the whole at the price so far."""
        return self.bac / self.cpi if self.cpi else None

    @property
    def etc(self) -> float | None:
        return None if self.eac is None else self.eac - self.ac

    @property
    def vac(self) -> float | None:
        return None if self.eac is None else self.bac - self.eac

    @property
    def tcpi(self) -> float | None:
        """The price at which the rest must be done to keep to the budget; None where the budget is used up."""
        left = self.bac - self.ac
        return (self.bac - self.ev) / left if left > 0 else None

    @property
    def eac_with_schedule(self) -> float | None:
        """Estimate at completion when being behind costs too: ``AC + (BAC - EV) / (CPI * SPI)``."""
        if not self.cpi or not self.spi:
            return None
        return self.ac + (self.bac - self.ev) / (self.cpi * self.spi)


@dataclass(frozen=True)
class EarnedSchedule:
    """``earned`` periods of plan earned by ``elapsed`` periods of time; ``forecast`` the periods the whole will take."""

    earned: float
    elapsed: float
    spi: float | None
    forecast: float | None


def earned_schedule(planned: Sequence[float], ev: float, elapsed: float) -> EarnedSchedule:
    """How far along its own plan the work is. ``planned``: cumulative at the end of each period. Raises CurveWrong."""
    if not planned or planned[-1] <= 0 or any(two < one for one, two in pairwise(planned)):
        raise CurveWrong()
    points = [0.0, *planned]
    at = max(n for n, value in enumerate(points) if value <= ev) if ev < points[-1] else len(planned)
    earned = float(at)
    if at < len(planned) and points[at + 1] > points[at]:
        earned += (ev - points[at]) / (points[at + 1] - points[at])
    spi = earned / elapsed if elapsed else None
    return EarnedSchedule(earned, elapsed, spi, len(planned) / spi if spi else None)


def s_curve(share: float) -> float:
    """Share of the work planned when a share of the time has passed and no plan by month is given: ``3x² - 2x³``."""
    x = min(max(share, 0.0), 1.0)
    return 3 * x * x - 2 * x**3


def s_curve_inverse(done: float) -> float:
    """The share of the time at which the S-curve plans ``done``; halving is exact enough (2^-40)."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if s_curve(middle) < done else (low, middle)
    return (low + high) / 2
