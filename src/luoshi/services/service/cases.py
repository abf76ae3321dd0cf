"""A case from its first paper to its result: started, walked step by step, merged, withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish, told_at_the_end
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import all_units, require, unit_facts

from .. import errors, events
from ..actions import ACTIONS
from ..clocks import clock_of, count_case, count_step, suspensions_of, work_calendar
from ..domain import decision_tables, diagrams, expressions
from ..domain.compensation import COMPLETED
from ..domain.timers import timer_end
from ..engine.runner import Position, Run
from ..models import Case, Item, PowerOfAttorney, ProcessVersion, Step, Suspension
from .processes import compiled, kept, tables_of

_OURS = frozenset({"applicant", "unit", "applied_on", COMPLETED})
"""Names in a case's data that no form sets."""
Answers = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a step's form gave, or what reads that given the form."""
_CODE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def current(process: str) -> ProcessVersion:
    found = ProcessVersion.objects.filter(code=process, is_current=True).values_list("pk", "sha256")[:1]
    if not found:
        raise NotFound(what=process)
    return kept(*found[0])


def get(number: str) -> Case:
    return _with_version(Case.objects.all(), number)


def locked(number: str) -> Case:
    return _with_version(Case.objects.select_for_update(of=("self",)), number)


def _with_version(rows: QuerySet[Case], number: str) -> Case:
    found = rows.select_related("item", "unit").annotate(sha256=F("version__sha256")).filter(number=number)
    for case in found[:1]:
        case.version = kept(case.version_id, case.sha256)
        return case
    raise NotFound(what=number)


@transaction.atomic
@told_at_the_end()
def start(*, by: Viewer, **facts: Any) -> str:
    """Open a case (``opened``); returns its number: the day and the place among all cases."""
    return opened(by=by, **facts)[0].number


def opened(
    *,
    by: Viewer,
    process: str = "",
    item: str = "",
    title: str = "",
    applicant: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | Callable[[ProcessVersion], Mapping[str, Any]] | None = None,
    unit: str | None = None,
    channel: str = "window",
    agent: Mapping[str, Any] | None = None,
    external_id: str | None = None,
    place: tuple[float, float] | None = None,
    parent: Case | None = None,
    synthetic: bool = False,
) -> tuple[Case, list[Step]]:
    """A new case of an item or of a bare process, in the caller's transaction, with its open steps. ``data`` is what
    its form gave, or what reads that given the process. The same ``external_id`` again gives
    the case it made before, so that a phone that sends twice reports once. ``place`` is (lon, lat), WGS84.

    Raises ItemNotThere, AuthorityInvalid for an agent without a power of attorney that holds today.
    """
    if external_id and (known := Case.objects.filter(external_id=external_id).first()):
        return known, list(known.steps.select_related("unit").filter(state=Step.State.OPEN))
    found = item_of(item) if item else None
    version = current(found.process if found else process)
    if agent:
        _require_authority(agent, applicant or {}, found.code if found else process)
    day = today()
    holder = found.unit if found else version.unit
    where = {"unit_id": unit_facts(unit).id} if unit else {"unit": holder}
    kept_by_us = {"applicant": dict(applicant or {}), "unit": unit or holder.code, "applied_on": day.isoformat()}
    values = {**((data(version) if callable(data) else data) or {}), **kept_by_us}
    case = Case.objects.create(
        number=uuid4().hex,  # until its place among all cases is known
        title=title or (found.name if found else version.title),
        document=version.document,
        measure=version.measure,
        version=version,
        item=found,
        **where,
        applicant=dict(applicant or {}),
        agent=dict(agent or {}),
        channel=channel,
        query_code="".join(secrets.choice(_CODE_CHARACTERS) for _n in range(6)),
        external_id=external_id,
        parent=parent,
        data=values,
        started_at=now(),
        accepted_on=day,
        limit_days=found.promised_days if found else version.promised_days,
        lon=place[0] if place else None,
        lat=place[1] if place else None,
        synthetic=synthetic,
    )
    # Taken from the table's own key: a counter of our own would make all who take cases in wait for one another.
    case.number = f"{day:%Y%m%d}-{case.pk:04d}"
    count_case(case, work_calendar(), ())
    told = events.CaseStarted(
        **_of(by, case), process=version.code, item=item, channel=channel, due=case.due_date, purpose=version.purpose
    )
    publish(told)
    run = Run(compiled(version), case.data, _performer(by, case))
    return case, move_on(by, case, run.begin(), waited=())


