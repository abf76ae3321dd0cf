"""What is read of a programme: life cycles of the nation and the county, cities, the outline for the map, projects.

``statutes/*/projects/life-cycles.yaml`` says the steps; ``projects/permits.yaml`` of a programme says which unit acts, what it
promises and which service item it is; ``projects/cities.yaml`` the parts built as one; ``<measure>/projects.csv`` the projects.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_csv, load_yaml, read_text
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.registry.api import all_units

from .domain.network import Activity, Link, schedule
from .events import ContentApplied
from .models import Backdrop, City, LifeCycle, Place
from .project_content import PROJECTS
from .work_content import WORK

COARSE = 0.002
"""Degrees, about 200 m: fine enough for a county on a screen."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Basis(_Strict):
    title: str
    article: int | None = None
    verified: Literal["seen", "second_hand", "unverified"] = "unverified"


class _Valid(_Basis):
    """How long the paper holds without works begun; it may be prolonged ``times`` times by ``more_months``."""

    months: int = Field(gt=0)
    more_months: int = Field(default=0, ge=0)
    times: int = Field(default=0, ge=0)


class StepRow(_Strict):
    code: str = Field(pattern=r"^[A-Z]\w*$", max_length=20)
    name: str = Field(max_length=60)
    name_en: str = ""
    stage: str
    office: str = ""
    limit: int | None = Field(default=None, ge=0)
    promised: int | None = Field(default=None, ge=0)
    day_type: Literal["working_day", "calendar_day"] = "working_day"
    sponsor_days: int = Field(default=0, ge=0)
    after: list[str] = []
    lenient: list[str] = []
    item: str = ""
    basis: _Basis | None = None
    extend: int | None = Field(default=None, ge=0)
    valid: _Valid | None = None


class _After(_Strict):
    code: str
    kind: Literal["FS", "SS", "FF", "SF"] = "FS"
    lag_share: float = 0.0


class WorkRow(_Strict):
    code: str
    name: str
    name_en: str = ""
    share_days: float = Field(gt=0, le=1)
    share_cost: float = Field(ge=0, le=1)
    after: list[_After] = []


class CycleRow(_Strict):
    code: str
    name: str
    name_en: str = ""
    kinds: list[str]
    steps: list[StepRow]
    works: list[WorkRow] = []


class _CycleFile(_Strict):
    life_cycles: list[CycleRow]


class PermitFile(_Strict):
    offices: dict[str, str] = {}
    promised: dict[str, int] = {}
    items: dict[str, str] = {}


