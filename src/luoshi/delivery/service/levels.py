"""Tasks of several levels: handing a task down in parts, its officer and required evidence, how often it is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import UnitFacts, groups, require, subtree, unit_facts

from .. import errors, events
from ..burden import asked_of
from ..domain.cycle import CYCLE_LABELS, Cycle, first_report_due, next_report_due
from ..domain.lifecycle import OPEN_STATES, STATE_LABELS, TaskState
from ..domain.plan import even_plan
from ..domain.years import Year, outside
from ..lights import relight
from ..models import ReportCall, Source, Task
from ..parameters import SupervisionRules, rules_of
from ..tallies import count_around
from ..turns import take_turns
from .bearing import require_bearable
from .commitments import require_near
from .tasks import event, finish, locked

MOST_EVIDENCE = 10


def below(task: Task) -> dict[str, UnitFacts]:
    """Units a task may be handed down to: those under its lead, its supporting units, the members of its groups."""
    own = subtree(task.lead.code) - {task.lead.code}
    members = {code for name in task.groups for code in groups().get(name, ())}
    codes = own | set(task.supports.values_list("code", flat=True)) | members
    return {code: unit_facts(code) for code in sorted(codes - {task.lead.code})}


@transaction.atomic
def hand_down(
    *,
    by: Viewer,
    document: str,
    code: str,
    units: Sequence[str],
    title: str = "",
    due_date: date | None = None,
    officer: str = "",
    override: str = "",
) -> list[str]:
    """Give each of these units its part of the task, to sign for and report on like any other; returns the parts' codes.

    A part is due no later than the whole. Raises NotBelow, AlreadyHandedDown, DayTooEarly, StepNotAllowed, TooMuchToReport.
    """
    task = locked(document, code)
    require(by, "delivery.report" if by.may("delivery.report", task.lead.code) else "delivery.issue", task.lead.code)
    if task.state not in {TaskState.UNDER_WAY, TaskState.RETURNED}:
        raise errors.StepNotAllowed(task=code, state=STATE_LABELS[task.state], step="向下分解")
    due = min(due_date or task.due_date, task.due_date)
    if due <= today():
        raise errors.DayTooEarly(day=due, after=today())
    allowed, rules = below(task), rules_of(document, today())
    made = []
    for unit in units:
        facts = _may_take(task, unit, allowed)
        before = asked_of(document, unit, today())
        more = {"before": before, "after": before.and_also(Cycle(task.cycle), figure=False)}
        require_bearable(by=by, document=document, unit=facts, what=_("向下分解"), override=override, **more)
        made.append(_part(task, facts, rules, title.strip(), due, officer.strip()))
    told = [event(events.TaskHandedDown, by, task, parts=tuple((part.code, part.lead.code) for part in made))]
    for part in made:
        told += [event(events.TaskIssued, by, part, clause=part.clause, due=due, supports=())]
        told += relight(part, today(), by.username, rules.lights)
        part.save()
    publish(told)
    count_around(made)
    return [part.code for part in made]


def _may_take(task: Task, unit: str, allowed: Mapping[str, UnitFacts]) -> UnitFacts:
    facts = allowed.get(unit)
    if facts is None:
        raise errors.NotBelow(unit=unit_facts(unit).short_name)
    there = task.parts.filter(lead__code=unit).first()
    if there is not None:
        raise errors.AlreadyHandedDown(unit=facts.short_name, task=there.code)
    return facts


def _part(task: Task, facts: UnitFacts, rules: SupervisionRules, title: str, due: date, officer: str) -> Task:
    start, cycle = today(), Cycle(task.cycle)
    part = Task(
        document=task.document,
        measure=task.measure,
        clause=task.clause,
        code=next_part(task),
        parent=task,
        source=Source.HANDED_DOWN,
        title=title or task.title,
        officer=officer,
        issued_on=start,
        due_date=due,
        plan=[[day.isoformat(), percent] for day, percent in even_plan(start, due)],
        cycle=cycle.value,
        cycles=[[start.isoformat(), cycle.value]],
        sign_by=CHINA.add_working_days(start, rules.sign_days),
        next_report_due=first_report_due(start, rules.cycle, cycle),
        synthetic=task.synthetic,
    )
    part.lead_id = facts.id
    part.save()
    return part


def next_part(task: Task) -> str:
    """The next free code below a task, ``11.s1.c4.2``."""
    take_turns("codes")
    taken = task.parts.values_list("code", flat=True)
    return f"{task.code}.{max((int(code.rpartition('.')[2]) for code in taken), default=0) + 1}"


@transaction.atomic
def detail(
    *,
    by: Viewer,
    document: str,
    code: str,
    officer: str | None = None,
    evidence_required: Sequence[str] | None = None,
    years: Sequence[Year] | None = None,
    **details: Any,
) -> None:
    """Set who answers for a task, what must be shown when it is done, its plan of each year, and its kind's own fields.

    Raises YearsOutside for a year in which the task does not run.
    """
    task = locked(document, code)
    whole = evidence_required is not None or years is not None or details
    require(by, "delivery.issue" if whole else "delivery.report", task.lead.code)
    wanted: dict[str, Any] = {}
    if years is not None:
        if wrong := outside(years, task.issued_on, task.due_date):
            raise errors.YearsOutside(
                years="、".join(map(str, wrong)), start=task.issued_on.year, end=task.due_date.year
            )
        wanted["years"] = [[year.year, year.value, year.steps] for year in years]
    if officer is not None:
        wanted["officer"] = officer.strip()[:60]
    if evidence_required is not None:
        names = list(dict.fromkeys(name.strip()[:60] for name in evidence_required if name.strip()))
        wanted["evidence_required"] = names[:MOST_EVIDENCE]
    if details:
        wanted["details"] = {**task.details, **details}
    changes = {name: [getattr(task, name), value] for name, value in wanted.items() if getattr(task, name) != value}
    for name, value in wanted.items():
        setattr(task, name, value)
    if changes:
        finish(by, task, event(events.TaskDetailed, by, task, changes=changes))


@transaction.atomic
def set_cycle(*, by: Viewer, document: str, code: str, cycle: Cycle, override: str = "") -> None:
    """Have a task reported more or less often. Raises TooMuchToReport."""
    task = locked(document, code)
    require(by, "delivery.issue", task.lead.code)
    if task.state not in OPEN_STATES or cycle == task.cycle:
        return
    rules = rules_of(document, today())
    unit, figure = unit_facts(task.lead.code), bool(task.outcome_metric)
    others = asked_of(document, unit.code, today(), without=task.pk)
    more = {"before": others.and_also(Cycle(task.cycle), figure=figure), "after": others.and_also(cycle, figure=figure)}
    what = _("改为“%(cycle)s”") % {"cycle": _(CYCLE_LABELS[cycle])}
    require_bearable(by=by, document=document, unit=unit, what=what, override=override, **more)
    task.cycles = [*(task.cycles or [[task.issued_on.isoformat(), task.cycle]]), [today().isoformat(), cycle.value]]
    task.cycle = cycle.value
    if task.state != TaskState.RETURNED:
        task.next_report_due = next_report_due(today(), rules.cycle, cycle)
    finish(by, task, event(events.CycleChanged, by, task, cycle=cycle.value))


@transaction.atomic
def call_report(*, by: Viewer, document: str, code: str, due: date, words: str = "", override: str = "") -> None:
    """Ask for a report of a task that is reported on demand, by a day. Raises NotOnDemand, DayTooEarly, TooMuchToReport."""
    task = locked(document, code)
    require(by, "delivery.issue", task.lead.code)
    if task.cycle != Cycle.ON_DEMAND:
        raise errors.NotOnDemand(task=code)
    if task.state not in OPEN_STATES:
        raise errors.StepNotAllowed(task=code, state=STATE_LABELS[task.state], step="通知报送")
    if due <= today():
        raise errors.DayTooEarly(day=due, after=today())
    require_near(due, today())
    if not task.calls.filter(due=due).exists():
        before = asked_of(document, task.lead.code, due)
        more = {"before": before, "after": replace(before, calls=before.calls + 1)}
        unit = unit_facts(task.lead.code)
        require_bearable(by=by, document=document, unit=unit, what=_("通知报送"), override=override, **more)
    _call, fresh = ReportCall.objects.get_or_create(
        task=task, due=due, defaults={"asked_on": today(), "asked_by": by.username, "words": words.strip()[:300]}
    )
    if fresh:
        task.next_report_due = min(due, task.next_report_due or due)
        finish(by, task, event(events.ReportCalled, by, task, due=due, words=words.strip()[:300]))
