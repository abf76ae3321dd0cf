"""A year's basin compensation: scores from what is measured, the pool split, published, settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.indicators.api import water_months
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import place_of
from luoshi.registry.api import places, require
from luoshi.standards import eco_compensation

from .. import events
from ..errors import StepRefused
from ..models import CompensationLine, CompensationRound, ResourceAccount
from ..parameters import numbers
from .basin import owe_round

FACTORS = ("water", "forest", "use")
FOREST, LAND = ("land", "林地"), "land"


def weights(document: str, day: date) -> dict[str, float]:
    """The parts of the pool of each factor, from percentages laid down."""
    found = numbers(document, day, *(f"compensation_{factor}_percent" for factor in FACTORS))
    return {factor: float(found[f"compensation_{factor}_percent"]) / 100 for factor in FACTORS}


def scores(document: str, year: int) -> dict[str, dict[str, Any]]:
    """Place -> scores of 0 to 100 with what they come of.

    water: months at or better than the target among those judged at the place's sections; forest: forest land among all
    land accounted for at the year's end; use: what is left of the year's start of the water account after what people took.
    None where it is not measured.
    """
    found: dict[str, dict[str, Any]] = {}
    months = water_months(document, year)
    for one in places(place_of(document)):
        met, judged = months.get(one.code, (0, 0))
        land = list(ResourceAccount.objects.filter(document=document, year=year, place=one.code, account=LAND))
        whole = sum((row.closing for row in land), Decimal(0))
        forest = sum((row.closing for row in land if row.kind == FOREST[1]), Decimal(0))
        water = list(ResourceAccount.objects.filter(document=document, year=year, place=one.code, account="water"))
        there = sum((row.opening + row.increase_human + row.increase_natural for row in water), Decimal(0))
        taken = sum((row.decrease_human for row in water), Decimal(0))
        found[one.code] = {
            "water": 100 * met / judged if judged else None,
            "forest": float(100 * forest / whole) if whole else None,
            "use": float(100 * (1 - taken / there)) if there else None,
            "basis": {
                "met": met,
                "judged": judged,
                "forest": str(forest),
                "land": str(whole),
                "taken": str(taken),
                "there": str(there),
            },
        }
    return found


def split(
    pool_fen: int, lines: Mapping[str, Mapping[str, float | None]], parts: Mapping[str, float]
) -> dict[str, int] | None:
    """Place -> fen, adding up to the pool; None where a place lacks a score."""
    if any(line[factor] is None for line in lines.values() for factor in FACTORS):
        return None
    columns = {factor: [line[factor] for line in lines.values()] for factor in FACTORS}
    coefficients = [line.get("coefficient") or 1.0 for line in lines.values()]
    shares = eco_compensation.split_pool(pool_fen, columns, parts, coefficients=coefficients)  # type: ignore[arg-type]
    return None if shares is None else {place: int(fen) for place, fen in zip(lines, shares, strict=True)}


@transaction.atomic
def compute(
    *, by: Viewer, document: str, year: int, pool_fen: int, source: str, synthetic: bool = False
) -> CompensationRound:
    """Compute a year anew; not once it is published. Places without a section of their own take no part and are shown."""
    require(by, "accountability.keep")
    if pool_fen <= 0:
        raise StepRefused(step=_("测算"), reason=_("资金总额应大于 0"))
    before = CompensationRound.objects.select_for_update().filter(document=document, year=year).first()
    if before is not None and before.state != CompensationRound.State.COMPUTED:
        raise StepRefused(step=_("测算"), reason=_("%(year)s 年已经公示，不能重算") % {"year": year})
    parts, found = weights(document, today()), scores(document, year)
    taking = {place: line for place, line in found.items() if all(line[f] is not None for f in FACTORS)}
    if not taking:
        reason = _("%(year)s 年没有一个乡镇三项数据齐全：请先导入断面水质、土地和水资源账户") % {"year": year}
        raise StepRefused(step=_("测算"), reason=reason)
    amounts = split(pool_fen, taking, parts)
    if amounts is None:
        raise StepRefused(step=_("测算"), reason=_("有一项得分合计为 0，无法分配，请核对该项数据"))
    if before is not None:
        before.delete()
    row = CompensationRound.objects.create(
        year=year, pool_fen=pool_fen, weights=parts, source=source, document=document, synthetic=synthetic
    )
    CompensationLine.objects.bulk_create(
        [
            CompensationLine(round=row, place=place, amount_fen=amounts.get(place), **line)
            for place, line in found.items()
        ]
    )
    _told(by, row)
    return row


def _told(by: Viewer, row: CompensationRound) -> None:
    publish(
        events.CompensationMoved(
            actor=by.username,
            at=now(),
            subject=f"{row.document}/{row.year}",
            state=row.state,
            year=row.year,
            pool_fen=row.pool_fen,
        )
    )


@transaction.atomic
def move(*, by: Viewer, document: str, year: int) -> CompensationRound:
    """Computed, then published, then settled."""
    require(by, "accountability.keep")
    row = CompensationRound.objects.select_for_update().filter(document=document, year=year).first()
    if row is None:
        raise NotFound(what=str(year))
    states = list(CompensationRound.State)
    if row.state == states[-1]:
        raise StepRefused(step=_(row.get_state_display()), reason=_("已经确定"))
    row.state = states[states.index(CompensationRound.State(row.state)) + 1]
    row.save(update_fields=["state"])
    if row.state == CompensationRound.State.SETTLED:
        owe_round(by, row)
    _told(by, row)
    return row
