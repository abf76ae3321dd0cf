"""The law as content: rules, parameters, tables and facts of all jurisdictions, and what holds in a place on a day."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import narwhals as nw
from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.citation import Citation
from luoshi.kernel.content import ContentFaults, Fault, load_yaml
from luoshi.kernel.jurisdiction import DatedValue, Undetermined, line_of, resolve
from luoshi.kernel.parameters import Parameter, read_parameters

from .errors import RulesOverlap, RuleUnknown
from .rules import Rule
from .tables import Rows, Table, read_tables, scalar


@dataclass(frozen=True)
class Fact:
    name: str
    label: str
    label_en: str
    type: str
    codes: tuple[tuple[str, str], ...] = ()
    help: str = ""
    help_en: str = ""


@dataclass(frozen=True)
class Entity:
    """Whose facts rules speak of. ``parents`` are the entities one of these belongs to, with the column that says to
    which; ``years`` are facts given per year: ``revenue_y1`` is that of the last whole year, ``_y2`` of the one before."""

    code: str
    label: str
    label_en: str
    key: str
    facts: Mapping[str, Fact]
    parents: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, Fact] = field(default_factory=dict)
    intro: str = ""
    intro_en: str = ""

    def fact(self, name: str) -> Fact | None:
        if found := self.facts.get(name):
            return found
        if (match := re.fullmatch(r"(.+)_y([123])", name)) and (base := self.years.get(match[1])):
            when, when_en = {"1": ("上年度", "last year"), "2": ("前年度", "two years ago")}.get(
                match[2], ("再前年度", "three years ago")
            )
            return Fact(name, f"{when}{base.label}", f"{base.label_en}, {when_en}", base.type, base.codes)
        return None


@dataclass(frozen=True)
class Holding:
    """A parameter or table as it holds in a place on a day. ``value`` None: known to be laid down, not as what."""

    code: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    value: int | Rows | None
    raw: Decimal | None = None
    citation: Citation | None = None
    in_force_from: date | None = None
    supplier: str = ""
    note: str = ""
    assumed: bool = False
    """A labelled example value, not law: for samples and what-if only."""
    is_table: bool = False

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def column(self) -> Any:
        if self.is_table:
            return self.value or Rows({})
        return nw.lit(self.value if isinstance(self.value, int) else None, nw.Int64)


@dataclass(frozen=True)
class Law:
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    entities: Mapping[str, Entity]
    assumed: Mapping[str, Decimal] = field(default_factory=dict)

    def named(self, name: str) -> tuple[Rule, ...]:
        found = tuple(rule for rule in self.rules if rule.name == name)
        if not found:
            raise RuleUnknown(name=name, hint=hint(name, {rule.name for rule in self.rules}))
        return found

    def assuming(self, values: Mapping[str, Decimal]) -> Law:
        """The same law with example values where a parameter is not known, or to be tried: code -> value."""
        return replace(self, assumed={**self.assumed, **values})

    def with_values(self, parameters: Mapping[str, Parameter]) -> Law:
        """The same law with the parameters as a store has them."""
        return replace(self, parameters={**self.parameters, **parameters})

    def on(self, day: date, place: str) -> LawOnDay:
        holdings = {code.partition(".")[2]: self._holding(p, day, place) for code, p in self.parameters.items()}
        for name, table in self.tables.items():
            found = resolve(table.values, place, day, label=table.label)
            value = found if isinstance(found, DatedValue) else None
            holdings[name] = Holding(
                table.code,
                table.label,
                table.label_en,
                table.unit,
                table.unit,
                value.value if value else None,
                citation=value.citation if value else None,
                in_force_from=value.in_force_from if value else None,
                supplier=value.supplier if value else getattr(found, "supplier", ""),
                is_table=True,
            )
        return LawOnDay(self, day, place, _in_force(self.rules, day, place), holdings)

    def _holding(self, parameter: Parameter, day: date, place: str) -> Holding:
        facts = (parameter.code, parameter.label, parameter.label_en, parameter.unit, parameter.unit_en)
        found = resolve(parameter.values, place, day, label=parameter.label)
        known = None if isinstance(found, Undetermined) else found
        if parameter.code in self.assumed:
            raw = self.assumed[parameter.code]
            return Holding(*facts, scalar(raw, parameter.unit), raw, assumed=True, in_force_from=day)
        if known is None or known.value is None:
            return Holding(*facts, None, supplier=found.supplier)
        return Holding(
            *facts,
            scalar(known.value, parameter.unit),
            known.value,
            known.citation,
            known.in_force_from,
            note=getattr(known, "note", ""),
        )


@dataclass(frozen=True)
class LawOnDay:
    """What holds in a place on a day: one rule a name, the narrowest jurisdiction's; parameters by short name."""

    law: Law
    day: date
    place: str
    rules: Mapping[str, Rule]
    holdings: Mapping[str, Holding]

    @property
    def entities(self) -> Mapping[str, Entity]:
        return self.law.entities


