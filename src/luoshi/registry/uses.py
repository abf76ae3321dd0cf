"""``registers.yaml``: which registers are mechanisms of a programme's measures, and whether they are kept."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, RootModel

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .domain.registers import REGISTERS
from .models import VERSIONS, RegisterUse

FILE = "registers.yaml"
MECHANISMS = {
    "registry.talents": "tests/journeys/test_registers.py::test_a_register_that_is_kept_carries_its_mechanism"
}
"""Mechanism -> its story test."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    measure: str
    code: str = Field(pattern=r"^registry\.[a-z-]+$")
    register_: str = Field(alias="register")
    title: str
    title_en: str = ""
    clauses: list[str] = Field(min_length=1)


class _File(RootModel[list[_Row]]):
    pass


def read_uses(programme: Programme) -> list[_Row]:
    path = programme.folder / FILE
    if not path.exists():
        return []
    rows, lines = load_yaml(path, _File).root, lines_of(path)
    faults = [
        Fault(str(path), lines.get((n, "register"), 1), f"没有名录“{row.register_}”，可用：{'、'.join(REGISTERS)}")
        for n, row in enumerate(rows)
        if row.register_ not in REGISTERS
    ]
    if faults:
        raise ContentFaults(faults)
    return rows


def apply_uses(programme: Programme, rows: list[_Row], actor: str) -> list[Change]:
    kept = {(use.measure, use.code): use for use in RegisterUse.objects.filter(document=programme.code)}
    changes, served = [], []
    for row in rows:
        facts: dict[str, Any] = row.model_dump(by_alias=True, exclude={"measure", "code"})
        use = kept.pop((row.measure, row.code), None)
        made = use is None
        use = use or RegisterUse(document=programme.code, measure=row.measure, code=row.code)
        differing = [name for name, value in facts.items() if getattr(use, name) != value]
        if not made and not differing:
            continue
        for name, value in facts.items():
            setattr(use, name, value)
        use.save()
        changes.append(Change("register-use", row.code, "create" if made else "change", row.title))
        served.append(_serves(use, actor))
    for gone in kept.values():
        changes.append(Change("register-use", gone.code, "remove"))
        gone.delete()
    publish(served)
    return changes


def _serves(use: RegisterUse, actor: str) -> Serves:
    return Serves(
        actor=actor,
        at=now(),
        subject=f"{use.code}@{use.measure}",
        document=use.document,
        clauses=tuple(use.clauses),
        room="registry",
        kind="register",
        title=use.title,
        url=reverse("registry:register", args=[use.register]),
    )


def is_kept(document: str, measure: str, code: str) -> bool:
    """Whether the register that the mechanism stands on knows anybody today."""
    use = RegisterUse.objects.filter(document=document, measure=measure, code=code).first()
    return use is not None and VERSIONS[use.register]._default_manager.filter(known_to__isnull=True).exists()


USES = ContentKind("registers", "名录用途", (FILE,), read_uses, apply_uses)
