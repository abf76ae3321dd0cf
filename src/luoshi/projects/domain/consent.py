"""Owners' vote on renewal, and what taking houses must have first.

Sources: 民法典 第二百七十八条 (quorum of two thirds by area and by number; three quarters or a half of those voting, by both);
国有土地上房屋征收与补偿条例 第十条 (plan open for thirty days), 第十二条 (money in full before the decision), 第十九条 (not below the market).
Shares are compared as exact fractions: 66.67 % is not two thirds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luoshi.kernel.errors import N_

Matter = Literal["special", "ordinary"]
MATTERS: dict[str, str] = {
    "special": N_("改建、重建，筹集维修资金，改变共有部分用途"),
    "ordinary": N_("使用维修资金，制定管理规约，选聘物业等"),
}


@dataclass(frozen=True)
class Vote:
    """One owner's house: ``area`` of the part that is theirs. ``said``: yes, no, abstained, or empty: took no part."""

    owner: str
    area: Decimal
    said: Literal["yes", "no", "abstain", ""]


@dataclass(frozen=True)
class Thresholds:
    """``most``: with ``special`` at least this share of those voting, with ``ordinary`` more than this share."""

    quorum: Fraction
    special: Fraction
    ordinary: Fraction


@dataclass(frozen=True)
class Tally:
    """Owners and area: of all, of those who took part, of those who said yes. ``lacking``: which tests are not met."""

    owners: int
    area: Decimal
    voting: int
    voting_area: Decimal
    yes: int
    yes_area: Decimal
    quorum: bool
    passed: bool
    lacking: tuple[str, ...]


LACKING: dict[str, str] = {
    "quorum_owners": N_("参与表决的业主人数不到三分之二"),
    "quorum_area": N_("参与表决的专有部分面积不到三分之二"),
    "yes_owners": N_("同意的业主人数不够"),
    "yes_area": N_("同意的专有部分面积不够"),
}


def tally(votes: Iterable[Vote], matter: Matter, thresholds: Thresholds) -> Tally:
    """An owner with several houses counts once by number, with all of them by area."""
    rows = list(votes)
    everyone = {v.owner for v in rows}
    part = [v for v in rows if v.said]
    yes = [v for v in part if v.said == "yes"]
    voting, agreed = {v.owner for v in part}, {v.owner for v in yes}
    area, voting_area, yes_area = (sum((v.area for v in some), Decimal(0)) for some in (rows, part, yes))
    lacking = []
    for name, some, whole in (("owners", Fraction(len(voting)), len(everyone)), ("area", Fraction(voting_area), area)):
        if not whole or some < thresholds.quorum * Fraction(whole):
            lacking.append(f"quorum_{name}")
    quorum = not lacking
    for name, some, whole in (
        ("owners", Fraction(len(agreed)), len(voting)),
        ("area", Fraction(yes_area), voting_area),
    ):
        share = thresholds.special if matter == "special" else thresholds.ordinary
        enough = some >= share * Fraction(whole) if matter == "special" else some > share * Fraction(whole)
        if not whole or not enough:
            lacking.append(f"yes_{name}")
    return Tally(
        len(everyone), area, len(voting), voting_area, len(agreed), yes_area, quorum, not lacking, tuple(lacking)
    )


@dataclass(frozen=True)
class Acquisition:
    """What a decision to take houses stands on. Amounts in yuan, prices yuan a square metre; None: not yet known."""

    plan_opened: date | None
    money_needed: Decimal | None
    money_in_account: Decimal | None
    appraisal: Decimal | None
    market: Decimal | None
    stability_assessed: bool
    objecting_share: Fraction
    hearing_held: bool


PLAN_DAYS = 30
STOPS: dict[str, tuple[str, int]] = {
    "plan_not_open": (N_("征收补偿方案还没有公布征求意见"), 10),
    "plan_days": (N_("征收补偿方案征求意见不满三十日，{day} 起可以作出决定"), 10),
    "hearing": (N_("多数被征收人认为方案不符合规定，应组织听证"), 11),
    "stability": (N_("还没有进行社会稳定风险评估"), 12),
    "money": (N_("征收补偿费用没有足额到位、专户存储"), 12),
    "price": (N_("补偿价低于类似房地产的市场价格"), 19),
}
"""Why a decision may not be made, with the article of 国有土地上房屋征收与补偿条例."""


def stops(facts: Acquisition, day: date) -> list[tuple[str, dict[str, str]]]:
    """What forbids a decision to take houses on that day; nothing where it may be made."""
    found: list[tuple[str, dict[str, str]]] = []
    if facts.plan_opened is None:
        found.append(("plan_not_open", {}))
    elif day < (first := facts.plan_opened + timedelta(days=PLAN_DAYS)):
        found.append(("plan_days", {"day": first.isoformat()}))
    if facts.objecting_share > Fraction(1, 2) and not facts.hearing_held:
        found.append(("hearing", {}))
    if not facts.stability_assessed:
        found.append(("stability", {}))
    if facts.money_needed is None or (facts.money_in_account or Decimal(0)) < facts.money_needed:
        found.append(("money", {}))
    if facts.appraisal is None or facts.market is None or facts.appraisal < facts.market:
        found.append(("price", {}))
    return found
