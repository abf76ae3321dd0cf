"""A case on its way from its first step to its result: walked step by step, told of, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import all_units, require, unit_facts

from .. import errors, events
from ..action_table import ACTIONS
from ..clocks import clock_of, count_case, count_step, suspensions_of, work_calendar
from ..domain import decision_tables, diagrams, expressions, forms
from ..domain.compensation import COMPLETED
from ..domain.timers import timer_end
from ..engine.runner import Position, Run, Token
from ..models import Case, ProcessVersion, Step, Suspension
from .processes import compiled, kept, tables_of
from .writing import add_steps, save_case, save_step, write_now

_OURS = frozenset({"applicant", "unit", "applied_on", COMPLETED})
"""Names in a case's data that no form sets."""
Answers = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a step's form gave, or what reads that given the form."""


def current(process: str) -> ProcessVersion:
    found = ProcessVersion.objects.filter(code=process, is_current=True).values_list("pk", "sha256")[:1]
    if not found:
        raise NotFound(what=process)
    return kept(*found[0])


def get(number: str) -> Case:
    return _one(_with_version(Case.objects.all(), [number]), number)


def locked(number: str) -> Case:
    return _one(all_locked([number]), number)


def all_locked(numbers: Iterable[str]) -> dict[str, Case]:
    """In one order, so that two who take the same don't wait for each other."""
    return _with_version(Case.objects.select_for_update(of=("self",)).order_by("pk"), numbers)


def _with_version(rows: QuerySet[Case], numbers: Iterable[str]) -> dict[str, Case]:
    found = rows.select_related("item", "unit").annotate(sha256=F("version__sha256")).filter(number__in=numbers)
    for case in found:
        case.version = kept(case.version_id, case.sha256)
    return {case.number: case for case in found}


def _one(found: Mapping[str, Case], number: str) -> Case:
    if number not in found:
        raise NotFound(what=number)
    return found[number]


def _of(by: Viewer, case: Case) -> dict[str, Any]:
    return {"actor": by.username, "at": now(), "subject": case.number, "unit": case.unit.code}


def performer(by: Viewer, case: Case) -> Any:
    """What a decision, action or sent message of the process does."""

    def perform(node: str, data: dict[str, Any]) -> None:
        facts = case.version.nodes[node]
        if facts["kind"] == "businessRuleTask":
            table = tables_of(case.version)[facts["decision"]]
            data.update(decision_tables.decide(table, data))
            return
        write_now()
        if facts["kind"] == "serviceTask":
            ACTIONS[facts["action"]](by, case, data)
        else:
            tell_others(by, case, facts["message"])

    return perform


def tell_others(by: Viewer, case: Case, message: str) -> None:
    """A message from one case to those it began and to the one that began it, where they wait for it."""
    family = [*case.children.values_list("number", flat=True), *([case.parent.number] if case.parent else [])]
    for number in family:
        waiting = Step.objects.filter(
            case__number=number, kind=Step.Kind.MESSAGE, state=Step.State.OPEN, note=message
        ).first()
        if waiting is not None:
            other = locked(number)
            move_on(by, other, running(by, other).fire(waiting.token))


def running(by: Viewer, case: Case) -> Run:
    """The case's process, taken up where it waits."""
    return Run(compiled(case.version), case.data, performer(by, case), case.engine_state)


def move_on(
    by: Viewer, case: Case, position: Position, *, done: Step | None = None, waited: Iterable[Step] | None = None
) -> list[Step]:
    """Save where the process now waits: new steps opened, steps that are no longer waited for closed. ``waited`` are
    the case's open steps where they are at hand. Returns those that are open now."""
    case.engine_state = position.state
    nodes = case.version.nodes
    waiting = {token.task: token for token in position.tokens}
    moment, work, still = now(), work_calendar(), []
    for step in case.steps.filter(state=Step.State.OPEN) if waited is None else waited:
        if step.token not in waiting and (done is None or step.token != done.token):
            step.state, step.done_at = Step.State.DROPPED, moment
            save_step(step)
            _count_again(by, case, step)
        if waiting.pop(step.token, None) is not None:
            still.append(step)
    opened = [_step(case, token, nodes, moment) for token in waiting.values()]
    if any(step.limit_days is not None for step in opened):
        held = suspensions_of(case) if waited != () else ()
        for step in opened:
            count_step(step, work, held)
    add_steps(opened)
    for step in opened:
        if not nodes[step.node]["counts"]:
            _stand_still(by, case, step)
    if position.completed:
        _finish(by, case)
    save_case(case)
    return [*still, *opened]


def _step(case: Case, token: Token, nodes: Mapping[str, Any], moment: datetime) -> Step:
    node = nodes[token.node]
    data = {**case.data, **token.own}
    step = Step(
        case=case,
        node=node["id"],
        name=_name(node, nodes, token.own),
        name_en=_name(node, nodes, token.own, "name_en"),
        token=token.task,
        opened_at=moment,
        role=node["role"],
        unit=None,
    )
    if token.is_timer:
        step.kind = Step.Kind.TIMER
        step.due_at = timer_end(node["timer"], moment, data, work_calendar())
    elif token.event:
        step.kind, step.note = Step.Kind.MESSAGE, node["message"]
    else:
        step.limit_days = node["days"]
        step.unit_id = _unit_of(case, node["unit"], data)
        if step.unit_id == case.unit_id:
            step.unit = case.unit
    return step


