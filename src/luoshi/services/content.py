"""What this room reads of a programme: processes, items, windows, grids, charges, documents and contacts of a measure.

Each measure's folder may hold ``services/`` with these files; a fault is named by file and line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from shapely.errors import ShapelyError
from shapely.geometry import shape

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml, numbered_rows, read_text
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.registry.api import all_units, system_viewer

from .catalogue import ItemRow, items_of, store_items
from .domain import changes as differing
from .domain.purposes import PURPOSES
from .errors import ProcessFaulty
from .models import Case, Contact, FeeLine, Grid, NormativeDocument, ProcessVersion, ServicePoint
from .service.processes import Draft, publish_process

MOST_TOLD = 8
"""So many differences of a process are named; of more only the number."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Measure(BaseModel):
    measure: str


class ProcessRow(Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    title: str
    title_en: str = ""
    file: str
    decisions: list[str] = []
    forms: str = ""
    mechanism: str = ""
    clauses: list[str] = []
    unit: str
    legal_days: int | None = None
    promised_days: int | None = None
    law: str = ""
    opened_by_rule: str = ""
    purpose: Literal["", *PURPOSES] = ""  # type: ignore[valid-type]


class ProcessFile(Strict):
    processes: list[ProcessRow]


class FormsFile(BaseModel):
    model_config = ConfigDict(extra="allow")


class PointRow(Strict):
    code: str
    name: str
    name_en: str = ""
    level: Literal["county", "township", "village", "terminal"]
    unit: str
    address: str = ""
    hours: str = ""
    phone: str = ""
    lon: float | None = None
    lat: float | None = None
    items: str = ""
    synthetic: bool = False


class FeeRow(Strict):
    name: str
    department: str
    kind: str
    standard_yuan: Decimal | None = None
    unit_of_charge: str = ""
    basis: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    exempt: str = ""
    note: str = ""


class DocumentRow(Strict):
    number: str
    title: str
    unit: str
    issued_on: date
    in_force_from: date
    valid_to: date | None = None
    legal_opinion: str = ""
    reviewed_on: date | None = None
    repealed_on: date | None = None
    note: str = ""
    synthetic: bool = False


class ContactRow(Strict):
    post: str
    firm: str
    unit: str
    visits_planned: int = 1
    from_date: date
    to_date: date | None = None
    synthetic: bool = False


def folders(programme: Programme) -> Iterator[tuple[str, Path]]:
    """Measure's code and its services folder, in order."""
    for folder in sorted(programme.folder.glob("*/services")):
        if (folder.parent / "measure.yaml").exists():
            yield load_yaml(folder.parent / "measure.yaml", _Measure).measure, folder


def read_processes(programme: Programme) -> list[tuple[Path, int, Draft]]:
    found, faults = [], []
    for measure, folder in folders(programme):
        path = folder / "processes.yaml"
        if not path.exists():
            continue
        lines = lines_of(path)
        for n, row in enumerate(load_yaml(path, ProcessFile).processes):
            line = lines.get(("processes", n), 1)
            try:
                found.append((path, line, _draft(programme.code, measure, folder, row)))
            except ContentFaults as error:
                faults += error.faults
            except ExpectedError as error:
                faults.append(Fault(str(path), line, str(error)))
    if faults:
        raise ContentFaults(faults)
    return found


def _draft(document: str, measure: str, folder: Path, row: ProcessRow) -> Draft:
    forms = load_yaml(folder / row.forms, FormsFile).model_dump() if row.forms else {}
    return Draft(
        code=row.code,
        title=row.title,
        title_en=row.title_en,
        bpmn=read_text(folder / row.file),
        unit=row.unit,
        document=document,
        measure=measure,
        clauses=tuple(row.clauses),
        mechanism=row.mechanism,
        decisions={name: read_text(folder / name) for name in row.decisions},
        forms=forms,
        legal_days=row.legal_days,
        promised_days=row.promised_days,
        law=row.law,
        opened_by_rule=row.opened_by_rule,
        purpose=row.purpose,
    )


def apply_processes(programme: Programme, read: list[tuple[Path, int, Draft]], actor: str) -> list[Change]:
    changes, faults = [], []
    by = system_viewer()
    for path, line, draft in read:
        before = ProcessVersion.objects.filter(code=draft.code, is_current=True).first()
        try:
            made = publish_process(by=by, draft=draft)
        except ProcessFaulty as error:
            faults.append(Fault(str(path), line, str(error)))
            continue
        except ExpectedError as error:
            faults.append(Fault(str(path), line, str(error)))
            continue
        if before is None:
            changes.append(Change("process", str(made), "create", made.title))
        elif made.number != before.number:
            changes.append(Change("process", str(made), "change", _told(before, made)))
    if faults:
        raise ContentFaults(faults)
    return changes


def _told(before: ProcessVersion, after: ProcessVersion) -> str:
    """The process's title, what of it changes, and how many cases go on by the version they began with."""
    told = [
        *differing.changes(before.nodes, after.nodes),
        *differing.changed_keys("表单", before.forms, after.forms),
        *differing.changed_keys("决策表", before.decisions, after.decisions),
    ]
    running = Case.objects.filter(version__code=after.code, finished_at=None).count()
    told += [f"在办 {running} 件仍按原版本"] if running else []
    more = f"等 {len(told)} 处" if len(told) > MOST_TOLD else ""
    return f"{after.title}：{'；'.join(told[:MOST_TOLD]) or '只改图形或说明'}{more}"


def read_items(programme: Programme) -> list[ItemRow]:
    found = []
    for measure, folder in folders(programme):
        path = folder / "items.yaml"
        if path.exists():
            found += items_of(path, measure)
    return found


def apply_items(programme: Programme, read: list[ItemRow], actor: str) -> list[Change]:
    return store_items(programme.code, read, actor)


class Placed(NamedTuple):
    """A row with the measure it belongs to, and the place of the file where it stands."""

    measure: str
    row: Any
    file: str
    line: int


def unknown_units(rows: Iterable[Placed], known: Container[str]) -> list[Fault]:
    return [
        Fault(file, line, f"unit：没有“{row.unit}”这个单位")
        for _measure, row, file, line in rows
        if hasattr(row, "unit") and row.unit not in known
    ]


def rows_of(name: str, model: type[BaseModel]) -> Callable[[Programme], list[Placed]]:
    def read(programme: Programme) -> list[Placed]:
        found = []
        for measure, folder in folders(programme):
            if (folder / name).exists():
                path = folder / name
                found += [Placed(measure, row, str(path), line) for line, row in numbered_rows(path, model)]
        return found

    return read


def store(
    kind: str, model: type[Model], code: str, key: tuple[str, ...], lists: tuple[str, ...] = (), decided: str = ""
) -> Any:
    """Makes the table agree with the rows; what the file no longer has and no case needs stays, marked by nothing.
    ``decided`` names the day on which cases decide anew: a row whose day is later than the file's keeps what it has."""

    def apply(programme: Programme, read: list[Placed], actor: str) -> list[Change]:
        units = {facts.code: facts.id for facts in all_units().values()}
        names = {field.name for field in model._meta.get_fields()}
        changes = []
        if faults := unknown_units(read, units):
            raise ContentFaults(faults)
        for measure, row, *_place in read:
            facts = row.model_dump()
            if "unit" in facts:
                facts["unit_id"] = units[facts.pop("unit")]
            for name in lists:
                facts[name] = [one for one in str(facts[name]).replace("；", ";").split(";") if one]
            facts["document"] = programme.code
            if "measure" in names:
                facts["measure"] = measure
            known = model._default_manager.filter(**{name: facts[name] for name in key}).first()
            said = str(facts[code])
            if known is None:
                model._default_manager.create(**facts)
                changes.append(Change(kind, said, "create"))
            elif decided and (getattr(known, decided) or date.min) > (facts[decided] or date.min):
                continue
            elif differing := [name for name, value in facts.items() if getattr(known, name) != value]:
                for name in differing:
                    setattr(known, name, facts[name])
                known.save(update_fields=differing)
                changes.append(Change(kind, said, "change", "、".join(differing)))
        return changes

    return apply


class GridRow(Strict):
    code: str
    name: str
    unit: str
    outline: dict[str, Any]
    synthetic: bool = False


def read_grids(programme: Programme) -> list[Placed]:
    """GeoJSON features, WGS84, with code, name, unit and synthetic as properties."""
    found, faults = [], []
    for measure, folder in folders(programme):
        path = folder / "grids.geojson"
        if not path.exists():
            continue
        lines: dict[tuple[str | int, ...], int] = {}
        for n, feature in enumerate(_features(path)):
            lines = lines or lines_of(path)  # a JSON text is a YAML text too
            line = lines.get(("features", n), 1)
            try:
                row = GridRow(**feature["properties"], outline=feature["geometry"])
                if not shape(row.outline).is_valid:
                    raise ValueError("面有自相交")
                found.append(Placed(measure, row, str(path), line))
            except (ValidationError, KeyError, TypeError, ValueError, ShapelyError) as error:
                faults.append(Fault(str(path), line, f"第 {n + 1} 个网格：{str(error)[:120]}"))
    if faults:
        raise ContentFaults(faults)
    return found


def _features(path: Path) -> list[Any]:
    try:
        features = json.loads(read_text(path))["features"]
        if isinstance(features, list):
            return features
        line = 1
    except json.JSONDecodeError as error:
        line = error.lineno
    except (KeyError, TypeError):
        line = 1
    raise ContentFaults([Fault(str(path), line, "不是 GeoJSON FeatureCollection")])


KINDS = (
    ContentKind("processes", "流程", ("*/services/processes.yaml",), read_processes, apply_processes),
    ContentKind("items", "服务事项", ("*/services/items.yaml",), read_items, apply_items),
    ContentKind(
        "service-points",
        "办事窗口",
        ("*/services/points.csv",),
        rows_of("points.csv", PointRow),
        store("point", ServicePoint, "code", ("code",), ("items",)),
    ),
    ContentKind("grids", "网格", ("*/services/grids.geojson",), read_grids, store("grid", Grid, "code", ("code",))),
    ContentKind(
        "fees",
        "收费目录",
        ("*/services/fees.csv",),
        rows_of("fees.csv", FeeRow),
        store("fee", FeeLine, "name", ("name", "department"), ("exempt",)),
    ),
    ContentKind(
        "normative-documents",
        "规范性文件",
        ("*/services/normative-documents.csv",),
        rows_of("normative-documents.csv", DocumentRow),
        store("normative-document", NormativeDocument, "number", ("number",), decided="reviewed_on"),
    ),
    ContentKind(
        "contacts",
        "领导联系企业",
        ("*/services/contacts.csv",),
        rows_of("contacts.csv", ContactRow),
        store("contact", Contact, "firm", ("post", "firm")),
    ),
)