def item_of(code: str) -> Item:
    """The item as it can be applied for today. Raises ItemNotThere."""
    found = Item.objects.select_related("unit").filter(code=code, is_current=True).first()
    if found is None or (found.valid_to is not None and found.valid_to <= today()):
        raise errors.ItemNotThere(item=code)
    return found


def _require_authority(agent: Mapping[str, Any], applicant: Mapping[str, Any], scope: str) -> None:
    """The power of attorney names this agent, this principal and this service, and holds today."""
    number = str(agent.get("authority", ""))
    paper = PowerOfAttorney.objects.filter(number=number).first()
    why = ""
    if paper is None:
        why = _("没有登记")
    elif paper.revoked_on is not None:
        why = _("已由委托人撤销")
    elif not paper.valid_from <= today() <= paper.valid_to:
        why = _("不在有效期内")
    elif paper.principal_code != applicant.get("code") or paper.agent != agent.get("name"):
        why = _("委托人或受托人不符")
    elif paper.scope not in ("", "*", scope):
        why = _("委托事项不符")
    if why:
        raise errors.AuthorityInvalid(number=number, why=why)


def _of(by: Viewer, case: Case) -> dict[str, Any]:
    return {"actor": by.username, "at": now(), "subject": case.number, "unit": case.unit.code}


def _performer(by: Viewer, case: Case) -> Any:
    """What a decision, action or sent message of the process does."""

    def perform(node: str, data: dict[str, Any]) -> None:
        facts = case.version.nodes[node]
        if facts["kind"] == "businessRuleTask":
            table = tables_of(case.version)[facts["decision"]]
            data.update(decision_tables.decide(table, data))
        elif facts["kind"] == "serviceTask":
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
    return Run(compiled(case.version), case.data, _performer(by, case), case.engine_state)


_MOVED = ("number", "data", "engine_state", "state", "limit_days", "due_date", "finished_at", "counted_days", "result")


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
        if step.token not in waiting and (done is None or step.pk != done.pk):
            step.state, step.done_at = Step.State.DROPPED, moment
            step.save(update_fields=["state", "done_at"])
            _count_again(by, case, step)
        if waiting.pop(step.token, None) is not None:
            still.append(step)
    opened = [
        _step(case, token.task, nodes[token.node], token.is_timer, token.event, moment) for token in waiting.values()
    ]
    if any(step.limit_days is not None for step in opened):
        held = suspensions_of(case) if waited != () else ()
        for step in opened:
            count_step(step, work, held)
    Step.objects.bulk_create(opened)
    for step in opened:
        if not nodes[step.node]["counts"]:
            _stand_still(by, case, step)
    if position.completed:
        _finish(by, case)
    case.save(update_fields=_MOVED)
    return [*still, *opened]


def _step(case: Case, token: str, node: Mapping[str, Any], timer: bool, event: str, moment: datetime) -> Step:
    step = Step(
        case=case, node=node["id"], name=node["name"], token=token, opened_at=moment, role=node["role"], unit=None
    )
    if timer:
        step.kind = Step.Kind.TIMER
        step.due_at = timer_end(node["timer"], moment, case.data, work_calendar())
    elif event:
        step.kind, step.note = Step.Kind.MESSAGE, node["message"]
    else:
        step.limit_days = node["days"]
        step.unit_id = _unit_of(case, node["unit"])
        if step.unit_id == case.unit_id:
            step.unit = case.unit
    return step


