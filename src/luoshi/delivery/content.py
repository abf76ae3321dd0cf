"""Commitments come from the stored reading of the document; a clerk puts them right on the review page."""

from __future__ import annotations

from luoshi.kernel.events import Event, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.policy.api import ClauseFacts, MeasureFacts, measures, proposals
from luoshi.registry.api import all_units

from .events import CommitmentDropped, CommitmentProposed
from .models import Commitment
from .service.commitments import next_code
from .tallies import count_commitments

GONE = "新文本中已没有这句话"


def read_nothing(programme: Programme) -> None:
    """There is no file of commitments: the document is the file."""


def apply_commitments(programme: Programme, read: None, actor: str) -> list[Change]:
    """Propose the commitments of every clause that has none yet; what a person has put right is left alone.

    The first unit named leads (the customary reading where no lead is printed) unless one is named as lead.
    """
    document = programme.code
    clauses = {clause.code: clause for measure in measures(document) for clause in measure.clauses}
    changes, told = _follow(document, clauses, actor)
    touched = set(Commitment.objects.filter(document=document).values_list("clause", flat=True))
    by_code = {measure.code: measure for measure in measures(document)}
    units = {facts.code: facts.id for facts in all_units().values()}
    for proposal in proposals(document):
        if proposal.clause in touched:
            continue
        lead, supports, groups = _parties(by_code[proposal.measure])
        outcome = proposal.outcome or {}
        commitment = Commitment.objects.create(
            document=document,
            measure=proposal.measure,
            clause=proposal.clause,
            code=next_code(document, proposal.clause),
            start=proposal.start,
            end=proposal.end,
            text=proposal.text,
            kind=proposal.kind,
            confidence=proposal.confidence,
            due_words=proposal.due_words[:60],
            lead_id=units[lead] if lead else None,
            groups=groups,
            outcome_metric=outcome.get("metric", "")[:120],
            outcome_op=outcome.get("op", ""),
            outcome_value=outcome.get("value"),
            outcome_unit=outcome.get("unit", "")[:30],
        )
        commitment.supports.set(units[code] for code in supports)
        subject = f"{document}/{commitment.code}"
        told.append(CommitmentProposed(actor=actor, at=now(), subject=subject, text=commitment.text))
        changes.append(Change("commitment", commitment.code, "create", commitment.text[:40]))
    publish(told)
    if told:
        count_commitments(document)
    return changes


def _follow(document: str, clauses: dict[str, ClauseFacts], actor: str) -> tuple[list[Change], list[Event]]:
    """After a new text: what was promised in words that still stand is found where they now stand; what is still
    proposed in a sentence that is gone is dropped. Tasks stay as they were issued."""
    changes: list[Change] = []
    told: list[Event] = []
    for commitment in Commitment.objects.filter(document=document).iterator(chunk_size=2000):
        clause = clauses.get(commitment.clause)
        if clause is None:
            if commitment.state == Commitment.State.PROPOSED:
                commitment.state, commitment.note = Commitment.State.DROPPED, GONE
                commitment.save(update_fields=["state", "note"])
                subject = f"{document}/{commitment.code}"
                told.append(CommitmentDropped(actor=actor, at=now(), subject=subject, reason=GONE))
                changes.append(Change("commitment", commitment.code, "remove", GONE))
            continue
        at = max(commitment.start - clause.start, 0)
        if clause.text[at : at + len(commitment.text)] == commitment.text and commitment.start >= clause.start:
            continue
        found = clause.text.find(commitment.text)
        # Words that were changed are marked nowhere: they begin and end where the sentence begins.
        start = clause.start + max(found, 0)
        end = start + (len(commitment.text) if found >= 0 else 0)
        if (commitment.start, commitment.end) != (start, end):
            commitment.start, commitment.end = start, end
            commitment.save(update_fields=["start", "end"])
            changes.append(Change("commitment", commitment.code, "change", "在新文本中的位置"))
    return changes, told


def _parties(measure: MeasureFacts) -> tuple[str | None, list[str], list[str]]:
    """Lead, supporting units and groups of a measure."""
    named = [party for party in measure.parties if party.unit and not party.is_group]
    leads = [party.unit for party in named if party.role == "lead"] or [party.unit for party in named[:1]]
    lead = leads[0] if leads else None
    supports = list(dict.fromkeys(party.unit for party in named if party.unit and party.unit != lead))
    return lead, supports, [party.name for party in measure.parties if party.is_group]


COMMITMENTS = ContentKind("commitments", "承诺事项", (), read_nothing, apply_commitments)
