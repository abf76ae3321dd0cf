"""Wiring: from the names of a few rules to one lazy plan over whole tables of people, households and firms.

Rules are wired by the names of their arguments. What lies in another table is joined in (a person's household) or
gathered (a household's people), once for all rules that need it at that depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw

from .errors import LinkMissing, NameUnknown, RuleCycle, RuleNotInForce
from .law import Entity, Holding, LawOnDay, hint
from .rules import Rule, whole

Frames = Mapping[str, Any]
"""Entity -> a Narwhals frame, lazy or not."""
Settle = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Node:
    """One column of the plan. ``stage`` is how often tables must have been joined before it can be worked out, ``wave``
    its turn among the rules of its table at that stage."""

    entity: str
    name: str
    rule: Rule | None = None
    stage: int = 0
    wave: int = 0
    inputs: tuple[tuple[str, str], ...] = ()
    """(entity, name) of the columns it is made of."""
    constants: tuple[str, ...] = ()
    """Names of the parameters and tables it is made of."""
    brought_from: str = ""
    """The entity it is joined in from, for a column of a parent."""


@dataclass
class Plan:
    law: LawOnDay
    targets: tuple[str, ...]
    nodes: dict[tuple[str, str], Node] = field(default_factory=dict)
    given: frozenset[tuple[str, str]] = frozenset()
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Entity -> facts that no rule asks for but whoever reads the result does: they pass through."""

    def node(self, name: str) -> Node:
        rule = self.law.rules[name]
        return self.nodes[rule.entity, name]

    def facts(self, entity: str) -> list[str]:
        return [n.name for n in self.nodes.values() if n.entity == entity and n.rule is None and not n.brought_from]

    def rules(self) -> list[Rule]:
        return [node.rule for node in self.nodes.values() if node.rule is not None]

    def holdings(self) -> list[Holding]:
        names = dict.fromkeys(name for node in self.nodes.values() for name in node.constants)
        return [self.law.holdings[name] for name in names if name in self.law.holdings]

    def run(self, frames: Frames, settle: Settle | None = None) -> dict[str, Any]:
        """The tables with a column for every rule. Facts that a table has not are missing for everybody.

        Lazy tables that rest on each other more than once are worked out by ``settle`` before they are joined again:
        what they share would otherwise be done again for each of them.
        """
        used = {node.entity for node in self.nodes.values()}
        state = {entity: self._narrowed(frames[entity], entity) for entity in used if entity in frames}
        stages = 1 + max((node.stage for node in self.nodes.values()), default=0)
        for stage in range(stages):
            here = [node for node in self.nodes.values() if node.stage == stage]
            if settle and stage > 1:
                state = settle(state)
            if stage:
                self._bring(state, here)
                self._gather(state, here)
            self._compute(state, [node for node in here if node.rule and not node.rule.members])
        return state

    def columns(self, entity: str) -> list[str]:
        """What the plan reads of a table: its key, whose it is, the facts asked for and those carried along."""
        facts = self.law.entities[entity]
        asked = [facts.key, *facts.parents.values(), *self.facts(entity), *self.carried.get(entity, ())]
        return list(dict.fromkeys([*asked, *(name for code, name in self.given if code == entity)]))

    def _narrowed(self, frame: Any, entity: str) -> Any:
        facts, wanted = self.law.entities[entity], self.columns(entity)
        there = set(frame.collect_schema().names())
        lacking = [nw.lit(None, _type(facts, name)).alias(name) for name in wanted if name not in there]
        return frame.select(*[name for name in wanted if name in there], *lacking)

    def _bring(self, state: dict[str, Any], nodes: list[Node]) -> None:
        for (entity, parent), names in _by(nodes, lambda n: (n.entity, n.brought_from) if n.brought_from else None):
            link, key = self.law.entities[entity].parents[parent], self.law.entities[parent].key
            theirs = state[parent].select(nw.col(key).alias(link), *names)
            state[entity] = state[entity].join(theirs, on=link, how="left")

    def _gather(self, state: dict[str, Any], nodes: list[Node]) -> None:
        gathered = [node for node in nodes if node.rule and node.rule.members]
        for (entity, member), names in _by(gathered, lambda n: (n.entity, n.inputs[0][0])):
            link, key = self.law.entities[member].parents[entity], self.law.entities[entity].key
            rules = [self.law.rules[name] for name in names]
            values = state[member].filter(~nw.col(link).is_null())
            values = values.select(nw.col(link).alias(key), *[self._column(r).alias(r.name) for r in rules])
            parts = [part for rule in rules for part in _parts(rule)]
            sums = values.select(key, *parts).group_by(key)
            totals = sums.agg(*[_total(rule, what) for rule in rules for what in ("value", "unknown")])
            whole = totals.select(key, *[_whole(rule) for rule in rules])
            state[entity] = state[entity].join(whole, on=key, how="left")

    def _compute(self, state: dict[str, Any], nodes: list[Node]) -> None:
        for (entity, _wave), names in _by(sorted(nodes, key=lambda n: n.wave), lambda n: (n.entity, n.wave)):
            if entity in state:
                columns = [self._column(self.law.rules[name]).alias(name) for name in names]
                state[entity] = state[entity].with_columns(*columns)

    def _column(self, rule: Rule) -> Any:
        values = [self._argument(name, rule) for name in rule.arguments]
        column = rule.function(*values)
        column = column if isinstance(column, nw.Expr) else nw.lit(column)
        is_test = rule.unit in {"bool", "text", "date"} or rule.members in {"any", "all", "count"}
        return column if is_test else column.cast(nw.Int64)

    def _argument(self, name: str, rule: Rule) -> Any:
        if name == "as_of":
            return self.law.day
        if name in self.law.holdings and not self._is_column(name, rule):
            return self.law.holdings[name].column
        return nw.col(name)

    def _is_column(self, name: str, rule: Rule) -> bool:
        return any(name == column for _, column in self.nodes[rule.entity, rule.name].inputs)


