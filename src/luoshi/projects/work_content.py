"""Land and research of a programme: ``<measure>/plots.geojson`` and ``land.yaml``, ``<measure>/research.yaml``.

What meetings and draws made of them is kept: a plot given away stays with its project, a call under way keeps its terms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from shapely.errors import ShapelyError
from shapely.geometry import shape

from luoshi.kernel.content import ContentFaults, Fault, load_yaml, read_text
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.policy.api import clause_codes
from luoshi.registry.api import all_units

from . import models
from .domain.calls import CONFLICTS
from .events import ContentApplied


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlotRow(_Strict):
    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=80)
    name_en: str = ""
    township: str = Field(pattern=r"^(\d{9}|\d{12})$")
    use: Literal["industry", "public", "transport", "housing", "commerce"]
    area_mu: Decimal = Field(gt=0)
    new_mu: Decimal = Field(default=Decimal(0), ge=0)
    cropland_mu: Decimal = Field(default=Decimal(0), ge=0)
    basic_farmland_mu: Decimal = Field(default=Decimal(0), ge=0)
    note: str = ""
    synthetic: bool = False


class QuotaRow(_Strict):
    year: int = Field(ge=2000, le=2100)
    kind: Literal["new", "cropland"]
    mu: Decimal = Field(ge=0)
    source: str = Field(min_length=1)
    synthetic: bool = False


class _LandFile(_Strict):
    quota: list[QuotaRow]


class TargetRow(_Strict):
    name: str
    unit: str = ""
    base: Decimal
    goal: Decimal
    core: bool = True


class CallRow(_Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=60)
    title: str
    title_en: str = ""
    field: str
    problem: str
    targets: list[TargetRow] = Field(min_length=1)
    budget_yuan: Decimal = Field(gt=0)
    cap_yuan: Decimal = Field(gt=0)
    share: Decimal = Field(gt=0, le=1)
    shares: list[Decimal] = Field(min_length=1)
    open_days: int = Field(default=30, ge=1)
    seats: int = Field(default=5, ge=3)

    @field_validator("shares")
    @classmethod
    def _whole(cls, given: list[Decimal]) -> list[Decimal]:
        if sum(given) != 1 or min(given) < 0:
            raise ValueError("各期比例之和应为 1")
        return given


class ProgrammeRow(_Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=40)
    name: str
    name_en: str = ""
    clauses: list[str]
    budget_yuan: Decimal = Field(gt=0)
    owner: str
    fields: list[str]
    synthetic: bool = False
    calls: list[CallRow] = []


class CloseRow(_Strict):
    who: str
    kind: str
    year: int = 0

    @field_validator("kind")
    @classmethod
    def _known(cls, given: str) -> str:
        if given not in CONFLICTS:
            raise ValueError(f"关系应为 {'、'.join(CONFLICTS)} 之一")
        return given


class ExpertRow(_Strict):
    code: str
    name: str
    employer: str
    fields: list[str]
    close: list[CloseRow] = []
    username: str = ""
    synthetic: bool = False


class BreachRow(_Strict):
    who: str
    what: str
    day: date
    until: date
    credit_code: str = ""
    synthetic: bool = False


class _ResearchFile(_Strict):
    programmes: list[ProgrammeRow] = []
    experts: list[ExpertRow] = []
    integrity: list[BreachRow] = []


@dataclass
class Read:
    plots: list[tuple[PlotRow, dict[str, Any]]] = field(default_factory=list)
    quota: list[QuotaRow] = field(default_factory=list)
    programmes: list[tuple[str, ProgrammeRow]] = field(default_factory=list)
    experts: list[ExpertRow] = field(default_factory=list)
    integrity: list[BreachRow] = field(default_factory=list)


def read(programme: Programme) -> Read:
    """Raises ContentFaults: outlines that are none, more land of a kind than the plot has, codes twice, unknown clauses."""
    found, faults = Read(), []
    for path in sorted(programme.folder.glob("*/plots.geojson")):
        faults += _read_plots(path, found)
    for path in sorted(programme.folder.glob("*/land.yaml")):
        found.quota += load_yaml(path, _LandFile).quota
    clauses = clause_codes(programme)
    for path in sorted(programme.folder.glob("*/research.yaml")):
        file = load_yaml(path, _ResearchFile)
        measure = str(int(path.parent.name.split("-")[0]))
        found.programmes += [(measure, row) for row in file.programmes]
        found.experts += file.experts
        found.integrity += file.integrity
        unknown = [c for row in file.programmes for c in row.clauses if clauses is not None and c not in clauses]
        faults += [Fault(str(path), 1, f"文件中没有条款 {code}") for code in unknown]
    for label, codes in (
        ("地块编号", [row.code for row, _geometry in found.plots]),
        ("专项代码", [row.code for _measure, row in found.programmes]),
        ("榜单编号", [call.code for _measure, row in found.programmes for call in row.calls]),
        ("专家编号", [row.code for row in found.experts]),
    ):
        faults += [Fault(str(programme.folder), 1, f"{label}“{code}”重复") for code in _twice(codes)]
    if faults:
        raise ContentFaults(faults)
    return found


def _twice(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [code for code in codes if code in seen or seen.add(code)]  # type: ignore[func-returns-value]


def _read_plots(path: Path, found: Read) -> list[Fault]:
    faults = []
    try:
        features = json.loads(read_text(path))["features"]
    except (ValueError, KeyError, TypeError) as error:
        return [Fault(str(path), 1, f"不是有效的 GeoJSON：{str(error)[:80]}")]
    for n, feature in enumerate(features, start=1):
        where = f"第 {n} 个地块"
        try:
            row = PlotRow.model_validate(feature["properties"])
            outline = shape(feature["geometry"])
        except (ValidationError, ShapelyError, KeyError, TypeError, ValueError, AttributeError) as error:
            faults.append(Fault(str(path), 1, f"{where}：{str(error)[:160]}"))
            continue
        if outline.geom_type not in ("Polygon", "MultiPolygon") or not outline.is_valid or outline.is_empty:
            faults.append(Fault(str(path), 1, f"{where}“{row.name}”的范围不是有效的面"))
        west, south, east, north = outline.bounds
        if not (73 <= west <= east <= 136 and 3 <= south <= north <= 54):
            faults.append(Fault(str(path), 1, f"{where}“{row.name}”不在中国境内：坐标应为经度、纬度（WGS84）"))
        if max(row.new_mu, row.cropland_mu, row.basic_farmland_mu) > row.area_mu:
            faults.append(Fault(str(path), 1, f"{where}“{row.name}”的分项面积大于总面积"))
        found.plots.append((row, feature["geometry"]))
    return faults


def apply(programme: Programme, found: Read, actor: str) -> list[Change]:
    units = {code: facts.id for code, facts in all_units().items()}
    document, changes = programme.code, list[Change]()
    for row, outline in found.plots:
        facts = row.model_dump(exclude={"code"}) | {"outline": outline}
        changes += _agree(models.LandPlot, {"document": document, "code": row.code}, facts)
    for quota in found.quota:
        key = {"document": document, "year": quota.year, "kind": quota.kind}
        changes += _agree(models.LandQuota, key, quota.model_dump(include={"mu", "source", "synthetic"}))
    for measure, one in found.programmes:
        if one.owner not in units:
            continue  # the units' own file names it as a fault where a programme has one
        facts = one.model_dump(exclude={"code", "owner", "calls"}) | {"measure": measure, "owner_id": units[one.owner]}
        changes += _agree(models.Programme, {"document": document, "code": one.code}, facts)
        kept = models.Programme.objects.get(document=document, code=one.code)
        for call in one.calls:
            changes += _apply_call(kept, call, one.synthetic)
    for expert in found.experts:
        facts = expert.model_dump(exclude={"code", "close"})
        facts["close"] = [[c.who, c.kind, c.year] for c in expert.close]
        changes += _agree(models.Expert, {"document": document, "code": expert.code}, facts)
    for breach in found.integrity:
        facts = breach.model_dump(exclude={"who", "what"})
        changes += _agree(
            models.IntegrityEntry, {"document": document, "who": breach.who, "what": breach.what}, facts, by="system"
        )
    if changes:
        codes = tuple(dict.fromkeys(change.code for change in changes))
        publish(ContentApplied(actor=actor, at=now(), subject=document, changed=codes))
    return changes


def _apply_call(programme: models.Programme, row: CallRow, synthetic: bool) -> list[Change]:
    kept = models.Call.objects.filter(code=row.code).first()
    if kept is not None and kept.state != "draft":
        return []  # its terms were published: they hold to the end
    facts = row.model_dump(exclude={"code", "targets", "shares"}) | {"synthetic": synthetic}
    facts["targets"] = [[t.name, t.unit, f"{t.base:f}", f"{t.goal:f}", t.core] for t in row.targets]
    facts["shares"] = [f"{share:f}" for share in row.shares]
    return _agree(models.Call, {"code": row.code}, facts, programme=programme)


def _agree(model: type[Model], key: dict[str, Any], facts: dict[str, Any], **first: Any) -> list[Change]:
    """Make one row say what the file says; ``first`` only when it is made."""
    kind, code = model.__name__.lower(), str(key.get("code") or "-".join(str(v) for v in list(key.values())[1:]))
    kept: Any = model._default_manager.filter(**key).first()
    if kept is None:
        model._default_manager.create(**key, **facts, **first)
        return [Change(kind, code, "create", code)]
    differing = [name for name, value in facts.items() if getattr(kept, name) != value]
    for name in differing:
        setattr(kept, name, facts[name])
    if differing:
        kept.save(update_fields=differing)
        return [Change(kind, code, "change", "、".join(differing))]
    return []


WORK = ContentKind("project-work", "用地和科研", ("*/plots.geojson", "*/land.yaml", "*/research.yaml"), read, apply)
