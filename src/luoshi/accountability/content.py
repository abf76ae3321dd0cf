"""What is read of a programme: ``<measure>/state-firms.csv`` and ``<measure>/audit-table.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_csv, load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .domain.resource_accounts import ACCOUNTS
from .events import RegistersApplied
from .models import AuditTable, StateFirm


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
    changes: list[Change] = []
    for measure, table in rows:
        facts = {**table.model_dump(), "measure": measure}
        one = AuditTable.objects.filter(document=programme.code).first()
        if one is None:
            AuditTable.objects.create(document=programme.code, **facts)
            changes.append(Change("audit-table", measure, "create", table.title))
        elif any(getattr(one, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(one, name, value)
            one.save()
            changes.append(Change("audit-table", measure, "change", table.title))
    _told(programme, changes, actor)
    return changes


def _told(programme: Programme, changes: list[Change], actor: str) -> None:
    if changes:
        codes = tuple(change.code for change in changes)
        publish(RegistersApplied(actor=actor, at=now(), subject=programme.code, changed=codes))


KINDS = (
    ContentKind("state-firms", "国有企业", ("*/state-firms.csv",), read_firms, apply_firms),
    ContentKind("audit-tables", "审计评价表", ("*/audit-table.yaml",), read_tables, apply_tables),
)
