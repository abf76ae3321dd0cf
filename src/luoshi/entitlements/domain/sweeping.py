"""A sweep: rules over a whole snapshot, and what follows: who is entitled and has not applied, who no longer is, whom a
warning concerns, whose answer is open and for want of which fact, and whose data contradict themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from .errors import RuleUnknown
from .law import LawOnDay, hint
from .plan import Frames, Plan, Settle, wire, with_years
from .rules import Rule, any_of, whole

PLACES = {"person": "residence", "household": "township", "firm": "township"}
"""By which fact somebody belongs to a township."""
COLUMNS = ("kind", "rule", "entity", "key", "township", "amount", "missing")
Faults = dict[tuple[str, str], Any]
"""(entity, what is wrong) -> a table of whom it is wrong of."""
ENTITLED, ENDED, WARNING, OPEN, FAULT = "entitled", "ended", "warning", "open", "fault"
KINDS = {
    ENTITLED: "符合而未见享受",
    ENDED: "享受而不再符合",
    WARNING: "预警",
    OPEN: "无法确定",
    FAULT: "数据矛盾",
}


@dataclass(frozen=True)
class Count:
    """Of everybody asked, for how many a rule holds, does not, is open; ``amount`` in fen a period, over those known."""

    rule: str
    yes: int
    no: int
    open: int
    amount: int | None


def chosen(law: LawOnDay, names: Iterable[str]) -> list[Rule]:
    """The tests and warnings meant by names: of a rule, or of a folder of statutes. Raises RuleUnknown."""
    found: dict[str, Rule] = {}
    for name in names:
        here = [r for r in law.rules.values() if f"/{name}/" in f"/{r.file}" or f"/{name}.py" in f"/{r.file}"]
        mine = [r for r in here if r.benefit and r.unit == "bool" and not law.entities[r.entity].intro]
        mine = mine or ([law.rules[name]] if name in law.rules else [])
        if not mine:
            raise RuleUnknown(name=name, hint=hint(name, law.rules))
        found |= {rule.name: rule for rule in mine}
    return list(found.values())


def plan_of(law: LawOnDay, rules: Iterable[Rule]) -> Plan:
    """The plan for the tests, their amounts, and what lets people keep a benefit."""
    chosen_rules = list(rules)
    names = [n for r in chosen_rules for n in (r.name, r.amount, r.kept_by) if n and n in law.rules]
    plan = wire(law, dict.fromkeys(names))
    carried: dict[str, list[str]] = {code: [where] for code, where in PLACES.items()}
    for rule in chosen_rules:
        carried.setdefault(rule.entity, []).extend([rule.award[0]] if rule.award else [])
    entities = law.entities
    plan.carried = {code: tuple(name for name in names if entities[code].fact(name)) for code, names in carried.items()}
    return plan


def run(plan: Plan, frames: Frames, settle: Settle | None = None) -> dict[str, Any]:
    """The snapshot's tables with every rule's column."""
    ready = dict(frames)
    if "firm" in ready and "firm_year" in ready:
        ready["firm"] = with_years(ready["firm"], ready["firm_year"], plan.law.day, plan)
    return plan.run(ready, settle)


def run_id(plan: Plan, snapshot: str) -> str:
    """The same for the same facts, rules, parameters, place and day."""
    said = {
        "snapshot": snapshot,
        "day": plan.law.day.isoformat(),
        "place": plan.law.place,
        "rules": versions(plan),
        "parameters": values(plan),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:16]


def versions(plan: Plan) -> dict[str, str]:
    return {rule.name: rule.version for rule in plan.rules()}


def values(plan: Plan) -> dict[str, dict[str, Any]]:
    """Every parameter that the plan used, with its date and whether it is only assumed."""
    return {
        h.code: {
            "value": None if h.raw is None else f"{h.raw:f}",
            "known": h.known,
            "from": h.in_force_from.isoformat() if h.in_force_from else None,
            "assumed": h.assumed,
        }
        for h in plan.holdings()
    }


def counts(plan: Plan, rules: Iterable[Rule], state: Mapping[str, Any]) -> list[Count]:
    found = []
    for rule in rules:
        frame, is_it = state[rule.entity], nw.col(rule.name)
        amount = rule.amount if rule.amount in plan.law.rules else ""
        marks = {"yes": is_it, "no": ~is_it, "open": is_it.is_null()}
        columns = [nw.when(mark).then(whole(1)).otherwise(whole(0)).alias(name) for name, mark in marks.items()]
        if amount:
            is_known = ~nw.col(amount).is_null()
            columns += [
                nw.col(amount).alias("amount"),
                nw.when(is_known).then(whole(1)).otherwise(whole(0)).alias("known"),
            ]
        flags = frame.select(*columns)
        names = ("yes", "no", "open", *(("amount", "known") if amount else ()))
        row = _rows(flags.select(*[nw.col(name).sum() for name in names]))[0]
        total = row.get("amount") if amount and row["known"] else None
        found.append(Count(rule.name, row["yes"] or 0, row["no"] or 0, row["open"] or 0, total))
    return found


def _rows(frame: Any) -> list[dict[str, Any]]:
    eager = frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    return list(eager.iter_rows(named=True))


def findings(plan: Plan, rules: Iterable[Rule], state: Mapping[str, Any], wrong: Faults) -> list[Any]:
    """Tables of findings, all of the columns ``COLUMNS``; whoever's data contradict themselves is left out of them."""
    found = [_fault_rows(frame, entity, fault) for (entity, fault), frame in wrong.items()]
    for rule in rules:
        bad = [_keys(frame) for (entity, _fault), frame in wrong.items() if entity == rule.entity]
        told = nw.concat(list(_of_rule(plan, rule, state[rule.entity], state)))
        found.append(told.join(nw.concat(bad).unique(), on="key", how="anti") if bad else told)
    return found