def _in_force(rules: Iterable[Rule], day: date, place: str) -> dict[str, Rule]:
    order = {code: n for n, code in enumerate(line_of(place))}
    found: dict[str, Rule] = {}
    for rule in rules:
        if not rule.in_force(day) or rule.jurisdiction not in order:
            continue
        other = found.get(rule.name)
        if other is not None and other.jurisdiction == rule.jurisdiction:
            raise RulesOverlap(name=rule.label, day=day, first=other.source, second=rule.source)
        if other is None or order[rule.jurisdiction] < order[other.jurisdiction]:
            found[rule.name] = rule
    return found


def hint(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"是不是“{near[0]}”？" if near else "请核对拼写，或先登记这个名称。"


class _Field(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    label_en: str = ""
    type: str = Field(pattern="^(integer|money|number|date|boolean|code)$")
    codes: list[tuple[str, str]] = []
    help: str = ""
    help_en: str = ""


class _Entity(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    label_en: str = ""
    intro: str = ""
    intro_en: str = ""
    fields: list[_Field]


class _Entities(BaseModel):
    model_config = ConfigDict(extra="forbid")
    entities: list[_Entity]


def read_law(statutes: Path, registers: Iterable[Entity] = ()) -> Law:
    """All law under a folder, the nation's first. ``registers`` are the entities whose facts registers hold; files under
    ``facts/`` add others. Raises ContentFaults."""
    entities = {entity.code: entity for entity in registers}
    for path in _files(statutes, "facts/*.yaml"):
        for given in load_yaml(path, _Entities).entities:
            facts = {f.name: Fact(**{**f.model_dump(), "codes": tuple(f.codes)}) for f in given.fields}
            entities[given.code] = Entity(
                given.code, given.label, given.label_en, "id", facts, intro=given.intro, intro_en=given.intro_en
            )
    rules = [rule for path in _files(statutes, "rules/**/*.py") for rule in read_rules(path, statutes)]
    return Law(
        tuple(rules),
        read_parameters(_files(statutes, "parameters/*.yaml")),
        read_tables(_files(statutes, "tables/*.yaml")),
        entities,
    )


def _files(statutes: Path, pattern: str) -> list[Path]:
    return sorted(
        statutes.glob(f"*/{pattern}"), key=lambda file: (file.relative_to(statutes).parts[0] != "cn", str(file))
    )


def read_rules(path: Path, statutes: Path) -> list[Rule]:
    """The rules that a file defines, in its order. ``JURISDICTION`` in the file says whose they are."""
    name = "luoshi_statutes." + ".".join(path.relative_to(statutes).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ContentFaults([Fault(str(path), 1, "不是规则文件")])
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = getattr(error, "lineno", None) or _line_in(error, path)
        raise ContentFaults([Fault(str(path), line, f"规则文件不能加载：{error}")]) from error
    whose, file = getattr(module, "JURISDICTION", ""), str(path.relative_to(statutes))
    own = [value for value in vars(module).values() if isinstance(value, Rule)]
    return [replace(rule, jurisdiction=whose, file=file) for rule in own if rule.function.__module__ == name]


def _line_in(error: BaseException, path: Path) -> int:
    trace, line = error.__traceback__, 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
