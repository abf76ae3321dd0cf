"""The document itself: stored as published, with what the reader found in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from luoshi.kernel.content import ContentFaults, Fault, read_text
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.registry.api import all_units

from ..comparing import compare
from ..events import DocumentStored
from ..models import Clause, Document, DocumentVersion, MeasureUnit
from ..models import Measure as StoredMeasure
from ..reader import UnitDirectory, to_json, understand
from ..reader.formats import DocumentUnreadable, load
from ..reader.model import Group, Measure, PolicyDocument, Responsible
from ..sight import readdress


@dataclass(frozen=True)
class ReadDocument:
    document: PolicyDocument
    reading: dict[str, Any]


def read_document(programme: Programme) -> ReadDocument:
    path = programme.folder / programme.policy
    try:
        source = load(path)
    except DocumentUnreadable as error:
        raise ContentFaults([Fault(str(path), 1, str(error))]) from None
    units_file = programme.folder / "units.csv"
    directory = UnitDirectory.from_csv(read_text(units_file)) if units_file.exists() else None
    document = understand(source, directory)
    return ReadDocument(document, to_json(document))


def apply_document(programme: Programme, read: ReadDocument, actor: str) -> list[Change]:
    """Store the document. A text not seen before becomes its next version; a new reading of the same text replaces
    the old reading. A text that a later one has taken the place of stays in its place: the folder has not caught up."""
    document, changes = _store_head(programme, read)
    digest = digest_of(read.document.source.text)
    version = document.versions.first()
    if version is not None and version.sha256 != digest and document.versions.filter(sha256=digest).exists():
        return changes
    same_text = version is not None and version.sha256 == digest
    if version is not None and same_text and version.reading == read.reading:
        return changes
    made: list[Change] = []
    number = store_text(document, read.document, actor=actor, changes=made)
    act: Literal["change", "create"] = "change" if same_text else "create"
    return [*changes, *made, Change("document-version", f"{programme.code}@{number}", act)]


def is_in_force(programme: Programme) -> bool:
    """Whether the folder's text is the one in force."""
    version = DocumentVersion.objects.filter(document__code=programme.code).order_by("-number").first()
    return version is not None and version.sha256 == digest_of(load(programme.folder / programme.policy).text)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def store_text(document: Document, found: PolicyDocument, *, actor: str, changes: list[Change] | None = None) -> int:
    """Keep the text as the document's next version (the same text anew where only its reading is new), with its measures
    and clauses. Returns its number; what that makes of the measures is added to ``changes``."""
    text = found.source.text
    digest = digest_of(text)
    version = document.versions.first()
    number = version.number if version and version.sha256 == digest else (version.number if version else 0) + 1
    DocumentVersion.objects.update_or_create(
        document=document,
        number=number,
        defaults={"text": text, "sha256": digest, "reading": to_json(found), "added_at": now()},
    )
    before = dict(document.clauses.values_list("code", "text"))
    made = _store_measures(document, found.measures)
    readdress(document, compare(before, dict(document.clauses.values_list("code", "text"))))
    if changes is not None:
        changes += made
    publish(DocumentStored(actor=actor, at=now(), subject=document.code, version=number, sha256=digest))
    return number


def _store_head(programme: Programme, read: ReadDocument) -> tuple[Document, list[Change]]:
    head = read.document.head
    fields = {
        "title": head.title or programme.title,
        "title_en": programme.title_en,
        "issuer": head.issuer or programme.issuer,
        "doc_number": head.doc_number,
        "issued_on": programme.issued_on or (date.fromisoformat(head.date) if len(head.date) == 10 else None),
        "recipients": list(head.recipients),
        "openness": head.openness,
        "is_public": is_public(head.openness) if programme.public is None else programme.public,
        "jurisdiction": programme.jurisdiction,
        "period_from": programme.period_from,
        "period_to": programme.period_to,
    }
    document = Document.objects.filter(code=programme.code).first()
    if document is None:
        document = Document.objects.create(code=programme.code, **fields)
        return document, [Change("document", programme.code, "create", document.title)]
    differing = [key for key, value in fields.items() if getattr(document, key) != value]
    if not differing:
        return document, []
    for key in differing:
        setattr(document, key, fields[key])
    document.save(update_fields=differing)
    return document, [Change("document", programme.code, "change", "、".join(differing))]


def clause_codes(programme: Programme) -> frozenset[str] | None:
    """The codes of the sentences of the programme's document, for content that speaks of them; None where the document
    cannot be read (its own reading says why)."""
    try:
        document = read_document(programme).document
    except ContentFaults:
        return None
    return frozenset(sentence.id for measure in document.measures for sentence in measure.sentences)


def is_public(openness: str) -> bool:
    """Whether the mark opens the document to all: 主动公开 does, 依申请公开 and 不予公开 do not, and no mark opens nothing.

    Source: 中华人民共和国政府信息公开条例（国务院令第711号）第十七条.
    """
    return "主动公开" in openness or openness.strip("() （）") in {"此件公开发布", "公开发布", "公开"}


def _store_measures(document: Document, measures: tuple[Measure, ...]) -> list[Change]:
    unit_ids = {facts.name: facts.id for facts in all_units().values()}
    changes, clause_order = [], 0
    # A translation belongs to the words, wherever they stand now.
    english = dict(document.clauses.exclude(text_en="").values_list("text", "text_en"))
    for order, found in enumerate(measures, start=1):
        fields = {
            "number": found.number,
            "title": found.title,
            "section": found.section,
            "order": order,
            "start": found.span.start,
            "end": found.span.end,
        }
        measure, created = StoredMeasure.objects.update_or_create(document=document, code=found.id, defaults=fields)
        if created:
            changes.append(Change("measure", measure.code, "create", measure.title))
        measure.parties.all().delete()
        MeasureUnit.objects.bulk_create(_parties(measure, found, unit_ids))
        for sentence in found.sentences:
            clause_order += 1
            words = {"text": sentence.text, "start": sentence.span.start, "end": sentence.span.end}
            words["text_en"] = english.get(sentence.text, "")
            Clause.objects.update_or_create(
                document=document, code=sentence.id, defaults={"measure": measure, "order": clause_order, **words}
            )
        measure.clauses.exclude(code__in=[sentence.id for sentence in found.sentences]).delete()
    document.measures.exclude(code__in=[found.id for found in measures]).delete()
    return changes


def _parties(measure: StoredMeasure, found: Measure, unit_ids: dict[str, int]) -> list[MeasureUnit]:
    named: list[tuple[Responsible | Group, str, int | None]] = [
        *((party, party.role, unit_ids.get(party.unit or "")) for party in found.responsible),
        *((group, "group", None) for group in found.groups),
    ]
    return [
        MeasureUnit(
            measure=measure,
            name=party.name,
            role=role,
            unit_id=unit_id,
            is_group=role == "group",
            order=order,
            start=party.span.start,
            end=party.span.end,
            confidence=party.confidence,
        )
        for order, (party, role, unit_id) in enumerate(named)
    ]


DOCUMENT = ContentKind("document", "文件原文", ("policy.*",), read_document, apply_document)
