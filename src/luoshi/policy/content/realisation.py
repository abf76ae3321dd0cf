"""The realisation map: one measure.yaml a measure says what its words are to become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, Location, lines_of, load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from ..events import RealisationMapped
from ..models import Clause, Measure, PlannedMechanism
from ..reader.model import PolicyDocument
from .document import is_in_force, read_document


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
    section_en: str = ""
    clauses: dict[str, ClauseWords] = {}
    rows: list[Row] = []


def read_measures(programme: Programme) -> list[MeasureFile]:
    """Every measure.yaml, held against the document's own words. A clause or measure it lacks is a fault."""
    found, faults = [], []
    document = _document(programme)
    for path in sorted(programme.folder.glob("[0-9]*/measure.yaml")):
        try:
            entry = load_yaml(path, MeasureFile)
        except ContentFaults as error:
            faults += error.faults
            continue
        found.append(entry)
        if document:
            lines = lines_of(path)
            faults += [Fault(str(path), lines.get(at, 1), message) for at, message in _faults(entry, document)]
    if faults:
        raise ContentFaults(faults)
    return found


def _document(programme: Programme) -> PolicyDocument | None:
    """None where the document cannot be read: its own reading says why."""
    try:
        return read_document(programme).document
    except ContentFaults:
        return None


def apply_measures(programme: Programme, read: list[MeasureFile], actor: str) -> list[Change]:
    """Bind each measure's words to what they are to become; not while the folder still has a text that a later one has taken
    the place of, since its addresses are then another text's."""
    if not is_in_force(programme):
        return []
    measures = {m.code: m for m in Measure.objects.filter(document__code=programme.code)}
    clauses = {c.code: c for c in Clause.objects.filter(document__code=programme.code)}
    changes = [change for entry in read for change in _apply_measure(entry, measures[entry.measure], clauses)]
    if changes:
        touched = tuple(entry.measure for entry in read)
        publish(RealisationMapped(actor=actor, at=now(), subject=programme.code, measures=touched))
    return changes


def _faults(entry: MeasureFile, document: PolicyDocument) -> Iterator[tuple[Location, str]]:
    """Where in the file, and what: measures, clauses and words that the document does not have."""
    if entry.measure not in {measure.id for measure in document.measures}:
        yield ("measure",), f"文件中没有第 {entry.measure} 条措施"
        return
    clauses = {sentence.id: sentence.text for measure in document.measures for sentence in measure.sentences}
    for code in entry.clauses:
        if code not in clauses:
            yield ("clauses", code), f"文件中没有条款 {code}"
    for number, row in enumerate(entry.rows):
        for place, code in enumerate(row.clauses):
            if code not in clauses:
                yield ("rows", number, "clauses", place), f"{row.row}：文件中没有条款 {code}"
        own = [clauses[code] for code in row.clauses if code in clauses]
        for place, words in enumerate(row.words):
            if not row.row.endswith(".0") and not any(words in text for text in own):
                yield ("rows", number, "words", place), f"{row.row}：“{words}”不在所列条款的原文中"


def _apply_measure(entry: MeasureFile, measure: Measure, clauses: dict[str, Clause]) -> list[Change]:
    changes = []
    english = {name: getattr(entry, name) for name in ("title_en", "summary_en", "section_en")}
    if any(getattr(measure, name) != words for name, words in english.items()):
        for name, words in english.items():
            setattr(measure, name, words)
        measure.save(update_fields=list(english))
        changes.append(Change("measure", entry.measure, "change", "英文"))
    for code, words in entry.clauses.items():
        if clauses[code].text_en != words.en:
            clauses[code].text_en = words.en
            clauses[code].save(update_fields=["text_en"])
            changes.append(Change("clause", code, "change", "英文"))
    return changes + _apply_mechanisms(entry, measure)


def _apply_mechanisms(entry: MeasureFile, measure: Measure) -> list[Change]:
    wanted: dict[tuple[str, str], dict[str, Any]] = {
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


MEASURES = ContentKind("measures", "落实方案", ("[0-9]*/measure.yaml",), read_measures, apply_measures)
