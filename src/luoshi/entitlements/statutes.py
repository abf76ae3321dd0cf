"""The law of this checkout over the registers' facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from luoshi.registry.api import REGISTERS, Register

from .domain.law import Entity, Fact, Law, read_law

_PARENTS: Mapping[str, Mapping[str, str]] = {"person": {"household": "household_number", "firm": "employer"}}


def register_entities() -> list[Entity]:
    """People in households and firms; firms with their years."""
    return [
        Entity(
            register.code,
            register.label,
            register.label_en,
            register.key,
            _facts(register),
            _PARENTS.get(register.code, {}),
            _facts(REGISTERS["firm_year"]) if register.code == "firm" else {},
        )
        for register in REGISTERS.values()
        if register.code != "firm_year"
    ]


def _facts(register: Register) -> dict[str, Fact]:
    return {f.name: Fact(f.name, f.label, f.label_en, f.type, f.codes) for f in register.fields}


def read_statutes(folder: Path) -> Law:
    """Raises ContentFaults."""
    return read_law(folder, register_entities())


@lru_cache(maxsize=4)
def statutes_in(folder: Path) -> Law:
    """The same, read once a process: law changes with a new version of the checkout."""
    return read_statutes(folder)
