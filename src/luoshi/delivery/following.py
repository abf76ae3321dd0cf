"""After a new text: commitments and tasks follow their sentences to where these now stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from luoshi.kernel.events import Event, publish
from luoshi.kernel.manifest import Change
from luoshi.kernel.today import now
from luoshi.policy.api import ClauseChange, ClauseFacts, changes_of, clause_starts, measures

from .domain.amending import moved_place
from .events import CommitmentDropped
from .models import Commitment, Task
from .tallies import count_all

GONE = "新文本中已没有这句话"


@dataclass(frozen=True)
class _Moves:
    """Where a clause of the version before stands now."""

    version: int
    by_before: dict[str, ClauseChange]
    clauses: dict[str, ClauseFacts]
    starts: dict[str, int]
    measures: dict[str, str]

    def address(self, clause: str, measure: str) -> tuple[str, str]:
        """The clause's and the measure's address now. A sentence that fell away is named with the last version that had it,
        since its address may be another sentence's now."""
        change = self.by_before.get(clause)
        if change is None:
            return clause, measure
        if change.after:
            return change.after, self.clauses[change.after].measure
        return f"{clause}@{self.version - 1}", self.measures.get(measure, measure)


def follow(document: str, version: int, *, actor: str) -> list[Change]:
    """Let everything follow what ``version`` changed: addresses and places move with the words; what is still only proposed
    in a sentence that fell away is dropped. Returns what became other."""
    changes = changes_of(document, version)
    clauses = {clause.code: clause for measure in measures(document) for clause in measure.clauses}
    moves = _Moves(
        version=version,
        by_before={change.before: change for change in changes if change.before},
        clauses=clauses,
        starts=clause_starts(document, version - 1),
        measures=_measures(changes),
    )
    found, told = _commitments(document, moves, actor)
    found += _tasks(document, moves)
    publish(told)
    if found:
        count_all(document)
    return found


def _measures(changes: list[ClauseChange]) -> dict[str, str]:
    """Measure -> the measure that most of its sentences now stand in."""
    votes: dict[str, Counter[str]] = {}
    for change in changes:
        if change.before and change.after:
            old, new = change.before.partition(".")[0], change.after.partition(".")[0]
            votes.setdefault(old, Counter())[new] += 1
    return {old: count.most_common(1)[0][0] for old, count in votes.items()}


def _commitments(document: str, moves: _Moves, actor: str) -> tuple[list[Change], list[Event]]:
    found: list[Change] = []
    told: list[Event] = []
    for commitment in Commitment.objects.filter(document=document).iterator(chunk_size=2000):
        change = moves.by_before.get(commitment.clause)
        if change is None:
            continue
        if change.kind == "removed" and commitment.state == Commitment.State.PROPOSED:
            commitment.state, commitment.note = Commitment.State.DROPPED, GONE
            subject = f"{document}/{commitment.code}"
            told.append(CommitmentDropped(actor=actor, at=now(), subject=subject, reason=GONE))
            found.append(Change("commitment", commitment.code, "remove", GONE))
        start, end = _place(commitment, change, moves)
        address = moves.address(commitment.clause, commitment.measure)
        if (commitment.clause, commitment.measure, commitment.start, commitment.end) != (*address, start, end):
            if change.kind != "removed":
                found.append(Change("commitment", commitment.code, "change", f"在新文本中的位置 {address[0]}"))
            (commitment.clause, commitment.measure), commitment.start, commitment.end = address, start, end
            commitment.save(update_fields=["state", "note", "clause", "measure", "start", "end"])
    return found, told


def _place(commitment: Commitment, change: ClauseChange, moves: _Moves) -> tuple[int, int]:
    """Where its words stand now. Words that were changed are marked nowhere: they begin and end where the sentence begins; those
    of a sentence that fell away keep the place they had."""
    if not change.after:
        return commitment.start, commitment.end
    begin = moves.clauses[change.after].start
    at = moved_place(commitment.text, change.now, commitment.start - moves.starts[change.before])
    return (begin, begin) if at is None else (begin + at, begin + at + len(commitment.text))


def _tasks(document: str, moves: _Moves) -> list[Change]:
    """Tasks move to their sentence's new address; their code, title and history stay as they were issued."""
    found, moved = [], []
    for task in Task.objects.filter(document=document, clause__in=moves.by_before):
        address = moves.address(task.clause, task.measure)
        if address != (task.clause, task.measure):
            found.append(Change("task", task.code, "change", f"{task.clause} → {address[0]}"))
            task.clause, task.measure = address
            moved.append(task)
    Task.objects.bulk_update(moved, ["clause", "measure"], batch_size=500)
    return found
