"""What the rules of headquarters say of a firm that may come: asked of entitlements, with reasons and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.entitlements.api import ask, law_on, missing, place_of, reasons, written

CLASS, GRANT, ENTITY = "is_comprehensive_headquarters", "headquarters_opening_grant", "headquarters"
FEN_A_YUAN = 100


@dataclass(frozen=True)
class Headquarters:
    """``meets`` and ``reward_yuan`` None: cannot be said, because of what is ``missing`` (labels)."""

    meets: bool | None
    reward_yuan: float | None
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    source: str
    assumed: bool


def fields(document: str, day: date) -> list[Any]:
    """The facts that the rules ask for, as the statute names them."""
    return list(law_on(day, place_of(document)).entities[ENTITY].facts.values())


def headquarters(document: str, facts: dict[str, Any], day: date, language: str = "zh") -> Headquarters:
    """``facts``: by the statute's names, money in yuan."""
    law = law_on(day, place_of(document))
    if CLASS not in law.rules or GRANT not in law.rules:
        return Headquarters(None, None, (), (), "", assumed=False)  # nothing in force there on that day
    row = {
        name: written(law, ENTITY, name, value)
        for name, value in facts.items()
        if law.entities[ENTITY].fact(name) is not None
    }
    answer = ask(law, [CLASS, GRANT], {ENTITY: [row]})
    trees = [reasons(answer, name) for name in (CLASS, GRANT)]
    wanting = dict.fromkeys(leaf.label for tree in trees for leaf in missing(tree))
    grant = answer.value(GRANT)
    return Headquarters(
        meets=answer.value(CLASS),
        reward_yuan=None if grant is None else int(grant) / FEN_A_YUAN,
        missing=tuple(wanting),
        reasons=tuple(tree.sentence(language) for tree in trees),
        source=str(law.rules[GRANT].source),
        assumed=any(reason.assumed for tree in trees for reason in tree.walk()),
    )
