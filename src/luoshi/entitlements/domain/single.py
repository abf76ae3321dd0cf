"""One household, person or firm: facts given by hand or from a register, run through the same plan as a population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl

from .law import Entity, LawOnDay
from .plan import Plan, wire
from .tables import scalar

Given = Mapping[str, Sequence[Mapping[str, Any]]]
"""Entity -> rows of facts, and of rules whose values are given instead of being worked out."""
ONE_KEY = "1"
_KINDS: dict[str, Any] = {"date": pl.Date, "boolean": pl.Boolean, "text": pl.String, "code": pl.String}


@dataclass(frozen=True)
class Answer:
    """``rows`` are the tables with a value for every rule of the plan."""

    plan: Plan
    rows: Mapping[str, list[dict[str, Any]]]

    def value(self, name: str, row: int = 0) -> Any:
        return self.rows[self.plan.law.rules[name].entity][row][name]


def ask(law: LawOnDay, targets: Iterable[str], given: Given) -> Answer:
    """What the rules say of the facts; what is not given is not known."""
    plan = plan_for(law, targets, given)
    found = plan.run(tables(plan, given))
    return Answer(plan, {entity: nw.to_native(frame).to_dicts() for entity, frame in found.items()})


def plan_for(law: LawOnDay, targets: Iterable[str], given: Given) -> Plan:
    named = {rule.name for rule in law.law.rules}
    brought = [(entity, name) for entity, rows in given.items() for row in rows for name in row if name in named]
    return wire(law, targets, given=brought)


def tables(plan: Plan, given: Given) -> dict[str, Any]:
    """A small table for every entity that the plan asks for, linked to each other where nothing else is said."""
    used = {node.entity for node in plan.nodes.values()}
    used |= {parent for code in used for parent in plan.law.entities[code].parents if parent in used}
    return {code: table(plan.law, plan.law.entities[code], given.get(code) or [{}], used) for code in used}


def table(law: LawOnDay, entity: Entity, rows: Sequence[Mapping[str, Any]], used: Iterable[str] = ()) -> Any:
    links = {link: ONE_KEY for parent, link in entity.parents.items() if parent in used}
    keys = {} if len(rows) > 1 else {entity.key: ONE_KEY}
    full = [{entity.key: str(n), **keys, **links, **row} for n, row in enumerate(rows, start=1)]
    names = list(dict.fromkeys(name for row in full for name in row))
    schema = {name: kind(law, entity, name) for name in names}
    columns = {name: pl.Series(name, [row.get(name) for row in full], schema[name]) for name in names}
    return nw.from_native(pl.DataFrame(columns))


def kind(law: LawOnDay, entity: Entity, name: str) -> Any:
    if (fact := entity.fact(name)) is not None:
        return pl.Float64 if fact.type == "number" else _KINDS.get(fact.type, pl.Int64)
    if (rule := law.rules.get(name)) is not None:
        return {"bool": pl.Boolean, "text": pl.String, "date": pl.Date}.get(rule.unit, pl.Int64)
    return pl.String if name in {entity.key, *entity.parents.values()} else pl.Int64


def written(law: LawOnDay, entity: str, name: str, value: Any) -> Any:
    """A value as people write it (yuan, percent, 2024-10) as the engine keeps it. Raises ValueError, NotExact."""
    fact, rule = law.entities[entity].fact(name), law.rules.get(name)
    what = fact.type if fact else (rule.unit if rule else "text")
    return engine_value(what, value)


def engine_value(what: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if what in {"money", "fen"}:
        return scalar(Decimal(str(value)), "元")
    if what == "rate":
        return scalar(Decimal(str(value)), "%")
    if what == "month":
        return int(str(value)[:4]) * 12 + int(str(value)[5:7]) - 1
    if what == "date":
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if what in {"boolean", "bool"}:
        return value if isinstance(value, bool) else str(value) in {"1", "true", "True", "是"}
    if what in {"text", "code"}:
        return str(value)
    return float(value) if what == "number" else int(value)