def _keys(frame: Any) -> Any:
    return frame.rename({frame.collect_schema().names()[0]: "key"})


def _of_rule(plan: Plan, rule: Rule, frame: Any, state: Mapping[str, Any]) -> Iterator[Any]:
    is_it = nw.col(rule.name)
    nothing = nw.lit("")
    whole, frame = frame, frame.select(*_shown(plan, rule))
    if rule.warns:
        yield _shaped(plan, rule, frame.filter(is_it), WARNING, nothing)
        return
    if rule.award is None:
        yield _shaped(plan, rule, frame.filter(is_it), ENTITLED, nothing)
    else:
        has = nw.col(rule.award[0]) == rule.award[1]
        yield _shaped(plan, rule, frame.filter(is_it & ~has), ENTITLED, nothing)
        ended = frame.filter(has & ~is_it)
        if rule.kept_by in plan.law.rules:
            ended = ended.filter(~nw.col(rule.kept_by))
        yield _shaped(plan, rule, ended, ENDED, nothing)
    yield _open(plan, rule, _answers_open(plan, rule, whole), state)


def _shown(plan: Plan, rule: Rule) -> list[str]:
    """The columns that the findings of a rule are read from."""
    asked = [plan.law.entities[rule.entity].key, PLACES.get(rule.entity, "township"), rule.name]
    asked += [name for name in (rule.amount, rule.kept_by) if name in plan.law.rules]
    return list(dict.fromkeys([*asked, *([rule.award[0]] if rule.award else [])]))


def _answers_open(plan: Plan, rule: Rule, frame: Any) -> Any:
    """Those whose answer is open, with what may be wanting."""
    own = [name for entity, name in _columns_under(plan, rule) if entity == rule.entity]
    links = plan.law.entities[rule.entity].parents.values()
    there = set(frame.collect_schema().names())
    asked = dict.fromkeys([*_shown(plan, rule), *own, *links])
    return frame.select(*[name for name in asked if name in there]).filter(nw.col(rule.name).is_null())


def _shaped(plan: Plan, rule: Rule, frame: Any, kind: str, missing: Any) -> Any:
    entity = plan.law.entities[rule.entity]
    amount = nw.col(rule.amount) if rule.amount in plan.law.rules else nw.lit(None, nw.Int64)
    return frame.select(
        nw.lit(kind).alias("kind"),
        nw.lit(rule.name).alias("rule"),
        nw.lit(rule.entity).alias("entity"),
        nw.col(entity.key).cast(nw.String).alias("key"),
        nw.col(PLACES.get(rule.entity, "township")).alias("township"),
        amount.cast(nw.Int64).alias("amount"),
        missing.alias("missing"),
    )


