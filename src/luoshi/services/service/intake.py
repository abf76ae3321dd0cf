"""Taking cases in: one, one that is decided at the counter, or many that another system hands over in one go."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.events import publish, told_at_the_end
from luoshi.kernel.group_commit import GroupCommit
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require, unit_facts

from .. import errors, events
from ..clocks import count_case, work_calendar
from ..engine.runner import Run
from ..models import Case, Item, PowerOfAttorney, ProcessVersion, Step
from .cases import Answers, _of, complete, current, move_on, performer
from .processes import compiled
from .writing import Held, among_others, next_keys, save_case, written_at_the_end

_CODE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """A code to ask by: told to whom it concerns and to nobody else."""
    return "".join(secrets.choice(_CODE_CHARACTERS) for _n in range(6))


def once_only(text: str) -> str:
    """The mark (``external_id``) by which a case that was opened for something is not opened again."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class _Sources:
    """Where an application finds its item, its process and its key: many at once ask for each only once."""

    item: Callable[[str], Item]
    version: Callable[[str], ProcessVersion]
    key: Callable[[], int]


def _of_one() -> _Sources:
    return _Sources(item_of, current, lambda: next_keys(Case, 1)[0])


def _of_many(count: int) -> _Sources:
    return _Sources(cache(item_of), cache(current), iter(next_keys(Case, count)).__next__)


class Taken(NamedTuple):
    """A case as it stands after it was taken in. ``steps`` are those it has been through or waits at; of a case that
    was known before, none."""

    case: Case
    steps: list[Step]
    known: bool = False


@dataclass(frozen=True)
class Application:
    """``facts`` as ``start`` takes them. ``steps`` are finished in the same breath, node -> values (as ``Finish`` has
    them): an instant item (即办件) decided at the counter."""

    by: Viewer
    facts: Mapping[str, Any]
    steps: Mapping[str, Answers] = field(default_factory=dict)
    language: str | None = field(default_factory=get_language)


@transaction.atomic
@told_at_the_end()
@written_at_the_end()
def start(*, by: Viewer, **facts: Any) -> str:
    """Open a case (``_opened`` says of what facts); returns its number: the day and the place among all cases. The same
    ``external_id`` again gives the case it made before, so that a phone that sends twice reports once."""
    known = _known([facts.get("external_id")])
    return known[facts["external_id"]].number if known else _opened(by, _of_one(), **facts)[0].number


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


def start_all(applications: Sequence[Application]) -> list[Taken | ExpectedError]:
    """Cases of several people in one transaction, each with its own outcome: what refuses one takes nothing back of the
    others. One whose ``external_id`` is known gives its case as it stands. StepClosed where a case does not wait at a
    node that is to be finished at once."""
    try:
        return _all(applications)
    except IntegrityError:
        # The same cases came in twice at once: those of the other request stand now, and are known.
        return _all(applications)


start_with_others = GroupCommit(start_all, most=100)
"""For servers: what is asked for at once is written at once."""


@transaction.atomic
@told_at_the_end()
def _all(applications: Sequence[Application]) -> list[Taken | ExpectedError]:
    marks = [one.facts.get("external_id") for one in applications]
    known = {mark: Taken(case, [], known=True) for mark, case in _known(marks).items()}
    together, sources = Held(), _of_many(sum(mark not in known for mark in marks))
    outcomes: list[Taken | ExpectedError] = []
    for mark, one in zip(marks, applications, strict=True):
        if mark not in known:
            try:
                taken = _among_others(one, sources, together)
            except ExpectedError as error:
                outcomes.append(error)
                continue
            outcomes.append(taken)
            if mark:
                known[mark] = taken._replace(known=True)
        else:
            outcomes.append(known[mark])
    together.write()
    return outcomes


def _among_others(one: Application, sources: _Sources, together: Held) -> Taken:
    require(one.by, "services.start")
    with told_at_the_end(), among_others(together), override(one.language):
        return _worked(one, sources)


def _worked(one: Application, sources: _Sources) -> Taken:
    case, waited = _opened(one.by, sources, **one.facts)
    seen = {step.token: step for step in waited}
    for node, values in one.steps.items():
        step = next((step for step in waited if step.node == node and step.kind == Step.Kind.HUMAN), None)
        if step is None:
            raise errors.StepClosed()
        waited = complete(one.by, case, step, values, waited)
        seen |= {step.token: step for step in waited}
    return Taken(case, list(seen.values()))


def _opened(
    by: Viewer,
    sources: _Sources,
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
    found = sources.item(item) if item else None
    version = sources.version(found.process if found else process)
    if agent:
        _require_authority(agent, applicant or {}, found.code if found else process)
    day = today()
    holder = found.unit if found else version.unit
    where = {"unit_id": unit_facts(unit).id} if unit else {"unit": holder}
    kept_by_us = {"applicant": dict(applicant or {}), "unit": unit or holder.code, "applied_on": day.isoformat()}
    values = {**((data(version) if callable(data) else data) or {}), **kept_by_us}
    # Numbered by the table's own key: a counter of our own would make all who take cases in wait for one another.
    key = sources.key()
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
