"""What this room reads of a programme's folder: the document itself, and one measure.yaml a measure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.registry.api import all_units

from .events import DocumentStored, RealisationMapped
from .models import Clause, Document, DocumentVersion, Measure, MeasureUnit, PlannedMechanism
from .reader import UnitDirectory, to_json, understand
from .reader.formats import load


@dataclass(frozen=True)
class ReadDocument:
    text: str
    reading: dict[str, Any]


def read_document(programme: Programme) -> ReadDocument:
    source = load(programme.folder / programme.policy)
    units_file = programme.folder / "units.csv"
    directory = UnitDirectory.load(units_file) if units_file.exists() else None
    return ReadDocument(source.text, to_json(understand(source, directory)))


def apply_document(programme: Programme, read: ReadDocument, actor: str) -> list[Change]:
    """Store the document; a text not seen before becomes its next version, a new reading of the same text replaces
    the old reading."""
    changes = []
    reading = read.reading
    fields = {
        "title": reading["title"] or programme.title,
        "title_en": programme.title_en,
        "issuer": reading["issuer"] or programme.issuer,
        "doc_number": reading["doc_number"] or "",
        "issued_on": programme.issued_on or (reading["date"] if len(reading["date"] or "") == 10 else None),
        "recipients": reading["recipients"],
        "openness": reading.get("openness", ""),
        "jurisdiction": programme.jurisdiction,
        "period_from": programme.period_from,
        "period_to": programme.period_to,
    }
    document = Document.objects.filter(code=programme.code).first()
    if document is None:
        document = Document.objects.create(code=programme.code, **fields)
        changes.append(Change("document", programme.code, "create", document.title))
    elif differing := [key for key, value in fields.items() if str(getattr(document, key)) != str(value)]:
        for key in differing:
            setattr(document, key, fields[key])
        document.save()
        changes.append(Change("document", programme.code, "change", "、".join(differing)))
    digest = hashlib.sha256(read.text.encode()).hexdigest()
    version = document.versions.first()
    if version is not None and version.sha256 == digest and version.reading == reading:
        return changes
    number = version.number if version and version.sha256 == digest else (version.number + 1 if version else 1)
    DocumentVersion.objects.update_or_create(
        document=document,
        number=number,
        defaults={"text": read.text, "sha256": digest, "reading": reading, "added_at": now()},
    )
    changes += _store_measures(document, reading["measures"])
    publish(DocumentStored(actor=actor, at=now(), subject=programme.code, version=number, sha256=digest))
    return [*changes, Change("document-version", f"{programme.code}@{number}", "create" if not version else "change")]


def _store_measures(document: Document, measures: list[dict[str, Any]]) -> list[Change]:
    unit_ids = {facts.name: facts.id for facts in all_units().values()}
    changes, clause_order = [], 0
    for order, found in enumerate(measures, start=1):
        measure, created = Measure.objects.update_or_create(
            document=document,
            code=found["id"],
            defaults={
                "number": found["number"],
                "title": found["title"],
                "section": found["section"],
                "order": order,
                "start": found["start"],
                "end": found["end"],
            },
        )
        if created:
            changes.append(Change("measure", measure.code, "create", measure.title))
        measure.parties.all().delete()
        MeasureUnit.objects.bulk_create(_parties(measure, found, unit_ids))
        codes = []
        for sentence in found["sentences"]:
            clause_order += 1
            codes.append(sentence["id"])
            Clause.objects.update_or_create(
                document=document,
                code=sentence["id"],
                defaults={
                    "measure": measure,
                    "order": clause_order,
                    "text": sentence["text"],
                    "start": sentence["start"],
                    "end": sentence["end"],
                },
            )
        measure.clauses.exclude(code__in=codes).delete()
    document.measures.exclude(code__in=[found["id"] for found in measures]).delete()
    return changes


def _parties(measure: Measure, found: dict[str, Any], unit_ids: dict[str, int]) -> list[MeasureUnit]:
    named = [(party, False) for party in found["responsible"]] + [(g, True) for g in found["group_members"]]
    return [
        MeasureUnit(
            measure=measure,
            name=party["name"],
            role="group" if is_group else party["role"],
            unit_id=unit_ids.get(party.get("unit") or ""),
            is_group=is_group,
            order=order,
            start=party["start"],
            end=party["end"],
            confidence=party["confidence"],
        )
        for order, (party, is_group) in enumerate(named)
    ]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MechanismEntry(_Strict):
    code: str = Field(pattern=r"^[a-z]+\.[a-z0-9-]+$")
    title: str
    title_en: str = ""


class Words(_Strict):
    zh: str = ""
    en: str = ""


class Row(_Strict):
    row: str
    words: list[str] = []
    clauses: list[str]
    mechanisms: list[MechanismEntry]
    works_when: Words = Words()


class ClauseWords(_Strict):
    en: str


class MeasureFile(_Strict):
    measure: str
    title: str
    title_en: str = ""
    summary_en: str = ""
    clauses: dict[str, ClauseWords] = {}
    rows: list[Row] = []


@dataclass(frozen=True)
class ReadMeasure:
    path: Path
    entry: MeasureFile


def read_measures(programme: Programme) -> list[ReadMeasure]:
    found, faults = [], []
    for path in sorted(programme.folder.glob("[0-9]*/measure.yaml")):
        try:
            found.append(ReadMeasure(path, load_yaml(path, MeasureFile)))
        except ContentFaults as error:
            faults += error.faults
    if faults:
        raise ContentFaults(faults)
    return found


def apply_measures(programme: Programme, read: list[ReadMeasure], actor: str) -> list[Change]:
    """Bind each measure's words to what they are to become. A clause or measure the document lacks is a fault."""
    measures = {m.code: m for m in Measure.objects.filter(document__code=programme.code)}
    clauses = {c.code: c for c in Clause.objects.filter(document__code=programme.code)}
    faults = [fault for item in read for fault in _faults(item, measures, clauses)]
    if faults:
        raise ContentFaults(faults)
    changes = [change for item in read for change in _apply_measure(item.entry, measures[item.entry.measure], clauses)]
    if changes:
        touched = tuple(item.entry.measure for item in read)
        publish(RealisationMapped(actor=actor, at=now(), subject=programme.code, measures=touched))
    return changes


