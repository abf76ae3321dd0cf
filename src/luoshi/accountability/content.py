"""What is read of a programme: ``<measure>/state-firms.csv``, ``<measure>/audit-table.yaml`` and
``<measure>/performance-table.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_csv, load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .assets.performance import INDICATORS
from .domain.resource_accounts import ACCOUNTS
from .events import RegistersApplied
from .models import AuditTable, PerformanceTable, StateFirm


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FirmRow(_Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    name: str = Field(max_length=120)
    name_en: str = ""
    parent: str = ""
    share: float = Field(default=1.0, gt=0, le=1)
    function_class: str = ""
    industry: str = Field(default="", pattern=r"^(\d{2,4})?$")
    synthetic: bool = False


class ItemRow(_Strict):
    code: str = Field(pattern=r"^[a-z0-9_]+$", max_length=40)
    label: str
    label_en: str
    full: float = Field(gt=0)
    rule: Literal["account", "entered", "deduct"]
    account: str = ""
    kind: str = ""
    change: float = 0.0
    each: float = Field(default=0.0, ge=0)


class SectionRow(_Strict):
    code: str = Field(pattern=r"^[a-z0-9_]+$", max_length=40)
    label: str
    label_en: str
    cap: float = Field(gt=0)
    items: list[ItemRow] = Field(min_length=1)


class TableFile(_Strict):
    title: str
    source: str
    synthetic: bool = False
    sections: list[SectionRow]


class BandsRow(_Strict):
    """``standards``: 优秀, 良好, 平均, 较低, 较差, in percent; falling, or rising where less is better."""

    indicator: str
    weight: float = Field(gt=0)
    standards: tuple[float, float, float, float, float]


class BandsFile(_Strict):
    title: str
    source: str
    synthetic: bool = False
    rows: list[BandsRow] = Field(min_length=1)


def _measure(path: Path) -> str:
    return str(int(path.parent.name[:2]))


def read_firms(programme: Programme) -> list[tuple[str, FirmRow]]:
    found: list[tuple[str, FirmRow]] = []
    faults: list[Fault] = []
    for path in sorted(programme.folder.glob("*/state-firms.csv")):
        rows = load_csv(path, FirmRow)
        codes = {row.code for row in rows}
        for line, row in enumerate(rows, start=2):
            if any(row.code == other.code for _m, other in found):
                faults.append(Fault(str(path), line, f"企业代码“{row.code}”重复"))
            if row.parent and row.parent not in codes:
                faults.append(Fault(str(path), line, f"上级企业“{row.parent}”不在名录中"))
            if row.parent == row.code:
                faults.append(Fault(str(path), line, "上级不能是它自己"))
            found.append((_measure(path), row))
    if faults:
        raise ContentFaults(faults)
    return found


def apply_firms(programme: Programme, rows: list[tuple[str, FirmRow]], actor: str) -> list[Change]:
    """Make the register agree. A firm that a reorganisation has moved since stays where it was moved."""
    kept = {one.code: one for one in StateFirm.objects.filter(document=programme.code)}
    changes: list[Change] = []
    for measure, row in rows:
        facts: dict[str, Any] = {**row.model_dump(exclude={"code"}), "measure": measure}
        facts["share"] = round(facts["share"], 8)
        one = kept.get(row.code)
        if one is None:
            StateFirm.objects.create(code=row.code, document=programme.code, **facts)
            changes.append(Change("state-firm", row.code, "create", row.name))
            continue
        if one.reorganisations.filter(completed_on__isnull=False).exists():
            del facts["parent"], facts["share"]
        differing = [name for name, value in facts.items() if _differs(getattr(one, name), value)]
        if differing:
            for name in differing:
                setattr(one, name, facts[name])
            one.save(update_fields=differing)
            changes.append(Change("state-firm", row.code, "change", "、".join(differing)))
    _told(programme, changes, actor)
    return changes


def _differs(stored: Any, given: Any) -> bool:
    return float(stored) != given if isinstance(given, float) else bool(stored != given)


def read_tables(programme: Programme) -> list[tuple[str, TableFile]]:
    found, faults = [], []
    for path in sorted(programme.folder.glob("*/audit-table.yaml")):
        table = load_yaml(path, TableFile)
        items = [item for section in table.sections for item in section.items]
        if sum(section.cap for section in table.sections) != 100:
            faults.append(Fault(str(path), 1, "各部分的满分之和应为 100"))
        if len({item.code for item in items}) != len(items):
            faults.append(Fault(str(path), 1, "项目代码有重复"))
        faults += [
            Fault(str(path), 1, f"项目“{item.label}”的账户“{item.account}”不存在")
            for item in items
            if item.rule == "account" and item.account not in ACCOUNTS
        ]
        found.append((_measure(path), table))
    if faults:
        raise ContentFaults(faults)
    return found


def apply_tables(programme: Programme, rows: list[tuple[str, TableFile]], actor: str) -> list[Change]:
    return _one_table(programme, AuditTable, "audit-table", rows, actor)


def _one_table(
    programme: Programme, model: Any, kind: str, rows: Sequence[tuple[str, TableFile | BandsFile]], actor: str
) -> list[Change]:
    """Make the document's one table of a kind agree with its file."""
    changes: list[Change] = []
    for measure, table in rows:
        facts = {**table.model_dump(mode="json"), "measure": measure}
        one = model.objects.filter(document=programme.code).first()
        if one is None:
            model.objects.create(document=programme.code, **facts)
            changes.append(Change(kind, measure, "create", table.title))
        elif any(getattr(one, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(one, name, value)
            one.save()
            changes.append(Change(kind, measure, "change", table.title))
    _told(programme, changes, actor)
    return changes


def read_bands(programme: Programme) -> list[tuple[str, BandsFile]]:
    found, faults = [], []
    for path in sorted(programme.folder.glob("*/performance-table.yaml")):
        table = load_yaml(path, BandsFile)
        if sum(row.weight for row in table.rows) != 100:
            faults.append(Fault(str(path), 1, "各指标的权重之和应为 100"))
        for row in table.rows:
            if row.indicator not in INDICATORS:
                faults.append(Fault(str(path), 1, f"没有“{row.indicator}”这个指标：{'、'.join(INDICATORS)}"))
            steps = [one - other for one, other in pairwise(row.standards)]
            if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
                faults.append(Fault(str(path), 1, f"“{row.indicator}”的五档标准值应依次变小，或依次变大"))
        found.append((_measure(path), table))
    if faults:
        raise ContentFaults(faults)
    return found


def apply_bands(programme: Programme, rows: list[tuple[str, BandsFile]], actor: str) -> list[Change]:
    return _one_table(programme, PerformanceTable, "performance-table", rows, actor)


def _told(programme: Programme, changes: list[Change], actor: str) -> None:
    if changes:
        codes = tuple(change.code for change in changes)
        publish(RegistersApplied(actor=actor, at=now(), subject=programme.code, changed=codes))


KINDS = (
    ContentKind("state-firms", "国有企业", ("*/state-firms.csv",), read_firms, apply_firms),
    ContentKind("performance-tables", "国企绩效评价标准值", ("*/performance-table.yaml",), read_bands, apply_bands),
    ContentKind("audit-tables", "审计评价表", ("*/audit-table.yaml",), read_tables, apply_tables),
)
