"""What a page of questions needs: its fields, the facts that were filled in, and an answer as a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .domain.answers import Place, next_question, smallest_change, threshold
from .domain.law import Fact, LawOnDay
from .domain.reasons import Reason, missing, number, reasons
from .domain.rules import Rule
from .domain.single import Answer, Given, ask, engine_value

MOST_DIGITS = 14


@dataclass(frozen=True)
class Question:
    """One field of a form. ``type`` is a fact's or a rule's unit; an empty answer means: not known."""

    entity: str
    name: str
    label: str
    type: str
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        return f"{self.entity}.{self.name}"

    @property
    def is_choice(self) -> bool:
        return self.type in {"boolean", "bool", "code"}

    @property
    def input_type(self) -> str:
        return "date" if self.type == "date" else "text"

    @property
    def is_money(self) -> bool:
        return self.type in {"money", "fen"}


def said(thing: Any, name: str = "label") -> str:
    """A label in the reader's language."""
    english = getattr(thing, f"{name}_en", "") if get_language() == "en" else ""
    return english or str(getattr(thing, name, ""))


def question(entity: str, fact: Fact | Rule, label: str = "", help: str = "") -> Question:
    kind = fact.unit if isinstance(fact, Rule) else fact.type
    codes: tuple[tuple[str, str], ...] = () if isinstance(fact, Rule) else fact.codes
    if kind in {"boolean", "bool"}:
        codes = (("1", _("是")), ("0", _("否")))
    options = tuple((code, _(text) if text else code) for code, text in codes)
    return Question(entity, fact.name, label or said(fact), kind, help or said(fact, "help"), options)


def filled(
    questions: Iterable[Question], posted: Mapping[str, str]
) -> tuple[list[Question], dict[str, dict[str, Any]]]:
    """The questions with what was filled in (and what is wrong with it), and the facts by entity in the engine's units."""
    shown: list[Question] = []
    facts: dict[str, dict[str, Any]] = {}
    for asked in questions:
        text = posted.get(asked.key, "").strip()
        value, error = _value(asked, text)
        shown.append(Question(**{**asked.__dict__, "value": text, "error": error}))
        facts.setdefault(asked.entity, {})[asked.name] = value
    return shown, facts


def _value(asked: Question, text: str) -> tuple[Any, str]:
    if not text:
        return None, ""
    if asked.is_choice and text not in dict(asked.options):
        return None, _("请从选项中选择。")
    try:
        if len(text) > MOST_DIGITS:
            raise ValueError
        value = engine_value(asked.type, text.replace(",", "").replace("，", ""))
    except (ValueError, ArithmeticError):
        return None, _("看不懂“%(text)s”，请按提示填写。") % {"text": text[:20]}
    return value, ""


def written_back(value: Any, kind: str) -> str:
    """A fact of a register as a form shows it."""
    if value is None:
        return ""
    if kind in {"money", "fen"}:
        return f"{value / 100:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


@dataclass(frozen=True)
class Card:
    """One benefit's answer. ``state`` is yes, no or open."""

    name: str
    title: str
    state: str
    amount: str
    sentence: str
    wanting: Sequence[str]
    turns: Sequence[str]
    next: str
    tree: Reason
    assumed: bool
    service: str
    benefit: str

    @property
    def colour(self) -> str:
        return {"yes": "green", "no": "grey", "open": "yellow"}[self.state]

    @property
    def word(self) -> str:
        return {"yes": _("符合"), "no": _("不符合"), "open": _("无法确定")}[self.state]


def cards(
    law: LawOnDay, names: Iterable[str], given: Given, movable: Mapping[Place, Sequence[Any]], row: int = 0
) -> list[Card]:
    """The answers to several tests or amounts, those that hold first."""
    wanted = [name for name in names if name in law.rules]
    amounts = [law.rules[name].amount for name in wanted if law.rules[name].amount in law.rules]
    answer = ask(law, [*wanted, *amounts], given)
    found = [_card(law, law.rules[name], answer, given, movable, row) for name in wanted]
    return sorted(found, key=lambda card: ("yes", "open", "no").index(card.state))


