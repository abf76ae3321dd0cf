"""Decision tables (DMN 1.3) as dmn-js draws them: read, checked for overlaps, gaps and dead rows, and decided.

Cells are S-FEEL unary tests: ``-``, ``"a","b"``, ``not("a")``, ``>= 5``, ``[1..5)``, ``true``, numbers and dates
(ISO text compares as dates do). Output cells are literals. No match and, under UNIQUE, a double match are errors with
a name. The check divides each input into pieces that no cell cuts, and tries every combination of pieces.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from lxml import etree

from luoshi.kernel.errors import N_, ExpectedError

from . import expressions
from .modelers import properties_of
from .remarks import Named, Remark

MOST_COMBINATIONS = 200_000
HIT_POLICIES = ("UNIQUE", "FIRST", "COLLECT", "ANY")


class DecisionUnreadable(ExpectedError):
    code = "services.decision_unreadable"
    message = N_("决策表“{table}”有误：{problem}。请在 DMN 编辑器中更正。")


class NoRuleMatches(ExpectedError):
    code = "services.decision_no_match"
    message = N_("决策表“{table}”没有适用 {given} 的规则。请补充规则，或改正填报的内容。")


class RulesCollide(ExpectedError):
    code = "services.decision_double_match"
    message = N_("决策表“{table}”对 {given} 有第 {rows} 行同时适用，表为唯一命中。请改正规则。")


@dataclass(frozen=True)
class Interval:
    """Values from ``low`` to ``high``; None is unbounded. Works for numbers and for ISO days alike."""

    low: Any
    high: Any
    low_in: bool
    high_in: bool

    def has(self, value: Any) -> bool:
        if value is None or isinstance(value, bool):
            return False
        try:
            above = self.low is None or value > self.low or (self.low_in and value == self.low)
            below = self.high is None or value < self.high or (self.high_in and value == self.high)
        except TypeError:
            return False
        return above and below


@dataclass(frozen=True)
class Cell:
    """One test: any of the values or intervals, or, negated, none of them. Without either it holds for everything."""

    text: str
    values: tuple[Any, ...] = ()
    intervals: tuple[Interval, ...] = ()
    negated: bool = False

    def holds(self, value: Any) -> bool:
        if not self.values and not self.intervals:
            return True
        found = any(_same(value, one) for one in self.values) or any(one.has(value) for one in self.intervals)
        return found is not self.negated


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


@dataclass(frozen=True)
class Rule:
    row: int
    cells: tuple[Cell, ...]
    outputs: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    code: str
    title: Named
    hit_policy: str
    inputs: tuple[tuple[Named, str], ...]
    """(label, expression) of each column."""
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    allowed: tuple[tuple[Any, ...], ...] = ()
    """Of each column what it can hold (``inputValues``), as far as the file says so; empty: anything."""
    labels: tuple[Named, ...] = ()
    """How people call each output, where the file says so."""


@dataclass(frozen=True)
class TableFault:
    """``kind`` is overlap, gap or unreachable; ``example`` an input that shows it."""

    kind: str
    rows: tuple[int, ...]
    example: dict[Named, Any]


def read_table(xml: str | bytes) -> list[Table]:
    """All decision tables of a DMN file. Raises DecisionUnreadable."""
    raw = xml.encode() if isinstance(xml, str) else xml
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise DecisionUnreadable(table="DMN", problem=Remark(N_("不是 XML（{why}）"), why=error.msg)) from None
    return [_table(node) for node in _all(root, "decision") if _all(node, "decisionTable")]


def _all(node: Any, name: str) -> list[Any]:
    return list(node.iter(f"{{*}}{name}"))


def _text(node: Any) -> str:
    found = next(iter(_all(node, "text")), None) if node is not None else None
    return (found.text or "").strip() if found is not None else ""


def _table(node: Any) -> Table:
    code, title = node.get("id", ""), _named(node, node.get("name") or node.get("id", ""))
    table = _all(node, "decisionTable")[0]
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in HIT_POLICIES:
        raise DecisionUnreadable(table=title, problem=Remark(N_("不支持命中策略 {policy}"), policy=policy))
    inputs, allowed = [], []
    for column in table.iterchildren("{*}input"):
        expression = _text(next(column.iterchildren("{*}inputExpression"), None))
        expressions.check(expression)
        inputs.append((_named(column, column.get("label") or expression), expression))
        allowed.append(_cell(_text(next(column.iterchildren("{*}inputValues"), None)), title).values)
    columns = list(table.iterchildren("{*}output"))
    outputs = tuple(column.get("name") or column.get("label", "") for column in columns)
    labels = tuple(_named(column, column.get("label", "")) for column in columns)
    rules = []
    for row, rule in enumerate(table.iterchildren("{*}rule"), start=1):
        tests = tuple(_cell(_text(cell), title) for cell in rule.iterchildren("{*}inputEntry"))
        results = tuple(_result(cell, title) for cell in rule.iterchildren("{*}outputEntry"))
        if len(tests) != len(inputs) or len(results) != len(outputs):
            raise DecisionUnreadable(table=title, problem=Remark(N_("第 {row} 行的格数与表头不符"), row=row))
        rules.append(Rule(row, tests, results))
    if not rules or not outputs:
        raise DecisionUnreadable(table=title, problem=Remark(N_("没有规则或没有输出列")))
    return Table(code, title, policy, tuple(inputs), outputs, tuple(rules), tuple(allowed), labels)


def _named(node: Any, name: str) -> Named:
    return Named(name, properties_of(node).get("name_en", ""))


def _result(cell: Any, title: str) -> Any:
    value = _literal(_text(cell), title)
    return _named(cell, value) if isinstance(value, str) else value


_RANGE = re.compile(r"^([\[\](])\s*(.+?)\s*\.\.\s*(.+?)\s*([\[\])])$")
_COMPARISON = re.compile(r"^(<=|>=|<|>)\s*(.+)$")


def _cell(text: str, table: str) -> Cell:
    words = text.strip()
    if words in ("", "-"):
        return Cell(text)
    negated = words.startswith("not(") and words.endswith(")")
    values, intervals = [], []
    for part in _parts(words[4:-1] if negated else words):
        if found := _RANGE.match(part):
            opens, low, high, closes = found.groups()
            intervals.append(Interval(_literal(low, table), _literal(high, table), opens == "[", closes == "]"))
        elif found := _COMPARISON.match(part):
            sign, bound = found[1], _literal(found[2], table)
            if sign.startswith("<"):
                intervals.append(Interval(None, bound, False, sign == "<="))
            else:
                intervals.append(Interval(bound, None, sign == ">=", False))
        else:
            values.append(_literal(part, table))
    return Cell(text, tuple(values), tuple(intervals), negated)


def _parts(text: str) -> Iterator[str]:
    """The tests of a cell, parted by commas outside of quotes."""
    for part in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^,"])+', text):
        if part.strip():
            yield part.strip()


def _literal(text: str, table: str) -> Any:
    words = text.strip()
    if found := re.fullmatch(r'date\(\s*"(\d{4}-\d\d-\d\d)"\s*\)', words):
        return found[1]
    if words in ("", "null"):
        return None
    try:
        value = json.loads(words)
    except json.JSONDecodeError:
        problem = Remark(N_("单元格“{words}”看不懂；文字请加英文双引号"), words=words)
        raise DecisionUnreadable(table=table, problem=problem) from None
    return value


def decide(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the table says for these values: output name -> value; under COLLECT, name -> list of values. The English
    of a text, where the table gives it, goes with it under the name and ``_en``.

    Raises NoRuleMatches, RulesCollide, and ValueUnknown for an input that is not there.
    """
    given = [expressions.evaluate(expression, values) for _, expression in table.inputs]
    hits = [rule for rule in table.rules if all(c.holds(v) for c, v in zip(rule.cells, given, strict=True))]
    if table.hit_policy == "COLLECT":
        return _in_both({name: [rule.outputs[n] for rule in hits] for n, name in enumerate(table.outputs)})
    said = spoken((label, value) for (label, _), value in zip(table.inputs, given, strict=True))
    if not hits:
        raise NoRuleMatches(table=table.title, given=said)
    differing = table.hit_policy == "ANY" and len({json.dumps(rule.outputs) for rule in hits}) > 1
    if len(hits) > 1 and (table.hit_policy == "UNIQUE" or differing):
        raise RulesCollide(table=table.title, given=said, rows="、".join(str(rule.row) for rule in hits))
    return _in_both(dict(zip(table.outputs, hits[0].outputs, strict=True)))


