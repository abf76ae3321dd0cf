"""The most that reporting may be expected to cost a unit, wherever more is asked of it."""

from __future__ import annotations

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import UnitFacts

from .. import errors, events
from ..burden import Asked
from ..parameters import rules_of


def require_bearable(
    *, by: Viewer, document: str, unit: UnitFacts, what: str, before: Asked, after: Asked, override: str
) -> None:
    """Raises TooMuchToReport where the unit would report more than the most and more than it does as things are; unless a
    supervisor insists with a reason, which is kept. ``what`` is what would be asked."""
    most = rules_of(document, today()).burden_minutes
    if after.minutes <= most or after.minutes <= before.minutes:
        return
    reason = override.strip()[:300]
    if not reason or not by.may("delivery.issue", unit.code):
        raise errors.TooMuchToReport(what=what, unit=unit.short_name, minutes=round(after.minutes), most=round(most))
    publish(
        events.BurdenExceeded(
            actor=by.username,
            at=now(),
            subject=f"{document}/{unit.code}",
            unit=unit.code,
            what=what,
            minutes=round(after.minutes),
            most=round(most),
            reason=reason,
        )
    )
