"""Which mechanisms of a programme's measures rules carry out: ``entitlements.yaml``, checked against the statutes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, RootModel

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .models import Arrangement
from .service import whole_law

FILE = "entitlements.yaml"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    measure: str
    code: str = Field(pattern=r"^entitlements\.[a-z-]+$")
    title: str
    title_en: str = ""
    clauses: list[str]
    rules: list[str] = Field(min_length=1)


class _File(RootModel[list[_Row]]):
    pass


def read(programme: Programme) -> list[_Row]:
    path = programme.folder / FILE
    if not path.exists():
        return []
    rows, lines = load_yaml(path, _File).root, lines_of(path)
    known = {rule.name for rule in whole_law().rules}
    faults = [
        Fault(str(path), lines.get((n, "rules", m), 1), f"statutes/ 中没有规则“{name}”")
        for n, row in enumerate(rows)
        for m, name in enumerate(row.rules)
        if name not in known
    ]
    if faults:
        raise ContentFaults(faults)
    return rows


def apply(programme: Programme, rows: list[_Row], actor: str) -> list[Change]:
    kept = {(a.measure, a.code): a for a in Arrangement.objects.filter(document=programme.code)}
    changes, served = [], []
    for row in rows:
        facts: dict[str, Any] = row.model_dump(exclude={"measure", "code"}) | {"jurisdiction": programme.jurisdiction}
        found = kept.pop((row.measure, row.code), None)
        if found is None:
            Arrangement.objects.create(document=programme.code, measure=row.measure, code=row.code, **facts)
            changes.append(Change("entitlement", row.code, "create", row.title))
        elif differing := [name for name, value in facts.items() if getattr(found, name) != value]:
            for name in differing:
                setattr(found, name, facts[name])
            found.save(update_fields=differing)
            changes.append(Change("entitlement", row.code, "change", "、".join(differing)))
        else:
            continue
        served.append(_serves(programme, row, actor))
    for (_measure, code), gone in kept.items():
        gone.delete()
        changes.append(Change("entitlement", code, "remove"))
    publish(served)
    return changes


def _serves(programme: Programme, row: _Row, actor: str) -> Serves:
    return Serves(
        actor=actor,
        at=now(),
        subject=f"{row.code}@{row.measure}",
        document=programme.code,
        clauses=tuple(row.clauses),
        room="entitlements",
        kind="rules",
        title=row.title,
        url=reverse("entitlements:statute", args=[row.rules[0]]),
    )


ENTITLEMENTS = ContentKind("entitlements", "政策规则", (FILE,), read, apply)