class CityRow(_Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    name_en: str = ""
    townships: list[str] = []
    note: str = ""


class _CityFile(_Strict):
    cities: list[CityRow]


class PlaceRow(BaseModel):
    code: str
    name: str
    name_en: str = ""
    lat: Decimal | None = None
    lon: Decimal | None = None
    point_source: str = ""


@dataclass
class Read:
    cycles: list[CycleRow] = field(default_factory=list)
    cities: list[CityRow] = field(default_factory=list)
    outline: dict[str, Any] | None = None
    places: list[PlaceRow] = field(default_factory=list)


def read(programme: Programme) -> Read:
    """Raises ContentFaults: steps that wait for each other, promises longer than the law, unknown units."""
    found, faults = Read(), []
    cycles: dict[str, CycleRow] = {}
    files = sorted(programme.statutes.glob("*/projects/life-cycles.yaml")) if programme.statutes else []
    for path in sorted(files, key=lambda file: file.parent.parent.name != "cn"):
        file = load_yaml(path, _CycleFile)
        lines = lines_of(path)
        for n, cycle in enumerate(file.life_cycles):
            cycles[cycle.code] = cycle
            line = lines.get(("life_cycles", n), 1)
            faults += [Fault(str(path), line, message) for message in _cycle_faults(cycle)]
    local = programme.folder / "projects" / "permits.yaml"
    if local.exists() and not faults:
        faults += _localise(cycles, load_yaml(local, PermitFile), local)
    found.cycles = list(cycles.values())
    if (cities := programme.folder / "projects" / "cities.yaml").exists():
        found.cities = load_yaml(cities, _CityFile).cities
    if (townships := programme.folder / "places" / "townships.csv").exists():
        found.places = load_csv(townships, PlaceRow)
    if (outline := programme.folder / "places" / "boundary.geojson").exists():
        try:
            found.outline = _coarse(outline)
        except (ValueError, KeyError, TypeError, ShapelyError) as error:
            faults.append(Fault(str(outline), 1, f"不是有效的 GeoJSON：{str(error)[:80]}"))
    if faults:
        raise ContentFaults(faults)
    return found


def _coarse(path: Path) -> dict[str, Any]:
    features = json.loads(read_text(path))["features"]
    merged: BaseGeometry = unary_union([shape(one["geometry"]).buffer(0) for one in features])
    # As JSON keeps it, so that what is read again is the same.
    found: dict[str, Any] = json.loads(json.dumps(mapping(merged.simplify(COARSE))))
    return found


def _cycle_faults(cycle: CycleRow) -> list[str]:
    codes = {step.code for step in cycle.steps}
    found = [
        f"“{step.name}”的前置“{code}”不在本生命周期中"
        for step in cycle.steps
        for code in step.after
        if code not in codes
    ]
    found += [
        f"“{step.name}”可以容缺的“{code}”不是它的前置"
        for step in cycle.steps
        for code in step.lenient
        if code not in step.after
    ]
    if not found:
        try:
            schedule([Activity(c, 1) for c in codes], [Link(b, s.code) for s in cycle.steps for b in s.after])
        except Exception as error:  # every refusal of the scheduler is a fault of the file
            found.append(str(error))
    return found


def _localise(cycles: dict[str, CycleRow], file: PermitFile, path: Path) -> list[Fault]:
    """Set each step's office, promise and item as the county says; what is wrong with that."""
    faults: list[Fault] = []
    lines = lines_of(path)
    for code, cycle in cycles.items():
        steps = []
        for step in cycle.steps:
            facts: dict[str, Any] = {"office": file.offices.get(step.office, step.office)}
            promised = file.promised.get(step.code)
            if promised is not None and step.limit is not None:
                if promised > step.limit and step.limit:
                    message = f"“{step.name}”承诺 {promised} 天，超过法定的 {step.limit} 天"
                    faults.append(Fault(str(path), lines.get(("promised", step.code), 1), message))
                facts["promised"] = min(promised, step.limit)
            facts["item"] = file.items.get(step.code, step.item)
            steps.append(step.model_copy(update=facts))
        cycles[code] = cycle.model_copy(update={"steps": steps})
    known = {step.code for cycle in cycles.values() for step in cycle.steps}
    for part, codes in (("promised", file.promised), ("items", file.items)):
        at = {one: lines.get((part, one), 1) for one in codes}
        faults += [Fault(str(path), at[one], f"没有“{one}”这个步骤") for one in codes if one not in known]
    return list(dict.fromkeys(faults))


def apply(programme: Programme, found: Read, actor: str) -> list[Change]:
    changes: list[Change] = []
    units = all_units()
    for cycle in found.cycles:
        steps = [step.model_dump(mode="json") for step in cycle.steps]
        for step in steps:
            step["office_known"] = step["office"] in units
        facts = {"name": cycle.name, "name_en": cycle.name_en, "kinds": cycle.kinds, "steps": steps}
        facts["works"] = [work.model_dump(mode="json") for work in cycle.works]
        changes += _agree(LifeCycle, programme.code, cycle.code, facts)
    for order, city in enumerate(found.cities):
        facts = city.model_dump(exclude={"code"}) | {"order": order}
        changes += _agree(City, programme.code, city.code, facts)
    for place in found.places:
        facts = place.model_dump(include={"name", "name_en", "lon", "lat"})
        changes += _agree(Place, programme.code, place.code, facts)
    gone = City.objects.filter(document=programme.code).exclude(code__in=[c.code for c in found.cities])
    changes += [Change("city", city.code, "remove", city.name) for city in gone]
    gone.delete()
    if found.outline is not None:
        kept = Backdrop.objects.filter(document=programme.code).first()
        if kept is None or kept.geometry != found.outline:
            Backdrop.objects.update_or_create(document=programme.code, defaults={"geometry": found.outline})
            changes.append(Change("backdrop", programme.code, "change" if kept else "create"))
    if changes:
        codes = tuple(dict.fromkeys(change.code for change in changes))
        publish(ContentApplied(actor=actor, at=now(), subject=programme.code, changed=codes))
    return changes


def _agree(model: type[Model], document: str, code: str, facts: dict[str, Any]) -> list[Change]:
    """Make one row say what the file says."""
    kind = model.__name__.lower()
    kept: Any = model._default_manager.filter(document=document, code=code).first()
    if kept is None:
        model._default_manager.create(document=document, code=code, **facts)
        return [Change(kind, code, "create", facts["name"])]
    differing = [name for name, value in facts.items() if getattr(kept, name) != value]
    for name in differing:
        setattr(kept, name, facts[name])
    if differing:
        kept.save(update_fields=differing)
        return [Change(kind, code, "change", "、".join(differing))]
    return []


RULES = ContentKind(
    "project-rules",
    "项目规则",
    ("projects/permits.yaml", "projects/cities.yaml", "places/boundary.geojson"),
    read,
    apply,
)
KINDS = (RULES, PROJECTS, WORK)
