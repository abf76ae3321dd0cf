"""A new text of the document, or another document that changes it: compared, decided task by task, taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.policy.api import ClauseChange, changes_of, clause_facts, compared, new_text, serving
from luoshi.policy.api import take_over as store_new_text
from luoshi.registry.api import require

from .. import errors, events
from ..domain.amending import CHANGE_LABELS, PROPOSED
from ..domain.lifecycle import OPEN_STATES
from ..following import follow
from ..models import AmendedTask, Amendment, Task
from ..proposing import propose
from .tasks import event
from .withdrawing import withdraw

MOST_CLAUSES = 200


def amendment_of(document: str, key: int) -> Amendment:
    found = Amendment.objects.filter(document=document, pk=key).first()
    if found is None:
        raise NotFound(what=f"{document}/amendments/{key}")
    return found


def _draft_of(document: str, key: int) -> Amendment:
    found = Amendment.objects.select_for_update().filter(document=document, pk=key).first()
    if found is None:
        raise NotFound(what=f"{document}/amendments/{key}")
    if found.state != Amendment.State.DRAFT:
        raise errors.AmendmentSettled(title=found.title)
    return found


@transaction.atomic
def bring_text(*, by: Viewer, document: str, name: str, content: bytes) -> int:
    """Read a new text from a file and keep it beside the one in force, compared clause by clause, for a person to decide.

    Returns the amendment's key. Raises NewTextUnreadable, NoMeasures, NoNewText.
    """
    require(by, "delivery.issue")
    words = new_text(document, name, content)
    made = Amendment.objects.create(
        document=document, kind=Amendment.Kind.TEXT, title=name[:300], text=words, made_by=by.username, made_at=now()
    )
    _keep_changes(made, compared(document, words))
    _made(by, made)
    return made.pk


@transaction.atomic
def bring_document(
    *,
    by: Viewer,
    document: str,
    title: str,
    number: str,
    article: str,
    in_force_on: date,
    clauses: Mapping[str, tuple[str, str]],
) -> int:
    """Note that another document amends or repeals clauses of this one: clause -> (amended or repealed, its new words).

    The text of this one stays as it was published. Raises NotFound for an unknown clause, ClausesMissing.
    """
    require(by, "delivery.issue")
    if not title.strip() or not clauses or len(clauses) > MOST_CLAUSES:
        raise errors.ClausesMissing()
    made = Amendment.objects.create(
        document=document,
        kind=Amendment.Kind.DOCUMENT,
        title=title.strip(),
        number=number.strip(),
        article=article.strip(),
        in_force_on=in_force_on,
        made_by=by.username,
        made_at=now(),
    )
    changes = []
    for code, (effect, words) in clauses.items():
        if effect not in {"amended", "repealed"} or (effect == "amended" and not words.strip()):
            raise errors.ClausesMissing()
        was = clause_facts(document, code).text
        changes.append((effect, code, code, was, words.strip() if effect == "amended" else ""))
    _keep(made, changes)
    _made(by, made)
    return made.pk


def _made(by: Viewer, made: Amendment) -> None:
    subject = f"{made.document}/amendments/{made.pk}"
    publish(
        events.AmendmentMade(actor=by.username, at=now(), subject=subject, title=made.title, changes=len(made.changes))
    )


def _keep_changes(made: Amendment, changes: Sequence[ClauseChange]) -> None:
    _keep(made, [(c.kind, c.before, c.after, c.was, c.now) for c in changes if c.kind != "same"])


def _keep(made: Amendment, changes: Sequence[tuple[str, str, str, str, str]]) -> None:
    """Keep the changes, with what they propose for each open task that comes from a clause they touch."""
    made.changes = [dict(zip(("kind", "before", "after", "was", "now"), change, strict=True)) for change in changes]
    _keep_serving(made)
    by_clause = {before: change for change in changes if (before := change[1])}
    tasks = Task.objects.filter(document=made.document, clause__in=by_clause, state__in=OPEN_STATES).order_by("pk")
    rows = []
    for task in tasks:
        kind, before, after, was, words = by_clause[task.clause]
        decision = PROPOSED[kind]
        reason = CHANGE_REASONS[kind].format(title=made.title) if decision == "withdraw" else ""
        rows.append(
            AmendedTask(
                amendment=made,
                task=task,
                change=kind,
                clause_before=before,
                clause_after=after,
                was=was,
                now=words,
                decision=decision,
                reason=reason[:300],
            )
        )
    AmendedTask.objects.bulk_create(rows, batch_size=1000)


def _keep_serving(made: Amendment) -> None:
    """Keep with each change what else names its sentence (indicators, services, rules, projects, the realisation map), so that
    none of it is left naming words that are gone."""
    named: dict[str, list[dict[str, str]]] = {}
    for one in serving(made.document, {change["before"] for change in made.changes if change["before"]}):
        if one.room != "delivery" or one.kind == "planned":
            facts = {"room": one.room, "kind": one.kind, "title": one.title, "title_en": one.title_en, "url": one.url}
            named.setdefault(one.clause, []).append(facts)
    for change in made.changes:
        change["serving"] = named.get(change["before"], [])
    made.save(update_fields=["changes"])


CHANGE_REASONS = {"removed": "新文本已删去这句话", "repealed": "《{title}》已废止这句话"}


@transaction.atomic
def take(*, by: Viewer, document: str, key: int, decisions: Mapping[str, tuple[str, str]]) -> int | None:
    """Confirm the amendment with what a person decided: task -> (keep, review or withdraw; reason). What is not named stays as
    proposed. Of a new text, returns the number of the version it became.

    Raises AmendmentSettled, ReasonMissing for a task withdrawn without one.
    """
    require(by, "delivery.issue")
    made = _draft_of(document, key)
    _keep_serving(made)  # as it is now, before the text is another
    if made.kind == Amendment.Kind.TEXT:
        made.version = store_new_text(by=by, document=document, words=made.text)
        follow(document, made.version, actor=by.username)
        propose(document, by.username)
    made.state, made.taken_by, made.taken_at = Amendment.State.TAKEN, by.username, now()
    made.save()
    counts = dict.fromkeys(AmendedTask.Decision.values, 0)
    for row in made.tasks.select_related("task__lead").order_by("pk"):
        decision, reason = decisions.get(row.task.code, (row.decision, row.reason))
        counts[_decide(by, row, decision, reason)] += 1
    publish(
        events.AmendmentTaken(
            actor=by.username,
            at=now(),
            subject=f"{document}/amendments/{key}",
            title=made.title,
            version=made.version,
            kept=counts["keep"],
            to_review=counts["review"],
            withdrawn=counts["withdraw"],
        )
    )
    return made.version


def _decide(by: Viewer, row: AmendedTask, decision: str, reason: str) -> str:
    """Carry out what was decided for one task; returns it. A task that has ended meanwhile is left as it is."""
    task = row.task
    if decision not in AmendedTask.Decision.values:
        raise errors.StepNotAllowed(task=task.code, state=task.get_state_display(), step=decision)
    if task.state not in OPEN_STATES:
        decision, reason = "keep", ""
    row.decision, row.reason = decision, reason.strip()[:300]
    if decision != AmendedTask.Decision.REVIEW:
        row.settled_by, row.settled_at = by.username, now()
    row.save()
    told = {
        "change": row.change,
        "clause_before": row.clause_before,
        "clause_after": row.clause_after,
        "decision": decision,
        "words": CHANGE_LABELS[row.change],
        "reason": row.reason,
    }
    publish(event(events.TaskAmended, by, task, **told))
    if decision == AmendedTask.Decision.WITHDRAW:
        withdraw(by=by, document=task.document, code=task.code, reason=row.reason)
    return decision


@transaction.atomic
def settle(*, by: Viewer, document: str, key: int, code: str, decision: str, reason: str = "") -> None:
    """Decide for a task that was left to be reviewed: kept, or withdrawn with a reason. Raises AmendmentSettled."""
    require(by, "delivery.issue")
    rows = AmendedTask.objects.select_for_update(of=("self",)).select_related("task__lead", "amendment")
    row = rows.filter(amendment__document=document, amendment=key, task__code=code).first()
    if row is None:
        raise NotFound(what=code)
    if row.amendment.state != Amendment.State.TAKEN or row.settled_at is not None or decision == "review":
        raise errors.AmendmentSettled(title=row.amendment.title)
    _decide(by, row, decision, reason)


@transaction.atomic
def drop(*, by: Viewer, document: str, key: int) -> None:
    """Give the amendment up before it is taken over: nothing has changed."""
    require(by, "delivery.issue")
    made = _draft_of(document, key)
    made.state = Amendment.State.DROPPED
    made.save(update_fields=["state"])
    subject = f"{document}/amendments/{key}"
    publish(events.AmendmentDropped(actor=by.username, at=now(), subject=subject, title=made.title))


@transaction.atomic
def note_taken(document: str, version: int, actor: str) -> None:
    """A new text came with the programme's folder: it is in force already; what it changed waits for a person to review. To be
    called while tasks still stand at the addresses of the text before."""
    made = Amendment.objects.create(
        document=document,
        kind=Amendment.Kind.TEXT,
        title=f"第 {version} 版文本",
        version=version,
        state=Amendment.State.TAKEN,
        made_by=actor,
        made_at=now(),
        taken_by=actor,
        taken_at=now(),
    )
    _keep_changes(made, changes_of(document, version))
    made.tasks.exclude(decision="keep").update(decision="review", reason="")
    made.tasks.filter(decision="keep").update(settled_by=actor, settled_at=now())
