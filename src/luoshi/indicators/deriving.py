"""Keeping derived series true: after a change, what stands on it is computed again and its revisions kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.db.models import Q, QuerySet

from luoshi.kernel.jurisdiction import normal_code
from luoshi.policy.api import place_of

from .domain import formula as formulas
from .domain.cube import Cube, Definition, in_order
from .domain.formula import FUNCTIONS, Formula
from .domain.periods import CODES, Frequency, Period
from .models import Indicator, Observation

BY_FORMULA = "公式"


@dataclass(frozen=True)
class Network:
    """All definitions, with the key of each in the store, in an order in which each comes after what it stands on."""

    definitions: dict[str, Definition]
    keys: dict[str, int]
    order: dict[str, int]
    users: dict[str, list[str]]
    """Code -> the derived series whose formulas name it."""

    def above(self, changed: Iterable[str]) -> list[str]:
        """What stands on the changed, directly or not, each after what it stands on; the changed left out."""
        given = set(changed)
        found, waiting = set(given), list(given)
        while waiting:
            for code in self.users.get(waiting.pop(), ()):
                if code not in found:
                    found.add(code)
                    waiting.append(code)
        return sorted(found - given, key=self.order.__getitem__)

    def below(self, code: str) -> set[str]:
        """What an indicator stands on, directly or not, itself included."""
        found, waiting = {code}, [code]
        while waiting:
            made = self.definitions[waiting.pop()].formula
            for under in made.series if made else ():
                if under not in found:
                    found.add(under)
                    waiting.append(under)
        return found


def network() -> Network:
    """The definitions as the store has them now."""
    rows = Indicator.objects.order_by("pk").values_list("pk", "code", "frequency", "places", "formula", "adds_up")
    return _network(tuple(rows))


@lru_cache(maxsize=4)
def _network(rows: tuple[tuple[int, str, str, int, str, bool], ...]) -> Network:
    # Kept by what it is made of: definitions change rarely, figures all the time.
    known = [code for _, code, *_ in rows]
    definitions = {
        code: Definition(code, CODES[frequency], places, formulas.read(code, text, known) if text else None, adds_up)
        for _, code, frequency, places, text, adds_up in rows
    }
    users: dict[str, list[str]] = {}
    for code, definition in definitions.items():
        for under in definition.formula.series if definition.formula else ():
            users.setdefault(under, []).append(code)
    order = {code: n for n, code in enumerate(in_order(definitions))}
    return Network(definitions, {code: pk for pk, code, *_ in rows}, order, users)


COUNTY = 6
"""Digits of a county's code."""


def beside(keys: Iterable[int], places: Iterable[str]) -> frozenset[str]:
    """Those of the places that lie outside the places which the indicators' documents are for: other counties, whose
    figures are compared with the whole and are no part of it."""
    counties = {code for code in places if len(code) == COUNTY}
    if not counties:
        return frozenset()
    rows = Indicator.objects.filter(pk__in=list(keys)).order_by().values_list("document", flat=True).distinct()
    own = [normal_code(place) for document in rows if (place := place_of(document))]
    return frozenset(code for code in counties if own and not any(code.startswith(place) for place in own))


def known_at(rows: QuerySet[Observation], moment: datetime | None) -> QuerySet[Observation]:
    """The values that were known at a moment; without one, those known now."""
    if moment is None:
        return rows.filter(known_to__isnull=True)
    return rows.filter(Q(known_to__isnull=True) | Q(known_to__gt=moment), known_from__lte=moment)


