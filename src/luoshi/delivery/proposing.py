"""Proposing commitments where the reader finds promises that nobody has taken up yet."""

from __future__ import annotations

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change
from luoshi.kernel.today import now
from luoshi.policy.api import MeasureFacts, measures, proposals
from luoshi.registry.api import all_units

from .events import CommitmentProposed
from .models import Commitment
from .service.commitments import next_code
from .tallies import count_commitments


def propose(document: str, actor: str) -> list[Change]:
    """Propose the commitments of every clause that has none yet; what a person has put right is left alone.

    The first unit named leads (the customary reading where no lead is printed) unless one is named as lead.
    """
    changes, told = [], []
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


def _parties(measure: MeasureFacts) -> tuple[str | None, list[str], list[str]]:
    """Lead, supporting units and groups of a measure."""
    named = [party for party in measure.parties if party.unit and not party.is_group]
    leads = [party.unit for party in named if party.role == "lead"] or [party.unit for party in named[:1]]
    lead = leads[0] if leads else None
    supports = list(dict.fromkeys(party.unit for party in named if party.unit and party.unit != lead))
    return lead, supports, [party.name for party in measure.parties if party.is_group]
