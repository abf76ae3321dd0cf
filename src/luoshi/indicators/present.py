"""Numbers as people read them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Indicator
from .queries import Standing


def words(one: Any, name: str) -> str:
    english = getattr(one, f"{name}_en", "") if get_language() == "en" else ""
    return str(english or getattr(one, name))


def figure(one: Indicator, value: float | None) -> str:
    """The value with its decimals and thousands parted; a dash where it is unknown."""
    return "—" if value is None else f"{value:,.{one.places}f}"


def row(standing: Standing) -> dict[str, Any]:
    """An indicator as a line of a list."""
    one, latest = standing.indicator, standing.latest
    change = standing.change
    return {
        "code": one.code,
        "name": words(one, "name"),
        "url": reverse("indicators:indicator", args=[one.code]),
        "unit": words(one, "unit"),
        "value": figure(one, latest.value if latest else None),
        "period": str(latest.period) if latest else "",
        "synthetic": latest.synthetic if latest else False,
        "change": None if change is None else f"{change:+.1f}" + (_(" 个百分点") if standing.in_points else "%"),
        "better": standing.better,
        "target": figure(one, standing.target.value) if standing.target else "",
        "target_period": standing.target.period if standing.target else "",
        "reached": standing.reached,
        "derived": bool(one.formula),
        "fed": bool(one.feed),
        "owner": one.owner,
        "measure": one.measure,
        "measure_url": reverse("measure", args=[one.document, one.measure]),
    }


def reached_word(reached: bool | None) -> str:
    if reached is None:
        return ""
    return _("已达到") if reached else _("未达到")
