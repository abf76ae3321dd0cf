"""Permits of a project: asked for, done, left out; as cases where the office's item runs in ``services``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require, system_viewer
from luoshi.services.api import CaseFinished, case_facts, start

from .. import events
from ..domain.budget import estimate_exceeded
from ..domain.permits import Clock, require_ready
from ..errors import ActStopped, StepStateWrong, StepUnknown
from ..lifecycle import Cycle, clocks, cycle_of
from ..models import Permit, Project
from ..parameters import rules_of
from ..present import finding_words
from ..queries import locked
from ..standing import WAN, refresh
from .renewal import require_consent


def cycle(project: Project) -> Cycle:
    """Raises StepUnknown where no life cycle is laid down for the project's type."""
    found = cycle_of(project)
    if found is None:
        raise StepUnknown(step=project.get_kind_display())
    return found


def _permit(project: Project, step: str) -> Permit:
    return Permit.objects.get_or_create(project=project, step=step)[0]


def _require_state(permit: Permit, name: str, *states: str) -> None:
    if permit.state not in states:
        raise StepStateWrong(step=name, state=_(str(permit.get_state_display())))


@transaction.atomic
def accept(
    *, by: Viewer, code: str, step: str, day: date | None = None, to_follow: str = "", due: date | None = None
) -> str:
    """The office takes the step in: its clock runs from today. Returns the number of the case, where it is one.

    ``to_follow`` and ``due`` say what is missing and when it will come, for steps that may be begun so (容缺).
    Raises StepNotReady, StepStateWrong, ActStopped where the law stops it.
    """
    project, own = locked(code), None
    require(by, "projects.permit", project.owner.code)
    own = cycle(project)
    one = own.step(step)
    permit = _permit(project, step)
    _require_state(permit, one.name, Permit.State.WAITING)
    known = clocks(project.permits.exclude(pk=permit.pk))
    lacking = require_ready(one, own.steps, known, to_follow=bool(to_follow.strip()))
    if step == "S15":
        _require_within_estimate(project)
    require_consent(project, step)
    permit.state, permit.office, permit.accepted_date = Permit.State.RUNNING, one.office, day or today()
    permit.to_follow = [[lack, to_follow.strip()[:200], due.isoformat() if due else ""] for lack in lacking]
    permit.due_date = Clock("running", permit.accepted_date).due(one, CHINA)
    permit.case = _open_case(by, project, own, step)
    permit.save()
    publish(
        events.PermitAccepted(
            actor=by.username,
            at=now(),
            subject=code,
            unit=project.owner.code,
            step=step,
            office=one.office,
            due=permit.due_date,
            to_follow=lacking,
            case=permit.case,
        )
    )
    refresh(Project.objects.filter(pk=project.pk), today())
    return permit.case


def _require_within_estimate(project: Project) -> None:
    if not project.estimate_yuan or not project.budget_yuan:
        return
    overrun = rules_of(project.document, today()).overrun
    found = estimate_exceeded(project.estimate_yuan / WAN, project.budget_yuan / WAN, overrun)
    if found is not None:
        text, basis = finding_words(found)
        raise ActStopped(finding=text, basis=basis)


def _open_case(by: Viewer, project: Project, own: Cycle, step: str) -> str:
    """The case of the step, where its item can be applied for; empty where the office keeps it elsewhere."""
    item = own.facts[step].get("item", "")
    if not item or not by.may("services.start"):
        return ""
    title = f"{project.name}：{own.facts[step]['name']}"
    applicant = {"name": project.sponsor or project.name}
    try:
        return start(
            by=by,
            item=item,
            title=title[:100],
            applicant=applicant,
            external_id=f"project/{project.code}/{step}",
            synthetic=project.synthetic,
        )
    except NotFound:
        return ""  # the county's catalogue does not have this item


@transaction.atomic
def finish(*, by: Viewer, code: str, step: str, paper: str = "", day: date | None = None) -> None:
    """The step is done: its paper is given. Raises StepStateWrong."""
    project = locked(code)
    require(by, "projects.permit", project.owner.code)
    one = cycle(project).step(step)
    permit = _permit(project, step)
    # What needs no office is done without having been taken in.
    allowed = (Permit.State.RUNNING,) if one.office else (Permit.State.RUNNING, Permit.State.WAITING)
    _require_state(permit, one.name, *allowed)
    if step == "S40":
        _require_papers_hold(project, day or today())
    if step == "S41" and project.activities.exists() and (project.points or 0) < 100:
        raise ActStopped(
            finding=_("形象进度 %(points)s%%，还没有全部完成") % {"points": project.points or 0}, basis=_("项目月报")
        )
    _done(by.username, project, permit, paper, day or today())


def _require_papers_hold(project: Project, day: date) -> None:
    """Works may not begin on a paper that has lapsed. Raises ActStopped."""
    lapsed = project.permits.filter(state=Permit.State.DONE, valid_until__lt=day).first()
    if lapsed is None:
        return
    own = cycle(project)
    law = own.facts[lapsed.step].get("valid") or {}
    finding = _("“%(step)s”已于 %(day)s 失效，应先延期或重新办理") % {
        "step": own.step(lapsed.step).name,
        "day": lapsed.valid_until,
    }
    raise ActStopped(finding=finding, basis=_("%(law)s 第%(n)s条") % {"law": law.get("title"), "n": law.get("article")})


@transaction.atomic
def leave_out(*, by: Viewer, code: str, step: str, reason: str) -> None:
    """The project does not need this step (a small one needs no energy review), as somebody answers for."""
    project = locked(code)
    require(by, "projects.permit", project.owner.code)
    one = cycle(project).step(step)
    permit = _permit(project, step)
    _require_state(permit, one.name, Permit.State.WAITING)
    permit.state, permit.paper = Permit.State.LEFT_OUT, reason.strip()[:100]
    permit.save()
    _tell_done(by.username, project, permit)


def _done(actor: str, project: Project, permit: Permit, paper: str, day: date) -> None:
    permit.state, permit.done_date, permit.paper = Permit.State.DONE, day, paper.strip()[:100]
    valid = cycle(project).step(permit.step).valid
    permit.valid_until = valid.until(day) if valid and project.started_date is None else None
    permit.suspensions = [{**row, "to": row["to"] or day.isoformat()} for row in permit.suspensions]
    permit.save()
    changed = []
    if permit.step == "S40" and project.started_date is None:
        project.started_date, changed = day, ["started_date"]
    if permit.step == "S50" and project.finished_date is None:
        project.finished_date, changed = day, ["finished_date"]
    if changed:
        project.save(update_fields=changed)
    _tell_done(actor, project, permit)


def _tell_done(actor: str, project: Project, permit: Permit) -> None:
    told = events.PermitDone(
        actor=actor, at=now(), subject=project.code, unit=project.owner.code, step=permit.step, paper=permit.paper
    )
    publish(told)
    refresh(Project.objects.filter(pk=project.pk), today())


def case_finished(told: list[Any]) -> None:
    """The office has decided the case of a step: granted, the step is done; refused, it can be asked for again."""
    numbers = {event.subject: event for event in told}
    for permit in Permit.objects.filter(case__in=numbers, state=Permit.State.RUNNING).select_related("project__owner"):
        event: CaseFinished = numbers[permit.case]
        if event.state == "done" and "不予" not in event.result:
            facts = case_facts(permit.case)
            _done(system_viewer().username, permit.project, permit, facts.number, today())
        else:
            permit.state, permit.accepted_date, permit.due_date, permit.case = Permit.State.WAITING, None, None, ""
            permit.save()
            refresh(Project.objects.filter(pk=permit.project_id), today())
