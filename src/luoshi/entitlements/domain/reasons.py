"""Why: for one household, person or firm, every step of a rule with its value, facts, parameters, article and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from .law import Holding
from .plan import Node
from .rules import ONE, Rule
from .single import Answer
from .tables import Rows

Kind = Literal["rule", "fact", "parameter"]
Say = Callable[[str], str]
_WORDS = {
    "zh": {"yes": "是", "no": "否", "unknown": "无法确定", "missing": "不详", "open": "待补录", "table": "见表"},
    "en": {"yes": "yes", "no": "no", "unknown": "undetermined", "missing": "unknown", "open": "to be supplied",
           "table": "as the table says"},
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One step. ``value`` is the engine's; None where it is not known. ``below`` are the steps it rests on."""

    kind: Kind
    name: str
    label: str
    label_en: str
    value: Any
    unit: str
    source: str = ""
    verified: str = ""
    since: date | None = None
    supplier: str = ""
    note: str = ""
    assumed: bool = False
    entity: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    below: tuple[Reason, ...] = ()
    unit_en: str = ""
    is_again: bool = False
    """What it rests on was told further up."""

    @property
    def is_known(self) -> bool:
        return self.value is not None

    def walk(self) -> Iterator[Reason]:
        yield self
        for reason in self.below:
            yield from reason.walk()

    def shown(self, language: str = "zh", say: Say = str) -> str:
        """The value in words; ``say`` puts a label of a code into the reader's language."""
        return shown(self, language, say)

    def sentence(self, language: str = "zh", say: Say = str) -> str:
        """The step in words: what came out, from what, by which provision."""
        english = language == "en"
        parts = [
            f"{r.label_en or r.label} {r.shown(language, say)}" if english else f"{r.label}{r.shown(language, say)}"
            for r in self.below
        ]
        if english:
            head = f"{self.label_en or self.label}: {self.shown(language, say)}."
            return head + (f" From {'; '.join(parts)}." if parts else "") + (f" ({self.source})" if self.source else "")
        head = f"{self.label}：{self.shown(language, say)}。"
        facts = f"根据{'，'.join(parts)}。" if parts else ""
        return head + facts + (f"依据：{self.source}。" if self.source else "")


def shown(reason: Reason, language: str = "zh", say: Say = str) -> str:
    words, value = _WORDS[language], reason.value
    if value is None:
        return words["open"] if reason.kind == "parameter" else words["unknown" if reason.kind == "rule" else "missing"]
    if isinstance(value, Rows):
        return words["table"]
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if reason.codes:
        return say(dict(reason.codes).get(str(value), str(value)))
    if reason.kind == "parameter":
        return f"{value} {(reason.unit_en if language == 'en' else '') or reason.unit}".strip()
    return number(reason.unit, value, language)


def number(unit: str, value: Any, language: str = "zh") -> str:
    if unit in {"fen", "money"}:
        return f"{Decimal(value) / 100:,.2f}" + (" 元" if language == "zh" else " yuan")
    if unit == "rate":
        return f"{(Decimal(value) * 100 / ONE).quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}%"
    if unit == "month":
        return f"{value // 12}-{value % 12 + 1:02d}"
    return str(value)


def reasons(answer: Answer, name: str, row: int = 0) -> Reason:
    """The tree under a rule for one row of its table."""
    return _reason(answer, answer.plan.node(name), row, set())


def _reason(answer: Answer, node: Node, row: int, told: set[tuple[str, str]]) -> Reason:
    rows = answer.rows.get(node.entity) or [{}]
    value = rows[min(row, len(rows) - 1)].get(node.name)
    if node.brought_from:
        source = answer.plan.nodes[node.inputs[0]]
        return _reason(answer, source, _parent_row(answer, node, row), told)
    if node.rule is None:
        return _fact(answer, node, value)
    first = (node.entity, node.name) not in told
    told.add((node.entity, node.name))
    below = _below(answer, node, row, told) if first else ()
    return _step(node.rule, value, tuple(below), not first)


def _below(answer: Answer, node: Node, row: int, told: set[tuple[str, str]]) -> Iterator[Reason]:
    for key in node.inputs:
        under = answer.plan.nodes[key]
        if node.rule is not None and node.rule.members:
            for n in _member_rows(answer, node, row, under.entity):
                yield _reason(answer, under, n, set(told))
        else:
            yield _reason(answer, under, row, told)
    for name in node.constants:
        yield _parameter(answer.plan.law.holdings[name])


def _member_rows(answer: Answer, node: Node, row: int, member: str) -> list[int]:
    entities = answer.plan.law.entities
    key = answer.rows[node.entity][row].get(entities[node.entity].key)
    link = entities[member].parents[node.entity]
    return [n for n, mine in enumerate(answer.rows[member]) if mine.get(link) == key]


def _parent_row(answer: Answer, node: Node, row: int) -> int:
    entities = answer.plan.law.entities
    key = answer.rows[node.entity][row].get(entities[node.entity].parents[node.brought_from])
    theirs, name = answer.rows[node.brought_from], entities[node.brought_from].key
    return next((n for n, one in enumerate(theirs) if one.get(name) == key), 0)


def _step(rule: Rule, value: Any, below: tuple[Reason, ...], is_again: bool) -> Reason:
    return Reason(
        "rule", rule.name, rule.label, rule.label_en, value, rule.unit, rule.source, rule.verified, rule.in_force_from,
        note=rule.interpretation, entity=rule.entity, below=below, is_again=is_again,
    )  # fmt: skip


def _fact(answer: Answer, node: Node, value: Any) -> Reason:
    fact = answer.plan.law.entities[node.entity].fact(node.name)
    if fact is not None:
        return Reason(
            "fact", fact.name, fact.label, fact.label_en, value, fact.type, entity=node.entity, codes=fact.codes
        )
    rule = answer.plan.law.rules[node.name]
    return Reason("fact", rule.name, rule.label, rule.label_en, value, rule.unit, entity=node.entity)


def _parameter(holding: Holding) -> Reason:
    value = holding.value if isinstance(holding.value, Rows) else holding.raw
    shown_value = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    return Reason(
        "parameter", holding.code, holding.label, holding.label_en, shown_value, holding.unit, str(holding.citation or ""),
        holding.citation.verified if holding.citation else "unverified", holding.in_force_from,
        holding.supplier, holding.note, holding.assumed, unit_en=holding.unit_en,
    )  # fmt: skip


def missing(tree: Reason) -> list[Reason]:
    """The facts and parameters that keep the answer open: those under steps that are themselves not known."""
    if tree.is_known or tree.is_again:
        return []
    if tree.kind != "rule" or not tree.below:
        return [tree]
    found = [leaf for reason in tree.below for leaf in missing(reason)] or [r for r in tree.below if _has_open_row(r)]
    return list({(leaf.kind, leaf.name): leaf for leaf in found}.values())


def _has_open_row(reason: Reason) -> bool:
    return isinstance(reason.value, Rows) and None in reason.value.rows.values()
