"""When people leave and units are merged: their tasks go to those who come after, in one act."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import people_gone, require, unit_facts

from .. import errors, events
from ..domain.lifecycle import OPEN_STATES
from ..models import Commitment, LeadChange, Task
from ..tallies import count_all
from .tasks import event


def officers_gone(document: str) -> list[tuple[str, str, int]]:
    """(unit, officer, open tasks) of officers who still stand on tasks and whose account is switched off."""
    counted: dict[tuple[str, str], int] = {}
    rows = Task.objects.filter(document=document, state__in=OPEN_STATES).exclude(officer="").order_by("lead__order")
    for unit, officer in rows.values_list("lead__code", "officer"):
        counted[unit, officer] = counted.get((unit, officer), 0) + 1
    gone = people_gone(officer for _unit, officer in counted)
    return [(unit, officer, tasks) for (unit, officer), tasks in counted.items() if officer in gone]


def units_gone(document: str) -> list[tuple[str, int]]:
    """(unit, open tasks) of units that are no more and still lead."""
    day, counted = today(), dict[str, int]()
    rows = Task.objects.filter(document=document, state__in=OPEN_STATES, lead__valid_to__lte=day)
    for unit in rows.order_by("lead__order").values_list("lead__code", flat=True):
        counted[unit] = counted.get(unit, 0) + 1
    return list(counted.items())


def leading(document: str) -> dict[str, int]:
    """Unit -> open tasks, of units that lead any."""
    rows = Task.objects.filter(document=document, state__in=OPEN_STATES).order_by("lead__order", "lead__code")
    return dict(Counter(rows.values_list("lead__code", flat=True)))


@transaction.atomic
def succeed_officer(*, by: Viewer, document: str, unit: str, officer: str, successor: str) -> int:
    """The open tasks of a unit that name an officer name the successor; returns how many. Raises NobodyLeft."""
    require(by, "delivery.issue")
    if not successor.strip() or successor.strip() == officer:
        raise errors.NobodyLeft()
    tasks = _open(document, unit).filter(officer=officer)
    told = []
    for task in tasks:
        told.append(event(events.TaskDetailed, by, task, changes={"officer": [task.officer, successor.strip()[:60]]}))
        task.officer = successor.strip()[:60]
    if not told:
        raise errors.NobodyLeft()
    Task.objects.bulk_update(tasks, ["officer"], batch_size=500)
    publish(told)
    return len(told)


@transaction.atomic
def succeed_unit(*, by: Viewer, document: str, before: str, after: str, reason: str) -> int:
    """All open tasks that a unit leads are led by another from today; what is only proposed for it too, and where it supports
    the other does. Scores stay where they were earned. Returns how many tasks. Raises NobodyLeft, ReasonMissing, UnitEnded."""
    require(by, "delivery.issue")
    if not reason.strip():
        raise errors.ReasonMissing()
    old, new = unit_facts(before), unit_facts(after)
    if new.valid_to is not None and new.valid_to <= today():
        raise errors.UnitEnded(unit=new.short_name)
    tasks = list(_open(document, before)) if before != after else []
    if not tasks:
        raise errors.NobodyLeft()
    LeadChange.objects.bulk_create(
        LeadChange(
            task=task, document=document, before_id=old.id, after_id=new.id, on=today(), reason=reason.strip()[:300]
        )
        for task in tasks
    )
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(lead=new.id)
    for task in Task.objects.filter(document=document, state__in=OPEN_STATES, supports=old.id):
        task.supports.remove(old.id)
        if task.lead_id != new.id:
            task.supports.add(new.id)
    Commitment.objects.filter(document=document, state=Commitment.State.PROPOSED, lead=old.id).update(lead=new.id)
    for task in tasks:
        task.supports.remove(new.id)
        task.lead_id = new.id
    publish(
        event(events.LeadChanged, by, task, before=before, on=today(), reason=reason.strip()[:300])
        for task in Task.objects.filter(pk__in=[task.pk for task in tasks]).select_related("lead").order_by("pk")
    )
    count_all(document)
    return len(tasks)


def _open(document: str, unit: str):  # type: ignore[no-untyped-def]
    rows = Task.objects.select_for_update(of=("self",)).select_related("lead")
    return rows.filter(document=document, lead__code=unit, state__in=OPEN_STATES).order_by("pk")
