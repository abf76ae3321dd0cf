"""The plan of a project: drafted from its life cycle, taken in from a file, moved, its baseline asked for and decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..errors import BaselineOpen, MoveNotPossible, PlanExists, PlanMissing, ReasonMissing
from ..formats.records import FileRefused, PlanRecord, check_plan
from ..models import Activity, Baseline, Dependency, Project
from ..planning import Plan, baseline_of, frozen_rows, plan_of
from ..queries import locked
from ..standing import refresh
from .permits import cycle

LEAST_BUILDING_DAYS = 60


def _tell(by: Viewer, project: Project, what: str, plan: Plan | None) -> None:
    publish(
        events.PlanChanged(
            actor=by.username,
            at=now(),
            subject=project.code,
            unit=project.owner.code,
            what=what,
            finish=plan.finish if plan else None,
        )
    )


@transaction.atomic
def draft(*, by: Viewer, code: str) -> None:
    """A first plan from the life cycle: each step with its preparation and promise, construction in its usual parts.

    Construction gets the working days between the planned start and finish. Raises PlanExists.
    """
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    if project.activities.exists():
        raise PlanExists(project=project.name)
    own = cycle(project)
    days = LEAST_BUILDING_DAYS
    if project.start_date and project.finish_date:
        days = max(CHINA.working_days_between(project.start_date, project.finish_date), days)
    total = project.budget_yuan or project.total_yuan or Decimal(0)
    lines: list[Activity] = []
    links: list[tuple[str, str, str, int]] = []
    for stage in dict.fromkeys(step.stage for step in own.steps):
        lines.append(Activity(code=f"G{len(lines)}", name=stage, days=0))
        group = lines[-1].code
        for step in (s for s in own.steps if s.stage == stage):
            if step.code == "S41" and own.works:
                lines.append(Activity(code="S41", name=step.name, days=0, parent=group))
                lines += _works(own.works, days, total)
                links += _work_links(own.works, days, step.after)
                continue
            length = step.sponsor_days + step.days
            lines.append(Activity(code=step.code, name=step.name, days=length, parent=group, step=step.code))
            links += [(before, step.code, "FS", 0) for before in step.after if before != "S41" or not own.works]
            if "S41" in step.after and own.works:
                links += [(str(work["code"]), step.code, "FS", 0) for work in own.works]
    for order, line in enumerate(lines):
        line.project, line.order = project, order
    Activity.objects.bulk_create(lines)
    Dependency.objects.bulk_create(
        Dependency(project=project, before=b, after=a, kind=k, lag_days=g) for b, a, k, g in links
    )
    _tell(by, project, "按生命周期起草", plan_of(project, today()))


def _works(works: tuple[dict[str, object], ...], days: int, total: Decimal) -> list[Activity]:
    return [
        Activity(
            code=str(work["code"]),
            name=str(work["name"]),
            parent="S41",
            days=max(round(float(str(work["share_days"])) * days), 1),
            budget_yuan=(total * Decimal(str(work["share_cost"]))).quantize(Decimal("0.01")),
        )
        for work in works
    ]


def _work_links(
    works: tuple[dict[str, object], ...], days: int, before: tuple[str, ...]
) -> list[tuple[str, str, str, int]]:
    found = []
    for work in works:
        after: list[dict[str, object]] = work["after"]  # type: ignore[assignment]
        if not after:
            found += [(one, str(work["code"]), "FS", 0) for one in before]
        for link in after:
            lag = round(float(str(link["lag_share"])) * days)
            found.append((str(link["code"]), str(work["code"]), str(link["kind"]), lag))
    return found


@transaction.atomic
def take_in(*, by: Viewer, code: str, plan: PlanRecord, where: str) -> None:
    """Put a plan of a file in place of what there is; whole, or FileRefused with every fault."""
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    if faults := check_plan(where, plan):
        raise FileRefused(faults)
    steps = dict(project.activities.exclude(step="").values_list("code", "step"))
    project.activities.all().delete()
    project.dependencies.all().delete()
    Activity.objects.bulk_create(
        Activity(
            project=project,
            code=a.code[:40],
            name=a.name[:120],
            parent=a.parent[:40],
            days=a.days,
            earliest_date=a.earliest,
            percent=a.percent,
            budget_yuan=a.budget_yuan,
            actual_start=a.actual_start,
            actual_finish=a.actual_finish,
            step=steps.get(a.code, ""),
            order=n,
        )
        for n, a in enumerate(plan.activities)
    )
    # Of two links of one kind between one pair the longer lag holds.
    links: dict[tuple[str, str, str], int] = {}
    for k in plan.links:
        pair = (k.before, k.after, k.kind)
        links[pair] = max(links.get(pair, k.lag_days), k.lag_days)
    Dependency.objects.bulk_create(
        Dependency(project=project, before=b, after=a, kind=kind, lag_days=lag) for (b, a, kind), lag in links.items()
    )
    _tell(by, project, f"导入 {len(plan.activities)} 道工序", plan_of(project, today()))


@dataclass(frozen=True)
class Moved:
    """``pushed``: activities that end later for it, [name, days]; ``slip``: calendar days by which the whole ends later."""

    pushed: tuple[tuple[str, int], ...]
    finish: date
    slip: int
    saved: bool


@transaction.atomic
def move(*, by: Viewer, code: str, activity: str, start: date, days: int | None = None, save: bool = True) -> Moved:
    """Let an activity start no earlier than a day, perhaps with another length; what follows is moved with it.

    ``save`` False only shows what it would do. Raises PlanMissing, MoveNotPossible: before what it waits for, in the past,
    of work that has begun.
    """
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    before = plan_of(project, today())
    if before is None:
        raise PlanMissing(project=project.name)
    bar = next((b for b in before.bars if b.activity.code == activity), None)
    if bar is None:
        raise NotFound(what=activity)
    line = bar.activity
    if bar.times is None:
        raise MoveNotPossible(activity=line.name, day=start, reason=_("它是汇总行，请移动它下面的工序"))
    if line.actual_start is not None:
        raise MoveNotPossible(
            activity=line.name, day=start, reason=_("它已于 %(day)s 开始") % {"day": line.actual_start}
        )
    if start < today():
        raise MoveNotPossible(activity=line.name, day=start, reason=_("不能移到过去"))
    line.earliest_date, line.days = start, line.days if days is None else max(days, 0)
    line.save(update_fields=["earliest_date", "days"])
    after = plan_of(project, today())
    assert after is not None
    moved = next(b for b in after.bars if b.activity.code == activity)
    if moved.start > CHINA.roll_forward(start):
        waits = [
            "“" + b.activity.name + "”"
            for b in after.bars
            if any(k.after == activity and k.before == b.activity.code for k in after.links)
        ]
        raise MoveNotPossible(
            activity=line.name,
            day=start,
            reason=_("它要等%(names)s，最早 %(day)s") % {"names": _("、").join(waits), "day": moved.start},
        )
    was = {b.activity.code: b.finish for b in before.bars}
    pushed = tuple(
        (b.activity.name, (b.finish - was[b.activity.code]).days)
        for b in after.bars
        if b.times is not None and b.activity.code != activity and b.finish > was[b.activity.code]
    )
    if save:
        _tell(by, project, f"移动“{line.name}”到 {start}", after)
    else:
        transaction.set_rollback(True)
    return Moved(pushed, after.finish, (after.finish - before.finish).days, save)


@transaction.atomic
def ask_baseline(*, by: Viewer, code: str, reason: str) -> int:
    """Ask that the plan as it is become the one to be judged by. Raises PlanMissing, BaselineOpen, ReasonMissing."""
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    plan = plan_of(project, today())
    if plan is None:
        raise PlanMissing(project=project.name)
    if project.baselines.filter(state=Baseline.State.ASKED).exists():
        raise BaselineOpen()
    first = baseline_of(project) is None
    if not first and not reason.strip():
        raise ReasonMissing()
    last = project.baselines.order_by("-number").first()
    made = Baseline.objects.create(
        project=project,
        number=(last.number if last else 0) + 1,
        state=Baseline.State.ASKED,
        plan=frozen_rows(plan),
        finish_date=plan.finish,
        reason=reason.strip()[:300],
        asked_by=by.username,
        asked_at=now(),
    )
    publish(
        events.BaselineAsked(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            number=made.number,
            finish=made.finish_date,
            reason=made.reason,
        )
    )
    return made.number


@transaction.atomic
def decide_baseline(*, by: Viewer, code: str, number: int, approve: bool, reason: str = "") -> None:
    """Raises NotFound, NotAllowed (also for whoever asked), ReasonMissing for a refusal."""
    project = locked(code)
    require(by, "projects.approve")
    found = project.baselines.filter(number=number, state=Baseline.State.ASKED).first()
    if found is None:
        raise NotFound(what=str(number))
    if not approve and not reason.strip():
        raise ReasonMissing()
    found.state = Baseline.State.APPROVED if approve else Baseline.State.REFUSED
    found.decided_by, found.decided_at = by.username, now()
    found.save()
    publish(
        events.BaselineDecided(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            number=number,
            approved=approve,
            reason=reason.strip()[:300],
        )
    )
    refresh(Project.objects.filter(pk=project.pk), today())
