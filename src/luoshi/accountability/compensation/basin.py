"""Money between places of a basin: agreements, whom a year's water makes pay, what has been paid, disputes.

Payment and recovery follow 生态保护补偿条例 (国务院令第779号): what an agreement has to say, 第十七条; disputes are talked over, then
decided by the government above both, 第十八条; what is misused is recovered, 第三十一条.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.indicators.api import water_year_means
from luoshi.kernel.errors import N_, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import place_of
from luoshi.registry.api import place_names, require
from luoshi.standards import eco_compensation

from .. import events
from ..errors import StepRefused
from ..models import BasinAgreement, BasinDebt, BasinDispute, BasinPayment, CompensationRound

MUST_SAY = {
    "scope": N_("补偿范围"),
    "targets": N_("保护目标和考核办法"),
    "duties": N_("双方权利义务"),
    "manner": N_("补偿方式"),
    "breach": N_("违约责任"),
}
"""What an agreement has to say beside its sides and its term."""


@transaction.atomic
def keep_agreement(*, by: Viewer, document: str, synthetic: bool = False, **facts: Any) -> BasinAgreement:
    """Enter an agreement. ``items``: (item, base value, weight). Raises StepRefused."""
    require(by, "accountability.keep")

    def refuse(reason: str) -> StepRefused:
        return StepRefused(step=_("登记协议"), reason=reason)

    if missing := [name for name in MUST_SAY if not str(facts.get(name, "")).strip()]:
        raise refuse(_("没有写明“%(what)s”（生态保护补偿条例第十七条）") % {"what": _(MUST_SAY[missing[0]])})
    if facts["first"] > facts["last"]:
        raise refuse(_("期限的止在起之前"))
    if facts["upstream"] == facts["downstream"]:
        raise refuse(_("上游和下游是同一个地区"))
    items: Sequence[tuple[str, float, float]] = facts["items"]
    if not items or any(base <= 0 or weight <= 0 for _item, base, weight in items):
        raise refuse(_("每项指标要有大于 0 的基准值和权重"))
    if facts["amount_fen"] <= 0 or facts["stability"] <= 0:
        raise refuse(_("补偿额和稳定系数应大于 0"))
    if BasinAgreement.objects.filter(code=facts["code"]).exists():
        raise refuse(_("编号“%(code)s”已经登记") % {"code": facts["code"]})
    row = BasinAgreement.objects.create(
        document=document, synthetic=synthetic, **{**facts, "items": [list(item) for item in items]}
    )
    publish(
        events.AgreementKept(
            actor=by.username, at=now(), subject=row.code, upstream=row.upstream, downstream=row.downstream
        )
    )
    return row


def agreement_of(code: str) -> BasinAgreement:
    """Raises NotFound."""
    found = BasinAgreement.objects.filter(code=code).first()
    if found is None:
        raise NotFound(what=code)
    return found


@dataclass(frozen=True)
class Judged:
    """A year of an agreement: each item's mean with how many months it is of; ``index`` None where one is missing."""

    year: int
    means: Mapping[str, tuple[float, int]]
    missing: tuple[str, ...]
    index: float | None
    payer: int


def judged(one: BasinAgreement, year: int) -> Judged:
    means = water_year_means(one.station, year)
    items = [str(item) for item, _base, _weight in one.items]
    missing = tuple(item for item in items if item not in means)
    values = [means[item][0] if item in means else float("nan") for item in items]
    bases, weights = ([float(row[n]) for row in one.items] for n in (1, 2))
    index = float(eco_compensation.water_index(values, bases, weights, stability=one.stability))
    payer = int(eco_compensation.payer(index))
    return Judged(
        year, {item: means[item] for item in items if item in means}, missing, None if missing else index, payer
    )


