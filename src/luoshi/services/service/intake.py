"""Taking cases in: one, one that is decided at the counter, or many that another system hands over in one go."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.events import publish, told_at_the_end
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require, unit_facts

from .. import errors, events
from ..clocks import count_case, work_calendar
from ..engine.runner import Run
from ..models import Case, Item, PowerOfAttorney, ProcessVersion, Step
from .cases import Answers, _of, complete, current, move_on, performer
from .processes import compiled
from .writing import Held, next_key, save_case, written_at_the_end

_CODE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """A code to ask by: told to whom it concerns and to nobody else."""
    return "".join(secrets.choice(_CODE_CHARACTERS) for _n in range(6))


class Taken(NamedTuple):
    """A case as it stands after it was taken in. ``steps`` are those it has been through or waits at; of a case that
    was known before, none."""

    case: Case
    steps: list[Step]
    known: bool = False


@dataclass(frozen=True)
class Application:
    """One of many: ``facts`` as ``start`` takes them, ``steps`` as ``start_and_work`` does."""

    facts: Mapping[str, Any]
    steps: Mapping[str, Answers] = field(default_factory=dict)


@transaction.atomic
@told_at_the_end()
@written_at_the_end()
def start(*, by: Viewer, **facts: Any) -> str:
    """Open a case (``_opened`` says of what facts); returns its number: the day and the place among all cases. The same
    ``external_id`` again gives the case it made before, so that a phone that sends twice reports once."""
    known = _known([facts.get("external_id")])
    return known[facts["external_id"]].number if known else _opened(by, item_of, current, **facts)[0].number


def _known(marks: Iterable[str | None]) -> dict[str, Case]:
    """The cases that these ``external_id`` have made."""
    wanted = set(filter(None, marks))
    rows = Case.objects.select_related("item", "unit").filter(external_id__in=wanted) if wanted else ()
    return {str(case.external_id): case for case in rows}


def begun_by(version: ProcessVersion) -> str:
    """The role that may begin the process by itself, without an item that somebody applies for; empty: nobody."""
    starts = (n for n in version.nodes.values() if n["kind"] == "startEvent" and not n["parent"])
    return next((str(node["role"]) for node in starts), "")


def may_begin(viewer: Viewer) -> list[ProcessVersion]:
    """The processes that the person may begin, in order of measure."""
    rows = ProcessVersion.objects.filter(is_current=True).select_related("unit")
    rows = rows.defer("bpmn", "called", "decisions", "forms")  # long, and not asked here
    return [version for version in rows if (role := begun_by(version)) and viewer.may(f"services.as_{role}")]


def begin(*, by: Viewer, process: str, unit: str, **facts: Any) -> str:
    """Begin a procedure of the government's own (a call taken in, a decision planned, a visit) for a unit; returns the
    case's number. Raises NotAllowed where the process is not begun so, or not by this person for this unit."""
    role = begun_by(current(process))
    if not role:
        raise errors.NotBegunByHand(process=process)
    require(by, f"services.as_{role}", unit)
    return start(by=by, process=process, unit=unit, channel="office", **facts)


@transaction.atomic
@told_at_the_end()
@written_at_the_end()
def start_and_work(*, by: Viewer, steps: Mapping[str, Answers], **facts: Any) -> Taken:
    """Open a case and finish these of its steps, node -> values (as ``finish_step`` takes them), in one transaction: an
    instant item (即办件) decided at the counter. Raises StepClosed where the case does not wait at a node named."""
    require(by, "services.start")
    known = _known([facts.get("external_id")])
    for case in known.values():
        return Taken(case, [], known=True)
    return _worked(by, Application(facts, steps), item_of, current)


def start_all(*, by: Viewer, applications: Sequence[Application]) -> list[Taken | ExpectedError]:
    """Many cases in one transaction, each as ``start_and_work`` does it and with its own outcome: what refuses one takes
    nothing back of the others. Each has an ``external_id``; one that is known gives its case as it stands."""
    require(by, "services.start")
    try:
        return _all(by, applications)
    except IntegrityError:
        # The same cases came in twice at once: those of the other request stand now, and are known.
        return _all(by, applications)


@transaction.atomic
@told_at_the_end()
def _all(by: Viewer, applications: Sequence[Application]) -> list[Taken | ExpectedError]:
    found = _known(one.facts["external_id"] for one in applications)
    known = {mark: Taken(case, [], known=True) for mark, case in found.items()}
    together, item, version = Held(), cache(item_of), cache(current)
    outcomes: list[Taken | ExpectedError] = []
    for one in applications:
        mark = one.facts["external_id"]
        if mark not in known:
            try:
                taken = _among_others(by, one, item, version, together)
            except ExpectedError as error:
                outcomes.append(error)
                continue
            outcomes.append(taken)
            known[mark] = taken._replace(known=True)
        else:
            outcomes.append(known[mark])
    together.write()
    return outcomes


@transaction.atomic
@told_at_the_end()
def _among_others(by: Viewer, one: Application, item: Any, version: Any, together: Held) -> Taken:
    with written_at_the_end(together):
        return _worked(by, one, item, version)


def _worked(by: Viewer, one: Application, item: Any, version: Any) -> Taken:
    case, waited = _opened(by, item, version, **one.facts)
    seen = {step.token: step for step in waited}
    for node, values in one.steps.items():
        step = next((one for one in waited if one.node == node and one.kind == Step.Kind.HUMAN), None)
        if step is None:
            raise errors.StepClosed()
        waited = complete(by, case, step, values, waited)
        seen |= {step.token: step for step in waited}
    return Taken(case, list(seen.values()))


def _opened(
    by: Viewer,
    item_called: Callable[[str], Item],
    version_of: Callable[[str], ProcessVersion],
    *,
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
    its form gave, or what reads that given the process. ``place`` is (lon, lat), WGS84.

    Raises ItemNotThere, AuthorityInvalid for an agent without a power of attorney that holds today.
    """
    found = item_called(item) if item else None
    version = version_of(found.process if found else process)
    if agent:
        _require_authority(agent, applicant or {}, found.code if found else process)
    day = today()
    holder = found.unit if found else version.unit
    where = {"unit_id": unit_facts(unit).id} if unit else {"unit": holder}
    kept_by_us = {"applicant": dict(applicant or {}), "unit": unit or holder.code, "applied_on": day.isoformat()}
    values = {**((data(version) if callable(data) else data) or {}), **kept_by_us}
    # Numbered by the table's own key: a counter of our own would make all who take cases in wait for one another.
    key = next_key(Case)
    case = Case(
        pk=key,
        number=f"{day:%Y%m%d}-{key:04d}",
        title=title or (found.name if found else version.title),
        document=version.document,
        measure=version.measure,
        version=version,
        item=found,
        **where,
        applicant=dict(applicant or {}),
        agent=dict(agent or {}),
        channel=channel,
        query_code=new_code(),
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
    count_case(case, work_calendar(), ())
    save_case(case)
    told = events.CaseStarted(
        **_of(by, case), process=version.code, item=item, channel=channel, due=case.due_date, purpose=version.purpose
    )
    publish(told)
    run = Run(compiled(version), case.data, performer(by, case))
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
