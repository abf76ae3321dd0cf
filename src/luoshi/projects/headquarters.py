"""What the rules of headquarters say of a firm that may come: asked of entitlements, with reasons and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.entitlements.api import ask, law_on, missing, place_of, reasons, written

from .errors import FieldsWrong

CLASS, GRANT, ENTITY = "is_comprehensive_headquarters", "headquarters_opening_grant", "headquarters"
FEN_A_YUAN = 100


@dataclass(frozen=True)
class Headquarters:
    """``meets`` and ``reward_yuan`` None: cannot be said, because of what is ``missing`` (labels); or nothing is granted on that
    day (``grants`` False), as the class of a firm and the grant for it have each their own dates."""

    meets: bool | None
    reward_yuan: float | None
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    source: str
    assumed: bool
    grants: bool


def fields(document: str, day: date) -> list[Any]:
    """The facts that the rules ask for, as the statute names them."""
    return list(law_on(day, place_of(document)).entities[ENTITY].facts.values())


MONEY, YES_NO = frozenset({"money", "fen"}), frozenset({"boolean", "bool"})
YUAN_AS_TYPED = 10_000
"""Money is typed in 万元 and kept in yuan."""


def read_facts(document: str, posted: Mapping[str, str], day: date) -> dict[str, Any]:
    """Facts as a form sends them, by the statute's names; what is left empty stays unknown. Raises FieldsWrong naming the field."""
    law, found = law_on(day, place_of(document)), {}
    for fact in fields(document, day):
        text = posted.get(fact.name, "").strip().replace(",", "").replace("，", "")
        if not text:
            continue
        value: Any = text
        try:
            if fact.codes and text not in dict(fact.codes):
                raise ValueError
            if fact.type in YES_NO:
                value = text == "1"
            elif fact.type in MONEY:
                value = f"{Decimal(text) * YUAN_AS_TYPED:f}"
            kept = written(law, ENTITY, fact.name, value)
            if isinstance(kept, int | float) and kept < 0:
                raise ValueError
        except (ValueError, ArithmeticError):
            raise FieldsWrong(
                problem=_("“%(field)s”填的“%(text)s”看不懂") % {"field": _(fact.label), "text": text[:30]}
            ) from None
        found[fact.name] = value
    return found


def typed(value: Any, kind: str) -> str:
    """A kept fact as the form shows it."""
    if value is None:
        return ""
    if kind in YES_NO:
        return "1" if value else "0"
    if kind in MONEY:
        return f"{Decimal(str(value)) / YUAN_AS_TYPED:f}"
    return str(value)


def headquarters(document: str, facts: dict[str, Any], day: date, language: str = "zh") -> Headquarters:
    """``facts``: by the statute's names, money in yuan."""
    law = law_on(day, place_of(document))
    names = [name for name in (CLASS, GRANT) if name in law.rules]
    if CLASS not in names:
        return Headquarters(None, None, (), (), "", assumed=False, grants=False)  # nothing in force there on that day
    row = {
        name: written(law, ENTITY, name, value)
        for name, value in facts.items()
        if law.entities[ENTITY].fact(name) is not None
    }
    answer = ask(law, names, {ENTITY: [row]})
    trees = [reasons(answer, name) for name in names]
    leaves = [leaf for tree in trees for leaf in missing(tree)]
    wanting = dict.fromkeys((leaf.label_en if language == "en" else "") or leaf.label for leaf in leaves)
    grant = answer.value(GRANT) if GRANT in names else None
    return Headquarters(
        meets=answer.value(CLASS),
        reward_yuan=None if grant is None else int(grant) / FEN_A_YUAN,
        missing=tuple(wanting),
        reasons=tuple(tree.sentence(language) for tree in trees),
        source=str(law.rules[names[-1]].source),
        grants=GRANT in names,
        assumed=any(reason.assumed for tree in trees for reason in tree.walk()),
    )