def _name(node: Mapping[str, Any], nodes: Mapping[str, Any], own: Mapping[str, Any], key: str = "name") -> str:
    """Of a step done for each of a list, or within what is, with whose it is."""
    holder: Mapping[str, Any] | None = node
    whose = None
    while whose is None and holder is not None:
        whose = own.get(holder.get("each") or "")
        holder = nodes.get(holder["parent"])
    said = str(node.get(key, ""))  # versions published before steps had English have none
    if not said or not isinstance(whose, str | int):
        return said
    return f"{said}（{whose}）"[:160] if key == "name" else f"{said} ({whose})"[:240]


def _unit_of(case: Case, words: str, data: Mapping[str, Any]) -> int:
    code = str(expressions.evaluate(words, data)) if words.startswith("=") else words
    if not code or code == case.unit.code:
        return case.unit_id
    # A form or a table may name the unit as people do.
    named = {facts.short_name: facts.id for facts in all_units().values()} if not code.isascii() else {}
    return named[code] if code in named else unit_facts(code).id


def _stand_still(by: Viewer, case: Case, step: Step) -> None:
    """A special step (特殊环节) is not counted: the applicant is told so, with the provision."""
    write_now()
    basis = case.version.nodes[step.node]["basis"]
    Suspension.objects.create(case=case, from_date=today(), reason=step.name, basis=basis)
    publish(events.ClockSuspended(**_of(by, case), reason=step.name, basis=basis))
    _recount(case)


def _count_again(by: Viewer, case: Case, step: Step) -> None:
    """The special step is over: from the next day on days count again."""
    if case.version.nodes[step.node]["counts"]:
        return
    held = case.suspensions.filter(to_date__isnull=True, reason=step.name).first()
    if held is not None:
        write_now()
        held.to_date = today()
        held.save(update_fields=["to_date"])
        publish(events.ClockResumed(**_of(by, case)))
        _recount(case)


def _recount(case: Case) -> None:
    case.__dict__.pop("_prefetched_objects_cache", None)  # what was read before a suspension began or ended
    work, held = work_calendar(), suspensions_of(case)
    count_case(case, work, held)
    for step in case.steps.filter(state=Step.State.OPEN):
        if count_step(step, work, held):
            step.save(update_fields=["due_date"])


def _finish(by: Viewer, case: Case) -> None:
    clock = clock_of(case)
    case.finished_at = now()
    case.counted_days = clock.counted(today(), work_calendar()) if clock else None
    case.result, case.result_en = str(case.data.get("result", ""))[:200], str(case.data.get("result_en", ""))[:300]
    case.state = Case.State.REFUSED if case.data.get("refused") else Case.State.DONE
    publish(events.CaseFinished(**_of(by, case), state=case.state, result=case.result, purpose=case.version.purpose))
    if case.parent is not None and case.version.nodes:
        write_now()
        tell_others(by, case, "办结")


def open_step(case: Case, step_id: int) -> Step:
    step = case.steps.select_related("unit").filter(pk=step_id, kind=Step.Kind.HUMAN).first()
    if step is None:
        raise NotFound(what=str(step_id))
    if step.state != Step.State.OPEN:
        raise errors.StepClosed()
    return step


def require_desk(by: Viewer, step: Step) -> None:
    """Whether the person holds the step's role over its unit; the applicant's own steps are the window's too."""
    role = "clerk" if step.role == diagrams.APPLICANT else step.role
    require(by, f"services.as_{role}", step.unit.code if step.unit else None)


def complete(by: Viewer, case: Case, step: Step, answers: Answers, waited: Iterable[Step]) -> list[Step]:
    """What its form gave is kept, and the case moves on; returns the steps that are open now. ``waited`` were before."""
    require_desk(by, step)
    form = case.version.forms.get(case.version.nodes[step.node]["form"], {})
    values = answers(form) if callable(answers) else answers
    if case.state not in (Case.State.OPEN, Case.State.SUSPENDED, Case.State.RETURNED):
        raise errors.CaseNotOpen(number=case.number, state=_(case.get_state_display()), act=step.name)
    step.state, step.done_at, step.done_by, step.draft = Step.State.DONE, now(), by.username, {}
    step.claimed_by = step.claimed_by or by.username
    save_step(step)
    # What a form did not ask can't be set through it: the names the engine itself keeps stay as they are.
    case.data.update({key: value for key, value in values.items() if key not in _OURS})
    case.data.update(forms.in_english(form, values))
    _count_again(by, case, step)
    publish(events.StepDone(**_of(by, case), step=step.name, fields=tuple(sorted(values))))
    left = [one for one in waited if one is not step]
    return move_on(by, case, running(by, case).finish(step.token), done=step, waited=left)


@transaction.atomic
def withdraw(*, by: Viewer, number: str, reason: str) -> None:
    """The applicant takes the application back; nothing further is done in it."""
    require(by, "services.start")
    case = locked(number)
    if case.finished_at is not None:
        raise errors.CaseNotOpen(number=number, state=_(case.get_state_display()), act=_("撤回"))
    case.steps.filter(state=Step.State.OPEN).update(state=Step.State.DROPPED, done_at=now())
    case.state, case.finished_at, case.result = Case.State.WITHDRAWN, now(), reason[:200]
    case.engine_state = {}
    case.save()
    publish(events.CaseFinished(**_of(by, case), state=case.state, result=case.result, purpose=case.version.purpose))