@transaction.atomic
def settle_agreement(*, by: Viewer, code: str, year: int) -> BasinDebt:
    """Find who pays for a year that is over, by the section's readings. Raises NotFound, StepRefused."""
    require(by, "accountability.keep")
    one = BasinAgreement.objects.select_for_update().filter(code=code).first()
    if one is None:
        raise NotFound(what=code)

    def refuse(reason: str) -> StepRefused:
        return StepRefused(step=_("年度结算"), reason=reason)

    if not (one.first.year <= year <= one.last.year) or today() <= date(year, 12, 31):
        raise refuse(_("%(year)s 年不在协议期内或还没有过完") % {"year": year})
    if one.debts.filter(year=year).exists():
        raise refuse(_("%(year)s 年已经结算") % {"year": year})
    found = judged(one, year)
    if found.index is None:
        reason = _("断面 %(station)s 的 %(items)s 不满 8 个月数据")
        raise refuse(reason % {"station": one.station, "items": "、".join(found.missing)})
    downstream_pays = found.payer == eco_compensation.DOWNSTREAM_PAYS
    sides = (one.downstream, one.upstream) if downstream_pays else (one.upstream, one.downstream)
    basis = {"index": found.index, "means": {item: list(pair) for item, pair in found.means.items()}}
    return _owe(by, one.document, year, sides, one.amount_fen, basis, agreement=one, synthetic=one.synthetic)


def _owe(
    by: Viewer, document: str, year: int, sides: tuple[str, str], amount_fen: int, basis: Any, **origin: Any
) -> BasinDebt:
    debtor, creditor = sides
    row = BasinDebt.objects.create(
        document=document,
        year=year,
        debtor=debtor,
        creditor=creditor,
        amount_fen=amount_fen,
        basis=basis,
        **origin,
    )
    _told(by, row, "owed", amount_fen)
    return row


def _told(by: Viewer, debt: BasinDebt, step: str, amount_fen: int, voucher: str = "") -> None:
    publish(
        events.BasinMoney(
            actor=by.username,
            at=now(),
            subject=f"basin/{debt.pk}",
            step=step,
            year=debt.year,
            debtor=debt.debtor,
            creditor=debt.creditor,
            amount_fen=amount_fen,
            voucher=voucher,
        )
    )


def owe_round(by: Viewer, one: CompensationRound) -> int:
    """A settled round is what the county owes its towns. Called in the act that settles it."""
    lines = [line for line in one.lines.all() if line.amount_fen]
    names = place_names({line.place for line in lines} | {place_of(one.document)})
    county = names.get(place_of(one.document), one.document)
    for line in lines:
        sides = (county, names.get(line.place, line.place))
        basis = {"place": line.place, "water": line.water, "forest": line.forest, "use": line.use}
        _owe(by, one.document, one.year, sides, line.amount_fen or 0, basis, round=one, synthetic=one.synthetic)
    return len(lines)


@dataclass(frozen=True)
class Standing:
    """A debt with what has been paid and recovered of it, in fen."""

    debt: BasinDebt
    paid: int
    recovered: int
    disputed: bool

    @property
    def held(self) -> int:
        """What the creditor has got and kept."""
        return self.paid - self.recovered

    @property
    def open(self) -> int:
        return self.debt.amount_fen - self.paid


def ledger(document: str, year: int | None = None) -> list[Standing]:
    rows = BasinDebt.objects.filter(document=document).prefetch_related("payments", "disputes")
    rows = rows.select_related("agreement", "round")
    return [standing(row) for row in (rows.filter(year=year) if year else rows)]


def standing(row: BasinDebt) -> Standing:
    paid = {kind: sum(p.amount_fen for p in row.payments.all() if p.kind == kind) for kind in BasinPayment.Kind}
    disputed = any(one.settled_on is None for one in row.disputes.all())
    return Standing(row, paid[BasinPayment.Kind.PAID], paid[BasinPayment.Kind.RECOVERED], disputed)


def _debt(key: int) -> BasinDebt:
    found = BasinDebt.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise NotFound(what=str(key))
    return found


