"""Rows of services by the dozen: items, cases, events, inspections."""

from __future__ import annotations

from datetime import date, datetime

from luoshi.kernel.today import CHINA
from luoshi.registry.models import (
    Unit,
)
from luoshi.services.models import (
    Case,
    Contact,
    FeeLine,
    Inspection,
    InspectionSheet,
    InspectionSubject,
    Item,
    NormativeDocument,
    PowerOfAttorney,
    ServicePoint,
    Step,
)

DAY = date(2021, 9, 24)
AT = datetime(2021, 9, 24, 9, tzinfo=CHINA)


def begin_services() -> None:
    """A process, an item of it, and a case that waits at its first step."""
    from luoshi.registry.api import system_viewer
    from luoshi.services.service.intake import start
    from luoshi.services.tests.samples import TWO_STEPS, published

    published(TWO_STEPS, code="walked", document="sample", measure="1", promised_days=5)
    _item("item-0")
    start(by=system_viewer(), item="item-0")


def _item(code: str) -> None:
    Item.objects.create(
        code=code,
        name=code,
        said=code,
        type_code="01",
        kind="promised",
        unit=Unit.objects.get(code="development"),
        process="walked",
        promised_days=5,
        themes=["开店"],
        facts={"objects": ["person"], "materials": [], "bundle": {}},
        document="sample",
    )


def grow_services(first: int, last: int) -> None:
    """More cases, steps, items, windows, charges, documents and contacts."""
    begun = Case.objects.order_by("pk")[0]
    unit = Unit.objects.get(code="development")
    for n in range(first, last):
        case = Case.objects.create(
            number=f"case-{n}",
            title="办件",
            version=begun.version,
            item=begun.item,
            unit=unit,
            started_at=AT,
            document="sample",
            data={"firm": f"f{n}"},
            applicant={"name": f"f{n}"},
            external_id=f"x{n}",
            accepted_on=DAY,
        )
        for owner in (case, begun):
            Step.objects.create(case=owner, node="a", name="a", token=f"{n}", opened_at=AT, role="clerk", unit=unit)
        Case.objects.create(
            number=f"child-{n}",
            title="办件",
            version=begun.version,
            unit=unit,
            started_at=AT,
            parent=begun,
            accepted_on=DAY,
        )
        _item(f"item-{n + 1}")
        ServicePoint.objects.create(code=f"p{n}", name=f"窗口{n}", level="county", unit=unit, items=["item-0"])
        FeeLine.objects.create(name=f"费{n}", department="x", kind="x", basis="x")
        NormativeDocument.objects.create(
            number=f"文{n}", title="办法", unit=unit, issued_on=DAY, in_force_from=DAY, valid_to=DAY
        )
        Contact.objects.create(post=f"领导{n}", firm=f"f{n}", unit=unit, from_date=DAY)
        PowerOfAttorney.objects.create(number=f"WT-{n}", scope=f"item-{n}", valid_from=DAY, valid_to=DAY)
        grow_inspections(n, unit)


def grow_inspections(n: int, unit: Unit) -> None:
    """Another community with two inspections in the month of DAY, one of them waiting to be checked again."""
    item = {"code": "a", "label": "项", "label_en": "x", "full": "100", "rule": "each", "each": "1", "kind": ""}
    facts = {
        "items": [item],
        "least_share": 0.5,
        "least_inspections": 2,
        "red": {"least": 1, "most": None, "months": 2},
        "black": None,
    }
    sheet, _made = InspectionSheet.objects.get_or_create(
        code="sheet", defaults={"number": 1, "title": "表", "document": "sample", "unit": unit, "facts": facts}
    )
    who = InspectionSubject.objects.create(
        sheet="sheet", code=f"who-{n}", name=f"小区{n}", place="9", document="sample"
    )
    for faults in (n % 7, n % 5):
        Inspection.objects.create(
            number=f"JC-{n}-{faults}-{sheet.inspections.count()}",
            report_id=f"r-{sheet.inspections.count()}",
            sheet=sheet,
            subject=who,
            inspected_on=DAY,
            findings={"a": {"faults": faults, "checked": None}},
            score=100 - faults,
            due_date=DAY if faults else None,
            made_at=AT,
        )
