"""Economic evaluation: net present value, internal rate of return, payback, benefit to cost, and what they hang on most.

Source: 建设项目经济评价方法与参数 (third edition, 2006). Flows are by year from 0, in one unit; rates are shares (0.08).
Doubles are enough: the figures are estimates, and none of them is paid out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Flows:
    """Benefits and costs of each year; ``net`` their difference."""

    benefits: tuple[float, ...]
    costs: tuple[float, ...]

    @property
    def net(self) -> tuple[float, ...]:
        return tuple(b - c for b, c in zip(self.benefits, self.costs, strict=True))


@dataclass(frozen=True)
class Worth:
    """``irr`` None: the flows change sign more than once or never, so there is no one rate. ``payback`` and ``discounted`` in
    years, None: not within the flows. ``ratio`` None without costs."""

    npv: float
    irr: float | None
    ratio: float | None
    payback: float | None
    discounted: float | None


def npv(net: Sequence[float], rate: float) -> float:
    return sum(flow / (1 + rate) ** year for year, flow in enumerate(net))


def irr(net: Sequence[float]) -> float | None:
    """The rate at which the flows are worth nothing; None unless they change sign exactly once."""
    signs = [flow > 0 for flow in net if flow]
    if sum(one != two for one, two in pairwise(signs)) != 1:
        return None
    from scipy.optimize import brentq  # here, not above: slow to load, and only evaluations need it

    low, high = -0.99, 1.0
    while npv(net, low) * npv(net, high) > 0 and high < 1e6:
        high *= 10
    return float(brentq(lambda rate: npv(net, rate), low, high, xtol=1e-12))


def payback(net: Sequence[float]) -> float | None:
    """Years until the flows summed up are no longer negative, within the year in proportion."""
    total = 0.0
    for year, flow in enumerate(net):
        if total < 0 <= total + flow:
            return year - 1 + -total / flow
        total += flow
    return None


def evaluate(flows: Flows, rate: float) -> Worth:
    value = [1 / (1 + rate) ** year for year in range(len(flows.net))]
    worth = sum(b * v for b, v in zip(flows.benefits, value, strict=True))
    price = sum(c * v for c, v in zip(flows.costs, value, strict=True))
    return Worth(
        npv=worth - price,
        irr=irr(flows.net),
        ratio=worth / price if price else None,
        payback=payback(flows.net),
        discounted=payback([n * v for n, v in zip(flows.net, value, strict=True)]),
    )


@dataclass(frozen=True)
class Swing:
    """What the net present value becomes when one thing is lower or higher; ``switch``: by what share it must change to make it 0."""

    what: str
    low: float
    high: float
    switch: float | None

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


def investment_of(flows: Flows) -> int:
    """How many years from the first have no benefit: their costs are the investment."""
    return next((year for year, benefit in enumerate(flows.benefits) if benefit > 0), len(flows.benefits))


def tornado(flows: Flows, rate: float, by: float) -> list[Swing]:
    """Benefits, investment, running costs and the rate, each alone ``by`` a share lower and higher; the widest first."""
    years = investment_of(flows)

    def changed(what: str, share: float) -> float:
        benefits = [b * (1 + share if what == "benefits" else 1) for b in flows.benefits]
        costs = [
            c * (1 + share if what == ("investment" if year < years else "running") else 1)
            for year, c in enumerate(flows.costs)
        ]
        net = [b - c for b, c in zip(benefits, costs, strict=True)]
        return npv(net, rate * (1 + share) if what == "rate" else rate)

    found = []
    for what in ("benefits", "investment", "running", "rate"):
        switch = None if what == "rate" else _switch(lambda share, what=what: changed(what, share))  # type: ignore[misc]
        found.append(Swing(what, changed(what, -by), changed(what, by), switch))
    return sorted(found, key=lambda swing: -swing.width)


def _switch(value: Callable[[float], float]) -> float | None:
    """Values change in a line with the share, so two points give where they cross nothing."""
    start, slope = value(0.0), value(1.0) - value(0.0)
    return -start / slope if slope else None
