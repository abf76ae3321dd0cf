"""The realisation map: one measure.yaml a measure says what its words are to become."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from luoshi.kernel.content import ContentFaults, Fault, load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from ..events import RealisationMapped
from ..models import Clause, Measure, PlannedMechanism


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
