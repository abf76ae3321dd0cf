"""Asking about documents: their measures, clauses, parties, planned mechanisms, and what serves them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from luoshi.kernel.errors import NotFound

from .models import Clause, Document, DocumentVersion, Measure, MeasureUnit, PlannedMechanism, Serving


@dataclass(frozen=True)
class DocumentFacts:
    code: str
    title: str
    title_en: str
    issuer: str
    doc_number: str
    issued_on: date | None
    recipients: tuple[str, ...]
    openness: str
    is_public: bool
    jurisdiction: str
    """Code of GB/T 2260 of the place it is for; empty where the programme names none."""


@dataclass(frozen=True)
class PartyFacts:
    """``unit`` is the code of the unit, None for a group or a name the register does not know."""

    name: str
    role: str
    unit: str | None
    is_group: bool
    confidence: float


@dataclass(frozen=True)
class ClauseFacts:
    code: str
    measure: str
    text: str
    text_en: str
    start: int
    end: int


@dataclass(frozen=True)
class MeasureFacts:
    code: str
    number: str
    title: str
    title_en: str
    summary_en: str
    section: str
    section_en: str
    start: int
    end: int
    clauses: tuple[ClauseFacts, ...]
    parties: tuple[PartyFacts, ...]


@dataclass(frozen=True)
class MechanismFacts:
    row: str
    code: str
    title: str
    title_en: str
    measure: str
    words: tuple[str, ...]
    clauses: tuple[str, ...]
    works_when: str
    works_when_en: str

    @property
    def room(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True)
class Proposal:
    """A commitment as the reader proposes it; spans are of the current version's text."""

    clause: str
    measure: str
    text: str
    start: int
    end: int
    kind: str
    confidence: float
    due_words: str
    outcome: dict[str, Any] | None
    """metric, op, value, unit of the target read inside the commitment."""


def documents(*, public_only: bool = False) -> list[DocumentFacts]:
    """The documents under way, the newest first; on request only those that anyone may see."""
    rows = Document.objects.filter(is_public=True) if public_only else Document.objects.all()
    return [_document(document) for document in rows]


def public_facts(code: str) -> DocumentFacts:
    """Raises NotFound for a document that is not open to all, as if it did not exist."""
    facts = document_facts(code)
    if not facts.is_public:
        raise NotFound(what=code)
    return facts


def document_facts(code: str) -> DocumentFacts:
    """Raises NotFound for an unknown code."""
    found = Document.objects.filter(code=code).first()
    if found is None:
        raise NotFound(what=code)
    return _document(found)


def _document(document: Document) -> DocumentFacts:
    return DocumentFacts(
        code=document.code,
        title=document.title,
        title_en=document.title_en,
        issuer=document.issuer,
        doc_number=document.doc_number,
        issued_on=document.issued_on,
        recipients=tuple(document.recipients),
        openness=document.openness,
        is_public=document.is_public,
        jurisdiction=document.jurisdiction,
    )


def place_of(code: str) -> str:
    """The division code of the place a document is for; empty where none is named or the document is unknown."""
    return Document.objects.filter(code=code).values_list("jurisdiction", flat=True).first() or ""


def current_version(code: str) -> DocumentVersion:
    found = DocumentVersion.objects.filter(document__code=code).order_by("-number").first()
    if found is None:
        raise NotFound(what=code)
    return found


def text(code: str) -> str:
    """The published text of the current version."""
    return current_version(code).text


def measures(document: str) -> list[MeasureFacts]:
    """The measures in order, with clauses and parties: three queries."""
    return [facts for _document, facts in _facts(Q(document__code=document))]


def measures_named(wanted: Iterable[tuple[str, str]]) -> list[tuple[str, MeasureFacts]]:
    """Measures by their documents' and their own codes, each with its document: three queries over any number."""
    pairs = set(wanted)
    documents = {document for document, _code in pairs}
    codes = {code for _document, code in pairs}
    found = _facts(Q(document__code__in=documents, code__in=codes))
    return [(document, facts) for document, facts in found if (document, facts.code) in pairs]


def _facts(wanted: Q) -> list[tuple[str, MeasureFacts]]:
    rows = Measure.objects.filter(wanted).select_related("document")
    clauses: dict[int, list[ClauseFacts]] = {}
    for clause in Clause.objects.filter(measure__in=rows).select_related("measure"):
        clauses.setdefault(clause.measure_id, []).append(_clause(clause))
    parties: dict[int, list[PartyFacts]] = {}
    for party in MeasureUnit.objects.filter(measure__in=rows).select_related("unit"):
        parties.setdefault(party.measure_id, []).append(
            PartyFacts(
                party.name, party.role, party.unit.code if party.unit else None, party.is_group, party.confidence
            )
        )
    return [
        (
            row.document.code,
            MeasureFacts(
                code=row.code,
                number=row.number,
                title=row.title,
                title_en=row.title_en,
                summary_en=row.summary_en,
                section=row.section,
                section_en=row.section_en,
                start=row.start,
                end=row.end,
                clauses=tuple(clauses.get(row.pk, ())),
                parties=tuple(parties.get(row.pk, ())),
            ),
        )
        for row in rows
    ]