def _type(entity: Entity, name: str) -> Any:
    fact = entity.fact(name)
    kinds = {"date": nw.Date, "boolean": nw.Boolean, "text": nw.String, "code": nw.String, "number": nw.Float64}
    return kinds.get(fact.type if fact else "text", nw.Int64)


def _by(nodes: Iterable[Node], key: Any) -> Iterator[tuple[Any, list[str]]]:
    groups: dict[Any, list[str]] = {}
    for node in nodes:
        if (at := key(node)) is not None:
            groups.setdefault(at, []).append(node.name)
    yield from groups.items()


def _parts(rule: Rule) -> list[Any]:
    """What is added up: the value (for conditions 1 where it holds), and whether it is unknown."""
    column = nw.col(rule.name)
    one, none = whole(1), whole(0)
    value = nw.when(column).then(one).otherwise(none) if rule.members in {"any", "all", "count"} else column
    if rule.members == "all":
        value = nw.when(~column).then(one).otherwise(none)
    unknown = nw.when(column.is_null()).then(one).otherwise(none)
    return [value.alias(f"{rule.name}__value"), unknown.alias(f"{rule.name}__unknown")]


def _total(rule: Rule, what: str) -> Any:
    column = nw.col(f"{rule.name}__{what}")
    if what == "value" and rule.members in {"max", "min"}:
        return column.max() if rule.members == "max" else column.min()
    return column.sum()


def _whole(rule: Rule) -> Any:
    """A sum with an unknown part is unknown; one person for whom it holds is enough for "any"."""
    value, unknown = nw.col(f"{rule.name}__value"), nw.col(f"{rule.name}__unknown")
    if rule.members in {"any", "all"}:
        is_any = rule.members == "any"
        found = nw.when(value > 0).then(nw.lit(is_any)).otherwise(nw.when(unknown == 0).then(nw.lit(not is_any)))
    else:
        found = nw.when(unknown == 0).then(value)
    return found.alias(rule.name)


