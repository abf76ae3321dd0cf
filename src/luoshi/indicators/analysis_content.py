"""What is read of a programme: ``<measure>/analyses.yaml``, each analysis with the options of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.policy.api import clause_codes

from .analyses import KINDS
from .content import read as read_indicators
from .events import IndicatorsDefined
from .models import Analysis


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,63}$")
    kind: str
    name: str = Field(max_length=100)
    name_en: str = Field(max_length=200)
    clauses: list[str]
    options: dict[str, Any]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    measure: str
    analyses: list[Entry]


@dataclass(frozen=True)
class Read:
    measure: str
    entry: Entry
    options: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]


def read(programme: Programme) -> list[Read]:
    """Raises ContentFaults: kinds there are not, options that do not fit, indicators or files there are not."""
    files = sorted(programme.folder.glob("*/analyses.yaml"))
    known = {row.entry.code for row in read_indicators(programme)} if files else set()
    clauses = clause_codes(programme) if files else None
    found: list[Read] = []
    faults: list[Fault] = []
    for path in files:
        try:
            file = load_yaml(path, _File)
        except ContentFaults as error:
            faults += error.faults
            continue
        lines = lines_of(path)
        for n, entry in enumerate(file.analyses):
            line = lines.get(("analyses", n), 1)
            if any(row.entry.code == entry.code for row in found):
                faults.append(Fault(str(path), line, f"分析代码“{entry.code}”重复"))
                continue
            row, wrong = _checked(path, file.measure, entry, known)
            wrong += [f"文件中没有条款 {c}" for c in entry.clauses if clauses is not None and c not in clauses]
            faults += [Fault(str(path), line, message) for message in wrong]
            if row is not None:
                found.append(row)
    if faults:
        raise ContentFaults(faults)
    return found


def _checked(path: Path, measure: str, entry: Entry, known: set[str]) -> tuple[Read | None, list[str]]:
    kind = KINDS.get(entry.kind)
    if kind is None:
        return None, [f"没有“{entry.kind}”这种分析，可用 {'、'.join(KINDS)}"]
    try:
        options = kind.options.model_validate(entry.options)
    except ValidationError as error:
        return None, [f"options.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    faults = [f"没有指标 {code}" for code in kind.codes(options) if code not in known]
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in kind.tables(options):
        try:
            tables[name] = pl.read_csv(path.parent / Path(name).name).to_dicts()
        except (OSError, pl.exceptions.PolarsError) as error:
            faults.append(f"读不出数据表 {name}：{str(error).splitlines()[0][:80]}")
    return Read(measure, entry, options.model_dump(mode="json"), tables), faults


def apply(programme: Programme, rows: list[Read], actor: str) -> list[Change]:
    kept = {one.code: one for one in Analysis.objects.filter(document=programme.code)}
    changes: list[Change] = []
    told: list[Any] = []
    for order, row in enumerate(rows, start=1):
        facts: dict[str, Any] = {
            "kind": row.entry.kind,
            "document": programme.code,
            "measure": row.measure,
            "clauses": row.entry.clauses,
            "name": row.entry.name,
            "name_en": row.entry.name_en,
            "options": row.options,
            "tables": row.tables,
            "order": order,
            "retired": False,
        }
        one = kept.pop(row.entry.code, None)
        if one is None:
            Analysis.objects.create(code=row.entry.code, **facts)
            changes.append(Change("analysis", row.entry.code, "create", row.entry.name))
        elif differing := [name for name, value in facts.items() if getattr(one, name) != value]:
            for name in differing:
                setattr(one, name, facts[name])
            one.save(update_fields=differing)
            changes.append(Change("analysis", one.code, "change", "、".join(differing)))
        told.append(
            Serves(
                actor=actor,
                at=now(),
                subject=row.entry.code,
                document=programme.code,
                clauses=tuple(row.entry.clauses),
                room="indicators",
                kind="analysis",
                title=row.entry.name,
                url=reverse("indicators:analysis", args=[row.entry.code]),
            )
        )
    for one in kept.values():
        if not one.retired:
            one.retired = True
            one.save(update_fields=["retired"])
            changes.append(Change("analysis", one.code, "remove", one.name))
    if changes:
        codes = tuple(dict.fromkeys(change.code for change in changes))
        publish([*told, IndicatorsDefined(actor=actor, at=now(), subject=programme.code, changed=codes)])
    return changes


ANALYSES = ContentKind("analyses", "指标分析", ("*/analyses.yaml",), read, apply)