@transaction.atomic
def pay(
    *, by: Viewer, debt: int, amount_fen: int, paid_on: date, voucher: str, kind: str = "paid", reason: str = ""
) -> BasinPayment:
    """Enter a payment, or what was recovered because it was misused. Raises NotFound, StepRefused: more than is owed, more
    back than was paid, a voucher twice, a payment while a dispute is open."""
    require(by, "accountability.keep")
    row = _debt(debt)
    found = standing(row)

    def refuse(why: str) -> StepRefused:
        return StepRefused(step=_("登记支付"), reason=why)

    most = found.held if kind == BasinPayment.Kind.RECOVERED else found.open
    if not 0 < amount_fen <= most:
        raise refuse(_("金额应大于 0，不超过 %(most)s 元") % {"most": f"{most / 100:,.2f}"})
    if kind == BasinPayment.Kind.RECOVERED and not reason.strip():
        raise refuse(_("追回要写明被挤占挪用的情况（生态保护补偿条例第三十一条）"))
    if kind == BasinPayment.Kind.PAID and found.disputed:
        raise refuse(_("争议还没有解决"))
    if paid_on > today():
        raise refuse(_("日期在以后"))
    if not voucher.strip() or BasinPayment.objects.filter(voucher=voucher.strip()).exists():
        raise refuse(_("凭证号没有填写，或已经登记过"))
    payment = BasinPayment.objects.create(
        debt=row,
        kind=kind,
        amount_fen=amount_fen,
        paid_on=paid_on,
        voucher=voucher.strip(),
        reason=reason.strip(),
        by=by.username,
    )
    _told(by, row, kind, amount_fen, payment.voucher)
    return payment


@transaction.atomic
def dispute(*, by: Viewer, debt: int, side: str, text: str) -> BasinDispute:
    """One of the two sides objects. Raises NotFound, StepRefused."""
    require(by, "accountability.keep")
    row = _debt(debt)
    if side not in (row.debtor, row.creditor) or not text.strip():
        raise StepRefused(step=_("提出争议"), reason=_("请选择提出的一方并写明争议"))
    if standing(row).disputed:
        raise StepRefused(step=_("提出争议"), reason=_("已有一件争议正在处理"))
    made = BasinDispute.objects.create(debt=row, raised_by=side, raised_on=today(), text=text.strip())
    _told_dispute(by, row, "raised", made.text)
    return made


def _told_dispute(by: Viewer, row: BasinDebt, step: str, text: str) -> None:
    publish(events.BasinDisputed(actor=by.username, at=now(), subject=f"basin/{row.pk}", step=step, text=text))


@transaction.atomic
def settle_dispute(
    *, by: Viewer, debt: int, outcome: str, decided_by: str = "", amount_fen: int | None = None
) -> BasinDispute:
    """The sides agreed, or the government above both decided (``decided_by``); the amount may change with it, not below what
    was paid. Raises NotFound, StepRefused."""
    require(by, "accountability.keep")
    row = _debt(debt)
    one = row.disputes.filter(settled_on=None).first()
    if one is None or not outcome.strip():
        raise StepRefused(step=_("解决争议"), reason=_("没有正在处理的争议，或没有写明处理结果"))
    if amount_fen is not None and amount_fen < max(1, standing(row).paid):
        raise StepRefused(step=_("解决争议"), reason=_("改定的金额小于已经支付的金额"))
    one.settled_on, one.outcome, one.decided_by = today(), outcome.strip(), decided_by.strip()
    one.save(update_fields=["settled_on", "outcome", "decided_by"])
    if amount_fen is not None and amount_fen != row.amount_fen:
        row.basis = {**row.basis, "before_dispute_fen": row.amount_fen}
        row.amount_fen = amount_fen
        row.save(update_fields=["amount_fen", "basis"])
        _told(by, row, "changed", amount_fen)
    _told_dispute(by, row, "settled", one.outcome)
    return one
