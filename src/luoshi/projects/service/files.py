"""Projects taken in from files, and given out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import all_units, require

from .. import events
from ..formats import oc4ids, workbook
from ..formats.records import (
    ContractRecord,
    FileFault,
    FileRefused,
    FundingRecord,
    ParcelRecord,
    PermitRecord,
    ProjectRecord,
    check_projects,
)
from ..lifecycle import cycles_of
from ..models import Parcel, Permit, Project
from ..project_content import serves
from ..standing import refresh

_SAME: tuple[str, ...] = (
    *("name", "name_en", "national_code", "scale", "kind", "category", "works", "sector", "stage", "level", "city"),
    *(
        "township",
        "sponsor",
        "leader",
        "lon",
        "lat",
        "outline",
        "total_yuan",
        "estimate_yuan",
        "budget_yuan",
        "synthetic",
    ),
)
_DATES = {"start": "start_date", "finish": "finish_date", "started": "started_date", "finished": "finished_date"}


def read(content: bytes, name: str) -> tuple[str, list[ProjectRecord]]:
    """Projects of a workbook or of OC4IDS JSON, by what the file is, with the name of its main part."""
    if content[:2] == b"PK" or name.lower().endswith(".xlsx"):
        return "项目", workbook.read(content)
    return "projects", oc4ids.read(content)


@transaction.atomic
def take_in(*, by: Viewer, document: str, content: bytes, name: str) -> int:
    """Take in all projects of a file, or none: FileRefused names every fault by row and column. How many were taken in."""
    require(by, "projects.import")
    where, records = read(content, name)
    held = dict(Project.objects.exclude(national_code="").values_list("national_code", "code"))
    own = {r.code for r in records}
    faults = check_projects(where, records, {national for national, code in held.items() if code not in own})
    units = {code: unit.id for code, unit in all_units().items()}
    by_name = {unit.short_name or unit.name: code for code, unit in all_units().items()}
    owners = {r.code: r.owner or by_name.get(r.owner_name, "") for r in records}
    faults += [
        FileFault(
            where,
            r.row,
            "责任单位代码",
            owners[r.code] or r.owner_name,
            _("不在单位名录中，请核对，或先在单位名录中登记"),
        )
        for r in records
        if owners[r.code] not in units
    ]
    elsewhere = set(Project.objects.filter(code__in=own).exclude(document=document).values_list("code", flat=True))
    faults += [
        FileFault(where, r.row, "编号", r.code, _("这个编号属于另一份文件的项目"))
        for r in records
        if r.code in elsewhere
    ]
    if faults:
        raise FileRefused(faults)
    for record in records:
        _keep(document, record, units[owners[record.code]], by.username)
    digest = hashlib.sha256(content).hexdigest()
    publish(
        events.ProjectsChanged(
            actor=by.username, at=now(), subject=f"file/{name[:60]}", changed=tuple(sorted(own)), sha256=digest
        )
    )
    refresh(Project.objects.filter(code__in=own), today())
    return len(records)


def _keep(document: str, record: ProjectRecord, owner: int, actor: str) -> None:
    facts: dict[str, Any] = {name: getattr(record, name) for name in _SAME}
    facts |= {field: getattr(record, name) for name, field in _DATES.items()}
    facts |= {"document": document, "measure": record.measure, "clauses": list(record.clauses), "owner_id": owner}
    facts |= {"exact_place": record.lon is not None, "retired": False}
    project, made = Project.objects.update_or_create(code=record.code, defaults=facts)
    if made:
        project.stage_since = today()
        project.save(update_fields=["stage_since"])
    project.parcels.all().delete()
    Parcel.objects.bulk_create(Parcel(project=project, **vars(p)) for p in record.parcels)
    # Money may have been paid from a source or on a contract: rows are changed, and only those without payments go.
    _agree(project.funding, ("source", "year"), [vars(f) for f in record.funding])
    _agree(project.contracts, ("code",), [_contract(c) for c in record.contracts])
    for permit in record.permits:
        state = Permit.State.DONE if permit.done else Permit.State.WAITING
        defaults = {"state": state, "due_date": permit.due, "done_date": permit.done}
        Permit.objects.update_or_create(project=project, step=permit.step[:20], defaults=defaults)
    if project.clauses:
        publish(serves(project, actor))


def _contract(record: ContractRecord) -> dict[str, Any]:
    facts = {k: v for k, v in vars(record).items() if k not in ("start", "finish")}
    return facts | {"start_date": record.start, "finish_date": record.finish}


def _agree(rows: Any, key: tuple[str, ...], wanted: list[dict[str, Any]]) -> None:
    """Make the rows of a project say what a file says; what has payments is never taken out."""
    kept = []
    for facts in wanted:
        row, _made = rows.update_or_create(**{name: facts[name] for name in key}, defaults=facts)
        kept.append(row.pk)
    rows.exclude(pk__in=kept).filter(payments__isnull=True).delete()


def records_of(projects: Iterable[Project]) -> list[ProjectRecord]:
    """Projects as files carry them; they should come with ``for_files``."""
    projects = list(projects)
    names = {
        document: {s.code: s.name for cycle in cycles_of(document).values() for s in cycle.steps}
        for document in {p.document for p in projects}
    }
    return [_record(p, names[p.document]) for p in projects]


def for_files(rows: Any) -> Any:
    known = Permit.objects.exclude(state=Permit.State.LEFT_OUT)
    return rows.select_related("owner").prefetch_related(
        "funding", "parcels", "contracts", Prefetch("permits", queryset=known)
    )


def _record(p: Project, steps: dict[str, str]) -> ProjectRecord:
    return ProjectRecord(
        code=p.code,
        owner=p.owner.code,
        owner_name=p.owner.short_name or p.owner.name,
        document=p.document,
        measure=p.measure,
        clauses=tuple(p.clauses),
        funding=tuple(FundingRecord(f.source, f.year, f.planned_yuan, f.paid_yuan) for f in p.funding.all()),
        parcels=tuple(ParcelRecord(x.code, x.name, _plain(x.area_mu), x.approval) for x in p.parcels.all()),
        contracts=tuple(
            ContractRecord(c.code, c.name, c.kind, c.value_yuan, c.supplier, c.tendered, c.start_date, c.finish_date)
            for c in p.contracts.all()
        ),
        permits=tuple(
            PermitRecord(x.step, steps.get(x.step, x.step), x.due_date, x.done_date) for x in p.permits.all()
        ),
        **{name: getattr(p, name) for name in _SAME},
        **{name: getattr(p, field) for name, field in _DATES.items()},
    )


def _plain(value: Decimal) -> Decimal:
    return value.normalize() if value % 1 else value.quantize(Decimal(1))


@transaction.atomic
def give_out(*, by: Viewer, subject: str, rows: Any, form: str, publisher: str) -> bytes:
    """``oc4ids`` or ``xlsx`` of the projects; who took what out is recorded."""
    require(by, "projects.view")
    records: Sequence[ProjectRecord] = records_of(for_files(rows))
    if form == "xlsx":
        content = workbook.write(records)
    else:
        whole = oc4ids.package(records, publisher=publisher, uri=f"urn:luoshi:{subject}", published=today())
        content = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    publish(events.ProjectsExported(actor=by.username, at=now(), subject=subject, form=form, rows=len(records)))
    return content
