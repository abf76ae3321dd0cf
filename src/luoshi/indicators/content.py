"""What is read of a programme: ``<measure>/indicators.yaml``, definitions with their targets, formulas checked together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.policy.api import clause_codes
from luoshi.registry.api import all_units, unit_codes

from .domain import formula as formulas
from .domain.cube import Cube, Definition
from .domain.periods import CODES, parse
from .events import IndicatorsDefined
from .models import Indicator, SeriesBreak, Target
from .units import WRITTEN, QuantityUnknown, quantity


class TargetEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    period: str
    value: float
    source: str = Field(min_length=1, max_length=300)
    verified: bool = False


class BreakEntry(BaseModel):
    """``factor`` brings values before ``period`` to the new basis; without one they are not compared."""

    model_config = ConfigDict(extra="forbid")
    period: str
    factor: float | None = Field(default=None, gt=0)
    reason: str = Field(min_length=1, max_length=300)
    reason_en: str = Field(default="", max_length=300)
    source: str = Field(min_length=1, max_length=300)


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,63}$")
    name: str = Field(max_length=100)
    name_en: str = Field(max_length=200)
    meaning: str = ""
    meaning_en: str = ""
    unit: str = Field(default="", max_length=40)
    unit_en: str = Field(default="", max_length=60)
    quantity: str = ""
    frequency: Literal["year", "half", "quarter", "month"]
    direction: Literal["up", "down", "none"] = "none"
    places: int = Field(default=2, ge=0, le=8)
    formula: str = ""
    adds_up: bool = False
    by_place: bool = False
    counts_people: bool = False
    may_be_negative: bool = False
    most: float | None = None
    source: str = Field(min_length=1, max_length=200)
    feed: str = ""
    owner: str = ""
    clauses: list[str]
    targets: list[TargetEntry] = []
    breaks: list[BreakEntry] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    measure: str
    indicators: list[Entry]


@dataclass(frozen=True)
class Read:
    measure: str
    entry: Entry


def read(programme: Programme) -> list[Read]:
    """Every definition of the programme. Raises ContentFaults: codes twice, formulas that do not work out, targets of
    no period, quantities the unit library does not know."""
    found: list[Read] = []
    places: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for path in sorted(programme.folder.glob("*/indicators.yaml")):
        try:
            file = load_yaml(path, _File)
        except ContentFaults as error:
            faults += error.faults
            continue
        lines = lines_of(path)
        for n, entry in enumerate(file.indicators):
            at = (str(path), lines.get(("indicators", n), 1))
            if entry.code in places:
                faults.append(Fault(*at, f"指标代码“{entry.code}”重复"))
                continue
            places[entry.code] = at
            found.append(Read(file.measure, entry))
            faults += [Fault(*at, message) for message in _entry_faults(entry)]
    clauses = clause_codes(programme)
    for row in found:
        faults += [
            Fault(*places[row.entry.code], f"文件中没有条款 {code}")
            for code in row.entry.clauses
            if clauses is not None and code not in clauses
        ]
    units = unit_codes(programme)
    for row in found:
        if row.entry.owner and units is not None and row.entry.owner not in units:
            faults.append(Fault(*places[row.entry.code], f"名录中没有单位“{row.entry.owner}”"))
    faults += [] if faults else _formula_faults([row.entry for row in found], places)
    if faults:
        raise ContentFaults(faults)
    return found


def _entry_faults(entry: Entry) -> list[str]:
    found = []
    for period in [t.period for t in entry.targets] + [b.period for b in entry.breaks]:
        try:
            parse(period, CODES[entry.frequency])
        except ExpectedError as error:
            found.append(str(error))
    if entry.quantity and entry.quantity not in WRITTEN:  # the unit library is slow to wake; ours it knows
        try:
            quantity(entry.quantity)
        except QuantityUnknown as error:
            found.append(str(error))
    if entry.formula and entry.adds_up:
        found.append(f"“{entry.code}”有公式，不能再按各地合计")
    return found


def _formula_faults(entries: list[Entry], places: dict[str, tuple[str, int]]) -> list[Fault]:
    """Each formula alone, then all together once over an empty span: frequencies and circles come out."""
    known = {entry.code for entry in entries}
    definitions, faults = {}, []
    for entry in entries:
        try:
            made = formulas.read(entry.code, entry.formula, known) if entry.formula else None
        except ExpectedError as error:
            faults.append(Fault(*places[entry.code], str(error)))
            continue
        definitions[entry.code] = Definition(entry.code, CODES[entry.frequency], entry.places, made, entry.adds_up)
    if faults:
        return faults
    try:
        Cube(definitions, (2020, 2020), ("", "x")).compute()
    except ExpectedError as error:
        named = next((code for code in definitions if re.search(rf"\b{code}\b", str(error))), "")
        return [Fault(*places.get(named, ("indicators.yaml", 1)), str(error))]
    return []


def apply(programme: Programme, rows: list[Read], actor: str) -> list[Change]:
    """Make the store agree; an indicator that is gone from the files is kept, retired, with its figures."""
    units = {code: facts.id for code, facts in all_units().items()}
    kept = {one.code: one for one in Indicator.objects.filter(document=programme.code)}
    changes: list[Change] = []
    told: list[Any] = []
    for order, row in enumerate(rows, start=1):
        facts = _facts(programme, row, order, units)
        one = kept.pop(row.entry.code, None)
        if one is None:
            one = Indicator.objects.create(code=row.entry.code, **facts)
            changes.append(Change("indicator", one.code, "create", one.name))
        elif differing := [name for name, value in facts.items() if getattr(one, name) != value]:
            for name in differing:
                setattr(one, name, facts[name])
            one.save(update_fields=differing)
            changes.append(Change("indicator", one.code, "change", "、".join(differing)))
        changes += _apply_targets(one, row.entry) + _apply_breaks(one, row.entry)
        told.append(_serves(programme, one, actor))
    for one in kept.values():
        if not one.retired:
            one.retired = True
            one.save(update_fields=["retired"])
            changes.append(Change("indicator", one.code, "remove", one.name))
    if changes:
        codes = tuple(dict.fromkeys(change.code for change in changes))
        publish([*told, IndicatorsDefined(actor=actor, at=now(), subject=programme.code, changed=codes)])
    return changes


def _facts(programme: Programme, row: Read, order: int, units: dict[str, int]) -> dict[str, Any]:
    facts = row.entry.model_dump(exclude={"code", "targets", "breaks", "owner"})
    owner = units.get(row.entry.owner)
    return {
        **facts,
        "document": programme.code,
        "measure": row.measure,
        "owner_id": owner,
        "order": order,
        "retired": False,
    }


def _apply_targets(one: Indicator, entry: Entry) -> list[Change]:
    kept = {target.period: target for target in one.targets.all()}
    changes = []
    for given in entry.targets:
        period = str(parse(given.period, CODES[entry.frequency]))
        facts = {"value": given.value, "source": given.source, "verified": given.verified}
        target = kept.pop(period, None)
        if target is None:
            Target.objects.create(indicator=one, period=period, **facts)
            changes.append(Change("indicator", one.code, "change", f"目标 {period}"))
        elif any(getattr(target, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(target, name, value)
            target.save()
            changes.append(Change("indicator", one.code, "change", f"目标 {period}"))
    for target in kept.values():
        target.delete()
        changes.append(Change("indicator", one.code, "change", f"撤销目标 {target.period}"))
    return changes


def _apply_breaks(one: Indicator, entry: Entry) -> list[Change]:
    kept = {row.period: row for row in one.breaks.all()}
    changes = []
    for given in entry.breaks:
        at = parse(given.period, CODES[entry.frequency])
        facts = given.model_dump(exclude={"period"})
        row = kept.pop(at.index, None)
        if row is None or any(getattr(row, name) != value for name, value in facts.items()):
            SeriesBreak.objects.update_or_create(indicator=one, period=at.index, defaults=facts)
            changes.append(Change("indicator", one.code, "change", f"口径变动 {at}"))
    for row in kept.values():
        row.delete()
        changes.append(Change("indicator", one.code, "change", "撤销口径变动"))
    return changes


def _serves(programme: Programme, one: Indicator, actor: str) -> Serves:
    return Serves(
        actor=actor,
        at=now(),
        subject=one.code,
        document=programme.code,
        clauses=tuple(one.clauses),
        room="indicators",
        kind="indicator",
        title=one.name,
        url=reverse("indicators:indicator", args=[one.code]),
    )


INDICATORS = ContentKind("indicators", "指标", ("*/indicators.yaml",), read, apply)