def _open(plan: Plan, rule: Rule, frame: Any, state: Mapping[str, Any]) -> Any:
    """Those whose answer is open, with the names of the facts and parameters that are wanting."""
    own, names, under = rule.entity, _facts_under(plan, rule), _under(plan, rule)
    entity = plan.law.entities[own]
    flags = []
    for other, facts in names.items():
        marks = [_wanting(under, other, fact).alias(f"__{other}_{fact}") for fact in facts]
        if other == own:
            frame = frame.with_columns(*marks)
        elif own in plan.law.entities[other].parents:
            link = plan.law.entities[other].parents[own]
            asked = frame.select(nw.col(entity.key).alias(link))  # only the open ones' people, not everybody's
            theirs = state[other].join(asked, on=link, how="semi").select(nw.col(link).alias(entity.key), *marks)
            theirs = theirs.group_by(entity.key)
            frame = frame.join(theirs.agg(*[nw.col(f"__{other}_{f}").max() for f in facts]), on=entity.key, how="left")
        elif other in entity.parents:
            link = entity.parents[other]
            theirs = state[other].select(nw.col(plan.law.entities[other].key).alias(link), *marks)
            frame = frame.join(theirs, on=link, how="left")
        flags += [(f"__{other}_{fact}", fact) for fact in facts]
    said: list[Any] = [nw.when(nw.col(flag) > 0).then(nw.lit(fact)) for flag, fact in flags]
    said += [
        nw.lit(h.code) for h in plan.holdings() if not h.known and h.code.partition(".")[2] in _constants(plan, rule)
    ]
    missing = nw.concat_str(said, separator=",", ignore_nulls=True) if said else nw.lit("")
    return _shaped(plan, rule, frame, OPEN, missing)


def _wanting(under: list[Any], entity: str, fact: str) -> Any:
    """1 where the fact is missing and something that the rule rests on is not known for that."""
    users = [
        nw.col(n.name).is_null()
        for n in under
        if n.rule and not n.rule.members and n.entity == entity and (entity, fact) in n.inputs
    ]
    missing = nw.col(fact).is_null()
    wanting = missing & any_of(*users) if users else missing
    return nw.when(wanting).then(1).otherwise(0)


def _facts_under(plan: Plan, rule: Rule) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in _under(plan, rule):
        if node.rule is None and not node.brought_from:
            found.setdefault(node.entity, []).append(node.name)
    return found


def _columns_under(plan: Plan, rule: Rule) -> list[tuple[str, str]]:
    return [(node.entity, node.name) for node in _under(plan, rule)]


def _constants(plan: Plan, rule: Rule) -> set[str]:
    return {name for node in _under(plan, rule) for name in node.constants}


def _under(plan: Plan, rule: Rule) -> list[Any]:
    waiting, seen = [(rule.entity, rule.name)], {}
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen[key] = plan.nodes[key]
            waiting += plan.nodes[key].inputs
    return list(seen.values())


def faults(frames: Frames, day: date) -> Faults:
    """(entity, what is wrong) -> the keys, as text, of those whose data cannot be true."""
    found: Faults = {}
    if "person" in frames:
        person = frames["person"]
        unborn = person.filter(nw.col("birth_date") > nw.lit(day))
        found["person", "unborn"] = unborn.select("identity_number")
        found["household", "unborn"] = unborn.select("household_number").unique()
        heads = person.filter(nw.col("relation") == "head").group_by("household_number").agg(nw.len().alias("n"))
        found["household", "two_heads"] = heads.filter(nw.col("n") > 1).select("household_number")
        numbered = person.filter(~nw.col("identity_number").is_null()).select("identity_number", "household_number")
        twice = numbered.group_by("identity_number").agg(nw.len().alias("n")).filter(nw.col("n") > 1)
        numbered = numbered.join(twice, on="identity_number", how="semi").unique()
        homes = numbered.group_by("identity_number").agg(nw.len().alias("n")).filter(nw.col("n") > 1)
        found["person", "two_households"] = homes.select("identity_number")
        both = person.join(homes.select("identity_number"), on="identity_number", how="semi")
        found["household", "member_elsewhere"] = both.select("household_number").unique()
    if "firm" in frames and "firm_year" in frames:
        known = frames["firm_year"].select("uscc").unique()
        found["firm", "no_year"] = frames["firm"].join(known, on="uscc", how="anti").select("uscc")
    return {at: frame.select(nw.all().cast(nw.String)) for at, frame in found.items()}


FAULTS = {
    "unborn": "出生日期在计算日之后",
    "two_heads": "一户有两个户主",
    "two_households": "同一公民身份号码在两户",
    "member_elsewhere": "有成员同时在另一户",
    "no_year": "没有任何年度数据",
}


def _fault_rows(frame: Any, entity: str, fault: str) -> Any:
    return (
        _keys(frame)
        .select(
            nw.lit(FAULT).alias("kind"),
            nw.lit("").alias("rule"),
            nw.lit(entity).alias("entity"),
            nw.col("key"),
            nw.lit("").alias("township"),
            nw.lit(None, nw.Int64).alias("amount"),
            nw.lit(fault).alias("missing"),
        )
        .filter(~nw.col("key").is_null())
    )
