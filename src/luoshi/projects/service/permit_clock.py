"""Clocks of permits moved by hand, each time with a reason: stopped, resumed, put off; papers prolonged or lapsed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain.permits import Step
from ..errors import ActStopped, FieldsWrong, ReasonMissing, StepStateWrong
from ..lifecycle import clock_of
from ..models import Permit, Project
from ..parameters import numbers
from ..queries import locked
from ..standing import refresh
from .permits import cycle

LICENSING = "中华人民共和国行政许可法"


def _held(by: Viewer, code: str, step: str, state: str, reason: str) -> tuple[Project, Permit, Step]:
    """The permit of a step in the state from which the act begins. Raises StepStateWrong, ReasonMissing, NotAllowed."""
    project = locked(code)
    require(by, "projects.permit", project.owner.code)
    one = cycle(project).step(step)
    permit = project.permits.select_for_update().filter(step=step).first()
    if permit is None or permit.state != state:
        now_ = permit.get_state_display() if permit else Permit.State.WAITING.label
        raise StepStateWrong(step=one.name, state=_(str(now_)))
    if not reason.strip():
        raise ReasonMissing()
    return project, permit, one


def _own_clock(permit: Permit, step: Step) -> None:
    """A step that is a case keeps its clock in its case: one clock, one place."""
    if permit.case:
        raise ActStopped(
            finding=_("“%(step)s”是办件 %(case)s，计时在办件中中止、恢复和延长")
            % {"step": step.name, "case": permit.case},
            basis=_("一件事只有一个时钟"),
        )


def _keep(by: Viewer, project: Project, permit: Permit, step: Step, what: str, reason: str) -> None:
    if permit.state == Permit.State.RUNNING:
        permit.due_date = clock_of(permit).due(step, CHINA)
    permit.save()
    publish(
        events.PermitClockMoved(
            actor=by.username,
            at=now(),
            subject=project.code,
            unit=project.owner.code,
            step=permit.step,
            what=what,
            reason=reason.strip()[:200],
            due=permit.due_date,
            valid_until=permit.valid_until,
        )
    )
    refresh(Project.objects.filter(pk=project.pk), today())


def _stopped(permit: Permit) -> bool:
    return any(row["to"] is None for row in permit.suspensions)


@transaction.atomic
def suspend(*, by: Viewer, code: str, step: str, reason: str) -> None:
    """Stop the clock from today on: for what the law does not count (行政许可法 第四十五条), or for papers that are missing.

    Raises StepStateWrong, ReasonMissing, ActStopped for a step that is a case.
    """
    project, permit, one = _held(by, code, step, Permit.State.RUNNING, reason)
    _own_clock(permit, one)
    if _stopped(permit):
        raise StepStateWrong(step=one.name, state=_("计时已中止"))
    permit.suspensions = [
        *permit.suspensions,
        {"from": today().isoformat(), "to": None, "reason": reason.strip()[:200]},
    ]
    _keep(by, project, permit, one, "suspended", reason)


@transaction.atomic
def resume(*, by: Viewer, code: str, step: str, reason: str) -> None:
    """The clock runs again from today: yesterday was the last day not counted. Raises StepStateWrong where it is not stopped."""
    project, permit, one = _held(by, code, step, Permit.State.RUNNING, reason)
    if not _stopped(permit):
        raise StepStateWrong(step=one.name, state=_("正在计时"))
    kept = []
    for row in permit.suspensions:
        if row["to"] is not None:
            kept.append(row)
        elif row["from"] < today().isoformat():  # stopped and resumed on one day: it never stopped
            kept.append({**row, "to": (today() - timedelta(days=1)).isoformat()})
    permit.suspensions = kept
    _keep(by, project, permit, one, "resumed", reason)


def most_extension(document: str, step: Step, day: date) -> int:
    """Days by which a decision may be put off: as the step's own law says, else the general rule for working days."""
    if step.extend is not None:
        return step.extend
    if step.day_type != "working_day" or not step.limit:
        return 0
    return int(numbers(document, day, "permit_extend_days")["permit_extend_days"])


@transaction.atomic
def extend(*, by: Viewer, code: str, step: str, days: int, reason: str) -> None:
    """Put the decision off, once, before its day has come.

    Raises ActStopped beyond what the law lets, a second time, or too late.
    """
    project, permit, one = _held(by, code, step, Permit.State.RUNNING, reason)
    _own_clock(permit, one)
    most = most_extension(project.document, one, today())
    finding = ""
    if not 0 < days <= most:
        finding = _("“%(step)s”最多延长 %(most)s 天，填的是 %(days)s 天") % {
            "step": one.name,
            "most": most,
            "days": days,
        }
    elif permit.extensions:
        finding = _("“%(step)s”已经延长过一次") % {"step": one.name}
    elif permit.due_date is not None and permit.due_date < today():
        finding = _("“%(step)s”已过期限 %(day)s，不能再延长") % {"step": one.name, "day": permit.due_date}
    if finding:
        raise ActStopped(finding=finding, basis=_("%(law)s 第%(n)s条") % {"law": LICENSING, "n": 42})
    permit.extensions = [[days, reason.strip()[:200], by.username, today().isoformat()]]
    _keep(by, project, permit, one, "extended", reason)


@transaction.atomic
def prolong(*, by: Viewer, code: str, step: str, reason: str) -> None:
    """Prolong the validity of a paper given, as often as its law lets, before it lapses. Raises ActStopped."""
    project, permit, one = _held(by, code, step, Permit.State.DONE, reason)
    valid = one.valid
    basis = cycle(project).facts[step].get("valid") or {}
    if valid is None or permit.valid_until is None or permit.done_date is None:
        raise FieldsWrong(problem=_("“%(step)s”的批文没有有效期，不用延期") % {"step": one.name})
    finding = ""
    if len(permit.prolonged) >= valid.times:
        finding = _("“%(step)s”最多延期 %(n)s 次") % {"step": one.name, "n": valid.times}
    elif permit.valid_until < today():
        finding = _("“%(step)s”已于 %(day)s 失效，应重新办理") % {"step": one.name, "day": permit.valid_until}
    if finding:
        raise ActStopped(finding=finding, basis=_("%(law)s 第%(n)s条") % {"law": basis["title"], "n": basis["article"]})
    permit.prolonged = [*permit.prolonged, [reason.strip()[:200], by.username, today().isoformat()]]
    permit.valid_until = valid.until(permit.done_date, len(permit.prolonged))
    _keep(by, project, permit, one, "prolonged", reason)


@transaction.atomic
def lapse(*, by: Viewer, code: str, step: str, reason: str) -> None:
    """A paper that lapsed, or was withdrawn: the step is open again, and what was given stays in its history.

    Raises ActStopped once works have begun: then the paper has been used.
    """
    project, permit, one = _held(by, code, step, Permit.State.DONE, reason)
    if project.started_date is not None:
        raise ActStopped(
            finding=_("项目已于 %(day)s 开工，“%(step)s”已经使用") % {"day": project.started_date, "step": one.name},
            basis=_("批文有效期到开工为止"),
        )
    given = permit.done_date.isoformat() if permit.done_date else ""
    permit.past = [*permit.past, [permit.paper, given, reason.strip()[:200], today().isoformat()]]
    permit.state, permit.paper, permit.case = Permit.State.WAITING, "", ""
    permit.accepted_date = permit.due_date = permit.done_date = permit.valid_until = None
    permit.suspensions, permit.extensions, permit.prolonged, permit.to_follow = [], [], [], []
    _keep(by, project, permit, one, "lapsed", reason)
