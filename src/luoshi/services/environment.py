"""Valuing damage to the environment inside a case, by the virtual treatment cost of GB/T 39793."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.standards import gb39793

from .action_table import action
from .models import Case
from .parameters import numbers

WATER, AIR = "地表水", "大气"


class ValuationImpossible(ExpectedError):
    code = "services.valuation_impossible"
    message = N_("不能按虚拟治理成本法计算损害数额：{reason}。请更正后再提交，或改为委托鉴定。")


@action("damage_valuation")
def value_damage(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """From discharge, unit cost, concentration and limit of each pollutant (``pollutants``: name | concentration | limit, one
    a line), the hazard and, for water, the target class: ``damage_yuan`` with the factors it comes of."""
    kappa = _largest_excess(str(data.get("pollutants", "")))
    tau = float(gb39793.excess_factor(kappa))
    alpha, discharge, cost = (_number(data, name) for name in ("alpha", "discharge", "unit_cost"))
    if data["medium"] == WATER:
        omega = float(gb39793.water_function_factor(data["target_class"]))
        amount = float(gb39793.surface_water_damage(discharge, cost, alpha=alpha, tau=tau, omega=omega))
        gamma, edition = alpha * tau * omega, gb39793.SURFACE_WATER
    elif data["medium"] == AIR:
        omega, beta = _number(data, "omega"), _number(data, "beta")
        amount = float(gb39793.air_damage(discharge, cost, alpha=alpha, beta=beta, omega=omega, tau=tau))
        gamma, edition = (alpha * beta + omega) * tau, gb39793.AIR
    else:
        raise ValuationImpossible(reason=f"“{data['medium']}”没有虚拟治理成本的公式")
    if math.isnan(amount):
        raise ValuationImpossible(reason="危害系数应在 1 到 2 之间，受纳水体功能类别应为 1 到 5 类")
    data.update(
        damage_yuan=_cents(amount),
        excess=round(kappa, 4),
        tau=tau,
        omega=omega,
        gamma=round(gamma, 6),
        valuation_standard=edition.in_full(),
        simple_limit=float(numbers(case.document, today(), "damage_simple_yuan")["damage_simple_yuan"]),
    )


def _cents(amount: float) -> float:
    """Rounded to the cent with halves up, as money is; the float's own noise is taken off first."""
    return float(Decimal(str(round(amount, 6))).quantize(Decimal("0.01"), ROUND_HALF_UP))


_WORDS = {
    "alpha": "危害系数 α",
    "discharge": "排放量",
    "unit_cost": "单位治理成本",
    "omega": "环境功能系数 ω",
    "beta": "受体敏感系数 β",
}


def _number(data: dict[str, Any], name: str) -> float:
    value = data.get(name)
    if not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValuationImpossible(reason=f"没有填写{_WORDS[name]}，或不是不小于 0 的数")
    return float(value)


def _largest_excess(lines: str) -> float:
    found: dict[str, tuple[float, float]] = {}
    for line in filter(None, (part.strip() for part in lines.splitlines())):
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        try:
            name, concentration, limit = parts[0], float(parts[1]), float(parts[2])
        except (IndexError, ValueError):
            raise ValuationImpossible(reason=f"“{line[:40]}”应写成 污染物 | 排放浓度 | 排放标准") from None
        if not (0 < limit < math.inf and 0 <= concentration < math.inf):
            raise ValuationImpossible(reason=f"“{name}”的排放标准应大于 0，浓度不小于 0")
        found[name] = (concentration, limit)
    if not found:
        raise ValuationImpossible(reason="没有填写污染物的浓度和标准")
    return float(
        gb39793.largest_excess({n: [z] for n, (z, _b) in found.items()}, {n: [b] for n, (_z, b) in found.items()})[0]
    )