def _card(
    law: LawOnDay, rule: Rule, answer: Answer, given: Given, movable: Mapping[Place, Sequence[Any]], row: int
) -> Card:
    at = row if rule.entity == "person" else 0
    language = "en" if get_language() == "en" else "zh"
    tree = reasons(answer, rule.name, at)
    amount = ""
    paid = rule.amount if rule.amount in law.rules else (rule.name if rule.unit == "fen" else "")
    money = answer.value(paid, at) if paid else None
    state = "open" if tree.value is None else ("yes" if tree.value else "no")
    if paid and state == "yes":
        amount = _("金额待定") if money is None else number("fen", money, language) + _period(law.rules[paid].period)
        tree = (
            tree
            if paid == rule.name
            else Reason(**{**tree.__dict__, "below": (*tree.below, reasons(answer, paid, at))})
        )
    elif state == "yes" and rule.unit not in {"bool", "fen"}:
        amount = number(rule.unit, tree.value, language)
    refused = state == "no" and rule.unit == "bool"
    turns = [_turn(law, change, language) for change in _turns(law, rule.name, given, movable, at)] if refused else []
    asked = next_question(law, rule.name, given, _unknown(given, movable), at) if state == "open" and movable else None
    wanting = [_wanting(leaf) for leaf in missing(tree)]
    return Card(
        name=rule.name,
        title=said(rule),
        state=state,
        amount=amount,
        sentence=tree.sentence(language, _),
        wanting=wanting,
        turns=turns,
        next=_label(law, asked) if asked else "",
        tree=tree,
        assumed=any(reason.assumed for reason in tree.walk()),
        service=rule.service,
        benefit=rule.benefit,
    )


def _period(period: str) -> str:
    return {"month": _(" / 月"), "year": _(" / 年")}.get(period, "")


def _wanting(leaf: Reason) -> str:
    if leaf.kind == "parameter":
        return _("%(what)s（由%(who)s补录）") % {"what": said(leaf), "who": _(leaf.supplier or "主管部门")}
    return said(leaf)


def _label(law: LawOnDay, place: Place) -> str:
    fact = law.entities[place[0]].fact(place[2])
    return said(fact) if fact else said(law.rules[place[2]])


def _unknown(given: Given, movable: Mapping[Place, Sequence[Any]]) -> dict[Place, Sequence[Any]]:
    return {place: values for place, values in movable.items() if given[place[0]][place[1]].get(place[2]) is None}


def _turns(
    law: LawOnDay, name: str, given: Given, movable: Mapping[Place, Sequence[Any]], row: int
) -> list[list[tuple[Place, Any]]]:
    known = {p: v for p, v in movable.items() if given[p[0]][p[1]].get(p[2]) is not None}
    found = smallest_change(law, name, given, known, row)[:3]
    return [
        [((c.entity, c.row, c.fact), _nearest(law, name, given, c, row, len(change))) for c in change]
        for change in found
    ]


def _nearest(law: LawOnDay, name: str, given: Given, change: Any, row: int, size: int) -> Any:
    if size > 1 or type(change.after) is not int or type(change.before) is not int:
        return change.after
    at = (change.entity, change.row, change.fact)
    nearest = threshold(law, name, given, at, change.after, row)
    return change.after if nearest is None else nearest


def _turn(law: LawOnDay, change: Sequence[tuple[Place, Any]], language: str) -> str:
    parts = []
    for place, after in change:
        fact = law.entities[place[0]].fact(place[2])
        kind = fact.type if fact else law.rules[place[2]].unit
        codes = dict(fact.codes) if fact else {}
        to = (
            (_("是") if after else _("否"))
            if isinstance(after, bool)
            else _(codes[after])
            if after in codes
            else number(kind, after, language)
        )
        parts.append(_("%(what)s为%(value)s") % {"what": _label(law, place), "value": to})
    return _("，并且").join(parts)


def far_values(law: LawOnDay, given: Given, names: Iterable[str] = ()) -> dict[Place, list[Any]]:
    """For each fact that a person's life could change, the values to try: less income and property; other codes."""
    wanted = set(names)
    found: dict[Place, list[Any]] = {}
    for entity, rows in given.items():
        for n, row in enumerate(rows):
            for name in row:
                fact, rule = law.entities[entity].fact(name), law.rules.get(name)
                kind = fact.type if fact else (rule.unit if rule else "")
                if wanted and name not in wanted:
                    continue
                if kind in {"money", "fen", "integer", "count"}:
                    found[entity, n, name] = [0] if not name.endswith(("_y1", "score")) else [10**9]
                elif kind in {"boolean", "bool"}:
                    found[entity, n, name] = [True, False]
    return found
