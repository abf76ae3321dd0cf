"""Problems in the way of projects: raised, owned, due, solved."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require, unit_facts

from .. import events
from ..errors import ProblemSolvedAlready, ReasonMissing
from ..models import Problem, Project
from ..queries import project_of
from ..standing import refresh


@transaction.atomic
def raise_problem(
    *, by: Viewer, code: str, kind: str, text: str, owner: str, due: date, synthetic: bool = False
) -> int:
    """Say what stands in the way, who is to solve it and by when. Raises ReasonMissing without words, NotFound."""
    project = project_of(code)
    require(by, "projects.raise")
    if not text.strip():
        raise ReasonMissing()
    unit = unit_facts(owner)
    made = Problem.objects.create(
        project=project,
        kind=kind,
        text=text.strip()[:300],
        owner_id=unit.id,
        raised_by=by.username,
        raised_date=today(),
        due_date=due,
        synthetic=synthetic,
    )
    publish(
        events.ProblemRaised(
            actor=by.username,
            at=now(),
            subject=code,
            unit=unit.code,
            document=project.document,
            clause=project.clauses[0] if project.clauses else "",
            problem=made.pk,
            title=made.text,
            due=due,
        )
    )
    refresh(Project.objects.filter(pk=project.pk), today())
    return made.pk


@transaction.atomic
def solve(*, by: Viewer, problem: int, solution: str) -> None:
    """Raises NotFound, ReasonMissing, ProblemSolvedAlready."""
    found = Problem.objects.select_for_update().filter(pk=problem).first()
    if found is None:
        raise NotFound(what=str(problem))
    require(by, "projects.solve", found.owner.code)
    if found.solved_date is not None:
        raise ProblemSolvedAlready(day=found.solved_date)
    if not solution.strip():
        raise ReasonMissing()
    found.solved_date, found.solution = today(), solution.strip()[:300]
    found.save(update_fields=["solved_date", "solution"])
    publish(
        events.ProblemSolved(
            actor=by.username,
            at=now(),
            subject=found.project.code,
            unit=found.owner.code,
            problem=found.pk,
            solution=found.solution,
        )
    )
    refresh(Project.objects.filter(pk=found.project_id), today())
