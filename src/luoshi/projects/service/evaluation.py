"""The flows of an economic evaluation, filled in by the project's unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import require

from .. import events
from ..errors import FieldsWrong
from ..models import YearFlow
from ..queries import locked

MOST_YEARS = 60


@transaction.atomic
def set_flows(*, by: Viewer, code: str, rows: Sequence[tuple[Decimal, Decimal]]) -> None:
    """Benefit and cost of each year from 0, in yuan; they replace what was there. Raises FieldsWrong."""
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    if not 2 <= len(rows) <= MOST_YEARS:
        raise FieldsWrong(problem=_("要填 2 到 %(most)s 年") % {"most": MOST_YEARS})
    if any(benefit < 0 or cost < 0 for benefit, cost in rows):
        raise FieldsWrong(problem=_("效益和费用都不能小于 0，支出写在费用里"))
    project.flows.all().delete()
    YearFlow.objects.bulk_create(
        YearFlow(project=project, year=n, benefit_yuan=benefit, cost_yuan=cost)
        for n, (benefit, cost) in enumerate(rows)
    )
    publish(events.Evaluated(actor=by.username, at=now(), subject=code, unit=project.owner.code, years=len(rows)))