def cube_of(
    net: Network,
    derived: Iterable[str],
    given: Iterable[str],
    *,
    places: list[str] | None,
    moment: datetime | None = None,
) -> Cube:
    """A cube in which ``derived`` are to be computed from ``given``, whose values (entered or derived) are loaded.

    ``places`` None: all that any of the given has; the whole is always there and first.
    """
    derived, given = list(derived), list(given)
    codes = {net.keys[code]: code for code in given}
    rows = known_at(Observation.objects.filter(indicator__in=list(codes), value__isnull=False), moment)
    if places is None:
        # A sum of parts that was derived is not given: it is derived again from its parts.
        rows = rows.exclude(derived=True, place="", indicator__adds_up=True)
    else:
        # Not all parts are here: a sum that was derived stands as it is, for a change of a part loads every place.
        rows = rows.filter(place__in=["", *places])
    cells = list(rows.values_list("indicator", "period", "place", "value"))
    years = [period // net.definitions[codes[pk]].frequency for pk, period, _, _ in cells]
    columns = ["", *sorted({place for _, _, place, _ in cells} - {""})]
    plain = {c: Definition(c, d.frequency, None, None, d.adds_up) for c, d in _of(net, given).items()}
    span = (min(years), max(years)) if years else (2000, 2000)
    cube = Cube({**plain, **_of(net, derived)}, span, columns, beside(codes, columns))
    for pk, period, place, value in cells:
        code = codes[pk]
        cube.enter(code, Period(net.definitions[code].frequency, period), place, value)
    return cube


def _of(net: Network, codes: Iterable[str]) -> dict[str, Definition]:
    return {code: net.definitions[code] for code in codes}


def derive(net: Network, changed: Iterable[str], places: Iterable[str], *, at: datetime, by: str) -> list[str]:
    """Compute again what stands on the changed series in these places and keep what is other than before.

    Returns the codes whose derived values changed. Sums of parts (``adds_up``) of the changed series are derived too.
    """
    changed = list(changed)
    affected = net.above(changed)
    sums = [code for code in changed if net.definitions[code].adds_up]
    if not affected and not sums:
        return []
    given = {under for code in affected for under in (net.definitions[code].formula or _NONE).series} - set(affected)
    given |= set(changed)
    everywhere = bool(sums) or any(_over_places(net.definitions[code]) for code in affected)
    cube = cube_of(net, affected, given, places=None if everywhere else list(places))
    cube.compute()
    samples = _samples(net, given, affected)
    return [
        code
        for code in [*sums, *affected]
        if _keep(net, cube, code, at=at, by=by, whole_only=code in sums, synthetic=code in samples)
    ]


def _samples(net: Network, given: set[str], affected: list[str]) -> set[str]:
    """The series that are sample data, or stand on any: what is made from samples is a sample."""
    keys = {net.keys[code]: code for code in given}
    rows = Observation.objects.filter(indicator__in=list(keys), known_to__isnull=True, synthetic=True)
    found = {keys[pk] for pk in rows.order_by().values_list("indicator", flat=True).distinct()}
    for code in affected:
        if found.intersection((net.definitions[code].formula or _NONE).series):
            found.add(code)
    return found


_NONE = Formula("", "", None, ())  # type: ignore[arg-type]


def _over_places(definition: Definition) -> bool:
    text = definition.formula.text if definition.formula else ""
    return definition.adds_up or any(name in text for name, one in FUNCTIONS.items() if one.over_places)


def _keep(net: Network, cube: Cube, code: str, *, at: datetime, by: str, whole_only: bool, synthetic: bool) -> bool:
    """Store the values of a computed series where they differ from what is known; whether any did."""
    key, frequency = net.keys[code], net.definitions[code].frequency
    first = cube.years[0] * frequency
    columns = {"": 0} if whole_only else cube.column
    rows = Observation.objects.filter(indicator_id=key, known_to__isnull=True, place__in=list(columns))
    current = {
        (period, at_place): (pk, old, was_derived)
        for period, at_place, pk, old, was_derived in rows.values_list("period", "place", "pk", "value", "derived")
    }
    values = cube.values[code]
    ended: list[int] = []
    made: list[Observation] = []
    for place, column in columns.items():
        for row in range(values.shape[0]):
            value = None if np.isnan(values[row, column]) else float(values[row, column])
            standing = current.get((first + row, place))
            if standing is not None and not standing[2]:
                continue  # a whole that was entered goes before the sum of its parts
            if (standing[1] if standing else None) == value:
                continue
            if standing is not None:
                ended.append(standing[0])
            made.append(_observation(key, first + row, place, value, at, by, synthetic))
    Observation.objects.filter(pk__in=ended).update(known_to=at)
    Observation.objects.bulk_create(made, batch_size=1000)
    return bool(made)


def _observation(
    key: int, period: int, place: str, value: float | None, at: datetime, by: str, synthetic: bool
) -> Observation:
    return Observation(
        indicator_id=key,
        period=period,
        place=place,
        value=value,
        derived=True,
        synthetic=synthetic,
        source=BY_FORMULA,
        by=by,
        known_from=at,
    )


def frequency_of(indicator: Indicator) -> Frequency:
    return CODES[indicator.frequency]
