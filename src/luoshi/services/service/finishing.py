"""Completing what a person does in a case: one step, or what several people send at once, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import get_language, override

from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.events import told_at_the_end
from luoshi.kernel.group_commit import GroupCommit
from luoshi.kernel.manifest import Viewer

from .. import errors
from ..models import Case, Step
from .cases import Answers, all_locked, complete, open_step, require_desk
from .writing import Held, among_others


@dataclass(frozen=True)
class Finish:
    """A human step that somebody completes with what its form gave; ``values`` may be what reads them, given the form."""

    by: Viewer
    number: str
    step_id: int
    values: Answers
    language: str | None = field(default_factory=get_language)


class Stands(NamedTuple):
    """A case, with the step that was done and those it now waits at."""

    case: Case
    steps: list[Step]


def finish_step(*, by: Viewer, number: str, step_id: int, values: Answers) -> Stands:
    """Raises NotFound, StepTaken, StepClosed, NotAllowed, CaseNotOpen, and what reads the values."""
    outcome = finish_all([Finish(by, number, step_id, values)])[0]
    if isinstance(outcome, ExpectedError):
        raise outcome
    return outcome


@transaction.atomic
@told_at_the_end()
def finish_all(wanted: Sequence[Finish]) -> list[Stands | ExpectedError]:
    """Each as ``finish_step`` does it and with its own outcome: what refuses one takes nothing back of the others."""
    together, outcomes = Held(), []
    cases = _with_open_steps({one.number for one in wanted})
    for one in wanted:
        if one.number not in cases:
            # The second of the same case finds it as the first has left it.
            together.write()
            cases |= _with_open_steps([one.number])
        outcomes.append(_outcome(one, cases.pop(one.number, None), together))
    together.write()
    return outcomes


finish_with_others = GroupCommit(finish_all, most=100)
"""For servers: what is asked for at once is written at once."""


def _with_open_steps(numbers: Iterable[str]) -> dict[str, tuple[Case, list[Step]]]:
    cases = all_locked(numbers)
    prefetch_related_objects(list(cases.values()), "suspensions")
    waited: dict[int, list[Step]] = {case.pk: [] for case in cases.values()}
    for step in Step.objects.select_related("unit").filter(case_id__in=waited, state=Step.State.OPEN):
        waited[step.case_id].append(step)
    return {number: (case, waited[case.pk]) for number, case in cases.items()}


def _outcome(one: Finish, found: tuple[Case, list[Step]] | None, together: Held) -> Stands | ExpectedError:
    try:
        with told_at_the_end(), among_others(together), override(one.language):
            if found is None:
                raise NotFound(what=one.number)
            return _finished(one, *found)
    except ExpectedError as error:
        return error


def _finished(one: Finish, case: Case, waited: list[Step]) -> Stands:
    step = next((step for step in waited if step.pk == one.step_id and step.kind == Step.Kind.HUMAN), None)
    step = step or open_step(case, one.step_id)
    if step.claimed_by and step.claimed_by != one.by.username:
        require_desk(one.by, step)
        raise errors.StepTaken(who=step.claimed_by)
    return Stands(case, [step, *complete(one.by, case, step, one.values, waited)])
