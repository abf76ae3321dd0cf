"""What is read of a programme: ``<measure>/stations.csv``, where air and water are measured."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_csv
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .events import IndicatorsDefined
from .models import Station


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    name: str = Field(max_length=100)
    name_en: str = ""
    medium: Literal["air", "water"]
    place: str = ""
    measure: str
    target_class: int | None = Field(default=None, ge=1, le=6)


def read(programme: Programme) -> list[Row]:
    found: list[Row] = []
    faults: list[Fault] = []
    for path in sorted(programme.folder.glob("*/stations.csv")):
        try:
            rows = load_csv(path, Row)
        except ContentFaults as error:
            faults += error.faults
            continue
        for line, row in enumerate(rows, start=2):
            if any(row.code == other.code for other in found):
                faults.append(Fault(str(path), line, f"站点代码“{row.code}”重复"))
            found.append(row)
    if faults:
        raise ContentFaults(faults)
    return found


def apply(programme: Programme, rows: list[Row], actor: str) -> list[Change]:
    """Make the store agree; a station that is gone is kept, retired, with its results."""
    kept = {one.code: one for one in Station.objects.filter(document=programme.code)}
    changes: list[Change] = []
    for row in rows:
        facts: dict[str, Any] = {**row.model_dump(exclude={"code"}), "document": programme.code, "retired": False}
        one = kept.pop(row.code, None)
        if one is None:
            Station.objects.create(code=row.code, **facts)
            changes.append(Change("station", row.code, "create", row.name))
        elif differing := [name for name, value in facts.items() if getattr(one, name) != value]:
            for name in differing:
                setattr(one, name, facts[name])
            one.save(update_fields=differing)
            changes.append(Change("station", row.code, "change", "、".join(differing)))
    for one in kept.values():
        if not one.retired:
            one.retired = True
            one.save(update_fields=["retired"])
            changes.append(Change("station", one.code, "remove", one.name))
    if changes:
        codes = tuple(change.code for change in changes)
        publish(IndicatorsDefined(actor=actor, at=now(), subject=programme.code, changed=codes))
    return changes


STATIONS = ContentKind("stations", "监测站点", ("*/stations.csv",), read, apply)
