"""What is read of a programme: ``services/inspections.yaml`` (scored sheets) and ``services/inspected.csv`` (who is
inspected by which sheet)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from django.urls import reverse
from pydantic import Field

from luoshi.kernel.content import ContentFaults, Fault, lines_of, load_yaml
from luoshi.kernel.events import Serves, publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now
from luoshi.registry.api import all_units

from ..content import Placed, Strict, folders, rows_of, store, unknown_units
from ..events import SheetPublished
from ..models import InspectionSheet, InspectionSubject


class ItemRow(Strict):
    code: str = Field(pattern=r"^[a-z0-9_]+$", max_length=40)
    label: str
    label_en: str
    full: Decimal = Field(gt=0)
    rule: Literal["each", "share"]
    each: Decimal = Field(default=Decimal(0), ge=0)
    counted: str = ""
    counted_en: str = ""
    """What is counted: faults for ``each``; of what was checked, how many were wrong for ``share``."""
    kind: str = ""


class ListRow(Strict):
    """On the list from ``months`` months running at or over ``least``, or under ``most``."""

    least: float | None = None
    most: float | None = None
    months: int = Field(default=1, ge=1)


class SheetRow(Strict):
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    title: str
    title_en: str
    subject: str
    subject_en: str
    mechanism: str
    clauses: list[str] = Field(min_length=1)
    unit: str
    source: str
    source_en: str = ""
    synthetic: bool = False
    items: list[ItemRow] = Field(min_length=1)
    pass_mark: float | None = None
    least_share: float = Field(gt=0, le=1)
    """Items worth less of the sheet than this part looked at: no score."""
    least_inspections: int = Field(ge=1)
    """Fewer inspections in a month: no place in the ranking."""
    rectify_days: int = Field(ge=1)
    objection_days: int | None = Field(default=None, ge=1)
    """Working days in which the inspected may object, until the month is published at the latest; null: as long as that."""
    answer_days: int | None = Field(default=None, ge=1)
    """Working days in which an objection is answered; null: not laid down."""
    event_process: str = ""
    red: ListRow | None = None
    black: ListRow | None = None
    series: str = ""
    """First word of the indicators that a published month feeds."""


class SheetFile(Strict):
    sheets: list[SheetRow]


class SubjectRow(Strict):
    sheet: str
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=64)
    name: str = Field(max_length=120)
    name_en: str = ""
    place: str = ""
    manager: str = ""
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    retired: bool = False
    synthetic: bool = False


def read_sheets(programme: Programme) -> list[Placed]:
    """Each sheet with the line on which its unit stands, which only the register can tell to be wrong."""
    found: list[Placed] = []
    faults: list[Fault] = []
    for measure, folder in folders(programme):
        path = folder / "inspections.yaml"
        if not path.exists():
            continue
        sheets, lines = load_yaml(path, SheetFile).sheets, lines_of(path)
        for n, sheet in enumerate(sheets):
            line = lines.get(("sheets", n), 1)
            faults += [Fault(str(path), line, text) for text in _faults(sheet)]
            found.append(Placed(measure, sheet, str(path), lines.get(("sheets", n, "unit"), line)))
    if faults:
        raise ContentFaults(faults)
    return found


def _faults(sheet: SheetRow) -> list[str]:
    codes = [item.code for item in sheet.items]
    told = [
        f"项目“{item.label}”按处扣分，请写明每处扣几分（each）"
        for item in sheet.items
        if item.rule == "each" and not item.each
    ]
    if len(set(codes)) < len(codes):
        told.append(f"评分表“{sheet.title}”的项目代码有重复")
    if sum(item.full for item in sheet.items) != 100:
        told.append(f"评分表“{sheet.title}”各项满分之和应为 100")
    if any(item.kind for item in sheet.items) and not sheet.event_process:
        told.append("有项目会转为事件，请写明事件的流程（event_process）")
    return told


def apply_sheets(programme: Programme, rows: list[Placed], actor: str) -> list[Change]:
    """A sheet that differs becomes a new version; inspections made before keep theirs."""
    units = all_units()
    if faults := unknown_units(rows, units):
        raise ContentFaults(faults)
    changes: list[Change] = []
    for measure, row, *_place in rows:
        facts = row.model_dump(mode="json")
        before = InspectionSheet.objects.filter(code=row.code, is_current=True).first()
        if before is not None and before.facts == facts:
            continue
        InspectionSheet.objects.filter(code=row.code).update(is_current=False)
        InspectionSheet.objects.create(
            code=row.code,
            number=(before.number if before else 0) + 1,
            title=row.title,
            title_en=row.title_en,
            document=programme.code,
            measure=measure,
            mechanism=row.mechanism,
            unit_id=units[row.unit].id,
            facts=facts,
        )
        changes.append(Change("inspection-sheet", row.code, "change" if before else "create", row.title))
        publish(
            Serves(
                actor=actor,
                at=now(),
                subject=row.code,
                unit=row.unit,
                document=programme.code,
                clauses=tuple(row.clauses),
                room="services",
                kind="inspection",
                title=row.title,
                url=f"{reverse('services:inspections')}?sheet={row.code}",
            )
        )
    if changes:
        codes = tuple(change.code for change in changes)
        publish(SheetPublished(actor=actor, at=now(), subject=programme.code, changed=codes))
    return changes


def read_subjects(programme: Programme) -> list[Placed]:
    found = rows_of("inspected.csv", SubjectRow)(programme)
    first: dict[tuple[str, str], Placed] = {}
    if twice := [one for one in found if first.setdefault((one.row.sheet, one.row.code), one) is not one]:
        words = "code：代码“{}”重复，前一次在第 {} 行"
        before = {key: one.line for key, one in first.items()}
        raise ContentFaults(
            [Fault(o.file, o.line, words.format(o.row.code, before[o.row.sheet, o.row.code])) for o in twice]
        )
    return found


INSPECTIONS = (
    ContentKind("inspection-sheets", "检查评分表", ("*/services/inspections.yaml",), read_sheets, apply_sheets),
    ContentKind(
        "inspected",
        "受检名录",
        ("*/services/inspected.csv",),
        read_subjects,
        store("inspected", InspectionSubject, "code", ("sheet", "code")),
    ),
)
