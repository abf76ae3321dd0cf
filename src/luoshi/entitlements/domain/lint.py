"""Faults of law as content, before anyone is hurt: rules without a source, parameters nothing reads, numbers in formulas,
overlaps and gaps in dates, provisions that can both apply and disagree, each with an example that shows it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import narwhals as nw
import polars as pl

from luoshi.kernel.errors import ExpectedError

from .law import Law, LawOnDay
from .plan import wire, with_years
from .rules import Rule

OWN_NUMBERS = {0, 1}


@dataclass(frozen=True)
class LawFault:
    """``kind`` is uncited, unread, number, ambiguous, overlap, gap, unwired, conflict; ``example`` the key of somebody it shows on."""

    kind: str
    name: str
    detail: str
    example: str = ""


def lint(law: Law, day: date, places: Iterable[str] = ("",)) -> list[LawFault]:
    """What can be found without a population."""
    found = [*_uncited(law), *_numbers(law), *_unread(law), *_ambiguous(law), *_dates(law)]
    for place in places:
        found += _unwired(law, day, place)
    return list(dict.fromkeys(found))


def _uncited(law: Law) -> list[LawFault]:
    found = [LawFault("uncited", rule.name, rule.label) for rule in law.rules if not rule.source.strip()]
    for parameter in law.parameters.values():
        found += [
            LawFault("uncited", parameter.code, f"{parameter.label} {value.in_force_from}")
            for value in parameter.values
            if value.value is not None and value.citation is None and not value.note
        ]
    return found


def _numbers(law: Law) -> list[LawFault]:
    """Numbers belong into parameters, where they have dates and sources."""
    found = []
    for rule in law.rules:
        tree = ast.parse(textwrap.dedent(inspect.getsource(rule.function)))
        body = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)).body
        for node in (n for statement in body for n in ast.walk(statement)):
            is_number = isinstance(node, ast.Constant) and type(node.value) in {int, float}
            if is_number and node.value not in OWN_NUMBERS:  # type: ignore[attr-defined]
                found.append(LawFault("number", rule.name, str(node.value)))  # type: ignore[attr-defined]
    return found


def _unread(law: Law) -> list[LawFault]:
    """Parameters and tables of the statutes that no rule reads."""
    read = {argument for rule in law.rules for argument in rule.arguments}
    groups = {code.partition(".")[0] for code in law.parameters if code.partition(".")[2] in read}
    unread = [p for code, p in law.parameters.items() if code.partition(".")[0] in groups]
    found = [LawFault("unread", p.code, p.label) for p in unread if p.code.partition(".")[2] not in read]
    return found + [LawFault("unread", t.code, t.label) for t in law.tables.values() if t.name not in read]


def _ambiguous(law: Law) -> list[LawFault]:
    """Names that rules read and that mean two things: parameters or tables of two codes, a rule about two entities."""
    read = {argument for rule in law.rules for argument in rule.arguments}
    codes: dict[str, set[str]] = {}
    for code in (*law.parameters, *(table.code for table in law.tables.values())):
        codes.setdefault(code.partition(".")[2], set()).add(code)
    found = [
        LawFault("ambiguous", name, "、".join(sorted(several)))
        for name, several in codes.items()
        if len(several) > 1 and name in read
    ]
    entities: dict[str, set[str]] = {}
    for rule in law.rules:
        entities.setdefault(rule.name, set()).add(rule.entity)
    return found + [LawFault("ambiguous", n, "、".join(sorted(e))) for n, e in entities.items() if len(e) > 1]


def _dates(law: Law) -> list[LawFault]:
    """Versions of one rule of one jurisdiction that overlap, or leave days without any."""
    found = []
    kept: dict[tuple[str, str], list[Rule]] = {}
    for rule in law.rules:
        kept.setdefault((rule.name, rule.jurisdiction), []).append(rule)
    for (name, _place), rules in kept.items():
        rules.sort(key=lambda rule: rule.in_force_from)
        for one, two in pairwise(rules):
            if one.in_force_to is None or one.in_force_to > two.in_force_from:
                found.append(LawFault("overlap", name, f"{one.source}；{two.source}"))
            elif one.in_force_to < two.in_force_from:
                found.append(LawFault("gap", name, f"{one.in_force_to} — {two.in_force_from}"))
    for parameter in law.parameters.values():
        found += [LawFault("gap", parameter.code, days) for days in _parameter_gaps(parameter.values)]
    return found


def _parameter_gaps(values: Iterable[Any]) -> list[str]:
    found: list[str] = []
    before: Any = None
    for value in sorted(values, key=lambda v: (v.jurisdiction, v.in_force_from)):
        follows = before is not None and before.jurisdiction == value.jurisdiction
        if follows and before.in_force_to is not None and before.in_force_to < value.in_force_from:
            found.append(f"{before.in_force_to} — {value.in_force_from}")
        before = value
    return found


def _unwired(law: Law, day: date, place: str) -> list[LawFault]:
    on, found = law.on(day, place), []
    for name in on.rules:
        try:
            wire(on, [name])
        except ExpectedError as error:
            found.append(LawFault("unwired", name, str(error)))
    return found


def conflicts(on: LawOnDay, frames: Mapping[str, pl.DataFrame]) -> list[LawFault]:
    """Provisions that exclude each other and both hold, or that decide the same and differ: each with somebody for whom
    it is so. What prevails by its own ground (``prevails``) is no conflict."""
    pairs = [(a, on.rules[b], "同时符合") for a in on.rules.values() for b in a.excludes if b in on.rules]
    deciding = [rule for rule in on.rules.values() if rule.decides]
    same = [(a, b) for a, b in combinations(deciding, 2) if a.decides == b.decides and not (a.prevails or b.prevails)]
    pairs += [(one, two, "结论不同") for one, two in same]
    found = []
    for one, two, what in pairs:
        if one.entity == two.entity and (key := _shown_by(on, one, two, frames, differ=what == "结论不同")) is not None:
            found.append(LawFault("conflict", f"{one.name}, {two.name}", f"{one.source}；{two.source}：{what}", key))
    return found


def _shown_by(on: LawOnDay, one: Rule, two: Rule, frames: Mapping[str, pl.DataFrame], *, differ: bool) -> str | None:
    plan = wire(on, [one.name, two.name])
    tables = {name: nw.from_native(frame) for name, frame in frames.items()}
    if "firm" in tables and "firm_year" in tables:
        tables["firm"] = with_years(tables["firm"], tables["firm_year"], on.day, plan)
    if one.entity not in tables:
        return None
    found = nw.to_native(plan.run(tables)[one.entity])
    clash = pl.col(one.name) != pl.col(two.name) if differ else pl.col(one.name) & pl.col(two.name)
    rows = found.filter(clash)[on.entities[one.entity].key].to_list()
    return str(rows[0]) if rows else None
