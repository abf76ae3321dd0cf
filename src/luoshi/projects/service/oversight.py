"""What holds a call and its projects to their word: objections answered, changes approved, grants taken back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA, corresponding_day
from luoshi.kernel.errors import N_, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import calls as rules
from ..domain import rolling
from ..errors import ActStopped, FieldsWrong, NotInState, ReasonMissing
from ..models import Bid, ChangeRequest, ClawBack, IntegrityEntry, Milestone, Objection, Project, Refund
from ..parameters import numbers
from ..queries import locked
from ..standing import refresh
from .calls import barred, call_of, move

UPHELD = N_("公示期间的异议成立：{answer}")
CONTRACT = N_("任务书")


@transaction.atomic
def object_to(*, by: Viewer, code: str, bid: str, who: str, contact: str, text: str) -> Objection:
    """Take in a signed objection while the list is shown; it is answered within its days, and stops the award until then.

    Raises NotInState outside publicity, FieldsWrong without a name, a way to reach them, or grounds.
    """
    call = call_of(code, lock=True)
    require(by, "projects.bid")
    if call.state != "publicised" or call.shown_until is None or today() > call.shown_until:
        raise NotInState(
            what=call.title,
            state=_("公示已结束") if call.state == "publicised" else _(str(call.get_state_display())),
        )
    if not (who.strip() and contact.strip() and text.strip()):
        raise FieldsWrong(problem=_("异议要实名：请写明异议人、联系方式、异议和依据"))
    which = call.bids.filter(code=bid, state=Bid.State.CHOSEN).first()
    if which is None:
        raise NotFound(what=bid)
    days = int(numbers(call.programme.document, today(), "objection_days")["objection_days"])
    made = Objection.objects.create(
        call=call,
        bid=which,
        who=who.strip()[:120],
        contact=contact.strip()[:120],
        text=text.strip(),
        filed_date=today(),
        due_date=CHINA.add_working_days(today(), days),
    )
    publish(
        events.ObjectionMoved(
            actor=by.username, at=now(), subject=code, unit=call.programme.owner.code, bid=bid, what="filed"
        )
    )
    return made


@transaction.atomic
def answer(*, by: Viewer, objection: int, upheld: bool, words: str) -> None:
    """Answer an objection. Upheld, the bid is out, and the list goes back to the panel to be shown anew.

    Raises NotFound, NotInState where it was answered, ReasonMissing.
    """
    found = Objection.objects.select_related("call__programme__owner", "bid").filter(pk=objection).first()
    if found is None:
        raise NotFound(what=str(objection))
    call = call_of(found.call.code, lock=True)
    require(by, "projects.call", call.programme.owner.code)
    found = Objection.objects.select_for_update().select_related("bid").get(pk=objection)
    if found.decided_date is not None:
        raise NotInState(what=found.who, state=_("已答复"))
    if not words.strip():
        raise ReasonMissing()
    found.upheld, found.answer = upheld, words.strip()
    found.decided_by, found.decided_date = by.username, today()
    found.save()
    what = "upheld" if upheld else "refused"
    publish(
        events.ObjectionMoved(
            actor=by.username,
            at=now(),
            subject=call.code,
            unit=call.programme.owner.code,
            bid=found.bid.code,
            what=what,
        )
    )
    if upheld and call.state == "publicised":
        bid = found.bid
        bid.state, bid.grant_yuan = Bid.State.REFUSED, None
        bid.faults = [*bid.faults, [UPHELD, {"answer": words.strip()[:200]}]]
        bid.save(update_fields=["state", "grant_yuan", "faults"])
        again = call.bids.filter(state__in=[Bid.State.CHOSEN, Bid.State.NOT_CHOSEN], mark__isnull=False)
        again.update(state=Bid.State.ADMITTED, grant_yuan=None)
        call.shown_from = call.shown_until = None
        move(by, call, "reviewed", {"objection": str(found.pk), "out": bid.code})


def _research(by: Viewer, code: str, permission: str) -> Project:
    """A research project that came from a bid, held. Raises NotFound, NotAllowed."""
    project = locked(code)
    require(by, permission, project.owner.code)
    if not hasattr(project, "bid"):
        raise NotFound(what=code)
    return project


@transaction.atomic
def ask_change(*, by: Viewer, code: str, kind: str, new: str, reason: str) -> ChangeRequest:
    """Ask for a change of leader, whole budget (yuan), deadline (a day) or partners (one a line): nothing changes before approval.

    Raises FieldsWrong, ActStopped where the rules do not let it, ReasonMissing, NotInState once the project is over.
    """
    project = _research(by, code, "projects.call")
    if project.stage != rolling.UNDER_WAY:
        raise NotInState(what=project.name, state=_(rolling.STAGES[project.stage]))
    if not reason.strip():
        raise ReasonMissing()
    if kind not in ChangeRequest.Kind.values or not new.strip():
        raise FieldsWrong(problem=_("请选择变更事项，并写明改为什么"))
    if project.changes.filter(kind=kind, state=ChangeRequest.State.ASKED).exists():
        raise NotInState(what=_(str(ChangeRequest.Kind(kind).label)), state=_("已有一份申请等待批准"))
    old = _now(project, kind)
    _require_allowed(project, kind, new.strip())
    made = ChangeRequest.objects.create(
        project=project,
        kind=kind,
        old=old[:400],
        new=new.strip()[:400],
        reason=reason.strip()[:300],
        asked_by=by.username,
        asked_date=today(),
    )
    _tell_change(by, project, made, "asked")
    return made


def _now(project: Project, kind: str) -> str:
    bid = project.bid
    if kind == ChangeRequest.Kind.LEADER:
        return str(bid.people[0]) if bid.people else ""
    if kind == ChangeRequest.Kind.PARTNER:
        return "、".join(bid.partners)
    if kind == ChangeRequest.Kind.BUDGET:
        return f"{project.total_yuan or 0:f}"
    return project.finish_date.isoformat() if project.finish_date else ""


def _require_allowed(project: Project, kind: str, new: str) -> None:
    call = project.bid.call
    if kind in (ChangeRequest.Kind.LEADER, ChangeRequest.Kind.PARTNER):
        names = set(new.splitlines())
        for entry in barred(project.document):
            if entry.who in names:
                raise ActStopped(
                    finding=_("“%(who)s”有科研失信记录，限制到 %(until)s") % {"who": entry.who, "until": entry.until},
                    basis=_("科研诚信记录"),
                )
    elif kind == ChangeRequest.Kind.BUDGET:
        grant = project.bid.grant_yuan or Decimal(0)
        budget = _amount(new)
        if grant > budget * call.share:
            raise ActStopped(
                finding=_("总投入减到 %(budget)s 元，补助 %(grant)s 元就超过总投入的 %(share)s%%")
                % {"budget": f"{budget:,.0f}", "grant": f"{grant:,.0f}", "share": f"{call.share * 100:.0f}"},
                basis=_("榜单约定的补助比例"),
            )
    else:
        _require_delay_allowed(project, new)


def _require_delay_allowed(project: Project, new: str) -> None:
    try:
        wanted = date.fromisoformat(new)
    except ValueError:
        raise FieldsWrong(problem=_("期限应写成年-月-日")) from None
    most = int(numbers(project.document, today(), "change_most_months")["change_most_months"])
    before = project.changes.filter(kind=ChangeRequest.Kind.DEADLINE, state=ChangeRequest.State.APPROVED).exists()
    if before:
        raise ActStopped(finding=_("期限已经推迟过一次"), basis=_(CONTRACT))
    if project.finish_date is None or not project.finish_date < wanted <= corresponding_day(project.finish_date, most):
        raise ActStopped(
            finding=_("期限应晚于 %(now)s，最多推迟 %(most)s 个月") % {"now": project.finish_date, "most": most},
            basis=_(CONTRACT),
        )


def _amount(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise FieldsWrong(problem=_("“%(text)s”不是金额") % {"text": text[:30]}) from None
    if not value.is_finite() or not 0 < value < Decimal(10) ** 14:
        raise FieldsWrong(problem=_("“%(text)s”不是金额") % {"text": text[:30]})
    return value


def _tell_change(by: Viewer, project: Project, one: ChangeRequest, what: str) -> None:
    publish(
        events.ChangeMoved(
            actor=by.username,
            at=now(),
            subject=project.code,
            unit=project.owner.code,
            kind=one.kind,
            what=what,
            old=one.old,
            new=one.new,
        )
    )


@transaction.atomic
def decide_change(*, by: Viewer, change: int, approve: bool, words: str = "") -> None:
    """Approve a change, which then holds, or refuse it with a reason. Whoever asked may not approve.

    Raises NotFound, NotInState, ReasonMissing, ActStopped where it may no longer be.
    """
    one = ChangeRequest.objects.select_related("project").filter(pk=change).first()
    if one is None:
        raise NotFound(what=str(change))
    project = _research(by, one.project.code, "projects.award")
    one = ChangeRequest.objects.select_for_update().get(pk=change)
    if one.state != ChangeRequest.State.ASKED:
        raise NotInState(what=_(str(one.get_kind_display())), state=_(str(one.get_state_display())))
    if one.asked_by == by.username:
        raise ActStopped(finding=_("申请人不能批准自己的申请"), basis=_("申请与批准分开"))
    if not approve and not words.strip():
        raise ReasonMissing()
    if approve:
        _require_allowed(project, one.kind, one.new)
        _apply(project, one)
    one.state = ChangeRequest.State.APPROVED if approve else ChangeRequest.State.REFUSED
    one.decided_by, one.decided_date, one.words = by.username, today(), words.strip()[:300]
    one.save()
    _tell_change(by, project, one, "approved" if approve else "refused")
    refresh(Project.objects.filter(pk=project.pk), today())


def _apply(project: Project, one: ChangeRequest) -> None:
    bid = project.bid
    if one.kind == ChangeRequest.Kind.LEADER:
        bid.people = [one.new, *bid.people[1:]]
        bid.save(update_fields=["people"])
    elif one.kind == ChangeRequest.Kind.PARTNER:
        bid.partners = [line.strip() for line in one.new.splitlines() if line.strip()]
        bid.save(update_fields=["partners"])
    elif one.kind == ChangeRequest.Kind.BUDGET:
        project.total_yuan = _amount(one.new)
        project.save(update_fields=["total_yuan"])
    else:
        moved = date.fromisoformat(one.new)
        later = moved - (project.finish_date or moved)
        for milestone in project.milestones.filter(state=Milestone.State.OPEN):
            milestone.due_date += later
            milestone.save(update_fields=["due_date"])
        project.finish_date = moved
        project.save(update_fields=["finish_date"])


def paid_of(project: Project) -> Decimal:
    return project.milestones.filter(paid_date__isnull=False).aggregate(n=Sum("amount_yuan"))["n"] or Decimal(0)


@transaction.atomic
def claw_back(
    *, by: Viewer, code: str, cause: str, kept: Decimal, reason: str, bar_years: int | None = None
) -> ClawBack:
    """Take a grant back after a failed acceptance or milestone, or a breach; nothing more is paid then.

    ``kept``: what an audit found rightly spent; after a breach all is returned. ``bar_years``: for a breach, entered in the
    integrity record. Raises ActStopped where the cause is not there, FieldsWrong, ReasonMissing, NotInState.
    """
    project = _research(by, code, "projects.award")
    if hasattr(project, "claw_back"):
        raise NotInState(what=project.name, state=_("已决定收回资金"))
    if cause not in ClawBack.Cause.values:
        raise FieldsWrong(problem=_("请选择收回资金的原因"))
    if not reason.strip():
        raise ReasonMissing()
    _require_cause(project, cause)
    paid = paid_of(project)
    if not 0 <= kept <= paid:
        raise FieldsWrong(problem=_("合理支出应在 0 和已拨付的 %(paid)s 元之间") % {"paid": f"{paid:,.2f}"})
    rates = numbers(project.document, today(), "refund_days", "bar_least_years", "bar_most_years")
    if cause == ClawBack.Cause.BREACH:
        least, most = int(rates["bar_least_years"]), int(rates["bar_most_years"])
        if bar_years is None or not least <= bar_years <= most:
            raise FieldsWrong(problem=_("严重失信应限制申报 %(least)s 到 %(most)s 年") % {"least": least, "most": most})
    breach = cause == ClawBack.Cause.BREACH
    made = ClawBack.objects.create(
        project=project,
        cause=cause,
        paid_yuan=paid,
        kept_yuan=Decimal(0) if breach else kept,
        amount_yuan=rules.to_return(paid=paid, kept=kept, breach=breach),
        reason=reason.strip()[:300],
        by=by.username,
        day=today(),
        due_date=today() + timedelta(days=int(rates["refund_days"])),
    )
    if breach and bar_years is not None:
        _bar(by, project, reason.strip()[:300], corresponding_day(today(), 12 * bar_years))
    project.stage, project.stage_since = rolling.ENDED, today()
    project.save(update_fields=["stage", "stage_since"])
    _tell_back(by, project, "decided", made.amount_yuan)
    refresh(Project.objects.filter(pk=project.pk), today())
    return made


def _require_cause(project: Project, cause: str) -> None:
    result = getattr(getattr(project, "acceptance", None), "result", "")
    if cause == ClawBack.Cause.FAILED and result != "failed":
        raise ActStopped(finding=_("项目没有验收不通过的结论"), basis=_(CONTRACT))
    if cause == ClawBack.Cause.STOPPED and not project.milestones.filter(state=Milestone.State.FAILED).exists():
        raise ActStopped(finding=_("没有未通过的里程碑"), basis=_(CONTRACT))


def _bar(by: Viewer, project: Project, what: str, until: date) -> None:
    bid = project.bid
    IntegrityEntry.objects.create(
        document=project.document,
        who=bid.bidder,
        credit_code=bid.credit_code,
        what=what,
        until=until,
        by=by.username,
        day=today(),
        synthetic=project.synthetic,
    )
    publish(events.IntegrityNoted(actor=by.username, at=now(), subject=bid.bidder, what=what, until=until))


def returned(one: ClawBack) -> Decimal:
    return sum((row.amount_yuan for row in one.refunds.all()), Decimal(0))


@transaction.atomic
def refund(*, by: Viewer, code: str, amount: Decimal, voucher: str) -> None:
    """Money that came back, with its voucher. Raises NotFound without a decision, FieldsWrong beyond what is owed."""
    project = _research(by, code, "projects.pay")
    one = ClawBack.objects.select_for_update().filter(project=project).first()
    if one is None:
        raise NotFound(what=code)
    left = one.amount_yuan - returned(one)
    if not 0 < amount <= left or not voucher.strip():
        raise FieldsWrong(
            problem=_("退回金额应大于 0、不超过还欠的 %(left)s 元，并写明凭证") % {"left": f"{left:,.2f}"}
        )
    Refund.objects.create(claw_back=one, day=today(), amount_yuan=amount, voucher=voucher.strip()[:100], by=by.username)
    _tell_back(by, project, "returned", amount)


def _tell_back(by: Viewer, project: Project, what: str, amount: Decimal) -> None:
    publish(
        events.GrantTakenBack(
            actor=by.username,
            at=now(),
            subject=project.code,
            unit=project.owner.code,
            what=what,
            amount_yuan=f"{amount:f}",
        )
    )