def _faults(item: ReadMeasure, measures: dict[str, Measure], clauses: dict[str, Clause]) -> list[Fault]:
    file, entry = str(item.path), item.entry
    if entry.measure not in measures:
        return [Fault(file, 1, f"文件中没有第 {entry.measure} 条措施")]
    named = set(entry.clauses) | {code for row in entry.rows for code in row.clauses}
    faults = [Fault(file, 1, f"文件中没有条款 {code}") for code in sorted(named - set(clauses))]
    for row in entry.rows:
        faults += [
            Fault(file, 1, f"{row.row}：“{words}”不在所列条款的原文中")
            for words in row.words
            if not row.row.endswith(".0") and not any(words in clauses[c].text for c in row.clauses if c in clauses)
        ]
    return faults


def _apply_measure(entry: MeasureFile, measure: Measure, clauses: dict[str, Clause]) -> list[Change]:
    changes = []
    if (measure.title_en, measure.summary_en) != (entry.title_en, entry.summary_en):
        measure.title_en, measure.summary_en = entry.title_en, entry.summary_en
        measure.save(update_fields=["title_en", "summary_en"])
        changes.append(Change("measure", entry.measure, "change", "英文"))
    for code, words in entry.clauses.items():
        if clauses[code].text_en != words.en:
            clauses[code].text_en = words.en
            clauses[code].save(update_fields=["text_en"])
            changes.append(Change("clause", code, "change", "英文"))
    return changes + _apply_mechanisms(entry, measure)


def _apply_mechanisms(entry: MeasureFile, measure: Measure) -> list[Change]:
    wanted = {
        (row.row, mechanism.code): {
            "title": mechanism.title,
            "title_en": mechanism.title_en,
            "words": row.words,
            "clauses": row.clauses,
            "works_when": row.works_when.zh,
            "works_when_en": row.works_when.en,
        }
        for row in entry.rows
        for mechanism in row.mechanisms
    }
    stored = {(row.row, row.code): row for row in measure.mechanisms.all()}
    changes = []
    for order, (key, fields) in enumerate(wanted.items()):
        fields["order"] = order
        row = stored.pop(key, None)
        if row is None:
            PlannedMechanism.objects.create(
                document_id=measure.document_id, measure=measure, row=key[0], code=key[1], **fields
            )
            changes.append(Change("mechanism", " ".join(key), "create", fields["title"]))
        elif any(getattr(row, name) != value for name, value in fields.items()):
            PlannedMechanism.objects.filter(pk=row.pk).update(**fields)
            changes.append(Change("mechanism", " ".join(key), "change", fields["title"]))
    for key, row in stored.items():
        row.delete()
        changes.append(Change("mechanism", " ".join(key), "remove"))
    return changes


DOCUMENT = ContentKind("document", "文件原文", ("policy.*",), read_document, apply_document)
MEASURES = ContentKind("measures", "落实方案", ("[0-9]*/measure.yaml",), read_measures, apply_measures)