def spoken(values: Iterable[tuple[Named, Any]]) -> Named:
    """An input of a table in words: column=value, one after the other."""
    rows = list(values)
    english = ", ".join(f"{label.english or label}={value}" for label, value in rows)
    return Named("、".join(f"{label}={value}" for label, value in rows), english)


def _in_both(found: dict[str, Any]) -> dict[str, Any]:
    english = {f"{name}_en": _english(value) for name, value in found.items()}
    return found | {name: value for name, value in english.items() if value}


def _english(value: Any) -> Any:
    if isinstance(value, list):
        texts = [_english(one) for one in value]
        return texts if all(texts) else None
    return value.english if isinstance(value, Named) else None


def faults(table: Table) -> list[TableFault]:
    """Overlaps (UNIQUE, ANY with other outputs), gaps (not for COLLECT) and rows that can never be reached.

    A column that only compares with texts is taken as open, some other text may come, unless
    the file says what it can hold. Of each set of rows that
    overlap, one example is given; of gaps the first.
    """
    pieces = [list(table.allowed[n]) or _pieces(_column(table, n)) for n in range(len(table.inputs))]
    if prod(map(len, pieces)) > MOST_COMBINATIONS:
        raise DecisionUnreadable(table=table.title, problem=Remark(N_("输入组合过多，无法检查；请拆成几张表")))
    masks = [[[cell.holds(value) for value in column] for cell in _column(table, n)] for n, column in enumerate(pieces)]
    reached: set[int] = set()
    overlaps: dict[tuple[int, ...], dict[Named, Any]] = {}
    gap: dict[Named, Any] | None = None
    for at in itertools.product(*(range(len(column)) for column in pieces)):
        hits = [n for n in range(len(table.rules)) if all(masks[m][n][i] for m, i in enumerate(at))]
        example = {label: pieces[m][at[m]] for m, (label, _) in enumerate(table.inputs)}
        if not hits:
            gap = gap or example
        elif table.hit_policy == "COLLECT":
            reached.update(hits)
        else:
            reached.add(hits[0]) if table.hit_policy == "FIRST" else reached.update(hits)
            if len(hits) > 1 and _collide(table, hits):
                overlaps.setdefault(tuple(table.rules[n].row for n in hits), example)
    found = [TableFault("overlap", rows, example) for rows, example in overlaps.items()]
    if gap is not None and table.hit_policy != "COLLECT":
        found.append(TableFault("gap", (), gap))
    for n, rule in enumerate(table.rules):
        if n not in reached:
            found.append(TableFault("unreachable", (rule.row,), _example(rule, table)))
    return found


