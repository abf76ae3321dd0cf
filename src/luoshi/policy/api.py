"""What other rooms may ask of policy: documents, measures, clauses, the reader's proposals, what is planned and what serves."""

from .documents import (
    ClauseFacts,
    DocumentFacts,
    MeasureFacts,
    MechanismFacts,
    PartyFacts,
    Proposal,
    clause_facts,
    clauses_served,
    document_facts,
    documents,
    measure_facts,
    measures,
    mechanisms,
    proposals,
    servings,
    text,
)

__all__ = [
    "ClauseFacts",
    "DocumentFacts",
    "MeasureFacts",
    "MechanismFacts",
    "PartyFacts",
    "Proposal",
    "clause_facts",
    "clauses_served",
    "document_facts",
    "documents",
    "measure_facts",
    "measures",
    "mechanisms",
    "proposals",
    "servings",
    "text",
]
