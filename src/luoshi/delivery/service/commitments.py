"""Putting the reader's proposals right, and issuing them as tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import N_, NotFound
from luoshi.kernel.events import Event, Serves, publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import clause_facts
from luoshi.registry.api import UnitFacts, all_units, require, unit_facts

from .. import errors, events
from ..burden import asked_of
from ..domain.cycle import Cycle, first_report_due
from ..domain.plan import PlanPoint, even_plan, problems
from ..lights import relight
from ..models import Commitment, Task
from ..parameters import SupervisionRules, rules_of
from ..tallies import count_around, count_commitments
from ..turns import take_turns
from .bearing import require_bearable

MOST_YEARS = 50
PROBLEMS = {
    "empty": N_("没有任何节点"),
    "outside": N_("节点不在交办日期与完成期限之间"),
    "falling": N_("日期或进度没有依次递增，或超出 0–100"),
    "unfinished": N_("最后一个节点应为 100%"),
}


def get(document: str, code: str) -> Commitment:
    found = Commitment.objects.select_related("lead").filter(document=document, code=code).first()
    if found is None:
        raise NotFound(what=code)
    return found


def _proposed(document: str, code: str) -> Commitment:
    found = Commitment.objects.select_for_update().filter(document=document, code=code).first()
    if found is None:
        raise NotFound(what=code)
    if found.state != Commitment.State.PROPOSED:
        raise errors.AlreadyIssued(commitment=code)
    return found


def _lock(document: str, codes: Iterable[str]) -> None:
    """Lock several commitments in one order, so that two who take them in different orders do not wait for each other."""
    rows = Commitment.objects.select_for_update().filter(document=document, code__in=codes).order_by("pk")
    list(rows.values_list("pk"))


def _tell(kind: Callable[..., Event], by: Viewer, commitment: Commitment, **fields: Any) -> None:
    subject = f"{commitment.document}/{commitment.code}"
    publish(kind(actor=by.username, at=now(), subject=subject, **fields))
    count_commitments(commitment.document, [commitment.measure])


@transaction.atomic
def correct(
    *,
    by: Viewer,
    document: str,
    code: str,
    lead: str | None,
    supports: Sequence[str],
    due_date: date | None,
    plan: Sequence[PlanPoint] = (),
    outcome_metric: str = "",
    outcome_op: str = "",
    outcome_value: float | None = None,
    outcome_unit: str = "",
    officer: str | None = None,
    evidence_required: Sequence[str] | None = None,
    cycle: Cycle | None = None,
) -> None:
    """Set who, by when, by which plan and measured by what. An empty plan is set in proportion to time at issue, and what its
    reports cost the unit is asked then.

    Raises AlreadyIssued, PlanFaulty, NotFound for a unit the register lacks.
    """
    require(by, "delivery.issue")
    commitment = _proposed(document, code)
    if plan and due_date and (found := problems(plan, start=min(plan[0][0], today()), due=due_date)):
        raise errors.PlanFaulty(problems=_("、").join(_(PROBLEMS[p]) for p in found))
    wanted: dict[str, Any] = {
        "lead_id": unit_facts(lead).id if lead else None,
        "due_date": due_date,
        "plan": [[day.isoformat(), percent] for day, percent in plan],
        "outcome_metric": outcome_metric,
        "outcome_op": outcome_op,
        "outcome_value": outcome_value,
        "outcome_unit": outcome_unit,
    }
    given: dict[str, Any] = {
        "officer": officer,
        "evidence_required": evidence_required,
        "cycle": cycle.value if cycle else None,
    }
    wanted |= {name: value for name, value in given.items() if value is not None}
    changes = {
        name: [getattr(commitment, name), value] for name, value in wanted.items() if getattr(commitment, name) != value
    }
    for name, value in wanted.items():
        setattr(commitment, name, value)
    commitment.save()
    helpers = {unit_facts(unit).id: unit for unit in supports if unit != lead}
    before = set(commitment.supports.values_list("pk", flat=True))
    if before != set(helpers):
        commitment.supports.set(helpers)
        changes["supports"] = [sorted(before), sorted(helpers)]
    if changes:
        _tell(events.CommitmentCorrected, by, commitment, changes=changes)


@transaction.atomic
def split(*, by: Viewer, document: str, code: str, marked: str) -> list[str]:
    """Cut a commitment in two (or more) where ``marked``, its text, has a ``|``. Returns the codes of the parts.

    Punctuation and spaces at the cuts are left out of the parts. Raises CannotSplit.
    """
    require(by, "delivery.issue")
    commitment = _proposed(document, code)
    pieces = marked.replace("｜", "|").split("|")
    if len(pieces) < 2 or "".join(pieces) != commitment.text:
        raise errors.CannotSplit()
    spans, at = [], commitment.start
    for piece in pieces:
        words = piece.strip("，,、；; \n")
        if not words:
            raise errors.CannotSplit()
        begin = at + piece.index(words)
        spans.append((begin, begin + len(words), words))
        at += len(piece)
    supports = list(commitment.supports.all())
    codes = [commitment.code]
    for begin, end, words in spans[1:]:
        part = Commitment.objects.get(pk=commitment.pk)
        part.pk, part.start, part.end, part.text, part.confidence = None, begin, end, words, 1.0
        part.code = next_code(document, commitment.clause)
        part.save(force_insert=True)
        part.supports.set(supports)
        codes.append(part.code)
    commitment.start, commitment.end, commitment.text = spans[0]
    commitment.confidence = 1.0
    commitment.save()
    _tell(events.CommitmentSplit, by, commitment, into=tuple(codes))
    return codes


@transaction.atomic
def merge(*, by: Viewer, document: str, code: str, other: str) -> str:
    """Make one of two neighbours in a sentence; the words between them are taken in. Returns the code that stays."""
    require(by, "delivery.issue")
    _lock(document, (code, other))
    first, second = sorted((_proposed(document, code), _proposed(document, other)), key=lambda c: c.start)
    if first.pk == second.pk or first.clause != second.clause:
        raise errors.CannotMerge()
    between = Commitment.objects.filter(
        document=document, start__gt=first.start, start__lt=second.start, state=Commitment.State.PROPOSED
    )
    if between.exists():
        raise errors.CannotMerge()
    clause = clause_facts(document, first.clause)
    first.end = second.end
    first.text = clause.text[first.start - clause.start : first.end - clause.start]
    first.confidence = 1.0
    first.save()
    first.supports.add(*second.supports.all())
    merged = second.code
    second.delete()
    _tell(events.CommitmentsMerged, by, first, merged=merged, text=first.text)
    return first.code


@transaction.atomic
def add(*, by: Viewer, document: str, clause: str, text: str) -> str:
    """A commitment the reader missed: ``text`` is an exact part of the clause. Returns its code. Raises UnknownSpan."""
    require(by, "delivery.issue")
    facts = clause_facts(document, clause)
    words = text.strip()
    at = facts.text.find(words) if words else -1
    if at < 0:
        raise errors.UnknownSpan(text=words, clause=clause)
    neighbour = Commitment.objects.filter(document=document, measure=facts.measure).first()
    commitment = Commitment.objects.create(
        document=document,
        measure=facts.measure,
        clause=clause,
        code=next_code(document, clause),
        start=facts.start + at,
        end=facts.start + at + len(words),
        text=words,
        kind="other",
        lead=neighbour.lead if neighbour else None,
        groups=neighbour.groups if neighbour else [],
    )
    if neighbour:
        commitment.supports.set(neighbour.supports.all())
    _tell(events.CommitmentProposed, by, commitment, text=words)
    return commitment.code


@transaction.atomic
def drop(*, by: Viewer, document: str, code: str, reason: str) -> None:
    """Not to be a task of its own, with the reason; it stays visible and can be restored."""
    require(by, "delivery.issue")
    if not reason.strip():
        raise errors.ReasonMissing()
    commitment = _proposed(document, code)
    commitment.state, commitment.note = Commitment.State.DROPPED, reason.strip()[:300]
    commitment.save(update_fields=["state", "note"])
    _tell(events.CommitmentDropped, by, commitment, reason=commitment.note)


@transaction.atomic
def restore(*, by: Viewer, document: str, code: str) -> None:
    require(by, "delivery.issue")
    commitment = Commitment.objects.select_for_update().filter(document=document, code=code).first()
    if commitment is None or commitment.state != Commitment.State.DROPPED:
        raise errors.AlreadyIssued(commitment=code)
    commitment.state, commitment.note = Commitment.State.PROPOSED, ""
    commitment.save(update_fields=["state", "note"])
    _tell(events.CommitmentRestored, by, commitment)


@transaction.atomic
def issue(
    *,
    by: Viewer,
    document: str,
    codes: Iterable[str],
    issued_on: date | None = None,
    synthetic: bool = False,
    override: str = "",
) -> list[str]:
    """Issue commitments as tasks to their lead units; all or none. Returns the task codes.

    Raises NotReadyToIssue naming what is missing, DueBeforeStart, AlreadyIssued, TooMuchToReport.
    """
    require(by, "delivery.issue")
    start = issued_on or today()
    rules = rules_of(document, start)
    units = {facts.id: facts for facts in all_units().values()}
    wanted = list(codes)
    _lock(document, wanted)
    issued: list[Task] = []
    told: list[Event] = []
    if twice := next((code for code, times in Counter(wanted).items() if times > 1), ""):
        raise errors.AlreadyIssued(commitment=twice)
    proposed = [_proposed(document, code) for code in wanted]
    _require_bearable(by, document, proposed, units, start, override)
    for commitment in proposed:
        task = _task_of(commitment, start, units, rules)
        task.synthetic = synthetic
        task.save()
        told += relight(task, start, by.username, rules.lights)
        task.save()
        helpers = list(commitment.supports.values_list("pk", flat=True))
        task.supports.set(helpers)
        commitment.state = Commitment.State.ISSUED
        commitment.save(update_fields=["state"])
        issued.append(task)
        told += _told(by, task, units, helpers)
    publish(told)
    count_around(issued)
    count_commitments(document, {task.measure for task in issued})
    return [task.code for task in issued]


def _require_bearable(
    by: Viewer,
    document: str,
    proposed: Sequence[Commitment],
    units: dict[int, UnitFacts],
    start: date,
    override: str,
) -> None:
    """What these tasks ask of each unit that leads some of them."""
    more: dict[int, list[Commitment]] = {}
    for commitment in proposed:
        if commitment.lead_id:
            more.setdefault(commitment.lead_id, []).append(commitment)
    for lead, several in more.items():
        before = after = asked_of(document, units[lead].code, start)
        for commitment in several:
            after = after.and_also(Cycle(commitment.cycle), figure=bool(commitment.outcome_metric))
        what = _("交办 %(count)s 项") % {"count": len(several)}
        require_bearable(
            by=by, document=document, unit=units[lead], what=what, before=before, after=after, override=override
        )


def _task_of(commitment: Commitment, start: date, units: dict[int, UnitFacts], rules: SupervisionRules) -> Task:
    due, lead, kind = commitment.due_date, commitment.lead, Cycle(commitment.cycle)
    if due is None or lead is None:
        raise errors.NotReadyToIssue(
            commitment=commitment.code, missing=_("、").join(_(words) for words in commitment.missing)
        )
    if due <= start:
        raise errors.DueBeforeStart(due=due, start=start)
    require_near(due, start)
    plan = commitment.plan or [[day.isoformat(), percent] for day, percent in even_plan(start, due)]
    return Task(
        document=commitment.document,
        measure=commitment.measure,
        clause=commitment.clause,
        code=commitment.code,
        commitment=commitment,
        title=commitment.text,
        lead=lead,
        groups=commitment.groups,
        issued_on=start,
        due_date=due,
        plan=plan,
        cycle=kind.value,
        cycles=[[start.isoformat(), kind.value]],
        sign_by=CHINA.add_working_days(start, rules.sign_days),
        next_report_due=first_report_due(start, rules.cycle, kind),
        evidence_required=commitment.evidence_required,
        officer=commitment.officer,
        outcome_metric=commitment.outcome_metric,
        outcome_op=commitment.outcome_op,
        outcome_value=commitment.outcome_value,
        outcome_unit=commitment.outcome_unit,
    )


def require_near(due: date, start: date) -> None:
    """Raises DueTooFar for a day so far off that its year must be a slip."""
    if due.year - start.year > MOST_YEARS:
        raise errors.DueTooFar(due=due, years=MOST_YEARS)


def _told(by: Viewer, task: Task, units: dict[int, UnitFacts], helpers: list[int]) -> list[Event]:
    subject, lead = f"{task.document}/{task.code}", units[task.lead_id].code
    url = reverse("delivery:task", args=[task.document, task.code])
    return [
        events.TaskIssued(
            actor=by.username,
            at=now(),
            subject=subject,
            unit=lead,
            clause=task.clause,
            due=task.due_date,
            supports=tuple(units[pk].code for pk in helpers),
        ),
        Serves(
            actor=by.username,
            at=now(),
            subject=task.code,
            unit=lead,
            document=task.document,
            clauses=(task.clause,),
            room="delivery",
            kind="task",
            title=task.title,
            url=url,
        ),
    ]


def next_code(document: str, clause: str) -> str:
    """The next free code in a clause, ``11.s1.c4``; codes are never used again."""
    take_turns("codes")
    # By the code, not the address: a commitment keeps its code when a new text moves its sentence elsewhere.
    taken = Commitment.objects.filter(document=document, code__startswith=f"{clause}.c").values_list("code", flat=True)
    highest = max((int(code.rpartition(".c")[2]) for code in taken), default=0)
    return f"{clause}.c{highest + 1}"