def _column(table: Table, n: int) -> list[Cell]:
    return [rule.cells[n] for rule in table.rules]


def _collide(table: Table, hits: Sequence[int]) -> bool:
    if table.hit_policy == "UNIQUE":
        return True
    return table.hit_policy == "ANY" and len({json.dumps(table.rules[n].outputs) for n in hits}) > 1


def _example(rule: Rule, table: Table) -> dict[Named, Any]:
    """An input that the row's own cells would take."""
    values = (next((v for v in _pieces([cell]) if cell.holds(v)), None) for cell in rule.cells)
    return {label: value for (label, _), value in zip(table.inputs, values, strict=True)}


OTHER = "（其他）"


def _pieces(cells: Sequence[Cell]) -> list[Any]:
    """One value out of every piece into which the cells cut what the column can hold."""
    values = [value for cell in cells for value in cell.values]
    bounds = [bound for cell in cells for one in cell.intervals for bound in (one.low, one.high) if bound is not None]
    if any(isinstance(value, bool) for value in values):
        return [True, False]
    numbers = sorted({value for value in [*values, *bounds] if isinstance(value, int | float)})
    if numbers:
        between = [(a + b) / 2 for a, b in itertools.pairwise(numbers)]
        return [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    texts = sorted({value for value in [*values, *bounds] if isinstance(value, str)})
    if bounds:  # days: one before, each itself, one after each
        return ["0000-01-01", *texts, *(f"{text}~" for text in texts)]
    return [*texts, OTHER]
