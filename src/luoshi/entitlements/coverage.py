"""Whether rules really carry out what a measure promises."""

from collections.abc import Callable

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today

from .domain.law import LawOnDay
from .domain.plan import wire
from .models import Arrangement, Sweep
from .service import whole_law


def runs(code: str) -> Callable[[str, str], bool]:
    """``exists`` of a mechanism: its rules are in force and can be wired; those over people or firms have been swept."""

    def exists(document: str, measure: str) -> bool:
        found = Arrangement.objects.filter(document=document, measure=measure, code=code).first()
        if found is None:
            return False
        law = whole_law().on(today(), found.jurisdiction)
        swept = {name for rules in Sweep.objects.values_list("rules", flat=True) for name in rules}
        return _in_force(law, found.rules) and any(_alive(law, name, swept) for name in found.rules)

    return exists


def _in_force(law: LawOnDay, names: list[str]) -> bool:
    try:
        wire(law, [name for name in names if name in law.rules])
    except ExpectedError:
        return False
    return any(name in law.rules for name in names)


def _alive(law: LawOnDay, name: str, swept: set[str]) -> bool:
    """A rule over a register lives when a sweep has run it; one of a calculation lives when it is in force."""
    rule = law.rules.get(name)
    return rule is not None and (name in swept or rule.entity not in {"person", "household", "firm"})
