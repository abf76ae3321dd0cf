"""Projects named in content: ``<measure>/projects.csv``. What a file leaves open, people and imports fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from luoshi.kernel.content import ContentFaults, Fault, load_csv
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.policy.api import clause_codes
from luoshi.registry.api import all_units

from .events import ProjectsChanged
from .models import Place, Project


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    name: str = Field(min_length=1, max_length=120)
    name_en: str = ""
    national_code: str = ""
    kind: Literal["government", "filing", "verification", "livelihood", "research", "promotion"]
    category: Literal["industry", "infrastructure", "livelihood"]
    sector: str = ""
    works: Literal["construction", "rehabilitation", "replacement", "expansion"] = "construction"
    level: Literal["national", "provincial", "municipal", "county"] = "county"
    city: str = ""
    township: str = Field(default="", pattern=r"^(\d{9}|\d{12})?$")
    owner: str
    sponsor: str = ""
    leader: str = ""
    clauses: list[str]
    scale: str = ""
    lon: Decimal | None = Field(default=None, ge=73, le=136)
    lat: Decimal | None = Field(default=None, ge=3, le=54)
    total_yuan: Decimal | None = Field(default=None, ge=0)
    start_date: date | None = None
    finish_date: date | None = None
    depends_on: list[str] = []

    @field_validator("clauses", "depends_on", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        return [part for part in re.split(r"[;；、]", given) if part] if isinstance(given, str) else given


@dataclass(frozen=True)
class Read:
    measure: str
    row: Row


def read(programme: Programme) -> list[Read]:
    """Every project of the programme. Raises ContentFaults: codes twice, clauses there are not, dates in the wrong order."""
    found: list[Read] = []
    faults: list[Fault] = []
    places: dict[str, tuple[str, int]] = {}
    clauses = clause_codes(programme)
    for path in sorted(programme.folder.glob("*/projects.csv")):
        measure = str(int(path.parent.name.split("-")[0])) if path.parent.name[:1].isdigit() else ""
        try:
            rows = load_csv(path, Row)
        except ContentFaults as error:
            faults += error.faults
            continue
        for line, row in enumerate(rows, start=2):
            at = (str(path), line)
            if row.code in places:
                faults.append(Fault(*at, f"编号“{row.code}”已在 {places[row.code][0]}:{places[row.code][1]} 使用"))
            places.setdefault(row.code, at)
            faults += [
                Fault(*at, f"文件中没有条款 {c}") for c in row.clauses if clauses is not None and c not in clauses
            ]
            if not row.township and row.lon is None:
                faults.append(Fault(*at, f"“{row.name}”没有位置：请填写 township 或 lon、lat"))
            if row.start_date and row.finish_date and row.finish_date < row.start_date:
                faults.append(Fault(*at, f"“{row.name}”计划竣工早于计划开工"))
            found.append(Read(measure, row))
    if faults:
        raise ContentFaults(faults)
    return found


def apply(programme: Programme, rows: list[Read], actor: str) -> list[Change]:
    """Make the store agree. Only what a file says is set; a project gone from the files is kept, out of the portfolio."""
    units = {code: facts.id for code, facts in all_units().items()}
    known = Place.objects.filter(document=programme.code, lon__isnull=False).values_list("code", "lon", "lat")
    points = {code: (lon, lat) for code, lon, lat in known if lon is not None and lat is not None}
    kept = {p.code: p for p in Project.objects.filter(document=programme.code)}
    from_files = {r.row.code for r in rows}
    changes: list[Change] = []
    told: list[Any] = []
    for one in rows:
        if one.row.owner not in units:
            continue  # the units' own file names it as a fault where a programme has one
        facts = _facts(programme, one, units, points)
        project = kept.get(one.row.code)
        if project is None:
            project = Project.objects.create(code=one.row.code, **facts)
            changes.append(Change("project", project.code, "create", project.name))
        elif differing := [name for name, value in facts.items() if getattr(project, name) != value]:
            for name in differing:
                setattr(project, name, facts[name])
            project.light_day = None  # to be judged anew, even where it was built
            project.save(update_fields=[*differing, "light_day"])
            changes.append(Change("project", project.code, "change", "、".join(differing)))
        told.append(serves(project, actor))
    for project in kept.values():
        # Those that were taken in from files of people stand in no measure's file and stay.
        if project.code not in from_files and project.from_content and not project.retired:
            project.retired = True
            project.save(update_fields=["retired"])
            changes.append(Change("project", project.code, "remove", project.name))
    if changes:
        codes = tuple(dict.fromkeys(change.code for change in changes))
        publish([*told, ProjectsChanged(actor=actor, at=now(), subject=programme.code, changed=codes)])
    return changes


def _facts(
    programme: Programme, one: Read, units: dict[str, int], points: dict[str, tuple[Decimal, Decimal]]
) -> dict[str, Any]:
    row = one.row
    given = row.model_dump(exclude={"code", "owner"}, exclude_unset=True)
    facts: dict[str, Any] = {name: value for name, value in given.items() if value not in (None, "", [])}
    facts |= {"document": programme.code, "measure": one.measure, "owner_id": units[row.owner]}
    facts |= {"retired": False, "from_content": True, "exact_place": row.lon is not None}
    if row.lon is None and (point := points.get(row.township[:9])):
        facts["lon"], facts["lat"] = point
    return facts


def serves(project: Project, actor: str) -> Serves:
    return Serves(
        actor=actor,
        at=now(),
        subject=project.code,
        document=project.document,
        clauses=tuple(project.clauses),
        room="projects",
        kind="project",
        title=project.name,
        url=reverse("projects:project", args=[project.code]),
    )


PROJECTS = ContentKind("projects", "项目", ("*/projects.csv",), read, apply)
