"""A step of a process that asks the law: what the rules say of the facts of the case, with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.entitlements.api import LawOnDay, Reason, RuleUnknown, ask, law_on, missing, place_of, reasons, written
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today

from .action_table import action
from .models import Case

FEN_A_YUAN = 100
MONTHS_A_YEAR = 12


@action("entitlement")
def ask_the_law(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """The rules and parameters that ``law_rules`` of the data names (with commas between), asked with the facts that the
    case knows under the names of the statute.

    ``law`` of the data then has each answer under its name (money in yuan, None where the law leaves it open), ``open``,
    ``missing`` (what is wanting, in words), ``reasons``, and with what version of which rule it was worked out.
    Raises RuleUnknown.
    """
    law = law_on(today(), place_of(case.document))
    names = [name.strip() for name in str(data["law_rules"]).split(",") if name.strip()]
    if unknown := [name for name in names if name not in law.rules and name not in law.holdings]:
        raise RuleUnknown(name=unknown[0], hint="")
    asked = [name for name in names if name in law.rules]
    answer = ask(law, asked, _given(law, asked, data))
    trees = {name: reasons(answer, name) for name in asked}
    wanting = dict.fromkeys(leaf.label for tree in trees.values() for leaf in missing(tree))
    held = {name: law.holdings[name].raw for name in names if name not in law.rules}
    data["law"] = {
        **{name: _said(law.rules[name].unit, answer.value(name)) for name in asked},
        **{name: None if raw is None else int(raw) if raw == int(raw) else float(raw) for name, raw in held.items()},
        "open": any(answer.value(name) is None for name in asked),
        "missing": list(wanting),
        "reasons": {name: _reason(tree) for name, tree in trees.items()},
        "assumed": any(reason.assumed for tree in trees.values() for reason in tree.walk()),
        "versions": {rule.name: rule.version for rule in answer.plan.rules()},
        "day": law.day.isoformat(),
    }


def _given(law: LawOnDay, asked: list[str], data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The case's facts of the entities that the rules speak of. A rule's name may be a fact too: an income that a person
    states instead of having it worked out; what is asked for is never given."""
    found: dict[str, list[dict[str, Any]]] = {}
    for code in dict.fromkeys(law.rules[name].entity for name in asked):
        row = {}
        for name, value in data.items():
            fact, rule = law.entities[code].fact(name), law.rules.get(name)
            if fact is None and (rule is None or rule.entity != code or name in asked):
                continue
            labels = {label: key for key, label in fact.codes} if fact else {}
            row[name] = written(law, code, name, labels.get(value, value) if isinstance(value, str) else value)
        found[code] = [row]
    return found


def _said(unit: str, value: Any) -> Any:
    if value is None:
        return None
    if unit == "fen":
        return int(value) / FEN_A_YUAN
    if unit == "month":
        return f"{value // MONTHS_A_YEAR:04d}-{value % MONTHS_A_YEAR + 1:02d}"
    return value.isoformat() if unit == "date" else value


def _reason(tree: Reason) -> str:
    return tree.sentence("zh")
