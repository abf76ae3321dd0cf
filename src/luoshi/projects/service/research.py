"""What an awarded bid becomes: a project with its contract, milestones, money and acceptance; and the integrity record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import corresponding_day
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import rolling
from ..domain.calls import Target, accepted, parts
from ..errors import ActStopped, FieldsWrong, NotInState, ReasonMissing
from ..models import Acceptance, Bid, Call, Contract, Funding, IntegrityEntry, Milestone, Project
from ..parameters import numbers
from ..project_content import serves
from ..queries import locked
from ..standing import refresh
from .calls import move, ours

SOURCE = "科技专项"


@transaction.atomic
def award(*, by: Viewer, code: str, months: int = 24) -> list[str]:
    """After the publicity: each chosen bid becomes a project of the portfolio. Returns their codes.

    Raises NotInState, FieldsWrong before the publicity has ended.
    """
    call = ours(by, code, "publicised", "projects.award")
    if call.shown_until is None or today() <= call.shown_until:
        raise FieldsWrong(problem=_("公示到 %(day)s 为止，期满才能立项") % {"day": call.shown_until})
    if (waiting := call.objections.filter(decided_date__isnull=True).count()) > 0:
        finding = _("还有 %(n)s 件公示异议没有答复，答复以后才能立项") % {"n": waiting}
        raise ActStopped(finding=finding, basis=_("公示异议处理"))
    made = []
    for bid in call.bids.filter(state=Bid.State.CHOSEN):
        project = _project(call, bid, months)
        bid.state, bid.project = Bid.State.AWARDED, project
        bid.save(update_fields=["state", "project"])
        made.append(project.code)
        publish(serves(project, by.username))
        publish(
            events.BidAwarded(
                actor=by.username,
                at=now(),
                subject=call.code,
                unit=call.programme.owner.code,
                bid=bid.code,
                project=project.code,
                grant_yuan=f"{bid.grant_yuan or 0:f}",
            )
        )
    move(by, call, "awarded", {"projects": "、".join(made)})
    refresh(Project.objects.filter(code__in=made), today())
    return made


def _project(call: Call, bid: Bid, months: int) -> Project:
    start, grant = today(), bid.grant_yuan or Decimal(0)
    end = corresponding_day(start, months)
    project = Project.objects.create(
        code=f"rd-{bid.code}".lower(),
        name=f"{call.title}（{bid.bidder}）"[:120],
        name_en=f"{call.title_en} ({bid.bidder})"[:200] if call.title_en else "",
        scale=call.problem[:500],
        document=call.programme.document,
        measure=call.programme.measure,
        clauses=call.programme.clauses,
        kind=Project.Kind.RESEARCH,
        category=Project.Category.INDUSTRY,
        sector=call.field,
        owner=call.programme.owner,
        sponsor=bid.bidder,
        total_yuan=bid.budget_yuan,
        start_date=start,
        finish_date=end,
        started_date=start,
        stage=rolling.UNDER_WAY,
        stage_since=start,
        synthetic=call.synthetic,
    )
    Funding.objects.create(project=project, source=SOURCE, year=start.year, planned_yuan=grant)
    if bid.budget_yuan > grant:
        own = bid.budget_yuan - grant
        Funding.objects.create(project=project, source="企业自筹", year=start.year, planned_yuan=own)
    Contract.objects.create(
        project=project,
        code=bid.code,
        name=f"科技项目任务书：{call.title}"[:120],
        kind=Contract.Kind.SERVICES,
        value_yuan=grant,
        supplier=bid.bidder,
        tendered=True,
        start_date=start,
        finish_date=end,
    )
    shares = [Decimal(str(share)) for share in call.shares]
    names = ["任务书签订", *[f"中期检查 {n}" for n in range(1, len(shares) - 1)], "验收"][: len(shares)]
    span = max(len(shares) - 1, 1)
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            number=n + 1,
            name=name,
            due_date=corresponding_day(start, months * n // span),
            amount_yuan=amount,
        )
        for n, (name, amount) in enumerate(zip(names, parts(grant, shares), strict=True))
    )
    return project


def _milestone(project: Project, number: int) -> Milestone:
    found = project.milestones.select_for_update().filter(number=number).first()
    if found is None:
        raise NotFound(what=str(number))
    return found


def _tell(by: Viewer, project: Project, one: Milestone, what: str) -> None:
    publish(
        events.MilestoneMoved(
            actor=by.username,
            at=now(),
            subject=project.code,
            unit=project.owner.code,
            number=one.number,
            what=what,
            amount_yuan=f"{one.amount_yuan:f}",
        )
    )


@transaction.atomic
def reach(*, by: Viewer, code: str, number: int, passed: bool, evidence: str) -> None:
    """A milestone was judged. The last one is judged by acceptance. Raises NotInState, ReasonMissing, FieldsWrong."""
    project = locked(code)
    require(by, "projects.call", project.owner.code)
    one = _milestone(project, number)
    if one.state != Milestone.State.OPEN:
        raise NotInState(what=one.name, state=_(str(one.get_state_display())))
    if not evidence.strip():
        raise ReasonMissing()
    if number == project.milestones.count() and not hasattr(project, "acceptance"):
        raise FieldsWrong(problem=_("最后一个里程碑由验收结论决定，请先登记验收"))
    one.state = Milestone.State.REACHED if passed else Milestone.State.FAILED
    one.evidence, one.done_date = evidence.strip()[:300], today()
    one.save()
    _tell(by, project, one, "reached" if passed else "failed")


@transaction.atomic
def pay(*, by: Viewer, code: str, number: int) -> None:
    """Pay what a milestone earned. Raises ActStopped while it, or one before it, is not reached, or was paid already."""
    project = locked(code)
    require(by, "projects.pay", project.owner.code)
    one = _milestone(project, number)
    before = project.milestones.filter(number__lt=number)
    if one.paid_date is not None:
        raise NotInState(what=one.name, state=_("已拨付"))
    open_ = next((m for m in [*before, one] if m.state != Milestone.State.REACHED), None)
    if open_ is not None:
        finding = _("“%(name)s”%(state)s，不能拨付") % {"name": open_.name, "state": _(str(open_.get_state_display()))}
        raise ActStopped(finding=finding, basis=_("任务书"))
    if hasattr(project, "claw_back"):
        raise ActStopped(finding=_("已决定收回补助资金，不能再拨付"), basis=_("任务书"))
    one.paid_date = today()
    one.save(update_fields=["paid_date"])
    row, _made = Funding.objects.get_or_create(
        project=project, source=SOURCE, year=today().year, defaults={"planned_yuan": Decimal(0)}
    )
    row.paid_yuan += one.amount_yuan
    row.save(update_fields=["paid_yuan"])
    _tell(by, project, one, "paid")


def targets_of(project: Project) -> list[Target]:
    bid = getattr(project, "bid", None)
    rows: Sequence[Sequence[object]] = bid.call.targets if bid else []
    return [
        Target(str(name), str(unit), Decimal(str(base)), Decimal(str(goal)), bool(core))
        for name, unit, base, goal, core in rows
    ]


@transaction.atomic
def accept_result(*, by: Viewer, code: str, actual: Mapping[str, Decimal], words: str) -> str:
    """Each figure measured: the result by rule. Passed or mostly, the last milestone is reached; failed, nothing more is paid.

    Raises FieldsWrong where a figure is missing, NotInState when it was accepted before.
    """
    project = locked(code)
    require(by, "projects.call", project.owner.code)
    if hasattr(project, "acceptance"):
        raise NotInState(what=project.name, state=_("已验收"))
    targets = targets_of(project)
    least = numbers(project.document, today(), "acceptance_least_share")["acceptance_least_share"] / 100
    result = accepted(targets, actual, least)
    if result is None:
        missing = "、".join(t.name for t in targets if t.name not in actual) or _("指标")
        raise FieldsWrong(problem=_("还没有填写%(what)s的实测值，不能得出结论") % {"what": missing})
    Acceptance.objects.create(
        project=project,
        actual={name: f"{value:f}" for name, value in actual.items()},
        result=result,
        words=words.strip(),
        day=today(),
        by=by.username,
    )
    last = project.milestones.order_by("-number").first()
    if last is not None:
        last.state = Milestone.State.FAILED if result == "failed" else Milestone.State.REACHED
        last.evidence, last.done_date = words.strip()[:300], today()
        last.save()
    project.stage = rolling.ENDED if result == "failed" else rolling.DONE
    project.stage_since, project.finished_date = today(), today()
    project.save(update_fields=["stage", "stage_since", "finished_date"])
    publish(events.ResearchAccepted(actor=by.username, at=now(), subject=code, unit=project.owner.code, result=result))
    refresh(Project.objects.filter(pk=project.pk), today())
    return result


@transaction.atomic
def note_integrity(*, by: Viewer, document: str, who: str, what: str, until: date, credit_code: str = "") -> None:
    """Somebody's breach: until the day they may neither bid nor review. Raises FieldsWrong."""
    require(by, "projects.call")
    if not who.strip() or not what.strip() or until < today():
        raise FieldsWrong(problem=_("请写明单位或个人、失信行为，限制日期不能早于今天"))
    IntegrityEntry.objects.create(
        document=document,
        who=who.strip()[:120],
        credit_code=credit_code.strip()[:18],
        what=what.strip()[:300],
        until=until,
        by=by.username,
        day=today(),
    )
    publish(
        events.IntegrityNoted(
            actor=by.username, at=now(), subject=who.strip()[:120], what=what.strip()[:300], until=until
        )
    )
