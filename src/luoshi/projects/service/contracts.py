"""Contracts signed and paid: what law, budget and progress do not let is refused, with the rule and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import budget as rules
from ..errors import ActStopped, FieldsWrong, NotInState
from ..lifecycle import cycle_of
from ..models import Contract, Funding, Payment, Permit, Project
from ..parameters import numbers, rules_of
from ..present import finding_words
from ..queries import locked
from ..standing import WAN, spent_of

PUBLIC_MONEY = frozenset({Project.Kind.GOVERNMENT, Project.Kind.LIVELIHOOD})
"""Kinds of projects that the ordinance on government investment holds for."""
MOST = Decimal(10) ** 13


def stop(found: Sequence[rules.Finding]) -> None:
    """Raises ActStopped naming every finding with its provision."""
    if found:
        words = [finding_words(one) for one in found]
        raise ActStopped(finding=_("；").join(text for text, _b in words), basis=_("、").join(b for _t, b in words))


def _done(project: Project) -> set[str]:
    ended = project.permits.filter(state__in=[Permit.State.DONE, Permit.State.LEFT_OUT])
    return set(ended.values_list("step", flat=True))


def _wan(yuan: Decimal) -> Decimal:
    return (yuan / WAN).quantize(Decimal("0.01"))


@transaction.atomic
def sign(*, by: Viewer, code: str, contract: str, facts: dict[str, Any], day: date | None = None) -> None:
    """Sign a contract: one that a file brought, or a new one. ``facts``: name, kind, value_yuan, supplier, tendered, prefunded,
    start_date, finish_date.

    Raises ActStopped: not tendered, tendered but not awarded, prefunded by the contractor, works without an approved budget,
    contracts above the budget. Raises FieldsWrong, NotInState where it is signed already.
    """
    project = locked(code)
    require(by, "projects.contract", project.owner.code)
    one = project.contracts.select_for_update().filter(code=contract).first() or Contract(
        project=project, code=contract
    )
    if one.signed_date is not None:
        raise NotInState(what=one.name, state=_("已签订"))
    for name, value in facts.items():
        setattr(one, name, value)
    if not (one.code.strip() and one.name.strip() and one.supplier.strip()) or not 0 < one.value_yuan < MOST:
        raise FieldsWrong(problem=_("合同编号、名称、承包单位都要填写，合同价应大于 0"))
    if one.kind not in Contract.Kind.values:
        raise FieldsWrong(problem=_("请选择合同类别"))
    if one.start_date and one.finish_date and one.finish_date < one.start_date:
        raise FieldsWrong(problem=_("合同竣工早于开工"))
    if project.kind in PUBLIC_MONEY:
        stop(_signing(project, one))
    one.signed_date = day or today()
    one.save()
    publish(
        events.ContractSigned(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            contract=one.code,
            supplier=one.supplier,
            value_yuan=f"{one.value_yuan:f}",
        )
    )


def _signing(project: Project, one: Contract) -> list[rules.Finding]:
    own, done = cycle_of(project), _done(project)
    steps = {step.code for step in own.steps} if own else set()
    others = project.contracts.exclude(code=one.code).aggregate(n=Sum("value_yuan"))["n"] or Decimal(0)
    return [
        *rules.contract_findings(
            name=one.name,
            kind=one.kind,  # type: ignore[arg-type]
            value=_wan(one.value_yuan),
            tendered=one.tendered,
            prefunded=one.prefunded,
            limits=rules_of(project.document, today()).tender,
        ),
        *rules.signing_findings(
            name=one.name,
            works=one.kind == Contract.Kind.WORKS,
            tendered=one.tendered,
            awarded="S33" not in steps or "S33" in done,
            approved="S15" not in steps or "S15" in done,
            total=_wan(others + one.value_yuan),
            budget=_wan(project.budget_yuan) if project.budget_yuan else None,
        ),
    ]


@transaction.atomic
def pay(
    *,
    by: Viewer,
    code: str,
    contract: str,
    funding: int,
    amount: Decimal,
    what: str,
    voucher: str,
    day: date | None = None,
) -> None:
    """Pay on a contract from one source of one year.

    Raises ActStopped: not signed, above the contract, the source or the budget, ahead of the works, or while the law stops
    payment. Raises FieldsWrong, NotFound.
    """
    project = locked(code)
    require(by, "projects.pay", project.owner.code)
    one = project.contracts.select_for_update().filter(code=contract).first()
    source = project.funding.select_for_update().filter(pk=funding).first()
    if one is None or source is None:
        raise NotFound(what=contract)
    if not 0 < amount < MOST or not what.strip() or not voucher.strip():
        raise FieldsWrong(problem=_("支付金额应大于 0，用途和凭证都要填写"))
    stop(_paying(project, one, source, amount))
    Payment.objects.create(
        contract=one,
        funding=source,
        day=day or today(),
        amount_yuan=amount,
        what=what.strip()[:200],
        voucher=voucher.strip()[:100],
        by=by.username,
    )
    publish(
        events.ContractPaid(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            contract=one.code,
            source=source.source,
            amount_yuan=f"{amount:f}",
        )
    )


def _sum(rows: Any) -> Decimal:
    return rows.aggregate(n=Sum("amount_yuan"))["n"] or Decimal(0)


def _paying(project: Project, one: Contract, source: Funding, amount: Decimal) -> list[rules.Finding]:
    found = rules.payment_findings(
        contract=one.name,
        signed=one.signed_date is not None,
        value=_wan(one.value_yuan),
        paid=_wan(_sum(one.payments)),
        amount=_wan(amount),
        source=source.source,
        year=source.year,
        left=_wan(source.planned_yuan - _sum(source.payments)),
    )
    if project.kind not in PUBLIC_MONEY:
        return found
    law, rates = (
        rules_of(project.document, today()),
        numbers(project.document, today(), "advance_most_share", "progress_most_share"),
    )
    if project.estimate_yuan and project.budget_yuan:
        over = rules.estimate_exceeded(project.estimate_yuan / WAN, project.budget_yuan / WAN, law.overrun)
        found += [over] if over else []
    if project.budget_yuan:
        all_paid = _sum(Payment.objects.filter(contract__project=project)) + amount
        spent = max(spent_of(project.reports.all()), all_paid)
        over = rules.budget_exceeded(_wan(project.budget_yuan), _wan(spent))
        found += [over] if over else []
    if one.kind == Contract.Kind.WORKS and not {"S50"} <= _done(project):
        found += rules.works_payment_findings(
            contract=one.name,
            value=_wan(one.value_yuan),
            paid=_wan(_sum(one.payments) + amount),
            progress=(project.points or Decimal(0)) if project.started_date else None,
            advance=rates["advance_most_share"] / 100,
            share=rates["progress_most_share"] / 100,
        )
    return found
