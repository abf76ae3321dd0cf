"""Publishing a process: everything that would stop a case is named now; what is published never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.urls import reverse

from luoshi.kernel.errors import N_
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import ROLES, require, unit_facts

from ..action_table import ACTIONS
from ..domain import checking, decision_tables, diagrams, forms
from ..domain.layout import with_diagram
from ..domain.remarks import Remark
from ..engine.specs import Specs, specs_of
from ..errors import ProcessFaulty
from ..events import ProcessPublished
from ..models import ProcessVersion
from ..words import in_words


@dataclass(frozen=True)
class Draft:
    """What is to be published. ``decisions`` code -> DMN file; ``forms`` key -> JSON Schema."""

    code: str
    title: str
    bpmn: str
    unit: str
    title_en: str = ""
    document: str = ""
    measure: str = ""
    clauses: tuple[str, ...] = ()
    mechanism: str = ""
    decisions: Mapping[str, str] | None = None
    forms: Mapping[str, Any] | None = None
    legal_days: int | None = None
    promised_days: int | None = None
    law: str = ""
    opened_by_rule: str = ""
    purpose: str = ""


def faults_of(draft: Draft) -> tuple[diagrams.Diagram, list[diagrams.DiagramFault]]:
    """The diagram and everything wrong with it, with its decision tables and with its forms."""
    diagram = diagrams.read(draft.bpmn)
    tables = {
        table.code: table for xml in (draft.decisions or {}).values() for table in decision_tables.read_table(xml)
    }
    found = checking.check(
        diagram,
        roles=ROLES,
        forms=draft.forms or {},
        decisions=tables,
        actions=ACTIONS,
        processes=ProcessVersion.objects.filter(is_current=True).values_list("code", flat=True),
    )
    for table in tables.values():
        found += [table_fault(table, fault) for fault in decision_tables.faults(table)]
    for key, schema in (draft.forms or {}).items():
        forms.check_schema(key, schema)
    return diagram, found


_TABLE_FAULTS = {
    "overlap": N_("决策表“{table}”第 {rows} 行重叠，例如 {example}"),
    "gap": N_("决策表“{table}”有空缺，例如 {example} 没有任何一行适用"),
    "unreachable": N_("决策表“{table}”第 {rows} 行永远轮不到，例如 {example} 已被前面的行包住"),
}


def table_fault(table: decision_tables.Table, fault: decision_tables.TableFault) -> diagrams.DiagramFault:
    facts = {"table": table.title, "rows": "、".join(map(str, fault.rows))}
    facts["example"] = decision_tables.spoken(fault.example.items())
    return diagrams.DiagramFault(f"decision_{fault.kind}", table.code, Remark(_TABLE_FAULTS[fault.kind], **facts))


@transaction.atomic
def publish_process(*, by: Viewer, draft: Draft) -> ProcessVersion:
    """The new version, or the current one where nothing differs. Raises ProcessFaulty naming every fault."""
    require(by, "services.publish")
    current = ProcessVersion.objects.select_for_update().filter(code=draft.code, is_current=True).first()
    digest = sha256_of(draft)
    if current is not None and current.sha256 == digest:
        return current
    diagram, found = faults_of(draft)
    wrong = [fault for fault in found if fault.severity == "error"]
    if wrong:
        lines = "\n".join(f"{n}. {in_words(fault.problem)}" for n, fault in enumerate(wrong, start=1))
        raise ProcessFaulty(title=draft.title, count=len(wrong), faults=lines)
    called = list(ProcessVersion.objects.filter(code__in=diagram.calls, is_current=True))
    if current is not None:
        ProcessVersion.objects.filter(pk=current.pk).update(is_current=False)
    made = ProcessVersion.objects.create(
        code=draft.code,
        number=current.number + 1 if current else 1,
        title=draft.title,
        title_en=draft.title_en,
        document=draft.document,
        measure=draft.measure,
        clauses=list(draft.clauses),
        mechanism=draft.mechanism,
        opened_by_rule=draft.opened_by_rule,
        purpose=draft.purpose,
        unit_id=unit_facts(draft.unit).id,
        bpmn=with_diagram(draft.bpmn),
        called=[bpmn for inner in called for bpmn in (inner.bpmn, *inner.called)],
        decisions={**_merged(called, "decisions"), **(draft.decisions or {})},
        forms={**_merged(called, "forms"), **(draft.forms or {})},
        nodes={**_merged(called, "nodes"), **diagram.as_json()},
        legal_days=draft.legal_days,
        promised_days=draft.promised_days,
        law=draft.law,
        sha256=digest,
        published_at=now(),
        published_by=by.username,
    )
    compiled(made)  # what SpiffWorkflow itself refuses is refused here
    told: dict[str, Any] = {"actor": by.username, "at": now(), "subject": made.code, "unit": draft.unit}
    publish(ProcessPublished(**told, number=made.number, sha256=digest))
    if draft.document and draft.clauses:
        url = reverse("services:process", args=[made.code])
        where: dict[str, Any] = {
            "document": draft.document,
            "clauses": tuple(draft.clauses),
            "room": "services",
            "kind": "process",
        }
        publish(Serves(**told, **where, title=draft.title, url=url))
    return made


def process_for(purpose: str, document: str) -> ProcessVersion | None:
    """The current process that the document's content gives this purpose."""
    return ProcessVersion.objects.filter(purpose=purpose, document=document, is_current=True).first()


@lru_cache(maxsize=512)
def kept(pk: int, sha256: str) -> ProcessVersion:
    """A published version with its unit, read once a process of the server: what is published never changes (only
    ``is_current`` does, which is asked from the table). ``sha256`` is part of the key for stores made anew."""
    return ProcessVersion.objects.select_related("unit").get(pk=pk, sha256=sha256)


def sha256_of(draft: Draft) -> str:
    # A purpose that is not given leaves the digest as it was before there were purposes: nothing is published anew.
    facts = {name: value for name, value in vars(draft).items() if name != "purpose" or value}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False, default=list).encode()).hexdigest()


def _merged(versions: Iterable[ProcessVersion], name: str) -> dict[str, Any]:
    return {key: value for version in versions for key, value in getattr(version, name).items()}


def compiled(version: ProcessVersion) -> Specs:
    """The specification of a version with the processes it calls. Parsed once a process of the server."""
    return specs_of(version.sha256, (version.bpmn, *version.called))


@lru_cache(maxsize=512)
def _tables(sha256: str, files: tuple[str, ...]) -> dict[str, decision_tables.Table]:
    return {table.code: table for xml in files for table in decision_tables.read_table(xml)}


def tables_of(version: ProcessVersion) -> dict[str, decision_tables.Table]:
    return _tables(version.sha256, tuple(version.decisions.values()))