def measure_facts(document: str, code: str) -> MeasureFacts:
    for measure in measures(document):
        if measure.code == code:
            return measure
    raise NotFound(what=code)


def _clause(clause: Clause) -> ClauseFacts:
    return ClauseFacts(clause.code, clause.measure.code, clause.text, clause.text_en, clause.start, clause.end)


def clause_facts(document: str, code: str) -> ClauseFacts:
    found = Clause.objects.select_related("measure").filter(document__code=document, code=code).first()
    if found is None:
        raise NotFound(what=code)
    return _clause(found)


def find_clauses(words: str, limit: int) -> list[tuple[str, ClauseFacts]]:
    """(document, clause) pairs whose text, in Chinese or English, holds the words."""
    found = Clause.objects.select_related("measure", "document").filter(text__icontains=words)
    if not words.isascii():
        found = found[:limit]
    else:
        found = (found | Clause.objects.select_related("measure", "document").filter(text_en__icontains=words))[:limit]
    return [(clause.document.code, _clause(clause)) for clause in found]


def mechanisms(document: str) -> list[MechanismFacts]:
    return [
        MechanismFacts(
            row=row.row,
            code=row.code,
            title=row.title,
            title_en=row.title_en,
            measure=row.measure.code,
            words=tuple(row.words),
            clauses=tuple(row.clauses),
            works_when=row.works_when,
            works_when_en=row.works_when_en,
        )
        for row in PlannedMechanism.objects.filter(document__code=document)
        .select_related("measure")
        .order_by("measure__order", "order")
    ]


def servings(document: str, clause: str) -> list[tuple[str, str, str, str]]:
    """(room, kind, title, address) of everything that says it serves the clause."""
    rows = Serving.objects.filter(document=document, clause=clause).order_by("room", "kind", "code")
    return list(rows.values_list("room", "kind", "title", "url"))


@dataclass(frozen=True)
class Served:
    """``title`` of a room says that it serves the clause; a mechanism is planned for it."""

    clause: str
    room: str
    kind: str
    title: str
    title_en: str = ""
    url: str = ""


def serving(document: str, clauses: Collection[str]) -> list[Served]:
    """Everything that names one of these clauses: what says it serves it, and what the realisation map plans for it. Two queries."""
    rows = Serving.objects.filter(document=document, clause__in=clauses).order_by("clause", "room", "kind", "code")
    found = [
        Served(clause, room, kind, title, url=url)
        for clause, room, kind, title, url in rows.values_list("clause", "room", "kind", "title", "url")
    ]
    for planned in mechanisms(document):
        found += [
            Served(clause, planned.room, "planned", planned.title, planned.title_en)
            for clause in planned.clauses
            if clause in clauses
        ]
    return found


def clauses_served(document: str) -> dict[str, set[str]]:
    """Clause -> rooms that have said they serve it. A clause that nothing serves is left out."""
    found: dict[str, set[str]] = {}
    for clause, room in Serving.objects.filter(document=document).values_list("clause", "room").distinct():
        found.setdefault(clause, set()).add(room)
    return found


def proposals(document: str) -> list[Proposal]:
    """The commitments of the current version as the reader proposes them, in the order of the text."""
    found = []
    for measure in current_version(document).reading["measures"]:
        deadlines = [
            {"text": text, "span": span}
            for text, span in zip(measure["deadlines"], measure["deadline_spans"], strict=True)
        ]
        for commitment in measure["commitments"]:
            target = _within(measure["targets"], commitment["span"])
            deadline = _within(deadlines, commitment["span"])
            found.append(
                Proposal(
                    clause=commitment["sentence"],
                    measure=measure["id"],
                    text=commitment["text"],
                    start=commitment["span"][0],
                    end=commitment["span"][1],
                    kind=commitment["kind"],
                    confidence=commitment["confidence"],
                    due_words=deadline["text"] if deadline else target["deadline"] if target else "",
                    outcome={key: target[key] for key in ("metric", "op", "value", "unit")} if target else None,
                )
            )
    return found


def _within(findings: list[dict[str, Any]], span: list[int]) -> dict[str, Any] | None:
    """The first finding that stands inside the span."""
    return next((f for f in findings if span[0] <= f["span"][0] and f["span"][1] <= span[1]), None)
