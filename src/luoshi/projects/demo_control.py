"""Sample contracts signed and paid, a clock stopped, a change asked for: so that the pages of control have something to show."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from luoshi.kernel.today import CHINA as ZONE
from luoshi.kernel.today import at_moment
from luoshi.registry.api import system_viewer

from .domain.rolling import UNDER_WAY
from .models import Payment, Permit, Project
from .service import contracts, oversight, permit_clock
from .service.contracts import PUBLIC_MONEY
from .standing import WAN

ADVANCE = Decimal("0.1")
"""Share of a works contract, and of its source's year, paid in the sample: well within what any rule lets."""


def seed_control(projects: list[Project], as_of: date) -> None:
    by = system_viewer()
    for project in projects:
        if project.stage == UNDER_WAY and project.kind in PUBLIC_MONEY:
            _pay(project, as_of)
    stopped = Permit.objects.filter(project__in=projects, state="running", case="", due_date__gt=as_of)
    held = stopped.select_related("project").order_by("project__code", "step").first()
    if held is not None:
        with _at(as_of - timedelta(days=1)):
            permit_clock.suspend(by=by, code=held.project.code, step=held.step, reason="专家评审（样例）")
    research = Project.objects.filter(bid__isnull=False, stage=UNDER_WAY, synthetic=True).order_by("code").first()
    if research is not None and research.finish_date is not None:
        with _at(as_of - timedelta(days=5)):
            oversight.ask_change(
                by=by,
                code=research.code,
                kind="deadline",
                new=(research.finish_date + timedelta(days=90)).isoformat(),
                reason="关键设备到货推迟（样例）",
            )


def _pay(project: Project, as_of: date) -> None:
    """An advance on the works, unless the sample project is one whose money the law has stopped."""
    works = project.contracts.filter(kind="works", signed_date__isnull=False).first()
    source = project.funding.filter(planned_yuan__gt=0).first()
    stopped = project.estimate_yuan and project.budget_yuan and project.budget_yuan > project.estimate_yuan
    if works is None or source is None or stopped or project.started_date is None:
        return
    amount = (min(works.value_yuan, source.planned_yuan) * ADVANCE / WAN).quantize(Decimal(1)) * WAN
    if amount <= 0 or project.light == "red":
        return
    with _at(min(max(project.started_date + timedelta(days=10), as_of - timedelta(days=90)), as_of)):
        contracts.pay(
            by=system_viewer(),
            code=project.code,
            contract=works.code,
            funding=source.pk,
            amount=amount,
            what="工程预付款（样例）",
            voucher="样例凭证",
        )
    Payment.objects.filter(contract=works).update(synthetic=True)


def _at(day: date) -> AbstractContextManager[None]:
    return at_moment(datetime.combine(day, time(10), ZONE))
