"""What the registry reads of a programme's folder: units.csv."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_csv
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .events import UnitsChanged
from .models import Unit, UnitGroup

Names = Annotated[
    list[str],
    BeforeValidator(lambda cell: [n.strip() for n in cell.split(";") if n.strip()] if isinstance(cell, str) else cell),
]


class UnitRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    name: str = Field(max_length=100)
    short_names: Names = []
    level: Unit.Level
    kind: str = ""
    parent: str | None = None
    groups: Names = []
    name_en: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def read_units(programme: Programme) -> list[UnitRow]:
    path = programme.folder / "units.csv"
    rows = load_csv(path, UnitRow)
    faults = [Fault(str(path), line, message) for line, message in _faults(rows)]
    if faults:
        raise ContentFaults(faults)
    return rows


def unit_codes(programme: Programme) -> frozenset[str] | None:
    """The codes of the programme's units, for content that speaks of them; None where they cannot be read (their own
    reading says why)."""
    try:
        return frozenset(row.code for row in read_units(programme))
    except ContentFaults:
        return None


def _faults(rows: list[UnitRow]) -> list[tuple[int, str]]:
    faults, parents, names, codes = [], {row.code: row.parent for row in rows}, set(), set()
    for line, row in enumerate(rows, start=2):
        if row.code in codes:
            faults.append((line, f"单位代码“{row.code}”重复"))
        codes.add(row.code)
        if row.parent and row.parent not in parents:
            faults.append((line, f"上级单位“{row.parent}”不在名录中"))
        if row.name in names:
            faults.append((line, f"单位全称“{row.name}”重复"))
        names.add(row.name)
        seen, above = {row.code}, row.parent
        while above:
            if above in seen:
                faults.append((line, f"单位“{row.code}”的上级关系成环"))
                break
            seen.add(above)
            above = parents.get(above)
    return faults


def apply_units(programme: Programme, rows: list[UnitRow], actor: str) -> list[Change]:
    known = {unit.code: unit for unit in Unit.objects.all()}
    changes = []
    for order, row in enumerate(rows, start=1):
        fields = row.model_dump(include={"name", "name_en", "short_names", "level", "kind", "valid_from", "valid_to"})
        fields["order"] = order
        unit = known.get(row.code)
        if unit is None:
            known[row.code] = Unit.objects.create(code=row.code, **fields)
            changes.append(Change("unit", row.code, "create", row.name))
        elif differing := [key for key, value in fields.items() if getattr(unit, key) != value]:
            for key in differing:
                setattr(unit, key, fields[key])
            unit.save(update_fields=differing)
            changes.append(Change("unit", row.code, "change", "、".join(differing)))
    changes += _apply_parents(rows, known) + _apply_groups(rows, known)
    if changes:
        publish(
            UnitsChanged(
                actor=actor,
                at=now(),
                subject=programme.code,
                created=tuple(c.code for c in changes if c.action == "create"),
                changed=tuple(c.code for c in changes if c.action == "change"),
            )
        )
    return changes


def _apply_parents(rows: list[UnitRow], known: dict[str, Unit]) -> list[Change]:
    changes = []
    for row in rows:
        unit, parent = known[row.code], known[row.parent] if row.parent else None
        if unit.parent_id != (parent.pk if parent else None):
            fresh = unit.parent_id is None
            unit.parent = parent
            unit.save(update_fields=["parent"])
            if not fresh:
                changes.append(Change("unit", row.code, "change", "上级单位"))
    return changes


def _apply_groups(rows: list[UnitRow], known: dict[str, Unit]) -> list[Change]:
    wanted: dict[str, set[int]] = {}
    for row in rows:
        for name in row.groups:
            wanted.setdefault(name, set()).add(known[row.code].pk)
    changes = []
    for name, members in wanted.items():
        group, created = UnitGroup.objects.get_or_create(name=name)
        if created or set(group.members.values_list("pk", flat=True)) != members:
            group.members.set(members)
            changes.append(Change("unit-group", name, "create" if created else "change", f"{len(members)} 个单位"))
    return changes


UNITS = ContentKind("units", "单位名录", ("units.csv",), read_units, apply_units)
