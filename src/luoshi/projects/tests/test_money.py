"""Earned value, the S-curve, budget discipline, tender limits, the project code: worked examples and their edges."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from luoshi.projects.domain import budget
from luoshi.projects.domain.earned import CurveWrong, Earned, earned_schedule, s_curve, s_curve_inverse
from luoshi.standards.gb40058 import ProjectCodeWrong, read_project_code

pytestmark = pytest.mark.pure

PLAN = [1000, 2500, 4500, 7000, 9500, 12000, 15000, 18500, 22000, 25500, 28000, 30000]


def test_earned_value_at_the_end_of_the_sixth_month() -> None:
    e = Earned(bac=30000, pv=12000, ev=9600, ac=10400)
    assert (e.sv, e.cv, e.spi) == (-2400, -800, 0.8)
    assert e.cpi == pytest.approx(0.9231, abs=5e-5)
    assert [e.eac, e.vac, e.etc] == pytest.approx([32500, -2500, 22100])
    assert e.tcpi == pytest.approx(1.0408, abs=5e-5)
    assert e.eac_with_schedule == pytest.approx(38025)  # 10400 + 20400 / (12/13 * 0.8)


def test_what_divides_by_nothing_is_not_known() -> None:
    e = Earned(bac=100, pv=0, ev=0, ac=0)
    assert (e.spi, e.cpi, e.eac, e.vac, e.eac_with_schedule) == (None, None, None, None, None)
    assert Earned(100, 50, 50, 100).tcpi is None


def test_earned_schedule_counts_in_time_not_in_money() -> None:
    found = earned_schedule(PLAN, 9600, 6)
    assert found.earned == pytest.approx(5.04)
    assert found.spi == pytest.approx(0.84)
    assert found.forecast == pytest.approx(14.29, abs=0.005)
    assert earned_schedule(PLAN, 30000, 12).earned == 12
    with pytest.raises(CurveWrong):
        earned_schedule([1000, 900], 10, 1)


def test_the_s_curve_by_month() -> None:
    expected = [1.97, 7.41, 15.62, 25.93, 37.62, 50.00, 62.38, 74.07, 84.38, 92.59, 98.03, 100.00]
    assert [round(100 * s_curve(m / 12), 2) for m in range(1, 13)] == pytest.approx(expected, abs=0.011)
    assert s_curve_inverse(s_curve(0.3)) == pytest.approx(0.3, abs=1e-9)


@pytest.mark.parametrize(
    ("given", "percent"), [("10999", None), ("11000", None), ("11000.01", "10.00"), ("11500", "15.00")]
)
def test_a_budget_over_the_estimate_by_more_than_a_tenth_is_stopped(given: str, percent: str | None) -> None:
    found = budget.estimate_exceeded(D(10000), D(given), D("0.10"))
    assert (found and str(found.params["percent"])) == percent
    assert found is None or (found.stops, found.basis) == ("approve_budget", "政府投资条例 第12条")


def test_spending_over_the_budget_stops_payment() -> None:
    found = budget.budget_exceeded(D(10000), D(10300))
    assert found is not None and found.stops == "pay" and "10300" in found.text()
    assert budget.budget_exceeded(D(10000), D(10000)) is None


def test_the_yearly_plan_takes_only_what_is_approved_and_complete() -> None:
    whole = {"name": "路", "scale": "3 公里", "period": True, "total": D(1), "amount": D(1), "source": "县级财政"}
    assert budget.plan_findings(approved=True, **whole) == []
    assert [f.code for f in budget.plan_findings(approved=False, **whole)] == ["not_approved"]
    (found,) = budget.plan_findings(approved=True, **{**whole, "source": ""})
    assert "资金来源" in found.text()


def test_contracts_must_be_tendered_from_the_limit_and_never_prefunded() -> None:
    limits = {"works": D(400), "goods": D(200), "services": D(100)}
    sign = {"name": "标段一", "kind": "works", "tendered": False, "prefunded": False, "limits": limits}
    assert budget.contract_findings(value=D("399.99"), **sign) == []
    assert [f.code for f in budget.contract_findings(value=D(400), **sign)] == ["must_tender"]
    assert [f.code for f in budget.contract_findings(value=D(1), **{**sign, "prefunded": True})] == [
        "contractor_prefunds"
    ]
    assert budget.tender_figures(D(2000), D(1900)) == (D(40), D(190))


def test_capital_and_income_cover() -> None:
    assert budget.capital_least(D(2920000), D("0.20")) == D(584000)  # a line of 292 亿
    debt = [D(280)] * 10 + [D(8000)]
    cover = budget.income_cover([D(11000)], debt)
    assert cover is not None and round(cover, 4) == D("1.0185")
    assert budget.income_cover([D(1)], []) is None


def test_project_codes_are_read_and_old_ones_known() -> None:
    new = read_project_code("2107-350121-04-01-123456")
    assert (new.year, new.month, new.area, new.edition) == (2021, 7, "350121", "GB/T 40058-2021")
    old = read_project_code("2017-350121-48-03-012345")
    assert (old.year, old.edition) == (2017, "before 2020-11")
    assert read_project_code("2011-350121-48-03-012345").edition == "GB/T 40058-2021"
    for wrong in ("2113-350121-04-01-123456", "2107-350121-04-01-12345", "2107/350121/04/01/123456"):
        with pytest.raises(ProjectCodeWrong):
            read_project_code(wrong)
