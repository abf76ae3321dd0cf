"""Economic evaluation on the sheet's example, against numpy's own polynomial roots, and where there is no answer."""

from __future__ import annotations

import random

import numpy as np
import pytest

from luoshi.projects.domain.evaluation import Flows, evaluate, irr, npv, payback, tornado

EXAMPLE = Flows((0.0, *[1700.0] * 20), (10000.0, *[500.0] * 20))


def test_the_example_of_the_sheet() -> None:
    found = evaluate(EXAMPLE, 0.08)
    assert found.npv == pytest.approx(1781.78, abs=0.005)
    assert npv(EXAMPLE.net, 0.06) == pytest.approx(3763.91, abs=0.005)
    assert npv(EXAMPLE.net, 0.10) == pytest.approx(216.28, abs=0.005)
    assert found.irr == pytest.approx(0.103156, abs=5e-7)
    assert found.ratio == pytest.approx(1.1195, abs=5e-5)
    assert found.payback == pytest.approx(8.33, abs=0.005)
    assert found.discounted == pytest.approx(14.28, abs=0.005)


def test_the_rate_of_return_is_a_root_of_the_polynomial() -> None:
    rng = random.Random(3)
    for _ in range(50):
        net = [-rng.uniform(500, 2000), *[rng.uniform(50, 400) for _ in range(rng.randrange(3, 15))]]
        roots = [r.real for r in np.roots(net) if abs(r.imag) < 1e-9 and r.real > 0]
        assert irr(net) == pytest.approx(min(roots, key=lambda r: abs(npv(net, r - 1))) - 1, abs=1e-7)


def test_there_is_no_rate_where_flows_turn_twice_or_never() -> None:
    assert irr([-100, 300, -250]) is None
    assert irr([100, 100]) is None
    assert payback([-100, 20, 20]) is None
    assert evaluate(Flows((1.0,), (0.0,)), 0.08).ratio is None


def test_the_tornado_has_the_widest_first_and_says_what_turns_it() -> None:
    swings = tornado(EXAMPLE, 0.08, 0.1)
    assert [s.what for s in swings] == ["benefits", "investment", "rate", "running"]
    benefits = swings[0]
    # 10 % of 16,690.85 either way; benefits may fall by 1781.78 / 16690.85 before nothing is left.
    assert benefits.high - 1781.78 == pytest.approx(1669.08, abs=0.01)
    assert benefits.switch == pytest.approx(-0.10675, abs=1e-5)
    investment = next(s for s in swings if s.what == "investment")
    assert (investment.low, investment.switch) == (pytest.approx(2781.78, abs=0.01), pytest.approx(0.178178, abs=1e-5))
