"""Asking about units: facts about one, all below one, the members of a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.errors import NotFound

from .models import Unit, UnitGroup


@dataclass(frozen=True)
class UnitFacts:
    """``id`` is the key for foreign keys of other rooms; everything else speaks of ``code``."""

    id: int
    code: str
    name: str
    short_name: str
    name_en: str
    level: str
    kind: str
    parent: str | None
    valid_to: date | None = None
    """The first day it is no more; None while it stands."""


def _facts(unit: Unit, codes: dict[int, str]) -> UnitFacts:
    return UnitFacts(
        id=unit.pk,
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        name_en=unit.name_en,
        level=unit.level,
        kind=unit.kind,
        parent=codes.get(unit.parent_id) if unit.parent_id else None,
        valid_to=unit.valid_to,
    )


def all_units(*, on: date | None = None) -> dict[str, UnitFacts]:
    """Code -> facts of every unit, in official order; ``on`` leaves out those not there on that day."""
    units = list(Unit.objects.all())
    codes = {unit.pk: unit.code for unit in units}
    return {unit.code: _facts(unit, codes) for unit in units if on is None or _exists(unit, on)}


def _exists(unit: Unit, on: date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= on) and (unit.valid_to is None or on < unit.valid_to)


def unit_facts(code: str) -> UnitFacts:
    """Raises NotFound for an unknown code."""
    unit = Unit.objects.filter(code=code).select_related("parent").first()
    if unit is None:
        raise NotFound(what=code)
    return _facts(unit, {unit.parent.pk: unit.parent.code} if unit.parent else {})


def subtree(code: str) -> frozenset[str]:
    """The unit and every unit below it."""
    children: dict[str | None, list[str]] = {}
    # Asked for at every request: two columns instead of whole units.
    for below, above in Unit.objects.order_by().values_list("code", "parent__code"):
        children.setdefault(above, []).append(below)
    found, waiting = set(), [code]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += children.get(current, [])
    return frozenset(found)


def groups() -> dict[str, tuple[str, ...]]:
    """Group name -> codes of its members."""
    return {
        group.name: tuple(unit.code for unit in group.members.all())
        for group in UnitGroup.objects.prefetch_related("members")
    }
