"""Asking about units: facts about one, all below one, the members of a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

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
    short_names: tuple[str, ...] = ()


def unit_words(unit: Any) -> str:
    """How a unit (its facts or its row) is called in a list: its short name, or its English name for readers of English."""
    return (unit.name_en if get_language() == "en" else "") or unit.short_name


_COLUMNS = ("pk", "code", "name", "short_names", "name_en", "level", "kind", "parent__code", "valid_to")


def _read(rows: QuerySet[Unit]) -> Iterator[UnitFacts]:
    """Their facts, read past the model layer: pages ask for every unit there is. One query."""
    for pk, code, name, short_names, name_en, level, kind, parent, valid_to in rows.values_list(*_COLUMNS):
        short_name = short_names[0] if short_names else name
        yield UnitFacts(pk, code, name, short_name, name_en, level, kind, parent, valid_to, tuple(short_names))


def all_units(*, on: date | None = None) -> dict[str, UnitFacts]:
    """Code -> facts of every unit, in official order; ``on`` leaves out those not there on that day."""
    rows = Unit.objects.all()
    if on is not None:
        rows = rows.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )
    return {facts.code: facts for facts in _read(rows)}


def unit_facts(code: str) -> UnitFacts:
    """Raises NotFound for an unknown code."""
    for facts in _read(Unit.objects.filter(code=code)):
        return facts
    raise NotFound(what=code)


def subtree(code: str) -> frozenset[str]:
    """The unit and every unit below it. One query."""
    children: dict[str | None, list[str]] = {}
    for below, above in Unit.objects.order_by().values_list("code", "parent__code"):
        children.setdefault(above, []).append(below)
    return _below(code, children)


def _below(code: str, children: Mapping[str | None, list[str]]) -> frozenset[str]:
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