def wire(law: LawOnDay, targets: Iterable[str], *, given: Iterable[tuple[str, str]] = ()) -> Plan:
    """The plan for some rules. ``given`` are rules (entity, name) whose values the tables bring with them.

    Raises RuleUnknown, RuleNotInForce, NameUnknown, RuleCycle, LinkMissing.
    """
    plan = Plan(law, tuple(targets), given=frozenset(given))
    for name in plan.targets:
        law.law.named(name)
        if name not in law.rules:
            raise RuleNotInForce(name=name, day=law.day)
        _add(plan, law.rules[name].entity, name, ())
    return plan


def _add(plan: Plan, entity: str, name: str, above: tuple[Rule, ...]) -> Node:
    if (node := plan.nodes.get((entity, name))) is not None:
        return node
    node = _node(plan, entity, name, above)
    plan.nodes[entity, name] = node
    return node


def _node(plan: Plan, entity: str, name: str, above: tuple[Rule, ...]) -> Node:
    law, rule = plan.law, plan.law.rules.get(name)
    facts = law.entities[entity]
    if (entity, name) in plan.given:
        return Node(entity, name)
    if rule is not None and rule.entity == entity:
        return _rule_node(plan, rule, above)
    if rule is None and facts.fact(name) is not None:
        return Node(entity, name)
    for parent in facts.parents:
        holds = (rule is not None and rule.entity == parent) or (parent, name) in plan.given
        if holds or (rule is None and law.entities[parent].fact(name)):
            source = _add(plan, parent, name, above)
            return Node(entity, name, stage=source.stage + 1, inputs=((parent, name),), brought_from=parent)
    asker = above[-1].name if above else name
    if rule is not None:
        raise LinkMissing(rule=asker, entity=facts.label, name=name, other=law.entities[rule.entity].label)
    if any(known.name == name for known in law.law.rules):
        raise RuleNotInForce(name=name, day=law.day)
    known = {*law.rules, *law.holdings, *facts.facts, "as_of"}
    known |= {f for parent in facts.parents for f in law.entities[parent].facts}
    raise NameUnknown(rule=asker, name=name, hint=hint(name, known))


def _rule_node(plan: Plan, rule: Rule, above: tuple[Rule, ...]) -> Node:
    if any(one.name == rule.name for one in above):
        cycle = [*above[[one.name for one in above].index(rule.name) :], rule]
        raise RuleCycle(cycle=" → ".join(one.name for one in cycle))
    law, stack = plan.law, (*above, rule)
    members = _member_of(law, rule) if rule.members else rule.entity
    constants = tuple(a for a in rule.arguments if a in law.holdings and a not in law.rules)
    columns = [a for a in rule.arguments if a not in constants and a != "as_of"]
    inputs = [_add(plan, members, name, stack) for name in columns]
    stage = max((node.stage for node in inputs), default=0) + (1 if rule.members else 0)
    before = [node.wave + 1 for node in inputs if node.stage == stage and node.rule and not node.rule.members]
    return Node(
        rule.entity, rule.name, rule, stage, max(before, default=0),
        tuple((node.entity, node.name) for node in inputs), constants,
    )  # fmt: skip


def _member_of(law: LawOnDay, rule: Rule) -> str:
    return next(code for code, entity in law.entities.items() if rule.entity in entity.parents)


def with_years(firm: Any, years: Any, day: date, plan: Plan) -> Any:
    """Firms with the yearly figures that the plan asks for as columns of their own (``revenue_y1``: last year's)."""
    wanted = [name for name in plan.facts("firm") if name[-3:] in {"_y1", "_y2", "_y3"}]
    for back in (1, 2, 3):
        names = [name for name in wanted if name.endswith(f"_y{back}")]
        if names:
            mine = years.filter(nw.col("year") == day.year - back)
            mine = mine.select("uscc", *[nw.col(name[:-3]).alias(name) for name in names])
            firm = firm.join(mine, on="uscc", how="left")
    return firm
