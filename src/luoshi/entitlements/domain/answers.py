"""The law answers back: what would turn a refusal, what to ask next, where more income leaves less.

Each question is one run of the plan over variants of the household as if they were many households.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import narwhals as nw
import polars as pl

from .law import LawOnDay
from .plan import Plan
from .single import Given, plan_for, table

GRID = 64
Place = tuple[str, int, str]
"""(entity, row, fact)."""


@dataclass(frozen=True)
class Change:
    entity: str
    row: int
    fact: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Point:
    """At an income of ``at`` (fen more than now) the benefits add up to ``benefit``; together ``left`` is left."""

    at: int
    benefit: int | None
    left: int | None


def run_variants(plan: Plan, given: Given, variants: Sequence[Mapping[Place, Any]]) -> dict[str, pl.DataFrame]:
    """The plan over copies of the facts, each with some of them changed; ``variant`` says which."""
    law, used = plan.law, {node.entity for node in plan.nodes.values()}
    frames = {}
    for code in used:
        entity, rows = law.entities[code], list(given.get(code) or [{}])
        one = nw.to_native(table(law, entity, rows, used))
        copies = pl.concat([one] * len(variants)) if len(variants) > 1 else one
        number = pl.Series("variant", [n for n in range(len(variants)) for _ in rows])
        copies = copies.with_columns(number)
        copies = _changed(copies, code, len(rows), variants)
        keys = [entity.key, *(link for parent, link in entity.parents.items() if parent in used)]
        apart = [(pl.col("variant").cast(pl.String) + "/" + pl.col(key).cast(pl.String)).alias(key) for key in keys]
        frames[code] = nw.from_native(copies.with_columns(apart))
    return {code: nw.to_native(frame) for code, frame in plan.run(frames).items()}


def _changed(copies: pl.DataFrame, code: str, rows: int, variants: Sequence[Mapping[Place, Any]]) -> pl.DataFrame:
    named = dict.fromkeys(fact for variant in variants for entity, _, fact in variant if entity == code)
    for fact in named:
        values = copies[fact].to_list() if fact in copies.columns else [None] * copies.height
        for n, variant in enumerate(variants):
            for (entity, row, name), value in variant.items():
                if (entity, name) == (code, fact):
                    values[n * rows + row] = value
        kept = copies[fact].dtype if fact in copies.columns and copies[fact].dtype != pl.Null else None
        copies = copies.with_columns(pl.Series(fact, values, kept))
    return copies


def column(plan: Plan, found: Mapping[str, pl.DataFrame], name: str, row: int, rows: int) -> list[Any]:
    """The rule's value for one row of every variant, in the order of the variants."""
    entity = plan.law.rules[name].entity
    key = plan.law.entities[entity].key
    ordered = found[entity].with_columns(
        pl.col(key).str.split_exact("/", 1).struct.field("field_0").cast(pl.Int64).alias("#")
    )
    values = ordered.sort("#", maintain_order=True)[name].to_list()
    return values[row::rows]


def smallest_change(
    law: LawOnDay, name: str, given: Given, candidates: Mapping[Place, Iterable[Any]], row: int = 0, most: int = 2
) -> list[tuple[Change, ...]]:
    """The changes of one fact that make the rule true; of two facts where no single one does; none where neither.

    ``candidates`` are the facts that may be tried and the values to try, nearest first; of the values of a fact only the
    nearest that turns the answer is told.
    """
    plan = plan_for(law, [name], given)
    entity = law.rules[name].entity
    rows = len(given.get(entity) or [{}])
    places = list(candidates)
    for size in range(1, most + 1):
        tried = [dict(v) for chosen in combinations(places, size) for v in _choices(chosen, candidates)]
        if not tried:
            continue
        values = column(plan, run_variants(plan, given, tried), name, row, rows)
        turned: dict[tuple[Place, ...], tuple[Change, ...]] = {}
        for variant, value in zip(tried, values, strict=True):
            if value is True:
                turned.setdefault(tuple(variant), tuple(_told(given, place, after) for place, after in variant.items()))
        if turned:
            return list(turned.values())
    return []


def _choices(chosen: Sequence[Place], candidates: Mapping[Place, Iterable[Any]]) -> Iterator[list[tuple[Place, Any]]]:
    first, *rest = chosen
    for value in candidates[first]:
        if not rest:
            yield [(first, value)]
        for more in _choices(rest, candidates) if rest else ():
            yield [(first, value), *more]


def _told(given: Given, place: Place, after: Any) -> Change:
    entity, row, fact = place
    rows = given.get(entity) or [{}]
    return Change(entity, row, fact, rows[row].get(fact), after)


def threshold(law: LawOnDay, name: str, given: Given, place: Place, far: int, row: int = 0) -> int | None:
    """The value of a fact nearest to what it is now that makes the rule true, up to ``far``; None where ``far`` does not.

    Found by narrowing a grid, so exact where the rule turns once between now and ``far``.
    """
    entity, at, fact = place
    rows = given.get(entity) or [{}]
    now = rows[at].get(fact)
    if now is None or now == far:
        return None
    plan = plan_for(law, [name], given)
    many = len(given.get(law.rules[name].entity) or [{}])
    no, yes = now, far
    while True:
        step = max(1, abs(yes - no) // GRID)
        tried = [*range(no, yes, step if yes > no else -step), yes]
        values = column(plan, run_variants(plan, given, [{place: value} for value in tried]), name, row, many)
        turned = next((n for n, value in enumerate(values) if value is True), None)
        if turned is None or turned == 0:
            return None
        no, yes = tried[turned - 1], int(tried[turned])
        if abs(yes - no) <= 1:
            return yes


def next_question(
    law: LawOnDay, name: str, given: Given, candidates: Mapping[Place, Iterable[Any]], row: int = 0
) -> Place | None:
    """Of the unknown facts, the one whose answer settles the rule for most of its possible values; None where no single
    answer would settle it."""
    plan = plan_for(law, [name], given)
    rows = len(given.get(law.rules[name].entity) or [{}])
    tried = [{place: value} for place, values in candidates.items() for value in values]
    if not tried:
        return None
    values = column(plan, run_variants(plan, given, tried), name, row, rows)
    settled: dict[Place, list[bool]] = {}
    for variant, value in zip(tried, values, strict=True):
        settled.setdefault(next(iter(variant)), []).append(value is not None)
    shares = {place: sum(found) / len(found) for place, found in settled.items()}
    best = max(shares, key=lambda place: shares[place], default=None)
    return best if best is not None and shares[best] > 0 else None


def curve(law: LawOnDay, benefits: Sequence[str], given: Given, place: Place, values: Sequence[int]) -> list[Point]:
    """What the family is left with as one income rises: cliffs are where ``left`` falls."""
    plan = plan_for(law, benefits, given)
    tried = [{place: value} for value in values]
    found = run_variants(plan, given, tried)
    entity = {name: law.rules[name].entity for name in benefits}
    totals: list[int | None] = [0] * len(values)
    for name in benefits:
        rows = len(given.get(entity[name]) or [{}])
        for row in range(rows):
            for n, amount in enumerate(column(plan, found, name, row, rows)):
                known = totals[n]
                totals[n] = None if known is None or amount is None else known + amount
    return [
        Point(value, total, None if total is None else value + total)
        for value, total in zip(values, totals, strict=True)
    ]


def cliffs(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Steps at which more income leaves the family with less."""
    return [
        (one, two)
        for one, two in pairwise(points)
        if one.left is not None and two.left is not None and two.left < one.left
    ]
