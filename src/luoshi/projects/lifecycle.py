"""The life cycle of a project as its rows say: its steps, their clocks, the permit path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.case_clock import Suspension

from .domain.permits import Clock, PermitPath, Step, Validity, permit_path
from .errors import StepUnknown
from .models import LifeCycle, Permit, Project


@dataclass(frozen=True)
class Cycle:
    """``facts`` keeps what pages show beside the rule: English name, basis, item."""

    code: str
    name: str
    name_en: str
    steps: tuple[Step, ...]
    facts: dict[str, dict[str, Any]]
    works: tuple[dict[str, Any], ...]

    def step(self, code: str) -> Step:
        """Raises StepUnknown."""
        found = next((step for step in self.steps if step.code == code), None)
        if found is None:
            raise StepUnknown(step=code)
        return found


def _cycle(row: LifeCycle) -> Cycle:
    steps = tuple(
        Step(
            code=s["code"],
            name=s["name"],
            stage=s["stage"],
            office=s["office"],
            limit=s["limit"],
            promised=s["promised"],
            day_type=s["day_type"],
            sponsor_days=s["sponsor_days"],
            after=tuple(s["after"]),
            lenient=tuple(s["lenient"]),
            extend=s.get("extend"),
            valid=Validity(**{n: v for n, v in s["valid"].items() if n in Validity._fields})
            if s.get("valid")
            else None,
        )
        for s in row.steps
    )
    facts = {s["code"]: s for s in row.steps}
    return Cycle(row.code, row.name, row.name_en, steps, facts, tuple(row.works))


def cycles_of(document: str) -> dict[str, Cycle]:
    """Type of project -> its life cycle. One query."""
    rows = LifeCycle.objects.filter(document=document)
    return {kind: cycle for row in rows for cycle in [_cycle(row)] for kind in row.kinds}


def cycle_of(project: Project) -> Cycle | None:
    return cycles_of(project.document).get(project.kind)


def clock_of(permit: Permit) -> Clock:
    held = tuple(
        Suspension(date.fromisoformat(s["from"]), date.fromisoformat(s["to"]) if s["to"] else None, s["reason"])
        for s in permit.suspensions
    )
    more = sum(int(days) for days, *_why in permit.extensions)
    return Clock(permit.state, permit.accepted_date, permit.done_date, held, more, permit.office)  # type: ignore[arg-type]


def clocks(permits: Iterable[Permit]) -> dict[str, Clock]:
    return {permit.step: clock_of(permit) for permit in permits}


def path_of(cycle: Cycle, known: Mapping[str, Clock], day: date) -> PermitPath:
    """What still has to be done before works may begin, or, once they have, before the project is accepted.

    Construction itself is the plan's business and is left out; so are steps after it while it is not done.
    """
    building = next((n for n, step in enumerate(cycle.steps) if step.code == "S41"), len(cycle.steps))
    built = known.get("S41", Clock()).state == "done"
    steps = cycle.steps[building + 1 :] if built else cycle.steps[:building]
    return permit_path(steps, known, day, CHINA)