def _unit_of(case: Case, words: str) -> int:
    code = str(expressions.evaluate(words, case.data)) if words.startswith("=") else words
    if not code or code == case.unit.code:
        return case.unit_id
    # A form or a table may name the unit as people do.
    named = {facts.short_name: facts.id for facts in all_units().values()} if not code.isascii() else {}
    return named[code] if code in named else unit_facts(code).id


def _stand_still(by: Viewer, case: Case, step: Step) -> None:
    """A special step (特殊环节) is not counted: the applicant is told so, with the provision."""
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
        held.to_date = today()
        held.save(update_fields=["to_date"])
        publish(events.ClockResumed(**_of(by, case)))
        _recount(case)


def _recount(case: Case) -> None:
    work, held = work_calendar(), suspensions_of(case)
    count_case(case, work, held)
    for step in case.steps.filter(state=Step.State.OPEN):
        if count_step(step, work, held):
            step.save(update_fields=["due_date"])


def _finish(by: Viewer, case: Case) -> None:
    clock = clock_of(case)
    case.finished_at = now()
    case.counted_days = clock.counted(today(), work_calendar()) if clock else None
    case.result = str(case.data.get("result", ""))[:200]
    case.state = Case.State.REFUSED if case.data.get("refused") else Case.State.DONE
    publish(events.CaseFinished(**_of(by, case), state=case.state, result=case.result, purpose=case.version.purpose))
    if case.parent is not None and case.version.nodes:
        tell_others(by, case, "办结")


@transaction.atomic
@told_at_the_end()
def finish_step(
    *,
    by: Viewer,
    number: str,
    step_id: int,
    values: Answers,
) -> Case:
    """Complete a human step with what its form gave; ``values`` may be what reads them, given the form. Raises
    StepTaken, StepClosed, NotAllowed. Returns the case as it now stands."""
    case = locked(number)
    waited = list(case.steps.select_related("unit").filter(state=Step.State.OPEN))
    step = next((one for one in waited if one.pk == step_id and one.kind == Step.Kind.HUMAN), None)
    step = step or open_step(case, step_id)
    require_desk(by, step)
    if step.claimed_by and step.claimed_by != by.username:
        raise errors.StepTaken(who=step.claimed_by)
    _complete(by, case, step, _read(values, case, step), waited)
    return case


@transaction.atomic
@told_at_the_end()
def start_and_work(*, by: Viewer, steps: Mapping[str, Answers], **facts: Any) -> Case:
    """Open a case and finish these of its steps, node -> values (as ``finish_step`` takes them), in one transaction: an
    instant item (即办件) decided at the counter. Raises StepClosed where the case does not wait at a node named."""
    require(by, "services.start")
    case, waited = opened(by=by, **facts)
    for node, values in steps.items():
        step = next((one for one in waited if one.node == node and one.kind == Step.Kind.HUMAN), None)
        if step is None:
            raise errors.StepClosed()
        require_desk(by, step)
        waited = _complete(by, case, step, _read(values, case, step), waited)
    return case


def _read(values: Answers, case: Case, step: Step) -> Mapping[str, Any]:
    form = case.version.forms.get(case.version.nodes[step.node]["form"], {})
    return values(form) if callable(values) else values


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


def _complete(by: Viewer, case: Case, step: Step, values: Mapping[str, Any], waited: Iterable[Step]) -> list[Step]:
    if case.state not in (Case.State.OPEN, Case.State.SUSPENDED, Case.State.RETURNED):
        raise errors.CaseNotOpen(number=case.number, state=_(case.get_state_display()), act=step.name)
    step.state, step.done_at, step.done_by, step.draft = Step.State.DONE, now(), by.username, {}
    step.claimed_by = step.claimed_by or by.username
    step.save(update_fields=["state", "done_at", "done_by", "draft", "claimed_by"])
    # What a form did not ask can't be set through it: the names the engine itself keeps stay as they are.
    case.data.update({key: value for key, value in values.items() if key not in _OURS})
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
