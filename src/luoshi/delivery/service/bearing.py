"""The most that reporting may be expected to cost a unit, wherever more is asked of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.kernel.today import today
from luoshi.registry.api import UnitFacts

from .. import errors
from ..domain.cycle import CYCLE_LABELS, Cycle
from ..parameters import rules_of
from ..prefill import expected_minutes

NEW = 0
"""Stands for the key of a task that is not made yet."""


def require_bearable(document: str, unit: UnitFacts, task: int, cycle: Cycle) -> None:
    """Raises CycleTooClose where, were that task (its key, or ``NEW``) on that cycle, the unit would report more than the most and
    more than it does as things are; of a new task, than it would were it reported monthly like others."""
    most = rules_of(document, today()).burden_minutes
    usual = (NEW, Cycle.MONTHLY) if task == NEW else None
    before = expected_minutes(document, unit.code, today(), instead=usual)
    after = expected_minutes(document, unit.code, today(), instead=(task, cycle))
    if after > most and after > before:
        raise errors.CycleTooClose(
            cycle=_(CYCLE_LABELS[cycle]), unit=unit.short_name, minutes=round(after), most=round(most)
        )
