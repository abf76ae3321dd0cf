"""A programme's folder: reading its programme.yaml, applying all its content, making a draft from a document alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_yaml
from luoshi.kernel.events import told_at_the_end
from luoshi.kernel.manifest import Change, Programme, manifests
from luoshi.kernel.today import CHINA
from luoshi.policy.reader import understand
from luoshi.policy.reader.formats import load
from luoshi.policy.reader.model import PolicyDocument
from luoshi.portal.notices.telling import settle

from .checkout import CHECKOUT
from .preparation import forget

NEWS = timedelta(days=5)


class Period(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")


class ProgrammeFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    title: str
    title_en: str = ""
    issuer: str = ""
    issued_on: date | None = None
    period: Period = Period()
    languages: list[str] = ["zh-hans"]
    jurisdiction: str = ""
    policy: str = "policy.txt"
    public: bool | None = None
    demo: dict[str, Any] = {}


def load_programme(folder: Path) -> Programme:
    """Raises ContentFaults where programme.yaml is missing or wrong."""
    file = load_yaml(folder / "programme.yaml", ProgrammeFile)
    if not (folder / file.policy).is_file():
        raise ContentFaults([Fault(str(folder / "programme.yaml"), 1, f"文件原文 {file.policy} 不在此文件夹")])
    return Programme(
        code=file.code,
        folder=folder,
        title=file.title,
        title_en=file.title_en,
        issuer=file.issuer,
        issued_on=file.issued_on,
        period_from=file.period.start,
        period_to=file.period.end,
        jurisdiction=file.jurisdiction,
        policy=file.policy,
        statutes=CHECKOUT / "statutes",
        public=file.public,
        demo=file.demo,
    )


def apply(programme: Programme, *, actor: str = "system", dry_run: bool = False) -> list[Change]:
    """Make the store agree with the folder: all of it or, at any fault, none. A dry run undoes what it did, so that
    what ``plan`` shows is exactly what ``apply`` would change. All files are read before anything is written."""
    kinds = [kind for manifest in manifests() for kind in manifest.content_kinds]
    read, faults = [], []
    for kind in kinds:
        try:
            read.append((kind, kind.read(programme)))
        except ContentFaults as error:
            faults += error.faults
    if faults:
        raise ContentFaults(list(dict.fromkeys(faults)))  # a file that two kinds read says its fault twice
    changes: list[Change] = []
    with transaction.atomic():
        forget()  # what was prepared from these or other files is about to change
        with told_at_the_end():
            for kind, items in read:
                changes += kind.apply(programme, items, actor)
        if dry_run:
            transaction.set_rollback(True)
    return changes


def seed(programme: Programme, tell: Callable[[str], None]) -> None:
    """Every room's synthetic history for a demonstration, made once."""
    for manifest in manifests():
        if manifest.seed is not None and (made := manifest.seed(programme)):
            tell(f"  样例数据（合成）{manifest.label}：{made}")
    if as_of := programme.demo.get("as_of"):
        settle(datetime.combine(as_of - NEWS, time(), CHINA))


def notes(programme: Programme) -> list[str]:
    """What the reader remarks on the document, for whoever starts it: nothing found, a part repaired or unsure."""
    document = understand(load(programme.folder / programme.policy))
    return [*document.source.notes, *document.notes]


def draft(policy: Path, folder: Path) -> Programme:
    """A programme from a document alone: its text, and its units as they are named in it. Kept files are not touched."""
    source = load(policy)
    document = understand(source)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"policy{policy.suffix.lower() or '.txt'}"
    shutil.copyfile(policy, target)
    if not (folder / "programme.yaml").exists():
        _write_programme(folder, target.name, document, policy.stem)
    if not (folder / "units.csv").exists():
        _write_units(folder, document)
    return load_programme(folder)


def _write_programme(folder: Path, policy: str, document: PolicyDocument, stem: str) -> None:
    head = document.head
    facts: dict[str, Any] = {
        "code": slug(stem),
        "title": head.title or stem,
        "issuer": head.issuer,
        "policy": policy,
    }
    if re.fullmatch(r"\d{4}-\d\d-\d\d", head.date):
        facts["issued_on"] = date.fromisoformat(head.date)
    (folder / "programme.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False), "utf-8")


def _write_units(folder: Path, document: PolicyDocument) -> None:
    names = dict.fromkeys(party.name for measure in document.measures for party in measure.responsible)
    lines = ["code,name,short_names,level,kind,parent,groups,name_en"]
    lines += [f'unit-{n},"{name}",,county,,,,' for n, name in enumerate(names, start=1) if '"' not in name]
    (folder / "units.csv").write_text("\n".join(lines) + "\n", "utf-8")


def slug(stem: str) -> str:
    """A code for a programme from a file's name: letters, digits and hyphens; ``draft`` where none are left."""
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:50] or "draft"
